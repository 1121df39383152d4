/**
 * Every option of every function: used or refused, never ignored. Durations, dates, bindings, passes, and what is said once.
 */
import { inspect as show } from 'node:util'
import { defineApp, inspect, keygen, latchkey, LatchkeyError, narrow } from 'latchkey'
import type {
  BindValue,
  Duration,
  GenerateOptions,
  Limits,
  Pass,
  Scope,
  Tokens,
  VerifyOptions,
} from 'latchkey'
import { describe, expect, test } from 'vitest'

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read', 'change'] } })
const secret = keygen()
let now = 1_800_000_000_000
const clock = (): number => now
const { scope, tokens } = latchkey({ secrets: secret, apps: [blog], clock })
const read = scope.accessObj(blog.Post(42), 'read')
const plain = tokens.generate(read)

function codeOf(action: () => unknown): string | undefined {
  try {
    action()
    return undefined
  } catch (error) {
    return error instanceof LatchkeyError ? error.code : `no LatchkeyError: ${String(error)}`
  }
}
/** Runs `action` at another time. */
function at<Result>(time: number, action: () => Result): Result {
  const before = now
  now = time
  try {
    return action()
  } finally {
    now = before
  }
}
const later = (seconds: number): number => now + seconds * 1000
const reasonOf = (token: unknown, options?: VerifyOptions, from: Tokens = tokens): string => {
  const verdict = from.verify(token, read, options)
  return verdict.ok ? 'ok' : verdict.reason
}
function passOf(token: string, from: Tokens = tokens): Pass {
  const verdict = from.verify(token, 'authentic')
  if (!verdict.ok) throw new Error(verdict.detail)
  return verdict.pass
}

// ---------------------------------------------------------------- options objects

/** Every function that takes options, given some; `names` are those it knows. */
const takers: readonly {
  readonly name: string
  readonly names: readonly string[]
  readonly take: (options: unknown) => unknown
}[] = [
  {
    name: 'generate',
    names: [
      'expiresIn',
      'expiresAt',
      'subject',
      'singleUse',
      'uses',
      'unique',
      'bind',
      'narrowable',
      'within',
      'key',
      'salt',
    ],
    take: (options) => tokens.generate(read, options as GenerateOptions),
  },
  {
    name: 'validate',
    names: ['maxAge', 'bind', 'key', 'salt'],
    take: (options) => tokens.validate(plain, read, options as VerifyOptions),
  },
  {
    name: 'verify',
    names: ['maxAge', 'bind', 'key', 'salt'],
    take: (options) => tokens.verify(plain, read, options as VerifyOptions),
  },
  {
    name: 'verify, for what is no token',
    names: ['maxAge', 'bind', 'key', 'salt'],
    take: (options) => tokens.verify(undefined, 'authentic', options as VerifyOptions),
  },
  {
    name: 'with',
    names: ['maxAge', 'bind', 'key', 'salt', 'expiresIn'],
    take: (options) => tokens.with(options as VerifyOptions),
  },
  {
    name: 'tokens.narrow',
    names: ['to', 'expiresIn', 'expiresAt'],
    take: (options) => tokens.narrow(plain, options as Limits),
  },
  {
    name: 'narrow',
    names: ['to', 'expiresIn', 'expiresAt'],
    take: (options) => narrow(plain, options as Limits),
  },
  {
    name: 'latchkey',
    names: ['maxAge', 'clock', 'apps'],
    take: (options) => {
      const all = { secrets: secret, apps: [] }
      return latchkey(Object.defineProperties(all, Object.getOwnPropertyDescriptors(options as object)))
    },
  },
]

class Options {
  readonly salt = 'tenant'
  readonly expiresIn = '1h'
}
class Getters {
  get salt(): string {
    return 'tenant'
  }
}
class Plainlike {
  readonly salt = 'tenant'
  hasOwnProperty(): boolean {
    return true
  }
}
const notPlain: readonly (readonly [label: string, options: unknown])[] = [
  ['null', null],
  ['a text', 'salt'],
  ['a number', 5],
  ['true', true],
  ['a symbol', Symbol('salt')],
  ['a list', ['salt']],
  ['an empty list', []],
  ['a function', () => ({ salt: 'x' })],
  ['a date', new Date()],
  ['a map', new Map([['salt', 'x']])],
  ['an error', new Error('salt')],
  ['an instance of a class', new Options()],
  ['an instance with getters in its class', new Getters()],
  ['an instance of a class that looks like Object', new Plainlike()],
  ['an object that inherits its options', Object.create({ salt: 'tenant', expiresIn: '1h' })],
  ['an empty object that inherits from an instance', Object.create(new Options())],
  [
    'an object that inherits its options from one without a prototype',
    Object.create(Object.assign(Object.create(null), { salt: 'tenant', expiresIn: '1h' })),
  ],
]

describe.each(takers.filter(({ name }) => name !== 'latchkey'))('$name', ({ take }) => {
  test.each(notPlain)('takes no options from %s', (_label, options) =>
    expect(codeOf(() => take(options))).toBe('INVALID_OPTION'),
  )
})

test.each(notPlain)('latchkey() takes no options from %s', (_label, options) => {
  const code = codeOf(() => latchkey(options as never))
  expect(code).toMatch(/^(INVALID_OPTION|WEAK_SECRET)$/)
})

describe.each(takers)('$name', ({ names, take }) => {
  test.each(names)('refuses %s where it is undefined', (name) =>
    expect(codeOf(() => take({ [name]: undefined }))).toBe('INVALID_OPTION'),
  )
  test.each(names)('refuses %s where a getter gives undefined', (name) =>
    expect(
      codeOf(() => take(Object.defineProperty({}, name, { get: () => undefined, enumerable: true }))),
    ).toBe('INVALID_OPTION'),
  )
  test.each(names)('refuses what is nearly called %s', (name) => {
    const near = [
      name.toUpperCase(),
      name.toLowerCase(),
      `${name}s`,
      name.slice(0, -1),
      ` ${name}`,
      `${name}\u0000`,
    ]
    for (const other of near.filter((one) => !names.includes(one)))
      expect(codeOf(() => take({ [other]: 1 }))).toBe('INVALID_OPTION')
  })
  test('refuses what it does not know', () => {
    const strangers = [
      '',
      '0',
      'exp',
      'ttl',
      'iat',
      'aud',
      'purpose',
      'maxage',
      'clockTolerance',
      'ignoreExpiration',
    ]
    for (const other of [...strangers, '__proto__', 'constructor', 'toString', 'then', 'algorithms'])
      expect(codeOf(() => take(Object.fromEntries([[other, 1]])))).toBe('INVALID_OPTION')
    expect(codeOf(() => take({ [Symbol('salt')]: 'x' }))).toBe('INVALID_OPTION')
    expect(codeOf(() => take(Object.defineProperty({}, 'hidden', { value: 1 })))).toBe('INVALID_OPTION')
  })
})

