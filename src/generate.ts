/**
 * The way out: from a scope to a token. Everything a token says is an argument here; nothing comes from a request or an environment.
 */
import type { ObjectRef } from './app.ts'
import { bodyStart, epoch, tagLength, writeRoot } from './codec/body.ts'
import type { Extras } from './codec/body.ts'
import { wireGrants, wireSubject } from './codec/grants.ts'
import { covers } from './covers.ts'
import { LatchkeyError } from './errors.ts'
import { readScope } from './grant.ts'
import type { Held, Scope } from './grant.ts'
import { factsOfReference, idOfReference } from './handle.ts'
import { isText } from './id.ts'
import type { LockIndex } from './lock.ts'
import { normalForm } from './normal-form.ts'
import { namesOf } from './numbers.ts'
import { greatestLifetime, readDate } from './options.ts'
import type { Duration } from './options.ts'
import { unbound } from './seal/bound.ts'
import type { BindValue } from './seal/bound.ts'
import { rootTag } from './seal/chain.ts'
import type { Ring, Secrets } from './seal/keyring.ts'
import { toBase64url } from './text/base64url.ts'
import type { Stamps } from './stamps.ts'
import { keyTextPrefix } from './text/token-text.ts'
import type { Pass } from './verdict.ts'
import { proofOf } from './pass.ts'
import { isRevoked } from './revoked.ts'
import type { Opened } from './verify.ts'

/** What {@link Tokens.generate} takes beside the scope. */
export interface GenerateOptions {
  /** How long the token lives. Left out, with `expiresAt` left out too, it does not expire. */
  readonly expiresIn?: Duration
  /** Until when the token lives. */
  readonly expiresAt?: Date
  /** Whom it is given to: an object reference, or a text of 1 to 255 bytes. */
  readonly subject?: ObjectRef | string
  /** The same as `uses: 1`. */
  readonly singleUse?: boolean
  /** How often it may be redeemed: 1 to 65,535. Such a token is refused by `validate`. */
  readonly uses?: number
  /** Adds a nonce, so that this token differs from every other one of the same second. */
  readonly unique?: boolean
  /** Values that have to be given again to verify it: change them, and the token is dead. */
  readonly bind?: readonly BindValue[]
  /** `false` seals the token: no holder can narrow it. */
  readonly narrowable?: boolean
  /** A verified pass that must grant all that the new token grants. */
  readonly within?: Pass
  /** Other secrets for this call; the first signs. */
  readonly key?: Secrets
  /** A name space: a token made under one salt never validates under another. At most 255 bytes. */
  readonly salt?: string
}

/** What a token is made by, read from the program before anything is written. */
export interface Making {
  readonly ring: Ring
  readonly lock: LockIndex | undefined
  readonly salt: string
  readonly bound: Uint8Array | undefined
  /** Whole seconds since the epoch of tokens. */
  readonly now: number
  /** Without a store nothing can be revoked, and a token is of now. */
  readonly stamps: Stamps | undefined
  /** Seconds, unless the options say `expiresAt`. */
  readonly expiresIn: number | undefined
}
type Options = { readonly [Name in keyof GenerateOptions]?: unknown }

/** Makes a token. */
export function generate(scope: Scope, options: Options, making: Making): string {
  const held = readScope(scope)
  const { ring, lock, salt, bound, stamps } = making
  if (!isIssued(making.now)) throw invalid('the clock is broken: tokens are issued from 2024 to 2160')
  const extras = readExtras(options, bound !== undefined, lock)
  const now =
    stamps === undefined ? making.now : stamps.issue({ now: making.now, held, ...extras, salt, lock })
  const lifetime = readLifetime(options, now, making.expiresIn)
  if (options.within !== undefined)
    checkWithin(options.within, held, lifetime === undefined ? Infinity : now + lifetime)
  const { bytes, grants } = writeRoot({
    ...extras,
    kid: ring.signing.kid,
    issued: now,
    lifetime,
    grants: wireGrants(normalForm(held), lock),
  })
  const tagAt = bytes.length - tagLength
  const names = namesOf(lock, extras.subject, grants)
  bytes.set(rootTag(ring.signing.ready(salt), bytes, tagAt, names, bound ?? unbound), tagAt)
  const token = toBase64url(bytes, bodyStart)
  // Possible in one second of 2084, and refused by every reader (SPEC §3): this token is of the second before.
  return token.startsWith(keyTextPrefix) ? generate(scope, options, { ...making, now: now - 1 }) : token
}

function isIssued(now: number): boolean {
  return now >= 0 && now < 2 ** 32
}

/** The lifetime that `expiresAt` says, in seconds after now; where it says none, the one that is given. */
function readLifetime(
  { expiresIn, expiresAt }: Options,
  now: number,
  given: number | undefined,
): number | undefined {
  if (expiresIn !== undefined && expiresAt !== undefined)
    throw invalid('give expiresIn or expiresAt, not both')
  if (expiresAt === undefined) return given
  const lifetime = readDate(expiresAt, 'expiresAt') - epoch - now
  if (lifetime < 1) throw invalid('expiresAt is not in the future')
  if (lifetime > greatestLifetime) throw invalid('expiresAt is more than 136 years ahead')
  return lifetime
}

function readExtras(options: Options, bound: boolean, lock: LockIndex | undefined): Extras {
  const uses = readUses(options)
  const unique = readFlag(options.unique, 'unique') ?? false
  return {
    subject: options.subject === undefined ? undefined : readSubject(options.subject, lock),
    nonce: unique || uses !== undefined ? crypto.getRandomValues(new Uint8Array(8)) : undefined,
    uses,
    bound,
    sealed: readFlag(options.narrowable, 'narrowable') === false,
  }
}

function readUses({ uses, singleUse }: Options): number | undefined {
  const single = readFlag(singleUse, 'singleUse') ?? false
  if (uses === undefined) return single ? 1 : undefined
  if (single) throw invalid('give singleUse or uses, not both')
  const count = Number.isInteger(uses) ? (uses as number) : 0
  if (count < 1 || count > 65_535) throw invalid('uses is an integer from 1 to 65,535')
  return count
}

function readFlag(value: unknown, name: string): boolean | undefined {
  if (value !== undefined && typeof value !== 'boolean') throw invalid(`${name} is true or false`)
  return value
}

function readSubject(subject: unknown, lock: LockIndex | undefined): Extras['subject'] {
  if (isText(subject)) return subject
  const model = factsOfReference(subject)
  if (model === undefined)
    throw invalid('subject is an object reference such as shop.User(7), or a text of 1 to 255 bytes')
  const id = idOfReference(model, subject as ObjectRef)
  return wireSubject(model.app, model.model, id, lock)
}

function checkWithin(pass: unknown, held: readonly Held[], expiry: number): void {
  const proof = proofOf(pass)
  if (proof === undefined) throw invalid('within is the pass of a verified token')
  if (!covers(proof.layers, held) || isRevokedNow(proof, held))
    throw new LatchkeyError('EXCEEDS_PASS', 'the pass does not grant all of the new scope')
  if (expiry > proof.expiry)
    throw new LatchkeyError(
      'EXCEEDS_PASS',
      'the new token would outlive the pass: give it an expiresIn or expiresAt inside',
    )
}

function isRevokedNow(proof: Opened, held: readonly Held[]): boolean {
  return proof.following !== undefined && isRevoked(proof, held, proof.following.fresh())
}

function invalid(message: string): LatchkeyError {
  return new LatchkeyError('INVALID_OPTION', message)
}
