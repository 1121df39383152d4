/**
 * Lists of integers: exact at every size, and in the one parameter that needs the fewest bits (SPEC §4.9).
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bodyStart, tagLength, writeRoot } from '../../src/codec/body.ts'
import { makeCursor } from '../../src/codec/cursor.ts'
import { readAscending } from '../../src/codec/rice.ts'
import { listIds } from '../../src/grant.ts'
import type { Scope } from '../../src/index.ts'
import { hex, join, toHex, varint } from '../../tools/vectors/bytes.ts'
import type { Bytes } from '../../tools/vectors/bytes.ts'
import { idsResource, intList, modelResource, root, texts } from '../../tools/vectors/wire.ts'
import { counterexample, times } from '../property/always.ts'
import { kid, signed } from '../property/by-hand.ts'
import { start, tokens } from '../property/instance.ts'
import { ascending, makeDice } from './random-bodies.ts'
import { structureOf } from './rewritten.ts'

/** Before and after the list: one grant of number 3, bit 0. */
const before = hex('964112000000001d')
const after = Uint8Array.from([1, ...new Uint8Array(16)])

/** What a list costs, in bits, under a parameter. */
function cost(gaps: readonly bigint[], parameter: number): bigint {
  return gaps.reduce((sum, gap) => sum + (gap >> BigInt(parameter)) + 1n + BigInt(parameter), 0n)
}

/** The parameter with the fewest bits, the smallest on a tie: all 64 are tried. */
function cheapest(gaps: readonly bigint[]): number {
  let best = 0
  for (let parameter = 1; parameter < 64; parameter++)
    if (cost(gaps, parameter) < cost(gaps, best)) best = parameter
  return best
}

function gapsOf(ids: readonly bigint[]): bigint[] {
  return ids.slice(1).map((id, index) => id - ids[index]! - 1n)
}

/** The bits of a list as a text of 0 and 1. */
function bitsOf(gaps: readonly bigint[], parameter: number): string {
  return gaps
    .map((gap) => {
      const low =
        parameter === 0 ? '' : (gap & ((1n << BigInt(parameter)) - 1n)).toString(2).padStart(parameter, '0')
      return `${'0'.repeat(Number(gap >> BigInt(parameter)))}1${low}`
    })
    .join('')
}

function packed(bits: string): Bytes {
  const filled = bits.padEnd(Math.ceil(bits.length / 8) * 8, '0')
  return Uint8Array.from({ length: filled.length / 8 }, (_, at) =>
    Number.parseInt(filled.slice(at * 8, at * 8 + 8), 2),
  )
}

function bodyOf(count: number, first: bigint, parameter: number, bits: Bytes): Bytes {
  return join(before, varint(count), varint(first), Uint8Array.of(parameter), bits, after)
}

/** The list under a parameter, written here. */
function listed(ids: readonly bigint[], parameter: number): Bytes {
  return bodyOf(ids.length, ids[0]!, parameter, packed(bitsOf(gapsOf(ids), parameter)))
}

/** The ids that are read from a body; `undefined` where it is refused. */
function idsOf(bytes: Bytes): bigint[] | undefined {
  const body = structureOf(bytes)
  if (typeof body === 'string') return undefined
  return Array.from(listIds(body.root.grants![0]!.ids!) as readonly (number | bigint)[], (id) => {
    if (typeof id === 'number' && !Number.isSafeInteger(id)) throw new Error('an id was rounded')
    if (typeof id === 'bigint' && id < 2n ** 53n) throw new Error('an id is not canonical')
    return BigInt(id)
  })
}

/** What is wrong with a list of so many gaps, before a tag of such bytes. */
function problemOf(gaps: number, parameter: number, bits: Bytes, tag: number): string | undefined {
  const list = join(varint(gaps + 1), varint(5), Uint8Array.of(parameter), bits)
  const cursor = makeCursor(join(list, new Uint8Array(16).fill(tag)), 0, list.length)
  readAscending(cursor)
  return cursor.problem
}

