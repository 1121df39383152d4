/**
 * Bytes as hexadecimal digits in lower case: ids of tokens, UUIDs and ObjectIds.
 */

/** Writes `bytes` as hexadecimal digits. */
export function toHex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += (byte < 16 ? '0' : '') + byte.toString(16)
  return text
}
