/**
 * The types of the TypeORM adapter: what does not compile, and that a filter leaves the result of a query as it is.
 */
import { keygen, latchkey } from 'latchkey'
import type { Pass } from 'latchkey'
import { permitted, typeormApp, where } from 'latchkey/typeorm'
import type { Repository } from 'typeorm'
import { expectTypeOf } from 'vitest'
import { testTypes } from '../compiles.ts'
import { Event, Member, Post } from './entities.ts'
import * as schemas from './schemas.ts'

testTypes(import.meta.dirname)

const blog = typeormApp('blog', {
  Post: { entity: Post, permissions: ['read', 'change'] },
  Event: { entity: Event, permissions: ['read'] },
  Member: { entity: Member, idField: ['orgId', 'userId'], permissions: ['invite'] },
})
const tags = typeormApp('tags', { Tag: { entity: schemas.Tag } })
const { scope } = latchkey({ secrets: keygen(), apps: [blog] })

/** Compiled, and never called. */
export async function program(
  pass: Pass,
  posts: Repository<Post>,
  events: Repository<Event>,
  members: Repository<Member>,
  post: Post,
  event: Event,
): Promise<void> {
  expectTypeOf(await posts.find({ where: where(pass, blog.Post, 'read') })).toEqualTypeOf<Post[]>()
  expectTypeOf(await posts.findOneBy(where(pass, blog.Post, 'read', { id: 5 }))).toEqualTypeOf<Post | null>()
  expectTypeOf(permitted(pass, [post], blog.Post, 'read')).toEqualTypeOf<Post[]>()
  expectTypeOf(blog.Post(5).id).toEqualTypeOf<number>()
  expectTypeOf(blog.Event('5').id).toEqualTypeOf<string>()
  expectTypeOf(blog.Member([1, 'u']).id).toEqualTypeOf<readonly [number, string]>()
  await members.find({ where: where(pass, blog.Member, 'invite', [{ orgId: 1 }, { published: 1 }]) })
  expectTypeOf(
    typeormApp('app', { Event: { entity: Event, id: 'bigint' } }).Event('5').id,
  ).toEqualTypeOf<string>()
  blog.Post('5')
  blog.Post(post)
  tags.Tag('news')
  where(pass, tags.Tag, 'anything')
  scope.accessObj(post, 'read', 'change')
  scope.accessObj(event, 'read')
  scope.accessObj(blog.Post(post), 'change')

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
  // @ts-expect-error not the type of the key
  blog.Event(5)
  // @ts-expect-error a part of the key
  blog.Member(1)
  // @ts-expect-error a member of another type
  blog.Member(['x', 5])
  // @ts-expect-error a column that the entity does not have
  where(pass, blog.Post, 'read', { author: 5 })
  // @ts-expect-error the filter of another model, whose key is of another type
  await events.find({ where: where(pass, blog.Post, 'read') })
  // @ts-expect-error a scope is no pass
  where(pass.scope, blog.Post, 'read')
  // @ts-expect-error an instance of a class that no app has
  scope.accessObj(new Date(), 'read')
  // @ts-expect-error no entity
  typeormApp('shop', { Order: { entity: 'Order' } })
}
