/**
 * How a server follows a store: it polls on a heartbeat, and so notices silence, catches up after a gap, and reconnects by asking again.
 *
 * A notification is a hint, the poll is the truth. Laws: the mirror is used only while a poll that began less than `staleFor` ago has
 * confirmed it, by a clock that nobody can set; a call that does not answer in time is given up, whatever the client does; no timer keeps
 * a process alive.
 */
import { LatchkeyError } from './errors.ts'
import { makeRevocations } from './revocations.ts'
import type { Revocations } from './revocations.ts'
import type { Changes, Epoch, Store } from './store.ts'

/** What happened, for logs and meters. It never holds a token, a tag or a secret. */
export type StoreEvent =
  | { readonly name: 'revoked'; readonly target: string; readonly before: Date }
  /** One use of a token of limited use, by its root's id, was counted. */
  | { readonly name: 'redeemed'; readonly id: string }
  /** The store cannot be followed: nobody is let in any more. */
  | { readonly name: 'stale'; readonly detail: string }
  /** The store is followed again. */
  | { readonly name: 'recovered' }

/** A store that is followed. */
export interface Following {
  /** The revocations as far as they are known, for what decides nothing. */
  readonly known: Revocations
  readonly epoch: Epoch | undefined
  /**
   * The revocations, confirmed.
   *
   * @throws {@link LatchkeyError} `STORE_UNAVAILABLE` where they are stale.
   */
  fresh(): Revocations
  /** Waits for the first confirmation, or the next; rejects where the store cannot be followed. */
  ready(): Promise<void>
  /** Waits for the first confirmation as long as for an answer; never rejects. */
  settled(): Promise<void>
  /** Polls at once. */
  wake(): void
  /** One call of the store under the deadline; what fails is `STORE_UNAVAILABLE`. */
  call<Answer>(request: (store: Store) => Promise<Answer>): Promise<Answer>
  tell(event: StoreEvent): void
}

/** How a store is followed. */
export interface FollowingOptions {
  /** Milliseconds. */
  readonly deadline: number
  /** Milliseconds. */
  readonly staleFor: number
  /** Seconds since 1970. */
  readonly now: () => number
  readonly onEvent: (event: StoreEvent) => void
}

/** Milliseconds between two polls where nothing wakes it: two of them may fail before the mirror is stale. */
const heartbeat = 500
/** Milliseconds from a poll that failed to the next. */
const retry = 100
/** Milliseconds that a store may take to open and to tell all that was revoked, when a program waits for it. */
const patience = 10_000
/** Revocations in one answer. */
const page = 5000

