/**
 * Lists of integers as bits: Rice-coded gaps (SPEC §4.9).
 *
 * Laws: the parameter is the one that needs the fewest bits, and a list with another is refused; nothing is stored before the bits
 * that it needs are known to be there.
 */
import { integerId } from '../id.ts'
import type { Id } from '../id.ts'
import { has, readByte, refuse, writeByte } from './cursor.ts'
import type { Cursor, Writer } from './cursor.ts'
import { readCount, writeCount } from './ids.ts'
import { readVarint, writeVarint } from './varint.ts'

/** Reads a Rice-coded list: a `Float64Array` unless an id is too large for one. */
export function readAscending(cursor: Cursor): Float64Array | readonly Id[] {
  const count = readCount(cursor)
  const first = readVarint(cursor)
  const parameter = readByte(cursor)
  if (parameter > 63) refuse(cursor, 'the parameter of a list is above 63')
  const gaps = count - 1
  const end = cursor.end * 8
  let at = cursor.at * 8
  if (!has(cursor, Math.ceil((gaps * (parameter + 1)) / 8)) || cursor.problem !== undefined) return []

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
    if (next === undefined) refuse(cursor, 'an id of a list is not below 2^64')
    id = next ?? id
    if (large === undefined && typeof id === 'bigint') large = Array.from(exact.subarray(0, index))
    if (large === undefined) exact[index] = id as number
    else large.push(id)
    index++
  }
  const bytesEnd = (at + 7) >> 3
  if (!has(cursor, bytesEnd - cursor.at)) return []
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
