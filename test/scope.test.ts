/**
 * What is granted and what is required: made, joined, intersected and compared. The model is a set of pairs (path, permission).
 */
import fc from 'fast-check'
import { defineApp, keygen, latchkey, LatchkeyError, scope } from 'latchkey'
import type { Grant, Scope } from 'latchkey'
import { describe, expect, test } from 'vitest'
import { readScope } from '../src/grant.ts'
import { intersectLayers } from '../src/scope.ts'
import { times } from './property/always.ts'

const blog = defineApp('blog', {
  Post: { id: 'int', permissions: ['read', 'change', 'publish'] },
  Comment: { id: 'uuid', permissions: ['read', 'moderate'] },
})
const notes = defineApp('notes', { Tag: {} })
const known = latchkey({ secrets: keygen(), apps: [blog] }).scope

function codeOf(action: () => unknown): string | undefined {
  try {
    action()
    return undefined
  } catch (error) {
    return error instanceof LatchkeyError ? error.code : `no LatchkeyError: ${String(error)}`
  }
}
/** A scope as a program without types might write it. */
const hand = (...grants: unknown[]): Scope => grants as Scope

// ---------------------------------------------------------------- making

test('each level is said by its function', () => {
  expect(known.accessObj(blog.Post(42), 'read', 'change')).toEqual([
    { app: 'blog', model: 'Post', id: 42, permissions: ['read', 'change'] },
  ])
  expect(known.accessModel(blog.Post, 'publish')).toEqual([
    { app: 'blog', model: 'Post', permissions: ['publish'] },
  ])
  expect(known.accessApp(blog, 'moderate')).toEqual([{ app: 'blog', permissions: ['moderate'] }])
  expect(known.accessAll('read')).toEqual([{ permissions: ['read'] }])
})

test('a scope is a frozen plain array of frozen plain grants, without a key that has no value', () => {
  const every = known.union(
    known.accessObj(blog.Post(42), 'read'),
    known.accessModel(blog.Post, 'read'),
    known.accessApp(blog, 'read'),
    known.accessAll('read'),
  )
  expect(Object.isFrozen(every)).toBe(true)
  for (const grant of every) {
    expect(Object.getPrototypeOf(grant)).toBe(Object.prototype)
    expect([grant, grant.permissions].every(Object.isFrozen)).toBe(true)
    expect(Object.values(grant)).not.toContain(undefined)
  }
  expect(every.map((grant) => Object.keys(grant).join())).toEqual([
    'app,model,id,permissions',
    'app,model,permissions',
    'app,permissions',
    'permissions',
  ])
})

test('a scope survives a copy, since it is data', () => {
  const one = known.accessObj(blog.Post(42), 'read')
  expect(scope.covers(structuredClone(one), one)).toBe(true)
  expect(scope.covers(JSON.parse(JSON.stringify(one)) as Scope, one)).toBe(true)
})

test('a scope is read once, when it is made, and one that is written by hand at each use', () => {
  const made = known.accessObj(blog.Post(42), 'read')
  expect(readScope(made)).toBe(readScope(made))
  const written = hand({ app: 'blog', model: 'Post', id: 42, permissions: ['read'] })
  expect(readScope(written)).not.toBe(readScope(written))
  expect(readScope(written)).toEqual(readScope(made))
})

test('a grant on an integer that JSON has not is read again, though it says how it is written', () => {
  const large = scope.accessObj(notes.Tag(2n ** 60n), 'read')
  expect(JSON.stringify(large)).toContain(`"${2n ** 60n}"`)
  expect(scope.covers([...large], large)).toBe(true)
  expect(scope.covers(large, [...large])).toBe(true)
})

test('[...a, ...b] is union(a, b)', () => {
  const one = known.accessObj(blog.Post(42), 'read')
  const other = known.accessApp(blog, 'moderate')
  expect(scope.union(one, other)).toEqual([...one, ...other])
  expect(scope.union()).toEqual([])
  expect(scope.union(one)).toEqual(one)
  expect(scope.union(one, [], one)).toEqual([...one, ...one])
})

