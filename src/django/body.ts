/**
 * The body of a signed object: JSON in base64url, or a dot and compressed JSON in base64url.
 *
 * From the text of a serializer to a body and back. Laws: Django reads and writes that text as latin-1; a body is read only as it is
 * written, without padding, other alphabets or stray bits, which Python tolerates and Django never writes.
 */
import { LatchkeyError } from '../index.ts'
import { fromBase64url, toBase64url } from '../text/base64url.ts'
import { refusal } from './ring.ts'
import type { NotSigned } from './ring.ts'
import { deflate, inflateTo } from './zlib.ts'
import type { Inflate } from './zlib.ts'

/** How many bytes the JSON of an object has at most, inflated or not. */
const longest = 65_536
/** What has a longer text cannot be a signed object of that size. */
export const longestText = 87_500

/** Writes a body. */
export function toBody(text: string, compress: boolean): string {
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code > 255)
      throw new LatchkeyError('INVALID_OPTION', 'a serializer gives text of latin-1: a character is a byte')
    bytes[at] = code
  }
  if (bytes.length > longest)
    throw new LatchkeyError('TOO_LARGE', 'what is signed has more than 64 KiB of JSON')
  const packed = compress ? deflate(bytes) : bytes
  return packed.length < bytes.length - 1 ? `.${toBase64url(packed)}` : toBase64url(bytes)
}

/** Whether a body is compressed. */
export function isCompressed(body: string): boolean {
  return body.startsWith('.')
}

/** Reads a body whose signature was found right: the first `end` characters of a text. */
export function fromBody(
  text: string,
  inflate: Inflate | undefined,
  end: number = text.length,
): string | NotSigned {
  const compressed = isCompressed(text)
  const packed = fromBase64url(text, 0, compressed ? 1 : 0, end)
  if (typeof packed === 'string') return refusal('malformed', packed)
  const bytes = compressed ? inflateTo(packed, longest, inflate) : packed
  if (typeof bytes === 'string') return refusal('malformed', bytes)
  return bytes.length > longest
    ? refusal('malformed', 'the body has more than 64 KiB of JSON')
    : toLatin1(bytes)
}

/** A character for each byte. The `latin1` of TextDecoder is windows-1252. */
function toLatin1(bytes: Uint8Array): string {
  const step = 4096
  let text = ''
  for (let at = 0; at < bytes.length; at += step) {
    const part = bytes.length <= step ? bytes : bytes.subarray(at, at + step)
    // Not spread, which would go through an iterator.
    text += String.fromCharCode.apply(undefined, part as unknown as number[])
  }
  return text
}
