/**
 * What a token of Django's says, without a proof.
 *
 * Law: nothing here is authenticated, and every name says so. A compressed body is not inflated, since nobody signed it for all
 * we know.
 */
import type { UnverifiedGrant } from '../index.ts'
import { makeScope } from '../grant.ts'
import { normalForm } from '../normal-form.ts'
import { fromBody, isCompressed, longestText } from './body.ts'
import type { Names } from './names.ts'
import { idOf } from './open.ts'
import { isGrants, readPayload } from './payload.ts'
import type { Numbering } from './payload.ts'
import { isDjangoToken } from './syntax.ts'
import { toDate, unstamp } from './time.ts'

/** What a text that is a token of Django's says. */
export interface DjangoInspected {
  readonly ok: true
  /** By the names of the tables; an id that they do not have is shown as `#83`. `undefined` where the body is compressed. */
  readonly unverifiedScope: readonly UnverifiedGrant[] | undefined
  readonly unverifiedIssuedAt: Date
  /** What `pass.id` is, should the token be genuine. */
  readonly unverifiedId: string
  readonly compressed: boolean
  /** Whether models or permissions stand as ids, which belong to one database. */
  readonly numbered: boolean
  /** What the form of the token means, in a sentence. */
  readonly detail: string
}
/** Why a text is no token of Django's. */
export interface NotDjango {
  readonly ok: false
  readonly reason: 'malformed'
  readonly detail: string
}
/** What `inspect` of {@link djangoTokens} returns: what a token says of itself, or why it cannot be read. */
export type DjangoInspection = DjangoInspected | NotDjango

/** Reads a token without any key. */
export function inspect(token: unknown, numbering: Numbering, names: Names): DjangoInspection {
  if (!isDjangoToken(token)) return malformed('the text has not the form of a token of Django')
  const text = token as string
  if (text.length > longestText) return malformed('the text is longer than any token')
  const end = text.lastIndexOf(':')
  const signed = text.slice(0, end)
  const stamped = unstamp(signed, ':')
  if (!stamped.ok) return malformed(stamped.detail)
  const { value, seconds } = stamped
  const compressed = isCompressed(value)
  let numbered = false
  const shown: Numbering = {
    ...numbering,
    typeName(id) {
      numbered = true
      return numbering.typeName(id) ?? { app: `#${id}`, model: `#${id}` }
    },
    permissionName(id) {
      numbered = true
      return numbering.permissionName(id) ?? `#${id}`
    },
  }
  const json = compressed ? '[]' : fromBody(value, undefined)
  const grants = typeof json === 'string' ? readPayload(json, shown) : json
  if (!isGrants(grants)) return malformed(grants.detail)
  const scope = makeScope(normalForm(names.fromDjango(grants))) as unknown as readonly UnverifiedGrant[]
  return Object.freeze({
    ok: true,
    unverifiedScope: compressed ? undefined : scope,
    unverifiedIssuedAt: toDate(seconds),
    unverifiedId: idOf(text, signed),
    compressed,
    numbered,
    detail: compressed ? packed : numbered ? withIds : withNames,
  })
}

const withIds =
  'models or permissions stand as ids of one Django database: in another the same ids name other things'
const withNames = 'models and permissions stand by their names, which are the same in every database'
const packed = 'the body is compressed, and is read only when the token is checked'

function malformed(detail: string): NotDjango {
  return Object.freeze({ ok: false, reason: 'malformed', detail })
}
