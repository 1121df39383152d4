/**
 * What a token says without a key: everything is called unverified, and nothing is proved.
 */
import fc from 'fast-check'
import { defineApp, inspect, keygen, latchkey, lockOf, LatchkeyError } from 'latchkey'
import type { Inspected, Scope } from 'latchkey'
import { expect, test } from 'vitest'
import { times } from './property/always.ts'

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read', 'change'] } })
const start = Date.UTC(2026, 10, 23)
const { scope, tokens } = latchkey({ secrets: keygen(), apps: [blog], clock: () => start })
const wide = scope.accessModel(blog.Post, 'read', 'change')
const one = scope.accessObj(blog.Post(42), 'read')

function seenIn(token: unknown): Inspected {
  const seen = inspect(token)
  if (!seen.ok) throw new Error(seen.detail)
  return seen
}

test('a token says what it was made with', () => {
  const token = tokens.generate(wide, {
    expiresIn: '1h',
    subject: blog.Post(7),
    uses: 3,
    bind: ['v7'],
    narrowable: false,
    salt: 'invite',
  })
  const verdict = tokens.verify(tokens.generate(wide), wide)
  expect(seenIn(token)).toEqual({
    ok: true,
    unverifiedScope: [{ app: 'blog', model: 'Post', permissions: ['change', 'read'] }],
    unverifiedIssuedAt: new Date(start),
    unverifiedExpiresAt: new Date(start + 3_600_000),
    unverifiedSubject: { app: 'blog', model: 'Post', id: 7 },
    unverifiedId: expect.stringMatching(/^[0-9a-f]{32}$/),
    unverifiedKeyId: seenIn(tokens.generate([])).unverifiedKeyId,
    unverifiedUses: 3,
    unverifiedUnique: true,
    unverifiedBound: true,
    unverifiedNarrowable: false,
    unverifiedRoot: {
      unverifiedScope: [{ app: 'blog', model: 'Post', permissions: ['change', 'read'] }],
      unverifiedExpiresAt: new Date(start + 3_600_000),
    },
    unverifiedNarrowings: [],
    numbered: false,
  })
  expect(verdict.ok && verdict.pass.id).toBe(seenIn(tokens.generate(wide)).unverifiedId)
})

test('a plain token says that there is nothing else', () => {
  expect(seenIn(tokens.generate([]))).toMatchObject({
    unverifiedScope: [],
    unverifiedExpiresAt: undefined,
    unverifiedSubject: undefined,
    unverifiedUses: undefined,
    unverifiedUnique: false,
    unverifiedBound: false,
    unverifiedNarrowable: true,
    unverifiedRoot: { unverifiedScope: [], unverifiedExpiresAt: undefined },
  })
})

test('each narrowing is shown, and what remains of all', () => {
  const token = tokens.narrow(tokens.narrow(tokens.generate(wide), { to: one, expiresIn: '1h' }), {
    expiresIn: '1m',
  })
  const verdict = tokens.verify(token, 'authentic')
  expect(seenIn(token)).toMatchObject({
    unverifiedScope: one,
    unverifiedExpiresAt: new Date(start + 60_000),
    unverifiedId: verdict.ok && verdict.pass.id,
    unverifiedRoot: { unverifiedExpiresAt: undefined },
    unverifiedNarrowings: [
      { unverifiedScope: one, unverifiedExpiresAt: new Date(start + 3_600_000) },
      { unverifiedScope: undefined, unverifiedExpiresAt: new Date(start + 60_000) },
    ],
  })
})

test('nothing is proved: a forged and an expired token say what they say', () => {
  const forged = Buffer.from(tokens.generate(one), 'base64url')
  forged[forged.length - 1]! ^= 1
  expect(seenIn(forged.toString('base64url')).unverifiedScope).toEqual(one)
  expect(tokens.validate(forged.toString('base64url'), one)).toBe(false)
  const other = latchkey({ secrets: keygen(), apps: [], clock: () => 1_710_000_000_000 }).tokens
  expect(seenIn(other.generate(one, { expiresIn: 1 })).unverifiedScope).toEqual(one)
})