/** The list as src writes it. */
function writtenBySource(ids: readonly bigint[]): Bytes {
  const grant = {
    number: 3,
    form: 5,
    app: undefined,
    model: undefined,
    ids: ids.map((id) => (id < 2n ** 53n ? Number(id) : id)),
    permissions: [],
    bits: [0],
  }
  const written = {
    kid: 0x12,
    issued: 0,
    lifetime: undefined,
    grants: [grant],
    subject: undefined,
    nonce: undefined,
    uses: undefined,
    bound: false,
    sealed: false,
  }
  return join(writeRoot(written).bytes.subarray(bodyStart, -tagLength), new Uint8Array(16))
}

function same(one: readonly bigint[] | undefined, other: readonly bigint[]): boolean {
  return one !== undefined && one.length === other.length && one.every((id, index) => id === other[index])
}

/** How the two ids of a list stand in memory. */
function shapeOf(first: bigint, gap: bigint): string {
  const body = structureOf(writtenBySource([first, first + gap + 1n]))
  const ids = (body as Exclude<typeof body, string>).root.grants![0]!.ids!
  return ids instanceof Float64Array ? 'numbers' : 'distances' in ids ? 'distances' : 'ids'
}

const seeds = fc.tuple(fc.integer(), fc.integer({ min: 2, max: 60 }))

