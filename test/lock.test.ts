/**
 * The lock as a file: what is read and what is refused, how it grows, and what is told of it.
 */
import { describe, expect, test } from 'vitest'
import { defineApp, inspect, LatchkeyError, latchkey, lockOf } from '../src/index.ts'
import type { AppLike, Lock, Renames, Scope, Tokens } from '../src/index.ts'
import { readLock } from '../src/lock.ts'
import { filled, lockJson } from '../tools/vectors/lock.ts'
import { LOCK, locked } from '../tools/vectors/locked.ts'
import { model } from '../tools/vectors/scope.ts'
import grownVector from '../vectors/valid/lock-renamed-retired.json' with { type: 'json' }
import plainVector from '../vectors/valid/lock-check.json' with { type: 'json' }

const secrets = Uint8Array.from({ length: 32 }, (_, index) => index)
const clock = (): number => Date.UTC(2026, 0, 1)
const blog = defineApp('blog', {
  Post: { id: 'int', permissions: ['read', 'change', 'publish'] },
  Comment: { id: 'int', permissions: ['read', 'hide'] },
})
const plain = lockOf([blog])
const checkToken = 'lkESA8O4gBsqA5yiIS2874VoQuGOKXs-xOc'

function tokensOf(lock: Lock, ...apps: AppLike[]): Tokens {
  return latchkey({ secrets, apps, lock, clock }).tokens
}

function errorOf(run: () => unknown): { code: string; message: string } {
  try {
    run()
  } catch (error) {
    if (error instanceof LatchkeyError) return { code: error.code, message: error.message }
    return { code: 'another error', message: String(error) }
  }
  return { code: 'no error', message: '' }
}

const root = { number: 1, path: '*', permissions: ['read'] }
const app = { number: 2, path: 'blog', permissions: ['read'] }
const post = { number: 3, path: 'blog.Post', permissions: ['read', 'change'] }
const lines = (...nodes: readonly unknown[]): unknown => ({ format: 'latchkey-lock/1', nodes })

