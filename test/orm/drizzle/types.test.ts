/**
 * The types of the Drizzle adapter: what does not compile, and that a filter leaves the result of a query as it is.
 */
import { integer, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import type { drizzle } from 'drizzle-orm/pglite'
import { keygen, latchkey } from 'latchkey'
import type { AnyName, ObjectRef, Pass } from 'latchkey'
import { drizzleApp, permitted, where } from 'latchkey/drizzle'
import { expectTypeOf } from 'vitest'
import { testTypes } from '../compiles.ts'

testTypes(import.meta.dirname)

const posts = pgTable('posts', { id: integer().primaryKey(), title: text().notNull(), note: text() })
const users = pgTable('users', { uid: uuid().primaryKey(), email: text().notNull() })
const members = pgTable('members', { orgId: integer().notNull(), userId: uuid().notNull() })
const blog = drizzleApp(
  'blog',
  {
    posts: { table: posts, permissions: ['read', 'change'] },
    users: { table: users, permissions: ['ban'] },
    members: { table: members, idField: ['orgId', 'userId'], permissions: ['invite'] },
  },
  { permissions: ['publish'] },
)
const open = drizzleApp('open', { users: { table: users, id: 'uuid' } })
const { scope } = latchkey({ secrets: keygen(), apps: [blog] })

/** Compiled, and never called. */
export async function program(pass: Pass, database: ReturnType<typeof drizzle>): Promise<void> {
  const query = database
    .select()
    .from(posts)
    .where(where(pass, blog.posts, 'read'))
  expectTypeOf(await query).toEqualTypeOf<{ id: number; title: string; note: string | null }[]>()
  const rows = await query
  expectTypeOf(permitted(pass, rows, blog.posts, 'read')).toEqualTypeOf(rows)
  expectTypeOf(blog.posts('5')).toEqualTypeOf<ObjectRef<'blog.posts', number, 'read' | 'change'>>()
  expectTypeOf(blog.users('u').id).toEqualTypeOf<string>()
  expectTypeOf(blog.members([1, 'u']).id).toEqualTypeOf<readonly [number, string]>()
  expectTypeOf(open.users.permissions).toEqualTypeOf<readonly AnyName[]>()
  blog.posts(rows[0]!)
  blog.members({ orgId: 1, userId: 'u' })
  scope.accessObj(blog.posts(rows[0]!), 'read', 'change')
  scope.accessApp(blog, 'publish')
  where(pass, open.users, 'anything')

  // @ts-expect-error a permission that the model does not have
  where(pass, blog.posts, 'ban')
  // @ts-expect-error a permission that the model does not have
  scope.accessObj(blog.users(rows[0]!.title), 'read')
  // @ts-expect-error a row of another model
  blog.users(rows[0]!)
  // @ts-expect-error not a whole row
  blog.posts({ id: 5 })
  // @ts-expect-error not the type of the key
  blog.posts(true)
  // @ts-expect-error not the type of the key
  blog.users(5)
  // @ts-expect-error a part of the key
  blog.members(1)
  // @ts-expect-error a member of another type
  blog.members(['u', 1])
  // @ts-expect-error a scope is no pass
  where(pass.scope, blog.posts, 'read')
  // @ts-expect-error a table is no model
  where(pass, posts, 'read')
  // @ts-expect-error rows know no instance
  scope.accessObj(rows[0]!, 'read')
  // @ts-expect-error rows of another model
  permitted(pass, [{ uid: 'u', email: 'e' }], blog.posts, 'read')
  // @ts-expect-error no table
  drizzleApp('shop', { orders: { table: 'orders' } })
  // @ts-expect-error no permission
  drizzleApp('shop', { posts: { table: posts, permissions: [] } })
}