test('each function knows the options that are its own', () => {
  const all = new Set(takers.flatMap(({ names }) => names))
  for (const { name, names, take } of takers.filter((taker) => taker.name !== 'latchkey')) {
    const foreign = [...all].filter((option) => !names.includes(option))
    expect(foreign.filter((option) => codeOf(() => take({ [option]: 1 })) !== 'INVALID_OPTION')).toEqual([])
    expect(name).not.toBe('')
  }
})

test('a message that refuses an option names the function, the option and what there is', () => {
  expect(() => tokens.validate(plain, read, { maxage: '5m' } as VerifyOptions)).toThrow(
    /maxage.*maxAge, bind, key, salt/,
  )
  expect(() => tokens.generate(read, { exp: 5 } as GenerateOptions)).toThrow(/generate\(\).*exp.*expiresIn/)
  expect(() => tokens.with({ salt: undefined as unknown as string })).toThrow(/salt is undefined/)
  expect(() => tokens.with({ [Symbol('salt')]: 'x' })).toThrow(/^with\(\) has no option a symbol/)
  const misspelled: object = { secrets: secret, apps: [], maxage: 5 }
  expect(() => latchkey(misspelled as { secrets: string; apps: [] })).toThrow(
    /^latchkey\(\) has no option "maxage"/,
  )
})

test('a message that refuses an age names it', () => {
  const age = { maxAge: '1w' as Duration }
  expect(() => tokens.validate(plain, read, age)).toThrow('maxAge is no duration')
  expect(() => latchkey({ secrets: secret, apps: [], ...age })).toThrow('maxAge is no duration')
})

test.each([
  ['expiresIn', '1w', 'expiresIn is no duration'],
  ['expiresAt', '2026-11-23', 'expiresAt is no valid Date'],
  ['singleUse', 1, 'singleUse is true or false'],
  ['unique', 1, 'unique is true or false'],
  ['narrowable', 0, 'narrowable is true or false'],
])('a message that refuses the value of %s names it', (name, value, message) => {
  expect(() => tokens.generate(read, { [name]: value })).toThrow(message)
})

test('options of an object without a prototype, with getters, hidden or frozen are used', () => {
  const make = tokens.generate(read, { salt: 'tenant' })
  const forms: unknown[] = [
    Object.assign(Object.create(null), { salt: 'tenant' }),
    {
      get salt() {
        return 'tenant'
      },
    },
    Object.defineProperty({}, 'salt', { value: 'tenant' }),
    Object.freeze({ salt: 'tenant' }),
    new Proxy({ salt: 'tenant' }, {}),
  ]
  for (const options of forms) expect(reasonOf(make, options as VerifyOptions)).toBe('ok')
  expect(reasonOf(make, {})).toBe('forged')
})

test('a getter is asked once, and what it throws is thrown', () => {
  let asked = 0
  const counting = {
    get salt() {
      asked++
      return 'tenant'
    },
  }
  tokens.generate(read, counting)
  expect(asked).toBe(1)
  const broken = {
    get salt(): string {
      throw new RangeError('broken')
    },
  }
  expect(() => tokens.validate(plain, read, broken)).toThrow(RangeError)
})

test('no options are the same as an empty object, and as undefined', () => {
  expect(tokens.generate(read, {})).toBe(plain)
  expect(tokens.generate(read, undefined)).toBe(plain)
  expect(tokens.validate(plain, read, {})).toBe(true)
  expect(tokens.validate(plain, read, undefined)).toBe(true)
})

test('options are wrong before a token is: what is configured wrong throws for every token', () => {
  const wrong: unknown[] = [{ maxAge: '5x' }, { salt: 5 }, { bind: [] }, { key: 'x' }, { maxage: 1 }]
  for (const options of wrong) {
    for (const token of [undefined, null, '', 'lk', plain, 'x'.repeat(9000)])
      expect(codeOf(() => tokens.validate(token, read, options as VerifyOptions))).toMatch(
        /INVALID_OPTION|WEAK_SECRET/,
      )
  }
})

test('generate and validate ask nothing of `this` nor of a request', () => {
  // oxlint-disable-next-line typescript/unbound-method
  const { generate, validate, verify, narrow: weaken, inspect: look, with: fix } = tokens
  const token = generate(read)
  expect([validate(token, read), verify(token, read).ok, look(token).ok]).toEqual([true, true, true])
  expect(validate(weaken(token, { to: read }), read)).toBe(true)
  expect(fix({ salt: 'x' }).validate(token, read)).toBe(false)
})

// ---------------------------------------------------------------- durations