describe('a lock is refused', () => {
  test.each<[string, unknown, RegExp]>([
    ['undefined', undefined, /not what latchkey lock writes/],
    ['null', null, /not what latchkey lock writes/],
    ['a text', '{}', /not what latchkey lock writes/],
    ['a list', [], /not what latchkey lock writes/],
    ['without nodes', { format: 'latchkey-lock/1' }, /not what latchkey lock writes/],
    ['with nodes by name', { format: 'latchkey-lock/1', nodes: {} }, /not what latchkey lock writes/],
    ['of a class', new Map(), /not what latchkey lock writes/],
    ['without a format', { nodes: [] }, /format is not latchkey-lock\/1/],
    ['of a later format', { format: 'latchkey-lock/2', nodes: [] }, /use the latchkey that wrote it/],
    [
      'with a number twice',
      lines(root, app, { ...post, number: 2 }),
      /number 2 stands for blog and for blog\.Post/,
    ],
    ['with a line twice', lines(root, app, app), /number 2 stands for blog/],
    ['with a gap', lines(root, post), /line of number 2 is missing or moved \(blog\.Post has number 3\)/],
    ['in another order', lines(root, post, app), /line of number 2 is missing or moved/],
    ['without number 1', lines(app), /line of number 1 is missing or moved/],
    ['with an app as number 1', lines({ ...app, number: 1 }), /number 1 is \*/],
    ['with everything twice', lines(root, { ...root, number: 2 }), /number 1 is \*, and nothing else/],
    ['with number 1 retired', lines({ ...root, retired: true }), /never retired/],
    [
      'with a path twice',
      lines(root, app, { ...app, number: 3 }),
      /blog has two numbers, 2 and 3: retire the second/,
    ],
    [
      'with a bit twice',
      lines(root, { ...app, permissions: ['a', 'b', 'a'] }),
      /number 2 has a twice: retire the second/,
    ],
    [
      'with an older name of two paths',
      lines(root, app, { ...post, path: 'blog.Article', was: 'blog.Post' }, { ...post, number: 4 }),
      /blog\.Post is the older name of one of blog\.Article and blog\.Post/,
    ],
    [
      'with an older name of two bits',
      lines(root, { ...app, permissions: ['see<read', 'read'] }),
      /read in the line of number 2 is the older name of two/,
    ],
    [
      'with two bits that became one',
      lines(root, { ...app, permissions: ['a', 'a<b'] }),
      /number 2 has a twice/,
    ],
    [
      'with 257 bits',
      lines(root, { ...app, permissions: Array.from({ length: 257 }, (_, n) => `p${n}`) }),
      /at most 256/,
    ],
    ['with permissions as a text', lines(root, { ...app, permissions: 'read' }), /no list/],
    ['with permissions by name', lines(root, { ...app, permissions: { 0: 'read', length: 1 } }), /no list/],
    [
      'with a number as a permission',
      lines(root, { ...app, permissions: [1] }),
      /permission in the line of number 2 is no text/,
    ],
    ['without permissions', lines(root, { number: 2, path: 'blog' }), /number 2 has no path, or no list/],
    ['without a path', lines(root, { number: 2, permissions: [] }), /number 2 has no path/],
    ['without a number', lines(root, { path: 'blog', permissions: [] }), /none from 1 to 65,535/],
    ['with number 0', lines({ ...root, number: 0 }), /none from 1 to 65,535/],
    ['with a number as text', lines({ ...root, number: '1' }), /none from 1 to 65,535/],
    ['with half a number', lines(root, { ...app, number: 2.5 }), /none from 1 to 65,535/],
    ['with number 65,535 first', lines({ ...root, number: 65_535 }), /line of number 1 is missing or moved/],
    ['with number 65,536', lines({ ...root, number: 65_536 }), /none from 1 to 65,535/],
    ['with an older path that is no text', lines(root, { ...app, was: 42 }), /"was" in the .* 2 is no path/],
    ['with an older path of everything', lines({ ...root, was: '*' }), /number 1 is .* needless/],
    ['with an app that was everything', lines(root, { ...app, was: '*' }), /number 2 is of another level/],
    ['with a model that was an app', lines(root, app, { ...post, was: 'blog' }), /is of another level/],
    ['with an app that was a model', lines(root, { ...app, was: 'blog.Post' }), /is of another level/],
    ['with a misspelled field', lines(root, { ...app, retierd: true }), /retierd/],
    ['with a line that is null', lines(null), /./],
    ['with a line that is a text', lines('blog'), /./],
  ])('%s', (_name, lock, message) => {
    const { code, message: told } = errorOf(() => readLock(lock))
    expect(code).toBe('INVALID_OPTION')
    expect(told).toMatch(message)
    expect(errorOf(() => latchkey({ secrets, apps: [], lock: lock as Lock })).code).toMatch(/INVALID_OPTION/)
  })

  // What is there is used or refused: retired by mistake in writing must not be live.
  test.each<[string, unknown]>([
    ['retired as a text', lines(root, { ...app, retired: 'true' })],
    ['retired as a number', lines(root, { ...app, retired: 1 })],
    ['retired as null', lines(root, { ...app, retired: null })],
    ['a permission with two older names', lines(root, { ...app, permissions: ['a<b<c'] })],
    ['a permission without a name', lines(root, { ...app, permissions: [''] })],
    ['a retired permission without a name', lines(root, { ...app, permissions: ['!'] })],
    ['a permission with an empty older name', lines(root, { ...app, permissions: ['a<'] })],
    ['a permission with a space', lines(root, { ...app, permissions: ['a b'] })],
    ['a path with a space', lines(root, { ...app, path: 'a b' })],
    ['a path of three names', lines(root, { ...app, path: 'a.b.c' })],
    ['a path with half an escape', lines(root, { ...app, path: 'a%4' })],
    ['a hole among the permissions', lines(root, { ...app, permissions: Object.assign([], { 1: 'read' }) })],
  ])('with %s', (_name, lock) => {
    expect(errorOf(() => readLock(lock)).code).toBe('INVALID_OPTION')
  })
})

