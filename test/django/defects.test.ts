/**
 * The defects of the original, `django-access-tokens` 0.9.2, each as it was run there, and what happens here instead.
 */
import { defineApp, LatchkeyError } from 'latchkey'
import type { Scope } from 'latchkey'
import { djangoTokens, loadTables, signing, tablesFromDumpdata } from 'latchkey/django'
import type { DjangoOptions, Tables } from 'latchkey/django'
import { expect, test } from 'vitest'
import { accepted } from './accepted.ts'

const secretKey = 'the SECRET_KEY of a site'
const salt = 'access_tokens.token:1.0.0:1.0.0'
const start = Date.UTC(2026, 0, 1)

const blog = defineApp('blog', { Post: {}, Comment: {} })
const auth = defineApp('auth', { User: {}, Permission: {} })

const type = (pk: number, app_label: string, model: string): object => ({
  model: 'contenttypes.contenttype',
  pk,
  fields: { app_label, model },
})
const permission = (pk: number, content_type: number, codename: string): object => ({
  model: 'auth.permission',
  pk,
  fields: { content_type, codename },
})
const types = [
  type(1, 'auth', 'permission'),
  type(2, 'auth', 'user'),
  type(7, 'blog', 'post'),
  type(8, 'blog', 'comment'),
]
const permissions = [
  permission(2, 1, 'change_permission'),
  permission(26, 7, 'change_post'),
  permission(27, 7, 'moderate'),
]
const twoModerate = [...permissions, permission(31, 8, 'moderate')]
const tablesOf = (rows: object[]): Tables => tablesFromDumpdata(JSON.stringify(rows))
const tables = tablesOf([...types, ...permissions])

type Options = Omit<DjangoOptions<[]>, 'apps' | 'secretKey'>
const make = (options: Options = { tables }) =>
  djangoTokens({ secretKey, apps: [blog, auth], clock: () => start, ...options })
const { tokens, scope } = make()
const basic = make({ serializer: 'basic' }).tokens

/** A token that was rightly signed, whatever is in it. */
const signed = (payload: string, clock = start): string =>
  signing.dumps(payload, {
    key: secretKey,
    salt,
    clock: () => clock,
    serializer: { dumps: () => payload, loads: (text) => text },
  })
const payloadOf = (token: string): string => Buffer.from(token.split(':')[0]!, 'base64url').toString('latin1')
/** What TypeScript would not let pass. */
const untyped = (grants: unknown): Scope => grants as Scope
const post = (id: number, ...names: [string, ...string[]]): Scope => scope.accessObj(blog.Post(id), ...names)

test('(a) an auth permission validates: the first two examples of the README of the original', () => {
  const change = post(42, 'blog.change_post')
  const token = tokens.generate(change)
  expect(payloadOf(token)).toBe('[[[7,42],[26]]]')
  expect(tokens.validate(token, change)).toBe(true)
  const model = scope.accessModel(blog.Post, 'blog.change_post')
  expect(tokens.validate(tokens.generate(model), model)).toBe(true)
  expect(tokens.validate(tokens.generate(model), change)).toBe(true)
  // The defect's own example.
  const global = scope.accessAll('auth.change_permission')
  expect(payloadOf(tokens.generate(global))).toBe('[[[],[2]]]')
  expect(tokens.validate(tokens.generate(global), global)).toBe(true)
})

test('(a) a codename that two models share stays text, and a row more or less changes no answer', () => {
  const moderate = post(42, 'blog.moderate')
  const shared = make({ tables: tablesOf([...types, ...twoModerate]) }).tokens
  const byName = shared.generate(moderate)
  const byId = tokens.generate(moderate)
  expect(payloadOf(byName)).toBe('[[[7,42],["blog.moderate"]]]')
  expect(payloadOf(byId)).toBe('[[[7,42],[27]]]')
  for (const token of [byName, byId])
    for (const verifier of [shared, tokens]) expect(verifier.validate(token, moderate)).toBe(true)
})

