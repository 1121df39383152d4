/**
 * Whether what was revoked speaks against a token that is genuine, alive and grants what is asked (SPEC §9.4).
 *
 * Law: a grant is judged by its own path. A revocation kills the grants at or below its path, in the root and in every block, and leaves
 * wider ones alone: revoking a post kills the links to it, and not the key to all posts.
 */
import { epoch } from './codec/body.ts'
import type { Body } from './codec/body.ts'
import { covers, makeLayer } from './covers.ts'
import type { Layer } from './covers.ts'
import { listIds, onlyId } from './grant.ts'
import type { Held } from './grant.ts'
import type { Id } from './id.ts'
import type { LockIndex } from './lock.ts'
import { formatId } from './notation.ts'
import { nameSubject } from './numbers.ts'
import type { Revocations } from './revocations.ts'
import { linkDigest } from './seal/chain.ts'
import { everything, objectPrefix, pathTarget, subjectTarget, subjectTextTarget, targetIn } from './target.ts'
import { refusal } from './verdict.ts'
import type { Refused } from './verdict.ts'

/** What is known of a token when it is judged. */
export interface Suspect {
  readonly body: Body
  readonly lock: LockIndex | undefined
  readonly salt: string
  readonly layers: readonly Layer[]
  readonly ancestors: readonly Uint8Array[]
}

/** Refuses a token that is revoked. */
export function refuseRevoked(
  token: Suspect,
  required: readonly Held[],
  mirror: Revocations,
): Refused | undefined {
  return isRevoked(token, required, mirror)
    ? refusal('revoked', 'the token, its subject or what it grants here was revoked')
    : undefined
}

/** Whether a token is revoked as a whole, or as far as `required` goes. */
export function isRevoked(token: Suspect, required: readonly Held[], mirror: Revocations): boolean {
  if (isDead(token, mirror)) return true
  if (!mayLosePaths(token, mirror)) return false
  const { layers } = token
  let asksNothing = true
  // By index: an iterator or a closure for each check costs more than the check.
  for (let index = 0; index < required.length; index++) {
    const asked = required[index]!
    if (asked.permissions.length === 0) continue
    asksNothing = false
    const level = deadLevel(asked, token, mirror)
    if (level > 3) continue
    const living = layers.map(({ held }) => makeLayer(held.filter((one) => levelOf(one) < level)))
    if (!covers(living, [asked])) return true
  }
  return (
    asksNothing &&
    !layers.every(
      ({ held }) => held.length === 0 || held.some((one) => livingPart(one, token, mirror).length > 0),
    )
  )
}

/** What is left of the grants of each layer. */
export function livingGrants(token: Suspect, mirror: Revocations): readonly (readonly Held[])[] {
  if (isDead(token, mirror)) return []
  const grants = token.layers.map(({ held }) => held)
  return mayLosePaths(token, mirror)
    ? grants.map((list) => list.flatMap((held) => livingPart(held, token, mirror)))
    : grants
}

/** Whether a token is revoked by one of its ids, by its subject, or with everything. */
function isDead(token: Suspect, mirror: Revocations): boolean {
  const { body, lock } = token
  if (mirror.counts.ids > 0 && hasRevokedLink(token, mirror)) return true
  if (mirror.counts.apps > 0 && isDeadAt(everything, token, mirror)) return true
  if (mirror.counts.subjects === 0 || body.subject === undefined) return false
  return isDeadAt(targetOf(body.subject, lock), token, mirror)
}

/** Everything but ids kills by time; most tokens are younger than all of it. */
function isDeadAt(target: string, { body, salt }: Suspect, mirror: Revocations): boolean {
  const issued = body.issued + epoch
  if (issued > mirror.latest) return false
  return mirror.before(target) >= issued || (salt !== '' && mirror.before(targetIn(salt, target)) >= issued)
}

/** Whether any path kills what is of this token's age. */
function mayLosePaths({ body }: Suspect, { counts, latest }: Revocations): boolean {
  return body.issued + epoch <= latest && counts.apps + counts.models + counts.objects > 0
}

function isPathDead(token: Suspect, mirror: Revocations, app: string, model: string | undefined): boolean {
  return isDeadAt(pathTarget(token.lock, app, model, undefined), token, mirror)
}

/** The commonest question: where it can, it is asked without writing the whole target. */
function isObjectDead(
  token: Suspect,
  mirror: Revocations,
  app: string,
  model: string | undefined,
  id: Id,
): boolean {
  const { lock, salt, body } = token
  const text = formatId(id)
  const prefix = salt === '' ? objectPrefix(lock, app, model, id, text) : undefined
  return prefix === undefined
    ? isDeadAt(pathTarget(lock, app, model, id), token, mirror)
    : mirror.before(prefix, text) >= body.issued + epoch
}

/** An id is of one token, whenever that was issued. */
function hasRevokedLink({ body, ancestors }: Suspect, mirror: Revocations): boolean {
  for (let link = 0; link <= body.blocks.length; link++)
    if (mirror.beforeId(linkDigest(body, ancestors, link)) >= 0) return true
  return false
}

function targetOf(subject: NonNullable<Body['subject']>, lock: LockIndex | undefined): string {
  if (typeof subject === 'string') return subjectTextTarget(subject)
  const { app, model, ids } = nameSubject(lock, subject)
  return subjectTarget(lock, app!, model!, onlyId(ids!))
}

/** 0 everything, 1 an app, 2 a model, 3 an object. */
function levelOf({ app, model, ids }: Held): number {
  if (app === undefined) return 0
  return model === undefined ? 1 : ids === undefined ? 2 : 3
}

/** The level from which on the grants on the path of `asked` are dead; 4 where none is. */
function deadLevel(
  { app, model, ids }: Omit<Held, 'permissions'>,
  token: Suspect,
  mirror: Revocations,
): number {
  const { apps, models, objects } = mirror.counts
  if (app === undefined) return 4
  if (apps > 0 && isPathDead(token, mirror, app, undefined)) return 1
  if (model === undefined) return 4
  if (models > 0 && isPathDead(token, mirror, app, model)) return 2
  return ids !== undefined && objects > 0 && isObjectDead(token, mirror, app, model, onlyId(ids)) ? 3 : 4
}

/** A grant without its dead objects; nothing where no object is left, or its path is dead. */
function livingPart(held: Held, token: Suspect, mirror: Revocations): readonly Held[] {
  const { app, model, ids } = held
  if (deadLevel({ app, model, ids: undefined }, token, mirror) < 4) return []
  if (ids === undefined || mirror.counts.objects === 0) return [held]
  const all = listIds(ids)
  const living = all.filter((id) => !isObjectDead(token, mirror, app!, model, id))
  if (living.length === all.length) return [held]
  return living.length === 0 ? [] : [{ ...held, ids: living }]
}
