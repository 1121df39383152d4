/**
 * The holder's way: a narrowed token grants what both grant, lives no longer, and cannot grow back.
 */
import fc from 'fast-check'
import { defineApp, inspect, keygen, latchkey, LatchkeyError, narrow, scope } from 'latchkey'
import type { Grant, Limits, Scope } from 'latchkey'
import { describe, expect, test } from 'vitest'
import { times } from './property/always.ts'

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read', 'change'] } })
const start = 1_800_000_000_000
let now = start
const { tokens } = latchkey({ secrets: keygen(), apps: [], clock: () => now })
const wide = scope.accessModel(blog.Post, 'read', 'change')
const one = scope.accessObj(blog.Post(42), 'read')

function codeOf(action: () => unknown): string | undefined {
  try {
    action()
    return undefined
  } catch (error) {
    return error instanceof LatchkeyError ? error.code : `no LatchkeyError: ${String(error)}`
  }
}
function at<Result>(time: number, action: () => Result): Result {
  now = time
  try {
    return action()
  } finally {
    now = start
  }
}

// ---------------------------------------------------------------- what narrowing does

test('a narrowed token grants what both grant, and no more', () => {
  const token = tokens.narrow(tokens.generate(wide), { to: one })
  expect(tokens.validate(token, one)).toBe(true)
  expect(tokens.validate(token, scope.accessObj(blog.Post(42), 'change'))).toBe(false)
  expect(tokens.validate(token, scope.accessObj(blog.Post(43), 'read'))).toBe(false)
  expect(tokens.validate(token, wide)).toBe(false)
})

test('narrowing to what a token does not grant is legal, and grants nothing there', () => {
  const token = tokens.narrow(tokens.generate(one), { to: scope.accessAll('read', 'change', 'fly') })
  const verdict = tokens.verify(token, 'authentic')
  expect(verdict.ok && verdict.pass.scope).toEqual(one)
  expect(tokens.validate(token, scope.accessAll('read'))).toBe(false)
  const beside = tokens.narrow(tokens.generate(one), { to: scope.accessObj(blog.Post(43), 'read') })
  const empty = tokens.verify(beside, 'authentic')
  expect(empty.ok && empty.pass.scope).toEqual([])
})

test('a narrowed token cannot grow back: no text that its holder can make grants more', () => {
  const parent = tokens.generate(wide, { expiresIn: '1h' })
  const child = tokens.narrow(parent, { to: one, expiresIn: '1m' })
  const widened = [
    tokens.narrow(child, { to: wide }),
    tokens.narrow(child, { to: scope.accessAll('read', 'change') }),
    tokens.narrow(child, { expiresIn: '2h' }),
    tokens.narrow(child, { to: wide, expiresIn: '2h' }),
  ]
  for (const token of widened) {
    expect(tokens.validate(token, one)).toBe(true)
    expect(tokens.validate(token, scope.accessObj(blog.Post(42), 'change'))).toBe(false)
    expect(at(start + 60_000, () => tokens.validate(token, one))).toBe(false)
  }
  // The blocks of the child under other tags, the child without its blocks, the parent's bytes under the child's tag.
  const [parentBytes, childBytes] = [parent, child].map((token) => Buffer.from(token, 'base64url')) as [
    Buffer,
    Buffer,
  ]
  const root = parentBytes.subarray(0, -16)
  const spliced = [
    Buffer.concat([root, childBytes.subarray(-16)]),
    Buffer.concat([childBytes.subarray(0, -16), parentBytes.subarray(-16)]),
    Buffer.concat([root, root, parentBytes.subarray(-16)]),
    childBytes.subarray(0, root.length + 16),
  ]
  for (const bytes of spliced) expect(tokens.validate(bytes.toString('base64url'), 'authentic')).toBe(false)
})

const bodyOf = (token: string): Buffer => Buffer.from(token, 'base64url').subarray(0, -16)
const tagOf = (token: string): Buffer => Buffer.from(token, 'base64url').subarray(-16)
test('blocks of one token are not blocks of another, and keep their order', () => {
  const [first, second] = [tokens.generate(wide), tokens.generate(wide, { unique: true })]
  const narrowings: Limits[] = [
    { to: one },
    { to: scope.accessObj(blog.Post(43), 'read') },
    { expiresIn: 60 },
  ]
  const blocks = narrowings.map((limits) => {
    const body = bodyOf(tokens.narrow(first, limits))
    return body.subarray(bodyOf(first).length)
  })
  const made = narrowings.map((limits) => tokens.narrow(first, limits))
  const chained = narrowings.reduce((token, limits) => tokens.narrow(token, limits), first)
  expect(tokens.validate(chained, 'authentic')).toBe(true)
  const root = bodyOf(first)
  const bodies = [
    ...blocks.map((block) => Buffer.concat([root, block])),
    ...blocks.map((block) => Buffer.concat([bodyOf(second), block])),
    ...blocks.flatMap((block) => blocks.map((other) => Buffer.concat([root, block, other]))),
    Buffer.concat([root, ...blocks.toReversed()]),
    Buffer.concat([root, ...blocks, ...blocks]),
  ]
  const tags = [first, second, chained, ...made].map(tagOf)
  const genuine = new Set([first, second, chained, ...made])
  const accepted = bodies
    .flatMap((body) => tags.map((tag) => Buffer.concat([body, tag]).toString('base64url')))
    .filter((token) => !genuine.has(token) && tokens.validate(token, 'authentic'))
  expect(accepted).toEqual([])
})