test('every name of what is not proved says so', () => {
  const seen = seenIn(tokens.narrow(tokens.generate(wide), { to: one }))
  const names = [seen, seen.unverifiedRoot, seen.unverifiedNarrowings[0]!].flatMap((part) =>
    Object.keys(part),
  )
  const plain = names.filter((name) => !name.startsWith('unverified'))
  expect(plain).toEqual(['ok', 'numbered'])
})

test('what is shown is frozen', () => {
  const seen = seenIn(tokens.narrow(tokens.generate(wide, { subject: blog.Post(1) }), { to: one }))
  const parts: unknown[] = [
    seen,
    seen.unverifiedScope,
    seen.unverifiedScope[0],
    seen.unverifiedScope[0]!.permissions,
    seen.unverifiedSubject,
    seen.unverifiedRoot,
    seen.unverifiedNarrowings,
    seen.unverifiedNarrowings[0],
    inspect(''),
  ]
  for (const part of parts) expect(Object.isFrozen(part)).toBe(true)
})

test.each([
  ['undefined', undefined, 'malformed'],
  ['null', null, 'malformed'],
  ['a number', 5, 'malformed'],
  ['a list', ['x'], 'malformed'],
  ['an object', {}, 'malformed'],
  ['a symbol', Symbol('x'), 'malformed'],
  ['the empty text', '', 'malformed'],
  ['a text', 'not a token', 'malformed'],
  ['a JWT', 'eyJhbGciOiJIUzI1NiJ9.e30.XmNK3GpH3Ys_7wsYBfq4C3M6goz71I7dTgUkuIa5lyQ', 'malformed'],
  ['a secret', keygen(), 'malformed'],
  ['8,193 characters', 'l'.repeat(8193), 'malformed'],
  ['another version', 'llA', 'unknown-version'],
])('%s is %s', (_label, token, reason) => {
  expect(inspect(token)).toEqual({ ok: false, reason, detail: expect.stringMatching(/./) })
  expect(tokens.inspect(token)).toEqual(inspect(token))
  expect(tokens.verify(token, 'authentic')).toEqual(inspect(token))
})

// ---------------------------------------------------------------- numbers of a lock

const wiki = defineApp('wiki', { Page: { id: 'int', permissions: ['read', 'change'] }, Note: {} })
const lock = lockOf([wiki])
const compact = latchkey({ secrets: keygen(), apps: [wiki], lock, clock: () => start })
const page = compact.scope.accessObj(wiki.Page(42), 'change')
const levels = compact.scope.union(
  compact.scope.accessAll('read'),
  compact.scope.accessApp(wiki, 'change'),
  compact.scope.accessModel(wiki.Note, 'pin'),
)

test('what stands as a number is shown as one, and by its name where the lock is given', () => {
  const token = compact.tokens.generate(levels, { subject: wiki.Page(7) })
  const shown = [
    { permissions: ['#1.0'] },
    { app: '#2', permissions: ['#2.1'] },
    { app: '#4', model: '#4', permissions: ['pin'] },
  ]
  expect(seenIn(token)).toMatchObject({
    unverifiedSubject: { app: '#3', model: '#3', id: 7 },
    unverifiedRoot: { unverifiedScope: shown },
    numbered: true,
  })
  expect(seenIn(token).unverifiedScope).toEqual(shown)
  const named = {
    unverifiedScope: levels,
    unverifiedSubject: { app: 'wiki', model: 'Page', id: 7 },
    numbered: false,
  }
  expect(inspect(token, { lock })).toMatchObject(named)
  expect(compact.tokens.inspect(token)).toMatchObject(named)
})