const durations: readonly (readonly [duration: unknown, seconds: number])[] = [
  ['1s', 1],
  ['90s', 90],
  ['15m', 900],
  ['12h', 43_200],
  ['1d', 86_400],
  ['7d', 604_800],
  ['4000d', 345_600_000],
  ['49710d', 4_294_944_000],
  ['4294967295s', 4_294_967_295],
  ['1193046h', 4_294_965_600],
  ['71582788m', 4_294_967_280],
  [1, 1],
  [90, 90],
  [604_800, 604_800],
  [315_576_000, 315_576_000],
  [5.0, 5],
  [1e3, 1000],
]
const noDurations: readonly unknown[] = [
  '',
  's',
  'm',
  'd',
  ' ',
  '90',
  '1',
  '5S',
  '5M',
  '7D',
  '7w',
  '7y',
  '1mo',
  '5ms',
  '5us',
  '5min',
  '5sec',
  '7 d',
  '7 days',
  '7days',
  '1h30m',
  '1h 30m',
  'P7D',
  'PT1H',
  '01:00',
  ' 5s',
  '5s ',
  '\t5s',
  '5s\n',
  '5\u00a0s',
  '5s\u0000',
  '\ufeff5s',
  '-5s',
  '-0s',
  '+5s',
  '−5s',
  '0x10s',
  '0b1s',
  '0o7s',
  '1_0s',
  '1,000s',
  '1.5h',
  '1.0h',
  '.5h',
  '5.h',
  '1e3s',
  '1E3s',
  '5ns',
  '00s',
  '007s',
  '01d',
  '٣s',
  '５s',
  '５ｓ',
  '²s',
  'NaNs',
  'Infinitys',
  'xs',
  '1/2h',
  '4294967296s',
  '49711d',
  '99999999999d',
  '99999999999s',
  '9'.repeat(400).concat('s'),
  '5constructor',
  '5__proto__',
  'toString',
  NaN,
  Infinity,
  -Infinity,
  -1,
  -0.5,
  0.5,
  10.5,
  Number.MIN_VALUE,
  Number.MAX_VALUE,
  2 ** 53,
  1e12,
  1_800_000_000_000,
  1_800_000_000,
  315_576_001,
  2 ** 32,
  5n,
  true,
  false,
  null,
  [],
  ['5s'],
  [5],
  {},
  { seconds: 5 },
  { valueOf: () => 5 },
  { toString: () => '5s' },
  new Date(),
  new Date(5),
  new Number(5),
  new String('5s'),
  Symbol('5s'),
  () => 5,
]

test.each(durations)('%j is %d seconds', (duration, seconds) => {
  const token = tokens.generate(read, { expiresIn: duration as Duration })
  expect(passOf(token).expiresAt).toEqual(new Date(now + seconds * 1000))
  expect(at(later(seconds - 1), () => reasonOf(token))).toBe('ok')
  expect(at(later(seconds), () => reasonOf(token))).toBe('expired')

  expect(at(later(seconds), () => reasonOf(plain, { maxAge: duration as Duration }))).toBe('ok')
  expect(at(later(seconds + 1), () => reasonOf(plain, { maxAge: duration as Duration }))).toBe('too-old')
  const narrowed = tokens.narrow(plain, { expiresIn: duration as Duration })
  expect(passOf(narrowed).expiresAt).toEqual(new Date(now + seconds * 1000))
})

test.each(noDurations.map((value): [string, unknown] => [show(value).slice(0, 40), value]))(
  '%s is no duration',
  (_label, value) => {
    const duration = value as Duration
    const uses: Record<string, () => unknown> = {
      generate: () => tokens.generate(read, { expiresIn: duration }),
      validate: () => tokens.validate(plain, read, { maxAge: duration }),
      withMaxAge: () => tokens.with({ maxAge: duration }),
      withExpiresIn: () => tokens.with({ expiresIn: duration }),
      narrow: () => tokens.narrow(plain, { expiresIn: duration }),
      latchkey: () => latchkey({ secrets: secret, apps: [], maxAge: duration }),
    }
    const lenient = Object.keys(uses).filter((name) => codeOf(uses[name]!) !== 'INVALID_OPTION')
    expect(lenient).toEqual([])
  },
)

test.each(['0s', '0m', '0d', 0] as const)('%j is no lifetime, but the least age', (duration) => {
  expect(codeOf(() => tokens.generate(read, { expiresIn: duration }))).toBe('INVALID_OPTION')
  expect(codeOf(() => tokens.with({ expiresIn: duration }))).toBe('INVALID_OPTION')
  expect(codeOf(() => tokens.narrow(plain, { expiresIn: duration }))).toBe('INVALID_OPTION')
  expect(reasonOf(plain, { maxAge: duration })).toBe('ok')
  expect(at(later(0.999), () => reasonOf(plain, { maxAge: duration }))).toBe('ok')
  expect(at(later(1), () => reasonOf(plain, { maxAge: duration }))).toBe('too-old')
  const instance = latchkey({ secrets: secret, apps: [], maxAge: duration, clock }).tokens
  expect(reasonOf(plain, undefined, instance)).toBe('ok')
  expect(at(later(1), () => reasonOf(plain, undefined, instance))).toBe('too-old')
})

test('-0 is 0', () => expect(reasonOf(plain, { maxAge: -0 })).toBe('ok'))

test('a number that is no duration may be milliseconds or a date, and the message says so', () => {
  expect(() => tokens.generate(read, { expiresIn: now / 1000 })).toThrow(/milliseconds|date/)
  expect(() => tokens.generate(read, { expiresIn: 1.5 })).toThrow(/'7d'/)
})

// ---------------------------------------------------------------- expiresAt

test.each([
  ['now', () => new Date(now)],
  ['a moment from now', () => new Date(now + 999)],
  ['a second ago', () => new Date(now - 1000)],
  ['1970', () => new Date(0)],
  ['the first date', () => new Date(-8.64e15)],
  ['the last date', () => new Date(8.64e15)],
  ['137 years from now', () => new Date(now + 2 ** 32 * 1000)],
  ['an invalid date', () => new Date(NaN)],
  ['an unreadable date', () => new Date('tomorrow')],
  ['a time stamp', () => now + 5000],
  ['a text', () => '2030-01-01T00:00:00Z'],
  ['null', () => null],
  ['true', () => true],
  ['an object', () => ({ getTime: () => now + 5000 })],
  ['a list', () => [new Date(now + 5000)]],
])('a token does not expire at %s', (_label, make) => {
  const expiresAt = make() as Date
  expect(codeOf(() => tokens.generate(read, { expiresAt }))).toBe('INVALID_OPTION')
})

test('what only looks like a Date is refused with a code', () => {
  const expiresAt = Object.create(new Date(now + 5000)) as Date
  expect(codeOf(() => tokens.generate(read, { expiresAt }))).toBe('INVALID_OPTION')
  expect(codeOf(() => tokens.narrow(plain, { expiresAt }))).toBe('INVALID_OPTION')
})

