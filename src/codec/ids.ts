/**
 * Ids as bytes: one value by its kind, or a list (SPEC §4.7 to §4.9).
 *
 * Laws: one encoding an id, one order a list. Ascending integers are Rice-coded with the parameter that needs the fewest bits, and a
 * list with another parameter is refused. Nothing is stored before the bits it needs are known to be there.
 */
import { integerId, isObjectId, isUuid } from '../id.ts'
import type { Id, SingleId } from '../id.ts'
import { toHex } from '../text/hex.ts'
import { compareStretches, readByte, readBytes, refuse, tooLarge, writeByte, writeBytes } from './cursor.ts'
import type { Cursor, Writer } from './cursor.ts'
import { readText, readVarint, writeText, writeVarint } from './varint.ts'

/** How a value is packed; 0 only inside a tuple. */
export type ValueKind = 0 | 1 | 2 | 3 | 4 | 5
export const longestList = 4096

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
  while (members.length < length && cursor.problem === undefined) {
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
  const digits = toHex(readBytes(cursor, 16))
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20)}`
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
    if (ids.length > 1 && compareStretches(cursor.bytes, before, start, start, cursor.at) >= 0) {
      refuse(cursor, 'the values of a list do not ascend')
    }
    before = start
    start = cursor.at
  }
  return ids
}

function readCount(cursor: Cursor): number {
  const count = readVarint(cursor)
  if (count < 2) refuse(cursor, 'a list has fewer than two ids')
  if (count > longestList) refuse(cursor, `a list has more than ${longestList} ids`)
  return cursor.problem === undefined ? Number(count) : 0
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
  values.sort((one, other) => compareStretches(writer.bytes, one.from, one.to, other.from, other.to))
  const sorted = values.map(({ from, to }) => writer.bytes.slice(from, to))
  writer.at = start
  for (const value of sorted) writeBytes(writer, value)
}

function writeCount(writer: Writer, count: number): void {
  if (count > longestList)
    throw tooLarge(`a token lists at most ${longestList} objects of one model; grant the model instead`)
  writeVarint(writer, count)
}

// ---------------------------------------------------------------- ascending integers

/** Reads a Rice-coded list: a `Float64Array` unless an id is too large for one. */
export function readAscending(cursor: Cursor): Float64Array | readonly Id[] {
  const count = readCount(cursor)
  const first = readVarint(cursor)
  const parameter = readByte(cursor)
  if (parameter > 63) refuse(cursor, 'the parameter of a list is above 63')
  const gaps = count - 1
  const end = cursor.end * 8
  let at = cursor.at * 8
  if (at + gaps * (parameter + 1) > end) refuse(cursor, 'the token ends within a list')
  if (cursor.problem !== undefined) return []

  const { bytes } = cursor
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const scale = 2 ** parameter
  const half = parameter === 0 ? Infinity : scale / 2
  const exact = new Float64Array(count)
  let large: Id[] | undefined
  if (typeof first === 'number') exact[0] = first
  else large = [first]
  let id: number | bigint = first
  let quotients = 0
  let odd = 0
  let topped = 0
  let index = 1
  while (index < count && at <= end) {
    // Most gaps stand within 25 bits, which four bytes hold at any place. A tag follows every list, so the bytes are there.
    if (large === undefined) {
      let last = id as number
      for (; index < count && at <= end; index++) {
        const window = view.getUint32(at >> 3) << (at & 7)
        const quotient = Math.clz32(window)
        if (quotient + parameter > 24 || last > Number.MAX_SAFE_INTEGER - 2 ** 26) break
        const remainder = parameter === 0 ? 0 : (window << (quotient + 1)) >>> (32 - parameter)
        at += quotient + 1 + parameter
        quotients += quotient
        odd += quotient & 1
        if (remainder >= half) topped++
        last += quotient * scale + remainder + 1
        exact[index] = last
      }
      id = last
      if (index === count || at > end) break
    }
    const quotient = zerosAt(view, at, end)
    const remainder = bitsAt(view, at + quotient + 1, parameter)
    at += quotient + 1 + parameter
    quotients += quotient
    odd += quotient & 1
    if (remainder >= half) topped++
    const next = integerId(BigInt(id) + (BigInt(quotient) << BigInt(parameter)) + BigInt(remainder) + 1n)
    if (next === undefined) {
      refuse(cursor, 'an id of a list is not below 2^64')
      return []
    }
    if (large === undefined && typeof next === 'bigint') large = Array.from(exact.subarray(0, index))
    if (large === undefined) exact[index] = next as number
    else large.push(next)
    id = next
    index++
  }
  if (at > end) refuse(cursor, 'the token ends within the bits of a list')
  const bytesEnd = (at + 7) >> 3
  if (bitsAt(view, at, bytesEnd * 8 - at) !== 0) refuse(cursor, 'the last bits of a list are not zero')
  // The cost is convex in the parameter: a smaller or a larger one must not need fewer bits (SPEC §4.9).
  if (quotients + odd > 2 * gaps) refuse(cursor, 'a larger parameter of a list needs fewer bits')
  if (parameter > 0 && quotients + topped <= gaps)
    refuse(cursor, 'a smaller parameter of a list needs no more bits')
  if (cursor.problem === undefined) cursor.at = bytesEnd
  return large ?? exact
}

/** How many zero bits stand from bit `at` on, up to `end`. */
function zerosAt(view: DataView, at: number, end: number): number {
  let place = at
  while (place < end) {
    const held = 32 - (place & 7)
    const zeros = Math.min(Math.clz32(view.getUint32(place >> 3) << (place & 7)), held)
    place += zeros
    if (zeros < held) break
  }
  return Math.min(place, end) - at
}

/** Up to 63 bits from bit `at`, high bit first. */
function bitsAt(view: DataView, at: number, length: number): number | bigint {
  if (length <= 32) return wordAt(view, at, length)
  const high = wordAt(view, at, length - 32)
  const low = wordAt(view, at + length - 32, 32)
  return high < 2 ** 21 ? high * 2 ** 32 + low : (BigInt(high) << 32n) | BigInt(low)
}

function wordAt(view: DataView, at: number, length: number): number {
  if (length === 0) return 0
  const skip = at & 7
  const word = (view.getUint32(at >> 3) << skip) | (view.getUint8((at >> 3) + 4) >> (8 - skip))
  return word >>> (32 - length)
}

/** Writes ids from 0 to 2^64-1 that strictly ascend. */
export function writeAscending(writer: Writer, ids: ArrayLike<number | bigint>): void {
  writeCount(writer, ids.length)
  writeVarint(writer, ids[0]!)
  const gaps: bigint[] = []
  for (let index = 1; index < ids.length; index++)
    gaps.push(BigInt(ids[index]!) - BigInt(ids[index - 1]!) - 1n)
  const parameter = bestParameter(gaps)
  writeByte(writer, parameter)
  let held = 0
  let length = 0
  const writeBit = (bit: number): void => {
    held = (held << 1) | bit
    if (++length === 8) {
      writeByte(writer, held)
      held = 0
      length = 0
    }
  }
  for (const gap of gaps) {
    for (let zeros = gap >> BigInt(parameter); zeros > 0n; zeros--) writeBit(0)
    writeBit(1)
    for (let shift = parameter - 1; shift >= 0; shift--) writeBit(Number((gap >> BigInt(shift)) & 1n))
  }
  while (length > 0) writeBit(0)
}

/** The parameter that needs the fewest bits, the smallest on a tie; the cost is convex in it. */
function bestParameter(gaps: readonly bigint[]): number {
  const cost = (parameter: number): bigint =>
    gaps.reduce((sum, gap) => sum + (gap >> BigInt(parameter)), BigInt(gaps.length * (parameter + 1)))
  let parameter = 0
  let least = cost(0)
  while (parameter < 63) {
    const next = cost(parameter + 1)
    if (next >= least) break
    least = next
    parameter++
  }
  return parameter
}
