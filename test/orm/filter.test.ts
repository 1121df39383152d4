/**
 * What adapters share: apps of an ORM, instances that know their class, ids as a property holds them, and what a filter refuses.
 */
import { defineApp, keygen, latchkey, scope } from 'latchkey'
import type { AppLike, Model, Pass, Scope } from 'latchkey'
import { describe, expect, test } from 'vitest'
import { makeAdapter, permitted, rowsOf } from '../../src/orm/filter.ts'
import type { SingleId } from '../../src/orm/filter.ts'

/** Classes as an ORM has them, and their models: by class, and refused while `isNew`. */
class Post {
  declare id: number | undefined
  declare isNew?: boolean
  constructor(fields: object) {
    Object.assign(this, fields)
  }
}
class Article extends Post {}
class Event {
  readonly id: string
  constructor(id: string) {
    this.id = id
  }
}
type Handle<Id, Input> = Model<`blog.${string}`, Id, Input, 'read'>
type Instances = readonly [Post, 'read'] | readonly [Event, 'read']
interface Blog extends AppLike<'blog', 'read', Instances> {
  readonly Post: Handle<number, number | Post>
  readonly Event: Handle<string, string | bigint | Event>
}

const adapter = makeAdapter<string>({
  maker: 'testApp',
  options: ['entity'],
  read: (path, { entity, id = 'int', idField = 'id' }) => ({
    source: `the table of ${path}`,
    id: id as 'int' | 'bigint',
    idField: idField as string,
    prototype: (entity as { prototype: object }).prototype,
    refuse: (row) => ('isNew' in row && row.isNew === true ? 'an instance that is not saved' : undefined),
    ...(id === 'bigint' ? { present: (member: SingleId) => String(member) } : {}),
  }),
})
const blog = adapter.makeApp('blog', {
  Post: { entity: Post, permissions: ['read'] },
  Event: { entity: Event, id: 'bigint', permissions: ['read'] },
}) as Blog
const { scope: known, tokens } = latchkey({ secrets: keygen(), apps: [blog] })
const loose = known as unknown as { accessObj(instance: unknown, permission: string): Scope }

function passFor(granted: Scope): Pass {
  const verdict = tokens.verify(tokens.generate(granted, { expiresIn: '1h' }), 'authentic')
  if (!verdict.ok) throw new Error(verdict.detail)
  return verdict.pass
}
const code = (program: () => unknown): unknown => {
  try {
    return program()
  } catch (error) {
    return (error as { code?: unknown }).code
  }
}

describe('accessObj', () => {
  test('takes an instance for its object', () => {
    const expected = scope.accessObj(blog.Post(5), 'read')
    expect(known.accessObj(new Post({ id: 5 }), 'read')).toEqual(expected)
    expect(known.accessObj(blog.Post(5), 'read')).toEqual(expected)
  })

  test('takes an instance of a class below', () => {
    expect(loose.accessObj(new Article({ id: 5 }), 'read')).toEqual(scope.accessObj(blog.Post(5), 'read'))
  })

  const spoofed = Object.assign(Object.create(null) as object, { constructor: Post, id: 5 })
  test.each<readonly [string, unknown]>([
    ['that is not saved', new Post({ id: 5, isNew: true })],
    ['that was deleted, whose id is gone', new Post({ id: undefined })],
    ['without an id', new Post({})],
    ['whose id is null', new Post({ id: null })],
    ['whose id is NaN', new Post({ id: NaN })],
    ['of a class that no app has', new Date()],
    ['that is a plain row', { id: 5 }],
    ['that says its class itself', spoofed],
    ['that is a class', Post],
    ['that is nothing', undefined],
    ['that is null', null],
    ['that is an id', 5],
    ['that is a model', blog.Post],
  ])('refuses an instance %s', (_name, instance) => {
    expect(code(() => loose.accessObj(instance, 'read'))).toBe('INVALID_ID')
  })

  test('checks the permissions of the model', () => {
    expect(code(() => loose.accessObj(new Post({ id: 5 }), 'fly'))).toBe('UNKNOWN_PERMISSION')
  })

  test('knows instances only where their app is registered', () => {
    const other = latchkey({ secrets: keygen(), apps: [defineApp('other', { Post: {} })] })
      .scope as unknown as typeof loose
    expect(code(() => other.accessObj(new Post({ id: 5 }), 'read'))).toBe('INVALID_ID')
    expect(code(() => scope.accessObj(new Post({ id: 5 }) as never, 'read'))).toBe('INVALID_ID')
  })

  test('compiles for instances of registered models alone', () => {
    // @ts-expect-error an instance of a class that no app has
    expect(code(() => known.accessObj(new Date(), 'read'))).toBe('INVALID_ID')
    // @ts-expect-error a permission that the model does not have
    expect(code(() => known.accessObj(new Post({ id: 5 }), 'fly'))).toBe('UNKNOWN_PERMISSION')
    // @ts-expect-error no permission
    expect(known.accessObj(new Post({ id: 5 }))).toHaveLength(1)
  })
})

