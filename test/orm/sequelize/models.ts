/**
 * The tables of the suite as models of Sequelize.
 */
import { DataTypes, Model } from 'sequelize'
import type { CreationOptional, InferAttributes, InferCreationAttributes, Sequelize } from 'sequelize'

const published = { type: DataTypes.INTEGER, allowNull: false }

/** Models on one connection. A model has one connection, so that each engine makes its own. */
export function makeModels(sequelize: Sequelize, schema?: string) {
  const options = (tableName: string) => ({
    sequelize,
    tableName,
    timestamps: false,
    ...(schema && { schema }),
  })

  class Post extends Model<InferAttributes<Post>, InferCreationAttributes<Post>> {
    declare id: CreationOptional<number>
    declare published: number
  }
  Post.init(
    { id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true }, published },
    options('posts'),
  )

  class Event extends Model<InferAttributes<Event>, InferCreationAttributes<Event>> {
    declare id: string
    declare published: number
  }
  Event.init({ id: { type: DataTypes.BIGINT, primaryKey: true }, published }, options('events'))

  class Comment extends Model<InferAttributes<Comment>, InferCreationAttributes<Comment>> {
    declare id: CreationOptional<string>
    declare published: number
  }
  Comment.init(
    { id: { type: DataTypes.UUID, primaryKey: true, defaultValue: DataTypes.UUIDV4 }, published },
    options('comments'),
  )

  class Tag extends Model<InferAttributes<Tag>, InferCreationAttributes<Tag>> {
    declare id: string
    declare published: number
  }
  Tag.init({ id: { type: DataTypes.STRING, primaryKey: true }, published }, options('tags'))

  class Member extends Model<InferAttributes<Member>, InferCreationAttributes<Member>> {
    declare orgId: number
    declare userId: string
    declare published: number
  }
  Member.init(
    {
      orgId: { type: DataTypes.INTEGER, primaryKey: true, field: 'org_id' },
      userId: { type: DataTypes.UUID, primaryKey: true, field: 'user_id' },
      published,
    },
    options('members'),
  )
  return { Post, Event, Comment, Tag, Member }
}
