/** A blog in Drizzle whose lists and pages open as far as a token does. Prints what it allows, and what it refuses. */
import { PGlite } from '@electric-sql/pglite'
import { and, eq, ne } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/pglite'
import { keygen, latchkey } from 'latchkey'
import { where } from 'latchkey/drizzle'
import { blog, posts } from './apps.ts'

const { scope, tokens } = latchkey({ secrets: process.env['LATCHKEY_SECRETS'] ?? keygen(), apps: [blog] })
const client = new PGlite()
const database = drizzle({ client })
await client.exec(
  'create table posts (id serial primary key, title text not null, published boolean not null default true)',
)
await database
  .insert(posts)
  .values([
    { title: 'On keys' },
    { title: 'On doors' },
    { title: 'On locks', published: false },
    { title: 'On hinges' },
  ])

// A link to three posts, for whoever has it.
const shared = await database.select().from(posts).where(ne(posts.title, 'On doors'))
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
  .select()
  .from(posts)
  .where(and(eq(posts.published, true), where(verdict.pass, blog.posts, 'read')))
console.log(`allowed to list: ${list.map(({ title }) => title).join(', ')}`)

// One page.
for (const post of await database.select().from(posts)) {
  const isAllowed = tokens.validate(token, scope.accessObj(blog.posts(post), 'read'))
  console.log(`${isAllowed ? 'allowed' : 'refused'} to read: ${post.title}`)
}

// No right is no row.
const changed = await database
  .update(posts)
  .set({ title: 'Defaced' })
  .where(where(verdict.pass, blog.posts, 'change'))
  .returning()
console.log(`refused to change: ${changed.length} rows changed`)
await client.close()
