/**
 * What `latchkey()` says about its store, read once: which store, how long a call may take, how long silence is borne, who is told.
 */
import { LatchkeyError } from './errors.ts'
import { follow } from './following.ts'
import type { Following, StoreEvent } from './following.ts'
import { readClock, readDuration } from './options.ts'
import type { Duration } from './options.ts'
import type { Store } from './store.ts'

/** What `latchkey()` takes for its store. */
export interface StoredOptions {
  /** Milliseconds that a call of the store may take: 1 to 60,000; 250 unless it is said. */
  readonly deadline?: number
  /** How long revocations are relied on without a word of the store: a second and the deadline unless it is said. */
  readonly staleFor?: Duration
  /** Is told what the store is used for, and how it is. */
  readonly onEvent?: (event: StoreEvent) => void
}
export const storedOptions = ['store', 'deadline', 'staleFor', 'onEvent'] as const

/** Begins to follow the store of these options; `undefined` where they have none. */
export function readFollowing(
  { store, deadline, staleFor, onEvent }: { readonly [Name in (typeof storedOptions)[number]]?: unknown },
  clock: () => number,
): Following | undefined {
  if (store === undefined) {
    if (deadline !== undefined || staleFor !== undefined || onEvent !== undefined)
      throw invalid('deadline, staleFor and onEvent are about a store, and latchkey() has none')
    return undefined
  }
  if (!isStore(store)) throw invalid('store is what a function such as sqliteStore() returns, or its promise')
  if (onEvent !== undefined && typeof onEvent !== 'function') throw invalid('onEvent is a function')
  const milliseconds = deadline === undefined ? 250 : (deadline as number)
  if (!(Number.isInteger(milliseconds) && milliseconds >= 1 && milliseconds <= 60_000))
    throw invalid('deadline is an integer of milliseconds from 1 to 60,000')
  return follow(store, {
    deadline: milliseconds,
    staleFor: staleFor === undefined ? 1000 + milliseconds : readDuration(staleFor, 'staleFor', 1) * 1000,
    now: () => readClock(clock),
    onEvent: (onEvent ?? ignore) as (event: StoreEvent) => void,
  })
}

const ignore = (): void => {}

function isStore(value: unknown): value is Store | PromiseLike<Store> {
  if (typeof value !== 'object' || value === null) return false
  return ['then', 'changes'].some((name) => typeof Reflect.get(value, name) === 'function')
}

function invalid(message: string): LatchkeyError {
  return new LatchkeyError('INVALID_OPTION', message)
}
