/**
 * The types of the Mongoose adapter: what does not compile, and that a filter leaves the result of a query as it is.
 */
import { keygen, latchkey } from 'latchkey'
import type { Pass } from 'latchkey'
import { mongooseApp, permitted, where } from 'latchkey/mongoose'
import mongoose from 'mongoose'
import { expectTypeOf } from 'vitest'
import { testTypes } from '../compiles.ts'
import { Event, Member, Post } from './models.ts'

testTypes(import.meta.dirname)

const Page = mongoose.model('Page', new mongoose.Schema({ title: { type: String, required: true } }))
const blog = mongooseApp('blog', {
  Page: { entity: Page, permissions: ['read', 'change'] },
  Post: { entity: Post, permissions: ['read'] },
  Member: { entity: Member, permissions: ['invite'] },
})
const events = mongooseApp('events', { Event: { entity: Event } })
const { scope } = latchkey({ secrets: keygen(), apps: [blog] })

/** Compiled, and never called. */
export async function program(pass: Pass): Promise<void> {
  const page = new Page({ title: 'On keys' })
  const found = await Page.find(where(pass, blog.Page, 'read'))
  expectTypeOf(found[0]!.title).toEqualTypeOf<string>()
  expectTypeOf(found[0]!._id).toEqualTypeOf<mongoose.Types.ObjectId>()
  expectTypeOf(permitted(pass, [page], blog.Page, 'read')).toEqualTypeOf<(typeof page)[]>()
  expectTypeOf(blog.Page('507f1f77bcf86cd799439011').id).toEqualTypeOf<string>()
  expectTypeOf(blog.Post(5).id).toEqualTypeOf<number>()
  await Page.countDocuments(where(pass, blog.Page, 'read', { title: 'On keys' }))
  await Post.find({ published: 1 }).and([where(pass, blog.Post, 'read')])
  await Event.find(where(pass, events.Event, 'anything'))
  await Member.find(where(pass, blog.Member, 'invite'))
  blog.Page(page)
  blog.Page(page._id)
  blog.Member([1, 'u'])
  scope.accessObj(page, 'read', 'change')

  // @ts-expect-error a permission that the model does not have
  where(pass, blog.Page, 'invite')
  // @ts-expect-error a permission that the model of the document does not have
  scope.accessObj(page, 'invite')
  // @ts-expect-error no permission
  scope.accessObj(page)
  // @ts-expect-error a document of another model
  blog.Post(page)
  // @ts-expect-error not the type of the key
  blog.Post(true)
  // @ts-expect-error a part of the key
  blog.Member(1)
  // @ts-expect-error the filter of another model, whose key is of another type
  await Post.find(where(pass, blog.Page, 'read'))
  // @ts-expect-error a scope is no pass
  where(pass.scope, blog.Page, 'read')
  // @ts-expect-error a document of a model that no app has
  scope.accessObj(new Date(), 'read')
  // @ts-expect-error no model
  mongooseApp('shop', { Order: { entity: 'Order' } })
}