test.each([
  ['an unknown permission', () => known.accessObj(blog.Post(1), 'raed' as 'read')],
  ['one of another model', () => known.accessObj(blog.Post(1), 'moderate' as 'read')],
  ['one in other case', () => known.accessObj(blog.Post(1), 'Read' as 'read')],
  ['one with white space', () => known.accessObj(blog.Post(1), 'read ' as 'read')],
  ['one of Object.prototype', () => known.accessObj(blog.Post(1), 'constructor' as 'read')],
  ['an empty one', () => known.accessObj(blog.Post(1), '' as 'read')],
  ['undefined', () => known.accessObj(blog.Post(1), undefined as unknown as 'read')],
  ['a list', () => known.accessObj(blog.Post(1), ['read'] as unknown as 'read')],
  ['a wrong one after a right one', () => known.accessObj(blog.Post(1), 'read', 'fly' as 'read')],
  ['an unknown one of a model', () => known.accessModel(blog.Comment, 'publish' as 'read')],
  ['an unknown one of an app', () => known.accessApp(blog, 'fly' as 'read')],
  ['an unknown one of everything', () => known.accessAll('fly' as 'read')],
  ['an unknown one, without a registry', () => scope.accessObj(blog.Post(1), 'fly' as 'read')],
  ['an unknown one of an app, without a registry', () => scope.accessApp(blog, 'fly' as 'read')],
  [
    'any, where no app is registered',
    () => latchkey({ secrets: keygen(), apps: [] }).scope.accessAll('x' as never),
  ],
])('%s is an UNKNOWN_PERMISSION', (_label, action) => expect(codeOf(action)).toBe('UNKNOWN_PERMISSION'))

test.each([
  ['blog.Post', () => known.accessObj(blog.Post(1), 'fly' as 'read')],
  ['blog.Post', () => known.accessModel(blog.Post, 'fly' as 'read')],
  ['blog.Post', () => known.parse('blog.Post#fly')],
  ['blog', () => known.accessApp(blog, 'fly' as 'read')],
  ['blog', () => known.parse('blog#fly')],
])('the message of an unknown permission names %s, and what it has', (path, action) => {
  expect(action).toThrow(`${path} has no permission "fly"; it has read`)
})

test.each([
  ['an empty name', ''],
  ['undefined', undefined],
  ['null', null],
  ['a number', 5],
  ['a list', ['read']],
  ['half a character', '\ud800'],
  ['256 bytes', 'a'.repeat(256)],
  ['256 bytes of é', 'é'.repeat(128)],
])('where any name goes, %s is none', (_label, name) => {
  const names = [name] as unknown as [string]
  expect(codeOf(() => scope.accessObj(notes.Tag(1), ...names))).toBe('INVALID_SCOPE')
  expect(codeOf(() => scope.accessModel(notes.Tag, ...names))).toBe('INVALID_SCOPE')
  expect(codeOf(() => scope.accessApp(notes, ...names))).toBe('INVALID_SCOPE')
  expect(codeOf(() => scope.accessAll(...names))).toBe('INVALID_SCOPE')
})

test('naming no permission at run time grants nothing', () => {
  const nothing = scope.accessObj(blog.Post(1), ...([] as unknown as ['read']))
  expect(nothing).toEqual([{ app: 'blog', model: 'Post', id: 1, permissions: [] }])
  expect(scope.covers(nothing, scope.accessObj(blog.Post(1), 'read'))).toBe(false)
})

test('an app that is not registered is refused, at each level', () => {
  type Loose = typeof scope
  const loose = known as unknown as Loose
  expect(codeOf(() => loose.accessObj(notes.Tag(1), 'x'))).toBe('UNKNOWN_APP')
  expect(codeOf(() => loose.accessModel(notes.Tag, 'x'))).toBe('UNKNOWN_APP')
  expect(codeOf(() => loose.accessApp(notes, 'x'))).toBe('UNKNOWN_APP')
  expect(codeOf(() => loose.parse('notes#x'))).toBe('UNKNOWN_APP')
  expect(codeOf(() => loose.parse('notes.Tag:1#x'))).toBe('UNKNOWN_APP')
  expect(codeOf(() => loose.parse('blog.Pots:1#read'))).toBe('UNKNOWN_APP')
})

test('a handle of the same name that is not registered brings no names of its own', () => {
  const twin = defineApp('blog', { Post: { permissions: ['fly'] }, Page: { permissions: ['fly'] } })
  const loose = known as unknown as typeof scope
  const unknown = /^UNKNOWN_(APP|PERMISSION)$/
  expect(codeOf(() => loose.accessModel(twin.Page, 'fly'))).toMatch(unknown)
  expect(codeOf(() => loose.accessApp(twin, 'fly'))).toMatch(unknown)
  expect(codeOf(() => loose.accessModel(twin.Post, 'fly'))).toMatch(unknown)
  expect(codeOf(() => loose.accessObj(twin.Post('x'), 'fly'))).toMatch(unknown)
})

