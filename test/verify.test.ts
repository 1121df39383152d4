/**
 * The way in: each reason in the order of the stages, the boundaries of time, and tokens that are none.
 */
import fc from 'fast-check'
import { defineApp, keygen, latchkey, LatchkeyError, lockOf, scope as anyScope } from 'latchkey'
import type { Reason, Requirement, Scope, VerifyOptions } from 'latchkey'
import { describe, expect, test } from 'vitest'
import { times } from './property/always.ts'

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read', 'change'] } })
const secret = keygen()
const stranger = keygen(secret)
const start = 1_800_000_000_000
let now = start
const { scope, tokens } = latchkey({ secrets: secret, apps: [blog], clock: () => now })
const read = scope.accessObj(blog.Post(42), 'read')

function at<Result>(time: number, action: () => Result): Result {
  now = time
  try {
    return action()
  } finally {
    now = start
  }
}
const reasonOf = (token: unknown, required: Requirement = read, options?: VerifyOptions): string => {
  const verdict = tokens.verify(token, required, options)
  expect(tokens.validate(token, required, options)).toBe(verdict.ok)
  return verdict.ok ? 'ok' : verdict.reason
}
const bytesOf = (token: string): Buffer => Buffer.from(token, 'base64url')
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')

// ---------------------------------------------------------------- the stages

const order: readonly Reason[] = [
  'malformed',
  'unknown-version',
  'malformed',
  'unknown-key',
  'forged',
  'not-yet-valid',
  'expired',
  'too-old',
  'insufficient',
  'single-use',
]
/** What is wrong, one switch a stage; the clock decides on three. */
interface Faults {
  readonly text: boolean
  readonly version: boolean
  readonly structure: boolean
  readonly key: boolean
  readonly tag: boolean
  readonly clock: 'right' | 'early' | 'late' | 'broken'
  readonly lifetime: boolean
  readonly age: boolean
  readonly scope: boolean
  readonly uses: boolean
}

function reasonsOf({ clock, ...faults }: Faults): readonly Reason[] {
  const failing = [
    faults.text,
    faults.version,
    faults.structure,
    faults.key,
    faults.tag,
    clock === 'early' || clock === 'broken',
    faults.lifetime && (clock === 'late' || clock === 'broken'),
    faults.age && (clock === 'late' || clock === 'broken'),
    faults.scope,
    faults.uses,
  ]
  return order.filter((_, stage) => failing[stage])
}

function tokenWith(faults: Faults): string {
  const made = tokens.generate(read, {
    ...(faults.key && { key: stranger }),
    ...(faults.lifetime && { expiresIn: 10 }),
    ...(faults.uses && { uses: 3 }),
  })
  let bytes = bytesOf(made)
  if (faults.tag) bytes[bytes.length - 1]! ^= 1
  // A block without a flag, before the tag.
  if (faults.structure)
    bytes = Buffer.concat([bytes.subarray(0, -16), Buffer.from([1, 0]), bytes.subarray(-16)])
  if (faults.version) bytes[1] = 0x50 | (bytes[1]! & 15)
  const token = textOf(bytes)
  return faults.text ? `${token.slice(0, 20)}!${token.slice(21)}` : token
}

const clocks = { right: start, early: start - 61_000, late: start + 60_000, broken: NaN }
const flags = [false, true]
const cases = flags.flatMap((text) =>
  flags.flatMap((version) =>
    flags.flatMap((structure) =>
      flags.flatMap((key) =>
        flags.flatMap((tag) =>
          (['right', 'early', 'late', 'broken'] as const).flatMap((clock) =>
            flags.flatMap((lifetime) =>
              flags.flatMap((age) =>
                flags.flatMap((lacking) =>
                  flags.map((uses): Faults => ({
                    text,
                    version,
                    structure,
                    key,
                    tag,
                    clock,
                    lifetime,
                    age,
                    scope: lacking,
                    uses,
                  })),
                ),
              ),
            ),
          ),
        ),
      ),
    ),
  ),
)