describe('a list of integers', () => {
  test('is read as it was written, for ids of every size and distance up to 2^64-1', () => {
    let large = 0
    let mixed = 0
    expect(
      counterexample(seeds, ([seed, size]) => {
        const ids = ascending(makeDice(seed), size)
        if (ids.length < 2) return true
        if (ids[0]! >= 2n ** 53n) large++
        else if (ids.at(-1)! >= 2n ** 53n) mixed++
        return same(idsOf(writtenBySource(ids)), ids)
      }),
    ).toBeUndefined()
    expect(large).toBeGreaterThan(times(200))
    expect(mixed).toBeGreaterThan(times(200))
  })

  test('has the bytes that the specification says, and the cheapest parameter of all 64, the smallest on a tie', () => {
    const seen = new Set<number>()
    let ties = 0
    expect(
      counterexample(
        seeds,
        ([seed, size]) => {
          const ids = ascending(makeDice(seed), size)
          if (ids.length < 2) return true
          const gaps = gapsOf(ids)
          const parameter = cheapest(gaps)
          seen.add(parameter)
          if (parameter < 63 && cost(gaps, parameter + 1) === cost(gaps, parameter)) ties++
          return toHex(writtenBySource(ids)) === toHex(listed(ids, parameter))
        },
        5000,
      ),
    ).toBeUndefined()
    expect(seen.size).toBeGreaterThan(55)
    expect(ties).toBeGreaterThan(times(100))
  })

  test('of any other parameter is refused', () => {
    let tried = 0
    expect(
      counterexample(
        seeds,
        ([seed, size]) => {
          const ids = ascending(makeDice(seed), Math.min(size, 20))
          if (ids.length < 2) return true
          const gaps = gapsOf(ids)
          const right = cheapest(gaps)
          for (let parameter = 0; parameter < 64; parameter++) {
            if (parameter === right || cost(gaps, parameter) > 20_000n) continue
            tried++
            if (idsOf(listed(ids, parameter)) !== undefined) return false
          }
          return same(idsOf(listed(ids, right)), ids)
        },
        1000,
      ),
    ).toBeUndefined()
    expect(tried).toBeGreaterThan(times(20_000))
  })

  test.each<[gaps: number[]]>([
    [[1, 3]],
    [[3, 1]],
    [[1, 0, 5, 27]],
    [[2 ** 27]],
    [[2 ** 27 - 1, 2 ** 27]],
    [[3 * 2 ** 22]],
  ])('of the gaps %j is read with one parameter only, the right one', (distances) => {
    const gaps = distances.map(BigInt)
    const ids = gaps.reduce<bigint[]>((list, gap) => list.concat(list.at(-1)! + gap + 1n), [3n])
    const right = cheapest(gaps)
    expect(idsOf(listed(ids, right))).toEqual(ids)
    const near = [-3, -2, -1, 0, 1, 2, 3].map((step) => right + step).filter((parameter) => parameter >= 0)
    expect(near.filter((parameter) => idsOf(listed(ids, parameter)) !== undefined)).toEqual([right])
  })

  test('of few and small gaps is read in exactly one way: all lists of up to five ids with gaps up to seven', () => {
    let lists = 0
    const wrong: string[] = []
    const extend = (gaps: readonly bigint[]): void => {
      if (gaps.length > 0) {
        lists++
        const ids = gaps.reduce<bigint[]>((list, gap) => list.concat(list.at(-1)! + gap + 1n), [3n])
        const right = cheapest(gaps)
        if (toHex(writtenBySource(ids)) !== toHex(listed(ids, right))) wrong.push(`written ${gaps.join()}`)
        for (let parameter = 0; parameter < 6; parameter++) {
          const read = idsOf(listed(ids, parameter))
          if (parameter === right ? !same(read, ids) : read !== undefined)
            wrong.push(`read ${gaps.join()} with ${parameter}`)
        }
      }
      if (gaps.length < 4) for (let gap = 0n; gap < 8n; gap++) extend([...gaps, gap])
    }
    extend([])
    expect(lists).toBe(8 + 8 ** 2 + 8 ** 3 + 8 ** 4)
    expect(wrong).toEqual([])
  })

  test('is refused with one bit more, one bit less, a fill bit that is set, or a byte that is not needed', () => {
    let tried = 0
    expect(
      counterexample(
        seeds,
        ([seed, size]) => {
          const ids = ascending(makeDice(seed), Math.min(size, 12))
          if (ids.length < 2) return true
          const parameter = cheapest(gapsOf(ids))
          const bits = bitsOf(gapsOf(ids), parameter)
          const full = packed(bits)
          const wrong = [join(full, Uint8Array.of(0))]
          for (let fill = bits.length; fill < full.length * 8; fill++) {
            const set = Uint8Array.from(full)
            set[fill >> 3]! |= 128 >> (fill & 7)
            wrong.push(set)
          }
          tried += wrong.length
          return wrong.every((other) => idsOf(bodyOf(ids.length, ids[0]!, parameter, other)) === undefined)
        },
        2000,
      ),
    ).toBeUndefined()
    expect(tried).toBeGreaterThan(times(4000))
  })

  test('reaches 2^64-1 and not beyond, from every first id and by every gap', () => {
    for (const first of [
      0n,
      1n,
      2n ** 32n,
      2n ** 53n - 2n,
      2n ** 53n - 1n,
      2n ** 53n,
      2n ** 63n - 1n,
      2n ** 63n,
      2n ** 64n - 2n,
    ]) {
      const last = 2n ** 64n - 1n
      expect(idsOf(writtenBySource([first, last]))).toEqual([first, last])
      // One more than the gap to the last id.
      const gap = last - first
      const parameter = cheapest([gap])
      expect(idsOf(bodyOf(2, first, parameter, packed(bitsOf([gap], parameter))))).toBeUndefined()
    }
  })

  test.each([1n, 2n ** 62n])('reaches 2^64-1 and not beyond with several gaps of %d', (step) => {
    const ids = [3n, 2n, 1n].map((steps) => 2n ** 64n - steps * step)
    const parameter = cheapest(gapsOf(ids))
    expect(idsOf(listed(ids, parameter))).toEqual(ids)
    expect(idsOf(listed([...ids, 2n ** 64n], parameter))).toBeUndefined()
  })

  test('stands in one array of numbers where all are small; far ones with short gaps are distances in one', () => {
    expect(shapeOf(0n, 0n)).toBe('numbers')
    expect(shapeOf(2n ** 52n - 1n, 0n)).toBe('numbers')
    expect(shapeOf(2n ** 52n, 0n)).toBe('distances')
    expect(shapeOf(0n, 3n * 2n ** 24n - 1n)).toBe('numbers')
    expect(shapeOf(0n, 3n * 2n ** 24n)).toBe('ids')
  })

  test.each([
    ['of short gaps', 0, 8, [1n, 1n, 1n, 1n]],
    ['of long gaps', 25, 20, Array.from({ length: 19 }, (_, at) => (at < 13 ? 2n ** 26n : 0n))],
  ])(
    '%s is refused where its bits end with the bytes, before its last gap',
    (_which, parameter, gaps, read) => {
      const bits = packed(bitsOf(read, parameter))
      expect(bits.length * 8).toBe(bitsOf(read, parameter).length)
      for (const tag of [0x00, 0xff])
        expect(problemOf(gaps, parameter, bits, tag)).toBe('the token ends too early')
    },
  )

  test.each([
    ['of short gaps', 1],
    ['of long gaps', 25],
  ])('%s does not go on in the tag, nor behind it', (_which, parameter) => {
    const bits = new Uint8Array(50 * (parameter + 1))
    expect(problemOf(400, parameter, bits, 0xff)).toBe('the token ends too early')
  })

  test('of more ids than there can be is refused, before there is room made for them', () => {
    for (const count of [4097n, 2n ** 32n, 2n ** 64n - 1n])
      expect(idsOf(join(before, varint(count), new Uint8Array(6000), after))).toBeUndefined()
  })

  test('crosses 2^53 at any place without rounding', () => {
    for (let place = 0; place < 40; place++) {
      for (const step of [1n, 2n, 3n, 100n, 2n ** 26n, 2n ** 27n, 2n ** 40n]) {
        const ids = Array.from(
          { length: 40 },
          (_, index) => 2n ** 53n - BigInt(place) * step + BigInt(index) * step,
        )
        expect(same(idsOf(writtenBySource(ids)), ids)).toBe(true)
      }
    }
  })

  test('with one long gap among short ones is exact: the fast way of reading and the slow one agree', () => {
    expect(
      counterexample(
        fc.tuple(fc.integer(), fc.nat({ max: 50 }), fc.nat({ max: 62 })),
        ([seed, place, power]) => {
          const dice = makeDice(seed)
          const ids = [BigInt(dice.below(1000))]
          for (let index = 0; index < 60; index++)
            ids.push(ids.at(-1)! + 1n + BigInt(dice.below(4)) + (index === place ? 2n ** BigInt(power) : 0n))
          return same(idsOf(writtenBySource(ids)), ids)
        },
        3000,
      ),
    ).toBeUndefined()
  })

  test('of 4,096 ids has room, at distances from 0 to 9', () => {
    for (let step = 1n; step <= 10n; step++) {
      const ids = Array.from({ length: 4096 }, (_, index) => 5n + BigInt(index) * step)
      expect(same(idsOf(writtenBySource(ids)), ids)).toBe(true)
    }
  })

  test('grants exactly its ids and none of their neighbors, alone and among many other grants', () => {
    const places: readonly bigint[] = [
      0n,
      2n ** 32n,
      2n ** 53n - 40n,
      2n ** 53n - 1n,
      2n ** 53n,
      2n ** 63n,
      2n ** 64n - 4000n,
    ]
    let granted = 0
    let refused = 0
    expect(
      counterexample(
        fc.tuple(fc.integer(), fc.constantFrom(...places), fc.constantFrom(1, 2, 7, 90), fc.boolean()),
        ([seed, place, width, among]) => {
          const dice = makeDice(seed)
          const ids = [place + BigInt(dice.below(30))]
          for (let count = 2 + dice.below(30); ids.length < count;)
            ids.push(ids.at(-1)! + 1n + BigInt(dice.below(width)))
          const names = Array.from({ length: among ? 12 : 0 }, (_, index) => String.fromCharCode(65 + index))
          const grants = [
            ...names.map((name) => join(modelResource('a', name), texts('r'))),
            join(idsResource(5, 'a', 'List', intList(ids)), texts('r')),
          ]
          const verdict = tokens.verify(signed(root({ kid, issuedAt: start, grants })), 'authentic')
          if (!verdict.ok) return false
          const { pass } = verdict
          const held = new Set(ids)
          for (let id = ids[0]! - 3n; id <= ids.at(-1)! + 3n; id++) {
            if (id < 0n || id >= 2n ** 64n) continue
            const asked = [{ app: 'a', model: 'List', id, permissions: ['r'] }] as unknown as Scope
            const other = [
              { app: 'a', model: 'List', id: String(id), permissions: ['r'] },
            ] as unknown as Scope
            if (pass.allows(asked) !== held.has(id) || pass.allows(other)) return false
            if (held.has(id)) granted++
            else refused++
          }
          return same(
            pass.scope.filter(({ model }) => model === 'List').map(({ id }) => BigInt(id as number)),
            ids,
          )
        },
        1500,
      ),
    ).toBeUndefined()
    expect(granted).toBeGreaterThan(times(15_000))
    expect(refused).toBeGreaterThan(times(15_000))
  })
})
