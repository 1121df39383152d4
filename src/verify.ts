/**
 * The way in: is this token genuine and alive, and does it grant what is asked? Top to bottom in the order of the stages (SPEC §9).
 *
 * `open()` proves the token, `judge()` asks what it grants; `pass.ts` keeps the proof. Laws: the first stage that fails gives the
 * reason; the bytes that came are tagged, never bytes written anew; nothing is asked of the clock, of a scope or of an option here,
 * so no code of a program runs between the first byte and the answer.
 */
import { readBody } from './codec/body.ts'
import type { Body } from './codec/body.ts'
import { covers, makeLayer, missing } from './covers.ts'
import type { Layer } from './covers.ts'
import { makeScope } from './grant.ts'
import type { Following } from './following.ts'
import type { Held } from './grant.ts'
import type { LockIndex } from './lock.ts'
import { normalForm } from './normal-form.ts'
import { lookUp, nameGrants } from './numbers.ts'
import { refuseRevoked } from './revoked.ts'
import { unbound } from './seal/bound.ts'
import { proveChain } from './seal/chain.ts'
import type { Ring } from './seal/keyring.ts'
import type { Names } from './seal/names.ts'
import { fromTokenText } from './text/token-text.ts'
import { refusal } from './verdict.ts'
import type { Insufficient, Refused } from './verdict.ts'

/** What a check goes by: everything is read from the program before the token is touched. */
export interface Terms {
  readonly ring: Ring
  readonly lock: LockIndex | undefined
  readonly salt: string
  readonly bound: Uint8Array | undefined
  /** Seconds; Infinity where any age is accepted. */
  readonly maxAge: number
  /** Whole seconds since the epoch of tokens; NaN where the clock is broken. */
  readonly now: number
  /** `undefined` without a store: nothing can be revoked then. */
  readonly following: Following | undefined
}

/** A token that is genuine and alive. */
export interface Opened {
  readonly ok: true
  readonly body: Body
  readonly lock: LockIndex | undefined
  readonly salt: string
  readonly following: Following | undefined
  /** The grants of the root, and of each block that has some: all must grant what is asked. */
  readonly layers: readonly Layer[]
  /** Seconds since the epoch of tokens; Infinity for none. */
  readonly expiry: number
  /** The tags before the last, which is in the bytes. */
  readonly ancestors: readonly Uint8Array[]
}

/** How far a clock that issues may run ahead, in seconds. */
const tolerance = 60

/** All stages of a token that is not to be redeemed. */
export function prove(
  token: unknown,
  terms: Terms,
  required: readonly Held[],
): Opened | Insufficient | Refused {
  const opened = open(token, terms)
  return opened.ok ? (judge(opened, required, false) ?? opened) : opened
}

/** Stages 1 to 3. */
export function open(token: unknown, terms: Terms): Opened | Refused {
  const bytes = fromTokenText(token)
  if (typeof bytes === 'string') return refusal('malformed', bytes)
  const body = readBody(bytes)
  if (body.reason !== undefined) return refusal(body.reason, body.detail)

  const key = terms.ring.keys.get(body.kid)
  if (key === undefined) return refusal('unknown-key', `key id ${body.kid} is none of this ring`)
  const names = lookUpAll(body, terms.lock)
  if (typeof names === 'string') return refusal('forged', names)
  if (body.bound && terms.bound === undefined)
    return refusal('forged', 'the token is bound, and nothing was given to bind')
  if (!body.bound && terms.bound !== undefined)
    return refusal('forged', 'the token is not bound, and something was given to bind')
  const ancestors = proveChain(key.ready(terms.salt), body, names, terms.bound ?? unbound)
  if (ancestors === undefined)
    return refusal('forged', 'the tag is not right: another secret, salt or binding, or a changed token')

  const { issued, root, blocks } = body
  const { now, maxAge } = terms
  let expiry = Infinity
  if (root.lifetime !== undefined) expiry = issued + root.lifetime
  for (const { lifetime } of blocks) if (lifetime !== undefined) expiry = Math.min(expiry, issued + lifetime)
  // Written so that a clock that gives NaN refuses.
  if (!(issued - tolerance <= now)) return refusal('not-yet-valid', 'the token is issued in the future')
  if (!(now < expiry)) return refusal('expired', 'the token is expired')
  if (!(now - issued <= maxAge))
    return refusal('too-old', 'the token is older than the greatest age accepted')

  const layers = [makeLayer(nameGrants(terms.lock, root.grants!))]
  for (const { grants } of blocks)
    if (grants !== undefined) layers.push(makeLayer(nameGrants(terms.lock, grants)))
  const { lock, salt, following } = terms
  return { ok: true, body, lock, salt, following, layers, expiry, ancestors }
}

/** Stage 4; `undefined` when nothing speaks against it. Throws where revocations cannot be known. */
export function judge(
  opened: Opened,
  required: readonly Held[],
  redeems: boolean,
): Insufficient | Refused | undefined {
  const { body, layers, following } = opened
  if (!covers(layers, required)) {
    const lacking = makeScope(normalForm(missing(layers, required)))
    return Object.freeze({
      ok: false,
      reason: 'insufficient',
      missing: lacking,
      detail: 'the token does not grant all that is required',
    })
  }
  if (following !== undefined) {
    const revoked = refuseRevoked(opened, required, following.fresh())
    if (revoked !== undefined) return revoked
  }
  if (body.uses !== undefined && !redeems)
    return refusal('single-use', 'the token is of limited use: it has to be redeemed')
  return undefined
}

/** The names of the root and of each block, or the number that the lock does not have. */
function lookUpAll({ subject, root, blocks }: Body, lock: LockIndex | undefined): readonly Names[] | string {
  const first = lookUp(lock, subject, root.grants)
  if (typeof first === 'string') return first
  const names = [first]
  for (const { grants } of blocks) {
    const found = lookUp(lock, undefined, grants)
    if (typeof found === 'string') return found
    names.push(found)
  }
  return names
}
