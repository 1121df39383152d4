/**
 * A secret as text, as `latchkey keygen` prints it and an environment variable holds it (SPEC §5.4).
 *
 * Laws: exactly one text a secret, with check characters against typing errors; no message repeats any part of it.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { fromBase64url, toBase64url } from '../text/base64url.ts'
import { keyTextPrefix } from '../text/token-text.ts'

export const secretLength = 32
const checkCharacters = 6
/** 43 characters are 32 bytes. */
const keyTextLength = keyTextPrefix.length + 43 + checkCharacters

/** Writes 32 bytes as key text. */
export function toKeyText(secret: Uint8Array): string {
  return keyTextPrefix + toBase64url(secret) + check(secret)
}

/** Reads a key text; `undefined` unless it is exactly what {@link toKeyText} writes. */
export function fromKeyText(text: string): Uint8Array | undefined {
  if (text.length !== keyTextLength) return undefined
  const secret = fromBase64url(text.slice(keyTextPrefix.length, -checkCharacters))
  return typeof secret !== 'string' && toKeyText(secret) === text ? secret : undefined
}

function check(secret: Uint8Array): string {
  const label = new TextEncoder().encode('latchkey/1/key')
  return toBase64url(sha256.create().update(label).update(secret).digest()).slice(0, checkCharacters)
}