test('a forged token narrows to a forged token', () => {
  const forged = Buffer.from(tokens.generate(wide), 'base64url')
  forged[forged.length - 1]! ^= 1
  const narrowed = narrow(forged.toString('base64url'), { to: one })
  expect(tokens.verify(narrowed, one)).toMatchObject({ reason: 'forged' })
})

test('equal narrowings of one token are one token, and what is kept is kept', () => {
  const token = tokens.generate(wide, { subject: 'ann', bind: [1], salt: 'a' })
  expect(tokens.narrow(token, { to: one })).toBe(tokens.narrow(token, { to: [...one, ...one] }))
  const verdict = tokens.verify(tokens.narrow(token, { to: one }), one, { bind: [1], salt: 'a' })
  const parent = tokens.verify(token, one, { bind: [1], salt: 'a' })
  if (!verdict.ok || !parent.ok) throw new Error('refused')
  expect(verdict.pass.subject).toBe('ann')
  expect(verdict.pass.rootId).toBe(parent.pass.id)
  expect(verdict.pass.id).not.toBe(parent.pass.id)
  expect(verdict.pass.issuedAt).toEqual(parent.pass.issuedAt)
  expect(tokens.validate(tokens.narrow(token, { to: one }), one, { salt: 'a' })).toBe(false)
})

test('narrow() and tokens.narrow() differ by their clock only', () => {
  const token = tokens.generate(wide)
  expect(narrow(token, { to: one })).toBe(tokens.narrow(token, { to: one }))
  const until = new Date(start + 60_000)
  expect(narrow(token, { expiresAt: until })).toBe(tokens.narrow(token, { expiresIn: 60 }))
  const real = latchkey({ secrets: keygen(), apps: [] }).tokens
  const seen = inspect(narrow(real.generate(wide), { expiresIn: '1h' }))
  const left = seen.ok ? (seen.unverifiedExpiresAt?.getTime() ?? 0) - Date.now() : 0
  expect(Math.abs(left - 3_600_000)).toBeLessThan(5000)
})

test('a token is narrowed 16 times, and not once more', () => {
  let token = tokens.generate(wide)
  for (let count = 0; count < 16; count++) {
    token = tokens.narrow(token, { to: wide })
    expect(tokens.validate(token, wide)).toBe(true)
  }
  expect(codeOf(() => tokens.narrow(token, { to: wide }))).toBe('TOO_LARGE')
  expect(codeOf(() => tokens.narrow(token, { expiresIn: '1h' }))).toBe('TOO_LARGE')
})

test('a lifetime that no token can say is no limit', () => {
  const old = tokens.generate(wide)
  const far = at(start + 100 * 365 * 86_400_000, () => tokens.narrow(old, { expiresIn: '36500d' }))
  expect(at(start + 2 ** 32 * 1000 - 2000, () => tokens.validate(far, one))).toBe(true)
})

// ---------------------------------------------------------------- properties

const grants: fc.Arbitrary<Grant> = fc
  .record({
    level: fc.integer({ min: 0, max: 3 }),
    app: fc.constantFrom('a', 'b'),
    model: fc.constantFrom('M', 'N'),
    id: fc.constantFrom<unknown>(1, 2, '1', [1, 'x']),
    permissions: fc.uniqueArray(fc.constantFrom('r', 'w'), { minLength: 1, maxLength: 2 }),
  })
  .map(({ level, app, model, id, permissions }) => {
    const parts = Object.entries({ app, model, id }).slice(0, level)
    return Object.fromEntries([...parts, ['permissions', permissions]]) as unknown as Grant
  })
const scopes: fc.Arbitrary<Scope> = fc.array(grants, { minLength: 1, maxLength: 5 })

test('a chain grants exactly what each of its links grants', () => {
  fc.assert(
    fc.property(fc.array(scopes, { minLength: 1, maxLength: 5 }), scopes, ([first, ...rest], asked) => {
      const token = rest.reduce((held, to) => narrow(held, { to }), tokens.generate(first!))
      const expected = [first!, ...rest].every((link) => scope.covers(link, asked))
      expect(tokens.validate(token, asked)).toBe(expected)
      const verdict = tokens.verify(token, 'authentic')
      if (!verdict.ok) throw new Error(verdict.detail)
      expect(verdict.pass.scope).toEqual(
        rest.reduce((held, to) => scope.intersect(held, to), scope.intersect(first!, first!)),
      )
      expect(scope.covers(verdict.pass.scope, asked)).toBe(expected)
      expect(verdict.pass.allows(asked)).toBe(expected)
    }),
    { numRuns: times(1500) },
  )
})