test.each([1, 1.5, 60, 604_800, 2 ** 32 - 1])(
  'a token expires %d seconds from now, rounded down',
  (seconds) => {
    const token = tokens.generate(read, { expiresAt: new Date(now + seconds * 1000) })
    expect(passOf(token).expiresAt).toEqual(new Date(now + Math.floor(seconds) * 1000))
  },
)

test('a date is read when it is given, and not kept', () => {
  const expiresAt = new Date(now + 5000)
  const token = tokens.generate(read, { expiresAt })
  expiresAt.setTime(now + 500_000)
  expect(passOf(token).expiresAt).toEqual(new Date(now + 5000))
})

test('expiresIn and expiresAt are not given together', () => {
  const both = { expiresIn: '1h', expiresAt: new Date(now + 5000) } as const
  expect(codeOf(() => tokens.generate(read, both))).toBe('INVALID_OPTION')
  expect(codeOf(() => tokens.narrow(plain, both))).toBe('INVALID_OPTION')
})

test('narrowing to a date before the token was issued is refused, and to one after is not', () => {
  expect(codeOf(() => tokens.narrow(plain, { expiresAt: new Date(now - 1000) }))).toBe('INVALID_OPTION')
  expect(codeOf(() => tokens.narrow(plain, { expiresAt: new Date(now) }))).toBe('INVALID_OPTION')
  expect(codeOf(() => tokens.narrow(plain, { expiresAt: new Date(NaN) }))).toBe('INVALID_OPTION')
  const past = at(later(100), () => tokens.narrow(plain, { expiresAt: new Date(now - 50_000) }))
  expect(at(later(49), () => reasonOf(past))).toBe('ok')
  expect(at(later(50), () => reasonOf(past))).toBe('expired')
  const far = tokens.narrow(plain, { expiresAt: new Date(8.64e15) })
  expect(reasonOf(far)).toBe('ok')
})

// ---------------------------------------------------------------- maxAge and its ceiling

test('the ceiling of an instance is not lifted by a call or by with()', () => {
  const capped = latchkey({ secrets: secret, apps: [], maxAge: '1m', clock }).tokens
  const attempts: readonly [Tokens, VerifyOptions?][] = [
    [capped],
    [capped, { maxAge: '1h' }],
    [capped, { maxAge: '49710d' }],
    [capped.with({ maxAge: '1h' })],
    [capped.with({ maxAge: '1h' }).with({ maxAge: '2h' }), { maxAge: '3h' }],
    [capped.with({ salt: '' })],
    [capped.with({ key: secret }), { key: [secret] }],
  ]
  for (const [from, options] of attempts) {
    expect(at(later(60), () => reasonOf(plain, options, from))).toBe('ok')
    expect(at(later(61), () => reasonOf(plain, options, from))).toBe('too-old')
  }
  expect(at(later(11), () => reasonOf(plain, { maxAge: 10 }, capped))).toBe('too-old')
  expect(at(later(11), () => reasonOf(plain, undefined, capped.with({ maxAge: 10 })))).toBe('too-old')
})

test('an age of with() is replaced by that of a call, and of a later with()', () => {
  const minute = tokens.with({ maxAge: '1m' })
  expect(at(later(61), () => reasonOf(plain, undefined, minute))).toBe('too-old')
  expect(at(later(61), () => reasonOf(plain, { maxAge: '1h' }, minute))).toBe('ok')
  expect(at(later(61), () => reasonOf(plain, undefined, minute.with({ maxAge: '1h' })))).toBe('ok')
  expect(at(later(61), () => reasonOf(plain, undefined, minute))).toBe('too-old')
})

// ---------------------------------------------------------------- with()

test('with() says salt, key, bind and expiresIn once; a later one stands in its place', () => {
  const other = keygen(secret)
  const chains: readonly [Tokens, VerifyOptions & { readonly expiresIn?: Duration }][] = [
    [tokens.with({ salt: 'a' }), { salt: 'a' }],
    [tokens.with({ salt: 'a' }).with({ salt: 'b' }), { salt: 'b' }],
    [tokens.with({ salt: 'a' }).with({ bind: [1] }), { salt: 'a', bind: [1] }],
    [tokens.with({ bind: [1] }).with({ bind: [2, 3] }), { bind: [2, 3] }],
    [tokens.with({ key: other }), { key: other }],
    [tokens.with({ key: secret }).with({ key: other }).with({ salt: 'a' }), { key: other, salt: 'a' }],
    [tokens.with({ salt: 'a' }).with({ salt: '' }), {}],
    [tokens.with({}), {}],
    [tokens.with({ expiresIn: '1h' }).with({ salt: 'a' }), { salt: 'a', expiresIn: '1h' }],
    [tokens.with({ expiresIn: '1h' }).with({ expiresIn: '2h' }), { expiresIn: '2h' }],
  ]
  for (const [from, { expiresIn, ...options }] of chains) {
    const token = from.generate(read)
    expect(token).toBe(tokens.generate(read, { ...options, ...(expiresIn !== undefined && { expiresIn }) }))
    expect(reasonOf(token, undefined, from)).toBe('ok')
    expect(reasonOf(token, options)).toBe('ok')
  }
})

test('an option of a call stands in the place of that of with()', () => {
  const fixed = tokens.with({ salt: 'a', bind: [1], expiresIn: '1h' })
  const options = { salt: 'b', bind: [2] }
  const token = fixed.generate(read, { ...options, expiresIn: '2h' })
  expect(token).toBe(tokens.generate(read, { ...options, expiresIn: '2h' }))
  expect(reasonOf(token, options, fixed)).toBe('ok')
  expect(reasonOf(token, undefined, fixed)).toBe('forged')
  const dated = fixed.generate(read, { expiresAt: new Date(now + 60_000) })
  expect(inspect(dated)).toMatchObject({ unverifiedExpiresAt: new Date(now + 60_000) })
})

