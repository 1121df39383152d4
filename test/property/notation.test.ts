/**
 * The notation of scopes: what is written is read back exactly, and what is read is what the grammar of SPEC §11 says.
 */
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defineApp, latchkey, LatchkeyError, scope } from '../../src/index.ts'
import type { Scope } from '../../src/index.ts'
import { secret } from '../../tools/vectors/keys.ts'
import { counterexample, times } from './always.ts'
import { readNotation } from './notation-grammar.ts'
import { asScope, plainGrant } from './scope-model.ts'
import type { PlainGrant } from './scope-model.ts'

const spicy = [...'#.,:()*%@/ "\\~-_+0125aZ\0\t\n\u007f\u0080é\u00a0\u0301\u2028\ufeff\uffff\u{1F511}']
const texts = fc.oneof(
  { weight: 6, arbitrary: fc.string({ unit: fc.constantFrom(...spicy), minLength: 1, maxLength: 5 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 4 }) },
  { weight: 2, arbitrary: fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '0',
      '-0',
      '00',
      '7',
      '-7',
      '-',
      '1e3',
      '+1',
      '__proto__',
      'constructor',
      '*',
      '(7,8)',
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom('x'.repeat(255), 'é'.repeat(127), '\u{1F511}'.repeat(63)) },
)
const integers = fc.oneof(
  fc.integer({ min: -20, max: 20 }),
  fc.constantFrom<number | bigint>(2 ** 53 - 1, 1 - 2 ** 53, 2n ** 53n, 2n ** 64n - 1n, -(2n ** 63n)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
)
const single = fc.oneof(texts, integers)
const id = fc.oneof(single, fc.array(single, { minLength: 2, maxLength: 16, size: 'small' }))
const grant = fc
  .tuple(fc.nat({ max: 9 }), texts, texts, id, fc.array(texts, { maxLength: 3 }))
  .map(([level, app, model, one, permissions]): PlainGrant =>
    plainGrant(
      level > 0 ? app : undefined,
      level > 1 ? model : undefined,
      level > 2 ? one : undefined,
      permissions,
    ),
  )
/** In canonical form, as all scopes are that latchkey makes. */
const scopes: fc.Arbitrary<Scope> = fc
  .array(grant, { maxLength: 4 })
  .map((grants) => scope.union(asScope(grants)))

/** What reading a text gives: a scope, or the code of what it throws. */
function outcome(text: unknown): Scope | string {
  try {
    return scope.parse(text as string)
  } catch (error) {
    if (error instanceof LatchkeyError) return error.code
    throw error
  }
}

describe('what is written', () => {
  test('is read back exactly', () => {
    expect(
      counterexample(scopes, (one) => isDeepStrictEqual(scope.parse(scope.format(one)), one)),
    ).toBeUndefined()
  })

  test('has only characters that RFC 6750 allows in a scope, and one space between grants', () => {
    expect(
      counterexample(
        scopes,
        (one) => {
          const written = scope.format(one)
          const items = written === '' ? [] : written.split(' ')
          return (
            items.length === one.length &&
            items.every((item) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(item) && item.split('#').length === 2)
          )
        },
        5000,
      ),
    ).toBeUndefined()
  })

  test('is read by the grammar of the specification, too', () => {
    expect(
      counterexample(scopes, (one) => isDeepStrictEqual(readNotation(scope.format(one)), [...one]), 5000),
    ).toBeUndefined()
  })

  test('differs wherever the scopes differ', () => {
    expect(
      counterexample(
        fc.tuple(scopes, scopes),
        ([one, other]) => (scope.format(one) === scope.format(other)) === isDeepStrictEqual(one, other),
        4000,
      ),
    ).toBeUndefined()
  })
})

const textOf = (part: string): string => `${part}.${part}:${part}#${part} a.B:(1,${part})#r`

const readInteger = (integer: bigint): Scope | string => outcome(`a.B:${integer}#r`)

describe('what an instance reads and writes', () => {
  const app = defineApp('app', {
    Int: { id: 'int' },
    Bigint: { id: 'bigint' },
    Uuid: { id: 'uuid' },
    Objectid: { id: 'objectid' },
    String: { id: 'string' },
    Pair: { id: ['int', 'string'], idField: ['order', 'place'] },
    Any: {},
  })
  const own = latchkey({ secrets: secret(1), apps: [app] }).scope
  const int = fc.maxSafeInteger().map((one) => (Object.is(one, -0) ? 0 : one))
  const objects = fc.oneof(
    int.map((one) => app.Int(one)),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }).map((one) => app.Bigint(one)),
    fc.uuid().map((one) => app.Uuid(one.toUpperCase())),
    fc.constantFrom('507F1F77BCF86CD799439011', '000000000000000000000000').map((one) => app.Objectid(one)),
    texts.map((one) => app.String(one)),
    fc.tuple(int, texts).map((pair) => app.Pair(pair)),
    single.map((one) => app.Any(one)),
  )

  test('are ids of the kind that the model declares, read back exactly', () => {
    expect(
      counterexample(fc.tuple(objects, texts), ([object, permission]) => {
        const one = scope.accessObj(object, permission)
        return isDeepStrictEqual(own.parse(own.format(one)), one)
      }),
    ).toBeUndefined()
  })

  test('are errors with a code for every other text', () => {
    const codes = new Set(['INVALID_NOTATION', 'INVALID_ID', 'UNKNOWN_APP', 'UNKNOWN_PERMISSION'])
    const nearly = fc
      .tuple(objects, fc.nat(), fc.constantFrom(...spicy, '', '\ud83d'))
      .map(([object, at, character]) => {
        const written = scope.format(scope.accessObj(object, 'read'))
        const place = at % (written.length + 1)
        return written.slice(0, place) + character + written.slice(place + 1)
      })
    expect(
      counterexample(nearly, (text) => {
        try {
          const read = own.parse(text)
          return isDeepStrictEqual(own.parse(own.format(read)), read)
        } catch (error) {
          return error instanceof LatchkeyError && codes.has(error.code)
        }
      }),
    ).toBeUndefined()
  })
})

