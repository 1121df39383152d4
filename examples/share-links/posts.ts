/** Posts as far as a pass allows: every list is a query with the token as its filter, and nothing is sorted out in memory. */
import { and, eq, sql, type SQL } from 'drizzle-orm'
import type { Pass } from 'latchkey'
import { where } from 'latchkey/drizzle'
import { blog } from './access.ts'
import { database, type Post, posts } from './database.ts'

export const pageSize = 20

export interface Found {
  readonly posts: readonly Post[]
  readonly total: number
  readonly search: string
  readonly page: number
}
type Permission = 'read' | 'change' | 'share'

/** One page of the posts on which `pass` allows `permission` and that have the words of `search`. */
export async function findPosts(
  pass: Pass,
  permission: Permission,
  { search, page }: { search: string; page: number },
): Promise<Found> {
  const mine = filter(pass, permission, search)
  const found = await database
    .select()
    .from(posts)
    .where(mine)
    .orderBy(posts.id)
    .limit(pageSize)
    .offset((page - 1) * pageSize)
  return { posts: found, total: await database.$count(posts, mine), search, page }
}

/** The numbers of all of them, up to `limit`. */
export async function findIds(
  pass: Pass,
  permission: Permission,
  search: string,
  limit: number,
): Promise<number[]> {
  const mine = filter(pass, permission, search)
  const rows = await database.select({ id: posts.id }).from(posts).where(mine).orderBy(posts.id).limit(limit)
  return rows.map(({ id }) => id)
}

/** Those of `ids` on which `pass` allows `permission`. */
export async function pickPosts(pass: Pass, permission: Permission, ids: readonly number[]): Promise<Post[]> {
  const chosen = sql`${posts.id} in (select value from json_each(${JSON.stringify(ids)}))`
  return database
    .select()
    .from(posts)
    .where(and(where(pass, blog.posts, permission), chosen))
    .orderBy(posts.id)
}

export async function findPost(id: number): Promise<Post | undefined> {
  return database.select().from(posts).where(eq(posts.id, id)).get()
}

export async function changePost(id: number, title: string, body: string): Promise<void> {
  await database.update(posts).set({ title, body }).where(eq(posts.id, id))
}

function filter(pass: Pass, permission: Permission, search: string): SQL | undefined {
  const words = search.split(/\s+/).filter(Boolean).slice(0, 8)
  const text = sql`lower(${posts.title} || ' ' || ${posts.body})`
  return and(
    where(pass, blog.posts, permission),
    ...words.map((word) => sql`instr(${text}, lower(${word})) > 0`),
  )
}
