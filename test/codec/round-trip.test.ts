/**
 * Reading and writing of bodies: one encoding a structure, one structure an encoding, and the same for an independent reader.
 */
import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { writeBlock } from '../../src/codec/body.ts'
import type { WireGrant } from '../../src/codec/grants.ts'
import { onlyId } from '../../src/grant.ts'
import { inspect } from '../../src/index.ts'
import { encode, hex, join, toHex, utf8, varint } from '../../tools/vectors/bytes.ts'
import type { Bytes } from '../../tools/vectors/bytes.ts'
import { Refused } from '../../tools/vectors/cursor.ts'
import { parse } from '../../tools/vectors/read.ts'
import type { Parsed } from '../../tools/vectors/read.ts'
import {
  block,
  head,
  idsResource,
  mask,
  modelResource,
  rawTexts,
  root,
  texts,
  valueList,
} from '../../tools/vectors/wire.ts'
import { counterexample, times } from '../property/always.ts'
import { bent, makeDice, randomBody } from './random-bodies.ts'
import { rewritten, said, structureOf } from './rewritten.ts'

/** What the independent reader makes of a body: its structure, or the reason why there is none. */
function independently(bytes: Bytes): Parsed | string {
  try {
    return parse(encode(bytes))
  } catch (error) {
    if (error instanceof Refused) return error.reason
    throw error
  }
}

/** What is wrong with the reading of a body; `undefined` if nothing is. */
function complaint(bytes: Bytes): string | undefined {
  const body = structureOf(bytes)
  const other = independently(bytes)
  if (inspect(encode(bytes)).ok !== (typeof body === 'object')) return `inspected otherwise: ${toHex(bytes)}`
  if (typeof body === 'string') return body === other ? undefined : `refused as ${body}: ${toHex(bytes)}`
  if (typeof other === 'string') return `accepted, and not ${other}: ${toHex(bytes)}`
  if (toHex(rewritten(body)) !== toHex(bytes)) return `written otherwise: ${toHex(bytes)}`
  const { body: _bytes, ...rest } = other
  return isDeepStrictEqual(said(body), rest) ? undefined : `read otherwise: ${toHex(bytes)}`
}

const seeds = fc.tuple(fc.integer(), fc.integer({ min: 1, max: 8 }))

function bodyOf(...parts: readonly Bytes[]): Bytes {
  return join(...parts, new Uint8Array(16))
}
/** Bodies whose grants, names or values stand as they are given. */
function ofRoot(grants: readonly Bytes[]): Bytes {
  return bodyOf(root({ grants: [...grants] }))
}
function ofBlock(grants: readonly Bytes[]): Bytes {
  return bodyOf(root({ grants: [] }), block({ grants: [...grants] }))
}
function ofNames(names: readonly Bytes[]): Bytes {
  return ofRoot([join(modelResource('a', 'B'), rawTexts([...names]))])
}
function ofList(kind: number): (values: readonly Bytes[]) => Bytes {
  return (values) => ofRoot([join(idsResource(6, 'a', 'B', valueList(kind, [...values])), texts('r'))])
}

function writtenGrants(grants: readonly WireGrant[]): readonly WireGrant[] {
  return writeBlock({ lifetime: undefined, grants }).grants
}

test('grants that are written are told in the order in which they stand, and one as it is', () => {
  const names = { app: undefined, model: undefined, ids: undefined, permissions: [], bits: [0] }
  const three = { number: 3, form: 2, ...names }
  const four = { number: 4, form: 2, ...names }
  expect(writtenGrants([four, three])).toEqual([three, four])
  const alone = [three]
  expect(writtenGrants(alone)).toBe(alone)
})

