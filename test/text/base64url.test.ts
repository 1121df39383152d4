import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromBase64url, toBase64url } from '../../src/text/base64url.ts'

test('writes what the platform writes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      const text = toBase64url(bytes)
      expect(text).toBe(Buffer.from(bytes).toString('base64url'))
      expect(fromBase64url(text)).toEqual(bytes)
    }),
    { numRuns: 10_000 },
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
    { numRuns: 20_000 },
  )
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
  'AAA\u{1F600}',
])('refuses %j', (text) => expect(fromBase64url(text)).toBeTypeOf('string'))
