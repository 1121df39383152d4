/**
 * Bodies of every structure that SPEC §4 allows, at random and by an independent writer; and the same with something changed.
 */
import { byte, compareBytes, join, toHex, varint } from '../../tools/vectors/bytes.ts'
import type { Bytes } from '../../tools/vectors/bytes.ts'
import {
  appResource,
  block,
  everything,
  extras,
  head,
  idsResource,
  intList,
  mask,
  member,
  modelResource,
  root,
  subjectText,
  texts,
  tuple,
  value,
  valueList,
} from '../../tools/vectors/wire.ts'
import { id as shortId } from '../../tools/vectors/scope.ts'

/** Numbers that follow from a seed, so that a failure can be repeated. */
export interface Dice {
  /** An integer from 0 up to and without `end`. */
  readonly below: (end: number) => number
  /** Whether one of `sides` came up. */
  readonly one: (sides: number) => boolean
  readonly pick: <Item>(list: readonly Item[]) => Item
  readonly bytes: (length: number) => Bytes
}

export function makeDice(seed: number): Dice {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0
    let mixed = state
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return (mixed ^ (mixed >>> 15)) >>> 0
  }
  const below = (end: number): number => next() % end
  return {
    below,
    one: (sides) => below(sides) === 0,
    pick: (list) => list[below(list.length)]!,
    bytes: (length) => Uint8Array.from({ length }, () => next() >>> 24),
  }
}

const words = [
  'a',
  'b',
  'aa',
  'blog',
  'Post',
  'read',
  'change',
  '\0',
  '5',
  '-5',
  '\ufeff',
  '\uffff',
  '\u{10FFFF}',
  '\u{1F511}x',
  'caf\u00e9',
  '__proto__',
  'x'.repeat(127),
  'y'.repeat(128),
  'z'.repeat(255),
  '\u00e9'.repeat(127),
]

function text(dice: Dice): string {
  return dice.one(20) ? dice.pick(words) : dice.pick(words.slice(0, 16))
}

/** An integer of any size, small ones as often as large ones. */
function natural(dice: Dice): bigint {
  const bits = BigInt(dice.below(65))
  const raw = dice.bytes(8).reduce((sum, one) => (sum << 8n) | BigInt(one), 0n)
  return dice.one(8) ? (1n << bits) - (bits === 0n ? 0n : 1n) : raw & ((1n << bits) - 1n)
}

function uuid(dice: Dice): string {
  const digits = toHex(dice.bytes(16))
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20),
  ].join('-')
}

/** The bytes of one id of `kind`, and in a tuple of its members. */
function idOf(dice: Dice, kind: number): Bytes {
  if (kind === 0) return varint(natural(dice))
  if (kind === 1) return varint(natural(dice) >> 1n)
  if (kind === 2) return value(shortId(uuid(dice))).bytes
  if (kind === 3) return dice.bytes(12)
  if (kind === 4) return value(shortId(text(dice))).bytes
  const length = dice.one(4) ? 2 + dice.below(15) : 2
  return tuple(
    Array.from({ length }, () => {
      const of = dice.below(5)
      return of === 4 ? member(shortId(text(dice))) : join(byte(of), idOf(dice, of))
    }),
  )
}

function distinct(list: readonly Bytes[]): Bytes[] {
  return [...new Map(list.map((one) => [toHex(one), one])).values()].toSorted(compareBytes)
}

/** Ids that ascend, at distances of any size. */
export function ascending(dice: Dice, most: number): bigint[] {
  const count = 2 + dice.below(most - 1)
  const width = BigInt(dice.below(dice.one(4) ? 62 : 12))
  const ids: bigint[] = [natural(dice) >> BigInt(dice.one(2) ? dice.below(40) : 0)]
  while (ids.length < count) {
    const raw = dice.bytes(8).reduce((sum, one) => (sum << 8n) | BigInt(one), 0n)
    const next = ids.at(-1)! + 1n + (raw & ((1n << width) - 1n))
    if (next >= 2n ** 64n) break
    ids.push(next)
  }
  return ids
}

function resource(dice: Dice): { bytes: Bytes; number: number } {
  const form = dice.below(7)
  const number = dice.one(3) ? (form === 0 ? 1 : dice.pick([2, 3, 15, 16, 2047, 2048, 65_535])) : 0
  const names = (): Bytes => {
    if (number !== 0) return head(form, number)
    return idsResource(form, text(dice), text(dice), byte())
  }
  if (form === 0) return { bytes: number === 0 ? everything : head(0, number), number }
  if (form === 1) return { bytes: number === 0 ? appResource(text(dice)) : head(1, number), number }
  if (form === 2)
    return { bytes: number === 0 ? modelResource(text(dice), text(dice)) : head(2, number), number }
  if (form === 3) return { bytes: join(names(), varint(natural(dice))), number }
  const kind = 1 + dice.below(5)
  const single = (): Bytes =>
    join(head(4, number), names().subarray(head(4, number).length), byte(kind), idOf(dice, kind))
  if (form === 4) return { bytes: single(), number }
  if (form === 5) {
    const ids = ascending(dice, dice.one(10) ? 200 : 12)
    if (ids.length > 1) return { bytes: join(names(), intList(ids)), number }
    return { bytes: join(head(3, number), names().subarray(head(5, number).length), varint(ids[0]!)), number }
  }
  const values = distinct(Array.from({ length: 2 + dice.below(5) }, () => idOf(dice, kind)))
  if (values.length > 1) return { bytes: join(names(), valueList(kind, values)), number }
  return { bytes: single(), number }
}

