/** What can be granted: the key of a post is read from its entity. No secret, and no connection. */
import { mikroOrmApp, type MikroOrmApp } from 'latchkey/mikro-orm'
import { Post } from './entities.ts'

const models = { Post: { entity: Post, permissions: ['read', 'change'] } } as const
export const blog: MikroOrmApp<'blog', typeof models> = mikroOrmApp('blog', models)