test('a number anywhere in a token makes it numbered: of a grant, of the subject alone, of a narrowing', () => {
  const plain = tokens.generate(wide)
  const numbered: [token: string, isNumbered: boolean][] = [
    [compact.tokens.generate(page), true],
    [compact.tokens.generate([], { subject: wiki.Page(7) }), true],
    [compact.tokens.narrow(plain, { to: page }), true],
    [compact.tokens.narrow(compact.tokens.generate(page), { expiresIn: '1h' }), true],
    [compact.tokens.generate(one, { subject: 'ann' }), false],
    [plain, false],
    [tokens.narrow(plain, { to: one, expiresIn: '1h' }), false],
    [tokens.generate([], { subject: blog.Post(7) }), false],
  ]
  for (const [token, isNumbered] of numbered) {
    expect(seenIn(token).numbered).toBe(isNumbered)
    expect(inspect(token, { lock })).toMatchObject({ numbered: false })
  }
})

test('names that are no numbers are shown as they are beside those that are', () => {
  const token = compact.tokens.narrow(tokens.generate(one, { subject: blog.Post(7) }), { to: page })
  expect(seenIn(token)).toMatchObject({
    unverifiedSubject: { app: 'blog', model: 'Post', id: 7 },
    unverifiedRoot: { unverifiedScope: one },
    unverifiedNarrowings: [{ unverifiedScope: [{ app: '#3', model: '#3', id: 42, permissions: ['#3.1'] }] }],
  })
})

test.each([
  ['a lock that is none', { lock: {} }, 'the lock is broken'],
  ['an undefined lock', { lock: undefined }, 'the option lock is undefined'],
  ['another option', { key: keygen() }, 'inspect() has no option "key"; it has lock'],
])('%s is refused', (_label, options, message) => {
  const look = (): unknown => inspect('', options as object)
  expect(look).toThrow(LatchkeyError)
  expect(look).toThrow(message)
})

// ---------------------------------------------------------------- anything else

test('whatever is given is answered, and never thrown at', () => {
  fc.assert(
    fc.property(fc.anything({ withBigInt: true, withDate: true }), (value) => {
      expect(inspect(value).ok).toBe(false)
    }),
    { numRuns: times(2000) },
  )
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 100 }), (bytes) => {
      const body = Buffer.concat([Buffer.from([0x96, 0x40 | (bytes[0]! & 15)]), bytes, Buffer.alloc(16)])
      const seen = inspect(body.toString('base64url'))
      expect(typeof seen.ok).toBe('boolean')
    }),
    { numRuns: times(10_000) },
  )
})

test('inspect agrees with the pass on all that both say', () => {
  const scopes: Scope[] = [
    [],
    one,
    wide,
    scope.accessAll('read'),
    scope.union(one, scope.accessApp(blog, 'change')),
  ]
  for (const granted of scopes) {
    for (const options of [{}, { expiresIn: 60 }, { subject: 'ann' }, { unique: true }] as const) {
      const token = tokens.generate(granted, options)
      const verdict = tokens.verify(token, 'authentic')
      if (!verdict.ok) throw new Error(verdict.detail)
      const { pass } = verdict
      expect(seenIn(token)).toMatchObject({
        unverifiedScope: pass.scope,
        unverifiedIssuedAt: pass.issuedAt,
        unverifiedExpiresAt: pass.expiresAt,
        unverifiedSubject: pass.subject,
        unverifiedId: pass.id,
      })
    }
  }
})

test('an id that no number holds is shown as a bigint, exact', () => {
  const log = defineApp('log', { Event: { id: 'bigint', permissions: ['see'] } })
  const { scope: logScope } = latchkey({ secrets: keygen(), apps: [log] })
  for (const [id, shown] of [
    [5n, 5],
    [2n ** 53n - 1n, 2 ** 53 - 1],
    [2n ** 53n, 2n ** 53n],
    [2n ** 64n - 1n, 2n ** 64n - 1n],
  ] as const)
    expect(seenIn(tokens.generate(logScope.accessObj(log.Event(id), 'see'))).unverifiedScope[0]!.id).toBe(
      shown,
    )
})