describe('a body', () => {
  test('of any structure is read, and written again it has the same bytes', () => {
    let bytes = 0
    expect(
      counterexample(
        seeds,
        ([seed, size]) => {
          const one = randomBody(makeDice(seed), size)
          if (one.length > 6144) return
          bytes += one.length
          expect(typeof structureOf(one)).toBe('object')
          expect(complaint(one)).toBeUndefined()
        },
        2000,
      ),
    ).toBeUndefined()
    expect(bytes).toBeGreaterThan(times(40_000))
  })

  test('with something changed is refused as an independent reader refuses it, or has one encoding as well', () => {
    const counts = { accepted: 0, refused: 0 }
    expect(
      counterexample(
        seeds,
        ([seed, size]) => {
          const dice = makeDice(seed)
          const one = bent(dice, randomBody(dice, Math.min(size, 4)))
          if (one.length > 6144) return
          counts[typeof structureOf(one) === 'string' ? 'refused' : 'accepted']++
          const found = complaint(one)
          if (found !== undefined) throw new Error(found)
        },
        6000,
      ),
    ).toBeUndefined()
    expect(counts.accepted).toBeGreaterThan(times(750))
    expect(counts.refused).toBeGreaterThan(times(750))
  })

  test('of random bytes behind a right beginning is refused as an independent reader refuses it', () => {
    const start = hex('964112')
    expect(
      counterexample(
        fc.tuple(fc.integer(), fc.nat({ max: 60 }), fc.nat({ max: 15 })),
        ([seed, length, nibble]) => {
          const bytes = Uint8Array.from([...start, ...makeDice(seed).bytes(length + 4)])
          bytes[1] = 0x40 | nibble
          // Small bytes are more often heads, lengths and counts.
          for (let at = 7; at < bytes.length - 16; at++) if (bytes[at]! > 40) bytes[at]! &= 7
          const found = complaint(bytes)
          if (found !== undefined) throw new Error(found)
        },
        10_000,
      ),
    ).toBeUndefined()
  })

  test('with a grant, a permission or a value of a list twice, or two of them exchanged, is refused', () => {
    const grants = [
      join(head(2, 3), mask(0)),
      join(head(3, 3), hex('05'), mask(1)),
      join(head(4, 3), hex('0105'), mask(0)),
      join(head(2, 4), mask(2)),
    ]
    const values: Readonly<Record<number, Bytes[]>> = {
      1: ['00', '01', '8001'].map(hex),
      2: ['00', '01', 'ff'].map((one) => hex(one.repeat(16))),
      3: ['00', '01', 'ff'].map((one) => hex(one.repeat(12))),
      4: ['0161', '0162', '026161'].map(hex),
      5: ['0200010002', '0200010003', '020001040161'].map(hex),
    }
    const cases: (readonly [(parts: readonly Bytes[]) => Bytes, readonly Bytes[]])[] = [
      [ofRoot, grants],
      [ofBlock, grants],
      [ofNames, ['a', 'aa', 'b', '\u00e9', '\uffff', '\u{1F511}'].map(utf8)],
      ...Object.entries(values).map(([kind, list]) => [ofList(Number(kind)), list] as const),
    ]
    for (const [make, parts] of cases) {
      expect(complaint(make(parts))).toBeUndefined()
      expect(typeof structureOf(make(parts))).toBe('object')
      for (let at = 0; at < parts.length; at++) {
        const twice = parts.toSpliced(at, 0, parts[at]!)
        expect([structureOf(make(twice)), complaint(make(twice))]).toEqual(['malformed', undefined])
        for (let other = at + 1; other < parts.length; other++) {
          const exchanged = parts.with(at, parts[other]!).with(other, parts[at]!)
          expect([structureOf(make(exchanged)), complaint(make(exchanged))]).toEqual(['malformed', undefined])
        }
      }
    }
  })

  test('with a text that is packed otherwise is refused: a UUID, an object id, alone, in a list and in a tuple', () => {
    const packed = ['3f2504e0-4f89-41d3-9a0c-0305e82c3301', '507f1f77bcf86cd799439011', '0'.repeat(24)]
    const plain = packed.flatMap((one) => [
      one.replaceAll('f', 'F').replaceAll('0', 'A'),
      one.slice(1),
      `${one}0`,
    ])
    const places: ((text: Bytes) => Bytes)[] = [
      (text) => ofRoot([join(idsResource(4, 'a', 'B', join(hex('04'), text)), texts('r'))]),
      (text) => ofList(4)([hex('0130'), text]),
      (text) => ofRoot([join(idsResource(4, 'a', 'B', join(hex('0502000504'), text)), texts('r'))]),
    ]
    for (const make of places) {
      const reasonOf = (text: string): unknown => {
        const bytes = make(join(varint(text.length), utf8(text)))
        expect(complaint(bytes)).toBeUndefined()
        const found = structureOf(bytes)
        return typeof found === 'string' ? found : 'accepted'
      }
      expect(packed.map(reasonOf)).toEqual(packed.map(() => 'malformed'))
      expect(plain.map(reasonOf)).toEqual(plain.map(() => 'accepted'))
    }
  })

  test('of each line of the table in the specification is accepted or refused as it says', () => {
    const specification = readFileSync(new URL('../../SPEC.md', import.meta.url), 'utf8')
    const section = specification.slice(
      specification.indexOf('### 14.13 Structure'),
      specification.indexOf('### 14.14'),
    )
    const lines = [...section.matchAll(/^\| `([0-9a-f]{2})` \| `([^`]*)` \| (accepted|malformed) \|/gm)]
    const wrong = lines.filter(([, second, rest, answer]) => {
      // "80 x 36" stands for 36 bytes 80.
      const bytes = rest!.replaceAll(/([0-9a-f]{2}) x (\d+)/g, (_text, one: string, count: string) =>
        one.repeat(Number(count)),
      )
      const bytesOfLine = hex(`96${second!}1200000000${bytes.replaceAll(' ', '')}${'00'.repeat(16)}`)
      const found = structureOf(bytesOfLine)
      return (
        (typeof found === 'string' ? found : 'accepted') !== answer || complaint(bytesOfLine) !== undefined
      )
    })
    expect(wrong.map(([line]) => line)).toEqual([])
    expect(lines.length).toBeGreaterThan(60)
  })
})

const bitsOf = (bytes: Bytes): readonly number[] | undefined => {
  const read = structureOf(bytes)
  return typeof read === 'string' ? undefined : read.root.grants![0]!.bits
}

const bodyOfMask = (bits: readonly number[]): Bytes =>
  Uint8Array.from(Buffer.concat([hex('964112000000001a'), mask(...bits), Buffer.alloc(16)]))

describe('a mask', () => {
  test('of each bit alone is read as that bit and no other, from 0 to 255, and not beyond', () => {
    for (let bit = 0; bit < 256; bit++) {
      expect(bitsOf(bodyOfMask([bit]))).toEqual([bit])
      expect(complaint(bodyOfMask([bit]))).toBeUndefined()
    }
    for (const beyond of [256, 257, 258, 259, 300, 511]) expect(bitsOf(bodyOfMask([beyond]))).toBeUndefined()
  })

  test('of any two bits is read as those two: none is another in an integer of 31, 32, 53 or 64 bits', () => {
    const seen = new Set<string>()
    for (let one = 0; one < 256; one++) {
      for (let other = one + 1; other < 256; other++) {
        const bytes = bodyOfMask([one, other])
        if (bitsOf(bytes)?.join() === `${one},${other}`) seen.add(toHex(bytes))
      }
    }
    expect(seen.size).toBe((256 * 255) / 2)
  })

  test('of 1, 31, 32, 33, 53, 64, 255 and 256 bits is read and written as it is', () => {
    for (const count of [1, 31, 32, 33, 53, 64, 255, 256]) {
      const bits = Array.from({ length: count }, (_, bit) => bit)
      expect(bitsOf(bodyOfMask(bits))).toEqual(bits)
      expect(complaint(bodyOfMask(bits))).toBeUndefined()
    }
  })

  test('of any bits is read as these', () => {
    expect(
      counterexample(
        fc.uniqueArray(fc.nat({ max: 255 }), { minLength: 1, maxLength: 256 }),
        (bits) =>
          isDeepStrictEqual(
            bitsOf(bodyOfMask(bits)),
            bits.toSorted((one, other) => one - other),
          ),
        3000,
      ),
    ).toBeUndefined()
  })
})

const negative = (digits: string): unknown => {
  const read = structureOf(hex(`964112000000001c01${digits}01${'00'.repeat(16)}`))
  return typeof read === 'string' ? read : onlyId(read.root.grants![0]!.ids!)
}

/** LEB128 in exactly so many bytes. */
const padded = (value: bigint, length: number): string =>
  Array.from({ length }, (_, at) => {
    const group = Number((value >> BigInt(7 * at)) & 127n) | (at < length - 1 ? 128 : 0)
    return group.toString(16).padStart(2, '0')
  }).join('')

const bodyOfInteger = (digits: string): Bytes => hex(`964112000000001b${digits}01${'00'.repeat(16)}`)

const idOf = (digits: string): unknown => {
  const read = structureOf(bodyOfInteger(digits))
  return typeof read === 'string' ? read : onlyId(read.root.grants![0]!.ids!)
}

describe('an integer', () => {
  test('has one encoding: at each power of two, one less and one more, in as few bytes as can be', () => {
    for (let power = 0n; power <= 64n; power++) {
      for (const offset of [-1n, 0n, 1n]) {
        const value = 2n ** power + offset
        if (value < 0n) continue
        const least = Math.max(1, Math.ceil(value.toString(2).length / 7))
        for (let length = least; length <= 11; length++) {
          const expected =
            length > least || value >= 2n ** 64n
              ? 'malformed'
              : value <= BigInt(Number.MAX_SAFE_INTEGER)
                ? Number(value)
                : value
          expect(idOf(padded(value, length))).toBe(expected)
        }
      }
    }
  })

  test('is exact at every size', () => {
    expect(
      counterexample(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (value) => {
        const least = Math.max(1, Math.ceil(value.toString(2).length / 7))
        const read = idOf(padded(value, least))
        return BigInt(read as number) === value && (typeof read === 'number') === value < 2n ** 53n
      }),
    ).toBeUndefined()
  })

  test('below zero is exact at every size, down to -2^63', () => {
    for (let power = 0n; power <= 64n; power++) {
      for (const offset of [-1n, 0n, 1n]) {
        const value = 2n ** power + offset
        if (value < 0n || value >= 2n ** 64n) continue
        const read = negative(padded(value, Math.max(1, Math.ceil(value.toString(2).length / 7))))
        expect(typeof read === 'string' ? read : BigInt(read as number)).toBe(
          value >= 2n ** 63n ? 'malformed' : -1n - value,
        )
      }
    }
  })
})

const bodyOfText = (bytes: Uint8Array): Bytes =>
  Uint8Array.from(
    Buffer.concat([
      hex('9641120000000001'),
      Buffer.of(bytes.length),
      bytes,
      hex('00010161'),
      Buffer.alloc(16),
    ]),
  )

describe('a text', () => {
  test('of any one, two or three bytes is read exactly when it is well-formed UTF-8', () => {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    const wrong: string[] = []
    const check = (...bytes: number[]): void => {
      const raw = Uint8Array.from(bytes)
      const read = structureOf(bodyOfText(raw))
      let expected: string | undefined
      try {
        expected = decoder.decode(raw)
      } catch {
        expected = undefined
      }
      const found = typeof read === 'string' ? undefined : read.root.grants![0]!.app
      if (found !== expected) wrong.push(`read otherwise: ${bytes.join()}`)
      if (typeof read !== 'string' && toHex(rewritten(read)) !== toHex(bodyOfText(raw)))
        wrong.push(`written otherwise: ${bytes.join()}`)
    }
    for (let one = 0; one < 256; one++) {
      check(one)
      // Behind an ASCII byte the second is read as the first is.
      for (let other = 0; other < 256; other += one < 128 ? 15 : 1) check(one, other)
    }
    for (const one of [0x00, 0x41, 0xc2, 0xe0, 0xe1, 0xed, 0xef, 0xf0, 0xf4])
      for (const other of [0x00, 0x7f, 0x80, 0x9f, 0xa0, 0xbb, 0xbf, 0xc0])
        for (let third = 0; third < 256; third++) check(one, other, third)
    for (const four of [
      [0xf0, 0x8f, 0xbf, 0xbf],
      [0xf0, 0x90, 0x80, 0x80],
      [0xf4, 0x8f, 0xbf, 0xbf],
      [0xf4, 0x90, 0x80, 0x80],
      [0xf5, 0x80, 0x80, 0x80],
    ])
      check(...four)
    expect(wrong).toEqual([])
  })
})
