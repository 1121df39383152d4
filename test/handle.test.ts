/**
 * What an ORM may know of a model beyond its declaration, and how handles and scopes go by it.
 */
import { defineApp, keygen, latchkey, scope as anyScope } from 'latchkey'
import type { LatchkeyError } from 'latchkey'
import { expect, test } from 'vitest'
import { makeApp } from '../src/app.ts'
import type { App } from '../src/app.ts'
import type { ModelBinding } from '../src/handle.ts'

function codeOf(action: () => unknown): string | undefined {
  try {
    action()
    return undefined
  } catch (error) {
    return (error as LatchkeyError).code
  }
}

class Post {
  readonly key: number
  readonly isDraft: boolean
  constructor(key: number, isDraft = false) {
    this.key = key
    this.isDraft = isDraft
  }
}
/** An app whose ids are integers in tokens, and texts in the program, as a driver gives large ones. */
type Bound = App<'blog', { Post: { id: 'int' }; Line: { id: readonly ['int', 'int'] } }>
function bound(name = 'blog'): Bound {
  const binding: ModelBinding = {
    read: (row, field) => Reflect.get(row, field === 'id' ? 'key' : field) as unknown,
    refuse: (row) => (row instanceof Post && row.isDraft ? 'a draft' : undefined),
    present: (member, index) => (index === 0 ? String(member) : member),
  }
  const models = {
    Post: { id: 'int', permissions: ['read'] },
    Line: { id: ['int', 'int'], idField: ['post', 'line'], permissions: ['read'] },
  }
  const app: Bound = makeApp(
    name,
    models,
    undefined,
    new Map([
      ['Post', binding],
      ['Line', binding],
    ]),
    // Throws for what is no object: only objects are instances.
    (instance) =>
      Reflect.getPrototypeOf(instance) === Post.prototype ? app.Post(instance as never) : undefined,
  ) as Bound
  return app
}
const blog = bound()
const { scope, tokens } = latchkey({ secrets: keygen(), apps: [blog] })
const loose = scope as unknown as { accessObj: (given: unknown, permission: string) => typeof read }
const read = scope.accessObj(blog.Post(42), 'read')

test('a row is read as the binding reads it, and an id is shown as the program has it', () => {
  expect(blog.Post(new Post(42) as never).id).toBe('42')
  expect(blog.Post(42).id).toBe('42')
  expect(blog.Line([4, 2]).id).toEqual(['4', 2])
  expect(blog.Line({ post: 4, line: 2 } as never).id).toEqual(['4', 2])
  expect(Object.isFrozen(blog.Line([4, 2]).id)).toBe(true)
})

test('a row that the binding refuses names no object', () => {
  expect(codeOf(() => blog.Post(new Post(42, true) as never))).toBe('INVALID_ID')
  expect(() => blog.Post(new Post(42, true) as never)).toThrow('blog.Post was given a draft')
})

test('an instance stands for its reference where one app knows its class', () => {
  expect(loose.accessObj(new Post(42), 'read')).toEqual(loose.accessObj(blog.Post(42), 'read'))
  expect(codeOf(() => loose.accessObj(new Date(), 'read'))).toBe('INVALID_ID')
  expect(codeOf(() => loose.accessObj(null, 'read'))).toBe('INVALID_ID')
  expect(codeOf(() => loose.accessObj('42', 'read'))).toBe('INVALID_ID')
  const beside = latchkey({ secrets: keygen(), apps: [defineApp('shop', { Order: {} }), blog] })
  expect((beside.scope as unknown as typeof loose).accessObj(new Post(42), 'read')).toEqual(read)
  const both = latchkey({ secrets: keygen(), apps: [blog, bound('news'), defineApp('shop', { Order: {} })] })
  const ambiguous = both.scope as unknown as typeof loose
  expect(codeOf(() => ambiguous.accessObj(new Post(42), 'read'))).toBe('INVALID_ID')
  expect(() => ambiguous.accessObj(new Post(42), 'read')).toThrow(/several apps know/)
})

test('a reference is taken as it is, and no app is asked whose it is', () => {
  const asking = makeApp('asking', { Post: {} }, undefined, undefined, () => {
    throw new Error('asked')
  }) as App<'asking', { Post: object }>
  const { scope: asked } = latchkey({ secrets: keygen(), apps: [asking] })
  expect(asked.accessObj(asking.Post(42), 'read')).toHaveLength(1)
})

test('a token keeps the id in its canonical form, and a pass shows it as the program has it', () => {
  const verdict = tokens.verify(tokens.generate(read), read)
  if (!verdict.ok) throw new Error(verdict.detail)
  expect(verdict.pass.required(blog.Post).id).toBe('42')
  expect(verdict.pass.objects(blog.Post, 'read')).toEqual({ kind: 'some', ids: ['42'] })
  const mixed = tokens.verify(tokens.generate(anyScope.parse('blog.Post:x#read blog.Post:42#read')), [])
  expect(mixed.ok && mixed.pass.objects(blog.Post, 'read')).toEqual({ kind: 'some', ids: ['42'] })
})
