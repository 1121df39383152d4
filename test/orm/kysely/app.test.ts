/**
 * Apps of Kysely: what a declaration is refused for, which rows are refused, and how a filter is written beside what is the user's own.
 */
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely'
import { defineApp, keygen, latchkey, scope } from 'latchkey'
import type { Pass, Scope } from 'latchkey'
import { kyselyApp, permitted, where } from 'latchkey/kysely'
import { describe, expect, test } from 'vitest'

interface Database {
  posts: { id: number; title: string }
  'blog.notes': { id: number }
  members: { orgId: number; userId: string }
}
const define = kyselyApp<Database>('postgres')
const blog = define('blog', {
  posts: { id: 'int', permissions: ['read'] },
  Note: { table: 'blog.notes', id: 'int', permissions: ['read'] },
  members: { id: ['int', 'uuid'], idField: ['orgId', 'userId'], permissions: ['read'] },
})
const { tokens } = latchkey({ secrets: keygen(), apps: [blog] })
const database = new Kysely<Database>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})

function passFor(granted: Scope): Pass {
  const verdict = tokens.verify(tokens.generate(granted, { expiresIn: '1h' }), 'authentic')
  if (!verdict.ok) throw new Error(verdict.detail)
  return verdict.pass
}
const one = passFor(scope.accessObj(blog.posts(5), 'read'))
const all = passFor(scope.accessAll('read'))
const code = (program: () => unknown): unknown => {
  try {
    return program()
  } catch (error) {
    return (error as { code?: unknown }).code
  }
}

describe('a row is refused', () => {
  test.each([
    ['without its key', { title: 'On keys' }],
    ['that has no id yet', { id: null, title: 'On keys' }],
    ['that is not saved', { id: undefined, title: 'On keys' }],
    ['whose id is no number', { id: NaN, title: 'On keys' }],
  ])('%s', (_name, row) => {
    expect(code(() => blog.posts(row as { id: number; title: string }))).toBe('INVALID_ID')
    expect(code(() => permitted(all, [row as { id: number; title: string }], blog.posts, 'read'))).toBe(
      'INVALID_ID',
    )
  })
})

describe('a declaration is refused', () => {
  test.each<readonly [string, () => unknown, string]>([
    ['without a dialect', () => kyselyApp<Database>(undefined as never), 'INVALID_OPTION'],
    ['with a dialect that is none', () => kyselyApp<Database>('mssql' as never), 'INVALID_OPTION'],
    ['without a kind', () => define('shop', { posts: {} as never }), 'INVALID_APP'],
    [
      'with a table that is none',
      () => define('shop', { posts: { table: '' as 'posts', id: 'int' } }),
      'INVALID_OPTION',
    ],
    [
      'with an option that is none',
      () => define('shop', { posts: { id: 'int', permission: [] } as never }),
      'INVALID_OPTION',
    ],
  ])('%s', (_name, declare, expected) => {
    expect(code(declare)).toBe(expected)
  })
})

describe('a filter', () => {
  test('stands in parentheses beside conditions of any kind', () => {
    const query = database
      .selectFrom('posts')
      .select('title')
      .where((eb) => eb.or([eb('title', '=', 'On keys'), where(one, blog.posts, 'read')]))
    expect(query.compile()).toMatchObject({
      sql: 'select "title" from "posts" where ("title" = $1 or ("posts"."id" = any($2::int8[])))',
      parameters: ['On keys', '{5}'],
    })
  })

  test('takes the alias of its table, and a schema', () => {
    const aliased = database
      .selectFrom('posts as p')
      .select('p.title')
      .where(where(one, blog.posts, 'read', { table: 'p' }))
    expect(aliased.compile().sql).toBe(
      'select "p"."title" from "posts" as "p" where ("p"."id" = any($1::int8[]))',
    )
    const note = passFor(scope.accessObj(blog.Note(1), 'read'))
    const query = database
      .selectFrom('blog.notes')
      .selectAll()
      .where(where(note, blog.Note, 'read'))
    expect(query.compile().sql).toBe(
      'select * from "blog"."notes" where ("blog"."notes"."id" = any($1::int8[]))',
    )
    expect(code(() => where(one, blog.posts, 'read', { alias: 'p' } as never))).toBe('INVALID_OPTION')
  })

  test('says all and none by a word', () => {
    const sql = (pass: Pass): string =>
      database
        .deleteFrom('posts')
        .where(where(pass, blog.posts, 'read'))
        .compile().sql
    expect(sql(all)).toBe('delete from "posts" where (1 = 1)')
    expect(sql(passFor(scope.accessObj(blog.Note(5), 'read')))).toBe('delete from "posts" where (1 = 0)')
  })

  test('is for models of kyselyApp, and for a pass', () => {
    const plain = defineApp('blog', { posts: { id: 'int', permissions: ['read'] } })
    expect(code(() => where(one, plain.posts as never, 'read'))).toBe('UNKNOWN_APP')
    expect(code(() => where({ ...one }, blog.posts, 'read'))).toBe('NO_PASS')
    expect(code(() => where(one, blog.posts, undefined as never))).toBe('EMPTY_SCOPE')
  })
})
