/**
 * What can be declared, what is refused when it is declared, and what a handle is.
 */
import { defineApp, inspect, keygen, latchkey, LatchkeyError, scope as anyScope } from 'latchkey'
import type { LatchkeyErrorCode } from 'latchkey'
import { expect, test } from 'vitest'

/** `defineApp` for declarations that do not compile. */
const declare = defineApp as (name: unknown, models?: unknown, options?: unknown) => Record<string, unknown>

function codeOf(action: () => unknown): string | undefined {
  try {
    action()
    return undefined
  } catch (error) {
    return error instanceof LatchkeyError ? error.code : `no LatchkeyError: ${String(error)}`
  }
}

class Declared {
  readonly permissions = ['read']
}
const sparse: string[] = ['read']
sparse[2] = 'change'

// ---------------------------------------------------------------- bad declarations

const badNames: readonly unknown[] = [
  '',
  undefined,
  null,
  5,
  5n,
  true,
  Symbol('blog'),
  ['blog'],
  { name: 'blog' },
  new String('blog'),
  () => 'blog',
  '\ud800',
  'a\udc00',
  'a'.repeat(256),
  'é'.repeat(128),
  '漢'.repeat(86),
  '😀'.repeat(64),
]

test.each(badNames.map((name): [string, unknown] => [String(name).slice(0, 20), name]))(
  'an app is not called %s',
  (_label, name) => expect(codeOf(() => declare(name, {}))).toBe('INVALID_APP'),
)

const asKey = badNames.filter((name): name is string => typeof name === 'string')
test.each(asKey.map((name): [string, string] => [name.slice(0, 20), name]))(
  'neither a model nor a permission is called %j',
  (_label, name) => {
    expect(codeOf(() => declare('blog', { [name]: {} }))).toBe('INVALID_APP')
    expect(codeOf(() => declare('blog', { Post: { permissions: ['read', name] } }))).toBe('INVALID_APP')
    expect(codeOf(() => declare('blog', {}, { permissions: [name] }))).toBe('INVALID_APP')
  },
)

test.each(badNames.filter((name) => typeof name !== 'string'))('%# a permission is a text', (name) => {
  expect(codeOf(() => declare('blog', { Post: { permissions: ['read', name] } }))).toBe('INVALID_APP')
  expect(codeOf(() => declare('blog', {}, { permissions: [name] }))).toBe('INVALID_APP')
})