/** Follows `store` from now on. */
export function follow(given: Store | PromiseLike<Store>, options: FollowingOptions): Following {
  const { deadline, staleFor, now } = options
  let store: Store | undefined
  let known = makeRevocations()
  let epoch: Epoch | undefined
  let cursor: string | undefined
  /** The life of data that ended before our eyes; should it come back without what we have seen, it is still lost. */
  let ended: string | undefined
  let confirmedAt = -Infinity
  let problem: unknown = 'it has not answered yet'
  let isTold = false
  let polling: Promise<void> | undefined
  let isWoken: boolean | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  const isFresh = (): boolean => performance.now() - confirmedAt <= staleFor
  const tell = (event: StoreEvent): void => publish(Object.freeze(event), options.onEvent)

  /** Everything that is known is of another life of the data, or of none. */
  function forget(next: Epoch | undefined): void {
    known = makeRevocations()
    cursor = undefined
    confirmedAt = -Infinity
    epoch = next
  }

  function take({ revocations, cursor: next }: Changes): void {
    const second = now()
    for (const revocation of revocations) known.put(revocation, second)
    cursor = next
  }

  /** What an open store says at once, where that is all. */
  function begin(opened: Store): void {
    store = opened
    const first = opened.snapshot?.(page)
    if (first?.changes.epoch === undefined) return
    forget(first.changes.epoch)
    take(first.changes)
    if (first.changes.revocations.length < page) confirmedAt = first.at
  }

  /** Reads all that is new; throws what went wrong. */
  async function catchUp(opened: Store): Promise<void> {
    for (;;) {
      const begun = performance.now()
      const after = cursor
      const changes = await inTime(() => opened.changes(after, page), deadline, true)
      if (changes.epoch === undefined) {
        ended = epoch?.id ?? ended
        forget(undefined)
      }
      if (changes.epoch === undefined || changes.epoch.id === ended)
        throw new Error("it has lost its data: see 'latchkey store acknowledge'")
      if (changes.epoch.id !== epoch?.id) {
        forget(changes.epoch)
        // What was told after a cursor of another life is not all of this one.
        if (after !== undefined) continue
      }
      // Each answer is there at once in some stores: what never ends would leave no room for anything else.
      if (changes.revocations.length >= page && changes.cursor === after)
        throw new Error('it tells the same page again and again')
      take(changes)
      if (changes.revocations.length < page) {
        confirmedAt = begun
        return
      }
    }
  }

  async function poll(): Promise<void> {
    try {
      store ??= await given
      isWoken = false
      await catchUp(store)
      if (isTold) tell({ name: 'recovered' })
      isTold = false
      plan(isWoken ? 0 : heartbeat)
    } catch (error) {
      problem = error
      if (!isTold && !isFresh()) {
        isTold = true
        tell({ name: 'stale', detail: describe(error) })
      }
      // A promise of a store that was rejected stays so; a closed store is asked no more.
      if (store !== undefined && !store.closed) plan(retry)
    } finally {
      polling = undefined
    }
  }

  function ask(): Promise<void> {
    clearTimeout(timer)
    return (polling ??= poll())
  }

  function plan(milliseconds: number): void {
    timer = later(() => void ask(), milliseconds)
  }

  /** Nobody wakes before there is a store. */
  function wake(): void {
    if (polling !== undefined) isWoken = true
    else if (!store!.closed) void ask()
  }

  function listen(): void {
    if (store?.closed === false) store.watch?.(wake)
  }

  function stale(): LatchkeyError {
    const why = describe(problem)
    return new LatchkeyError(
      'STORE_UNAVAILABLE',
      `the store of revocations cannot be followed: ${why}`,
      503,
      problem,
    )
  }

  const following: Following = {
    get known() {
      return known
    },
    get epoch() {
      return epoch
    },
    fresh() {
      if (!isFresh()) throw stale()
      return known
    },
    async ready() {
      // Each answer has a deadline of its own; that the store is opened has none.
      if (!isFresh()) await inTime(async () => given, patience, false).then(ask, () => {})
      if (!isFresh()) throw stale()
    },
    async settled() {
      if (confirmedAt === -Infinity) await inTime(ask, deadline, false).catch(() => {})
    },
    wake,
    async call(request) {
      try {
        // Who asks knows an epoch, so that the store has answered before.
        return await inTime(() => request(store!), deadline, false)
      } catch (error) {
        const why = describe(error)
        throw new LatchkeyError(
          'STORE_UNAVAILABLE',
          `the store did not do what it was asked: ${why}`,
          503,
          error,
        )
      }
    },
    tell,
  }
  if ('changes' in given) begin(given)
  // What cannot be watched now is polled: a hint is missed.
  void ask()
    .then(listen)
    .catch(() => {})
  return following
}

/** Waits for an answer no longer than the deadline, whether the client gives up or not. */
async function inTime<Answer>(
  ask: () => Promise<Answer>,
  milliseconds: number,
  isIdle: boolean,
): Promise<Answer> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_resolve, reject) => {
    const giveUp = (): void => reject(new Error(`no answer within ${milliseconds} ms`))
    timer = isIdle ? later(giveUp, milliseconds) : setTimeout(giveUp, milliseconds)
  })
  try {
    return await Promise.race([ask(), late])
  } finally {
    clearTimeout(timer)
  }
}

/** A timer that keeps no process alive, where the runtime has processes. */
function later(act: () => void, milliseconds: number): ReturnType<typeof setTimeout> {
  const timer = setTimeout(act, milliseconds)
  // A number in browsers.
  ;(timer as { unref?(): void }).unref?.()
  return timer
}

function describe(problem: unknown): string {
  if (typeof problem === 'string') return problem
  const message = problem instanceof Error ? problem.message : ''
  return message === '' ? 'it failed without a message' : message
}

interface Channels {
  channel(name: string): { publish(event: StoreEvent): void }
}
interface Platform {
  readonly process?: { getBuiltinModule?(name: string): Channels | undefined }
}

/** Tells an event to the program, and to whoever subscribed to the channel `latchkey` of `node:diagnostics_channel`. */
function publish(event: StoreEvent, onEvent: (event: StoreEvent) => void): void {
  const { process } = globalThis as Platform
  process?.getBuiltinModule?.('node:diagnostics_channel')?.channel('latchkey').publish(event)
  try {
    onEvent(event)
  } catch (error) {
    // A listener decides nothing: what it throws is thrown where nobody waits for an answer.
    queueMicrotask(() => {
      throw error
    })
  }
}
