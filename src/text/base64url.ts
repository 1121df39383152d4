/**
 * From bytes to characters and back: the outermost layer of a token (SPEC §3).
 *
 * Law: one text per byte string. The platforms' decoders swallow padding, line ends, other alphabets and stray bits;
 * this one refuses them all.
 */

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const codes: Uint8Array = Uint8Array.from(alphabet, (character) => character.charCodeAt(0))
/** The value of each ASCII character; -1, which makes any group negative, for what is not of the alphabet. */
const values: Int8Array = new Int8Array(128).fill(-1)
for (const [value, code] of codes.entries()) values[code] = value

/** Writes `bytes` from `start` on as base64url without padding. */
export function toBase64url(bytes: Uint8Array, start = 0): string {
  let text = ''
  let index = start
  for (; index + 2 < bytes.length; index += 3) {
    const group = (bytes[index]! << 16) | (bytes[index + 1]! << 8) | bytes[index + 2]!
    text += String.fromCharCode(
      codes[group >> 18]!,
      codes[(group >> 12) & 63]!,
      codes[(group >> 6) & 63]!,
      codes[group & 63]!,
    )
  }
  if (index + 1 === bytes.length) {
    const group = bytes[index]! << 4
    text += alphabet[group >> 6]! + alphabet[group & 63]!
  } else if (index + 2 === bytes.length) {
    const group = (bytes[index]! << 10) | (bytes[index + 1]! << 2)
    text += alphabet[group >> 12]! + alphabet[(group >> 6) & 63]! + alphabet[group & 63]!
  }
  return text
}

/** Whether `text` from `at` on is what {@link toBase64url} writes for `bytes`; takes the same time for every text of the right length. */
export function isBase64url(bytes: Uint8Array, text: string, at: number): boolean {
  const { length } = bytes
  if (text.length - at !== Math.ceil((length * 4) / 3)) return false
  let difference = 0
  let index = at
  let byte = 0
  for (; byte + 2 < length; byte += 3) {
    const group = (bytes[byte]! << 16) | (bytes[byte + 1]! << 8) | bytes[byte + 2]!
    difference |= codes[group >> 18]! ^ text.charCodeAt(index++)
    difference |= codes[(group >> 12) & 63]! ^ text.charCodeAt(index++)
    difference |= codes[(group >> 6) & 63]! ^ text.charCodeAt(index++)
    difference |= codes[group & 63]! ^ text.charCodeAt(index++)
  }
  // What is behind the end is 0, and stands for bits that are left over.
  const rest = (bytes[byte]! << 16) | (bytes[byte + 1]! << 8)
  for (let shift = 18; index < text.length; shift -= 6)
    difference |= codes[(rest >> shift) & 63]! ^ text.charCodeAt(index++)
  return difference === 0
}

/**
 * Reads base64url: the bytes behind `spare` zero bytes, or what is wrong, in words.
 *
 * @param start Where the text begins in `text`, and `end` where it ends: a part that is cut out is slower to read.
 *
 * A text is read only when it is exactly what {@link toBase64url} writes for some bytes.
 */
export function fromBase64url(
  text: string,
  spare = 0,
  start = 0,
  end: number = text.length,
): Uint8Array | string {
  const length = end - start
  const rest = length % 4
  if (rest === 1) return 'the text is one character too short or too long'
  const bytes = new Uint8Array(spare + ((length * 3) >> 2))
  const whole = end - rest
  let at = spare
  let stray = 0
  let units = 0
  for (let index = start; index < whole; index += 4) {
    const one = text.charCodeAt(index)
    const two = text.charCodeAt(index + 1)
    const three = text.charCodeAt(index + 2)
    const four = text.charCodeAt(index + 3)
    units |= one | two | three | four
    const group =
      (values[one & 127]! << 18) |
      (values[two & 127]! << 12) |
      (values[three & 127]! << 6) |
      values[four & 127]!
    stray |= group
    bytes[at++] = group >> 16
    bytes[at++] = group >> 8
    bytes[at++] = group
  }
  const last = read(text, whole, rest)
  if ((stray | last) < 0 || units > 127) return 'the text has a character that no token has'
  // Two characters have 4 bits more than a byte has, three have 2 more than two bytes.
  const left = (rest * 6) % 8
  if ((last & ((1 << left) - 1)) !== 0) return 'the last character has bits left over'
  for (let group = last >> left, place = bytes.length; place > at; group >>= 8) bytes[--place] = group
  return bytes
}

/** The values of `count` characters as one integer; negative unless all are of the alphabet. */
function read(text: string, index: number, count: number): number {
  let group = 0
  for (let end = index + count; index < end; index++) {
    const code = text.charCodeAt(index)
    group = (group << 6) | (code < 128 ? values[code]! : -1)
  }
  return group
}