test('of all that is wrong with a token, the earliest stage gives the reason', () => {
  const wrong: string[] = []
  const pairs = new Set<string>()
  for (const faults of cases) {
    const expected = reasonsOf(faults)
    const token = tokenWith(faults)
    const required = faults.scope ? scope.accessObj(blog.Post(42), 'change') : read
    const options = faults.age ? { maxAge: 10 } : {}
    const reason = at(clocks[faults.clock], () => reasonOf(token, required, options))
    if (reason !== (expected[0] ?? 'ok')) wrong.push(`${JSON.stringify(faults)} gives ${reason}`)
    for (const later of expected.slice(1)) pairs.add(`${expected[0]} before ${later}`)
  }
  expect(cases.length).toBe(2048)
  expect(wrong).toEqual([])
  // 9 reasons have 36 pairs; a token is malformed in text before, and in structure after, the version is known.
  expect(pairs.size).toBeGreaterThanOrEqual(36)
})

describe('one token for each reason:', () => {
  const good = tokens.generate(read)

  test('malformed is what is no token', () => {
    const changed = bytesOf(good)
    changed[0]! ^= 1
    const malformed: unknown[] = [
      '',
      'lk',
      good.slice(0, -1),
      `${good}A`,
      `${good}=`,
      ` ${good}`,
      textOf(changed),
      secret,
    ]
    for (const token of malformed) expect(reasonOf(token)).toBe('malformed')
  })

  test('unknown-version is a token of another version, however long', () => {
    expect(reasonOf('llA')).toBe('unknown-version')
    for (let version = 0; version < 16; version++) {
      const bytes = bytesOf(good)
      bytes[1] = (version << 4) | (bytes[1]! & 15)
      expect(reasonOf(textOf(bytes))).toBe(version === 4 ? 'ok' : 'unknown-version')
      expect(reasonOf(textOf(bytes.subarray(0, 2)))).toBe(version === 4 ? 'malformed' : 'unknown-version')
    }
  })

  test('unknown-key is a token of a secret that is not in the ring', () => {
    const verdict = tokens.verify(tokens.generate(read, { key: stranger }), read)
    expect(verdict).toEqual({ ok: false, reason: 'unknown-key', detail: expect.stringMatching(/key id \d+/) })
  })

  test('a log says which of the two bound a token where the other did not', () => {
    const detailOf = (token: string, options?: VerifyOptions): string | undefined => {
      const verdict = tokens.verify(token, read, options)
      return verdict.ok ? undefined : verdict.detail
    }
    const bound = tokens.generate(read, { bind: [1] })
    expect(detailOf(bound)).toMatch(/^the token is bound/)
    expect(detailOf(good, { bind: [1] })).toMatch(/^the token is not bound/)
    expect(detailOf(bound, { bind: [2] })).toMatch(/^the tag is not right/)
    expect(detailOf(bound, { bind: [1] })).toBeUndefined()
  })

  test('forged is another salt, another binding, or any changed bit', () => {
    expect(reasonOf(tokens.generate(read, { salt: 'a' }))).toBe('forged')
    expect(reasonOf(good, read, { salt: 'a' })).toBe('forged')
    expect(reasonOf(tokens.generate(read, { bind: [1] }))).toBe('forged')
    expect(reasonOf(good, read, { bind: [1] })).toBe('forged')
    expect(reasonOf(tokens.generate(read, { bind: [1] }), read, { bind: [2] })).toBe('forged')
    const early = new Set(['malformed', 'unknown-version', 'unknown-key', 'forged'])
    const bytes = bytesOf(good)
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes)
      changed[bit >> 3]! ^= 1 << (bit & 7)
      const reason = reasonOf(textOf(changed))
      expect(early).toContain(reason)
      expect(bit < (bytes.length - 16) * 8 || reason === 'forged').toBe(true)
    }
  })

  test('not-yet-valid is a token from more than a minute ahead', () => {
    const ahead = (seconds: number): string => at(start + seconds * 1000, () => tokens.generate(read))
    expect([0, 1, 59, 60].map((seconds) => reasonOf(ahead(seconds)))).toEqual(['ok', 'ok', 'ok', 'ok'])
    expect([61, 62, 3600, 10 ** 8].map((seconds) => reasonOf(ahead(seconds)))).toEqual(
      Array.from({ length: 4 }, () => 'not-yet-valid'),
    )
    expect(at(start + 999, () => reasonOf(ahead(60)))).toBe('ok')
    expect(at(start - 1, () => reasonOf(ahead(60)))).toBe('ok')
  })

  test('expired is a token in and after the second of its end', () => {
    const token = tokens.generate(read, { expiresIn: 10 })
    const moments = [0, 1, 8999, 9000, 9999, 10_000, 10_001, 11_000, 10 ** 11]
    expect(moments.map((time) => at(start + time, () => reasonOf(token))).join(' ')).toBe(
      'ok ok ok ok ok expired expired expired expired',
    )
  })

  test('expired goes by the earliest end of all links, in whatever order they stand', () => {
    const token = tokens.generate(read, { expiresIn: 100 })
    const ends = (...lifetimes: number[]): string =>
      lifetimes.reduce((held, expiresIn) => tokens.narrow(held, { expiresIn }), token)
    for (const lifetimes of [[10], [10, 50], [50, 10], [50, 10, 90], [200, 10], [10, 200], [10, 10]]) {
      expect(at(start + 9999, () => reasonOf(ends(...lifetimes)))).toBe('ok')
    }
    for (const lifetimes of [[10], [10, 50], [50, 10], [50, 10, 90], [200, 10], [10, 200], [10, 10]]) {
      const made = ends(...lifetimes)
      expect(at(start + 10_000, () => reasonOf(made))).toBe('expired')
    }
    expect(at(start + 100_000, () => reasonOf(tokens.narrow(token, { expiresIn: 200 })))).toBe('expired')
  })

  test('too-old is a token above the age that is accepted', () => {
    const moments = [0, 999, 10_000, 10_999, 11_000, 10 ** 11]
    const reasons = moments.map((time) => at(start + time, () => reasonOf(good, read, { maxAge: 10 })))
    expect(reasons).toEqual(['ok', 'ok', 'ok', 'ok', 'too-old', 'too-old'])
    expect(at(start - 60_000, () => reasonOf(good, read, { maxAge: 0 }))).toBe('ok')
  })

  test('insufficient is a token that grants less, and says what is missing', () => {
    const both = tokens.generate(scope.union(read, scope.accessObj(blog.Post(7), 'read', 'change')))
    /** In normal form, since the order of a scope means nothing. */
    const missingOf = (required: Scope): unknown => {
      const verdict = tokens.verify(both, required)
      if (verdict.ok || verdict.missing === undefined) return verdict
      return anyScope.format(anyScope.intersect(verdict.missing, verdict.missing))
    }
    expect(missingOf(scope.accessObj(blog.Post(42), 'change'))).toBe('blog.Post:42#change')
    expect(missingOf(scope.accessObj(blog.Post(42), 'read', 'change'))).toBe('blog.Post:42#change')
    expect(missingOf(scope.accessModel(blog.Post, 'read'))).toBe('blog.Post#read')
    expect(missingOf(scope.accessApp(blog, 'read'))).toBe('blog#read')
    expect(missingOf(scope.accessAll('read', 'change'))).toBe('*#change,read')
    expect(
      missingOf(anyScope.parse('blog.Post:42#read,change blog.Post:7#change blog.Post:8#read x#y')),
    ).toBe('blog.Post:8#read blog.Post:42#change x#y')
    const verdict = tokens.verify(both, scope.accessAll('read'))
    expect(Object.isFrozen(verdict)).toBe(true)
    expect(!verdict.ok && Object.isFrozen(verdict.missing)).toBe(true)
  })

  test('insufficient says what is missing of any link', () => {
    const wide = tokens.generate(scope.accessModel(blog.Post, 'read', 'change'))
    const narrowed = tokens.narrow(tokens.narrow(wide, { to: scope.accessModel(blog.Post, 'read') }), {
      to: read,
    })
    const verdict = tokens.verify(narrowed, anyScope.parse('blog.Post:42#read,change blog.Post:43#read'))
    expect(!verdict.ok && verdict.missing !== undefined && anyScope.format(verdict.missing)).toBe(
      'blog.Post:42#change blog.Post:43#read',
    )
  })

  test('single-use is a token that has to be redeemed, unless it grants too little anyway', () => {
    for (const options of [{ singleUse: true }, { uses: 1 }, { uses: 5 }] as const) {
      const token = tokens.generate(read, options)
      expect(reasonOf(token)).toBe('single-use')
      expect(reasonOf(token, 'authentic')).toBe('single-use')
      expect(reasonOf(token, [])).toBe('single-use')
      expect(reasonOf(token, scope.accessAll('read'))).toBe('insufficient')
      expect(reasonOf(tokens.narrow(token, { to: read }))).toBe('single-use')
    }
  })

  test('a refusal is frozen and has a reason, a detail and nothing else', () => {
    const refusals: unknown[] = [
      undefined,
      'llA',
      tokens.generate(read, { salt: 'a' }),
      tokens.generate(read, { uses: 1 }),
    ]
    for (const token of refusals) {
      const verdict = tokens.verify(token, read)
      expect(Object.keys(verdict)).toEqual(['ok', 'reason', 'detail'])
      expect(Object.isFrozen(verdict)).toBe(true)
    }
  })
})