test.each([
  ['an object', blog.Post(1)],
  ['an app', blog],
  ['a function', () => blog.Post(1)],
  ['a path', 'blog.Post'],
  ['null', null],
  ['undefined', undefined],
  [
    'a function that looks like a model',
    Object.assign(() => blog.Post(1), { path: 'blog.Post', permissions: [] }),
  ],
  ['a function bound to a model', blog.Post.bind(undefined)],
  ['a proxy of a model', new Proxy(blog.Post, {})],
])('%s is no model', (_label, model) => {
  expect(codeOf(() => scope.accessModel(model as typeof blog.Post, 'read'))).toBe('INVALID_SCOPE')
})

test.each([
  ['a model', blog.Post],
  ['a name', 'blog'],
  ['a copy of an app', { ...blog }],
  ['a declaration', { Post: { id: 'int' } }],
  ['null', null],
  ['undefined', undefined],
])('%s is no app', (_label, app) => {
  expect(codeOf(() => scope.accessApp(app as unknown as typeof blog, 'read'))).toBe('UNKNOWN_APP')
})

test('one undeclared model opens the names of its app, and the global ones', () => {
  const mixed = latchkey({ secrets: keygen(), apps: [blog, notes] }).scope
  expect(codeOf(() => mixed.accessAll('whatever'))).toBe(undefined)
  expect(codeOf(() => mixed.accessApp(notes, 'whatever'))).toBe(undefined)
  expect(codeOf(() => mixed.accessApp(blog, 'whatever' as 'read'))).toBe('UNKNOWN_PERMISSION')
})

// ---------------------------------------------------------------- reading

class Line {
  readonly app = 'blog'
  readonly permissions = ['read']
}
const inherited = Object.create({ app: 'blog', permissions: ['read'] }) as object
const whole = { app: 'blog', model: 'Post', id: 42, permissions: ['read'] }
const gap: unknown[] = ['read']
gap[2] = 'change'

