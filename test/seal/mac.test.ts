/**
 * HMAC-SHA256 and HKDF against the vectors of their standards and against node:crypto; the comparison of tags.
 */
import { createHmac, hkdfSync } from 'node:crypto'
import { expand, extract } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isTag, makeReady, tagOf, tagOnce } from '../../src/seal/mac.ts'
import { counterexample, times } from '../property/always.ts'

function hex(digits: string): Uint8Array {
  return Uint8Array.from(Buffer.from(digits, 'hex'))
}
function filled(byte: number, length: number): Uint8Array {
  return new Uint8Array(length).fill(byte)
}
function text(content: string): Uint8Array {
  return Uint8Array.from(Buffer.from(content))
}
function span(from: number, to: number): Uint8Array {
  return Uint8Array.from({ length: to - from + 1 }, (_, index) => from + index)
}

describe('the tag of RFC 4231', () => {
  test.each<[number: number, key: Uint8Array, data: Uint8Array, hmac: string]>([
    [
      1,
      filled(0x0b, 20),
      text('Hi There'),
      'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
    ],
    [
      2,
      text('Jefe'),
      text('what do ya want for nothing?'),
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    ],
    [
      3,
      filled(0xaa, 20),
      filled(0xdd, 50),
      '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe',
    ],
    [4, span(1, 25), filled(0xcd, 50), '82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b'],
    // The standard prints the first 16 bytes of case 5: what a tag is.
    [5, filled(0x0c, 20), text('Test With Truncation'), 'a3b6167473100ee06e0c796c2955552b'],
    [
      6,
      filled(0xaa, 131),
      text('Test Using Larger Than Block-Size Key - Hash Key First'),
      '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
    ],
    [
      7,
      filled(0xaa, 131),
      text(
        'This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.',
      ),
      '9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2',
    ],
  ])('is the first 16 bytes of test case %i', (_number, key, data, hmac) => {
    expect(Buffer.from(tagOf(makeReady(key), data)).toString('hex')).toBe(hmac.slice(0, 32))
    expect(Buffer.from(tagOnce(key, data)).toString('hex')).toBe(hmac.slice(0, 32))
  })
})

describe('the derivation of RFC 5869', () => {
  test.each<
    [number: number, secret: Uint8Array, salt: Uint8Array, info: Uint8Array, prk: string, okm: string]
  >([
    [
      1,
      filled(0x0b, 22),
      span(0x00, 0x0c),
      span(0xf0, 0xf9),
      '077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5',
      '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
    ],
    [
      2,
      span(0x00, 0x4f),
      span(0x60, 0xaf),
      span(0xb0, 0xff),
      '06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244',
      'b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87',
    ],
    [
      3,
      filled(0x0b, 22),
      new Uint8Array(),
      new Uint8Array(),
      '19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04',
      '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
    ],
  ])('is test case %i', (_number, secret, salt, info, prk, okm) => {
    const extracted = extract(sha256, secret, salt)
    const length = okm.length / 2
    expect(Buffer.from(extracted).toString('hex')).toBe(prk)
    expect(Buffer.from(expand(sha256, extracted, info, length)).toString('hex')).toBe(okm)
    // The control: the platform says the same.
    expect(Buffer.from(hkdfSync('sha256', secret, salt, info, length)).toString('hex')).toBe(okm)
  })
})

