/**
 * The types of the MikroORM adapter: what does not compile, and that a filter leaves the result of a query as it is.
 */
import type { EntityManager } from '@mikro-orm/core'
import { keygen, latchkey } from 'latchkey'
import type { Pass } from 'latchkey'
import { mikroOrmApp, permitted, where } from 'latchkey/mikro-orm'
import { expectTypeOf } from 'vitest'
import { testTypes } from '../compiles.ts'
import { Event, Member, Post } from './entities.ts'
import * as schemas from './schemas.ts'

testTypes(import.meta.dirname)

const blog = mikroOrmApp('blog', {
  Post: { entity: Post, permissions: ['read', 'change'] },
  Event: { entity: Event, permissions: ['read'] },
  Member: { entity: Member, idField: ['orgId', 'userId'], permissions: ['invite'] },
})
const tags = mikroOrmApp('tags', { Tag: { entity: schemas.Tag } })
const { scope } = latchkey({ secrets: keygen(), apps: [blog] })

/** Compiled, and never called. */
export async function program(pass: Pass, em: EntityManager, post: Post, event: Event): Promise<void> {
  const found = await em.find(Post, where(pass, blog.Post, 'read'))
  expectTypeOf(found[0]!.id).toEqualTypeOf<number>()
  const titled = await em.find(Post, where(pass, blog.Post, 'read', { published: 1 }), {
    fields: ['published'],
  })
  expectTypeOf(titled[0]!.published).toEqualTypeOf<number>()
  expectTypeOf(permitted(pass, [post], blog.Post, 'read')).toEqualTypeOf<Post[]>()
  expectTypeOf(blog.Post(5).id).toEqualTypeOf<number>()
  expectTypeOf(blog.Event(5n).id).toEqualTypeOf<bigint>()
  expectTypeOf(blog.Member([1, 'u']).id).toEqualTypeOf<readonly [number, string]>()
  await em.count(Member, where(pass, blog.Member, 'invite', { orgId: 1 }))
  await em.find(schemas.Tag, where(pass, tags.Tag, 'anything'))
  await em.nativeUpdate(
    Post,
    { $and: [{ published: 0 }, where(pass, blog.Post, 'change')] },
    { published: 1 },
  )
  blog.Post('5')
  blog.Post(post)
  tags.Tag('news')
  scope.accessObj(post, 'read', 'change')
  scope.accessObj(event, 'read')

  // @ts-expect-error a permission that the model does not have
  where(pass, blog.Post, 'invite')
  // @ts-expect-error a permission that the model of the instance does not have
  scope.accessObj(event, 'change')
  // @ts-expect-error no permission
  scope.accessObj(post)
  // @ts-expect-error a row of another model
  blog.Member(post)
  // @ts-expect-error not a whole row
  blog.Post({ id: 5 })
  // @ts-expect-error not the type of the key
  blog.Post(true)
  // @ts-expect-error a part of the key
  blog.Member(1)
  // @ts-expect-error a property that the entity does not have
  await em.find(Post, where(pass, blog.Post, 'read', { author: 5 }))
  // @ts-expect-error the filter of another model
  await em.find(Member, where(pass, blog.Post, 'read'))
  // @ts-expect-error a scope is no pass
  where(pass.scope, blog.Post, 'read')
  // @ts-expect-error an instance of a class that no app has
  scope.accessObj(new Date(), 'read')
  // @ts-expect-error no entity
  mikroOrmApp('shop', { Order: { entity: 'Order' } })
}