test('(b) a null in a grant is no wildcard, and no token with one is made', () => {
  for (const payload of [
    '[[["blog","post",null],["write"]]]',
    '[[[null],["write"]]]',
    '[[["blog",null,1],["write"]]]',
    '[[[7,null],["write"]]]',
    '[[["blog",null],["write"]]]',
    '[[[null,"post"],["write"]]]',
  ]) {
    const token = signed(payload)
    for (const asked of [
      post(1, 'write'),
      scope.accessModel(blog.Post, 'write'),
      scope.accessApp(blog, 'write'),
      scope.accessAll('write'),
    ])
      expect([payload, tokens.validate(token, asked)]).toEqual([payload, false])
    expect(tokens.verify(token, 'authentic')).toMatchObject({ ok: false, reason: 'malformed' })
  }
  const unsaved: { id?: number } = { id: undefined as unknown as number }
  expect(() => blog.Post(unsaved as { id: number })).toThrow(LatchkeyError)
  for (const grant of [
    { app: 'blog', model: 'post', id: null },
    { app: null },
    { app: 'blog', model: null, id: 1 },
  ])
    expect(() => tokens.generate(untyped([{ ...grant, permissions: ['write'] }]))).toThrow(LatchkeyError)
})

test('(c) a row that is gone drops its own grant, and raises nothing', () => {
  const token = tokens.generate(
    scope.union(post(42, 'read', 'blog.change_post'), scope.accessModel(auth.User, 'read')),
  )
  const withoutPost = make({
    tables: tablesOf([...types.filter((row) => row !== types[2]), ...permissions]),
  }).tokens
  expect(withoutPost.validate(token, scope.accessModel(auth.User, 'read'))).toBe(true)
  expect(withoutPost.validate(token, post(42, 'read'))).toBe(false)
  const withoutChange = make({ tables: tablesOf([...types, permissions[0]!]) }).tokens
  expect(withoutChange.validate(token, post(42, 'read'))).toBe(true)
  expect(withoutChange.validate(token, post(42, 'blog.change_post'))).toBe(false)
  for (const id of [2n ** 63n, 2n ** 200n, 0n, -1n]) {
    expect(tokens.verify(signed(`[[[${id}],["read"]],[[],["ping"]]]`), scope.accessAll('ping')).ok).toBe(true)
    expect(tokens.verify(signed(`[[[],[${id},"ping"]]]`), scope.accessAll('ping')).ok).toBe(true)
  }
})

test('(d) true is not 1, and text is not a number', () => {
  for (const key of ['true', 'false', '"1"', '"0"'])
    for (const id of [0, 1])
      expect(basic.validate(signed(`[[["blog","post",${key}],["read"]]]`), post(id, 'read'))).toBe(false)
  expect(basic.validate(signed('[[["blog","post",1.0],["read"]]]'), post(1, 'read'))).toBe(true)
  expect(tokens.validate(signed('[[[true],["read"]]]'), scope.accessModel(auth.Permission, 'read'))).toBe(
    false,
  )
  expect(tokens.validate(signed('[[[7.0],["read"]]]'), scope.accessModel(blog.Post, 'read'))).toBe(false)
  expect(tokens.validate(signed('[[[],[true]]]'), scope.accessAll('read'))).toBe(false)
  expect(() =>
    basic.generate(untyped([{ app: 'blog', model: 'post', id: true, permissions: ['read'] }])),
  ).toThrow(LatchkeyError)
  // A declared kind reads a route parameter as the id that the row has.
  const typed = defineApp('blog', { Post: { id: 'int' } })
  const one = djangoTokens({ secretKey, apps: [typed] })
  const token = one.tokens.generate(one.scope.accessObj(typed.Post('77'), 'read'))
  expect(payloadOf(token)).toBe('[[["blog","post",77],["read"]]]')
  expect(one.tokens.validate(token, one.scope.accessObj(typed.Post(77), 'read'))).toBe(true)
})

test('(e) keys that JSON lacks: a UUID is its text, a composite key a list, and NaN throws', () => {
  const uuid = '6f1c1c1e-5f0b-4c7c-9d5a-3a7b2f1d0e9a'
  for (const id of [uuid, '12.50', '2026-01-01', 2n ** 63n, [1, 2], ['a', 1]]) {
    const asked = untyped([{ app: 'blog', model: 'post', id, permissions: ['read'] }])
    expect(basic.validate(basic.generate(asked), asked)).toBe(true)
  }
  for (const id of [NaN, Infinity, new Date(start), new Uint8Array(3), [1], [], 2 ** 53, {}, Symbol('id')])
    expect(() =>
      basic.generate(untyped([{ app: 'blog', model: 'post', id, permissions: ['read'] }])),
    ).toThrow(LatchkeyError)
  for (const key of ['NaN', 'Infinity', '-Infinity', '1e400', '[1]', '[]', '[1,[2]]', '{}'])
    expect(basic.verify(signed(`[[["blog","post",${key}],["read"]]]`), 'authentic')).toMatchObject({
      reason: 'malformed',
    })
})

