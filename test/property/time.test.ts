/**
 * Time: every bound to the second, a clock that is read once, and clocks that are broken.
 */
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { defineApp, latchkey, LatchkeyError } from '../../src/index.ts'
import type { Duration, Verdict, VerifyOptions } from '../../src/index.ts'
import { secret } from '../../tools/vectors/keys.ts'
import { counterexample } from './always.ts'
import { tokenOf } from './by-hand.ts'
import { clock, start, tokens } from './instance.ts'
import { asScope } from './scope-model.ts'

afterEach(() => {
  clock.milliseconds = start * 1000
})

const some = asScope([{ app: 'blog', model: 'Post', id: 42, permissions: ['read'] }])

/** What a check says at a time in seconds; `ok` for an accepted token. */
function said(token: string, seconds: number, options?: VerifyOptions): string {
  clock.milliseconds = seconds * 1000
  const verdict: Verdict = tokens.verify(token, 'authentic', options)
  expect(tokens.validate(token, 'authentic', options)).toBe(verdict.ok)
  return verdict.ok ? 'ok' : verdict.reason
}

describe('the bounds of time', () => {
  const lasting = tokenOf([{}])
  const hour = tokenOf([{ lifetime: 3600 }])
  const narrowed = tokenOf([{ lifetime: 3600 }, { lifetime: 60 }, { lifetime: 7200 }])

  test.each<[what: string, token: string, at: number, reason: string, options?: VerifyOptions]>([
    ['61 s before it was issued', lasting, -61, 'not-yet-valid'],
    ['60.001 s before it was issued', lasting, -60.001, 'not-yet-valid'],
    ['60 s before it was issued', lasting, -60, 'ok'],
    ['59 s before it was issued', lasting, -59, 'ok'],
    ['1 s before it was issued', lasting, -1, 'ok'],
    ['when it was issued', lasting, 0, 'ok'],
    ['1 s after it was issued', lasting, 1, 'ok'],
    ['a thousand years after, without an expiry', lasting, 3.2e10, 'ok'],
    ['1 s before its expiry', hour, 3599, 'ok'],
    ['1 ms before its expiry', hour, 3599.999, 'ok'],
    ['at its expiry', hour, 3600, 'expired'],
    ['1 s after its expiry', hour, 3601, 'expired'],
    ['1 s before the expiry of a narrowing', narrowed, 59, 'ok'],
    ['at the expiry of a narrowing', narrowed, 60, 'expired'],
    ['at the expiry of its root, with a later narrowing', narrowed, 3600, 'expired'],
    ['1 s younger than the greatest age', lasting, 99, 'ok', { maxAge: 100 }],
    ['as old as the greatest age', lasting, 100, 'ok', { maxAge: 100 }],
    ['0.999 s older than the greatest age', lasting, 100.999, 'ok', { maxAge: 100 }],
    ['1 s older than the greatest age', lasting, 101, 'too-old', { maxAge: 100 }],
    ['at once, where the greatest age is 0', lasting, 0, 'ok', { maxAge: 0 }],
    ['after 1 s, where the greatest age is 0', lasting, 1, 'too-old', { maxAge: 0 }],
    ['30 s before it was issued, where the greatest age is 0', lasting, -30, 'ok', { maxAge: 0 }],
    ['expired and too old: expired comes first', hour, 3600, 'expired', { maxAge: 1 }],
    [
      'not yet valid and expired: not yet valid comes first',
      tokenOf([{ lifetime: 1 }]),
      -61,
      'not-yet-valid',
    ],
  ])('a token %s', (_what, token, at, reason, options) => {
    expect(said(token, start + at, options)).toBe(reason)
  })

  test('hold at both ends of what a token can say', () => {
    const epoch = 1_704_067_200
    const last = epoch + 2 ** 32 - 1
    for (const issued of [epoch, last]) {
      clock.milliseconds = issued * 1000
      const longest = tokens.generate([], { expiresAt: new Date((issued + 2 ** 32 - 1) * 1000) })
      expect(said(longest, issued - 61)).toBe('not-yet-valid')
      expect(said(longest, issued - 60)).toBe('ok')
      expect(said(longest, issued + 2 ** 32 - 2)).toBe('ok')
      expect(said(longest, issued + 2 ** 32 - 1)).toBe('expired')
    }
    for (const outside of [epoch - 0.001, epoch - 1, last + 1]) {
      clock.milliseconds = outside * 1000
      expect(() => tokens.generate([])).toThrow(LatchkeyError)
    }
  })

  test('agree with the rule of the specification for any times', () => {
    const around = fc.integer({ min: -70, max: 70 })
    const option = fc.option(fc.nat({ max: 70 }), { nil: undefined })
    const cases = fc.tuple(
      around,
      fc.array(fc.integer({ min: 1, max: 70 }), { maxLength: 3 }),
      option,
      fc.nat({ max: 999 }),
    )
    expect(
      counterexample(
        cases,
        ([after, lifetimes, maxAge, milliseconds]) => {
          const token = tokenOf([{}, ...lifetimes.map((lifetime) => ({ lifetime }))])
          clock.milliseconds = (start + after) * 1000 + milliseconds
          const verdict = tokens.verify(token, 'authentic', maxAge === undefined ? {} : { maxAge })
          const expected =
            after < -60
              ? 'not-yet-valid'
              : lifetimes.some((lifetime) => after >= lifetime)
                ? 'expired'
                : maxAge !== undefined && after > maxAge
                  ? 'too-old'
                  : 'ok'
          return (verdict.ok ? 'ok' : verdict.reason) === expected
        },
        5000,
      ),
    ).toBeUndefined()
  })

  test('a greatest age of the instance is a ceiling that no call lifts', () => {
    const strict = latchkey({
      secrets: secret(1),
      apps: [],
      maxAge: '100s',
      clock: () => (start + 101) * 1000,
    }).tokens
    for (const maxAge of ['100s', '101s', '3650d', 2 ** 20] satisfies Duration[]) {
      expect(strict.validate(lasting, 'authentic', { maxAge })).toBe(false)
      expect(strict.with({ maxAge }).validate(lasting, 'authentic')).toBe(false)
      expect(strict.with({ maxAge }).validate(lasting, 'authentic', { maxAge: '9000d' })).toBe(false)
    }
  })
})

