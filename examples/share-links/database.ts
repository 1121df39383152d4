/** The blog: its tables in Drizzle, in a SQLite file that Node opens itself. */
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { drizzle, type SqliteRemoteDatabase } from 'drizzle-orm/sqlite-proxy'
import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { folder } from './settings.ts'

export const people = sqliteTable('people', {
  id: integer().primaryKey(),
  name: text().notNull(),
  role: text({ enum: ['author', 'editor', 'guest'] }).notNull(),
})
export const posts = sqliteTable('posts', {
  id: integer().primaryKey(),
  kind: text({ enum: ['story', 'log'] }).notNull(),
  state: text({ enum: ['draft', 'published'] }).notNull(),
  title: text().notNull(),
  body: text().notNull(),
})
export const contacts = sqliteTable('contacts', {
  id: integer().primaryKey(),
  ownerId: integer('owner_id').notNull(),
  name: text().notNull(),
})
export const links = sqliteTable('links', {
  id: text().primaryKey(),
  ownerId: integer('owner_id').notNull(),
  contactId: integer('contact_id'),
  rights: text({ enum: ['read', 'change'] }).notNull(),
  madeAt: integer('made_at', { mode: 'timestamp' }).notNull(),
  expiresAt: integer('expires_at', { mode: 'timestamp' }).notNull(),
  uses: integer(),
  used: integer().notNull().default(0),
})
export const linkPosts = sqliteTable(
  'link_posts',
  { linkId: text('link_id').notNull(), postId: integer('post_id').notNull() },
  (table) => [primaryKey({ columns: [table.linkId, table.postId] })],
)

export type Person = typeof people.$inferSelect
export type Post = typeof posts.$inferSelect
export type Link = typeof links.$inferSelect

mkdirSync(folder, { recursive: true, mode: 0o700 })
const client = new DatabaseSync(join(folder, 'blog.db'), { timeout: 2000 })
const script = (name: string): string => readFileSync(join(import.meta.dirname, name), 'utf8')
client.exec('PRAGMA journal_mode = WAL')
client.exec(script('schema.sql'))
if (client.prepare('SELECT 1 FROM people').get() === undefined) client.exec(script('seed.sql'))

/** Each query is one statement, and each statement is done when it is back: requests cannot come between. */
export const database: SqliteRemoteDatabase = drizzle(async (sql, params, method) => {
  const statement = client.prepare(sql)
  statement.setReturnArrays(true)
  const rows = statement.all(...(params as SQLInputValue[]))
  // Drizzle takes the one row of a `get` bare, and `undefined` for none.
  return { rows: method === 'get' ? (rows[0] as never) : rows }
})
