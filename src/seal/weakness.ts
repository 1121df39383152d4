/**
 * What is wrong with a secret that somebody could guess, or that was never meant to be one.
 *
 * No estimate of entropy: a pass-phrase can look random to one. These are shapes that 32 random bytes never have.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { toBase64url } from '../text/base64url.ts'

const leastLength = 32
/** How many different bytes a secret has more than: all of a text in hexadecimal digits, or of a pattern of 16 bytes. */
const fewBytes = 16

/** SHA-256 of the secret that our own documentation prints. */
const printed: ReadonlySet<string> = /* @__PURE__ */ new Set(['QjTLBqHmVq9VPnhZ1ol4uVtJ36Mrnn0_rFMHJoiadTs'])

/** The weakness of a secret, in words that do not repeat it; `undefined` for a strong one. */
export function weakness(secret: Uint8Array): string | undefined {
  if (secret.length < leastLength)
    return `a secret of ${secret.length} bytes is too short: it needs ${leastLength}`
  if (new Set(secret).size <= fewBytes || isFilled(secret)) return 'a secret repeats itself'
  if (isWritten(secret))
    return 'a secret is a text in bytes: a pass-phrase, a PEM file, or a key that was not decoded'
  if (isDer(secret)) return 'a secret is a key in DER: a public or private key of something else'
  if (printed.has(toBase64url(sha256(secret)))) return 'a secret is the one that the documentation prints'
  return undefined
}

/** A quarter of the bytes are one and the same, as where something short was filled up: one in 10^10 random secrets. */
function isFilled(secret: Uint8Array): boolean {
  const counts = new Uint32Array(256)
  for (const byte of secret) counts[byte]!++
  return counts.some((count) => count * 4 >= secret.length)
}

/** Nine in ten bytes are those of ASCII texts, or all are of well-formed UTF-8: one in 10^9 random secrets. */
function isWritten(secret: Uint8Array): boolean {
  const written = secret.subarray(0, secret.findLastIndex((byte) => byte !== 0) + 1)
  const plain = written.reduce((count, byte) => count + Number(byte < 128 && !isControl(byte)), 0)
  if (plain * 10 >= written.length * 9) return true
  return !written.some(isControl) && !new TextDecoder().decode(written).includes('\ufffd')
}

/** A sequence over the whole length that begins with an integer or a sequence; the shortest real one has 44 bytes. */
function isDer(secret: Uint8Array): boolean {
  if (secret.length < 44 || secret[0] !== 0x30) return false
  const first = secret[1]!
  const extra = Math.max(first - 128, 0)
  let length = extra === 0 ? first : 0
  for (let index = 0; index < extra; index++) length = length * 256 + secret[2 + index]!
  const inner = secret[2 + extra]
  return length === secret.length - 2 - extra && (inner === 0x30 || inner === 0x02)
}

function isControl(byte: number): boolean {
  return byte === 127 || (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13)
}
