/** What can be granted: the kind of `_id` is read from the schema. No secret, and no connection. */
import { mongooseApp, type MongooseApp } from 'latchkey/mongoose'
import { Post } from './models.ts'

const models = { Post: { entity: Post, permissions: ['read', 'change'] } } as const
export const blog: MongooseApp<'blog', typeof models> = mongooseApp('blog', models)