test('(f) names with dots, or none of Django, stay text and validate', () => {
  const odd = [
    'a.b.c',
    'blog.publish.now',
    '',
    '.',
    'blog.',
    '.x',
    'Blog.change_post',
    'blog.change_post ',
    'blog.nosuch',
  ]
  const asked = untyped([{ permissions: odd }])
  const token = tokens.generate(asked)
  expect(JSON.parse(payloadOf(token))).toEqual([[[], odd]])
  expect(tokens.validate(token, asked)).toBe(true)
  for (const one of [5, null, ['x'], {}])
    expect(() => tokens.generate(untyped([{ permissions: [one] }]))).toThrow(LatchkeyError)
})

test('(g) time: the age counts fractions, the far future is refused, and an age that is none throws', () => {
  const token = basic.generate(scope.accessAll('read'))
  const at = (milliseconds: number, maxAge: unknown): boolean =>
    make({ clock: () => start + milliseconds }).tokens.validate(token, scope.accessAll('read'), {
      maxAge: maxAge as number,
    })
  expect(basic.generate(scope.accessAll('read'))).toBe(
    make({ serializer: 'basic', clock: () => start + 750 }).tokens.generate(scope.accessAll('read')),
  )
  expect([at(0, 0), at(500, 0), at(60_000, 60), at(60_001, 60), at(59_999, 60), at(60_000, '1m')]).toEqual([
    true,
    false,
    true,
    false,
    true,
    true,
  ])
  expect([at(-86_400_000, 60), at(-86_400_001, 60), at(-1e12, '7d')]).toEqual([true, false, false])
  expect(
    make({ clock: () => start - 1e11 }).tokens.verify(token, 'authentic', { maxAge: '1h' }),
  ).toMatchObject({ reason: 'not-yet-valid' })
  expect(make({ clock: () => NaN }).tokens.validate(token, 'authentic', { maxAge: '1h' })).toBe(false)
  expect(make({ clock: () => start + 61_000, maxAge: '1m' }).tokens.verify(token, 'authentic')).toMatchObject(
    { reason: 'too-old' },
  )
  const ages = [-1, NaN, '10', true, null, undefined, start, Infinity, {}, '-1s']
  expect(accepted(ages.map((age) => () => at(0, age)))).toEqual([])
  // Any time that a text can say is read, and none breaks a date.
  for (const time of ['00', '-', '-1', 'zzzzzzzzzzzz', 'z'.repeat(2000)]) {
    const signer = signing.Signer({ key: secretKey, salt })
    const odd = signer.sign(`W1tbXSxbInJlYWQiXV1d:${time}`)
    const verdict = tokens.verify(odd, scope.accessAll('read'))
    expect(verdict.ok && Number.isFinite(verdict.pass.issuedAt.getTime())).toBe(true)
    expect(JSON.stringify(verdict)).toContain('issuedAt')
  }
  for (const time of ['', '1_2', ' 1', '١'])
    expect(tokens.validate(signing.Signer({ key: secretKey, salt }).sign(`W10:${time}`), 'authentic')).toBe(
      false,
    )
})

test('(h) other secrets for a call switch the fallback keys off', () => {
  const old = djangoTokens({ secretKey: 'the old key of the site', apps: [blog] }).tokens.generate(
    scope.accessAll('read'),
  )
  const rotated = make({ fallbacks: ['older', 'the old key of the site'] }).tokens
  expect(rotated.validate(old, scope.accessAll('read'))).toBe(true)
  expect(rotated.validate(old, scope.accessAll('read'), { key: 'tenant-7' })).toBe(false)
  expect(rotated.with({ key: 'tenant-7' }).validate(old, scope.accessAll('read'))).toBe(false)
  expect(
    rotated.validate(old, scope.accessAll('read'), { key: ['tenant-7', 'the old key of the site'] }),
  ).toBe(true)
  // The fallbacks never sign.
  expect(tokens.validate(rotated.generate(scope.accessAll('read')), scope.accessAll('read'))).toBe(true)
})

