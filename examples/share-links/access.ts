/** What can be granted, and the three kinds of token: each has a salt of its own, so that none is good for another's purpose. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { and, eq } from 'drizzle-orm'
import { keygen, latchkey, type Pass, type Scope, type Store } from 'latchkey'
import { drizzleApp } from 'latchkey/drizzle'
import { sqliteStore } from 'latchkey/sqlite'
import { contacts, database, people, type Person, type Post, posts } from './database.ts'
import { folder } from './settings.ts'

export const blog = drizzleApp('blog', {
  posts: { table: posts, permissions: ['read', 'change', 'share'] },
  people: { table: people, permissions: ['enter'] },
  // Nothing is granted on a contact: links are given to one.
  contacts: { table: contacts },
})

// The flag wx never writes over a secret: with another one, every link ever made is dead.
const secretFile = join(folder, 'secret')
const isNew = !existsSync(secretFile)
if (isNew) writeFileSync(secretFile, keygen(), { flag: 'wx', mode: 0o600 })
const secrets = process.env['LATCHKEY_SECRETS'] ?? readFileSync(secretFile, 'utf8').trim()

// Begun with the secret, and never after: were the file lost, links that were taken back would open again, and used ones too.
export const store: Store = await sqliteStore(join(folder, 'links.db'), { create: isNew })

// Nothing lives longer than 30 days, so that what is taken back can be forgotten a day later.
const latch = latchkey({ secrets, apps: [blog], store, maxAge: '31d' })
await latch.tokens.ready()
export const { scope } = latch

/** Who is signed in, for a working day. Signing out takes the token back. */
export const sessions = latch.tokens.with({ salt: 'session', expiresIn: '8h' })
/** A link that opens posts. */
export const links = latch.tokens.with({ salt: 'link' })
/** A letter that lets one person sign in, once. */
export const invitations = latch.tokens.with({ salt: 'sign-in', expiresIn: '1h' })

/** Signs in: a token that grants what the role may do with posts. */
export async function openSession(person: Person): Promise<string> {
  const subject = blog.people(person)
  return sessions.generate(await rightsOf(person), { subject, unique: true, narrowable: false })
}

async function rightsOf({ role }: Person): Promise<Scope> {
  if (role === 'author') return scope.accessModel(blog.posts, 'read', 'change', 'share')
  const stories = eq(posts.kind, 'story')
  const open = role === 'guest' ? and(stories, eq(posts.state, 'published')) : stories
  const ids = await database.select({ id: posts.id }).from(posts).where(open)
  return scope.union(
    ...ids.map(({ id }) =>
      role === 'guest'
        ? scope.accessObj(blog.posts(id), 'read')
        : scope.accessObj(blog.posts(id), 'read', 'change', 'share'),
    ),
  )
}

/** Reading these posts, or reading and changing them. */
export function rightOn(some: readonly Post[], right: 'read' | 'change'): Scope {
  return scope.union(
    ...some.map((post) =>
      right === 'read'
        ? scope.accessObj(blog.posts(post), 'read')
        : scope.accessObj(blog.posts(post), 'read', 'change'),
    ),
  )
}

/** Whom a session or an invitation was given to. */
export async function personOf({ subject }: Pass): Promise<Person | undefined> {
  if (typeof subject !== 'object' || subject.model !== 'people') return undefined
  return database
    .select()
    .from(people)
    .where(eq(people.id, Number(subject.id)))
    .get()
}
