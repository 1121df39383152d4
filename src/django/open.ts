/**
 * The way in for a token of Django's, in the order of the stages: signature, time, body, grants.
 *
 * Laws: the first stage that fails gives the reason; nothing is decoded before the signature was found right; no code of the program
 * runs here but its own `inflate`.
 */
import { bodyStart, epoch } from '../codec/body.ts'
import { makeLayer } from '../covers.ts'
import type { Layer } from '../covers.ts'
import { linkId } from '../seal/chain.ts'
import type { Opened } from '../verify.ts'
import { fromBody, longestText } from './body.ts'
import type { Names } from './names.ts'
import { isGrants, readPayload } from './payload.ts'
import type { Numbering } from './payload.ts'
import { refusal, unsign } from './ring.ts'
import type { NotSigned, Ring } from './ring.ts'
import { toDate, tooOld, unstamp } from './time.ts'
import type { Inflate } from './zlib.ts'

/** What a check goes by: everything is read from the program before the token is touched. */
export interface Terms {
  readonly ring: Ring
  readonly numbering: Numbering
  readonly names: Names
  /** Seconds. */
  readonly maxAge: number | undefined
  /** Seconds since 1970; NaN where the clock is broken. */
  readonly now: number
  readonly inflate: Inflate | undefined
}

/** How far ahead a time may be where an age is asked for: the clocks of the two servers, and the zone that one forgot. */
const tolerance = 86_400
const encoder = /* @__PURE__ */ new TextEncoder()

/** A token that is genuine and alive. */
export interface Genuine {
  readonly ok: true
  readonly layer: Layer
  readonly token: string
  /** What is in front of the signature. */
  readonly signed: string
  readonly seconds: number
}

/** Proves a token genuine and alive. */
export function open(token: unknown, terms: Terms): Genuine | NotSigned {
  const { maxAge, now } = terms
  if (typeof token !== 'string') return refusal('malformed', 'a token is a text, and this is none')
  if (token.length > longestText) return refusal('malformed', 'the text is longer than any token')
  const signed = unsign(token, terms.ring, ':')
  if (typeof signed !== 'string') return signed
  const stamped = unstamp(signed, ':')
  if (!stamped.ok) return stamped
  const { value, seconds } = stamped
  if (maxAge !== undefined && !(seconds - now <= tolerance))
    return refusal('not-yet-valid', 'the token is made more than a day in the future')
  const late = tooOld(seconds, now, maxAge)
  if (late !== undefined) return late
  const text = fromBody(token, terms.inflate, value.length)
  if (typeof text !== 'string') return text
  const grants = readPayload(text, terms.numbering)
  if (!isGrants(grants)) return grants
  const layer = makeLayer(terms.names.fromDjango(grants))
  return { ok: true, layer, token, signed, seconds }
}

/** The token as the core has one of its own: a single link, sealed, without an expiry. A pass is made of it. */
export function toOpened({ layer, token, signed, seconds }: Genuine): Opened {
  const opened = {
    ok: true,
    body: toBody(token, signed, seconds),
    lock: undefined,
    // No store follows it: it cannot be revoked.
    salt: '',
    following: undefined,
    layers: [layer],
    expiry: Infinity,
    ancestors: [],
  } as const
  return opened
}

/** The id of a token, should it be genuine. */
export function idOf(token: string, signed: string): string {
  return linkId(toBody(token, signed, 0), [], 0)
}

/** The signature stands where a tag does: it goes into a hash alone, an id is no signature. */
function toBody(token: string, signed: string, seconds: number): Opened['body'] {
  const text = encoder.encode(token)
  const bytes = new Uint8Array(bodyStart + text.length)
  bytes.set(text, bodyStart)
  const end = bodyStart + encoder.encode(signed).length
  return {
    reason: undefined,
    bytes,
    tagAt: end + 1,
    kid: 0,
    issued: toDate(seconds).getTime() / 1000 - epoch,
    root: { start: bodyStart, end, lifetime: undefined, grants: undefined },
    blocks: [],
    subject: undefined,
    nonce: undefined,
    uses: undefined,
    bound: false,
    sealed: true,
  }
}
