/**
 * A text as its SHA-256: for names that are too long to be kept as they are.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { toHex } from '../text/hex.ts'

/** The 64 hexadecimal digits of the SHA-256 of a text. */
export function digestText(text: string): string {
  return toHex(sha256(new TextEncoder().encode(text)))
}
