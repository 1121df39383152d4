/**
 * The same tables as schemas, for programs without decorators; their rows are plain objects.
 */
import { EntitySchema } from 'typeorm'
import type { EntitySchemaColumnOptions } from 'typeorm'

const published: EntitySchemaColumnOptions = { type: 'int' }

export interface Row<Id> {
  id: Id
  published: number
}
export const Post = new EntitySchema<Row<number>>({
  name: 'Post',
  tableName: 'posts',
  columns: { id: { type: Number, primary: true, generated: true }, published },
})
export const Event = new EntitySchema<Row<string>>({
  name: 'Event',
  tableName: 'events',
  columns: { id: { type: 'bigint', primary: true }, published },
})
export const Comment = new EntitySchema<Row<string>>({
  name: 'Comment',
  tableName: 'comments',
  columns: { id: { type: 'uuid', primary: true, generated: 'uuid' }, published },
})
export const Tag = new EntitySchema<Row<string>>({
  name: 'Tag',
  tableName: 'tags',
  columns: { id: { type: String, primary: true }, published },
})
export const Member = new EntitySchema<{ orgId: number; userId: string; published: number }>({
  name: 'Member',
  tableName: 'members',
  columns: {
    orgId: { type: 'int', primary: true, name: 'org_id' },
    userId: { type: 'uuid', primary: true, name: 'user_id' },
    published,
  },
})
