/** The entities of a blog. With decorators it is the same: `mikroOrmApp` takes the classes. */
import { defineEntity, p } from '@mikro-orm/core'

const PostSchema = defineEntity({
  name: 'Post',
  properties: {
    id: p.integer().primary(),
    title: p.text(),
    published: p.boolean().default(true),
  },
})
export class Post extends PostSchema.class {}
PostSchema.setClass(Post)