test('with() changes neither the tokens it is called on nor its siblings', () => {
  const one = tokens.with({ salt: 'a' })
  const two = tokens.with({ salt: 'b' })
  expect(reasonOf(one.generate(read), undefined, two)).toBe('forged')
  expect(reasonOf(one.generate(read))).toBe('forged')
  expect(reasonOf(plain)).toBe('ok')
  expect([one, two, tokens].every(Object.isFrozen)).toBe(true)
  expect(Object.keys(one)).toEqual(Object.keys(tokens))
})

test('what with() was given is read then, and not asked again', () => {
  const defaults: { salt: string; bind: BindValue[] } = { salt: 'a', bind: [Uint8Array.of(1, 2), 3] }
  const fixed = tokens.with(defaults)
  const token = fixed.generate(read)
  ;(defaults.bind[0] as Uint8Array)[0] = 9
  defaults.bind.push(4)
  defaults.salt = 'b'
  expect(reasonOf(token, undefined, fixed)).toBe('ok')
  expect(reasonOf(token, { salt: 'a', bind: [Uint8Array.of(1, 2), 3] })).toBe('ok')
})

// ---------------------------------------------------------------- salt

test.each([
  ['a number', 5],
  ['null', null],
  ['true', true],
  ['bytes', new Uint8Array(4)],
  ['a list', ['a']],
  ['an object', { tenant: 'a' }],
  ['a String', new String('a')],
  ['a symbol', Symbol('a')],
  ['half a character', '\ud800'],
  ['256 bytes', 'a'.repeat(256)],
  ['256 bytes of é', 'é'.repeat(128)],
  ['a long text', 'a'.repeat(100_000)],
])('%s is no salt', (_label, value) => {
  const salt = value as string
  expect(codeOf(() => tokens.generate(read, { salt }))).toBe('INVALID_OPTION')
  expect(codeOf(() => tokens.validate(plain, read, { salt }))).toBe('INVALID_OPTION')
  expect(codeOf(() => tokens.with({ salt }))).toBe('INVALID_OPTION')
})

test('no two salts are one name space', () => {
  const salts = [
    '',
    's',
    's\u0000',
    '\u0000',
    '\u0000s',
    's\u0000\u0000',
    'S',
    ' s',
    's ',
    'ss',
    'a',
    'ab',
    'abc',
    'bc',
    'a,bc',
    'ab,c',
    'a\u0000bc',
    'ab\u0000c',
    'mac',
    'kid',
    'HMAC-SHA256-128',
    'latchkey/1',
    'é',
    'e\u0301',
    'K',
    '\u212a',
    '\ufeff',
    '\ufeffs',
    '__proto__',
    'toString',
    'invite',
    'Invite',
    'x'.repeat(255),
    'x'.repeat(254),
    'é'.repeat(127),
    '0',
    'undefined',
    'null',
    '\u0003',
    '\u0000\u0001s',
  ] as const
  expect(new Set(salts).size).toBe(salts.length)
  const made = salts.map((salt) => tokens.generate(read, { salt }))
  const crossed: string[] = []
  for (const [given, token] of made.entries()) {
    for (const [asked, salt] of salts.entries())
      if ((reasonOf(token, { salt }) === 'ok') !== (given === asked))
        crossed.push(`${salts[given]} as ${salt}`)
  }
  expect(crossed).toEqual([])
})

// ---------------------------------------------------------------- key

test('a key of a call signs and verifies in the place of the secrets', () => {
  const other = keygen(secret)
  const third = keygen([secret, other])
  const token = tokens.generate(read, { key: [other, third] })
  expect(reasonOf(token)).toBe('unknown-key')
  expect(reasonOf(token, { key: other })).toBe('ok')
  expect(reasonOf(token, { key: [third, other] })).toBe('ok')
  expect(reasonOf(token, { key: `${third},${other}` })).toBe('ok')
  expect(reasonOf(token, { key: third })).toBe('unknown-key')
  expect(reasonOf(plain, { key: other })).toBe('unknown-key')
  expect(reasonOf(plain, { key: [other, secret] })).toBe('ok')
})

test.each([
  ['null', null],
  ['an empty text', ''],
  ['a pass-phrase', 'correct horse battery staple correct horse'],
  ['a number', 5],
  ['an empty list', []],
  ['an object', {}],
  ['31 bytes', new Uint8Array(31).map((_, index) => index * 7)],
])('%s is no key', (_label, value) => {
  const key = value as string
  expect(codeOf(() => tokens.generate(read, { key }))).toBe('WEAK_SECRET')
  expect(codeOf(() => tokens.validate(plain, read, { key }))).toBe('WEAK_SECRET')
  expect(codeOf(() => tokens.with({ key }))).toBe('WEAK_SECRET')
})

// ---------------------------------------------------------------- bind

const noBindings: readonly (readonly [label: string, bind: unknown])[] = [
  ['an empty list', []],
  ['a text', 'session'],
  ['a number', 5],
  ['bytes', new Uint8Array(4)],
  ['an object', { 0: 'a', length: 1 }],
  ['a set', new Set(['a'])],
  ['null', null],
  ['true', true],
  ['a list with a gap', Array.from({ length: 1 })],
  ['undefined in a list', ['a', undefined]],
  ['null in a list', [null]],
  ['a date in a list', [new Date(0)]],
  ['a list in a list', [['a']]],
  ['an object in a list', [{ id: 1 }]],
  ['a reference in a list', [blog.Post(1)]],
  ['a symbol in a list', [Symbol('a')]],
  ['a function in a list', [() => 1]],
  ['NaN', [NaN]],
  ['Infinity', [Infinity]],
  ['-0', [-0]],
  ['a fraction', [0.5]],
  ['a rounded integer', [2 ** 53]],
  ['half a character', ['\ud800']],
  ['a String', [new String('a')]],
  ['a Number', [new Number(1)]],
  ['a Boolean', [new Boolean(true)]],
  ['an ArrayBuffer', [new ArrayBuffer(4)]],
  ['a DataView', [new DataView(new ArrayBuffer(4))]],
  ['an Int8Array', [new Int8Array(4)]],
  ['a Uint8ClampedArray', [new Uint8ClampedArray(4)]],
  ['a text of 65,535 bytes', ['a'.repeat(65_535)]],
  ['bytes of 65,535', [new Uint8Array(65_535)]],
  ['an integer of 70,000 digits', [10n ** 70_000n]],
]

