/**
 * The tables of the suite as entities, in MikroORM's two styles: decorated classes here, schemas in `schemas.ts`.
 */
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy'
import { ExactBigInt } from './exact.ts'

@Entity({ tableName: 'posts' })
export class Post {
  @PrimaryKey({ type: 'integer' })
  declare id: number
  @Property({ type: 'integer' })
  declare published: number
}

@Entity({ tableName: 'events' })
export class Event {
  @PrimaryKey({ type: ExactBigInt })
  declare id: bigint
  @Property({ type: 'integer' })
  declare published: number
}

@Entity({ tableName: 'comments' })
export class Comment {
  @PrimaryKey({ type: 'uuid' })
  declare id: string
  @Property({ type: 'integer' })
  declare published: number
}

@Entity({ tableName: 'tags' })
export class Tag {
  @PrimaryKey({ type: 'string' })
  declare id: string
  @Property({ type: 'integer' })
  declare published: number
}

@Entity({ tableName: 'members' })
export class Member {
  @PrimaryKey({ type: 'integer', fieldName: 'org_id' })
  declare orgId: number
  @PrimaryKey({ type: 'uuid', fieldName: 'user_id' })
  declare userId: string
  @Property({ type: 'integer' })
  declare published: number
}
