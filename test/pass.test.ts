/**
 * A pass: verified once, asked often. What it says, what it answers, and that only a check makes one.
 */
import fc from 'fast-check'
import { defineApp, keygen, latchkey, LatchkeyError, scope as anyScope } from 'latchkey'
import type { GenerateOptions, Grant, Pass, Requirement, Scope } from 'latchkey'
import { describe, expect, test } from 'vitest'
import { times } from './property/always.ts'

const uuid = '3f2504e0-4f89-41d3-9a0c-0305e82c3301'
const blog = defineApp('blog', {
  Post: { id: 'int', permissions: ['read', 'change', 'publish'] },
  Comment: { id: 'uuid', permissions: ['read', 'moderate'] },
  Tag: { permissions: ['read'] },
  Event: { id: 'bigint', permissions: ['read'] },
  Note: {},
  Line: { id: ['int', 'string'], permissions: ['read'] },
})
const shop = defineApp('shop', { Post: { id: 'int', permissions: ['read'] } })
const start = 1_800_000_000_000
let now = start
const { scope, tokens } = latchkey({ secrets: keygen(), apps: [blog, shop], clock: () => now })

function codeOf(action: () => unknown): string | undefined {
  try {
    action()
    return undefined
  } catch (error) {
    return error instanceof LatchkeyError ? error.code : `no LatchkeyError: ${String(error)}`
  }
}
function passOf(token: string, required: Requirement = 'authentic'): Pass {
  const verdict = tokens.verify(token, required)
  if (!verdict.ok) throw new Error(`${verdict.reason}: ${verdict.detail}`)
  return verdict.pass
}
const granting = (granted: Scope, options?: GenerateOptions): Pass =>
  passOf(tokens.generate(granted, options))

// ---------------------------------------------------------------- what it says

test('a pass says what remains, since when, until when, for whom, and its ids', () => {
  const token = tokens.generate(scope.accessObj(blog.Post(42), 'read', 'change'), {
    expiresIn: '1h',
    subject: 'ann',
  })
  const pass = passOf(token)
  expect(pass.scope).toEqual([{ app: 'blog', model: 'Post', id: 42, permissions: ['change', 'read'] }])
  expect(pass.issuedAt).toEqual(new Date(start))
  expect(pass.expiresAt).toEqual(new Date(start + 3_600_000))
  expect(pass.subject).toBe('ann')
  expect(pass.id).toMatch(/^[0-9a-f]{32}$/)
  expect(pass.rootId).toBe(pass.id)

  const narrowed = passOf(tokens.narrow(token, { to: scope.accessObj(blog.Post(42), 'read'), expiresIn: 60 }))
  expect(narrowed.scope).toEqual([{ app: 'blog', model: 'Post', id: 42, permissions: ['read'] }])
  expect(narrowed.expiresAt).toEqual(new Date(start + 60_000))
  expect(narrowed.rootId).toBe(pass.rootId)
  expect(narrowed.id).not.toBe(pass.id)
})

test('the ids are those that SPEC.md prints', () => {
  const published = latchkey({
    secrets: Uint8Array.from({ length: 32 }, (_, index) => index),
    apps: [],
    clock: () => Date.UTC(2026, 0, 1),
  }).tokens
  const verdict = published.verify(
    'lkESA8O4gAMEYmxvZwRQb3N0KgACBmNoYW5nZQRyZWFkFgOQHAMEYmxvZwRQb3N0KgABBHJlYWSok0hJaCbB2f4B76NcuShD',
    'authentic',
  )
  if (!verdict.ok) throw new Error(verdict.detail)
  expect(verdict.pass.rootId).toBe('a700bb90790c276b7a8fbca5b1ba0741')
  expect(verdict.pass.id).toBe('45ed0d767c2d0ba05e33611660e1be18')
})

