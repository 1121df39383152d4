// The structures of a token body. Every function writes exactly what it is told, right or wrong; the
// options named after a field replace what would have been right.

import type { Bytes, Raw } from './bytes.ts'
import { byte, compareText, hex, join, raw, text, u32, utf8, varint } from './bytes.ts'
import type { Id } from './scope.ts'

/** 2024-01-01T00:00:00Z: `issued` counts from here. */
export const EPOCH = 1_704_067_200
/** 2026-01-01T00:00:00Z: when most vectors were issued. */
export const ISSUED = 1_767_225_600
/** The kid of the first secret, 00 01 … 1f. */
export const KID = 0x12

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const OBJECT_ID = /^[0-9a-f]{24}$/

/** The kind of an id and its value's bytes; kind 0 is written with form 3 or 5 outside a tuple. */
export function value(id: Id): { kind: number; bytes: Bytes } {
  if ('int' in id) {
    const int = BigInt(id.int)
    return int < 0n ? { kind: 1, bytes: varint(-1n - int) } : { kind: 0, bytes: varint(int) }
  }
  if ('text' in id) {
    if (UUID.test(id.text)) return { kind: 2, bytes: hex(id.text.replaceAll('-', '')) }
    if (OBJECT_ID.test(id.text)) return { kind: 3, bytes: hex(id.text) }
    return { kind: 4, bytes: text(id.text) }
  }
  return { kind: 5, bytes: tuple(id.tuple.map(member)) }
}

export function tuple(members: Bytes[], count: number = members.length): Bytes {
  return join(byte(count), ...members)
}

export function member(id: Id): Bytes {
  const { kind, bytes } = value(id)
  return join(byte(kind), bytes)
}

export function head(form: number, number: number | bigint = 0): Bytes {
  return varint((BigInt(number) << 3n) | BigInt(form))
}

export const everything: Bytes = head(0)

export function appResource(name: string | Bytes): Bytes {
  return join(head(1), text(name))
}

export function modelResource(app: string | Bytes, model: string | Bytes): Bytes {
  return join(head(2), text(app), text(model))
}

/** Forms 3 to 6 with names as text: what follows the names is given. */
export function idsResource(form: number, app: string | Bytes, model: string | Bytes, ids: Bytes): Bytes {
  return join(head(form), text(app), text(model), ids)
}

export function objectResource(app: string, model: string, id: Id): Bytes {
  const { kind, bytes } = value(id)
  return kind === 0 ? idsResource(3, app, model, bytes) : idsResource(4, app, model, join(byte(kind), bytes))
}

function bitsOf(gaps: bigint[], k: number): Bytes {
  const bits: number[] = []
  for (const gap of gaps) {
    for (let zeros = gap >> BigInt(k); zeros > 0n; zeros--) bits.push(0)
    bits.push(1)
    for (let bit = k - 1; bit >= 0; bit--) bits.push(Number((gap >> BigInt(bit)) & 1n))
  }
  const bytes = new Uint8Array(Math.ceil(bits.length / 8))
  for (const [index, bit] of bits.entries())
    bytes[index >> 3] = (bytes[index >> 3] ?? 0) | (bit << (7 - (index & 7)))
  return bytes
}

/** The k with the fewest bits, the smallest on a tie, found by trying them all. */
export function bestK(gaps: bigint[]): number {
  let best = 0
  let fewest: bigint | undefined
  for (let k = 0; k <= 63; k++) {
    const cost = gaps.reduce((sum, gap) => sum + (gap >> BigInt(k)) + 1n + BigInt(k), 0n)
    if (fewest === undefined || cost < fewest) [best, fewest] = [k, cost]
  }
  return best
}

type ListOptions = { count?: Raw; first?: Raw; k?: number; kByte?: number; bits?: Bytes }

/** The ids of form 5: count, first, k, bits. The ids are given ascending. */
export function intList(ids: (number | bigint)[], options: ListOptions = {}): Bytes {
  const numbers = ids.map(BigInt)
  const gaps = numbers.slice(1).map((n, index) => n - (numbers[index] ?? 0n) - 1n)
  const k = options.k ?? bestK(gaps)
  return join(
    raw(options.count ?? ids.length),
    raw(options.first ?? numbers[0] ?? 0n),
    byte(options.kByte ?? k),
    options.bits ?? bitsOf(gaps, k),
  )
}

/** The ids of form 6: kind, count, values as they come. */
export function valueList(kind: number, values: Bytes[], count: Raw = values.length): Bytes {
  return join(byte(kind), raw(count), ...values)
}

/** Permissions as texts, sorted. */
export function texts(...names: string[]): Bytes {
  return rawTexts(names.toSorted(compareText).map(utf8))
}

/** Permissions as texts, as they come. */
export function rawTexts(names: (string | Bytes)[], count: Raw = names.length): Bytes {
  return join(byte(0), raw(count), ...names.map((name) => text(name)))
}

/** Permissions as a mask of these bits. */
export function mask(...bits: number[]): Bytes {
  return varint(bits.reduce((sum, bit) => sum | (1n << BigInt(bit)), 0n))
}

export type Extras = {
  subject?: Bytes
  nonce?: Bytes
  uses?: Raw
  bound?: boolean
  sealed?: boolean
  flags?: number
}

export function extras(parts: Extras): Bytes {
  const { subject, nonce, uses, bound = false, sealed = false } = parts
  const flags =
    (subject === undefined ? 0 : 1) |
    (nonce === undefined ? 0 : 2) |
    (uses === undefined ? 0 : 4) |
    (bound ? 8 : 0) |
    (sealed ? 16 : 0)
  return join(
    byte(parts.flags ?? flags),
    subject ?? byte(),
    nonce ?? byte(),
    uses === undefined ? byte() : raw(uses),
  )
}

export function subjectText(content: string | Bytes): Bytes {
  return join(byte(7), text(content))
}

export type Root = {
  first?: number
  version?: number
  kid?: number
  issuedAt?: number
  lifetime?: Raw
  extras?: Bytes
  low?: number
  total?: Raw
  grants?: Bytes[]
}

/** `low` are the two low bits of the second byte; `issuedAt` is in Unix seconds. */
export function root(parts: Root): Bytes {
  const grants = parts.grants ?? []
  const low = parts.low ?? (grants.length <= 3 ? grants.length : 0)
  const total = parts.total ?? (low === 0 ? grants.length : undefined)
  const nibble = (parts.lifetime === undefined ? 0 : 8) | (parts.extras === undefined ? 0 : 4) | low
  return join(
    byte(parts.first ?? 0x96, ((parts.version ?? 4) << 4) | nibble, parts.kid ?? KID),
    u32((parts.issuedAt ?? ISSUED) - EPOCH),
    parts.lifetime === undefined ? byte() : raw(parts.lifetime),
    parts.extras ?? byte(),
    total === undefined ? byte() : raw(total),
    ...grants,
  )
}

export type Block = { length?: Raw; flags?: number; lifetime?: Raw; grants?: Bytes[] }

export function block(parts: Block): Bytes {
  const flags = (parts.lifetime === undefined ? 0 : 1) | (parts.grants === undefined ? 0 : 2)
  const rest = join(
    byte(parts.flags ?? flags),
    parts.lifetime === undefined ? byte() : raw(parts.lifetime),
    ...(parts.grants ?? []),
  )
  return join(raw(parts.length ?? rest.length), rest)
}
