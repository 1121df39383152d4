/**
 * The verbs of tokens, as types: what `latchkey()` returns, without a store and with one.
 */
import type { GenerateOptions } from './generate.ts'
import type { Scope } from './grant.ts'
import type { Inspection } from './inspect.ts'
import type { Limits } from './narrow.ts'
import type { Duration } from './options.ts'
import type { Revocable, RevokeOptions } from './revoke.ts'
import type { BindValue } from './seal/bound.ts'
import type { Secrets } from './seal/keyring.ts'
import type { Verdict } from './verdict.ts'

/** What a check may be told beside the required scope. */
export interface VerifyOptions {
  /** The greatest age accepted, counted from when the token was made. */
  readonly maxAge?: Duration
  /** The values the token was bound to. */
  readonly bind?: readonly BindValue[]
  /** Other secrets for this call. */
  readonly key?: Secrets
  /** The name space the token was made in. */
  readonly salt?: string
}
/** What {@link Tokens.with} says once for all calls; an option of a call stands in its place. */
export interface Defaults extends VerifyOptions {
  /** For `generate`. */
  readonly expiresIn?: Duration
}
/** A scope, or `'authentic'`: nothing but a genuine, living token. */
export type Requirement = Scope | 'authentic'

/** The verbs of tokens. */
export interface Tokens {
  /**
   * Makes a token that grants `scope`.
   *
   * @throws {@link LatchkeyError} `INVALID_OPTION`, `INVALID_SCOPE`, `WEAK_SECRET` for an argument that is none, `EXCEEDS_PASS` when it
   *   would grant more than `within`, `TOO_LARGE` when it has no room in a token.
   */
  generate(scope: Scope, options?: GenerateOptions): string
  /**
   * Whether `token` is genuine, alive and grants all of `required`.
   *
   * @param token Whatever the request held; anything but a token is refused, and nothing that it can be throws.
   * @throws {@link LatchkeyError} only for a mistake in `required` or `options`; and with a store `STORE_UNAVAILABLE`, where a token
   *   that is otherwise good may have been revoked, and nobody knows.
   */
  validate(token: unknown, required: Requirement, options?: VerifyOptions): boolean
  /** The same decision as `validate`, with the pass or the reason. An object: read `.ok`. */
  verify(token: unknown, required: Requirement, options?: VerifyOptions): Verdict
  /** Makes a weaker token without a key; `narrow` by the clock of this instance. */
  narrow(token: string, limits: Limits): string
  /** What a token says, without a proof. */
  inspect(token: unknown): Inspection
  /** The same verbs with some options said once: a purpose, a tenant. */
  with(defaults: Defaults): this
}

/** The verbs of tokens where there is a store. */
export interface StoredTokens extends Tokens {
  /**
   * Whether `token`, of limited use, is good for `required` as by `validate`; then one use of it is counted. Nothing is counted for a token
   * that is refused. A token of unlimited use is refused as `reusable`.
   *
   * @throws {@link LatchkeyError} as `validate`; `STORE_UNAVAILABLE` where the store does not answer in time: the use may have been counted.
   */
  redeem(token: unknown, required: Requirement, options?: VerifyOptions): Promise<boolean>
  /** The same decision as `redeem`, with the pass or the reason. An object: read `.ok`. */
  redeemVerdict(token: unknown, required: Requirement, options?: VerifyOptions): Promise<Verdict>
  /**
   * Takes back what was issued up to now: the grants at or below a path, everything of a subject, one token and what was narrowed from it.
   * When it is back this server refuses them, and every other that follows the store within a second.
   *
   * Through tokens `with` a salt it takes back what was issued under that salt; otherwise under any.
   *
   * @throws {@link LatchkeyError} `INVALID_OPTION` for what is no target; `MALFORMED_TOKEN` for a token that does not verify here;
   *   `STORE_UNAVAILABLE` where the store does not answer: it may have been revoked.
   */
  revoke(target: Revocable, options?: RevokeOptions): Promise<void>
  /**
   * Waits until the revocations are read, ten seconds at most: for a program that checks tokens as soon as it runs.
   *
   * @throws {@link LatchkeyError} `STORE_UNAVAILABLE` where they cannot be.
   */
  ready(): Promise<void>
}