test('a pass is frozen, and so is its scope; a later clock changes nothing of it', () => {
  const pass = granting(scope.accessObj(blog.Post(42), 'read'), { expiresIn: 60, subject: blog.Post(7) })
  expect([pass, pass.scope, pass.subject].every(Object.isFrozen)).toBe(true)
  expect(pass.scope).toBe(pass.scope)
  for (const change of [{ allows: () => true }, { expiresAt: undefined }, { scope: [] }, { extra: 1 }])
    expect(() => Object.assign(pass, change)).toThrow(TypeError)
  now = start + 3_600_000
  expect(pass.allows(scope.accessObj(blog.Post(42), 'read'))).toBe(true)
  now = start
})

test('the functions of a pass work apart from it', () => {
  const required = scope.accessObj(blog.Post(42), 'read')
  const pass = passOf(tokens.generate(required), required)
  // oxlint-disable-next-line typescript/unbound-method
  const { allows, objects, required: requiredOf } = pass
  const { scope: remaining, id, rootId } = pass
  expect(allows(required)).toBe(true)
  expect(objects(blog.Post, 'read')).toEqual({ kind: 'some', ids: [42] })
  expect(requiredOf(blog.Post)).toEqual(blog.Post(42))
  expect([remaining, id, rootId]).toEqual([required, expect.any(String), id])
  expect([required, required].map(allows)).toEqual([true, true])
})

test('a pass as JSON says what it says, and holds neither tag nor token', () => {
  const token = tokens.generate(scope.accessObj(blog.Post(42), 'read'), { expiresIn: '1h', subject: 'ann' })
  const pass = passOf(token)
  expect(JSON.parse(JSON.stringify(pass))).toEqual({
    scope: [{ app: 'blog', model: 'Post', id: 42, permissions: ['read'] }],
    issuedAt: new Date(start).toISOString(),
    expiresAt: new Date(start + 3_600_000).toISOString(),
    subject: 'ann',
    id: pass.id,
    rootId: pass.rootId,
  })
  const tag = Buffer.from(token, 'base64url').subarray(-16)
  const written = JSON.stringify({ pass, nested: [pass] })
  for (const text of [
    token,
    token.slice(-20),
    tag.toString('hex'),
    tag.toString('base64'),
    tag.toString('base64url'),
  ])
    expect(written).not.toContain(text)
})

test('a pass of any ids can be written as JSON, since a holder chooses what a token is narrowed to', () => {
  const token = tokens.generate(scope.accessModel(blog.Post, 'read'))
  const large = anyScope.parse('blog.Post:18446744073709551615#read')
  const pass = passOf(tokens.narrow(token, { to: large }))
  expect(pass.scope).toEqual(large)
  expect(() => JSON.stringify(pass)).not.toThrow()
})

test.each([
  ['blog.Tag:18446744073709551615#read', '18446744073709551615'],
  ['blog.Tag:(5,18446744073709551615,x)#read', [5, '18446744073709551615', 'x']],
  ['blog.Tag:(5,x)#read', [5, 'x']],
  ['blog.Tag:5#read', 5],
])('the id of %s is %j in JSON', (line, id) => {
  const { scope: remaining } = granting(anyScope.parse(line))
  expect(JSON.parse(JSON.stringify(remaining))).toEqual([
    { app: 'blog', model: 'Tag', id, permissions: ['read'] },
  ])
  // Only an integer that JSON would round needs more than the grant itself.
  expect('toJSON' in remaining[0]!).toBe(line.includes('18446744073709551615'))
})

// ---------------------------------------------------------------- allows