describe('the clock', () => {
  const token = tokens.generate(some, { expiresIn: '1h' })
  const calls: [name: string, call: () => unknown, reads: number][] = [
    ['generate', () => tokens.generate(some), 1],
    ['generate with expiresIn', () => tokens.generate(some, { expiresIn: '1h' }), 1],
    ['generate with expiresAt', () => tokens.generate(some, { expiresAt: new Date((start + 9) * 1000) }), 1],
    ['generate with a nonce', () => tokens.generate(some, { uses: 3 }), 1],
    ['validate', () => tokens.validate(token, some), 1],
    ['verify', () => tokens.verify(token, some), 1],
    ['verify with a greatest age', () => tokens.verify(token, some, { maxAge: '1h' }), 1],
    ['verify of no token', () => tokens.verify('lk', some), 1],
    ['verify of null', () => tokens.verify(null, some), 1],
    ['verify of what is refused', () => tokens.verify(token, asScope([{ permissions: ['read'] }])), 1],
    ['narrow with expiresIn', () => tokens.narrow(token, { expiresIn: '1m' }), 1],
    ['narrow with expiresAt', () => tokens.narrow(token, { expiresAt: new Date((start + 9) * 1000) }), 0],
    ['narrow with a scope', () => tokens.narrow(token, { to: some }), 0],
    ['inspect', () => tokens.inspect(token), 0],
  ]
  test.each(calls)('is read once, or not at all: %s', (_name, call, reads) => {
    const before = clock.reads
    call()
    expect(clock.reads - before).toBe(reads)
  })

  test('is not read by anything that a pass is asked', () => {
    const verdict = tokens.verify(token, some)
    const before = clock.reads
    if (verdict.ok) verdict.pass.allows(some)
    expect(verdict.ok && [verdict.pass.scope, verdict.pass.id, verdict.pass.expiresAt]).toHaveLength(3)
    expect(clock.reads).toBe(before)
  })

  test('that jumps between two reads cannot make a token alive and expired in one call', () => {
    // The first read of each pair accepts and the second refuses, or the other way round.
    const alive = start * 1000
    const script = [alive, Infinity, alive, Number.NaN, alive + 3.6e6, alive, alive, -1]
    let at = 0
    const jumping = latchkey({ secrets: secret(1), apps: [], clock: () => script[at++]! }).tokens
    const answers = script.map(() => jumping.validate(token, 'authentic'))
    expect(answers).toEqual([true, false, true, false, false, true, true, false])
  })

  test('that goes back behind the tolerance refuses', () => {
    expect(said(token, start - 61)).toBe('not-yet-valid')
    expect(said(token, 0)).toBe('not-yet-valid')
    expect(said(token, -start)).toBe('not-yet-valid')
  })
})