const noScopes: readonly (readonly [label: string, scope: unknown])[] = [
  ['undefined', undefined],
  ['null', null],
  ['a text', 'blog#read'],
  ['the empty text', ''],
  ['a number', 5],
  ['true', true],
  ['an object', {}],
  ['a grant', whole],
  ['a list in an object', { 0: whole, length: 1 }],
  ['a set', new Set([whole])],
  ['a function', () => [whole]],
  ['a list of undefined', [undefined]],
  ['a list of null', [null]],
  ['a list with a gap', Array.from({ length: 2 })],
  ['a list of texts', ['blog#read']],
  ['a list of lists', [[whole]]],
  ['a list of functions', [() => whole]],
  ['a grant of a class', [new Line()]],
  ['a grant that inherits', [inherited]],
  ['a grant that is a map', [new Map(Object.entries(whole))]],
  ['no permissions', [{ app: 'blog' }]],
  ['nothing', [{}]],
  ['undefined permissions', [{ app: 'blog', permissions: undefined }]],
  ['null permissions', [{ app: 'blog', permissions: null }]],
  ['permissions that are a text', [{ app: 'blog', permissions: 'read' }]],
  ['permissions that are a set', [{ app: 'blog', permissions: new Set(['read']) }]],
  ['permissions with a gap', [{ app: 'blog', permissions: gap }]],
  ['an empty permission', [{ permissions: [''] }]],
  ['a permission that is a number', [{ permissions: [5] }]],
  ['a permission that is undefined', [{ permissions: [undefined] }]],
  ['a permission that is a String', [{ permissions: [new String('read')] }]],
  ['a permission that is a list', [{ permissions: [['read']] }]],
  ['half a character for a permission', [{ permissions: ['\ud800'] }]],
  ['a permission of 256 bytes', [{ permissions: ['a'.repeat(256)] }]],
  ['an undefined id', [{ ...whole, id: undefined }]],
  ['a null id', [{ ...whole, id: null }]],
  ['an id that is NaN', [{ ...whole, id: NaN }]],
  ['an id that is -0', [{ ...whole, id: -0 }]],
  ['an id that is a fraction', [{ ...whole, id: 0.5 }]],
  ['an id that was rounded', [{ ...whole, id: 2 ** 53 }]],
  ['an empty id', [{ ...whole, id: '' }]],
  ['an id that is an object', [{ ...whole, id: { id: 42 } }]],
  ['an id that is a reference', [{ ...whole, id: blog.Post(42) }]],
  ['an id that is a date', [{ ...whole, id: new Date() }]],
  ['an id that is true', [{ ...whole, id: true }]],
  ['a tuple of one', [{ ...whole, id: [42] }]],
  ['a tuple of none', [{ ...whole, id: [] }]],
  ['a tuple of 17', [{ ...whole, id: Array.from({ length: 17 }, () => 1) }]],
  ['a tuple with a gap', [{ ...whole, id: [1, undefined] }]],
  ['a tuple in a tuple', [{ ...whole, id: [1, [2, 3]] }]],
  ['an undefined model', [{ ...whole, model: undefined }]],
  ['an undefined app', [{ ...whole, app: undefined }]],
  ['an undefined app and nothing else', [{ app: undefined, permissions: ['read'] }]],
  ['a null model', [{ app: 'blog', model: null, permissions: ['read'] }]],
  ['an empty app', [{ app: '', permissions: ['read'] }]],
  ['an empty model', [{ app: 'blog', model: '', permissions: ['read'] }]],
  ['an app that is a number', [{ app: 5, permissions: ['read'] }]],
  ['an app that is a handle', [{ app: blog, permissions: ['read'] }]],
  ['a model that is a handle', [{ app: 'blog', model: blog.Post, permissions: ['read'] }]],
  ['an app of 256 bytes', [{ app: 'a'.repeat(256), permissions: ['read'] }]],
  ['an app of half a character', [{ app: '\ud800', permissions: ['read'] }]],
  ['a model without an app', [{ model: 'Post', permissions: ['read'] }]],
  ['an id without a model', [{ app: 'blog', id: 42, permissions: ['read'] }]],
  ['an id without an app', [{ id: 42, permissions: ['read'] }]],
  ['another property', [{ ...whole, expires: 5 }]],
  ['a misspelled property', [{ app: 'blog', Model: 'Post', permissions: ['read'] }]],
  ['a plural', [{ app: 'blog', model: 'Post', ids: [42], permissions: ['read'] }]],
  ['an own __proto__', [JSON.parse('{"app":"blog","__proto__":{},"permissions":["read"]}')]],
  ['a symbol', [{ ...whole, [Symbol('id')]: 42 }]],
  ['a right grant before a wrong one', [whole, {}]],
  [
    'an id inherited from an object without a prototype',
    [
      Object.assign(Object.create(Object.assign(Object.create(null), { id: 42 })), {
        app: 'blog',
        model: 'Post',
        permissions: ['read'],
      }),
    ],
  ],
]

describe.each(noScopes)('%s', (_label, value) => {
  const { tokens } = latchkey({ secrets: keygen(), apps: [] })
  const wrong = value as Scope
  const read = known.accessAll('read')

  test('is no scope, whoever reads it', () => {
    const readers: Record<string, () => unknown> = {
      union: () => scope.union(wrong),
      intersect: () => scope.intersect(read, wrong),
      intersected: () => scope.intersect(wrong, read),
      covers: () => scope.covers(read, wrong),
      covered: () => scope.covers(wrong, read),
      format: () => scope.format(wrong),
      generate: () => tokens.generate(wrong),
      validate: () => tokens.validate('no token', wrong),
      verify: () => tokens.verify(undefined, wrong),
      narrow: () => tokens.narrow(tokens.generate(read), { to: wrong }),
    }
    const lenient = Object.keys(readers).filter((name) => {
      // An option that is undefined is told as such.
      const code = name === 'narrow' && wrong === undefined ? 'INVALID_OPTION' : 'INVALID_SCOPE'
      return codeOf(readers[name]!) !== code
    })
    expect(lenient).toEqual([])
  })
})

test('a hidden id or model is read as one that is shown: it is never passed over', () => {
  const id = Object.defineProperty({ app: 'blog', model: 'Post', permissions: ['read'] }, 'id', { value: 42 })
  const model = Object.defineProperty({ app: 'blog', permissions: ['read'] }, 'model', { value: 'Post' })
  expect(scope.format(hand(id, model))).toBe('blog.Post:42#read blog.Post#read')
  const noId = Object.defineProperty({ ...whole }, 'id', { value: undefined, enumerable: false })
  expect(codeOf(() => scope.format(hand(noId)))).toBe('INVALID_SCOPE')
})

