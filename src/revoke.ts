/**
 * From what a program wants revoked to one row of a store.
 *
 * Laws: a target that is not understood throws, and revokes nothing; a token is verified before its id is kept, and neither its text nor a
 * secret ever is; once the call is back this server accepts nothing any more that was revoked.
 */
import type { AppLike, ModelLike, ObjectRef } from './app.ts'
import { epoch } from './codec/body.ts'
import { LatchkeyError } from './errors.ts'
import type { Following } from './following.ts'
import { factsOfApp, factsOfModel, factsOfReference, idOfReference } from './handle.ts'
import { isText } from './id.ts'
import type { LockIndex } from './lock.ts'
import { isPlain, readDate, readOptions } from './options.ts'
import { linkId } from './seal/chain.ts'
import type { Stamps } from './stamps.ts'
import type { Revocation } from './store.ts'
import { everything, idPrefix, pathTarget, subjectTarget, subjectTextTarget, targetIn } from './target.ts'
import { open } from './verify.ts'
import type { Terms } from './verify.ts'

/** What can be revoked. A bare text is none: it could be a token or a subject. */
export type Revocable =
  | ObjectRef
  | ModelLike
  | AppLike
  /** This token and all that were narrowed from it. */
  | { readonly token: string }
  /** A link of a chain: `pass.id`, `pass.rootId` or `unverifiedId`. `expiresAt`: when the token expires, so that the row can go too. */
  | { readonly id: string; readonly expiresAt?: Date }
  /** Everything that was given to this subject. */
  | { readonly subject: ObjectRef | string }
  /** Everything. */
  | 'all'

/** What {@link StoredTokens.revoke} takes beside the target. */
export interface RevokeOptions {
  /** Revokes what was issued up to this second, and not what was issued since. Not for a token or an id, which are one. */
  readonly before?: Date
}

/** What a revocation goes by. */
export interface Revoking {
  readonly terms: Terms
  readonly following: Following
  readonly stamps: Stamps
  /** Seconds after which everything is dead; Infinity where tokens live as they say. */
  readonly ceiling: number
}

/** How far a clock that issues may run ahead, in seconds. */
const tolerance = 60

/** Keeps a revocation in the store, and in the mirror of this server. */
export async function revoke(target: unknown, options: unknown, revoking: Revoking): Promise<void> {
  const { following, terms } = revoking
  const { before } = readOptions(options, ['before'], 'revoke()')
  const revocation = readTarget(target, before, revoking)
  if (revocation === undefined) return
  await following.settled()
  const life = following.epoch?.id
  if (life === undefined) return void following.fresh()
  const answer: unknown = await following.call((store) => store.revoke(life, revocation))
  if (answer !== 'revoked') {
    following.wake()
    const why =
      answer === 'lost' ? 'has lost its data, or begun anew: nothing was revoked' : 'does not say what it did'
    throw new LatchkeyError('STORE_UNAVAILABLE', `the store ${why}`, 503)
  }
  following.known.put(revocation, terms.now + epoch)
  following.tell({
    name: 'revoked',
    target: revocation.target,
    before: new Date(revocation.before * 1000),
  })
}

/** `undefined` for a token that is dead already. */
function readTarget(target: unknown, before: unknown, revoking: Revoking): Revocation | undefined {
  if (isPlain(target) && factsOfApp(target) === undefined) {
    if (Object.hasOwn(target, 'subject')) {
      const { subject } = readOptions(target, ['subject'], 'revoke()')
      return byTime(subjectOf(subject, revoking.terms.lock), before, revoking)
    }
    if (before !== undefined) throw invalid('before has no meaning for a token or an id: these are one token')
    if (Object.hasOwn(target, 'token')) return readToken(target, revoking)
    if (Object.hasOwn(target, 'id')) return readLink(target, revoking)
  }
  return byTime(pathOf(target, revoking.terms.lock), before, revoking)
}

function pathOf(target: unknown, lock: LockIndex | undefined): string {
  if (target === 'all') return everything
  const app = factsOfApp(target)
  if (app !== undefined) return pathTarget(lock, app.name, undefined, undefined)
  const model = factsOfModel(target)
  if (model !== undefined) return pathTarget(lock, model.app, model.model, undefined)
  const object = factsOfReference(target)
  if (object !== undefined)
    return pathTarget(lock, object.app, object.model, idOfReference(object, target as ObjectRef))
  throw invalid(
    "revoke() takes an object such as blog.Post(42), a model, an app, { token }, { id }, { subject } or 'all'",
  )
}

function subjectOf(subject: unknown, lock: LockIndex | undefined): string {
  if (isText(subject)) return subjectTextTarget(subject)
  const object = factsOfReference(subject)
  if (object === undefined)
    throw invalid('subject is an object reference such as shop.User(7), or a text of 1 to 255 bytes')
  return subjectTarget(lock, object.app, object.model, idOfReference(object, subject as ObjectRef))
}

/** A revocation of everything that was issued up to a second, of this name space or of all. */
function byTime(path: string, before: unknown, { terms, stamps, ceiling }: Revoking): Revocation {
  const now = terms.now + epoch
  const target = targetIn(terms.salt, path)
  const second = before === undefined ? stamps.revoke(target, now) : readDate(before, 'before')
  if (!(second >= 0)) throw invalid('the clock is broken: nothing can be revoked by it')
  if (before !== undefined && second > now) throw invalid('before is in the future')
  return { target, before: second, expiresAt: ceiling === Infinity ? undefined : second + ceiling + 1 }
}

function readToken(target: unknown, { terms, ceiling }: Revoking): Revocation | undefined {
  const { token } = readOptions(target, ['token'], 'revoke()')
  const opened = open(token, { ...terms, maxAge: Infinity })
  if (!opened.ok) {
    if (opened.reason === 'expired') return undefined
    throw new LatchkeyError('MALFORMED_TOKEN', `there is no such token to revoke: ${opened.detail}`, 400)
  }
  const { body, ancestors, expiry } = opened
  const deadAt = Math.min(expiry, body.issued + ceiling + 1) + epoch
  return {
    target: idPrefix + linkId(body, ancestors, body.blocks.length),
    before: terms.now + epoch,
    expiresAt: deadAt === Infinity ? undefined : deadAt,
  }
}

function readLink(target: unknown, { terms, ceiling }: Revoking): Revocation {
  const { id, expiresAt } = readOptions(target, ['id', 'expiresAt'], 'revoke()')
  if (
    typeof id !== 'string' ||
    id.length !== 32 ||
    !Array.from(id).every((digit) => '0123456789abcdef'.includes(digit))
  )
    throw invalid('id is what pass.id, pass.rootId or unverifiedId gives: 32 hexadecimal digits')
  const now = terms.now + epoch
  const latest = now + tolerance + ceiling + 1
  const deadAt = expiresAt === undefined ? latest : Math.min(readDate(expiresAt, 'expiresAt') + 1, latest)
  return { target: idPrefix + id, before: now, expiresAt: deadAt === Infinity ? undefined : deadAt }
}

function invalid(message: string): LatchkeyError {
  return new LatchkeyError('INVALID_OPTION', message)
}