test('allows answers as validate does', () => {
  const pair = fc.record({
    app: fc.constantFrom('a', 'b'),
    model: fc.constantFrom('M', 'N'),
    id: fc.integer({ min: 1, max: 12 }),
    level: fc.integer({ min: 0, max: 3 }),
    permissions: fc.uniqueArray(fc.constantFrom('r', 'w', 'x'), { maxLength: 3 }),
  })
  const scopes = fc.array(
    pair.map(({ app, model, id, level, permissions }) => {
      const parts = Object.entries({ app, model, id }).slice(0, level)
      return Object.fromEntries([...parts, ['permissions', permissions]]) as Grant
    }),
    { maxLength: 12 },
  )
  fc.assert(
    fc.property(scopes, fc.array(scopes, { maxLength: 4 }), (granted, questions) => {
      const token = tokens.generate(granted)
      const pass = passOf(token)
      for (const asked of questions) {
        expect(pass.allows(asked)).toBe(tokens.validate(token, asked))
        expect(pass.allows(asked)).toBe(anyScope.covers(pass.scope, asked))
      }
    }),
    { numRuns: times(1000) },
  )
})

test.each([undefined, null, 'authentic', 'blog#read', {}, [{}], 5])(
  'allows takes a scope, and not %j',
  (asked) => {
    expect(codeOf(() => granting(scope.accessAll('read')).allows(asked as never))).toBe('INVALID_SCOPE')
  },
)

test('a pass of one check answers what another would have required', () => {
  const pass = passOf(
    tokens.generate(scope.accessModel(blog.Post, 'read')),
    scope.accessObj(blog.Post(42), 'read'),
  )
  expect(pass.allows(scope.accessObj(blog.Post(43), 'read'))).toBe(true)
  expect(pass.allows(scope.accessObj(blog.Post(42), 'change'))).toBe(false)
  expect(pass.allows([])).toBe(true)
})

// ---------------------------------------------------------------- objects

const some = (...ids: unknown[]): unknown => ({ kind: 'some', ids })

