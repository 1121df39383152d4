/**
 * Apps of Drizzle's tables: what is read from them, which rows are refused, and filters beside aliases, relations and encoded columns.
 */
import { PGlite } from '@electric-sql/pglite'
import {
  alias,
  bigint,
  char,
  customType,
  integer,
  pgSchema,
  pgTable,
  primaryKey,
  serial,
  text,
  varchar,
} from 'drizzle-orm/pg-core'
import { drizzle } from 'drizzle-orm/pglite'
import { bigint as myBigint, mysqlTable, serial as mySerial } from 'drizzle-orm/mysql-core'
import { integer as liteInteger, sqliteTable, text as liteText } from 'drizzle-orm/sqlite-core'
import { and, eq, relations } from 'drizzle-orm'
import { keygen, latchkey, scope } from 'latchkey'
import type { Pass, Scope } from 'latchkey'
import { drizzleApp, permitted, where } from 'latchkey/drizzle'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

/** Ids as the program has them are `u-5`, and 5 in the database. */
const userId = customType<{ data: string; driverData: number }>({
  dataType: () => 'integer',
  toDriver: (value) => Number(value.slice(2)),
  fromDriver: (value) => `u-${value}`,
})
const posts = pgTable('posts', {
  id: serial().primaryKey(),
  title: text().notNull(),
  authorId: userId().notNull(),
})
const users = pgTable('users', { id: userId().primaryKey(), name: varchar({ length: 20 }).notNull() })
const likes = pgTable('likes', { post: integer().notNull(), user: userId().notNull() }, (table) => [
  primaryKey({ columns: [table.post, table.user] }),
])
const postRelations = relations(posts, ({ one }) => ({
  author: one(users, { fields: [posts.authorId], references: [users.id] }),
}))

const blog = drizzleApp('blog', {
  posts: { table: posts, permissions: ['read'] },
  users: { table: users, id: 'string', permissions: ['read'] },
  likes: { table: likes, id: ['int', 'string'], idField: ['post', 'user'], permissions: ['read'] },
})
const { tokens } = latchkey({ secrets: keygen(), apps: [blog] })

function passFor(...scopes: Scope[]): Pass {
  const verdict = tokens.verify(tokens.generate(scope.union(...scopes), { expiresIn: '1h' }), 'authentic')
  if (!verdict.ok) throw new Error(verdict.detail)
  return verdict.pass
}
const access = (...objects: Parameters<typeof scope.accessObj>[0][]): Pass =>
  passFor(...objects.map((object) => scope.accessObj(object, 'read')))
const code = (program: () => unknown): unknown => {
  try {
    return program()
  } catch (error) {
    return (error as { code?: unknown }).code
  }
}

test('a char of PostgreSQL, which it pads, says no kind', () => {
  const codes = pgTable('codes', { code: char({ length: 3 }).primaryKey() })
  expect(code(() => drizzleApp('shop', { codes: { table: codes } }))).toBe('INVALID_APP')
})

test('kinds are read from the columns', () => {
  const wide = mysqlTable('wide', { id: myBigint({ mode: 'bigint', unsigned: true }).primaryKey() })
  const counted = mysqlTable('counted', { id: mySerial().primaryKey() })
  const numbered = pgTable('numbered', { id: bigint({ mode: 'number' }).primaryKey() })
  const named = sqliteTable('named', { slug: liteText().primaryKey() })
  const app = drizzleApp('kinds', {
    wide: { table: wide }, counted: { table: counted }, numbered: { table: numbered }, named: { table: named },
    schemed: { table: pgSchema('other').table('schemed', { id: serial().primaryKey() }) },
  }) // prettier-ignore
  expect(app.wide('18446744073709551615').id).toBe(2n ** 64n - 1n)
  expect(app.counted('5').id).toBe(5)
  expect(app.numbered('5').id).toBe(5)
  expect(app.named('5').id).toBe('5')
  expect(app.schemed(5).id).toBe(5)
})

describe('a declaration is refused', () => {
  const dated = sqliteTable('dated', { id: liteInteger({ mode: 'timestamp' }).primaryKey() })
  const cases: readonly (readonly [string, () => unknown])[] = [
    ['without a table', () => drizzleApp('shop', { orders: { table: {} as typeof posts } })],
    ['without a primary key', () => drizzleApp('shop', { likes: { table: likes } })],
    [
      'with a key that is no column',
      () => drizzleApp('shop', { likes: { table: likes, idField: ['post', 'nobody'] } }),
    ],
    ['with a key of a kind that cannot be told', () => drizzleApp('shop', { users: { table: users } })],
    ['with a kind too many', () => drizzleApp('shop', { posts: { table: posts, id: ['int', 'int'] } })],
    ['with a date as its key', () => drizzleApp('shop', { dated: { table: dated } })],
  ]
  test.each(cases)('%s', (_name, declare) => {
    expect(code(declare)).toBe('INVALID_APP')
  })
  test('with an option that is none', () => {
    expect(code(() => drizzleApp('shop', { posts: { table: posts, permission: ['read'] } as never }))).toBe(
      'INVALID_OPTION',
    )
  })
})

