/**
 * The types of the Kysely adapter: what does not compile, and that a filter leaves the result of a query as it is.
 */
import type { ColumnType, Generated, Kysely } from 'kysely'
import { keygen, latchkey } from 'latchkey'
import type { AnyName, ObjectRef, Pass } from 'latchkey'
import { kyselyApp, permitted, where } from 'latchkey/kysely'
import { expectTypeOf } from 'vitest'
import { testTypes } from '../compiles.ts'

testTypes(import.meta.dirname)

interface Database {
  posts: { id: Generated<number>; title: string }
  users: { uid: string; email: string }
  events: { id: ColumnType<string, bigint, never> }
  members: { orgId: number; userId: string }
}
const define = kyselyApp<Database>('postgres')
const blog = define('blog', {
  posts: { id: 'int', permissions: ['read', 'change'] },
  users: { id: 'uuid', idField: 'uid', permissions: ['ban'] },
  events: { id: 'bigint' },
  Member: { table: 'members', id: ['int', 'uuid'], idField: ['orgId', 'userId'], permissions: ['invite'] },
})
const named = define(
  'named',
  { Post: { table: 'posts', id: 'int', permissions: ['read'] } },
  { permissions: ['publish'] },
)
const { scope } = latchkey({ secrets: keygen(), apps: [named] })

/** Compiled, and never called. */
export async function program(pass: Pass, database: Kysely<Database>): Promise<void> {
  const query = database
    .selectFrom('posts')
    .selectAll()
    .where(where(pass, blog.posts, 'read'))
  const rows = await query.execute()
  expectTypeOf(rows).toEqualTypeOf<{ id: number; title: string }[]>()
  expectTypeOf(permitted(pass, rows, blog.posts, 'read')).toEqualTypeOf(rows)
  await database
    .selectFrom('posts')
    .select('title')
    .where((eb) => eb.and([eb('id', '>', 5), where(pass, blog.posts, 'read')]))
    .execute()
  await database
    .deleteFrom('posts')
    .where(where(pass, blog.posts, 'change'))
    .execute()
  await database
    .selectFrom('posts as p')
    .selectAll()
    .where(where(pass, blog.posts, 'read', { table: 'p' }))
    .execute()
  expectTypeOf(blog.posts('5')).toEqualTypeOf<ObjectRef<'blog.posts', number, 'read' | 'change'>>()
  expectTypeOf(blog.events('5').id).toEqualTypeOf<bigint>()
  expectTypeOf(blog.Member([1, 'u']).id).toEqualTypeOf<readonly [number, string]>()
  expectTypeOf(blog.events.permissions).toEqualTypeOf<readonly AnyName[]>()
  blog.posts(rows[0]!)
  blog.Member({ orgId: 1, userId: 'u' })
  scope.accessObj(named.Post(rows[0]!), 'read')
  scope.accessApp(named, 'publish')

  // @ts-expect-error a permission that the model does not have
  where(pass, blog.posts, 'ban')
  // @ts-expect-error a permission that the model does not have
  scope.accessObj(named.Post(5), 'change')
  // @ts-expect-error a row of another model
  blog.users(rows[0]!)
  // @ts-expect-error not a whole row
  blog.posts({ id: 5 })
  // @ts-expect-error not the type of the key
  blog.posts(true)
  // @ts-expect-error not the type of the key
  blog.users(5)
  // @ts-expect-error a part of the key
  blog.Member(1)
  // @ts-expect-error a scope is no pass
  where(pass.scope, blog.posts, 'read')
  // @ts-expect-error rows know no instance
  scope.accessObj(rows[0]!, 'read')
  // @ts-expect-error no table
  define('shop', { orders: { id: 'int' } })
  // @ts-expect-error no table
  define('shop', { Post: { table: 'orders', id: 'int' } })
  // @ts-expect-error a kind that the column does not have
  define('shop', { posts: { id: 'uuid' } })
  // @ts-expect-error no column
  define('shop', { posts: { id: 'int', idField: 'uid' } })
  // @ts-expect-error as many kinds as columns
  define('shop', { members: { id: ['int', 'uuid', 'uuid'], idField: ['orgId', 'userId'] } })
  // @ts-expect-error no kind
  define('shop', { posts: {} })
  // @ts-expect-error no dialect
  kyselyApp<Database>()
}
