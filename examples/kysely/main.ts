/** A blog in Kysely whose lists and pages open as far as a token does. Prints what it allows, and what it refuses. */
import { PGlite } from '@electric-sql/pglite'
import { Kysely, PGliteDialect } from 'kysely'
import { keygen, latchkey } from 'latchkey'
import { where } from 'latchkey/kysely'
import { blog } from './apps.ts'
import type { Database } from './apps.ts'

const { scope, tokens } = latchkey({ secrets: process.env['LATCHKEY_SECRETS'] ?? keygen(), apps: [blog] })
const client = new PGlite()
const database = new Kysely<Database>({ dialect: new PGliteDialect({ pglite: client }) })
await client.exec(
  'create table posts (id serial primary key, title text not null, published boolean not null default true)',
)
await database
  .insertInto('posts')
  .values([
    { title: 'On keys' },
    { title: 'On doors' },
    { title: 'On locks', published: false },
    { title: 'On hinges' },
  ])
  .execute()

// A link to three posts, for whoever has it.
const shared = await database.selectFrom('posts').selectAll().where('title', '!=', 'On doors').execute()
const token = tokens.generate(
  scope.union(...shared.map((post) => scope.accessObj(blog.posts(post), 'read'))),
  {
    expiresIn: '7d',
  },
)

// The list: those rows, and no others, that are published as well.
const verdict = tokens.verify(token, 'authentic')
if (!verdict.ok) throw new Error(verdict.detail)
const list = await database
  .selectFrom('posts')
  .select('title')
  .where('published', '=', true)
  .where(where(verdict.pass, blog.posts, 'read'))
  .execute()
console.log(`allowed to list: ${list.map(({ title }) => title).join(', ')}`)

// One page.
for (const post of await database.selectFrom('posts').selectAll().execute()) {
  const isAllowed = tokens.validate(token, scope.accessObj(blog.posts(post), 'read'))
  console.log(`${isAllowed ? 'allowed' : 'refused'} to read: ${post.title}`)
}

// No right is no row.
const { numUpdatedRows } = await database
  .updateTable('posts')
  .set({ title: 'Defaced' })
  .where(where(verdict.pass, blog.posts, 'change'))
  .executeTakeFirst()
console.log(`refused to change: ${numUpdatedRows} rows changed`)
await database.destroy()
