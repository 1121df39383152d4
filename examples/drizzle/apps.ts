/** The table, and what can be granted on it: the key of a post is read from the table. No secret, and no connection. */
import { boolean, pgTable, serial, text } from 'drizzle-orm/pg-core'
import { drizzleApp } from 'latchkey/drizzle'

export const posts = pgTable('posts', {
  id: serial().primaryKey(),
  title: text().notNull(),
  published: boolean().notNull().default(true),
})
export const blog = drizzleApp('blog', { posts: { table: posts, permissions: ['read', 'change'] } })
