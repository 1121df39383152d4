// Reading for the maker's own proof: a cursor over bytes that refuses whatever the format forbids, and the
// ids and lists read with it. It shares no code with what writes these, so that one can catch the other.

export class Refused extends Error {
  readonly reason: string
  constructor(reason: string, detail: string) {
    super(detail)
    this.reason = reason
  }
}

export function malformed(detail: string): never {
  throw new Refused('malformed', detail)
}

export class Cursor {
  readonly bytes: Uint8Array
  readonly end: number
  at: number

  constructor(bytes: Uint8Array, at: number, end: number) {
    this.bytes = bytes
    this.at = at
    this.end = end
  }

  get done(): boolean {
    return this.at === this.end
  }

  byte(what: string): number {
    return this.take(1, what)[0] ?? 0
  }

  take(length: number, what: string): Uint8Array {
    if (length > this.end - this.at) malformed(`${what}: bytes missing`)
    this.at += length
    return this.bytes.subarray(this.at - length, this.at)
  }

  varint(what: string, least: bigint = 0n, most: bigint = 2n ** 64n - 1n): bigint {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const next = this.byte(`${what} (varint)`)
      value |= BigInt(next & 127) << shift
      if (value >= 2n ** 64n) malformed(`${what}: varint of 2^64 or more`)
      if (next > 127) continue
      if (next === 0 && shift > 0n) malformed(`${what}: varint not minimal`)
      break
    }
    if (value < least) malformed(`${what}: ${value} is below ${least}`)
    if (value > most) malformed(`${what}: ${value} is above ${most}`)
    return value
  }

  count(what: string, least: number, most: number): number {
    return Number(this.varint(what, BigInt(least), BigInt(most)))
  }

  text(what: string): string {
    const bytes = this.take(this.count(`${what} length`, 1, 255), what)
    const decoded = Buffer.from(bytes).toString('utf8')
    if (!Buffer.from(decoded, 'utf8').equals(bytes)) malformed(`${what}: ill-formed UTF-8`)
    return decoded
  }

  /** The bytes that `read` passed over. */
  span(read: () => void): Uint8Array {
    const start = this.at
    read()
    return this.bytes.subarray(start, this.at)
  }
}

export type ReadId = { int: string } | { text: string } | { tuple: ReadId[] }

export function ascending(before: Uint8Array | undefined, next: Uint8Array, what: string): void {
  if (before === undefined) return
  const order = Buffer.compare(before, next)
  if (order === 0) malformed(`${what}: equal`)
  if (order > 0) malformed(`${what}: not ascending`)
}

function dashed(digits: string): string {
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

export function readValue(cursor: Cursor, kind: number, inTuple: boolean): ReadId {
  if (kind === 0 && inTuple) return { int: String(cursor.varint('integer')) }
  if (kind === 1) return { int: String(-1n - cursor.varint('negative', 0n, 2n ** 63n - 1n)) }
  if (kind === 2) return { text: dashed(Buffer.from(cursor.take(16, 'uuid')).toString('hex')) }
  if (kind === 3) return { text: Buffer.from(cursor.take(12, 'objectid')).toString('hex') }
  if (kind === 4) {
    const text = cursor.text('id text')
    const digits = text.replaceAll('-', '')
    if (/^[0-9a-f]{32}$/.test(digits) && text === dashed(digits)) malformed('id text: a uuid')
    if (/^[0-9a-f]{24}$/.test(text)) malformed('id text: an objectid')
    return { text }
  }
  if (kind === 5 && !inTuple) {
    const count = cursor.byte('tuple count')
    if (count < 2 || count > 16) malformed(`tuple count: ${count}`)
    return { tuple: Array.from({ length: count }, () => readValue(cursor, cursor.byte('member kind'), true)) }
  }
  return malformed(`kind ${kind} ${inTuple ? 'in a tuple' : 'outside a tuple'}`)
}

/** Form 5. The right k is found here by its cost alone, not by the short criterion. */
export function readInts(cursor: Cursor): ReadId[] {
  const gapCount = cursor.count('form 5 count', 2, 4096) - 1
  let id = cursor.varint('first id')
  const k = cursor.byte('k')
  if (k > 63) malformed(`k: ${k}`)
  if (gapCount * (k + 1) > (cursor.end - cursor.at) * 8) malformed('list bits: fewer than n(k+1)')
  let bit = 8
  let current = 0
  const next = (): bigint => {
    if (bit === 8) [bit, current] = [0, cursor.byte('list bits')]
    bit += 1
    return BigInt((current >> (8 - bit)) & 1)
  }
  const ids = [id]
  const gaps: bigint[] = []
  for (let n = 0; n < gapCount; n++) {
    let gap = 0n
    while (next() === 0n) gap += 1n
    for (let low = 0; low < k; low++) gap = (gap << 1n) | next()
    gaps.push(gap)
    id += gap + 1n
    if (id >= 2n ** 64n) malformed('list: an id of 2^64 or more')
    ids.push(id)
  }
  while (bit < 8) if (next() !== 0n) malformed('list bits: padding not zero')
  const cost = (by: number): bigint =>
    gaps.reduce((sum, gap) => sum + (gap >> BigInt(by)) + BigInt(by) + 1n, 0n)
  for (let other = 0; other <= 63; other++) {
    if (other < k ? cost(other) <= cost(k) : cost(other) < cost(k))
      malformed(`k: ${k}, where ${other} is right`)
  }
  checkCriterion(gaps, k)
  return ids.map((one) => ({ int: String(one) }))
}

/** The one-pass criterion agrees wherever the costs do. */
function checkCriterion(gaps: bigint[], k: number): void {
  const shifted = gaps.map((gap) => gap >> BigInt(k))
  const sum = Number(shifted.reduce((a, b) => a + b, 0n))
  const odd = shifted.filter((q) => q % 2n === 1n).length
  const top = k === 0 ? 0 : gaps.filter((gap) => ((gap >> BigInt(k - 1)) & 1n) === 1n).length
  const right = sum + odd <= 2 * gaps.length && (k === 0 || sum + top > gaps.length)
  if (!right) throw new Error('the two ways of judging k disagree')
}

export function readValues(cursor: Cursor): ReadId[] {
  const kind = cursor.byte('kind')
  if (kind === 0 || kind > 5) malformed(`kind ${kind} in a form 6 list`)
  const count = cursor.count('form 6 count', 2, 4096)
  const ids: ReadId[] = []
  let before: Uint8Array | undefined
  for (let n = 0; n < count; n++) {
    const bytes = cursor.span(() => ids.push(readValue(cursor, kind, false)))
    ascending(before, bytes, 'list values')
    before = bytes
  }
  return ids
}