describe('a row is refused', () => {
  const whole = { id: 5, title: 'On keys', authorId: 'u-5' }
  const cases: readonly (readonly [string, object])[] = [
    ['of another model', { id: 'u-5', name: 'Ann' }],
    ['of another model, with a key of the same type', { id: 5, name: 'Ann' }],
    ['in part', { id: 5, title: 'On keys' }],
    ['without its key', { title: 'On keys', authorId: 'u-5' }],
    ['that is not saved', { ...whole, id: undefined }],
    ['that has no id yet', { ...whole, id: null }],
  ]
  test.each(cases)('%s', (_name, row) => {
    expect(code(() => blog.posts(row as typeof whole))).toBe('INVALID_ID')
    const all = passFor(scope.accessAll('read'))
    expect(code(() => permitted(all, [whole, row as typeof whole], blog.posts, 'read'))).toBe('INVALID_ID')
  })
  test('and a whole one is taken', () => {
    expect(blog.posts({ ...whole, more: 1 } as typeof whole).id).toBe(5)
  })
})

describe('a filter', () => {
  const client = new PGlite()
  const database = drizzle({ client, schema: { posts, users, postRelations } })
  beforeAll(async () => {
    await client.exec(`create table posts (id integer primary key, title text not null, "authorId" integer not null);
      create table users (id integer primary key, name varchar(20) not null);
      create table likes (post integer, "user" integer, primary key (post, "user"));
      insert into users values (1, 'Ann'), (2, 'Ben');
      insert into posts values (1, 'On keys', 1), (2, 'On doors', 2), (3, 'On locks', 1);
      insert into likes values (1, 1), (1, 2), (2, 1)`)
  })
  afterAll(() => client.close())

  test('is a condition of a relational query', async () => {
    const pass = access(blog.posts(1), blog.posts(2))
    const found = await database.query.posts.findMany({
      where: and(eq(posts.authorId, 'u-1'), where(pass, blog.posts, 'read')),
      with: { author: true },
    })
    expect(found).toEqual([{ id: 1, title: 'On keys', authorId: 'u-1', author: { id: 'u-1', name: 'Ann' } }])
  })

  test('takes the alias of its table, and no other', async () => {
    const other = alias(posts, 'other')
    const pass = access(blog.posts(3))
    const found = await database
      .select({ mine: posts.id, theirs: other.id })
      .from(posts)
      .innerJoin(other, eq(posts.authorId, other.authorId))
      .where(where(pass, blog.posts, 'read', { table: other }))
    expect(found.toSorted((one, two) => one.mine - two.mine)).toEqual([
      { mine: 1, theirs: 3 },
      { mine: 3, theirs: 3 },
    ])
    expect(code(() => where(pass, blog.posts, 'read', { table: users }))).toBe('INVALID_OPTION')
    expect(code(() => where(pass, blog.posts, 'read', { alias: other } as never))).toBe('INVALID_OPTION')
  })

  test('encodes ids as their column does', async () => {
    const found = await database
      .select()
      .from(users)
      .where(where(access(blog.users('u-2')), blog.users, 'read'))
    expect(found).toEqual([{ id: 'u-2', name: 'Ben' }])
    const liked = await database
      .select()
      .from(likes)
      .where(where(access(blog.likes([1, 'u-2'])), blog.likes, 'read'))
    expect(liked).toEqual([{ post: 1, user: 'u-2' }])
    expect(
      await database
        .select()
        .from(users)
        .where(where(access(blog.posts(1)), blog.users, 'read')),
    ).toEqual([])
  })

  test('updates and deletes no more than it selects', async () => {
    const pass = access(blog.posts(2))
    await database
      .update(posts)
      .set({ title: 'Closed' })
      .where(where(pass, blog.posts, 'read'))
    await database.delete(posts).where(where(access(blog.users('u-1')), blog.posts, 'read'))
    const titles = await database.select({ title: posts.title }).from(posts).orderBy(posts.id)
    expect(titles.map(({ title }) => title)).toEqual(['On keys', 'Closed', 'On locks'])
  })

  test('is for models of drizzleApp, and for a pass', () => {
    const pass = access(blog.posts(2))
    expect(code(() => where(pass.scope as never, blog.posts, 'read'))).toBe('NO_PASS')
    expect(code(() => where(JSON.parse(JSON.stringify(pass)) as never, blog.posts, 'read'))).toBe('NO_PASS')
    expect(code(() => where(pass, blog.posts, 'write' as 'read'))).toBe('UNKNOWN_PERMISSION')
    expect(code(() => where(pass, blog.posts, '' as 'read'))).toBe('EMPTY_SCOPE')
    expect(code(() => where(pass, posts as never, 'read'))).toBe('INVALID_SCOPE')
  })
})