describe('objects', () => {
  const post = (...ids: number[]): Scope =>
    scope.union(...ids.map((id) => scope.accessObj(blog.Post(id), 'read')))
  const cases: readonly (readonly [label: string, granted: Scope, expected: unknown])[] = [
    ['none of nothing', [], { kind: 'none' }],
    ['none of another permission', scope.accessModel(blog.Post, 'change'), { kind: 'none' }],
    ['none of another model', scope.accessModel(blog.Comment, 'read'), { kind: 'none' }],
    ['none of a model of like name', scope.accessModel(shop.Post, 'read'), { kind: 'none' }],
    ['none of another app', scope.accessApp(shop, 'read'), { kind: 'none' }],
    ['all of everything', scope.accessAll('read'), { kind: 'all' }],
    ['all of the app', scope.accessApp(blog, 'read'), { kind: 'all' }],
    ['all of the model', scope.accessModel(blog.Post, 'read'), { kind: 'all' }],
    [
      'all of the model, and one',
      scope.union(post(42), scope.accessModel(blog.Post, 'read')),
      { kind: 'all' },
    ],
    ['one', post(42), some(42)],
    ['several, ascending', post(7, 3, 42, 3), some(3, 7, 42)],
    ['those of this permission', scope.union(post(1), scope.accessObj(blog.Post(2), 'change')), some(1)],
    [
      'those of several permissions',
      scope.union(scope.accessObj(blog.Post(2), 'read', 'change'), post(1)),
      some(1, 2),
    ],
    [
      'none that is no id of its kind',
      anyScope.parse('blog.Post:x#read blog.Post:%342#read'),
      { kind: 'none' },
    ],
    [
      'none that is too large for its kind',
      anyScope.parse('blog.Post:18446744073709551615#read'),
      { kind: 'none' },
    ],
    ['those that are ids of its kind', anyScope.parse('blog.Post:x#read blog.Post:42#read'), some(42)],
  ]

  test.each(cases)('%s', (_label, granted, expected) => {
    const found = granting(granted).objects(blog.Post, 'read')
    expect(found).toEqual(expected)
    expect(Object.isFrozen(found)).toBe(true)
    expect(found.kind !== 'some' || Object.isFrozen(found.ids)).toBe(true)
  })

  test('what a narrowing leaves', () => {
    const token = tokens.generate(scope.accessModel(blog.Post, 'read', 'change'))
    const of = (...to: Scope[]): unknown =>
      passOf(to.reduce((held, one) => tokens.narrow(held, { to: one }), token)).objects(blog.Post, 'read')
    expect(of(post(1, 2, 3))).toEqual(some(1, 2, 3))
    expect(of(post(1, 2, 3), post(2, 3, 4))).toEqual(some(2, 3))
    expect(of(post(1), post(2))).toEqual({ kind: 'none' })
    expect(of(scope.accessAll('read'))).toEqual({ kind: 'all' })
  })

  test('ids of each kind, as the model declares them', () => {
    const comments = anyScope.parse(
      `blog.Comment:${uuid}#read blog.Comment:${uuid.toUpperCase()}#read blog.Comment:5#read`,
    )
    expect(granting(comments).objects(blog.Comment, 'read')).toEqual(some(uuid))
    const tags = anyScope.parse('blog.Tag:5#read blog.Tag:%35#read blog.Tag:x#read')
    expect(granting(tags).objects(blog.Tag, 'read')).toEqual(some(5, '5', 'x'))
    const lines = anyScope.parse(
      'blog.Line:(1,x)#read blog.Line:(x,1)#read blog.Line:1#read blog.Line:(1,2,3)#read',
    )
    expect(granting(lines).objects(blog.Line, 'read')).toEqual(some([1, 'x']))
  })

  test('integers that are large, each exact', () => {
    const spread = [2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 64n - 1n]
    const close = Array.from({ length: 20 }, (_, index) => 2n ** 63n + BigInt(3 * index))
    for (const ids of [spread, close]) {
      const events = scope.union(...ids.map((id) => scope.accessObj(blog.Event(id), 'read')))
      expect(granting(events).objects(blog.Event, 'read')).toEqual(some(...ids))
    }
  })

  test('any permission of a model that declares none', () => {
    expect(granting(anyScope.accessModel(blog.Note, 'pin')).objects(blog.Note, 'pin')).toEqual({
      kind: 'all',
    })
    expect(granting(anyScope.accessModel(blog.Note, 'pin')).objects(blog.Note, 'read')).toEqual({
      kind: 'none',
    })
  })

  test('are exactly the rows that allows() allows', () => {
    const ids = fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(ids, ids, (granted, narrowed) => {
        const pass = passOf(tokens.narrow(tokens.generate(post(...granted)), { to: post(...narrowed) }))
        const found = pass.objects(blog.Post, 'read')
        const rows = Array.from({ length: 41 }, (_, id) => id)
        const allowed = rows.filter((id) => pass.allows(scope.accessObj(blog.Post(id), 'read')))
        expect(found).toEqual(allowed.length === 0 ? { kind: 'none' } : some(...allowed))
      }),
      { numRuns: times(1000) },
    )
  })

  test('an unknown permission throws, and is not taken for none', () => {
    const pass = granting(scope.accessAll('read'))
    for (const name of ['raed', 'moderate', '', 'constructor', undefined, null])
      expect(codeOf(() => pass.objects(blog.Post, name as unknown as 'read'))).toBe('UNKNOWN_PERMISSION')
    expect(() => pass.objects(blog.Post, 'raed' as 'read')).toThrow('blog.Post has no permission "raed"')
    expect(() => pass.objects(blog.Post, null as never)).toThrow('has no permission a null')
  })

  test.each([
    ['an object', blog.Post(1)],
    ['an app', blog],
    ['a path', 'blog.Post'],
    ['null', null],
    ['undefined', undefined],
    ['what looks like a model', Object.assign(() => 1, { path: 'blog.Post', permissions: ['read'] })],
  ])('%s is no model', (_label, model) => {
    const pass = granting(scope.accessAll('read'))
    expect(codeOf(() => pass.objects(model as unknown as typeof blog.Post, 'read'))).toBe('INVALID_SCOPE')
    expect(codeOf(() => pass.required(model as unknown as typeof blog.Post))).toBe('INVALID_SCOPE')
  })
})

