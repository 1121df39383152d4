/**
 * Whatever a stranger sends is answered and never thrown at; whatever a program says wrong throws one kind of error.
 */
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { defineApp, inspect, keygen, latchkey, LatchkeyError, narrow, scope } from '../../src/index.ts'
import type { Limits, Requirement, Scope, VerifyOptions } from '../../src/index.ts'
import { counterexample } from './always.ts'
import { clock, start, tokens } from './instance.ts'
import { asScope } from './scope-model.ts'

afterEach(() => {
  clock.milliseconds = start * 1000
})

const some = asScope([{ app: 'blog', model: 'Post', id: 42, permissions: ['read'] }])
const token = tokens.generate(some)

function fail(): never {
  throw new Error('a trap of the test')
}
/** An object that throws at every touch. */
function trapped(target: object): object {
  return new Proxy(target, {
    get: fail,
    set: fail,
    has: fail,
    ownKeys: fail,
    getPrototypeOf: fail,
    getOwnPropertyDescriptor: fail,
    defineProperty: fail,
    deleteProperty: fail,
    apply: fail,
    construct: fail,
    isExtensible: fail,
    preventExtensions: fail,
    setPrototypeOf: fail,
  })
}
const revoked = Proxy.revocable({}, {})
revoked.revoke()

const hostile: readonly unknown[] = [
  trapped({}),
  trapped([]),
  trapped(() => 1),
  revoked.proxy,
  { toString: fail, valueOf: fail, [Symbol.toPrimitive]: fail },
  Object.defineProperty({}, 'length', { get: fail }),
  Object.create(null),
  Symbol(token),
  Symbol.iterator,
  new String(token),
  [token],
  { token },
  { toString: () => token },
  Buffer.from(token),
  new Uint8Array(8192),
  new Uint8Array(new SharedArrayBuffer(32)),
  Number.NaN,
  -0,
  2n ** 70n,
  null,
  undefined,
  true,
  () => token,
  Promise.resolve(token),
  new Error(token),
  'x'.repeat(2 ** 27),
  'lk'.repeat(2 ** 24),
  'lk'.repeat(4096),
  `${token}\ud800`,
  `\udc00${token}`,
  '\ud800'.repeat(8192),
  '\0'.repeat(32),
  `${token}\0`,
  '',
  'l',
  'lk',
  'lkA',
]

/** What fast-check can make of values: with sparse arrays, boxed values, dates, maps, sets, typed arrays, bigints, no prototypes. */
const anything = fc.anything({
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withObjectString: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
  key: fc.oneof(
    fc.constantFrom(
      'app',
      'model',
      'id',
      'permissions',
      'to',
      'expiresIn',
      'maxAge',
      'salt',
      '__proto__',
      'then',
    ),
    fc.string(),
  ),
})
const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: fc.constantFrom(...'ABCDEFlkESA8O4gBsqwxyz0189-_=+/ \n\ud800'), maxLength: 60 }),
  fc.uint8Array({ minLength: 1, maxLength: 80 }).map((bytes) => {
    bytes[0] = 0x96
    if (bytes.length > 1) bytes[1] = 0x40 | (bytes[1]! & 15)
    return Buffer.from(bytes).toString('base64url')
  }),
)

const reasons = new Set(['malformed', 'unknown-version', 'unknown-key', 'forged'])

/** What is wrong with the answers to something that is no token; `undefined` if nothing is. */
function complaint(input: unknown): string | undefined {
  if (input === token) return undefined
  for (const required of [some, 'authentic', asScope([])] satisfies Requirement[]) {
    if (tokens.validate(input, required)) return 'it is accepted'
    const verdict = tokens.verify(input, required)
    if (verdict.ok || !reasons.has(verdict.reason))
      return `the reason is ${verdict.ok ? 'none' : verdict.reason}`
    if (!Object.isFrozen(verdict)) return 'the verdict is not frozen'
    if (Object.getPrototypeOf(verdict) !== Object.prototype) return 'the verdict is not plain'
    if (
      Object.keys(verdict).join() !== 'ok,reason,detail' &&
      Object.keys(verdict).join() !== 'ok,reason,missing,detail'
    )
      return `the verdict has ${Object.keys(verdict).join()}`
    if (typeof verdict.detail !== 'string' || verdict.detail === '' || verdict.detail.length > 200)
      return 'the detail is no short text'
  }
  const seen = inspect(input)
  if (!Object.isFrozen(seen)) return 'what is inspected is not frozen'
  return undefined
}

const codeOf = (input: unknown): unknown => {
  try {
    narrow(input as string, { expiresIn: '1h' })
    return 'narrowed'
  } catch (error) {
    if (!(error instanceof LatchkeyError)) return error
    return typeof input === 'string' && input.length > 12 && String(error.stack).includes(input)
      ? 'repeated'
      : error.code
  }
}

