/**
 * What a programmer or a machine did wrong: one error class, told apart by its `code`.
 *
 * What a stranger sends is never an error here: it is a {@link Verdict} with a reason (`verdict.ts`).
 */

/** The codes of {@link LatchkeyError}. They are part of the interface; the messages are not. */
export type LatchkeyErrorCode =
  | 'WEAK_SECRET'
  | 'DUPLICATE_KEY'
  | 'LOCK_OUT_OF_DATE'
  | 'INVALID_APP'
  | 'UNKNOWN_APP'
  | 'INVALID_ID'
  | 'UNKNOWN_PERMISSION'
  | 'INVALID_SCOPE'
  | 'INVALID_NOTATION'
  | 'EMPTY_SCOPE'
  | 'EXCEEDS_PASS'
  | 'INVALID_OPTION'
  | 'MALFORMED_TOKEN'
  | 'SEALED_TOKEN'
  | 'TOO_LARGE'
  | 'UNKNOWN_PARAMETER'
  | 'NO_PASS'
  | 'STORE_REQUIRED'
  | 'STORE_UNAVAILABLE'

/**
 * Thrown for a mistake of the program or its configuration; the message says what to do.
 *
 * No message holds a token, a tag or a secret. Read `code` rather than the class: two copies of the package have two classes.
 *
 * @example
 * ```ts
 * import { latchkey, LatchkeyError } from 'latchkey'
 *
 * let code: string | undefined
 * try {
 *   latchkey({ secrets: 'too short', apps: [] })
 * } catch (error) {
 *   if (error instanceof LatchkeyError) code = error.code
 * }
 * code // => 'WEAK_SECRET'
 * ```
 */
export class LatchkeyError extends Error {
  override readonly name = 'LatchkeyError'
  readonly code: LatchkeyErrorCode
  /** What Express, Koa and Fastify answer when nobody catches it: 400 for a text that is no id, 503 for a store out of reach, otherwise 500. */
  readonly status: 400 | 500 | 503

  /** @internal */
  constructor(code: LatchkeyErrorCode, message: string, status: 400 | 500 | 503 = 500, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.status = status
  }
}