test('any array of the right shape is read, also one without permissions or without prototypes', () => {
  const bare = Object.assign(Object.create(null), whole) as object
  expect(scope.covers(hand(bare), hand(whole))).toBe(true)
  expect(scope.covers(hand({ app: 'blog', permissions: [] }), hand({ permissions: [] }))).toBe(true)
  expect(scope.format(hand({ ...whole, id: 42n }))).toBe('blog.Post:42#read')
  expect(scope.union(hand(whole))).not.toBe(whole)
})

test('a scope that is changed after it was read changes nothing', () => {
  const permissions = ['read']
  const id: (number | string)[] = [1, 'x']
  const grant = { app: 'blog', model: 'Post', id, permissions }
  const list = [grant]
  const made = scope.union(list as unknown as Scope)
  permissions[0] = 'change'
  id[0] = 2
  grant.model = 'Comment'
  list.pop()
  expect(made).toEqual([{ app: 'blog', model: 'Post', id: [1, 'x'], permissions: ['read'] }])
})

// ---------------------------------------------------------------- the one rule of containment

interface Pair {
  readonly path: readonly unknown[]
  readonly permission: string
}
const pairsOf = (list: Scope): Pair[] =>
  list.flatMap(({ app, model, id, permissions }) => {
    const path = [app, model, id].filter((part) => part !== undefined)
    return permissions.map((permission) => ({ path, permission }))
  })
const isKey = (part: unknown): string => `${typeof part}:${JSON.stringify(part)}`
const keyOf = ({ path, permission }: Pair): string => [...path.map(isKey), permission].join(' ')
const isAt = (upper: Pair, lower: Pair): boolean =>
  upper.permission === lower.permission &&
  upper.path.length <= lower.path.length &&
  upper.path.every((part, index) => isKey(part) === isKey(lower.path[index]))
const modelCovers = (granted: Scope, required: Scope): boolean =>
  pairsOf(required).every((asked) => pairsOf(granted).some((held) => isAt(held, asked)))

const ids: readonly unknown[] = [1, 2, 3, '1', 'x', [1, 'x'], ['1', 'x']]
const grants: fc.Arbitrary<Grant> = fc
  .record({
    level: fc.integer({ min: 0, max: 3 }),
    app: fc.constantFrom('a', 'b'),
    model: fc.constantFrom('M', 'N'),
    id: fc.constantFrom(...ids),
    permissions: fc.uniqueArray(fc.constantFrom('r', 'w', 'x'), { maxLength: 3 }),
  })
  .map(({ level, app, model, id, permissions }) => {
    const parts = Object.entries({ app, model, id }).slice(0, level)
    return Object.fromEntries([...parts, ['permissions', permissions]]) as unknown as Grant
  })
const scopes: fc.Arbitrary<Scope> = fc.array(grants, { maxLength: 6 })
/** Long enough to be looked up by path. */
const longScopes: fc.Arbitrary<Scope> = fc.array(grants, { minLength: 9, maxLength: 30 })
const runs = { numRuns: times(3000) }

test('covers says what the model says', () => {
  fc.assert(
    fc.property(scopes, scopes, (granted, required) => {
      expect(scope.covers(granted, required)).toBe(modelCovers(granted, required))
    }),
    { numRuns: times(6000) },
  )
})

test('covers says what the model says of long scopes', () => {
  fc.assert(
    fc.property(longScopes, scopes, (granted, required) => {
      expect(scope.covers(granted, required)).toBe(modelCovers(granted, required))
    }),
    runs,
  )
})

test('union grants what any of its scopes grants, and nothing else', () => {
  fc.assert(
    fc.property(scopes, scopes, grants, (one, other, asked) => {
      for (const permission of asked.permissions) {
        const single = [{ ...asked, permissions: [permission] }]
        expect(scope.covers(scope.union(one, other), single)).toBe(
          scope.covers(one, single) || scope.covers(other, single),
        )
      }
    }),
    runs,
  )
})

test('intersect grants what both scopes grant, and nothing else', () => {
  fc.assert(
    fc.property(scopes, scopes, grants, (one, other, asked) => {
      const both = scope.intersect(one, other)
      for (const permission of asked.permissions) {
        const single = [{ ...asked, permissions: [permission] }]
        expect(scope.covers(both, single)).toBe(scope.covers(one, single) && scope.covers(other, single))
      }
      expect(scope.covers(one, both) && scope.covers(other, both)).toBe(true)
    }),
    runs,
  )
})

