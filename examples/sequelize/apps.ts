/** What can be granted: the key of a post is read from its model. No secret, and no query. */
import { sequelizeApp, type SequelizeApp } from 'latchkey/sequelize'
import { Post } from './models.ts'

const models = { Post: { entity: Post, permissions: ['read', 'change'] } } as const
export const blog: SequelizeApp<'blog', typeof models> = sequelizeApp('blog', models)
