/**
 * Permissions as a set of bits, which a lock's numbers stand behind (SPEC §4.10).
 *
 * Law: bytes, not an integer: in a JavaScript integer permission 32 would be permission 0.
 */
import { readByte, refuse, writeByte } from './cursor.ts'
import type { Cursor, Writer } from './cursor.ts'

/** Reads a mask of up to 256 bits, whose first byte was `first`: the bits that are set, ascending. */
export function readMask(cursor: Cursor, first: number): readonly number[] {
  const bits: number[] = []
  let byte = first
  for (let group = 0; ; group++) {
    for (let bit = 0; bit < 7; bit++) if ((byte >> bit) & 1) bits.push(group * 7 + bit)
    if (byte < 128) break
    byte = readByte(cursor)
    if (byte === 0) refuse(cursor, 'a mask is not minimal')
  }
  if (bits.at(-1)! > 255) refuse(cursor, 'a mask has a bit above 255')
  return bits
}

/** Writes bits from 0 to 255 that ascend; at least one. */
export function writeMask(writer: Writer, bits: readonly number[]): void {
  const groups = Math.floor(bits.at(-1)! / 7)
  for (let group = 0; group <= groups; group++) {
    const held = bits
      .filter((bit) => Math.floor(bit / 7) === group)
      .reduce((byte, bit) => byte | (1 << (bit % 7)), 0)
    writeByte(writer, group < groups ? held | 128 : held)
  }
}
