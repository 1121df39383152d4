/** The links that are out, by their ids. What opens them, the token, is shown to its maker once and kept nowhere. */
import { and, desc, eq, gt, inArray, isNull, lt, notExists, or, sql, type SQL } from 'drizzle-orm'
import { contacts, database, type Link, linkPosts, links, posts } from './database.ts'
import { pageSize } from './posts.ts'

export interface Outstanding {
  readonly link: Link
  readonly contact: string | null
  /** The first posts that it opens. */
  readonly titles: readonly string[]
  readonly count: number
}
export type Contact = typeof contacts.$inferSelect

export async function keepLink(link: Omit<Link, 'used'>, ids: readonly number[]): Promise<void> {
  await database.insert(links).values(link)
  await database.insert(linkPosts).values(ids.map((postId) => ({ linkId: link.id, postId })))
}

/** The links of one person that may still open something, the newest first. */
export async function listLinks(
  ownerId: number,
  page: number,
): Promise<{ links: Outstanding[]; total: number }> {
  const mine = and(eq(links.ownerId, ownerId), alive())
  const rows = await database
    .select({ link: links, contact: contacts.name })
    .from(links)
    .leftJoin(contacts, eq(contacts.id, links.contactId))
    .where(mine)
    .orderBy(desc(sql`${links}.rowid`))
    .limit(pageSize)
    .offset((page - 1) * pageSize)
  const shown = await Promise.all(
    rows.map(async ({ link, contact }) => ({
      link,
      contact,
      titles: await titlesOf(link.id),
      count: await database.$count(linkPosts, eq(linkPosts.linkId, link.id)),
    })),
  )
  return { links: shown, total: await database.$count(links, mine) }
}

async function titlesOf(linkId: string): Promise<string[]> {
  const rows = await database
    .select({ title: posts.title })
    .from(linkPosts)
    .innerJoin(posts, eq(posts.id, linkPosts.postId))
    .where(eq(linkPosts.linkId, linkId))
    .orderBy(posts.id)
    .limit(3)
  return rows.map(({ title }) => title)
}

/** How many links to a post are out, whoever made them. */
export async function countLinks(postId: number): Promise<number> {
  const [row] = await database
    .select({ count: sql<number>`count(*)` })
    .from(links)
    .innerJoin(linkPosts, eq(linkPosts.linkId, links.id))
    .where(and(eq(linkPosts.postId, postId), alive()))
  return row?.count ?? 0
}

/** A link of this person; another's is none. */
export async function findLink(id: string, ownerId: number): Promise<Link | undefined> {
  return database
    .select()
    .from(links)
    .where(and(eq(links.id, id), eq(links.ownerId, ownerId)))
    .get()
}

/** Whom this person has links out for. */
export async function listContacts(ownerId: number): Promise<Contact[]> {
  return database
    .selectDistinct({ id: contacts.id, ownerId: contacts.ownerId, name: contacts.name })
    .from(contacts)
    .innerJoin(links, eq(links.contactId, contacts.id))
    .where(and(eq(contacts.ownerId, ownerId), alive()))
    .orderBy(contacts.name)
}

/** The posts that links of this person open. */
export async function listPosts(ownerId: number): Promise<{ id: number; title: string }[]> {
  return database
    .selectDistinct({ id: posts.id, title: posts.title })
    .from(posts)
    .innerJoin(linkPosts, eq(linkPosts.postId, posts.id))
    .innerJoin(links, eq(links.id, linkPosts.linkId))
    .where(and(eq(links.ownerId, ownerId), alive()))
    .orderBy(posts.id)
}

export async function findContact(id: number, ownerId: number): Promise<Contact | undefined> {
  return database
    .select()
    .from(contacts)
    .where(and(eq(contacts.id, id), eq(contacts.ownerId, ownerId)))
    .get()
}

/** The contact of this name, as a new one where there is none. */
export async function contactNamed(name: string, ownerId: number): Promise<Contact> {
  await database.insert(contacts).values({ ownerId, name }).onConflictDoNothing()
  const contact = await database
    .select()
    .from(contacts)
    .where(and(eq(contacts.ownerId, ownerId), eq(contacts.name, name)))
    .get()
  return contact!
}

/** For the list alone: what limits the uses is the store of latchkey. */
export async function countUse(id: string): Promise<void> {
  await database
    .update(links)
    .set({ used: sql`${links.used} + 1` })
    .where(eq(links.id, id))
}

export async function forgetLink(id: string): Promise<void> {
  await database.delete(links).where(eq(links.id, id))
}
export async function forgetContact(contactId: number): Promise<void> {
  await database.delete(links).where(eq(links.contactId, contactId))
}
/** A link to several posts goes on with the others. */
export async function forgetPost(postId: number): Promise<void> {
  const parts = await database
    .delete(linkPosts)
    .where(eq(linkPosts.postId, postId))
    .returning({ id: linkPosts.linkId })
  const touched = parts.map(({ id }) => id)
  const rest = database.select().from(linkPosts).where(eq(linkPosts.linkId, links.id))
  await database.delete(links).where(and(inArray(links.id, touched), notExists(rest)))
}
export async function forgetExpired(): Promise<void> {
  await database.delete(links).where(lt(links.expiresAt, new Date()))
}

function alive(): SQL | undefined {
  return and(gt(links.expiresAt, new Date()), or(isNull(links.uses), lt(links.used, links.uses)))
}
