/**
 * Filters of Mongoose, with a property on every object.
 */
import { inspect } from 'node:util'
import { mongooseApp, where } from 'latchkey/mongoose'
import type { Model } from 'mongoose'
import { testPollutedFilters } from '../../pollution/filters.ts'
import { Member, Post, Tag } from './models.ts'

const models = { Post, Tag, Member }
const permissions = ['read', 'change'] as const

testPollutedFilters({
  name: 'Mongoose',
  files: 'mongoose',
  makeApp: () =>
    mongooseApp('blog', {
      Post: { entity: Post, permissions },
      Tag: { entity: Tag, permissions },
      Member: { entity: Member, permissions },
    }),
  where,
  hasOwn: true,
  write(filter, name) {
    const model = models[name] as unknown as Model<{ _id: unknown; published: number }>
    return inspect(model.find(filter).cast(model), { depth: 9 })
  },
  // Mongoose takes the `_id` of any value, and its text: what is cast to another value is left out.
  mayBe: (answer, property) =>
    ['_id', 'toString'].includes(property) && /\$in': \[(\]| 1 \])/.test(answer.replaceAll(/\s+/g, ' ')),
  rows: [Post.hydrate({ _id: 5, published: 1 }), new Post({ _id: 5 })],
})