const badSpecs: readonly (readonly [label: string, spec: unknown, code: LatchkeyErrorCode])[] = [
  ['an unknown kind', { id: 'integer' }, 'INVALID_APP'],
  ['a kind in capitals', { id: 'INT' }, 'INVALID_APP'],
  ['a kind that is a number', { id: 5 }, 'INVALID_APP'],
  ['a kind that is null', { id: null }, 'INVALID_APP'],
  ['a kind that is true', { id: true }, 'INVALID_APP'],
  ['a kind that is a constructor', { id: Number }, 'INVALID_APP'],
  ['a kind in an object', { id: { kind: 'int' } }, 'INVALID_APP'],
  ['a kind of Object.prototype', { id: 'constructor' }, 'INVALID_APP'],
  ['an empty tuple', { id: [] }, 'INVALID_APP'],
  ['a tuple of one', { id: ['int'] }, 'INVALID_APP'],
  ['a tuple of 17', { id: Array.from({ length: 17 }, () => 'int') }, 'INVALID_APP'],
  ['a tuple with an unknown kind', { id: ['int', 'number'] }, 'INVALID_APP'],
  ['a tuple with a gap', { id: ['int', undefined] }, 'INVALID_APP'],
  ['a tuple in a tuple', { id: ['int', ['int', 'int']] }, 'INVALID_APP'],
  ['a tuple with a kind in a list', { id: ['int', ['int']] }, 'INVALID_APP'],
  ['an empty field', { idField: '' }, 'INVALID_APP'],
  ['a field that is a number', { idField: 5 }, 'INVALID_APP'],
  ['a field that is a symbol', { idField: Symbol('id') }, 'INVALID_APP'],
  ['a field that is null', { idField: null }, 'INVALID_APP'],
  ['no field at all', { idField: [] }, 'INVALID_APP'],
  ['an empty field among others', { idField: ['a', ''] }, 'INVALID_APP'],
  ['a field among others that is a number', { idField: ['a', 5] }, 'INVALID_APP'],
  ['one field twice', { idField: ['a', 'a'] }, 'INVALID_APP'],
  ['more fields than a key has', { idField: Array.from({ length: 17 }, (_, at) => `f${at}`) }, 'INVALID_APP'],
  ['two fields for one kind', { id: 'int', idField: ['a', 'b'] }, 'INVALID_APP'],
  ['three fields for two kinds', { id: ['int', 'int'], idField: ['a', 'b', 'c'] }, 'INVALID_APP'],
  ['permissions that are a text', { permissions: 'read' }, 'INVALID_APP'],
  ['permissions that are a set', { permissions: new Set(['read']) }, 'INVALID_APP'],
  ['permissions that are an object', { permissions: { read: true } }, 'INVALID_APP'],
  ['permissions that are null', { permissions: null }, 'INVALID_APP'],
  ['no permissions', { permissions: [] }, 'INVALID_APP'],
  ['permissions with a gap', { permissions: sparse }, 'INVALID_APP'],
  ['permissions in a list', { permissions: [['read']] }, 'INVALID_APP'],
  ['a permission twice', { permissions: ['read', 'change', 'read'] }, 'INVALID_APP'],
  ['permissions that differ in case', { permissions: ['read', 'Read'] }, 'INVALID_APP'],
  ['permissions that differ in composition', { permissions: ['é', 'e\u0301'] }, 'INVALID_APP'],
  ['permissions that differ in both', { permissions: ['É', 'e\u0301'] }, 'INVALID_APP'],
  ['the Kelvin sign beside a k', { permissions: ['k', '\u212a'] }, 'INVALID_APP'],
  ['the Ångström sign beside å', { permissions: ['å', '\u212b'] }, 'INVALID_APP'],
  ['a long s beside an s', { permissions: ['s', 'ſ'] }, 'INVALID_APP'],
  ['ß beside SS', { permissions: ['straße', 'STRASSE'] }, 'INVALID_APP'],
  ['two sigmas', { permissions: ['σ', 'ς'] }, 'INVALID_APP'],
  ['two thetas', { permissions: ['θ', 'ϴ'] }, 'INVALID_APP'],
  ['a misspelled option', { permission: ['read'] }, 'INVALID_OPTION'],
  ['a misspelled option beside a right one', { id: 'int', permission: ['read'] }, 'INVALID_OPTION'],
  ['an option in other case', { idfield: 'id' }, 'INVALID_OPTION'],
  ['an option that is a symbol', { [Symbol('id')]: 'int' }, 'INVALID_OPTION'],
  ['an option of a number', { 0: 'int' }, 'INVALID_OPTION'],
  ['a hidden option', Object.defineProperty({}, 'secret', { value: 1 }), 'INVALID_OPTION'],
  ['an undefined kind', { id: undefined }, 'INVALID_OPTION'],
  ['undefined permissions', { permissions: undefined }, 'INVALID_OPTION'],
  ['an undefined field', { idField: undefined }, 'INVALID_OPTION'],
  ['an undefined row', { row: undefined }, 'INVALID_OPTION'],
  ['an instance of a class', new Declared(), 'INVALID_OPTION'],
  ['an object that inherits its options', Object.create({ permissions: ['read'] }), 'INVALID_OPTION'],
  ['a list', ['read'], 'INVALID_OPTION'],
  ['a map', new Map([['permissions', ['read']]]), 'INVALID_OPTION'],
  ['a text', 'read', 'INVALID_OPTION'],
  ['a number', 5, 'INVALID_OPTION'],
  ['null', null, 'INVALID_OPTION'],
  ['a function', () => ({ permissions: ['read'] }), 'INVALID_OPTION'],
]

