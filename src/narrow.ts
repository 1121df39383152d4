/**
 * The holder's way: a weaker token from a token, without the key (SPEC §8).
 *
 * From text to text: reads the blocks, appends one, moves the tag along the chain. Laws: a narrowed token grants a subset; narrowing
 * twice equals narrowing by both; nothing can be undone, since the old tag, which is the new key, is not in the new token.
 */
import { appendBlock, bodyStart, epoch, readBody, tagLength, writeBlock } from './codec/body.ts'
import type { Body } from './codec/body.ts'
import { wireGrants } from './codec/grants.ts'
import { LatchkeyError } from './errors.ts'
import { readScope } from './grant.ts'
import type { Scope } from './grant.ts'
import type { LockIndex } from './lock.ts'
import { normalForm } from './normal-form.ts'
import { namesOf } from './numbers.ts'
import { greatestLifetime, readClock, readDate, readDuration, readOptions } from './options.ts'
import type { Duration } from './options.ts'
import { blockTag } from './seal/chain.ts'
import { toBase64url } from './text/base64url.ts'
import { fromTokenText } from './text/token-text.ts'

/** What a narrowed token is limited to; at least one of these. */
export interface Limits {
  /** Grants at most this. What the token does not grant is not granted by it either. */
  readonly to?: Scope
  /** Lives at most so long from now. */
  readonly expiresIn?: Duration
  /** Lives at most until then. */
  readonly expiresAt?: Date
}

/**
 * Returns a token that grants only what both `token` and `limits` grant (SPEC §8). It needs no key and no server.
 *
 * Nothing is verified here: a forged token yields a narrowed forged token, which every check refuses. A narrowed child of a
 * limited-use token shares the uses of its parent.
 *
 * @throws {@link LatchkeyError} `MALFORMED_TOKEN` when `token` is not one, `SEALED_TOKEN` when it may not be narrowed,
 *   `INVALID_OPTION` or `INVALID_SCOPE` when `limits` limit nothing or are none, `TOO_LARGE` when the result would be.
 *
 * @example
 * ```ts
 * import { defineApp, keygen, latchkey, narrow } from 'latchkey'
 *
 * const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read', 'change'] } })
 * const { scope, tokens } = latchkey({ secrets: keygen(), apps: [blog] })
 * const token = tokens.generate(scope.accessModel(blog.Post, 'read', 'change'))
 *
 * const weaker = narrow(token, { to: scope.accessObj(blog.Post(42), 'read'), expiresIn: '1h' })
 * tokens.validate(weaker, scope.accessObj(blog.Post(42), 'read')) // => true
 * tokens.validate(weaker, scope.accessObj(blog.Post(42), 'change')) // => false
 * tokens.validate(weaker, scope.accessObj(blog.Post(43), 'read')) // => false
 * ```
 */
export function narrow(token: string, limits: Limits): string {
  return narrowAt(token, limits, Date.now, undefined)
}

/** {@link narrow} by another clock, and by numbers where there is a lock. */
export function narrowAt(
  token: string,
  limits: Limits,
  clock: () => number,
  lock: LockIndex | undefined,
): string {
  const read = readOptions(limits, ['to', 'expiresIn', 'expiresAt'], 'narrow()')
  if (Object.keys(read).length === 0) throw invalid('narrow() takes a limit: to, expiresIn or expiresAt')
  const body = readToken(token)
  const grants = read.to === undefined ? undefined : wireGrants(normalForm(readScope(read.to)), lock)
  if (grants?.length === 0) throw new LatchkeyError('INVALID_SCOPE', 'the scope to narrow to grants nothing')
  const { bytes: block, grants: written } = writeBlock({
    lifetime: readLifetime(read, body.issued, clock),
    grants,
  })
  const bytes = appendBlock(body, block)
  const tagAt = bytes.length - tagLength
  const names = namesOf(lock, undefined, written)
  const before = body.bytes.slice(bodyStart, body.tagAt)
  bytes.set(blockTag(body.bytes.slice(body.tagAt), before, block, names), tagAt)
  return toBase64url(bytes, bodyStart)
}

function readToken(token: string): Body {
  const bytes = fromTokenText(token)
  if (typeof bytes === 'string')
    throw new LatchkeyError('MALFORMED_TOKEN', `narrow() takes a token: ${bytes}`)
  const body = readBody(bytes)
  if (body.reason !== undefined)
    throw new LatchkeyError('MALFORMED_TOKEN', `narrow() takes a token: ${body.detail}`)
  if (body.sealed) throw new LatchkeyError('SEALED_TOKEN', 'this token was made with narrowable: false')
  return body
}

/** Seconds after the token was issued. */
function readLifetime(
  { expiresIn, expiresAt }: { readonly expiresIn?: unknown; readonly expiresAt?: unknown },
  issued: number,
  clock: () => number,
): number | undefined {
  if (expiresIn === undefined && expiresAt === undefined) return undefined
  if (expiresIn !== undefined && expiresAt !== undefined)
    throw invalid('give expiresIn or expiresAt, not both')
  const until =
    expiresIn === undefined
      ? readDate(expiresAt, 'expiresAt')
      : readClock(clock) + readDuration(expiresIn, 'expiresIn', 1)
  if (Number.isNaN(until)) throw invalid('the clock is broken: it gives no time')
  const lifetime = until - epoch - issued
  if (lifetime < 1) throw invalid('the narrowed token would end before the token was issued')
  // What would end later than a lifetime can say is no limit on any token.
  return Math.min(lifetime, greatestLifetime)
}

function invalid(message: string): LatchkeyError {
  return new LatchkeyError('INVALID_OPTION', message)
}