describe('what is read', () => {
  const grammatical = fc.string({
    unit: fc.constantFrom(
      ...'##..,,::()*%%@/  -0127aZ"\\+\n\0é\ud800\udc00',
      '%2E',
      '%C3',
      '%a9',
      '%00',
      '%ED%A0%80',
      '%',
    ),
    maxLength: 14,
  })
  const random = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }))
  /** Something written, with one character changed, added or taken away. */
  const nearly = fc
    .tuple(scopes, fc.nat(), fc.constantFrom(...spicy, '', '\ud83d'), fc.nat({ max: 1 }))
    .map(([one, at, character, taken]) => {
      const written = scope.format(one)
      const place = at % (written.length + 1)
      return written.slice(0, place) + character + written.slice(place + taken)
    })

  test.each([
    ['of the grammar', grammatical, 30_000],
    ['of any characters', random, 10_000],
    ['almost right', nearly, 10_000],
  ])('is a scope or INVALID_NOTATION, as the specification says: texts %s', (_what, arbitrary, runs) => {
    let read = 0
    expect(
      counterexample(
        arbitrary,
        (text) => {
          const expected = readNotation(text)
          if (expected !== undefined) read++
          return isDeepStrictEqual(outcome(text), expected ?? 'INVALID_NOTATION')
        },
        runs,
      ),
    ).toBeUndefined()
    expect(read).toBeGreaterThan(times(10))
  })

  test('is the same however it was written: writing it again and reading that gives the same scope', () => {
    let read = 0
    expect(
      counterexample(
        grammatical,
        (text) => {
          const once = outcome(text)
          if (typeof once === 'string') return true
          read++
          const written = scope.format(once)
          return (
            isDeepStrictEqual(scope.parse(written), once) && scope.format(scope.parse(written)) === written
          )
        },
        30_000,
      ),
    ).toBeUndefined()
    expect(read).toBeGreaterThan(times(500))
  })

  test('throws INVALID_NOTATION for whatever is no text', () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withNullPrototype: true,
      withTypedArray: true,
    })
    expect(
      counterexample(anything, (value) => typeof value === 'string' || outcome(value) === 'INVALID_NOTATION'),
    ).toBeUndefined()
  })

  test('takes integers to the ends of their range, and not beyond', () => {
    const ids = [2n ** 64n - 1n, -(2n ** 63n), 2n ** 53n, BigInt(2 ** 53 - 1)]
    expect(ids.map(readInteger)).toEqual(
      [2n ** 64n - 1n, -(2n ** 63n), 2n ** 53n, 2 ** 53 - 1].map((one) => [
        { app: 'a', model: 'B', id: one, permissions: ['r'] },
      ]),
    )
    for (const beyond of [2n ** 64n, -(2n ** 63n) - 1n, 10n ** 30n])
      expect(readInteger(beyond)).toBe('INVALID_NOTATION')
  })

  test('takes names, permissions and texts up to 255 bytes, and not of 256', () => {
    for (const [unit, times255] of [
      ['x', 255],
      ['%C3%A9', 127],
      ['é', 127],
    ] as const) {
      const longest = unit.repeat(times255)
      expect(typeof outcome(textOf(longest))).toBe('object')
      for (const place of [0, 1, 2, 3])
        expect(
          outcome(
            ['a', 'B', 'c', 'r']
              .map((part, at) => (at === place ? longest + unit : part))
              .join('|')
              .replace('|', '.')
              .replace('|', ':')
              .replace('|', '#'),
          ),
        ).toBe('INVALID_NOTATION')
    }
  })

  test('has no cost that grows faster than its length', () => {
    const long = Array.from({ length: 20_000 }, (_, index) => `a.B:(${index},%342)#r,s`).join(' ')
    const start = performance.now()
    expect(outcome(long)).toHaveLength(20_000)
    for (const hostile of [
      '%'.repeat(1e6),
      '('.repeat(1e6),
      `a.B:${'9'.repeat(1e6)}#r`,
      '#'.repeat(1e6),
      `a.B:(${'1,'.repeat(5e5)}1)#r`,
    ])
      expect(outcome(hostile)).toBe('INVALID_NOTATION')
    expect(performance.now() - start).toBeLessThan(5000)
  })
})
