/**
 * From bytes to characters and back: the outermost layer of a token (SPEC, Text).
 *
 * Law: one text per byte string. The platforms' decoders swallow padding, line ends, other alphabets and stray bits;
 * this one refuses them all.
 */

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const values: Uint8Array = new Uint8Array(128).fill(64)
for (let value = 0; value < 64; value++) values[alphabet.charCodeAt(value)] = value

/** Writes `bytes` as base64url without padding. */
export function toBase64url(bytes: Uint8Array): string {
  let text = ''
  let index = 0
  for (; index + 2 < bytes.length; index += 3) {
    const group = (bytes[index]! << 16) | (bytes[index + 1]! << 8) | bytes[index + 2]!
    text += alphabet[group >> 18]! + alphabet[(group >> 12) & 63]! + alphabet[(group >> 6) & 63]! + alphabet[group & 63]!
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

/** Reads base64url; `undefined` unless `text` is exactly what {@link toBase64url} writes for some bytes. */
export function fromBase64url(text: string): Uint8Array | undefined {
  const { length } = text
  if (length % 4 === 1) return undefined
  const bytes = new Uint8Array((length * 3) >> 2)
  let bits = 0
  let held = 0
  let at = 0
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index)
    const value = code < 128 ? values[code]! : 64
    if (value === 64) return undefined
    bits = (bits << 6) | value
    held += 6
    if (held >= 8) {
      held -= 8
      bytes[at++] = bits >> held
      bits &= (1 << held) - 1
    }
  }
  return bits === 0 ? bytes : undefined
}
