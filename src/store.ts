/**
 * What a store must do: the few facts that servers share, which a token cannot carry: what was revoked, and how often a token of
 * limited use was redeemed.
 *
 * The contract is as small as it can be, so that an adapter is too. Deadlines, staleness, retries and events are not its concern: they are
 * in `following.ts`, once for all stores. `storeContract` of `latchkey/testing` proves an adapter.
 *
 * Laws: every method that writes is one atomic step; it writes only under the epoch that it is given; what it said is done survives the
 * death of the process, and of the server where it promises so. All times are whole seconds since 1970.
 */
/// <reference lib="esnext.disposable" preserve="true" />

/** The life of a store's data: from an explicit beginning until they are lost. Without it an emptied store would look like a new one. */
export interface Epoch {
  /** 32 random hexadecimal digits. */
  readonly id: string
  /** Tokens of limited use that were issued up to this second are refused for good: nobody knows any more whether they were used. */
  readonly since: number
}

/** One revocation: one row. */
export interface Revocation {
  /**
   * What is revoked, as a text that the core makes: 1 to 512 printable ASCII characters, to be kept and compared as they are. A path
   * (`blog.Post:42`, `blog.Post`, `blog`, `*`), `subject:…` or `id:…`; nothing that could be turned into a token.
   */
  readonly target: string
  /** It kills what was issued up to and including this second. */
  readonly before: number
  /** When nothing that it kills can be alive any more; `undefined`: it is kept for ever. */
  readonly expiresAt: number | undefined
}

/** What a store answers to who follows it. */
export interface Changes {
  /** `undefined` where the data are lost: there is no epoch, or the cursor is beyond all that the store knows of. */
  readonly epoch: Epoch | undefined
  /** In the order in which they became visible, each target once. */
  readonly revocations: readonly Revocation[]
  /** For the next call. Printable text that means something to this store only. */
  readonly cursor: string
}

/** What a store knew at a moment: now, or when it was opened. */
export interface Snapshot {
  /** `performance.now()` before it was read. */
  readonly at: number
  readonly changes: Changes
}

/** What keeps revocations and counts uses. Every method may reject with any error: the core says `STORE_UNAVAILABLE`, and lets nobody in. */
export interface Store {
  /**
   * Counts one use of `id` in one atomic step, if it was counted less than `limit` times and the epoch is `epoch`.
   *
   * @param id The root's id of a token, 32 hexadecimal digits.
   * @param limit 1 to 65,535.
   * @param expiresAt When the token is dead and the count can be forgotten; `undefined`: never.
   * @returns `'lost'` where the store has another epoch, or none; nothing is counted then.
   */
  use(
    epoch: string,
    id: string,
    limit: number,
    expiresAt: number | undefined,
  ): Promise<'counted' | 'spent' | 'lost'>
  /**
   * Keeps a revocation in one atomic step, if the epoch is `epoch`. For a target that is there already, the greatest `before` and the latest
   * `expiresAt` stay (`undefined` is the latest), and `changes` tells it anew.
   *
   * @returns `'lost'` where the store has another epoch, or none; nothing is kept then.
   */
  revoke(epoch: string, revocation: Revocation): Promise<'revoked' | 'lost'>
  /**
   * The revocations after `cursor`, at most `limit`; fewer mean that there are no more. From the beginning where it is `undefined`.
   *
   * Without a gap: what becomes visible later comes after every cursor that was given before, however writers race.
   */
  changes(cursor: string | undefined, limit: number): Promise<Changes>
  /**
   * What `changes(undefined, limit)` says, at once: so that a program that has just opened its store can check tokens without waiting.
   * Left out, or `undefined`: it has to wait for the first answer.
   */
  snapshot?(limit: number): Snapshot | undefined
  /**
   * Calls `wake` when there may be changes: a hint that saves waiting for the next poll, and may be missed, late or needless.
   *
   * @returns What ends it.
   */
  watch?(wake: () => void): () => void
  /**
   * Forgets the revocations and uses that expired before the second `before`, and nothing else.
   *
   * Clocks of servers differ: give at least a minute less than now. A store may forget by itself what expired an hour ago.
   *
   * @returns How many were forgotten.
   */
  prune(before: number): Promise<number>
  /**
   * Begins a new epoch, whatever was before: revocations stay, counted uses go, since their tokens are refused from now on.
   *
   * @returns How many counted tokens were given up.
   */
  acknowledge(epoch: Epoch): Promise<number>
  /** Whether `close` was called: nobody asks this store any more. */
  readonly closed: boolean
  /** Gives back what the store itself opened, and ends its timers; the caller's own client stays open. Calls after it reject. */
  close(): Promise<void>
  /** The same as `close`. */
  [Symbol.asyncDispose](): Promise<void>
}