test.each(badSpecs)('a model is not declared by %s', (_label, spec, code) => {
  expect(codeOf(() => declare('blog', { Post: spec }))).toBe(code)
})

test('a model that is declared by undefined is refused, and not open to any permission', () => {
  expect(codeOf(() => declare('blog', { Post: undefined }))).toMatch(/^INVALID_(APP|OPTION)$/)
})

test.each([
  ['nothing', undefined],
  ['null', null],
  ['a text', 'Post'],
  ['a number', 5],
  ['true', true],
  ['a list', [{ permissions: ['read'] }]],
  ['an empty list', []],
  ['a map', new Map([['Post', {}]])],
  ['a set', new Set(['Post'])],
  ['a function', () => ({})],
  ['an object that inherits its models', Object.create({ Post: {} })],
])('the models of an app are not %s', (_label, models) => {
  expect(codeOf(() => declare('blog', models))).toMatch(/^INVALID_(APP|OPTION)$/)
})

test.each([
  ['a misspelled option', { permission: ['moderate'] }, 'INVALID_OPTION'],
  ['undefined permissions', { permissions: undefined }, 'INVALID_OPTION'],
  ['null', null, 'INVALID_OPTION'],
  ['a list', ['moderate'], 'INVALID_OPTION'],
  ['an instance of a class', new Declared(), 'INVALID_OPTION'],
  ['no permissions', { permissions: [] }, 'INVALID_APP'],
  ['a text', { permissions: 'moderate' }, 'INVALID_APP'],
  ['a permission twice', { permissions: ['moderate', 'moderate'] }, 'INVALID_APP'],
  ['permissions that differ in case', { permissions: ['moderate', 'Moderate'] }, 'INVALID_APP'],
])('the options of an app are not %s', (_label, options, code) => {
  expect(codeOf(() => declare('blog', { Post: {} }, options))).toBe(code)
})

test.each([
  ['case', 'Post', 'post'],
  ['composition', 'Café', 'Cafe\u0301'],
  ['both', 'CAFÉ', 'cafe\u0301'],
  ['the Kelvin sign', 'kelvin', '\u212aelvin'],
  ['a sharp s', 'Straße', 'STRASSE'],
])('two models that differ in %s only are refused', (_label, one, other) => {
  expect(codeOf(() => declare('blog', { [one]: {}, [other]: {} }))).toBe('INVALID_APP')
})

test('permissions of two models, or of a model and its app, that look alike are refused', () => {
  const twins = { Post: { permissions: ['read'] }, Comment: { permissions: ['Read'] } }
  expect(codeOf(() => declare('blog', twins))).toBe('INVALID_APP')
  expect(codeOf(() => declare('blog', { Post: { permissions: ['read'] } }, { permissions: ['READ'] }))).toBe(
    'INVALID_APP',
  )
})

test('the same permission of two models, and of their app, is one', () => {
  const blog = defineApp(
    'blog',
    { Post: { permissions: ['read'] }, Comment: { permissions: ['read'] } },
    { permissions: ['read', 'moderate'] },
  )
  const { scope } = latchkey({ secrets: keygen(), apps: [blog] })
  expect(scope.format(scope.accessApp(blog, 'read', 'moderate'))).toBe('blog#read,moderate')
})

test.each([
  ['the same app twice', 'blog', 'blog'],
  ['apps that differ in case', 'blog', 'Blog'],
  ['apps that differ in composition', 'café', 'cafe\u0301'],
  ['apps that differ in the Kelvin sign', 'k', '\u212a'],
])('%s are not registered together', (_label, one, other) => {
  const apps = [declare(one, {}), declare(other, {})] as never
  expect(codeOf(() => latchkey({ secrets: keygen(), apps }))).toBe('INVALID_APP')
})

