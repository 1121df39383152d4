/**
 * Bytes as hexadecimal digits in lower case: ids of tokens, UUIDs and ObjectIds.
 */

/** The character codes of the digits. */
export const hexDigits: Uint8Array = /* @__PURE__ */ Uint8Array.from('0123456789abcdef', (digit) =>
  digit.charCodeAt(0),
)
const dash = 45

/** Writes a few bytes as hexadecimal digits; a bit of `dashes` says that a dash stands before the byte of its place. */
export function toHex(bytes: Uint8Array, dashes = 0): string {
  const units: number[] = []
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index]!
    if ((dashes >> index) & 1) units.push(dash)
    units.push(hexDigits[byte >> 4]!, hexDigits[byte & 15]!)
  }
  return String.fromCharCode(...units)
}