const behind = (lock: unknown, ...apps: AppLike[]): { code: string; message: string } =>
  errorOf(() => latchkey({ secrets, apps, lock: lock as Lock }))

/** An app of so many models. */
const appOf = (length: number): AppLike =>
  defineApp('big', Object.fromEntries(Array.from({ length }, (_, n) => [`M${n}`, {}])))

describe('a lock that is behind its apps', () => {
  const shop = defineApp('shop', { Order: { permissions: ['read'] } })

  test.each<[string, unknown, AppLike, string]>([
    ['an app and its models', plain, shop, 'shop, shop.Order'],
    ['a model', lines(root, app), defineApp('blog', { Post: { permissions: ['read'] } }), 'blog.Post'],
    [
      'a permission',
      lines(root, app, { ...post, permissions: ['change'] }),
      defineApp('blog', { Post: { permissions: ['read', 'change'] } }),
      'blog.Post#read',
    ],
    [
      'a retired model',
      lines(root, app, { ...post, retired: true }),
      defineApp('blog', { Post: { permissions: ['read'] } }),
      'blog.Post',
    ],
    [
      'a retired permission',
      lines(root, app, { ...post, permissions: ['!read'] }),
      defineApp('blog', { Post: { permissions: ['read'] } }),
      'blog.Post#read',
    ],
    [
      'a permission renamed away',
      lines(root, app, { ...post, permissions: ['see<read'] }),
      defineApp('blog', { Post: { permissions: ['read'] } }),
      'blog.Post#read',
    ],
    ['a strange name', lines(root), defineApp('a.b', {}), 'a%2Eb'],
  ])('says what is missing, and the command: %s', (_name, lock, handle, missing) => {
    const { code, message } = behind(lock, handle)
    expect(code).toBe('LOCK_OUT_OF_DATE')
    expect(message).toContain(missing)
    expect(message).toContain('npx latchkey lock')
  })

  test('names five and counts the rest', () => {
    expect(behind(lines(root), appOf(9)).message).toContain('big, big.M0, big.M1, big.M2, big.M3 and 5 more')
    expect(behind(lines(root), appOf(4)).message).toContain('big, big.M0, big.M1, big.M2, big.M3: run')
  })

  test('is none where the lock has more than the apps', () => {
    expect(behind(lockOf([blog, shop]), blog).code).toBe('no error')
    expect(behind(lockOf([blog, shop])).code).toBe('no error')
  })

  test('is none where a permission is past the last bit', () => {
    const many = Array.from({ length: 300 }, (_, n) => `p${n}`)
    const big = defineApp('big', { Thing: { permissions: ['first', ...many] } })
    expect(behind(lockOf([big]), big).code).toBe('no error')
  })
})

const texts = (lock: Lock): string[] =>
  lock.nodes.map(
    ({ number, path, was, permissions, retired }) =>
      `${number} ${retired === true ? '!' : ''}${path}${was === undefined ? '' : `<${was}`} ${permissions.join(',')}`,
  )

const of = (...permissions: readonly [string, ...string[]]): AppLike =>
  defineApp('blog', { Post: { permissions } })