// ---------------------------------------------------------------- required

describe('required', () => {
  const token = tokens.generate(scope.accessAll('read', 'change'))

  test('is the one object that the check asked for, canonical', () => {
    const asked = scope.union(
      scope.accessObj(blog.Post('42'), 'read'),
      scope.accessObj(blog.Comment(uuid.toUpperCase()), 'read'),
    )
    const pass = passOf(token, asked)
    expect(pass.required(blog.Post)).toEqual(blog.Post(42))
    expect(pass.required(blog.Comment).id).toBe(uuid)
    expect(Object.isFrozen(pass.required(blog.Post))).toBe(true)
    expect(anyScope.covers(asked, anyScope.accessObj(pass.required(blog.Post), 'read'))).toBe(true)
  })

  test('is one object, though it was asked for twice', () => {
    const twice = scope.union(
      scope.accessObj(blog.Post(42), 'read'),
      scope.accessObj(blog.Post('42'), 'change'),
    )
    expect(passOf(token, twice).required(blog.Post).id).toBe(42)
    const lines = scope.union(
      scope.accessObj(blog.Line([1, 'x']), 'read'),
      scope.accessObj(blog.Line(['1', 'x']), 'read'),
    )
    expect(passOf(token, lines).required(blog.Line).id).toEqual([1, 'x'])
  })

  test.each([
    ['a check that asked for nothing', 'authentic'],
    ['an empty scope', []],
    ['a model', scope.accessModel(blog.Post, 'read')],
    ['an app', scope.accessApp(blog, 'read')],
    ['everything', scope.accessAll('read')],
    ['an object of another model', scope.accessObj(blog.Comment(uuid), 'read')],
    ['an object of a model of like name', scope.accessObj(shop.Post(42), 'read')],
    ['two objects', anyScope.parse('blog.Post:1#read blog.Post:2#read')],
    ['an id of another kind', anyScope.parse('blog.Post:%342#read')],
  ] as const)('throws for %s', (_label, asked) => {
    const pass = passOf(token, asked)
    expect(codeOf(() => pass.required(blog.Post))).toBe('INVALID_SCOPE')
  })

  test.each([
    'blog.Tag:ab#read blog.Tag:(a,b)#read',
    'blog.Tag:(a,b)#read blog.Tag:ab#read',
    'blog.Tag:(1,2)#read blog.Tag:(1,2,3)#read',
    'blog.Tag:(1,2,3)#read blog.Tag:(1,2)#read',
    'blog.Tag:(1,2)#read blog.Tag:(1,3)#read',
    'blog.Tag:a#read blog.Tag:b#read',
  ])('throws for two ids that are not one: %s', (line) => {
    const pass = passOf(token, anyScope.parse(line))
    expect(codeOf(() => pass.required(blog.Tag))).toBe('INVALID_SCOPE')
  })

  test('goes by what was required, not by what is granted', () => {
    const pass = passOf(tokens.generate(scope.accessObj(blog.Post(42), 'read')))
    expect(codeOf(() => pass.required(blog.Post))).toBe('INVALID_SCOPE')
  })

  test('keeps what was required when the program changes its scope afterwards', () => {
    const id: (number | string)[] = [1, 'x']
    const asked = [{ app: 'blog', model: 'Line', id, permissions: ['read'] }]
    const pass = passOf(token, asked as unknown as Scope)
    id[0] = 2
    asked.pop()
    expect(pass.required(blog.Line).id).toEqual([1, 'x'])
  })
})

test('a refusal has no pass', () => {
  const verdict = tokens.verify(tokens.generate([]), scope.accessAll('read'))
  expect('pass' in verdict).toBe(false)
})