test.each([
  ['an app without a name', () => declare('', {}), 'the name of an app is'],
  ['a model without a name', () => declare('blog', { '': {} }), 'the name of a model is'],
  ['an unknown option', () => declare('blog', {}, { id: 'int' }), `defineApp('blog') has no option "id"`],
  [
    'an unknown option of a model',
    () => declare('blog', { Post: { ids: 'int' } }),
    'the model blog.Post has no option "ids"',
  ],
  [
    'two apps that look alike',
    () => latchkey({ secrets: keygen(), apps: [declare('blog', {}), declare('Blog', {})] as never }),
    'the apps have "blog" and "Blog"',
  ],
])('the message for %s says which', (_label, make, message) => {
  expect(make).toThrow(message)
})

test('a row that is declared for its type is no more than that', () => {
  const { Post } = defineApp('blog', { Post: { id: 'int', row: {} as { id: number; title: string } } })
  expect(Post({ id: 42, title: 'On keys' }).id).toBe(42)
})

test('a key of 16 fields is the longest', () => {
  const fields = Array.from({ length: 16 }, (_, at) => `f${at}`)
  const { Row } = declare('app', { Row: { idField: fields } }) as { Row: (row: unknown) => { id: unknown } }
  expect(Row(Object.fromEntries(fields.map((field, at) => [field, at]))).id).toEqual(
    fields.map((_, at) => at),
  )
})

test.each([
  ['undefined', [undefined]],
  ['null', [null]],
  ['a name', ['blog']],
  ['a declaration', [{ Post: { id: 'int' } }]],
  ['a model', [defineApp('blog', { Post: {} }).Post]],
  ['an object reference', [defineApp('blog', { Post: {} }).Post(1)]],
  ['a copy of a handle', [{ ...defineApp('blog', { Post: {} }) }]],
  ['an object that inherits from a handle', [Object.create(defineApp('blog', { Post: {} }))]],
  ['a gap', Array.from({ length: 1 })],
  ['no list', defineApp('blog', { Post: {} })],
  ['a set', new Set([defineApp('blog', { Post: {} })])],
  ['null for the list', null],
])('%s is no list of apps', (_label, apps) => {
  expect(codeOf(() => latchkey({ secrets: keygen(), apps: apps as never }))).toBe('UNKNOWN_APP')
})

test('a list of apps has to be given', () => {
  expect(codeOf(() => latchkey({ secrets: keygen() } as never))).toBe('UNKNOWN_APP')
  expect(codeOf(() => latchkey({ secrets: keygen(), apps: undefined } as never))).toBe('INVALID_OPTION')
})

// ---------------------------------------------------------------- what is a name

test.each(['a', 'a'.repeat(255), 'é'.repeat(127), '漢'.repeat(85), '😀'.repeat(63), '\u0000', '\ufeff', ' '])(
  '%# is a name: 1 to 255 bytes of well-formed text',
  (name) => {
    expect(codeOf(() => declare(name, { [name]: { permissions: [name] } }, { permissions: [name] }))).toBe(
      undefined,
    )
  },
)

const withModel = (name: string, spec: object): unknown => declare('blog', { [name]: spec })

test('`then` is no model, since it would make the app a promise', () => {
  expect(codeOf(() => withModel('then', {}))).toBe('INVALID_APP')
  expect(codeOf(() => withModel('then', { permissions: ['read'] }))).toBe('INVALID_APP')
  expect(codeOf(() => withModel('Then', {}))).toBe(undefined)
  expect(codeOf(() => declare('then', { Post: { permissions: ['then'] } }))).toBe(undefined)
})

test('an app can be awaited', async () => {
  const blog = defineApp('blog', { Post: {} })
  // oxlint-disable-next-line typescript/await-thenable
  expect(await blog).toBe(blog)
})