test('(i) a payload that was signed and is no scope refuses the token', () => {
  for (const payload of [
    'null',
    '1',
    '"abc"',
    '[1]',
    '[[]]',
    '[[[],["read"],3]]',
    '[[[],null]]',
    '[[null,["read"]]]',
    '[[[],[["read"]]]]',
    '[[[],"read"]]',
    '[["",["read"]]]',
    '[[{},["read"]]]',
    '[[[],{"read":1}]]',
    '{}',
    'true',
    '[[["blog","post",1,1],["read"]]]',
    '[[[["blog"]],["read"]]]',
    '[[[],[null]]]',
    '[[[7,1,1],["read"]]]',
    '[[[1.5],["read"]]]',
    '',
    '[',
    '[[[],["read"]]]x',
    '\u00ff',
    '[[[],["read"]],]',
  ])
    expect([payload, tokens.verify(signed(payload), 'authentic')]).toMatchObject([
      payload,
      { ok: false, reason: 'malformed' },
    ])
  const signer = signing.Signer({ key: secretKey, salt })
  for (const body of ['!!!!', 'W', '.W10', '', '.', 'W10=', 'W11', 'W1 0'])
    expect(tokens.verify(signer.sign(`${body}:1`), 'authentic')).toMatchObject({
      ok: false,
      reason: 'malformed',
    })
  for (const text of ['W10', 'W10:'])
    expect(tokens.verify(signer.sign(text), 'authentic')).toMatchObject({ ok: false, reason: 'malformed' })
  // An empty list is a scope of nothing.
  expect(tokens.validate(signed('[]'), 'authentic')).toBe(true)
})

test('(j) a null in what is asked throws, and never counts as missing', () => {
  const token = tokens.generate(scope.accessModel(blog.Post, 'read'))
  for (const grant of [
    { app: 'blog', model: 'post', id: null },
    { app: null },
    { app: 'blog', model: undefined },
  ])
    expect(() => tokens.validate(token, untyped([{ ...grant, permissions: ['read'] }]))).toThrow(
      LatchkeyError,
    )
})

test('(k) a token of a wrong type is refused, and never thrown at', () => {
  for (const token of [
    null,
    undefined,
    5,
    new Uint8Array(9),
    {},
    [],
    '\ud800:b:c',
    'a:b:\u00e9',
    '',
    ':',
    '::',
    'x'.repeat(1e6),
    ':'.repeat(1e6),
  ]) {
    expect(tokens.validate(token, 'authentic')).toBe(false)
    expect(tokens.verify(token, 'authentic')).toMatchObject({ ok: false, reason: 'malformed' })
    expect(tokens.inspect(token).ok).toBe(false)
  }
})

test('(l) asking for nothing is granted by any genuine token, as the format has it, and does not compile', () => {
  const empty = tokens.generate([])
  // @ts-expect-error a permission is missing
  const nothing = scope.accessObj(blog.Post(1))
  expect(tokens.validate(empty, nothing)).toBe(true)
  expect(tokens.validate(empty, post(1, 'read'))).toBe(false)
  expect(tokens.validate(`${empty}x`, nothing)).toBe(false)
})

test('(m) ids belong to one database, and inspect says so', () => {
  const other = make({ tables: tablesOf([type(7, 'auth', 'user'), type(2, 'blog', 'post')]) }).tokens
  const token = tokens.generate(post(1, 'read'))
  // Nothing in the format tells two databases apart: that is why the tables are those of the site whose key signs.
  expect(other.validate(token, scope.accessObj(auth.User(1), 'read'))).toBe(true)
  const seen = tokens.inspect(token)
  expect(seen).toMatchObject({
    ok: true,
    numbered: true,
    unverifiedScope: [{ app: 'blog', model: 'Post', id: 1 }],
  })
  expect(seen.detail).toContain('one Django database')
  // Names are the same everywhere.
  const named = basic.inspect(basic.generate(post(1, 'read')))
  expect(named).toMatchObject({ ok: true, numbered: false })
  // Without its tables an id has no name.
  expect(basic.inspect(token)).toMatchObject({
    ok: true,
    numbered: true,
    unverifiedScope: [{ app: '#7', model: '#7', id: 1 }],
  })
})

