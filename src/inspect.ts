/**
 * What a token says, without a key and so without a proof: for support desks, the command line and the inspector page.
 *
 * Law: nothing here is authenticated, and every name says so. No function of latchkey takes an unverified scope for a scope.
 */
import { readBody } from './codec/body.ts'
import type { Body, Section } from './codec/body.ts'
import type { Resource, WireGrant } from './codec/grants.ts'
import type { Held } from './grant.ts'
import { readLock } from './lock.ts'
import type { Lock, LockIndex } from './lock.ts'
import { lookUp, nameGrants, nameSubject } from './numbers.ts'
import { readOptions } from './options.ts'
import { intersectLayers } from './scope.ts'
import { linkId } from './seal/chain.ts'
import { fromTokenText } from './text/token-text.ts'
import type { Subject } from './verdict.ts'
import { subjectOf, toDate } from './pass.ts'

declare const unverified: unique symbol

/** A grant as the token says it. Names that stand as a lock's numbers are shown as `#3`. */
export interface UnverifiedGrant {
  readonly app?: string
  readonly model?: string
  readonly id?: unknown
  readonly permissions: readonly string[]
  readonly [unverified]: true
}
/** One narrowing: what it limits to. */
export interface UnverifiedNarrowing {
  readonly unverifiedScope: readonly UnverifiedGrant[] | undefined
  readonly unverifiedExpiresAt: Date | undefined
}
/** What a text that is a token says. */
export interface Inspected {
  readonly ok: true
  /** What remains after every narrowing. */
  readonly unverifiedScope: readonly UnverifiedGrant[]
  readonly unverifiedIssuedAt: Date
  /** The earliest expiry; `undefined` for a token that does not expire. */
  readonly unverifiedExpiresAt: Date | undefined
  readonly unverifiedSubject: Subject | undefined
  /** What `pass.id` is, should the token be genuine. */
  readonly unverifiedId: string
  /** Which secret is said to have signed it: a hint of one byte. */
  readonly unverifiedKeyId: number
  readonly unverifiedUses: number | undefined
  readonly unverifiedUnique: boolean
  readonly unverifiedBound: boolean
  readonly unverifiedNarrowable: boolean
  /** What the token was generated with, before any narrowing. */
  readonly unverifiedRoot: UnverifiedNarrowing
  readonly unverifiedNarrowings: readonly UnverifiedNarrowing[]
  /** Whether some names are numbers that no lock was given for, which only the lock they were made with can name. */
  readonly numbered: boolean
}
/** Why a text is no token. */
export interface NotInspected {
  readonly ok: false
  readonly reason: 'malformed' | 'unknown-version'
  readonly detail: string
}
/** What {@link inspect} returns: what a token says of itself, or why it cannot be read. */
export type Inspection = Inspected | NotInspected

/**
 * Reads a token without any key. Nothing of the result is proved: whoever made the text chose it.
 *
 * @example
 * ```ts
 * import { inspect } from 'latchkey'
 *
 * const seen = inspect('lkESA8O4gAMEYmxvZwRQb3N0KgACBmNoYW5nZQRyZWFkYzXpIDuet6wkKUEH39F4vg')
 * if (!seen.ok) throw new Error(seen.detail)
 * seen.unverifiedScope // => [{ app: 'blog', model: 'Post', id: 42, permissions: ['change', 'read'] }]
 * seen.unverifiedIssuedAt // => new Date('2026-01-01T00:00:00Z')
 * inspect('not a token').ok // => false
 * ```
 */
export function inspect(token: unknown, options?: { readonly lock?: Lock }): Inspection {
  const { lock } = readOptions(options, ['lock'], 'inspect()')
  return inspectBy(token, lock === undefined ? undefined : readLock(lock))
}

/** {@link inspect} with a lock that is read. */
export function inspectBy(token: unknown, lock: LockIndex | undefined): Inspection {
  const bytes = fromTokenText(token)
  if (typeof bytes === 'string') return Object.freeze({ ok: false, reason: 'malformed', detail: bytes })
  const body = readBody(bytes)
  if (body.reason !== undefined) return Object.freeze({ ok: false, ...body })
  const sections = [body.root, ...body.blocks]
  const lifetimes = sections.flatMap(({ lifetime }) => lifetime ?? [])
  const layers = sections.flatMap(({ grants }) => (grants === undefined ? [] : [grants]))
  return Object.freeze({
    ok: true,
    unverifiedScope: showScope(layers, lock),
    unverifiedIssuedAt: toDate(body.issued),
    unverifiedExpiresAt: lifetimes.length === 0 ? undefined : toDate(body.issued + Math.min(...lifetimes)),
    unverifiedSubject: subjectOf(showSubject(body.subject, lock), undefined),
    unverifiedId: linkId(body, [], body.blocks.length),
    unverifiedKeyId: body.kid,
    unverifiedUses: body.uses,
    unverifiedUnique: body.nonce !== undefined,
    unverifiedBound: body.bound,
    unverifiedNarrowable: !body.sealed,
    unverifiedRoot: showSection(body, body.root, lock),
    unverifiedNarrowings: Object.freeze(body.blocks.map((block) => showSection(body, block, lock))),
    numbered: typeof lookUp(lock, body.subject, layers.flat()) === 'string',
  })
}

function showSection(
  body: Body,
  { lifetime, grants }: Section,
  lock: LockIndex | undefined,
): UnverifiedNarrowing {
  return Object.freeze({
    unverifiedScope: grants === undefined ? undefined : showScope([grants], lock),
    unverifiedExpiresAt: lifetime === undefined ? undefined : toDate(body.issued + lifetime),
  })
}

function showScope(
  layers: readonly (readonly WireGrant[])[],
  lock: LockIndex | undefined,
): readonly UnverifiedGrant[] {
  const shown = layers.map((grants) => grants.flatMap((grant) => showGrant(grant, lock)))
  return intersectLayers(shown) as unknown as readonly UnverifiedGrant[]
}

/** A grant by the names of the lock, where it has them. */
function showGrant(grant: WireGrant, lock: LockIndex | undefined): readonly Held[] {
  if (typeof lookUp(lock, undefined, [grant]) !== 'string') return nameGrants(lock, [grant])
  return [
    {
      ...grant,
      ...showPath(grant),
      permissions: grant.bits?.map((bit) => `#${grant.number}.${bit}`) ?? grant.permissions,
    },
  ]
}

function showSubject(subject: Body['subject'], lock: LockIndex | undefined): Body['subject'] {
  if (typeof subject !== 'object') return subject
  const isKnown = typeof lookUp(lock, subject, undefined) !== 'string'
  return isKnown ? nameSubject(lock, subject) : { ...subject, ...showPath(subject) }
}

/** A lock's number in place of the names it stands for. */
function showPath({ number, form }: Resource): Pick<Held, 'app' | 'model'> {
  const name = `#${number}`
  return { app: form === 0 ? undefined : name, model: form <= 1 ? undefined : name }
}