describe('a tag', () => {
  test('is what node:crypto makes, for 100,000 random keys and messages', () => {
    let count = 0
    const law = ([key, messages]: readonly [Uint8Array, readonly Uint8Array[]]): boolean => {
      const ready = makeReady(key)
      return messages.every((message) => {
        count++
        const expected = createHmac('sha256', key).update(message).digest().subarray(0, 16)
        return expected.equals(tagOf(ready, message)) && expected.equals(tagOnce(key, message))
      })
    }
    // The states of ready keys and the scratch that all share are used alternately, in every order.
    const messages = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 4 })
    expect(counterexample(fc.tuple(fc.uint8Array({ maxLength: 140 }), messages), law, 2000)).toBeUndefined()
    const wrong: string[] = []
    let state = 1
    const next = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0)
    const random = (length: number): Uint8Array => Uint8Array.from({ length }, () => next() >>> 24)
    const runs = times(100_000)
    for (let run = 0; run < runs; run++) {
      const key = random(run % 5 === 0 ? 16 : next() % 140)
      const message = random(next() % 150)
      const tag = tagOf(makeReady(key), message)
      if (Buffer.compare(tag, createHmac('sha256', key).update(message).digest().subarray(0, 16)) !== 0)
        wrong.push(`run ${run} of the generator that starts at 1: key ${Buffer.from(key).toString('hex')}`)
      count++
    }
    expect(wrong).toEqual([])
    expect(count).toBeGreaterThan(runs)
  })

  test('does not depend on what was tagged before, under this key or another', () => {
    const keys = [filled(1, 16), filled(2, 32), filled(3, 64), filled(4, 100)]
    const ready = keys.map(makeReady)
    for (let round = 0; round < 500; round++) {
      const at = (round * 7) % keys.length
      const message = filled(round & 255, (round * 13) % 300)
      const expected = createHmac('sha256', keys[at]!).update(message).digest().subarray(0, 16)
      expect(Buffer.from(tagOf(ready[at]!, message))).toEqual(expected)
    }
  })

  test('stays until the next: one array for all, of 16 bytes', () => {
    const ready = makeReady(filled(7, 32))
    const first = tagOf(ready, text('first'))
    const kept = Uint8Array.from(first)
    expect(kept.length).toBe(16)
    expect(tagOnce(filled(7, 32), text('second'))).toBe(first)
    expect(first).not.toEqual(kept)
    expect(tagOf(ready, text('first'))).toEqual(kept)
  })

  test('of nothing is that of the empty message', () => {
    const expected = createHmac('sha256', filled(9, 32)).digest().subarray(0, 16)
    expect(Buffer.from(tagOf(makeReady(filled(9, 32)), new Uint8Array()))).toEqual(expected)
  })

  test('does not change the bytes it is made of', () => {
    const message = filled(5, 70)
    tagOf(makeReady(filled(9, 32)), message)
    expect(message).toEqual(filled(5, 70))
  })
})

describe('the comparison of tags', () => {
  const tag = hex('00ff7f80010203040506070809fe55aa')

  test('is true for the same 16 bytes at that place, and only at that place', () => {
    const bytes = Uint8Array.from([...filled(1, 16), ...tag])
    expect(isTag(tag, tag, 0)).toBe(true)
    expect(isTag(tag, bytes, 16)).toBe(true)
    for (let at = -20; at < 40; at++) expect(isTag(tag, bytes, at)).toBe(at === 16)
  })

  test('is false for every single bit of difference, and for every byte', () => {
    for (let at = 0; at < 16; at++) {
      for (let difference = 1; difference < 256; difference++) {
        const other = Uint8Array.from(tag)
        other[at]! ^= difference
        expect(isTag(tag, other, 0)).toBe(false)
        expect(isTag(other, tag, 0)).toBe(false)
      }
    }
  })

  test('is false where differences in two bytes would cancel out in a sum or an exclusive-or', () => {
    for (let one = 0; one < 16; one++) {
      for (let other = one + 1; other < 16; other++) {
        const swapped = Uint8Array.from(tag)
        swapped[one] = tag[other]!
        swapped[other] = tag[one]!
        const both = Uint8Array.from(tag)
        both[one]! ^= 0x5a
        both[other]! ^= 0x5a
        expect(isTag(tag, swapped, 0)).toBe(tag[one] === tag[other])
        expect(isTag(tag, both, 0)).toBe(false)
      }
    }
  })

  test('is false for another length, even for a prefix of the tag or nothing at all', () => {
    for (let length = 0; length < 40; length++) {
      if (length === 16) continue
      const other = Uint8Array.from({ length }, (_, index) => tag[index % 16]!)
      expect(isTag(tag, other, 0)).toBe(false)
      expect(isTag(other, tag, 0)).toBe(false)
    }
  })
})
