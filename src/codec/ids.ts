/**
 * Ids as bytes: one value by its kind, or a list of one kind (SPEC §4.7, §4.8); lists of integers are in `rice.ts`.
 *
 * Law: one encoding an id, one order a list.
 */
import { integerId, isObjectId, isUuid } from '../id.ts'
import type { Id, SingleId } from '../id.ts'
import { toHex } from '../text/hex.ts'
import { compareStretches, readByte, readBytes, refuse, tooLarge, writeByte, writeBytes } from './cursor.ts'
import type { Cursor, Writer } from './cursor.ts'
import { readText, readVarint, writeText, writeVarint } from './varint.ts'

/** How a value is packed; 0 only inside a tuple. */
export type ValueKind = 0 | 1 | 2 | 3 | 4 | 5
const longestList = 4096
/** Before which bytes of a UUID a dash stands: 4, 6, 8 and 10. */
const uuidDashes = 0b101_0101_0000

/** The kind that packs a canonical id. */
export function valueKind(id: Id): ValueKind {
  if (typeof id === 'object') return 5
  if (typeof id !== 'string') return id < 0 ? 1 : 0
  return isUuid(id) ? 2 : isObjectId(id) ? 3 : 4
}

/** Reads a kind that stands alone: 1 to 5. */
export function readKind(cursor: Cursor): ValueKind {
  const kind = readByte(cursor)
  if (kind === 0 || kind > 5) refuse(cursor, 'an id is of an unknown kind')
  return kind as ValueKind
}

/** Reads a value of `kind`. */
export function readValue(cursor: Cursor, kind: ValueKind): Id {
  if (kind !== 5) return readSingle(cursor, kind)
  const length = readByte(cursor)
  if (length < 2) refuse(cursor, 'a tuple has fewer than two members')
  if (length > 16) refuse(cursor, 'a tuple has more than 16 members')
  const members: SingleId[] = []
  while (members.length < length) {
    const member = readByte(cursor)
    if (member > 4) refuse(cursor, 'a member of a tuple is of an unknown kind')
    members.push(readSingle(cursor, member as ValueKind))
  }
  return Object.freeze(members)
}

function readSingle(cursor: Cursor, kind: ValueKind): SingleId {
  if (kind === 0) return readVarint(cursor)
  if (kind === 1) return readNegative(cursor)
  if (kind === 2) return readUuid(cursor)
  if (kind === 3) return toHex(readBytes(cursor, 12))
  const text = readText(cursor)
  if (isUuid(text)) refuse(cursor, 'a UUID is packed as a text')
  if (isObjectId(text)) refuse(cursor, 'an ObjectId is packed as a text')
  return text
}

function readNegative(cursor: Cursor): SingleId {
  const id = integerId(-1n - BigInt(readVarint(cursor)))
  if (id === undefined) refuse(cursor, 'a negative integer is below -2^63')
  return id ?? 0
}

function readUuid(cursor: Cursor): string {
  return toHex(readBytes(cursor, 16), uuidDashes)
}

/** Writes a canonical id of `kind`. */
export function writeValue(writer: Writer, kind: ValueKind, id: Id): void {
  if (typeof id === 'object') {
    writeByte(writer, id.length)
    for (const member of id) {
      writeByte(writer, valueKind(member))
      writeValue(writer, valueKind(member), member)
    }
  } else if (typeof id !== 'string') writeVarint(writer, kind === 1 ? integerId(-1n - BigInt(id))! : id)
  else if (kind === 4) writeText(writer, id)
  else {
    const digits = id.replaceAll('-', '')
    for (let index = 0; index < digits.length; index += 2)
      writeByte(writer, Number.parseInt(digits.slice(index, index + 2), 16))
  }
}

/** Reads a list of one kind: its values strictly ascend as bytes. */
export function readValues(cursor: Cursor, kind: ValueKind): readonly Id[] {
  const count = readCount(cursor)
  const ids: Id[] = []
  let before = cursor.at
  let start = cursor.at
  while (ids.length < count && cursor.problem === undefined) {
    ids.push(readValue(cursor, kind))
    if (ids.length > 1 && compareStretches(cursor.bytes, before, start, start) >= 0) {
      refuse(cursor, 'the values of a list do not ascend')
    }
    before = start
    start = cursor.at
  }
  return ids
}

/** Reads how many ids a list has. */
export function readCount(cursor: Cursor): number {
  const count = readVarint(cursor)
  if (count < 2) refuse(cursor, 'a list has fewer than two ids')
  if (count > longestList) refuse(cursor, `a list has more than ${longestList} ids`)
  return Number(count)
}

/** Writes a list of values of one kind, in the order of their bytes. */
export function writeValues(writer: Writer, kind: ValueKind, ids: readonly Id[]): void {
  writeCount(writer, ids.length)
  const start = writer.at
  const values = ids.map((id) => {
    const from = writer.at
    writeValue(writer, kind, id)
    return { from, to: writer.at }
  })
  values.sort((one, other) => compareStretches(writer.bytes, one.from, one.to, other.from))
  const sorted = values.map(({ from, to }) => writer.bytes.slice(from, to))
  writer.at = start
  for (const value of sorted) writeBytes(writer, value)
}

/** Writes how many ids a list has. */
export function writeCount(writer: Writer, count: number): void {
  if (count > longestList)
    throw tooLarge(`a token lists at most ${longestList} objects of one model; grant the model instead`)
  writeVarint(writer, count)
}
