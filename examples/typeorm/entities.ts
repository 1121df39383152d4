/** The entities of a blog. With decorators it is the same: `typeormApp` takes the classes. */
import { EntitySchema } from 'typeorm'

export class Post {
  declare id: number
  declare title: string
  declare published: boolean
}

export const posts: EntitySchema<Post> = new EntitySchema<Post>({
  name: 'Post',
  target: Post,
  columns: {
    id: { type: 'int', primary: true, generated: true },
    title: { type: 'text' },
    published: { type: 'boolean', default: true },
  },
})