describe('a lock grows', () => {
  const one = lockOf([of('read', 'change')])

  test.each<[string, AppLike[], Renames, string[]]>([
    ['not', [of('read', 'change')], {}, ['1 * read,change', '2 blog read,change', '3 blog.Post read,change']],
    [
      'by nothing in another order',
      [of('change', 'read')],
      {},
      ['1 * read,change', '2 blog read,change', '3 blog.Post read,change'],
    ],
    [
      'by a permission',
      [of('list', 'read', 'change')],
      {},
      ['1 * read,change,list', '2 blog read,change,list', '3 blog.Post read,change,list'],
    ],
    [
      'as one goes',
      [of('change')],
      {},
      ['1 * !read,change', '2 blog !read,change', '3 blog.Post !read,change'],
    ],
    ['as all go', [], {}, ['1 * !read,!change', '2 !blog read,change', '3 !blog.Post read,change']],
    [
      'as an app comes',
      [of('read', 'change'), defineApp('shop', { Order: {} })],
      {},
      ['1 * read,change', '2 blog read,change', '3 blog.Post read,change', '4 shop ', '5 shop.Order '],
    ],
    [
      'as a model is renamed',
      [defineApp('blog', { Article: { permissions: ['read', 'change'] } })],
      { 'blog.Post': 'blog.Article' },
      ['1 * read,change', '2 blog read,change', '3 blog.Article<blog.Post read,change'],
    ],
    [
      'as an app is renamed',
      [defineApp('news', { Post: { permissions: ['read', 'change'] } })],
      { blog: 'news' },
      ['1 * read,change', '2 news<blog read,change', '3 news.Post<blog.Post read,change'],
    ],
    [
      'as a permission is renamed',
      [of('see', 'change')],
      { 'blog.Post#read': 'blog.Post#see' },
      ['1 * !read,change,see', '2 blog !read,change,see', '3 blog.Post see<read,change'],
    ],
  ])('%s', (_name, apps, renames, expected) => {
    const grown = lockOf(apps, one, renames)
    expect(texts(grown)).toEqual(expected)
    expect(lockOf(apps, grown)).toEqual(grown)
  })

  test('and what comes back has a new place, behind all', () => {
    const without = lockOf([of('change')], one)
    expect(texts(lockOf([of('read', 'change')], without))[2]).toBe('3 blog.Post !read,change,read')
    const none = lockOf([], one)
    expect(texts(lockOf([of('read')], none)).slice(1)).toEqual([
      '2 !blog read,change',
      '3 !blog.Post read,change',
      '4 blog read',
      '5 blog.Post read',
    ])
  })

  test('and a path that gets its first name back was never renamed', () => {
    const there = lockOf([defineApp('blog', { Article: { permissions: ['read', 'change'] } })], one, {
      'blog.Post': 'blog.Article',
    })
    expect(lockOf([of('read', 'change')], there, { 'blog.Article': 'blog.Post' })).toEqual(one)
  })

  test.each<[string, Renames, string]>([
    ['of what is not there', { 'blog.Page': 'blog.Article' }, 'no such path'],
    ['of an app that is not there', { shop: 'store' }, 'no such path'],
    ['of a permission that is not there', { 'blog.Post#list': 'blog.Post#see' }, 'no such permission'],
    ['to a path in use', { 'blog.Post': 'blog.Comment' }, 'the new path is in use'],
    ['to itself', { 'blog.Post': 'blog.Post' }, 'the new path is in use'],
    ['to a permission in use', { 'blog.Post#read': 'blog.Post#change' }, 'the new permission is in use'],
    ['of a model to an app', { 'blog.Post': 'post' }, 'a rename is'],
    ['of an app to a model', { blog: 'news.Blog' }, 'a rename is'],
    ['of a permission to a path', { 'blog.Post#read': 'blog.Article' }, 'a rename is'],
    ['of a permission to its own path', { 'blog.Post#read': 'blog.Post' }, 'a rename is'],
    ['of a path to a permission', { 'blog.Post': 'blog.Article#see' }, 'a rename is'],
    ['of a path to a permission of its own', { 'blog.Post': 'blog.Post#see' }, 'a rename is'],
    ['of a permission to another path', { 'blog.Post#read': 'blog.Comment#see' }, 'a rename is'],
    ['of a permission of what is not there', { 'blog.Page#read': 'blog.Page#see' }, 'no such path'],
    ['of a permission of a permission', { 'blog.Post#read#see': 'blog.Post#see' }, 'once'],
    ['to a permission of a permission', { 'blog.Post#read': 'blog.Post#see#read' }, 'once'],
    ['of everything', { '*': 'blog' }, 'a rename is'],
    ['to everything', { blog: '*' }, 'a rename is'],
  ])('by no rename %s', (_name, renames, problem) => {
    const [[from, to] = []] = Object.entries(renames)
    const { code, message } = errorOf(() => lockOf([blog], plain, renames))
    expect(code).toBe('INVALID_OPTION')
    expect(message).toContain(`the rename ${from}=${to} cannot be made: `)
    expect(message).toContain(problem)
  })

  test('by no rename of an app that would give a model two numbers', () => {
    const previous = lines(root, app, post, { ...post, number: 4, path: 'news.Post' }) as Lock
    const news = defineApp('news', { Post: { permissions: ['read', 'change'] } })
    expect(errorOf(() => lockOf([news], previous, { blog: 'news' })).message).toMatch(
      /news\.Post has two numbers, 3 and 4/,
    )
  })

  test('by a name of its own in tags for each permission of one name', () => {
    const renamed = (from: string, lock: Lock, ...names: [string, ...string[]]): Lock =>
      lockOf([of(...names)], lock, { 'blog.Post#read': `blog.Post#${from}` })
    const second = renamed('see', lockOf([of('read')]), 'see', 'read')
    const third = renamed('look', second, 'see', 'look', 'read')
    expect(third.nodes[2]!.permissions).toEqual(['see<read', 'look<read~2', 'read<read~3'])
  })

  test('from no broken lock', () => {
    expect(errorOf(() => lockOf([blog], lines(root, post) as Lock)).message).toMatch(/missing or moved/)
  })

  test('to 65,535 numbers and no further', () => {
    const full = lockJson(filled(LOCK, 65_535))
    const { tokens } = latchkey({ secrets, apps: [], lock: full, clock })
    const last = (65_535 - 7).toString(36)
    const { token } = locked([model('f', last, 'any')], { lock: filled(LOCK, 65_535) })
    const scope = [{ app: 'f', model: last, permissions: ['any'] }] as unknown as Scope
    expect(tokens.generate(scope)).toBe(token)
    expect(tokens.validate(token, scope)).toBe(true)
    const { code, message } = errorOf(() => lockOf([defineApp('new', {})], full))
    expect([code, message]).toEqual(['TOO_LARGE', expect.stringContaining('65535')])
  })
})

