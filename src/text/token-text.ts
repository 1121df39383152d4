/**
 * From what a request held to the bytes of a token: the first stage of every check (SPEC §9).
 *
 * Law: whatever is given, of any type and length, is answered and never thrown at.
 */
import { fromBase64url } from './base64url.ts'

/** The longest token, in characters. */
export const longestToken = 8192
/** What a secret begins with as text; it begins like a token, so that one search finds both in logs. */
export const keyTextPrefix = 'lksecret1_'

/** The bytes of a token's text behind one spare zero byte, or what is wrong, in words that do not repeat it. */
export function fromTokenText(token: unknown): Uint8Array | string {
  if (typeof token !== 'string') return 'a token is a text, and this is none'
  if (token.length > longestToken) return 'the text is longer than 8,192 characters'
  if (token.startsWith(keyTextPrefix)) return 'this is a secret, not a token'
  return fromBase64url(token, 1)
}