test('a chain lives as long as its shortest link', () => {
  const lifetimes = fc.array(fc.option(fc.integer({ min: 1, max: 50 }), { nil: undefined }), {
    minLength: 1,
    maxLength: 6,
  })
  fc.assert(
    fc.property(lifetimes, fc.integer({ min: 0, max: 60 }), ([first, ...rest], second) => {
      const limits = (expiresIn: number | undefined): Limits =>
        expiresIn === undefined ? { to: wide } : { expiresIn }
      const root = tokens.generate(wide, first === undefined ? {} : { expiresIn: first })
      const token = rest.reduce<string>((held, lifetime) => tokens.narrow(held, limits(lifetime)), root)
      const end = Math.min(...[first, ...rest].map((lifetime) => lifetime ?? Infinity))
      expect(at(start + second * 1000, () => tokens.validate(token, one))).toBe(second < end)
    }),
    { numRuns: times(1000) },
  )
})

// ---------------------------------------------------------------- what is refused

describe('narrow() refuses', () => {
  const token = tokens.generate(wide)

  test.each([
    ['nothing', undefined],
    ['null', null],
    ['a number', 5],
    ['the empty text', ''],
    ['a text', 'no token'],
    ['a token with white space', ` ${token}`],
    ['a token without its end', token.slice(0, -4)],
    ['a token of another version', `ll${token.slice(2)}`],
    ['a secret', keygen()],
    ['a list', [token]],
    ['a String', new String(token)],
    ['bytes', Buffer.from(token, 'base64url')],
    ['8,193 characters', `lk${'A'.repeat(8191)}`],
  ])('%s for a token', (_label, value) => {
    expect(codeOf(() => narrow(value as string, { to: one }))).toBe('MALFORMED_TOKEN')
    expect(codeOf(() => tokens.narrow(value as string, { expiresIn: '1h' }))).toBe('MALFORMED_TOKEN')
  })

  test.each([
    ['no limits', undefined, 'INVALID_OPTION'],
    ['empty limits', {}, 'INVALID_OPTION'],
    ['an empty scope', { to: [] }, 'INVALID_SCOPE'],
    ['a scope that grants nothing', { to: scope.parse('blog.Post:42#') }, 'INVALID_SCOPE'],
    ['an empty scope beside a lifetime', { to: [], expiresIn: '1h' }, 'INVALID_SCOPE'],
    ["'authentic'", { to: 'authentic' }, 'INVALID_SCOPE'],
    ['a text for a scope', { to: 'blog.Post:42#read' }, 'INVALID_SCOPE'],
    ['a scope for limits', one, 'INVALID_OPTION'],
    ['a salt', { to: one, salt: 'a' }, 'INVALID_OPTION'],
    ['a key', { to: one, key: keygen() }, 'INVALID_OPTION'],
    ['a subject', { to: one, subject: 'ann' }, 'INVALID_OPTION'],
    ['uses', { to: one, uses: 1 }, 'INVALID_OPTION'],
    ['narrowable', { to: one, narrowable: false }, 'INVALID_OPTION'],
  ])('%s', (_label, limits, code) => {
    expect(codeOf(() => narrow(token, limits as Limits))).toBe(code)
    expect(codeOf(() => tokens.narrow(token, limits as Limits))).toBe(code)
  })

  test('to make a token that is too long', () => {
    const many = Array.from({ length: 600 }, (_, index) => ({ app: index.toString(36), permissions: ['r'] }))
    const long = many as unknown as Scope
    expect(codeOf(() => narrow(tokens.generate(long), { to: long }))).toBe('TOO_LARGE')
    expect(codeOf(() => narrow(token, { to: long }))).toBe(undefined)
  })
})

test.each([
  ['no text', undefined, { to: one }, 'narrow() takes a token: a token is a text'],
  ['another version', 'llA', { to: one }, 'narrow() takes a token: '],
  ['an unknown option', tokens.generate(wide), { until: 5 }, 'narrow() has no option "until"'],
  ['no duration', tokens.generate(wide), { expiresIn: '1w' }, 'expiresIn is no duration'],
  ['no date', tokens.generate(wide), { expiresAt: '2026' }, 'expiresAt is no valid Date'],
])('the message for %s says what is wrong', (_label, token, limits, message) => {
  expect(() => narrow(token as string, limits as Limits)).toThrow(message)
})

test('narrowing keeps a token untouched, and its limits too', () => {
  const token = tokens.generate(wide)
  const to = [{ app: 'blog', model: 'Post', id: 42, permissions: ['read'] }]
  const limits = { to: to as unknown as Scope, expiresIn: '1h' } as const
  tokens.narrow(token, limits)
  expect(to).toEqual([{ app: 'blog', model: 'Post', id: 42, permissions: ['read'] }])
  expect([to, to[0], limits].some(Object.isFrozen)).toBe(false)
  expect(tokens.validate(token, wide)).toBe(true)
})