describe('names', () => {
  const strange = [
    'a.b',
    '100%',
    '!a<b',
    'caf\u00e9',
    '\u4e16\u754c',
    '\u{1f511}',
    '__proto__',
    '*',
    '#',
    ' ',
    '"\n',
    'constructor',
  ]

  test.each(strange)('%j come back from the file as they were', (name) => {
    const spec = Object.fromEntries([[name, { permissions: [name, 'z'] as const }]])
    const handle = defineApp(name, spec)
    const lock = JSON.parse(JSON.stringify(lockOf([handle]))) as Lock
    expect(JSON.stringify(lock)).toMatch(/^[ -~]*$/)
    expect(lockOf([handle], lock)).toEqual(lock)
    const tokens = tokensOf(lock, handle)
    const scope = [{ app: name, model: name, id: 7, permissions: [name] }] as unknown as Scope
    const verdict = tokens.verify(tokens.generate(scope), scope)
    expect(verdict.ok && verdict.pass.scope).toEqual([{ app: name, model: name, id: 7, permissions: [name] }])
    expect(readLock(lock).find(name, name)?.number).toBe(3)
  })

  test('that differ in case or composition are different', () => {
    const lock = lines(
      root,
      app,
      { ...app, number: 3, path: 'Blog' },
      { ...app, number: 4, path: 'caf%C3%A9' },
      { ...app, number: 5, path: 'cafe%CC%81' },
    )
    expect(readLock(lock).find('caf\u00e9', undefined)?.number).toBe(4)
    expect(readLock(lock).find('cafe\u0301', undefined)?.number).toBe(5)
    expect(readLock(lock).find('BLOG', undefined)).toBeUndefined()
  })
})

