/**
 * The types of the Prisma adapter: what does not compile, and that a filter leaves the result of a query as it is.
 */
import { keygen, latchkey } from 'latchkey'
import type { AnyName, ObjectRef, Pass } from 'latchkey'
import { permitted, prismaApp, where } from 'latchkey/prisma'
import { expectTypeOf } from 'vitest'
import { testTypes } from '../compiles.ts'
import type { Prisma, PrismaClient } from './generated/postgresql/client.ts'

testTypes(import.meta.dirname)

const define = prismaApp<Prisma.TypeMap>()
const blog = define('blog', {
  Post: { id: 'int', permissions: ['read', 'change'] },
  Event: { id: 'bigint' },
  Member: { id: ['int', 'uuid'], idField: ['orgId', 'userId'], permissions: ['invite'] },
})
const tagged = define(
  'tagged',
  { Tag: { id: 'string', permissions: ['read'] } },
  { permissions: ['publish'] },
)
const { scope } = latchkey({ secrets: keygen(), apps: [tagged] })

/** Compiled, and never called. */
export async function program(pass: Pass, prisma: PrismaClient): Promise<void> {
  const rows = await prisma.post.findMany({ where: where(pass, blog.Post, 'read') })
  expectTypeOf(rows).toEqualTypeOf<{ id: number; published: number }[]>()
  expectTypeOf(permitted(pass, rows, blog.Post, 'read')).toEqualTypeOf(rows)
  expectTypeOf(where(pass, blog.Post, 'read')).toEqualTypeOf<Prisma.PostWhereInput>()
  const partial = await prisma.post.findMany({
    where: { AND: [{ published: 1 }, where(pass, blog.Post, 'read')] },
    select: { id: true },
  })
  expectTypeOf(partial).toEqualTypeOf<{ id: number }[]>()
  await prisma.post.updateMany({ where: where(pass, blog.Post, 'change'), data: { published: 0 } })
  await prisma.member.count({ where: where(pass, blog.Member, 'invite') })
  expectTypeOf(blog.Post('5')).toEqualTypeOf<ObjectRef<'blog.Post', number, 'read' | 'change'>>()
  expectTypeOf(blog.Event('5').id).toEqualTypeOf<bigint>()
  expectTypeOf(blog.Member([1, 'u']).id).toEqualTypeOf<readonly [number, string]>()
  expectTypeOf(blog.Event.permissions).toEqualTypeOf<readonly AnyName[]>()
  blog.Post(rows[0]!)
  scope.accessObj(tagged.Tag('news'), 'read')
  scope.accessApp(tagged, 'publish')

  // @ts-expect-error a permission that the model does not have
  where(pass, blog.Post, 'invite')
  // @ts-expect-error a permission that the model does not have
  scope.accessObj(tagged.Tag('news'), 'change')
  // @ts-expect-error a row of another model
  blog.Member(rows[0]!)
  // @ts-expect-error not a whole row
  blog.Post(partial[0]!)
  // @ts-expect-error not the type of the key
  blog.Post(true)
  // @ts-expect-error a part of the key
  blog.Member(1)
  // @ts-expect-error the filter of another model, whose key is of another type
  await prisma.event.findMany({ where: where(pass, blog.Post, 'read') })
  // @ts-expect-error a scope is no pass
  where(pass.scope, blog.Post, 'read')
  // @ts-expect-error rows know no instance
  scope.accessObj(rows[0]!, 'read')
  // @ts-expect-error no model of the schema
  define('shop', { Order: { id: 'int' } })
  // @ts-expect-error a kind that the field does not have
  define('shop', { Post: { id: 'uuid' } })
  // @ts-expect-error no field
  define('shop', { Post: { id: 'int', idField: 'uid' } })
  // @ts-expect-error no kind
  define('shop', { Post: {} })
}