// ---------------------------------------------------------------- what is required

test("'authentic' requires nothing of the scope, and all the rest", () => {
  expect(reasonOf(tokens.generate([]), 'authentic')).toBe('ok')
  expect(reasonOf(tokens.generate(read), 'authentic')).toBe('ok')
  expect(reasonOf(tokens.generate(read, { salt: 'a' }), 'authentic')).toBe('forged')
  const short = tokens.generate(read, { expiresIn: 1 })
  expect(at(start + 1000, () => reasonOf(short, 'authentic'))).toBe('expired')
})

test('an empty scope, and grants without permissions, require no more than that', () => {
  const token = tokens.generate([])
  for (const nothing of [[], anyScope.parse('*#'), anyScope.parse('blog.Post:42# blog#')])
    expect(reasonOf(token, nothing)).toBe('ok')
})

test.each([
  ['nothing', undefined],
  ['null', null],
  ["'Authentic'", 'Authentic'],
  ["'authentic '", 'authentic '],
  ['the empty text', ''],
  ['a text', 'blog#read'],
  ["['authentic']", ['authentic']],
  ["a String of 'authentic'", new String('authentic')],
  ['a boolean', true],
  ['a function', () => read],
  ['a promise', Promise.resolve(read)],
])('%s is no requirement, whatever the token', (_label, required) => {
  for (const token of [undefined, '', tokens.generate(read)]) {
    expect(() => tokens.validate(token, required as Requirement)).toThrow(LatchkeyError)
    expect(() => tokens.verify(token, required as Requirement)).toThrow(LatchkeyError)
  }
})