const outcome = (): unknown => {
  const lock = JSON.parse(JSON.stringify(lockOf([blog], plain))) as Lock
  const tokens = tokensOf(lock, blog)
  const token = tokens.generate([
    { app: 'blog', model: 'Post', id: 42, permissions: ['read', 'change'] },
  ] as unknown as Scope)
  return [lock.nodes.map((node) => Object.entries(node)), token, tokens.verify(token, 'authentic').ok]
}

const broken = (): string => errorOf(() => readLock(lines(root, { number: 2, path: 'blog' }))).code

const everyObject: object = Object.prototype

describe('a lock object', () => {
  test('is frozen, all of it', () => {
    const frozen = [plain, plain.nodes, ...plain.nodes, ...plain.nodes.map(({ permissions }) => permissions)]
    expect(frozen.every((each) => Object.isFrozen(each))).toBe(true)
    const grown = lockOf([], plain)
    expect([grown, grown.nodes, ...grown.nodes].every((each) => Object.isFrozen(each))).toBe(true)
  })

  test('imported as JSON has the type', () => {
    const one: Lock = plainVector.lock
    const two: Lock = grownVector.lock
    expect(readLock(one).byNumber.size).toBe(6)
    expect(two.nodes[2]).toMatchObject({ retired: true, was: 'blog.Post', path: 'blog.Article' })
    expect(tokensOf(plainVector.lock).validate(plainVector.token, 'authentic')).toBe(true)
  })

  test('is read once: a change of it afterwards changes nothing', () => {
    const lock = structuredClone(plainVector.lock)
    const tokens = tokensOf(lock)
    lock.nodes[2]!.path = 'blog.Page'
    lock.nodes[2]!.permissions.reverse()
    lock.nodes.length = 1
    expect(tokens.validate(checkToken, 'authentic')).toBe(true)
  })

  test.each([
    'retired',
    'was',
    'path',
    'permissions',
    'number',
    'format',
    'nodes',
    'app',
    'model',
    'live',
    'tagged',
    'bits',
    'name',
    '0',
    'lock',
  ])('is read by its own properties: %s on every object changes nothing', (name) => {
    const before = outcome()
    for (const value of [true, 'x.y', [], 7]) {
      Object.defineProperty(everyObject, name, { value, configurable: true, writable: true })
      let after: unknown
      let code: string
      try {
        after = outcome()
        code = broken()
      } finally {
        Reflect.deleteProperty(everyObject, name)
      }
      expect(after).toEqual(before)
      expect(code).toBe('INVALID_OPTION')
    }
  })
})

const scopeOf = (lock?: Lock): unknown => {
  const seen = inspect(checkToken, lock === undefined ? undefined : { lock })
  return seen.ok && [seen.unverifiedScope, seen.numbered]
}