describe('whatever is given for a token', () => {
  test('is refused by validate and verify and described by inspect, and nothing throws: hostile values', () => {
    expect(hostile.map(complaint)).toEqual(hostile.map(() => undefined))
  })

  test('is refused by validate and verify and described by inspect, and nothing throws: anything', () => {
    expect(counterexample(anything, (input) => complaint(input) === undefined)).toBeUndefined()
  })

  test('is refused by validate and verify and described by inspect, and nothing throws: texts', () => {
    expect(counterexample(texts, (input) => complaint(input) === undefined, 20_000)).toBeUndefined()
  })

  test('makes narrow throw a LatchkeyError, which does not repeat it', () => {
    clock.milliseconds = start * 1000
    for (const input of hostile) expect(codeOf(input)).toBe('MALFORMED_TOKEN')
    expect(counterexample(anything, (input) => codeOf(input) === 'MALFORMED_TOKEN', 5000)).toBeUndefined()
    expect(
      counterexample(texts, (input) =>
        ['MALFORMED_TOKEN', 'SEALED_TOKEN', 'INVALID_OPTION', 'narrowed'].includes(String(codeOf(input))),
      ),
    ).toBeUndefined()
  })

  test('costs little: 20,000 refusals of the longest texts take less than 5 seconds', () => {
    const long = `${'lk'.repeat(4095)}A=`
    const before = process.threadCpuUsage()
    for (let count = 0; count < 20_000; count++) if (tokens.validate(long, some)) fail()
    const { user, system } = process.threadCpuUsage(before)
    expect((user + system) / 1000).toBeLessThan(5000)
  })
})

const isId = (value: unknown): boolean =>
  (typeof value === 'number' && Number.isSafeInteger(value) && !Object.is(value, -0)) ||
  (typeof value === 'bigint' && value >= -(2n ** 63n) && value < 2n ** 64n) ||
  (typeof value === 'string' && value !== '' && value.isWellFormed() && Buffer.byteLength(value) <= 255)

const idOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, 'id')
    ? (value as { id: unknown }).id
    : value

// What is made at random happens to be right once in some 100,000 times.

/** Whether a value is an object of own properties that are all right by their names, and has one at least. */
function hasOnly(value: unknown, right: Readonly<Record<string, (part: unknown) => boolean>>): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const parts = Object.entries(value)
  return parts.length > 0 && parts.every(([name, part]) => Object.hasOwn(right, name) && right[name]!(part))
}
const isText = (value: unknown): boolean => typeof value === 'string' && isId(value)
const isRightGrant = (value: unknown): boolean =>
  hasOnly(value, {
    app: isText,
    model: (name) => isText(name) && Object.hasOwn(value as object, 'app'),
    id: (id) => isId(id) && Object.hasOwn(value as object, 'model'),
    permissions: (names) => Array.isArray(names) && Array.from(names).every(isText),
  }) && Object.hasOwn(value as object, 'permissions')
const isRightScope = (value: unknown): boolean =>
  Array.isArray(value) && Array.from(value).every(isRightGrant)
const isRightOptions = (value: unknown): boolean =>
  hasOnly(value, {
    salt: (salt) => typeof salt === 'string',
    expiresIn: Number.isInteger,
    maxAge: Number.isInteger,
  })
const isRightLimits = (value: unknown): boolean =>
  hasOnly(value, { expiresIn: Number.isInteger, to: isRightScope })

/** The name of an error's code; anything else that is thrown is thrown on. */
function outcome(call: () => unknown): unknown {
  try {
    call()
    return 'nothing'
  } catch (error) {
    if (error instanceof LatchkeyError) return error.code
    throw error
  }
}

const changing = (first: string, later: string): { readonly grants: Scope; readonly reads: () => number } => {
  let reads = 0
  const permissions = Object.defineProperty([first], 0, {
    enumerable: true,
    get: () => (reads++ === 0 ? first : later),
  })
  return { grants: [{ app: 'blog', permissions }] as unknown as Scope, reads: () => reads }
}

