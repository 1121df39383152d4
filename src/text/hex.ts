/**
 * Bytes as hexadecimal digits in lower case: ids of tokens, UUIDs and ObjectIds.
 */

const digits: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** Writes `bytes` as hexadecimal digits. */
export function toHex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += digits[byte]!
  return text
}