test('(n) an empty key throws, and an empty salt is not the usual one', () => {
  for (const key of ['', new Uint8Array(0), undefined, null, 5, []]) {
    expect(() => djangoTokens({ secretKey: key as string, apps: [] })).toThrow(LatchkeyError)
    expect(() => tokens.generate(scope.accessAll('read'), { key: key as string })).toThrow(LatchkeyError)
    expect(() => tokens.validate('', 'authentic', { key: key as string })).toThrow(LatchkeyError)
    expect(() => signing.dumps(1, { key: key as string })).toThrow(LatchkeyError)
  }
  const token = tokens.generate(scope.accessAll('read'), { salt: '' })
  expect(tokens.validate(token, 'authentic')).toBe(false)
  expect(tokens.validate(token, 'authentic', { salt: '' })).toBe(true)
  expect(tokens.validate(token, 'authentic', { salt: 'access_tokens.token' })).toBe(false)
})

test('(o) a salt cannot reach into the key', () => {
  const border = ':1.0.0:1.0.0signer'
  const token = tokens.generate(scope.accessAll('read'), { salt: 'a', key: `b${border}K` })
  expect(() => tokens.validate(token, 'authentic', { salt: `a${border}b`, key: 'K' })).toThrow(LatchkeyError)
  expect(() => tokens.with({ salt: border })).toThrow(LatchkeyError)
  // It is the one pair: what the original accepts there was made of the same bytes.
  const original = signing.loads(token, { key: 'K', salt: `a${border}b:1.0.0:1.0.0` })
  expect(original.ok).toBe(true)
})

test('(p) a row that is deleted is gone as soon as the tables are loaded anew', () => {
  let current = tables
  const live = make({ tables: () => current }).tokens
  const token = live.generate(post(42, 'blog.change_post'))
  expect(live.validate(token, post(42, 'blog.change_post'))).toBe(true)
  current = tablesOf([...types, permissions[0]!])
  expect(live.validate(token, post(42, 'blog.change_post'))).toBe(false)
  current = tablesOf(permissions)
  expect(live.validate(token, post(42, 'read'))).toBe(false)
  expect(() => live.generate(post(42, 'read'))).toThrow(LatchkeyError)
})

test('(q) the database is asked two queries when the tables are loaded, and none for a token', async () => {
  const asked: string[] = []
  const many = Array.from({ length: 2000 }, (_, id) => ({ id, contenttype: 7, codename: `do_${id}` }))
  const loaded = await loadTables((sql) => {
    asked.push(sql)
    return sql.includes('auth_permission') ? many : [{ id: 7, app: 'blog', model: 'post' }]
  })
  const one = make({ tables: loaded }).tokens
  const names = many.slice(0, 21).map(({ codename }) => `blog.${codename}`)
  const asking = untyped([{ app: 'blog', model: 'post', id: 1, permissions: names }])
  expect(payloadOf(one.generate(asking))).toBe(`[[[7,1],[${names.map((_, id) => id).join(',')}]]]`)
  expect(one.validate(one.generate(asking), asking)).toBe(true)
  expect(asked.length).toBe(2)
})

test('(r) a scope is a list, and an iterator that runs dry is refused', () => {
  const once = post(1, 'read').values()
  expect(() => tokens.generate(once as unknown as Scope)).toThrow(LatchkeyError)
  expect(() => tokens.validate('', once as unknown as Scope)).toThrow(LatchkeyError)
  const list = [...post(1, 'read'), ...scope.accessApp(blog, 'write')]
  expect(tokens.generate(list)).toBe(tokens.generate(list))
  expect(payloadOf(tokens.generate(list))).toBe('[[[7,1],["read"]],[["blog"],["write"]]]')
})

test('(s) a row of any class is an object of the model that the handle names', () => {
  class Proxied {
    id = 42
    title = 'On keys'
  }
  const token = tokens.generate(scope.accessObj(blog.Post(new Proxied()), 'read'))
  expect(payloadOf(token)).toBe('[[[7,42],["read"]]]')
  expect(tokens.validate(token, post(42, 'read'))).toBe(true)
})