test.each(noBindings)('a token is not bound to %s', (_label, value) => {
  const bind = value as BindValue[]
  expect(codeOf(() => tokens.generate(read, { bind }))).toBe('INVALID_OPTION')
  expect(codeOf(() => tokens.validate(plain, read, { bind }))).toBe('INVALID_OPTION')
  expect(codeOf(() => tokens.with({ bind }))).toBe('INVALID_OPTION')
})

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

test('no two lists of values are one binding', () => {
  const bindings: readonly (readonly BindValue[])[] = [
    ['1'],
    [1],
    [true],
    [bytes('1')],
    [Uint8Array.of(1)],
    ['true'],
    [false],
    [0],
    ['0'],
    [Uint8Array.of(0)],
    [''],
    [new Uint8Array(0)],
    ['false'],
    ['a'],
    [bytes('a')],
    ['a', 'b'],
    ['b', 'a'],
    ['ab'],
    ['a', ''],
    ['', 'a'],
    ['a,b'],
    ['a\u0000b'],
    ['', ''],
    ['', '', ''],
    [1, 2],
    [12],
    ['12'],
    [2, 1],
    [1n, 2n, 3n],
    [-1],
    ['-1'],
    [2 ** 53 - 1],
    [2n ** 53n],
    [2n ** 53n + 1n],
    [2n ** 64n],
    [-(2n ** 64n)],
    [10n ** 30n],
    ['é'],
    ['e\u0301'],
    ['A'],
    ['\u0001'],
    ['\u0000\u0002\u0001a'],
    [true, true],
    [true, false],
    [1, true],
    ['\ufeffa'],
    ['\ufffd'],
    ['undefined'],
    ['null'],
    ['NaN'],
    ['x'.repeat(65_534)],
    ['x'.repeat(65_533)],
    [new Uint8Array(65_534)],
  ]
  const made = bindings.map((bind) => tokens.generate(read, { bind }))
  const crossed: string[] = []
  for (const [given, token] of made.entries()) {
    for (const [asked, bind] of bindings.entries())
      if ((reasonOf(token, { bind }) === 'ok') !== (given === asked)) crossed.push(`${given} as ${asked}`)
    if (reasonOf(token) !== 'forged') crossed.push(`${given} as none`)
    if (reasonOf(plain, { bind: bindings[given]! }) !== 'forged') crossed.push(`none as ${given}`)
  }
  expect(crossed).toEqual([])
})

test('a value is bound by what it is: equal integers and equal bytes are one', () => {
  const token = tokens.generate(read, { bind: [5n, Buffer.from('ab'), 'x'] })
  expect(reasonOf(token, { bind: [5, Uint8Array.of(97, 98), 'x'] })).toBe('ok')
  expect(reasonOf(token, { bind: [5, Buffer.from('_ab_').subarray(1, 3), 'x'] })).toBe('ok')
})

test('a binding is not sent', () => {
  const token = tokens.generate(read, { bind: ['hunter2-hunter2'] })
  expect(Buffer.from(token, 'base64url').includes('hunter2')).toBe(false)
  expect(inspect(token)).toMatchObject({ ok: true, unverifiedBound: true })
})

// ---------------------------------------------------------------- subject, uses, flags

test.each([
  ['an empty text', ''],
  ['256 bytes', 'a'.repeat(256)],
  ['half a character', '\ud800'],
  ['a number', 5],
  ['null', null],
  ['true', true],
  ['a list', ['ann']],
  ['a hand-written reference', { app: 'blog', model: 'Post', id: 42 }],
  ['a copied reference', { ...blog.Post(42) }],
  ['a model', blog.Post],
  ['an app', blog],
  ['a scope', read],
  ['a String', new String('ann')],
  ['a symbol', Symbol('ann')],
])('%s is no subject', (_label, value) => {
  expect(codeOf(() => tokens.generate(read, { subject: value as string }))).toBe('INVALID_OPTION')
})

test('a subject is a short text or an object, and comes back as it was given', () => {
  const wide = defineApp('wide', { Any: {}, Big: { id: 'bigint' }, Pair: { id: ['int', 'string'] } })
  const subjects: readonly (readonly [GenerateOptions['subject'], unknown])[] = [
    ['ann', 'ann'],
    ['ann@example.org', 'ann@example.org'],
    ['5', '5'],
    ['é'.repeat(127), 'é'.repeat(127)],
    ['3f2504e0-4f89-41d3-9a0c-0305e82c3301', '3f2504e0-4f89-41d3-9a0c-0305e82c3301'],
    ['507f1f77bcf86cd799439011', '507f1f77bcf86cd799439011'],
    ['\u0000', '\u0000'],
    [blog.Post(42), { app: 'blog', model: 'Post', id: 42 }],
    [wide.Any('42'), { app: 'wide', model: 'Any', id: '42' }],
    [wide.Any(-7), { app: 'wide', model: 'Any', id: -7 }],
    [wide.Big(2n ** 63n), { app: 'wide', model: 'Big', id: 2n ** 63n }],
    [wide.Pair([1, '1']), { app: 'wide', model: 'Pair', id: [1, '1'] }],
  ]
  for (const [subject, expected] of subjects) {
    const token = tokens.generate(read, { subject: subject! })
    expect(passOf(token).subject).toEqual(expected)
    expect(passOf(tokens.narrow(token, { to: read })).subject).toEqual(expected)
    expect(inspect(token)).toMatchObject({ unverifiedSubject: expected })
  }
  expect(passOf(plain).subject).toBe(undefined)
})

test.each([0, -1, 1.5, NaN, Infinity, 65_536, 2 ** 32, '1', '3', 1n, true, null, [1], {}])(
  '%o is no number of uses',
  (value) => {
    expect(codeOf(() => tokens.generate(read, { uses: value as number }))).toBe('INVALID_OPTION')
  },
)

test.each([1, 2, 127, 128, 65_534, 65_535])('a token of %d uses says so, and validate refuses it', (uses) => {
  const token = tokens.generate(read, { uses })
  expect(inspect(token)).toMatchObject({ unverifiedUses: uses, unverifiedUnique: true })
  expect(reasonOf(token)).toBe('single-use')
})