const dangerous = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'valueOf',
  'toJSON',
  'isPrototypeOf',
  '__defineGetter__',
  'prototype',
  'length',
  'name',
  'call',
  'apply',
  'bind',
  'caller',
  'arguments',
  'path',
  'permissions',
  'app',
  'model',
  'id',
  'ids',
  'get',
  'set',
  'has',
  'size',
  '0',
  '-1',
  'null',
  'undefined',
  'authentic',
  'all',
  '*',
  '#',
  '.',
  ':',
  ',',
  '/',
  '%',
  '%2A',
  '(1,2)',
  'a.b',
  'a:b',
  'a#b',
  'a,b',
  'a b',
  '"',
  "'",
  '\\',
  '\u0000',
  '\n',
  '\u007f',
  'é',
  '漢字',
  '😀',
  '\ufeff',
  '\u202e',
]

test.each(dangerous)('%j works as app, model, permission and id from end to end', (name) => {
  const app = defineApp(name, { [name]: { permissions: [name] } })
  const other = defineApp(`${name}2`, { [`${name}2`]: { permissions: [`${name}2`] } })
  const { scope, tokens } = latchkey({ secrets: keygen(), apps: [app, other] })
  const model = app[name]!
  expect(model.permissions).toEqual([name])
  expect(model.path).toBe(`${name}.${name}`)

  // From the narrowest to the widest: each grants itself and those before it.
  const scopes = [
    scope.accessObj(model(name), name),
    scope.accessModel(model, name),
    scope.accessApp(app, name),
    scope.accessAll(name),
  ]
  for (const [granted, one] of scopes.entries()) {
    const token = tokens.generate(one, { subject: name, salt: name, bind: [name] })
    const options = { salt: name, bind: [name] }
    for (const [asked, required] of scopes.entries())
      expect(tokens.validate(token, required, options)).toBe(asked <= granted)
    expect(tokens.validate(token, anyScope.accessModel(other[`${name}2`]!, `${name}2`), options)).toBe(false)
    expect(tokens.validate(token, one)).toBe(false)

    const verdict = tokens.verify(token, one, options)
    if (!verdict.ok) throw new Error(verdict.detail)
    expect(verdict.pass.scope).toEqual(one)
    expect(verdict.pass.subject).toBe(name)
    expect(scope.parse(scope.format(one))).toEqual(one)
    expect(anyScope.parse(anyScope.format(one))).toEqual(one)
    const seen = inspect(token)
    expect(seen.ok && seen.unverifiedScope).toEqual(one)
    expect(verdict.pass.objects(model, name)).toEqual(
      granted === 0 ? { kind: 'some', ids: [name] } : { kind: 'all' },
    )
    const objectOnly = tokens.narrow(token, { to: scopes[0]! })
    expect(tokens.validate(objectOnly, scopes[0]!, options)).toBe(true)
    expect(tokens.validate(objectOnly, scopes[1]!, options)).toBe(false)
  }
  const found = tokens.verify(tokens.generate(scopes[0]!), scopes[0]!)
  expect(found.ok && found.pass.required(model)).toEqual(model(name))
})

test('names are exact code points: those of another composition or case are others', () => {
  const composed = defineApp('café', { Été: { permissions: ['é'] } })
  const decomposed = declare('cafe\u0301', { 'E\u0301te\u0301': { permissions: ['e\u0301'] } })
  const granted = anyScope.accessObj(composed.Été(1), 'é')
  const asked = anyScope.accessObj(
    (decomposed['E\u0301te\u0301'] as typeof composed.Été)(1),
    'e\u0301' as 'é',
  )
  expect(anyScope.covers(granted, asked)).toBe(false)
  expect(anyScope.format(granted)).not.toBe(anyScope.format(asked))
})

// ---------------------------------------------------------------- what a handle is

const blog = defineApp('blog', {
  Post: { id: 'int', permissions: ['read', 'change'] },
  Tag: {},
})

