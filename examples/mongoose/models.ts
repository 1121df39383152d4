/** The models of a blog. */
import mongoose from 'mongoose'

const { Schema, model } = mongoose
export const Post = model(
  'Post',
  new Schema({ title: { type: String, required: true }, published: { type: Boolean, default: true } }),
)
