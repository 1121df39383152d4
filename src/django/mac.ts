/**
 * Django's signature of a text: HMAC under a key that is the hash of salt and secret (`django.utils.crypto.salted_hmac`).
 *
 * From a text to the characters behind its last separator. Laws: a secret is made ready once and cloned for each text; signatures
 * are compared as text, length first and without an early exit, since Django accepts one text of each; nothing in a text picks an
 * algorithm that was not named.
 */
import { hmac } from '@noble/hashes/hmac.js'
import { sha1 } from '@noble/hashes/legacy.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { LatchkeyError } from '../index.ts'
import { isBase64url, toBase64url } from '../text/base64url.ts'

/** A secret of Django's: `SECRET_KEY` as text, or bytes. */
export type SecretKey = string | Uint8Array
/** `sha1` is what Django before 3.1 signs with. */
export type Algorithm = 'sha256' | 'sha1'

/** A secret made ready for one salt: opaque, it never shows the key. */
export interface ReadyKey {
  readonly algorithm: Algorithm
  readonly mac: ReturnType<typeof hmac.create>
  /** Where {@link mac} is cloned to: no caller's code runs while a signature is computed. */
  readonly scratch: ReadyKey['mac']
  readonly digest: Uint8Array
}

const hashes: Readonly<Record<Algorithm, typeof sha256 | typeof sha1>> = { sha256, sha1 }
const encoder = /* @__PURE__ */ new TextEncoder()
/** Room for the text of a usual token, and its beginnings by their lengths: a view costs as much as the bytes. */
const room: Uint8Array = /* @__PURE__ */ new Uint8Array(1024)
const views: (Uint8Array | undefined)[] = []

/**
 * Makes `secret` ready.
 *
 * @throws {@link LatchkeyError} `WEAK_SECRET` for an empty secret, or what is none: Django takes its SECRET_KEY in place of it.
 */
export function makeReady(secret: unknown, salt: string, algorithm: Algorithm): ReadyKey {
  const bytes = typeof secret === 'string' && secret.isWellFormed() ? encoder.encode(secret) : secret
  if (!(bytes instanceof Uint8Array) || bytes.length === 0)
    throw new LatchkeyError(
      'WEAK_SECRET',
      'a secret is the SECRET_KEY of the Django site: a text, or bytes, and not empty',
    )
  const hash = hashes[algorithm]
  const key = hash
    .create()
    .update(encoder.encode(`${salt}signer`))
    .update(bytes)
    .digest()
  const mac = hmac.create(hash, key)
  return { algorithm, mac, scratch: mac.clone() as ReadyKey['mac'], digest: new Uint8Array(mac.outputLen) }
}

/** How many characters a signature has. */
export function signatureLength(algorithm: Algorithm): number {
  return algorithm === 'sha256' ? 43 : 27
}

/** The signature of a well-formed text. */
export function signatureOf(key: ReadyKey, text: string): string {
  return toBase64url(digestOf(key, text))
}

/** Whether what stands in `signed` from `at` on is the signature of a well-formed text. */
export function isSignature(key: ReadyKey, text: string, signed: string, at: number): boolean {
  return signed.length - at === signatureLength(key.algorithm) && isBase64url(digestOf(key, text), signed, at)
}

/** The hash of a text; valid until the next call. Its two hashes are finished as in `seal/mac.ts`. */
function digestOf({ mac, scratch, digest }: ReadyKey, text: string): Uint8Array {
  mac.iHash._cloneInto(scratch.iHash)
  mac.oHash._cloneInto(scratch.oHash)
  scratch.iHash.update(bytesOf(text))
  scratch.iHash.digestInto(digest)
  scratch.oHash.update(digest)
  scratch.oHash.digestInto(digest)
  return digest
}

/** A text in UTF-8, valid until the next call. */
function bytesOf(text: string): Uint8Array {
  if (text.length > room.length / 3) return encoder.encode(text)
  const { written } = encoder.encodeInto(text, room)
  return (views[written] ??= room.subarray(0, written))
}