test('a handle says what was declared', () => {
  expect(Object.keys(blog)).toEqual(['Post', 'Tag'])
  expect(Object.keys(blog.Post)).toEqual(['path', 'permissions'])
  expect(blog.Post.path).toBe('blog.Post')
  expect(blog.Post.permissions).toEqual(['read', 'change'])
  expect(blog.Tag.permissions).toEqual([])
  expect({ ...blog.Post(42) }).toEqual({ app: 'blog', model: 'Post', id: 42 })
  expect(JSON.stringify(blog.Post(42))).toBe('{"app":"blog","model":"Post","id":42}')
})

test('handles, references and lists of permissions are frozen', () => {
  for (const handle of [blog, blog.Post, blog.Post(1), blog.Post.permissions, blog.Tag('x')])
    expect(Object.isFrozen(handle)).toBe(true)
  const changes: (() => unknown)[] = [
    () => Object.assign(blog, { Post: blog.Tag }),
    () => Object.assign(blog, { Other: blog.Tag }),
    () => Object.assign(blog.Post, { path: 'blog.Tag' }),
    () => Object.assign(blog.Post(1), { id: 2 }),
    () => Object.defineProperty(blog.Post(1), 'id', { value: 2 }),
    () => Object.setPrototypeOf(blog.Post(1), null),
    () => Object.setPrototypeOf(blog.Post(1), Object.getPrototypeOf(blog.Tag(1)) as object),
    () => (blog.Post.permissions as unknown as string[]).push('fly'),
  ]
  for (const change of changes) expect(change).toThrow(TypeError)
})

test('an app inherits nothing, so that a model that was not declared is undefined', () => {
  const names = ['toString', 'constructor', 'hasOwnProperty', '__proto__', 'valueOf', 'toJSON', 'then']
  for (const name of names) expect(Reflect.get(blog, name)).toBeUndefined()
})

test('what was given to defineApp is neither changed nor asked again', () => {
  const kinds: ['int', 'int'] = ['int', 'int']
  const idField = ['a', 'b']
  const permissions: [string, ...string[]] = ['read']
  const own = ['moderate']
  const spec: { id: ['int', 'int']; idField: string[]; permissions: [string, ...string[]] } = {
    id: kinds,
    idField,
    permissions,
  }
  const models: Record<string, typeof spec> = { Line: spec }
  const options = { permissions: own }
  const app = defineApp('app', models, options)
  for (const given of [kinds, idField, permissions, own, spec, models, options])
    expect(Object.isFrozen(given)).toBe(false)

  Object.assign(kinds, ['string', 'string'])
  if (!Object.isFrozen(idField)) Object.assign(idField, ['c', 'd'])
  permissions.push('fly')
  own.push('fly')
  delete models['Line']
  spec.permissions = ['fly']
  const { scope } = latchkey({ secrets: keygen(), apps: [app] })
  const line = app['Line']!
  expect(line({ a: 1, b: 2 }).id).toEqual([1, 2])
  expect(codeOf(() => line(['x', 'y'] as never))).toBe('INVALID_ID')
  expect(codeOf(() => scope.accessModel(line, 'fly'))).toBe('UNKNOWN_PERMISSION')
  expect(codeOf(() => scope.accessApp(app, 'fly'))).toBe('UNKNOWN_PERMISSION')
})

test('a hand-written reference is none, even one that inherits or copies', () => {
  const references: unknown[] = [
    { app: 'blog', model: 'Post', id: 42 },
    { ...blog.Post(42) },
    structuredClone(blog.Post(42)),
    Object.create(blog.Post(42)),
    Object.assign(Object.create(null), { app: 'blog', model: 'Post', id: 42 }),
    JSON.parse(JSON.stringify(blog.Post(42))),
    blog.Post,
    blog,
    42,
    'blog.Post:42',
    null,
    undefined,
  ]
  for (const reference of references)
    expect(codeOf(() => anyScope.accessObj(reference as ReturnType<typeof blog.Post>, 'read'))).toBe(
      'INVALID_ID',
    )
})
