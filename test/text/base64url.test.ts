import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromBase64url, isBase64url, toBase64url } from '../../src/text/base64url.ts'
import { times } from '../property/always.ts'

test('writes what the platform writes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      const text = toBase64url(bytes)
      expect(text).toBe(Buffer.from(bytes).toString('base64url'))
      expect(fromBase64url(text)).toEqual(bytes)
    }),
    { numRuns: times(10_000) },
  )
})

test('reads a text exactly when it is the one text of its bytes', () => {
  const character = fc.constantFrom(...'AZaz09-_+/= \n\0.\u0156')
  fc.assert(
    fc.property(fc.string({ unit: character, maxLength: 12 }), (text) => {
      const platform = Buffer.from(text, 'base64url')
      const only = platform.toString('base64url') === text
      expect(typeof fromBase64url(text) !== 'string').toBe(only)
    }),
    { numRuns: times(20_000) },
  )
})

test('compares bytes with a text as if it had written them', () => {
  for (let length = 0; length < 8; length++) {
    for (let start = 0; start < 3; start++) {
      const bytes = Uint8Array.from({ length }, (_, index) => 37 * (index + length + 1))
      const text = '-'.repeat(start) + toBase64url(bytes)
      expect(isBase64url(bytes, text, start)).toBe(true)
      expect(isBase64url(bytes, `${text}A`, start)).toBe(false)
      expect(isBase64url(bytes, text, start + 1)).toBe(false)
      for (let at = start; at < text.length; at++) {
        expect(isBase64url(bytes, text.slice(0, at), start)).toBe(false)
        for (const other of 'A_\0') {
          const changed = text.slice(0, at) + other + text.slice(at + 1)
          expect(isBase64url(bytes, changed, start)).toBe(changed === text)
        }
      }
    }
  }
})

test('reads a part of a text, behind spare bytes, as it reads that part alone', () => {
  for (let length = 0; length < 9; length++) {
    const bytes = Uint8Array.from({ length }, (_, index) => 255 - 41 * index)
    const text = toBase64url(bytes)
    const read = fromBase64url(`lk_${text}.`, 2, 3, 3 + text.length)
    expect(read).toEqual(Uint8Array.from([0, 0, ...bytes]))
    expect(toBase64url(read as Uint8Array, 2)).toBe(text)
  }
})

test.each([
  'A',
  'AAAAA',
  'AB',
  'AAB',
  'AAA=',
  'AA==',
  'A A',
  'AAA\n',
  'AA+A',
  'AA/A',
  'AAA\u0156',
  'A\u0080',
  'AA\u0080',
  'AA\u0141',
  'AAA\u0080',
  '\u0080A',
  'A\u0080A',
  'AAA\u{1F600}',
])('refuses %j', (text) => expect(fromBase64url(text)).toBeTypeOf('string'))
