/** What can be granted: the key of a post is read from its entity. No secret, and no connection. */
import { typeormApp, type TypeormApp } from 'latchkey/typeorm'
import { posts } from './entities.ts'

const models = { Post: { entity: posts, permissions: ['read', 'change'] } } as const
export const blog: TypeormApp<'blog', typeof models> = typeormApp('blog', models)