describe('a handle', () => {
  test.each<readonly [string, object]>([
    ['that is not saved', new Post({ id: 5, isNew: true })],
    ['without an id', new Post({})],
  ])('refuses a row %s', (_name, row) => {
    expect(code(() => blog.Post(row as Post))).toBe('INVALID_ID')
    expect(code(() => permitted(passFor(known.accessAll('read')), [row as Post], blog.Post, 'read'))).toBe(
      'INVALID_ID',
    )
  })

  test('takes a reference of its own model, and of no other', () => {
    expect(blog.Post(blog.Post(5) as unknown as Post).id).toBe(5)
    expect(code(() => blog.Post(blog.Event(5n) as unknown as Post))).toBe('INVALID_ID')
  })
})

describe('an id that a property holds as text', () => {
  const large = '9007199254740993'
  test('is text wherever it is given back, and an integer in the token', () => {
    const event = known.accessObj(new Event(large), 'read')
    const required = tokens.verify(tokens.generate(event, { subject: blog.Event(large) }), event)
    if (!required.ok) throw new Error(required.detail)
    expect(blog.Event(9007199254740993n).id).toBe(large)
    expect(required.pass.required(blog.Event).id).toBe(large)
    expect(required.pass.objects(blog.Event, 'read')).toEqual({ kind: 'some', ids: [large] })
    expect(required.pass.scope[0]!.id).toBe(9007199254740993n)
    expect(required.pass.subject).toMatchObject({ app: 'blog', model: 'Event', id: 9007199254740993n })
    expect(
      permitted(required.pass, [new Event(large), new Event('9007199254740992')], blog.Event, 'read'),
    ).toHaveLength(1)
  })

  test('is not granted by the text', () => {
    const pass = passFor([
      { app: 'blog', model: 'Event', id: large, permissions: ['read'] },
    ] as unknown as Scope)
    expect(pass.objects(blog.Event, 'read')).toEqual({ kind: 'none' })
  })

  test('is left out where no column holds it', () => {
    expect(rowsOf(passFor(scope.accessObj(blog.Event(2n ** 63n), 'read')), blog.Event, 'read')).toEqual({
      kind: 'none',
    })
    expect(
      rowsOf(passFor(scope.accessObj(blog.Event(2n ** 63n - 1n), 'read')), blog.Event, 'read'),
    ).toMatchObject({ kind: 'some' })
  })
})

describe('a filter', () => {
  const pass = passFor(known.accessObj(new Post({ id: 5 }), 'read'))
  test('is for the models of its adapter', () => {
    expect(adapter.rowsOf(pass, blog.Post, 'read')).toMatchObject({
      rows: { kind: 'some', keys: [[5]] },
      source: 'the table of blog.Post',
      fields: ['id'],
      kinds: ['int'],
    })
    const plain = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })
    expect(code(() => adapter.rowsOf(pass, plain.Post, 'read'))).toBe('UNKNOWN_APP')
    expect(code(() => adapter.rowsOf(pass, (() => blog.Post) as never, 'read'))).toBe('INVALID_SCOPE')
  })

  test.each<readonly [string, unknown]>([
    ['a scope', pass.scope],
    ['a copy', { ...pass }],
    ['what JSON makes of one', JSON.parse(JSON.stringify(pass))],
    ['what inherits from one', Object.create(pass)],
    ['a proxy of one', new Proxy(pass, {})],
    ['a verdict', { ok: true, pass }],
    ['a function that says all', { objects: () => ({ kind: 'all' }), allows: () => true }],
    ['nothing', undefined],
  ])('takes the pass of a check, and not %s', (_name, given) => {
    expect(code(() => adapter.rowsOf(given as Pass, blog.Post, 'read'))).toBe('NO_PASS')
    expect(code(() => permitted(given as Pass, [], blog.Post, 'read'))).toBe('NO_PASS')
  })

  test('knows no rows of a model without a kind of id', () => {
    const open = defineApp('open', { Note: { permissions: ['read'] } })
    expect(code(() => rowsOf(pass, open.Note, 'read'))).toBe('INVALID_APP')
  })
})

describe('a declaration is refused', () => {
  test.each<readonly [string, unknown, string]>([
    ['that is no object', [], 'INVALID_APP'],
    ['with an option that is none', { Post: { entity: Post, permission: ['read'] } }, 'INVALID_OPTION'],
    [
      'with an option that is undefined',
      { Post: { entity: Post, permissions: undefined } },
      'INVALID_OPTION',
    ],
    ['with a kind that is none', { Post: { entity: Post, id: 'number' } }, 'INVALID_APP'],
    ['with no permission', { Post: { entity: Post, permissions: [] } }, 'INVALID_APP'],
  ])('%s', (_name, models, expected) => {
    expect(code(() => adapter.makeApp('shop', models))).toBe(expected)
  })
})
