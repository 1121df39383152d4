/**
 * Token formats, for their sizes alone: each makes a token of the same grants.
 *
 * The JSON of the others is as short as it stays readable. What cannot be narrowed by its holder says so by making nothing.
 */
import { createHmac } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import { Biscuit, KeyPair, SignatureAlgorithm } from '@biscuit-auth/biscuit-wasm'
import { SignJWT } from 'jose'
import macaroon from 'macaroon'
import { defineApp, keygen, latchkey, lockOf } from '../src/index.ts'
import { toText } from './peers/macaroon.ts'

/** "change" on these posts of a blog. */
export interface Grant {
  readonly ids: readonly (number | string)[]
  /** "read" too. */
  readonly read: boolean
  /** Seconds, or until it is revoked. */
  readonly lifetime: number | undefined
  /** By the holder: to an hour, or to "read". */
  readonly narrowed: 'time' | 'scope' | undefined
}
export interface Format {
  readonly name: string
  readonly make: (grant: Grant) => string | undefined | Promise<string | undefined>
}

/** 2026-01-01T00:00:00Z. */
const now = 1_767_225_600
const key = crypto.getRandomValues(new Uint8Array(32))
const base64url = (bytes: string | Uint8Array): string => Buffer.from(bytes).toString('base64url')
const permissionsOf = ({ read }: Grant): string[] => (read ? ['change', 'read'] : ['change'])

function latchkeyFormat(withLock: boolean): Format['make'] {
  const blog = defineApp('blog', { Post: { permissions: ['read', 'change', 'publish'] } })
  const lock = withLock ? { lock: lockOf([blog]) } : {}
  const { scope, tokens } = latchkey({ secrets: keygen(), apps: [blog], clock: () => now * 1000, ...lock })
  return ({ ids, read, lifetime, narrowed }) => {
    const objects = ids.map((id) =>
      read ? scope.accessObj(blog.Post(id), 'read', 'change') : scope.accessObj(blog.Post(id), 'change'),
    )
    const token = tokens.generate(
      scope.union(...objects),
      lifetime === undefined ? {} : { expiresIn: lifetime },
    )
    if (narrowed === undefined) return token
    if (narrowed === 'time') return tokens.narrow(token, { expiresIn: '1h' })
    return tokens.narrow(token, { to: scope.accessObj(blog.Post(ids[0]!), 'read') })
  }
}

/** What a grant is in JSON: `["blog.Post",42,"change"]`, with lists in the place of several. */
function claimOf(grant: Grant): unknown[] {
  const [first, ...others] = grant.ids
  return ['blog.Post', others.length === 0 ? first : grant.ids, ...permissionsOf(grant)]
}

function jwt(grant: Grant): Promise<string> | undefined {
  if (grant.narrowed !== undefined) return undefined
  const token = new SignJWT({ g: claimOf(grant) }).setProtectedHeader({ alg: 'HS256' }).setIssuedAt(now)
  if (grant.lifetime !== undefined) token.setExpirationTime(now + grant.lifetime)
  return token.sign(key)
}

/** `"blog.Post:42#change,read"`: a caveat in the notation of latchkey. */
function noted(ids: Grant['ids'], permissions: readonly string[]): string {
  return `blog.Post:${ids.join(',')}#${permissions.join(',')}`
}

function macaroonText(grant: Grant): string {
  const made = macaroon.newMacaroon({ identifier: '1', rootKey: key, version: 2 })
  made.addFirstPartyCaveat(noted(grant.ids, permissionsOf(grant)))
  if (grant.lifetime !== undefined) made.addFirstPartyCaveat(`<${now + grant.lifetime}`)
  if (grant.narrowed === 'time') made.addFirstPartyCaveat(`<${now + 3600}`)
  if (grant.narrowed === 'scope') made.addFirstPartyCaveat(noted(grant.ids, ['read']))
  return toText(made)
}

/** A check of Biscuit that the token is not older. */
function until(lifetime: number): string {
  const date = new Date((now + lifetime) * 1000).toISOString()
  return `check if time($time), $time < ${date.slice(0, 19)}Z;`
}

function biscuit(grant: Grant): string {
  const builder = Biscuit.builder()
  for (const id of grant.ids) {
    for (const permission of permissionsOf(grant))
      builder.addCode(`right("blog.Post", ${JSON.stringify(id)}, "${permission}");`)
  }
  if (grant.lifetime !== undefined) builder.addCode(until(grant.lifetime))
  const made = builder.build(new KeyPair(SignatureAlgorithm.Ed25519).getPrivateKey())
  const block = Biscuit.block_builder()
  if (grant.narrowed === 'time') block.addCode(until(3600))
  if (grant.narrowed === 'scope') block.addCode('check if operation("read");')
  return (grant.narrowed === undefined ? made : made.appendBlock(block)).toBase64()
}

/** Bytes that zlib makes shorter are sent so, behind a dot. */
function shortened(json: string, gain: number): string {
  const deflated = deflateSync(json)
  return deflated.length < json.length - gain ? `.${base64url(deflated)}` : base64url(json)
}

/** itsdangerous, URLSafeTimedSerializer: JSON, the time it was made, HMAC-SHA1. Its age is checked; it has no lifetime. */
function itsdangerous(grant: Grant): string | undefined {
  if (grant.narrowed !== undefined) return undefined
  const time = Buffer.alloc(4)
  time.writeUInt32BE(now)
  const signed = `${shortened(JSON.stringify(claimOf(grant)), 1)}.${base64url(time)}`
  return `${signed}.${createHmac('sha1', key).update(signed).digest('base64url')}`
}

/** django.core.signing.dumps() of the scope of django-access-tokens. Its age is checked; it has no lifetime. */
function django(grant: Grant): string | undefined {
  if (grant.narrowed !== undefined) return undefined
  const scope = grant.ids.map((id) => [['blog', 'Post', id], permissionsOf(grant)])
  const signed = `${base64url(JSON.stringify(scope))}:${base62(now)}`
  return `${signed}:${createHmac('sha256', key).update(signed).digest('base64url')}`
}

function base62(value: number): string {
  const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
  return value < 62 ? digits[value]! : base62(Math.floor(value / 62)) + digits[value % 62]!
}

export const formats: readonly Format[] = [
  { name: 'latchkey', make: latchkeyFormat(true) },
  { name: 'no lock', make: latchkeyFormat(false) },
  { name: 'JWT', make: jwt },
  { name: 'macaroon', make: macaroonText },
  { name: 'Biscuit', make: biscuit },
  { name: 'itsdangerous', make: itsdangerous },
  { name: 'Django', make: django },
]
