/**
 * What all stores share: how a store begins, and what they say when they cannot be opened.
 */
import { LatchkeyError } from '../index.ts'
import type { Epoch } from '../index.ts'

/** The version of what a store keeps. One that is greater was written by a later latchkey, and is left alone. */
export const schemaVersion = 1

/**
 * A new life of a store's data, from now on.
 *
 * @param margin Seconds by which clocks that issue tokens may be ahead: where data were lost, tokens that were used may be of the near future.
 */
export function newEpoch(clock: () => number = Date.now, margin = 0): Epoch {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const id = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return Object.freeze({ id, since: Math.floor(clock() / 1000) + margin })
}

/** The own properties of options: none that somebody put on every object. */
export function ownOf<Options extends object>(options: Options): Options {
  return Object.assign(Object.create(null) as Options, options)
}

/** Says that a store cannot be used, and what to do. */
export function unavailable(message: string, cause?: unknown): LatchkeyError {
  return new LatchkeyError('STORE_UNAVAILABLE', message, 503, cause)
}

/** Refuses to open a store that nobody has begun: where data were lost it would look the same. */
export function notBegun(store: string): LatchkeyError {
  return unavailable(
    `${store} was never initialized, or has lost its data: run 'npx latchkey store init', or open it with { create: true }`,
  )
}

/** Refuses to open what another program, or a later latchkey, has written. */
export function notOurs(store: string, version: number | undefined): LatchkeyError {
  return unavailable(
    version === undefined
      ? `${store} holds the data of another program: latchkey changes nothing there; give it a place of its own`
      : `${store} was written by a later latchkey (version ${version}, this one knows ${schemaVersion}): update latchkey`,
  )
}

/** What every call of a closed store rejects with. */
export function wasClosed(): LatchkeyError {
  return unavailable('the store was closed: open it again to use it')
}
