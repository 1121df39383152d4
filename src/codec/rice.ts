/**
 * Lists of integers as bits: Rice-coded gaps (SPEC §4.9).
 *
 * Laws: the parameter is the one that needs the fewest bits, and a list with another is refused; nothing is stored before the bits
 * that it needs are known to be there.
 */
import { integerId } from '../id.ts'
import type { Ids } from '../grant.ts'
import { has, readByte, refuse, writeByte } from './cursor.ts'
import type { Cursor, Writer } from './cursor.ts'
import { readCount, writeCount } from './ids.ts'
import { readVarint, writeVarint } from './varint.ts'

/** Reads a Rice-coded list. */
export function readAscending(cursor: Cursor): Ids {
  const count = readCount(cursor)
  const first = readVarint(cursor)
  const parameter = readByte(cursor)
  if (parameter > 63) refuse(cursor, 'the parameter of a list is above 63')
  const gaps = count - 1
  if (!has(cursor, (gaps * (parameter + 1)) / 8)) return []

  // From here no list of short gaps reaches 2^53: its ids are exact numbers.
  const isNear = first < 2 ** 52
  const read =
    parameter <= shortParameter
      ? readShortGaps(cursor, gaps, parameter, isNear ? Number(first) : 0)
      : readLongGaps(cursor, gaps, parameter)
  const bytesEnd = (read.at + 7) >> 3
  if (has(cursor, bytesEnd - cursor.at)) cursor.at = bytesEnd
  if (wordAt(viewOf(cursor), read.at, bytesEnd * 8 - read.at) !== 0)
    refuse(cursor, 'the last bits of a list are not zero')
  // The cost is convex in the parameter: a smaller or a larger one must not need fewer bits (SPEC §4.9).
  if (read.quotients + read.odd > 2 * gaps) refuse(cursor, 'a larger parameter of a list needs fewer bits')
  if (parameter > 0 && read.quotients + read.topped <= gaps)
    refuse(cursor, 'a smaller parameter of a list needs no more bits')

  const { distances } = read
  if (isNear && distances instanceof Float64Array) return distances
  const last =
    BigInt(first) + (distances instanceof Float64Array ? BigInt(distances.at(-1)!) : distances.at(-1)!)
  if (last >= 2n ** 64n) refuse(cursor, 'an id of a list is not below 2^64')
  if (!(distances instanceof Float64Array))
    return distances.map((distance) => integerId(BigInt(first) + distance) ?? 0)
  return { first: BigInt(first), distances }
}

/** What the bits of a list say, and how well its parameter fits. */
interface Gaps<Distances> {
  /** From the start to each: the ids themselves where the start is the first. */
  readonly distances: Distances
  /** The bit behind the last. */
  readonly at: number
  /** The sum of the gaps without their remainders, how many of them are odd, and how many remainders have their top bit. */
  readonly quotients: number
  readonly odd: number
  readonly topped: number
}

/** Up to this parameter all distances of the longest list are exact numbers. */
const shortParameter = 24

function viewOf({ bytes }: Cursor): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
}

function readShortGaps(cursor: Cursor, gaps: number, parameter: number, first: number): Gaps<Float64Array> {
  const view = viewOf(cursor)
  const end = cursor.end * 8
  const start = cursor.at * 8
  const scale = 2 ** parameter
  // No remainder has a bit 31, where a shift by -1 would look for a top bit.
  const top = parameter - 1
  const distances = new Float64Array(gaps + 1)
  let at = start
  let last = first
  distances[0] = first
  let odd = 0
  let topped = 0
  let index = 1
  while (index <= gaps && at <= end) {
    // Most gaps stand within 25 bits, which four bytes hold at any place. A tag follows every list, so the bytes are there.
    let window = view.getUint32(at >> 3) << (at & 7)
    let used = 0
    for (; index <= gaps; index++) {
      const zeros = Math.clz32(window)
      const length = zeros + 1 + parameter
      if (used + length > 25) break
      const rest = ((window << (zeros + 1)) >>> 1) >>> (31 - parameter)
      window <<= length
      used += length
      odd += zeros & 1
      topped += rest >>> top
      last += (zeros << parameter) + rest + 1
      distances[index] = last
    }
    at += used
    if (used === 0) {
      const quotient = zerosAt(view, at, end)
      const remainder = wordAt(view, at + quotient + 1, parameter)
      at += quotient + 1 + parameter
      odd += quotient & 1
      topped += remainder >>> top
      last += quotient * scale + remainder + 1
      distances[index++] = last
    }
  }
  // What is neither the bit behind a quotient nor a remainder.
  return { distances, at, quotients: at - start - gaps * (1 + parameter), odd, topped }
}

function readLongGaps(cursor: Cursor, gaps: number, parameter: number): Gaps<readonly bigint[]> {
  const view = viewOf(cursor)
  const end = cursor.end * 8
  const distances = [0n]
  let at = cursor.at * 8
  let last = 0n
  let quotients = 0
  let odd = 0
  let topped = 0
  for (let index = 1; index <= gaps && at <= end; index++) {
    const quotient = zerosAt(view, at, end)
    const high = wordAt(view, at + quotient + 1, Math.max(parameter - 32, 0))
    const low = wordAt(view, at + quotient + 1 + Math.max(parameter - 32, 0), Math.min(parameter, 32))
    const remainder = (BigInt(high) << 32n) | BigInt(low)
    at += quotient + 1 + parameter
    quotients += quotient
    odd += quotient & 1
    if (remainder >> BigInt(parameter - 1) === 1n) topped++
    last += (BigInt(quotient) << BigInt(parameter)) + remainder + 1n
    distances.push(last)
  }
  return { distances, at, quotients, odd, topped }
}

/** How many zero bits stand from bit `at` on; where there are no others before `end`, so many that they reach it. */
function zerosAt(view: DataView, at: number, end: number): number {
  let place = at
  while (place < end) {
    const held = 32 - (place & 7)
    const zeros = Math.min(Math.clz32(view.getUint32(place >> 3) << (place & 7)), held)
    place += zeros
    if (zeros < held) break
  }
  return place - at
}

/** Up to 32 bits from bit `at`, high bit first. */
function wordAt(view: DataView, at: number, length: number): number {
  if (length === 0) return 0
  const skip = at & 7
  const word = (view.getUint32(at >> 3) << skip) | (view.getUint8((at >> 3) + 4) >> (8 - skip))
  return word >>> (32 - length)
}

/** Writes ids from 0 to 2^64-1 that strictly ascend. */
export function writeAscending(writer: Writer, ids: readonly (number | bigint)[]): void {
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

/** The parameter that needs the fewest bits, the smallest on a tie; the cost is convex in it, and 64 is never better than 63. */
function bestParameter(gaps: readonly bigint[]): number {
  const cost = (parameter: number): bigint =>
    gaps.reduce((sum, gap) => sum + (gap >> BigInt(parameter)), BigInt(gaps.length * parameter))
  let least = cost(0)
  for (let parameter = 0; ; parameter++) {
    const next = cost(parameter + 1)
    if (next >= least) return parameter
    least = next
  }
}