// ---------------------------------------------------------------- what is no token

const throwing = new Proxy(
  {},
  {
    get() {
      throw new Error('asked')
    },
    has() {
      throw new Error('asked')
    },
    getPrototypeOf() {
      throw new Error('asked')
    },
    ownKeys() {
      throw new Error('asked')
    },
  },
)
const revoked = Proxy.revocable({}, {})
revoked.revoke()
const token42 = tokens.generate(read)

test.each([
  ['undefined', undefined],
  ['null', null],
  ['a number', 42],
  ['NaN', NaN],
  ['a bigint', 42n],
  ['true', true],
  ['a symbol', Symbol('lk')],
  ['an object', {}],
  ['a list', [token42]],
  ['a String', new String(token42)],
  ['an object with toString', { toString: () => token42 }],
  ['an object with toPrimitive', { [Symbol.toPrimitive]: () => token42 }],
  ['an object with toJSON', { toJSON: () => token42 }],
  ['a Buffer', Buffer.from(token42)],
  ['bytes', bytesOf(token42)],
  ['a function', () => token42],
  ['a promise', Promise.resolve(token42)],
  ['a date', new Date()],
  ['an error', new Error(token42)],
  ['a proxy that throws', throwing],
  ['a revoked proxy', revoked.proxy],
  ['a constructor', Date],
  ['a parsed query', { token: token42 }],
])('%s is malformed, and not asked anything', (_label, token) => {
  expect(tokens.verify(token, read)).toMatchObject({ ok: false, reason: 'malformed' })
  expect(tokens.validate(token, 'authentic')).toBe(false)
})