test('singleUse is one use, and is not given together with uses', () => {
  expect(inspect(tokens.generate(read, { singleUse: true }))).toMatchObject({ unverifiedUses: 1 })
  expect(inspect(tokens.generate(read, { singleUse: false }))).toMatchObject({ unverifiedUses: undefined })
  expect(inspect(tokens.generate(read, { singleUse: false, uses: 3 }))).toMatchObject({ unverifiedUses: 3 })
  expect(codeOf(() => tokens.generate(read, { singleUse: true, uses: 1 }))).toBe('INVALID_OPTION')
  expect(codeOf(() => tokens.generate(read, { singleUse: true, uses: 3 }))).toBe('INVALID_OPTION')
})

test.each(['singleUse', 'unique', 'narrowable'])(
  '%s is true or false, and nothing that is only like it',
  (name) => {
    for (const value of [0, 1, '', 'true', 'false', null, [], {}, NaN, new Boolean(true), () => true])
      expect(codeOf(() => tokens.generate(read, { [name]: value }))).toBe('INVALID_OPTION')
  },
)

test('unique tokens of one second differ, others do not', () => {
  const unique = Array.from({ length: 100 }, () => tokens.generate(read, { unique: true }))
  expect(new Set(unique).size).toBe(100)
  expect(new Set(unique.map((token) => passOf(token).id)).size).toBe(100)
  expect(tokens.generate(read, { unique: false })).toBe(plain)
  expect(new Set(Array.from({ length: 10 }, () => tokens.generate(read, { uses: 2 }))).size).toBe(10)
})

test('a sealed token cannot be narrowed, by nobody', () => {
  const sealed = tokens.generate(read, { narrowable: false })
  expect(reasonOf(sealed)).toBe('ok')
  expect(codeOf(() => tokens.narrow(sealed, { to: read }))).toBe('SEALED_TOKEN')
  expect(codeOf(() => narrow(sealed, { expiresIn: '1h' }))).toBe('SEALED_TOKEN')
  expect(tokens.generate(read, { narrowable: true })).toBe(plain)
})

test('a name that is no option is repeated, but for a long one: it could be a token or a secret', () => {
  const long = keygen()
  const generate = (name: string): string => tokens.generate(read, { [name]: long })
  expect(() => generate('expires')).toThrow('no option "expires"')
  expect(() => generate('x'.repeat(31))).toThrow(`no option "${'x'.repeat(31)}"`)
  expect(() => generate('x'.repeat(32))).toThrow('no option a text of 32 characters')
  expect(() => generate(long)).not.toThrow(long)
})

// ---------------------------------------------------------------- within

describe('within', () => {
  const wide = scope.union(scope.accessModel(blog.Post, 'read'), scope.accessObj(blog.Post(7), 'change'))
  const hour = { expiresIn: '1h' } as const
  const pass = passOf(tokens.generate(wide, hour))
  const endless = passOf(tokens.generate(wide))

  test.each([
    ['the same', wide],
    ['an object of the model', scope.accessObj(blog.Post(42), 'read')],
    ['both permissions of the object', scope.accessObj(blog.Post(7), 'read', 'change')],
    ['nothing', []],
    ['a grant without permissions', scope.parse('blog#')],
  ])('takes a scope inside: %s', (_label, granted) => {
    expect(codeOf(() => tokens.generate(granted, { within: pass, ...hour }))).toBe(undefined)
  })

  test.each([
    ['another permission of an object', scope.accessObj(blog.Post(42), 'change')],
    ['another permission of the model', scope.accessModel(blog.Post, 'change')],
    ['the app', scope.accessApp(blog, 'read')],
    ['everything', scope.accessAll('read')],
    ['something beside', scope.union(wide, scope.accessObj(blog.Post(8), 'change'))],
  ])('refuses a scope outside: %s', (_label, granted) => {
    expect(codeOf(() => tokens.generate(granted, { within: pass, ...hour }))).toBe('EXCEEDS_PASS')
    expect(codeOf(() => tokens.generate(granted, { within: endless }))).toBe('EXCEEDS_PASS')
  })

  test('refuses an expiry after that of the pass, and none at all', () => {
    const limits: readonly (readonly [GenerateOptions, string | undefined])[] = [
      [{ expiresIn: '1h' }, undefined],
      [{ expiresIn: 3599 }, undefined],
      [{ expiresIn: 3601 }, 'EXCEEDS_PASS'],
      [{ expiresIn: '1d' }, 'EXCEEDS_PASS'],
      [{}, 'EXCEEDS_PASS'],
      [{ expiresAt: new Date(now + 3_600_000) }, undefined],
      [{ expiresAt: new Date(now + 3_600_999) }, undefined],
      [{ expiresAt: new Date(now + 3_601_000) }, 'EXCEEDS_PASS'],
    ]
    for (const [options, code] of limits)
      expect(codeOf(() => tokens.generate(read, { ...options, within: pass }))).toBe(code)
    expect(codeOf(() => tokens.generate(read, { within: endless }))).toBe(undefined)
    expect(codeOf(() => tokens.with(hour).generate(read, { within: pass }))).toBe(undefined)
    expect(codeOf(() => tokens.with({ expiresIn: '2h' }).generate(read, { within: pass }))).toBe(
      'EXCEEDS_PASS',
    )
    expect(codeOf(() => at(later(1), () => tokens.generate(read, { within: pass, expiresIn: '1h' })))).toBe(
      'EXCEEDS_PASS',
    )
    expect(codeOf(() => at(later(3600), () => tokens.generate(read, { within: pass, expiresIn: 1 })))).toBe(
      'EXCEEDS_PASS',
    )
  })

  test('goes by what is left of a narrowed token', () => {
    const token = tokens.generate(wide, { expiresIn: '1d' })
    const narrowed = passOf(
      tokens.narrow(token, { to: scope.accessObj(blog.Post(42), 'read', 'change'), expiresIn: '1h' }),
    )
    expect(codeOf(() => tokens.generate(read, { within: narrowed, ...hour }))).toBe(undefined)
    expect(
      codeOf(() => tokens.generate(scope.accessObj(blog.Post(43), 'read'), { within: narrowed, ...hour })),
    ).toBe('EXCEEDS_PASS')
    expect(
      codeOf(() => tokens.generate(scope.accessObj(blog.Post(42), 'change'), { within: narrowed, ...hour })),
    ).toBe('EXCEEDS_PASS')
    expect(codeOf(() => tokens.generate(read, { within: narrowed, expiresIn: '2h' }))).toBe('EXCEEDS_PASS')
  })

  test('takes the pass of a check, and nothing that looks like one', () => {
    const forged: unknown[] = [
      null,
      true,
      'pass',
      wide,
      {},
      { scope: wide, issuedAt: new Date(), expiresAt: undefined, allows: () => true },
      { ...pass },
      Object.create(pass),
      Object.assign(Object.create(Object.getPrototypeOf(pass) as object), pass),
      new Proxy(pass, {}),
      JSON.parse(JSON.stringify(pass)),
      tokens.verify(plain, read),
      tokens.inspect(plain),
      plain,
      Object.getPrototypeOf(pass),
      (pass as { constructor: unknown }).constructor,
    ]
    for (const within of forged)
      expect(codeOf(() => tokens.generate(read, { within: within as Pass, ...hour }))).toBe('INVALID_OPTION')
  })

  test('a pass keeps its proof when what it shows is changed', () => {
    const own = passOf(tokens.generate(read, hour))
    own.expiresAt?.setTime(8.64e15)
    own.issuedAt.setTime(0)
    expect(codeOf(() => tokens.generate(read, { within: own, expiresIn: '2h' }))).toBe('EXCEEDS_PASS')
  })
})

