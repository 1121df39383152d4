/**
 * The same tables as schemas, for programs without decorators.
 */
import { defineEntity, p } from '@mikro-orm/core'
import { ExactBigInt } from './exact.ts'

const published = p.integer()

export const Post = defineEntity({
  name: 'Post',
  tableName: 'posts',
  properties: { id: p.integer().primary(), published },
})
export const Event = defineEntity({
  name: 'Event',
  tableName: 'events',
  properties: { id: p.type(ExactBigInt).$type<bigint>().primary(), published },
})
export const Comment = defineEntity({
  name: 'Comment',
  tableName: 'comments',
  properties: { id: p.uuid().primary(), published },
})
export const Tag = defineEntity({
  name: 'Tag',
  tableName: 'tags',
  properties: { id: p.string().primary(), published },
})
export const Member = defineEntity({
  name: 'Member',
  tableName: 'members',
  properties: {
    orgId: p.integer().primary().fieldName('org_id'),
    userId: p.uuid().primary().fieldName('user_id'),
    published,
  },
})