describe('a mistake of the program', () => {
  test('in the required scope throws INVALID_SCOPE, and is never taken for nothing', () => {
    expect(
      counterexample(
        anything,
        (value) => {
          const results = [
            outcome(() => tokens.validate(token, value as Scope)),
            outcome(() => tokens.verify(token, value as Scope)),
            outcome(() => tokens.verify('no token', value as Scope)),
            outcome(() => tokens.generate(value as Scope)),
            outcome(() => scope.covers(some, value as Scope)),
            outcome(() => scope.intersect(some, value as Scope)),
            outcome(() => scope.format(value as Scope)),
          ]
          return results.every((result) => result === (isRightScope(value) ? 'nothing' : 'INVALID_SCOPE'))
        },
        5000,
      ),
    ).toBeUndefined()
  })

  test('in a list that changes while it is read is read once: what was checked is what is used', () => {
    const wide = tokens.generate(asScope([{ permissions: ['read', 'change'] }]))
    const uses: ((grants: Scope) => unknown)[] = [
      (grants) =>
        tokens.generate(grants) === tokens.generate(asScope([{ app: 'blog', permissions: ['read'] }])),
      (grants) =>
        tokens.narrow(wide, { to: grants }) ===
        tokens.narrow(wide, { to: asScope([{ app: 'blog', permissions: ['read'] }]) }),
      (grants) => tokens.validate(wide, grants),
      (grants) => scope.format(grants) === 'blog#read',
      (grants) => scope.covers(asScope([{ permissions: ['read'] }]), grants),
      (grants) => scope.format(scope.intersect(grants, asScope([{ permissions: ['read'] }]))) === 'blog#read',
    ]
    for (const later of ['delete', '\ud800', 'x'.repeat(300)]) {
      const answers = uses.map((use) => {
        const { grants, reads } = changing('read', later)
        return [use(grants), reads()]
      })
      expect(answers).toEqual(uses.map(() => [true, 1]))
    }
  })

  test('in the options throws INVALID_OPTION or WEAK_SECRET, and nothing else', () => {
    const codes = new Set(['INVALID_OPTION', 'WEAK_SECRET'])
    expect(
      counterexample(anything, (value) => {
        if (
          value === undefined ||
          (typeof value === 'object' && value !== null && Reflect.ownKeys(value).length === 0)
        )
          return true
        return [
          outcome(() => tokens.validate(token, some, value as VerifyOptions)),
          outcome(() => tokens.generate(some, value as object)),
          outcome(() => tokens.with(value as VerifyOptions)),
          outcome(() => latchkey(value as never)),
        ].every(
          (result, index) =>
            codes.has(String(result)) || (index < 3 && isRightOptions(value) && result === 'nothing'),
        )
      }),
    ).toBeUndefined()
  })

  test('in the limits of a narrowing throws a LatchkeyError, and nothing else', () => {
    const codes = new Set(['INVALID_OPTION', 'INVALID_SCOPE'])
    expect(
      counterexample(anything, (value) => {
        const result = outcome(() => narrow(token, value as Limits))
        return codes.has(String(result)) || (isRightLimits(value) && result === 'nothing')
      }),
    ).toBeUndefined()
    expect(
      counterexample(
        anything,
        (value) =>
          (codes.has(String(outcome(() => narrow(token, { to: value as Scope })))) || isRightScope(value)) &&
          (value instanceof Date ||
            codes.has(String(outcome(() => narrow(token, { expiresAt: value as Date }))))),
      ),
    ).toBeUndefined()
  })

  test('in a secret throws WEAK_SECRET, and the message does not repeat it', () => {
    expect(
      counterexample(anything, (value) => {
        if (value instanceof Uint8Array && value.length >= 32) return true
        return (
          outcome(() => latchkey({ secrets: value as string, apps: [] })) === 'WEAK_SECRET' &&
          (value === undefined || outcome(() => keygen(value as string)) === 'WEAK_SECRET')
        )
      }),
    ).toBeUndefined()
  })

  test('in an id throws INVALID_ID: nothing but an exact integer, a text, or a row that has one', () => {
    const { Post } = defineApp('blog', { Post: {} })
    expect(
      counterexample(
        anything,
        (value) => outcome(() => Post(value as never)) === (isId(idOf(value)) ? 'nothing' : 'INVALID_ID'),
        5000,
      ),
    ).toBeUndefined()
  })
})

describe('the path of a verification', () => {
  test('runs no regular expression', () => {
    const long = asScope(
      [...Array(30).keys()].map((id) => ({
        app: 'blog',
        model: 'Post',
        id: `text ${id}`,
        permissions: ['read'],
      })),
    )
    const subjects = [
      token,
      tokens.generate(long),
      tokens.narrow(token, { to: some }),
      `${token}=`,
      'x y',
      'lkA',
      `lksecret1_${token}`,
    ]
    const methods = [
      'exec',
      'test',
      Symbol.match,
      Symbol.matchAll,
      Symbol.replace,
      Symbol.search,
      Symbol.split,
    ] as const
    const kept = methods.map((method) => Object.getOwnPropertyDescriptor(RegExp.prototype, method)!)
    const prototype: object = RegExp.prototype
    const { RegExp: Kept } = globalThis
    let runs = 0
    for (const [index, method] of methods.entries()) {
      const original = kept[index]!.value as (...all: unknown[]) => unknown
      Object.defineProperty(prototype, method, {
        configurable: true,
        value(this: RegExp, ...all: unknown[]): unknown {
          runs++
          return original.apply(this, all)
        },
      })
    }
    globalThis.RegExp = new Proxy(Kept, { construct: fail, apply: fail })
    let control = 0
    try {
      void 'a b'.split(/ /)
      control = runs
      runs = 0
      for (const subject of subjects) {
        for (const required of [some, long, 'authentic'] satisfies Requirement[]) {
          tokens.validate(subject, required)
          const verdict = tokens.verify(subject, required)
          if (verdict.ok)
            void [verdict.pass.scope, verdict.pass.id, verdict.pass.rootId, verdict.pass.allows(long)]
        }
        inspect(subject)
      }
      tokens.narrow(token, { to: long })
      tokens.generate(long)
    } finally {
      globalThis.RegExp = Kept
      for (const [index, method] of methods.entries()) Object.defineProperty(prototype, method, kept[index]!)
    }
    expect(control).toBeGreaterThan(0)
    expect(runs).toBe(0)
  })
})