// ---------------------------------------------------------------- what needs a store

test('redeem, redeemVerdict and revoke reject with STORE_REQUIRED, and never throw at once', async () => {
  type Stored = Record<'redeem' | 'redeemVerdict' | 'revoke', (...given: unknown[]) => Promise<unknown>>
  for (const from of [tokens, tokens.with({ salt: 'a' })] as unknown as Stored[]) {
    for (const verb of ['redeem', 'redeemVerdict', 'revoke'] as const) {
      for (const given of [
        [],
        [plain, read],
        [undefined, 'authentic', { nonsense: 1 }],
        ['all'],
        [blog.Post(42)],
      ])
        await expect(from[verb](...given)).rejects.toMatchObject({ code: 'STORE_REQUIRED', status: 500 })
    }
  }
})

// ---------------------------------------------------------------- the clock

test.each([
  ['a number', 5],
  ['a text', 'now'],
  ['null', null],
  ['a date', new Date()],
  ['an object', { now: () => 5 }],
])('%s is no clock', (_label, value) => {
  expect(codeOf(() => latchkey({ secrets: secret, apps: [], clock: value as unknown as () => number }))).toBe(
    'INVALID_OPTION',
  )
})

const brokenTimes: readonly (readonly [label: string, time: unknown])[] = [
  ['NaN', NaN],
  ['undefined', undefined],
  ['null', null],
  ['a text', '1800000000000'],
  ['a bigint', 1_800_000_000_000n],
  ['a date', new Date()],
  ['true', true],
  ['a list', [1_800_000_000_000]],
  ['an object', { valueOf: () => 1_800_000_000_000 }],
  ['-Infinity', -Infinity],
  ['Infinity', Infinity],
]

test.each(brokenTimes)('a clock that gives %s accepts nothing and makes nothing', (_label, time) => {
  const broken = latchkey({ secrets: secret, apps: [], clock: () => time as number }).tokens
  const aging = tokens.generate(read, { expiresIn: '1h' })
  for (const token of [plain, aging]) {
    expect(broken.validate(token, 'authentic')).toBe(false)
    expect(broken.validate(token, read, { maxAge: '1h' })).toBe(false)
  }
  expect(codeOf(() => broken.generate(read))).toBe('INVALID_OPTION')
  expect(codeOf(() => broken.generate(read, { expiresIn: '1h' }))).toBe('INVALID_OPTION')
})

test.each(brokenTimes)('a clock that gives %s narrows nothing by a lifetime', (_label, time) => {
  const broken = latchkey({ secrets: secret, apps: [], clock: () => time as number }).tokens
  expect(codeOf(() => broken.narrow(plain, { expiresIn: '1h' }))).toBe('INVALID_OPTION')
})

test('tokens are issued from 2024 to 2160, and the clock is wrong elsewhere', () => {
  const epoch = Date.UTC(2024, 0, 1)
  const last = epoch + (2 ** 32 - 1) * 1000
  for (const time of [epoch, epoch + 999, last, last + 999])
    expect(codeOf(() => at(time, () => tokens.generate(read)))).toBe(undefined)
  for (const time of [epoch - 1, 0, -1, last + 1000, 8.64e15])
    expect(codeOf(() => at(time, () => tokens.generate(read)))).toBe('INVALID_OPTION')
})

test('the clock is read once in each call, and the default at each call', () => {
  let readings = 0
  const counted = latchkey({
    secrets: secret,
    apps: [],
    clock: () => {
      readings++
      return now
    },
  }).tokens
  const calls: (() => unknown)[] = [
    () => counted.generate(read, { expiresIn: '1h' }),
    () => counted.validate(plain, read, { maxAge: '1h' }),
    () => counted.verify(plain, read),
    () => counted.validate('no token', read),
    () => counted.narrow(plain, { expiresIn: '1h' }),
    () => counted.with({ salt: 'a' }).validate(plain, read),
  ]
  for (const call of calls) {
    readings = 0
    call()
    expect(readings).toBe(1)
  }
  expect(codeOf(() => latchkey({ secrets: secret, apps: [], clock: Date.now }))).toBe(undefined)
})

test('scopes and options are read by values, so that what changes between two calls counts for the second', () => {
  const required = [{ app: 'blog', model: 'Post', id: 42, permissions: ['read'] }]
  expect(tokens.validate(plain, required as unknown as Scope)).toBe(true)
  required[0]!.id = 43
  expect(tokens.validate(plain, required as unknown as Scope)).toBe(false)
})