describe('a broken clock', () => {
  const broken: unknown[] = [
    Number.NaN,
    Infinity,
    -Infinity,
    undefined,
    null,
    '',
    'now',
    String(start * 1000),
    true,
    false,
    BigInt(start) * 1000n,
    Symbol('now'),
    [],
    [start * 1000],
    {},
    { valueOf: () => start * 1000 },
    new Date(start * 1000),
    new Number(start * 1000),
    () => start * 1000,
  ]
  const lasting = tokenOf([{ scope: some }])
  const hour = tokenOf([{ scope: some, lifetime: 3600 }, { scope: some }])

  test('never accepts a token, and never makes verify or validate throw', () => {
    for (const time of broken) {
      clock.milliseconds = time
      for (const token of [lasting, hour]) {
        for (const options of [undefined, { maxAge: 0 }, { maxAge: '9000d' }] satisfies (
          | VerifyOptions
          | undefined
        )[]) {
          expect(tokens.validate(token, some, options)).toBe(false)
          expect(tokens.verify(token, 'authentic', options)).toMatchObject({ ok: false })
        }
      }
    }
  })

  test('never makes a token: generate throws a LatchkeyError', () => {
    for (const time of broken) {
      clock.milliseconds = time
      for (const options of [{}, { expiresIn: '1h' }, { expiresAt: new Date((start + 60) * 1000) }] as const)
        expect(() => tokens.generate(some, options)).toThrow(LatchkeyError)
    }
  })

  test('never narrows by a duration: narrow throws a LatchkeyError, and makes no token of a longer life', () => {
    const wrong: unknown[] = []
    for (const time of broken) {
      clock.milliseconds = time
      try {
        tokens.narrow(lasting, { expiresIn: '1h' })
        wrong.push([time, 'a token'])
      } catch (error) {
        if (!(error instanceof LatchkeyError)) wrong.push([time, error])
      }
    }
    expect(wrong).toEqual([])
  })

  test('that is no function is refused when the instance is made', () => {
    const blog = defineApp('blog', { Post: {} })
    for (const time of [null, 0, start * 1000, '0', {}, [], new Date()])
      expect(() => latchkey({ secrets: secret(1), apps: [blog], clock: time as never })).toThrow(
        LatchkeyError,
      )
  })
})

const codeOf = (call: () => unknown): unknown => {
  try {
    return call()
  } catch (error) {
    return error instanceof LatchkeyError ? error.code : error
  }
}

describe('a duration or a date that is none', () => {
  const odd: unknown[] = [
    null,
    Number.NaN,
    Infinity,
    -1,
    -0.5,
    0.5,
    2 ** 32,
    1e21,
    '',
    '0',
    '1',
    's',
    '1S',
    '01s',
    '1 s',
    ' 1s',
    '1s ',
    '1h30m',
    '+1s',
    '-1s',
    '1.5h',
    '1e3s',
    '\u0661s',
    '99999999999s',
    true,
    false,
    5n,
    [],
    ['1h'],
    {},
    new Date(start * 1000),
    Symbol('1h'),
    new Number(60),
    new String('1h'),
  ]
  const token = tokenOf([{ scope: some }])

  test('throws INVALID_OPTION wherever it stands, and is never taken for no limit', () => {
    for (const value of [...odd, undefined]) {
      const duration = value as Duration
      const date = (value instanceof Date ? new Date(Number.NaN) : value) as Date
      const calls = [
        () => tokens.generate(some, { expiresIn: duration }),
        () => tokens.generate(some, { expiresAt: date }),
        () => tokens.narrow(token, { expiresIn: duration }),
        () => tokens.narrow(token, { expiresAt: date }),
        () => tokens.validate(token, some, { maxAge: duration }),
        () => tokens.verify(token, some, { maxAge: duration }),
        () => tokens.with({ maxAge: duration }),
        () => tokens.with({ expiresIn: duration }),
        () => latchkey({ secrets: secret(1), apps: [], maxAge: duration }),
      ]
      for (const call of calls) expect(codeOf(call)).toBe('INVALID_OPTION')
    }
  })

  test('a lifetime of zero is refused, a greatest age of zero is not', () => {
    for (const zero of [0, '0s', '0d'] as const) {
      expect(() => tokens.generate(some, { expiresIn: zero })).toThrow(LatchkeyError)
      expect(() => tokens.narrow(token, { expiresIn: zero })).toThrow(LatchkeyError)
      expect(tokens.validate(token, some, { maxAge: zero })).toBe(true)
    }
  })
})
