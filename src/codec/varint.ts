/**
 * Integers below 2^64 as unsigned LEB128 and texts behind their length (SPEC §4.1).
 *
 * Law: one encoding a value: minimal varints, well-formed UTF-8.
 */
import { has, readByte, refuse, writeByte, writeBytes } from './cursor.ts'
import type { Cursor, Writer } from './cursor.ts'

/** Reads a varint: a number where that is exact, else a bigint. */
export function readVarint(cursor: Cursor): number | bigint {
  const first = readByte(cursor)
  if (first < 128) return first
  let value = first - 128
  let scale = 128
  for (let index = 1; index < 7; index++) {
    const byte = readByte(cursor)
    value += (byte & 127) * scale
    if (byte < 128) {
      if (byte === 0) refuse(cursor, 'a varint is not minimal')
      return value
    }
    scale *= 128
  }
  return readLongVarint(cursor, value)
}

/** The rest of a varint of eight bytes or more, of which `low` are the lowest 49 bits. */
function readLongVarint(cursor: Cursor, low: number): number | bigint {
  let value = BigInt(low)
  let byte = 128
  for (let shift = 49n; byte >= 128 && shift < 70n; shift += 7n) {
    byte = readByte(cursor)
    value += BigInt(byte & 127) << shift
  }
  if (byte === 0) refuse(cursor, 'a long varint is not minimal')
  if (byte >= 128 || value >= 2n ** 64n) refuse(cursor, 'a varint is not below 2^64')
  return value <= Number.MAX_SAFE_INTEGER ? Number(value) : value
}

/** Writes an integer from 0 to 2^64-1. */
export function writeVarint(writer: Writer, value: number | bigint): void {
  if (typeof value === 'bigint') {
    for (; value >= 128n; value >>= 7n) writeByte(writer, Number(value & 127n) | 128)
    writeByte(writer, Number(value))
    return
  }
  for (; value >= 128; value = Math.floor(value / 128)) writeByte(writer, (value % 128) | 128)
  writeByte(writer, value)
}

const decoder = /* @__PURE__ */ new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const encoder = /* @__PURE__ */ new TextEncoder()

/** Reads a text of 1 to 255 bytes. */
export function readText(cursor: Cursor): string {
  const length = readVarint(cursor)
  if (length === 0) refuse(cursor, 'a text is empty')
  if (length > 255) refuse(cursor, 'a text is longer than 255 bytes')
  if (!has(cursor, Number(length))) return ''
  const start = cursor.at
  const end = start + Number(length)
  cursor.at = end
  let text = ''
  for (let index = start; index < end; index++) {
    const byte = cursor.bytes[index]!
    if (byte >= 128) return readBeyondAscii(cursor, cursor.bytes.subarray(start, end))
    text += String.fromCharCode(byte)
  }
  return text
}

function readBeyondAscii(cursor: Cursor, bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes)
  } catch {
    refuse(cursor, 'a text is not well-formed UTF-8')
    return ''
  }
}

/** Writes a well-formed text of 1 to 255 bytes. */
export function writeText(writer: Writer, text: string): void {
  const start = writer.at
  writeVarint(writer, text.length)
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit >= 128) {
      writer.at = start
      const bytes = encoder.encode(text)
      writeVarint(writer, bytes.length)
      writeBytes(writer, bytes)
      return
    }
    writeByte(writer, unit)
  }
}
