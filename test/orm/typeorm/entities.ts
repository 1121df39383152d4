/**
 * The tables of the suite as entities, in TypeORM's two styles: decorated classes here, schemas in `schemas.ts`.
 */
import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm'

@Entity('posts')
export class Post {
  @PrimaryGeneratedColumn()
  declare id: number
  @Column({ type: 'int' })
  declare published: number
}

@Entity('events')
export class Event {
  @PrimaryColumn({ type: 'bigint' })
  declare id: string
  @Column({ type: 'int' })
  declare published: number
}

@Entity('comments')
export class Comment {
  @PrimaryGeneratedColumn('uuid')
  declare id: string
  @Column({ type: 'int' })
  declare published: number
}

@Entity('tags')
export class Tag {
  @PrimaryColumn()
  declare id: string
  @Column({ type: 'int' })
  declare published: number
}

@Entity('members')
export class Member {
  @PrimaryColumn({ name: 'org_id' })
  declare orgId: number
  @PrimaryColumn({ name: 'user_id', type: 'uuid' })
  declare userId: string
  @Column({ type: 'int' })
  declare published: number
}
