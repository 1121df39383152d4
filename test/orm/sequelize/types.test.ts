/**
 * The types of the Sequelize adapter: what does not compile, and that a filter leaves the result of a query as it is.
 */
import { keygen, latchkey } from 'latchkey'
import type { Pass } from 'latchkey'
import { permitted, sequelizeApp, where } from 'latchkey/sequelize'
import { Op } from 'sequelize'
import { expectTypeOf } from 'vitest'
import { testTypes } from '../compiles.ts'
import type { makeModels } from './models.ts'

testTypes(import.meta.dirname)

/** Compiled, and never called. */
export async function program(
  pass: Pass,
  { Post, Comment, Member }: ReturnType<typeof makeModels>,
): Promise<void> {
  const blog = sequelizeApp('blog', {
    Post: { entity: Post, permissions: ['read', 'change'] },
    Comment: { entity: Comment, permissions: ['moderate'] },
    Member: { entity: Member, idField: ['orgId', 'userId'], permissions: ['invite'] },
  })
  const { scope } = latchkey({ secrets: keygen(), apps: [blog] })
  const post = new Post()

  expectTypeOf(await Post.findAll({ where: where(pass, blog.Post, 'read') })).toEqualTypeOf<(typeof post)[]>()
  expectTypeOf(permitted(pass, [post], blog.Post, 'read')).toEqualTypeOf<(typeof post)[]>()
  expectTypeOf(blog.Post(5).id).toExtend<number>()
  expectTypeOf(blog.Member([1, 'u']).id).toEqualTypeOf<readonly [number, string]>()
  await Post.count({ where: where(pass, blog.Post, 'read', { published: 1 }) })
  await Post.update({ published: 1 }, { where: { [Op.and]: [{ id: 5 }, where(pass, blog.Post, 'change')] } })
  await Member.destroy({ where: where(pass, blog.Member, 'invite') })
  blog.Post('5')
  blog.Post(post)
  scope.accessObj(post, 'read', 'change')
  scope.accessObj(new Comment(), 'moderate')

  // @ts-expect-error a permission that the model does not have
  where(pass, blog.Post, 'invite')
  // @ts-expect-error a permission that the model of the instance does not have
  scope.accessObj(new Comment(), 'change')
  // @ts-expect-error no permission
  scope.accessObj(post)
  // @ts-expect-error a row of another model
  blog.Member(post)
  // @ts-expect-error not a whole row
  blog.Post({ id: 5 })
  // @ts-expect-error not the type of the key
  blog.Post(true)
  // @ts-expect-error not the type of the key
  blog.Comment(5)
  // @ts-expect-error a part of the key
  blog.Member(1)
  // @ts-expect-error a scope is no pass
  where(pass.scope, blog.Post, 'read')
  // @ts-expect-error an instance of a class that no app has
  scope.accessObj(new Date(), 'read')
  // @ts-expect-error no model
  sequelizeApp('shop', { Order: { entity: 'Order' } })
}