describe('inspect', () => {
  const granted = [{ app: 'blog', model: 'Post', id: 42, permissions: ['change', 'read'] }]
  const asNumbers = [{ app: '#3', model: '#3', id: 42, permissions: ['#3.0', '#3.1'] }]

  test('shows names with the lock, and numbers without', () => {
    expect(scopeOf(plainVector.lock)).toEqual([granted, false])
    expect(scopeOf()).toEqual([asNumbers, true])
    expect(scopeOf(lines(root, app) as Lock)).toEqual([asNumbers, true])
    expect(scopeOf(lines(root, app, { ...post, permissions: ['read'] }) as Lock)).toEqual([asNumbers, true])
    expect(scopeOf(lines(root, app, { ...app, number: 3, path: 'shop' }) as Lock)).toEqual([asNumbers, true])
  })

  test('shows nothing of what is retired, and what was renamed under its name of today', () => {
    expect(scopeOf(lines(root, app, { ...post, retired: true }) as Lock)).toEqual([[], false])
    const renamed = { ...post, path: 'blog.Article', was: 'blog.Post', permissions: ['see<read', '!change'] }
    expect(scopeOf(lines(root, app, renamed) as Lock)).toEqual([
      [{ app: 'blog', model: 'Article', id: 42, permissions: ['see'] }],
      false,
    ])
  })

  test('of an instance goes by its lock', () => {
    const seen = tokensOf(plainVector.lock).inspect(checkToken)
    expect(seen.ok && seen.unverifiedScope).toEqual(granted)
  })

  test('shows a subject by number', () => {
    const { token } = locked([], { subject: { app: 'auth', model: 'User', id: { int: '7' } } })
    const without = inspect(token)
    expect(without.ok && [without.unverifiedSubject, without.numbered]).toEqual([
      { app: '#6', model: '#6', id: 7 },
      true,
    ])
    const withLock = inspect(token, { lock: plainVector.lock })
    expect(withLock.ok && [withLock.unverifiedSubject, withLock.numbered]).toEqual([
      { app: 'auth', model: 'User', id: 7 },
      false,
    ])
  })

  test('refuses a broken lock', () => {
    expect(errorOf(() => inspect(checkToken, { lock: lines(post) as Lock })).code).toBe('INVALID_OPTION')
  })
})

/** The number is no part of the names (SPEC §6.2): so the new owner of a name is dealt another name to be tagged by. */
describe('a renamed path and the new owner of its name', () => {
  const post1 = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })
  const article1 = defineApp('blog', { Article: { id: 'int', permissions: ['read'] } })
  const both = defineApp('blog', {
    Article: { id: 'int', permissions: ['read'] },
    Post: { id: 'int', permissions: ['read'] },
  })
  const renamed = lockOf([article1], lockOf([post1]), { 'blog.Post': 'blog.Article' })
  const token = tokensOf(renamed, article1).generate([
    { app: 'blog', model: 'Article', id: 1, permissions: ['read'] },
  ] as unknown as Scope)
  /** What becomes of the token when the lines of the two are in each other's place. */
  const afterSwap = ({ format, nodes: [first, second, third, fourth] }: Lock): string => {
    const nodes = [first!, second!, { ...fourth!, number: 3 }, { ...third!, number: 4 }]
    const verdict = tokensOf({ format, nodes }).verify(token, 'authentic')
    return verdict.ok ? JSON.stringify(verdict.pass.scope) : verdict.reason
  }

  test('cannot be swapped', () => {
    expect(afterSwap(lockOf([both], renamed))).toBe('forged')
  })

  test('cannot be swapped where the renamed one was retired before', () => {
    const lock = lockOf([post1], lockOf([defineApp('blog', {})], renamed))
    expect(lock.nodes.map(({ path, retired }) => [path, retired === true])).toEqual([
      ['*', false],
      ['blog', false],
      ['blog.Article', true],
      ['blog.Post', false],
    ])
    expect(afterSwap(lock)).toBe('forged')
  })

  test('have different names in tags, path by path and bit by bit', () => {
    const { nodes } = lockOf([both], renamed)
    expect(nodes.slice(2).map(({ path, was }) => [path, was])).toEqual([
      ['blog.Article', 'blog.Post'],
      ['blog.Post', 'blog.Post~2'],
    ])
    const two = defineApp('blog', { Post: { id: 'int', permissions: ['see', 'read'] } })
    const see = lockOf([two], lockOf([post1]), { 'blog.Post#read': 'blog.Post#see' })
    expect(see.nodes[2]?.permissions).toEqual(['see<read', 'read<read~2'])
    expect(lockOf([two], see)).toEqual(see)
  })
})
