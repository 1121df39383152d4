/**
 * Permissions as a set of bits, which a lock's numbers stand behind (SPEC §4.10).
 *
 * Law: bytes, not an integer: in a JavaScript integer permission 32 would be permission 0.
 */
import { readByte, refuse, writeByte } from './cursor.ts'
import type { Cursor, Writer } from './cursor.ts'

/** The bits of each byte, whose highest says that another follows. */
const bitsOf: readonly (readonly number[])[] = /* @__PURE__ */ Array.from({ length: 128 }, (_, byte) =>
  [0, 1, 2, 3, 4, 5, 6].filter((bit) => (byte >> bit) & 1),
)

/** Reads a mask of up to 256 bits, whose first byte was `first`: the bits that are set, ascending. */
export function readMask(cursor: Cursor, first: number): readonly number[] {
  const bits = bitsOf[first & 127]!
  return first < 128 ? bits : readRest(cursor, [...bits])
}

function readRest(cursor: Cursor, bits: number[]): readonly number[] {
  let byte = 128
  for (let low = 7; byte >= 128; low += 7) {
    byte = readByte(cursor)
    if (byte === 0) refuse(cursor, 'a mask is not minimal')
    for (const bit of bitsOf[byte & 127]!) bits.push(low + bit)
  }
  if (bits.at(-1)! > 255) refuse(cursor, 'a mask has a bit above 255')
  return bits
}

/** Writes bits from 0 to 255 that ascend; at least one. */
export function writeMask(writer: Writer, bits: readonly number[]): void {
  let byte = 0
  let first = 0
  for (const bit of bits) {
    for (; bit - first >= 7; first += 7) {
      writeByte(writer, byte | 128)
      byte = 0
    }
    byte |= 1 << (bit - first)
  }
  writeByte(writer, byte)
}
