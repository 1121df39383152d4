/**
 * What the cases of the contract stand on: a place for data, and what they ask of a store.
 */
import type { Epoch, Revocation, Store } from '../index.ts'

/** A place for data: a file, a schema, a prefix, that no other case uses. */
export interface StoreSetup {
  /** Opens a store on this place, and begins it where it is new. Each call is another instance, as in another process, where the store can have several. */
  readonly open: () => Promise<Store>
  /** Loses all data behind the back of the stores that are open, as a server that was restarted empty. */
  readonly wipe: () => Promise<void>
  /** Called at the end of the case, whatever happened: closes what `open` gave, and removes the place. */
  readonly tearDown: () => Promise<void>
}

/** A case before it has a place. */
export type Cases = { readonly [name: string]: (setup: StoreSetup) => Promise<void> }

/** The second in which the suite was loaded: a store may forget by itself what expired long ago. */
export const now: number = Math.floor(Date.now() / 1000)

/** Data as text; JSON has no undefined. */
function write(data: unknown): string | undefined {
  return JSON.stringify(data, (_key, member: unknown) => (member === undefined ? 'undefined' : member))
}

/** Throws unless `actual` is `expected`, which both are data. */
export function expectSame(what: string, actual: unknown, expected: unknown): void {
  if (write(actual) !== write(expected))
    throw new Error(`the store breaks its contract: ${what}: ${write(actual)}, and not ${write(expected)}`)
}

/** The epoch that an open store has. */
export async function epochOf(store: Store): Promise<Epoch> {
  const { epoch } = await store.changes(undefined, 1)
  if (epoch === undefined) throw new Error('the store breaks its contract: an opened store has an epoch')
  return epoch
}

/** All that is told after `cursor`, in pages of `limit`. */
export async function tellAll(
  store: Store,
  cursor?: string,
  limit = 100,
): Promise<{ revocations: Revocation[]; cursor: string | undefined }> {
  const revocations: Revocation[] = []
  for (;;) {
    const page = await store.changes(cursor, limit)
    if (page.epoch === undefined) throw new Error('the store breaks its contract: it lost its epoch')
    revocations.push(...page.revocations)
    cursor = page.cursor
    if (page.revocations.length < limit) return { revocations, cursor }
    if (revocations.length > 10_000)
      throw new Error('the store breaks its contract: it tells the same again and again')
  }
}
