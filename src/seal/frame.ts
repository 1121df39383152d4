/**
 * Byte strings one after the other, each behind its length, so that no two lists give the same bytes (SPEC §4.1).
 */
import { LatchkeyError } from '../errors.ts'

/**
 * u16be(length) || bytes, for each of `parts`.
 *
 * @throws {@link LatchkeyError} `INVALID_OPTION` for a part of more than 65,535 bytes.
 */
export function joinFrames(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + 2 + part.length, 0))
  let at = 0
  for (const part of parts) {
    if (part.length > 65_535)
      throw new LatchkeyError('INVALID_OPTION', 'a salt or a value of bind is too long: 65,535 bytes at most')
    joined[at] = part.length >> 8
    joined[at + 1] = part.length & 255
    joined.set(part, at + 2)
    at += 2 + part.length
  }
  return joined
}