test('whatever is given for a token is answered, and never thrown at', () => {
  fc.assert(
    fc.property(
      fc.anything({ withBigInt: true, withDate: true, withMap: true, withTypedArray: true }),
      (value) => {
        expect(tokens.verify(value, 'authentic').ok).toBe(false)
      },
    ),
    { numRuns: times(3000) },
  )
  const nearly = fc
    .array(fc.constantFrom('l', 'k', 'A', 'R', '_', '-', '9', 'E', '=', ' ', '\u0000', 'é', '\ud800'), {
      maxLength: 80,
    })
    .map((parts) => `lk${parts.join('')}`)
  fc.assert(
    fc.property(nearly, (value) => {
      expect(tokens.verify(value, 'authentic').ok).toBe(false)
    }),
    { numRuns: times(5000) },
  )
  const anyBody = fc
    .uint8Array({ minLength: 0, maxLength: 120 })
    .map((bytes) => textOf(Buffer.concat([Buffer.from([0x96, 0x40 | ((bytes[0] ?? 0) & 15)]), bytes])))
  fc.assert(
    fc.property(anyBody, (value) => {
      expect(tokens.verify(value, 'authentic').ok).toBe(false)
    }),
    { numRuns: times(10_000) },
  )
})

test('a text of any length is answered', () => {
  for (const length of [0, 1, 31, 32, 33, 8191, 8192, 8193, 10 ** 6]) {
    for (const character of ['A', 'm', '_', '!', '漢']) {
      expect(reasonOf(character.repeat(length))).toBe('malformed')
      expect(tokens.verify(`lk${character.repeat(length)}`, read).ok).toBe(false)
    }
  }
  expect(reasonOf('l'.repeat(8192))).toBe('unknown-version')
  expect(reasonOf('l'.repeat(8196))).toBe('malformed')
})

test('every prefix and every suffix of a token is refused', () => {
  const bytes = bytesOf(token42)
  for (let length = 0; length < token42.length; length++) {
    expect(tokens.validate(token42.slice(0, length), 'authentic')).toBe(false)
    expect(tokens.validate(token42.slice(length + 1), 'authentic')).toBe(false)
  }
  for (let length = 0; length < bytes.length; length++) {
    expect(tokens.validate(textOf(bytes.subarray(0, length)), 'authentic')).toBe(false)
    expect(tokens.validate(textOf(bytes.subarray(length + 1)), 'authentic')).toBe(false)
  }
})

test('a token has one text: white space, padding and other alphabets are refused', () => {
  const variants = [
    ...[' ', '\n', '\t', '\u0000', '=', '==', '\u200b', '\ufeff', '.', 'A', '-'].flatMap((mark) => [
      token42 + mark,
      mark + token42,
      token42.slice(0, 9) + mark + token42.slice(9),
    ]),
    `"${token42}"`,
    `Bearer ${token42}`,
    token42.toUpperCase(),
    token42.toLowerCase(),
    token42.split('').toReversed().join(''),
    encodeURIComponent(`${token42} `),
    bytesOf(token42).toString('hex'),
    Buffer.from(token42).toString('base64url'),
    token42 + token42,
    `${token42},${token42}`,
  ]
  for (const variant of variants) expect(tokens.validate(variant, 'authentic')).toBe(false)
})

test('a secret in the place of a token is malformed', () => {
  for (const text of [secret, `${secret}x`, 'lksecret1_', `lksecret1_${'A'.repeat(60)}`])
    expect(tokens.verify(text, read)).toMatchObject({
      reason: 'malformed',
      detail: expect.stringMatching(/secret/),
    })
})

test('a number that is not in the lock is said to be what is wrong, of a root or a block', () => {
  const lock = lockOf([blog])
  const locked = latchkey({ secrets: secret, apps: [blog], lock, clock: () => start })
  const numbered = locked.tokens.generate(read)
  const unlocked = latchkey({ secrets: secret, apps: [blog], clock: () => start }).tokens
  const block = locked.tokens.narrow(unlocked.generate(read), { to: read })
  for (const token of [numbered, block])
    expect(unlocked.verify(token, read)).toMatchObject({
      reason: 'forged',
      detail: expect.stringMatching(/^number \d+ is not in this lock: there is none$/) as string,
    })
})