function permissionsOf(dice: Dice, number: number): Bytes {
  if (number === 0 || dice.one(3)) {
    const count = dice.one(30) ? 30 : 1 + dice.below(4)
    return texts(
      ...new Set(
        Array.from({ length: count }, () =>
          count > 4 ? dice.pick(words.slice(0, 16)) + dice.below(99) : text(dice),
        ),
      ),
    )
  }
  const bits = Array.from({ length: 1 + dice.below(4) }, () =>
    dice.one(3) ? dice.below(256) : dice.below(9),
  )
  return mask(...new Set(bits))
}

function grants(dice: Dice, count: number): Bytes[] {
  const list = Array.from({ length: count }, () => resource(dice))
  return [...new Map(list.map((one) => [toHex(one.bytes), one])).values()]
    .toSorted((one, other) => compareBytes(one.bytes, other.bytes))
    .map(({ bytes, number }) => join(bytes, permissionsOf(dice, number)))
}

function lifetime(dice: Dice): number {
  return dice.pick([1, 59, 60, 127, 128, 3600, 604_800, 2 ** 32 - 1])
}

function randomExtras(dice: Dice): Bytes {
  const nonce = dice.one(2)
  const subject = dice.one(2)
    ? dice.one(2)
      ? subjectText(text(dice))
      : dice.one(2)
        ? idsResource(3, text(dice), text(dice), varint(natural(dice)))
        : join(head(3, 7), varint(natural(dice)))
    : undefined
  const bound = dice.one(3)
  const nothing = !nonce && subject === undefined && !bound
  return extras({
    ...(subject === undefined ? {} : { subject }),
    ...(nonce ? { nonce: dice.bytes(8) } : {}),
    ...(nonce && dice.one(2) ? { uses: dice.pick([1, 2, 127, 128, 65_535]) } : {}),
    bound,
    // A sealed root has no blocks: this one is drawn when there are none.
    sealed: nothing,
  })
}

/** A body that a reader accepts, with a tag that is right for nobody. `size` is how many grants and blocks there may be. */
export function randomBody(dice: Dice, size: number): Bytes {
  const held = dice.one(3) ? randomExtras(dice) : undefined
  const sealed = held !== undefined && ((held[0] ?? 0) & 16) !== 0
  const first = root({
    kid: dice.below(256),
    issuedAt: 1_704_067_200 + dice.pick([0, 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 63_158_400]),
    ...(dice.one(3) ? { lifetime: lifetime(dice) } : {}),
    ...(held === undefined ? {} : { extras: held }),
    grants: grants(dice, dice.below(size + 1)),
  })
  const blocks = sealed
    ? []
    : Array.from({ length: dice.one(20) ? 16 : dice.below(Math.min(size, 4)) }, () => {
        const limited = dice.one(2)
        const list = limited && dice.one(2) ? undefined : grants(dice, 1 + dice.below(2))
        return block({
          ...(limited ? { lifetime: lifetime(dice) } : {}),
          ...(list === undefined ? {} : { grants: list }),
        })
      })
  return join(first, ...blocks, dice.bytes(16))
}

/** The bytes with one to three things changed: bits, bytes, and stretches left out, doubled or moved. */
export function bent(dice: Dice, bytes: Bytes): Bytes {
  let changed = bytes
  for (let times = dice.one(3) ? 1 + dice.below(3) : 1; times > 0; times--) {
    const length = Math.max(1, changed.length - 16)
    const at = dice.below(length)
    const end = Math.min(length, at + 1 + dice.below(dice.one(3) ? 20 : 2))
    const copy = Uint8Array.from(changed)
    switch (dice.below(7)) {
      case 0:
        copy[at]! ^= 1 << dice.below(8)
        break
      case 1:
        copy[at] = dice.pick([0, 1, 2, 3, 4, 5, 6, 7, 8, 15, 16, 63, 64, 127, 128, 254, 255])
        break
      case 2:
        copy[at]! += dice.one(2) ? 1 : -1
        break
      case 3:
        changed = join(changed.subarray(0, at), changed.subarray(end))
        continue
      case 4:
        changed = join(changed.subarray(0, end), changed.subarray(at))
        continue
      case 5:
        changed = join(changed.subarray(0, at), dice.bytes(1 + dice.below(2)), changed.subarray(at))
        continue
      default: {
        const other = dice.below(length)
        copy[at] = changed[other]!
        copy[other] = changed[at]!
      }
    }
    changed = copy
  }
  return changed
}
