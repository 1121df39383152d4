/**
 * Base 62 as Django writes times: digits, capitals, small letters, and `-` before what is negative.
 */

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** Writes an integer. */
export function toBase62(integer: number): string {
  if (integer < 0) return `-${toBase62(-integer)}`
  let text = ''
  let rest = integer
  do {
    text = alphabet[rest % 62]! + text
    // Not a shift, which would end at 2^31.
    rest = Math.floor(rest / 62)
  } while (rest > 0)
  return text
}

/** Reads what {@link toBase62} writes, and zeros in front, from `start` on; `undefined` for another text. Beyond 2^53 it is rounded. */
export function fromBase62(text: string, start = 0): number | undefined {
  if (start === text.length) return undefined
  const negative = text.charCodeAt(start) === 45
  let integer = 0
  for (let at = negative ? start + 1 : start; at < text.length; at++) {
    const digit = valueOf(text.charCodeAt(at))
    if (digit === undefined) return undefined
    integer = integer * 62 + digit
  }
  return negative ? -integer : integer
}

function valueOf(code: number): number | undefined {
  if (code >= 48 && code <= 57) return code - 48
  if (code >= 65 && code <= 90) return code - 55
  return code >= 97 && code <= 122 ? code - 61 : undefined
}