test('intersect gives the one normal form, whatever the order', () => {
  fc.assert(
    fc.property(scopes, scopes, (one, other) => {
      const both = scope.intersect(one, other)
      expect(scope.intersect(other, one)).toEqual(both)
      expect(scope.intersect(both, both)).toEqual(both)
      expect(scope.intersect([...one].toReversed(), [...other, ...other])).toEqual(both)
      const pairs = pairsOf(both)
      expect(new Set(pairs.map(keyOf)).size).toBe(pairs.length)
      for (const pair of pairs)
        expect(
          pairs.some((upper) => upper !== pair && upper.path.length < pair.path.length && isAt(upper, pair)),
        ).toBe(false)
    }),
    runs,
  )
})

test('where no list grants anything, nothing is left', () => {
  expect(intersectLayers([])).toEqual([])
  expect(
    intersectLayers([[], [{ app: undefined, model: undefined, ids: undefined, permissions: ['r'] }]]),
  ).toEqual([])
})

test('covers is reflexive and transitive, and nothing is asked of nothing', () => {
  fc.assert(
    fc.property(scopes, scopes, scopes, (one, other, third) => {
      expect(scope.covers(one, one)).toBe(true)
      expect(scope.covers(one, [])).toBe(true)
      expect(scope.covers([], one)).toBe(pairsOf(one).length === 0)
      const chained = scope.covers(one, other) && scope.covers(other, third)
      expect(!chained || scope.covers(one, third)).toBe(true)
    }),
    runs,
  )
})

test('a token grants what its scope grants, and no more', () => {
  const { tokens } = latchkey({ secrets: keygen(), apps: [] })
  fc.assert(
    fc.property(scopes, scopes, (granted, required) => {
      const token = tokens.generate(granted)
      expect(tokens.validate(token, required)).toBe(modelCovers(granted, required))
    }),
    runs,
  )
})

test('a token whose scope was shuffled, repeated or spelled out is the same token', () => {
  const { tokens } = latchkey({ secrets: keygen(), apps: [], clock: () => 1_800_000_000_000 })
  fc.assert(
    fc.property(scopes, (granted) => {
      const token = tokens.generate(granted)
      const single = granted.flatMap((grant) =>
        grant.permissions.map((permission) => ({ ...grant, permissions: [permission] })),
      )
      expect(tokens.generate([...single.toReversed(), ...granted])).toBe(token)
    }),
    runs,
  )
})

test.each([
  ['an object by its model', 'blog.Post#read', 'blog.Post:42#read', true],
  ['an object by its app', 'blog#read', 'blog.Post:42#read', true],
  ['an object by everything', '*#read', 'blog.Post:42#read', true],
  ['a model by an object of it', 'blog.Post:42#read', 'blog.Post#read', false],
  ['an app by a model of it', 'blog.Post#read', 'blog#read', false],
  ['everything by an app', 'blog#read', '*#read', false],
  ['everything by all apps', 'blog#read shop#read', '*#read', false],
  ['a model by another', 'blog.Comment#read', 'blog.Post#read', false],
  ['an app by another of like name', 'blog#read', 'blog2#read', false],
  ['a model by another of like name', 'blog.Post#read', 'blog.Posts:42#read', false],
  ['a permission by another of like name', 'blog#read', 'blog#reads', false],
  ['a permission by a longer one', 'blog#reads', 'blog#read', false],
  ['a permission by a star', 'blog#%2A', 'blog#read', false],
  ['two permissions by two grants', 'blog.Post#read blog.Post:42#change', 'blog.Post:42#read,change', true],
  ['two permissions by one', 'blog.Post:42#read', 'blog.Post:42#read,change', false],
  ['two objects by one', 'blog.Post:42#read', 'blog.Post:42#read blog.Post:43#read', false],
  ['nothing by nothing', '', '', true],
  ['nothing by something', '*#read', '', true],
  ['a grant without permissions by nothing', '', 'blog.Post:42#', true],
  ['something by a grant without permissions', 'blog#', 'blog.Post:42#read', false],
])('covers: %s', (_label, granted, required, answer) => {
  expect(scope.covers(scope.parse(granted), scope.parse(required))).toBe(answer)
})
