/**
 * The tables of the suite as models of Mongoose.
 */
import mongoose from 'mongoose'

const { Schema, model } = mongoose
const published = { type: Number, required: true }

export const Post = model('Post', new Schema({ _id: { type: Number, required: true }, published }))
export const Event = model('Event', new Schema({ _id: { type: BigInt, required: true }, published }))
export const Comment = model(
  'Comment',
  new Schema({ _id: { type: Schema.Types.UUID, required: true }, published }),
)
export const Tag = model('Tag', new Schema({ _id: { type: String, required: true }, published }))
const memberId = new Schema(
  { org: { type: Number, required: true }, user: { type: Schema.Types.UUID, required: true } },
  { _id: false },
)
export const Member = model(
  'Member',
  new Schema(
    { _id: { type: memberId, required: true }, published },
    {
      // The suite knows the fields by these names.
      virtuals: {
        orgId: {
          get(this: { _id: { org: number } }) {
            return this._id.org
          },
        },
        userId: {
          get(this: { _id: { user: unknown } }) {
            return this._id.user
          },
        },
      },
    },
  ),
)
