/** Making links. A link allows what its maker may do and share, and no more. */
import { type Context, Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { Pass } from 'latchkey'
import { blog, links, rightOn } from '../access.ts'
import type { Link, Post } from '../database.ts'
import { type SignedIn, signedIn } from '../guards.ts'
import { contactNamed, keepLink, listContacts } from '../outstanding.ts'
import { answer } from '../pages/layout.ts'
import { mostPosts } from '../pages/posts.ts'
import {
  afterMaking,
  type Draft,
  lifetimes,
  madePage,
  mostPostsToUse,
  rights,
  shareForm,
  uses,
} from '../pages/share.ts'
import { findIds, pickPosts } from '../posts.ts'
import { origin } from '../settings.ts'
import { readSearch } from './posts.ts'

export const share: Hono<SignedIn> = new Hono()

/** What a cookie has room for, with its name. */
const longestToken = 4000

share.get('/share', signedIn(), async (c) => {
  const { pass } = c.var
  const { search } = readSearch(c.req.query())
  const ids = c.req.query('all')
    ? await findIds(pass, 'share', search, mostPosts + 1)
    : (c.req.queries('post') ?? []).map(Number)
  const draft: Draft = { right: 'read', lifetime: '7d', uses: 'any', name: '' }
  return showForm(c, 200, await chosen(pass, ids), draft)
})

share.post('/share', signedIn(), async (c) => {
  const { pass, person } = c.var
  const form = new URLSearchParams(await c.req.text())
  const posts = await chosen(pass, (form.get('posts') ?? '').split(',').map(Number))
  const draft = readDraft(form, posts)
  if (draft.problem !== undefined) return showForm(c, 422, posts, draft)

  const granted = rightOn(posts, draft.right)
  // Each post was chosen by the right to share it; what is handed on has to be there as well.
  if (!pass.allows(granted)) throw new HTTPException(403, { message: 'You may not hand this on.' })

  const contact = draft.name ? await contactNamed(draft.name, person.id) : undefined
  const limit = draft.uses === 'any' ? undefined : Number(draft.uses)
  const token = links.generate(granted, {
    expiresIn: draft.lifetime,
    // Unique: links to one post that are made in one second can be taken back one by one.
    unique: true,
    ...(contact && { subject: blog.contacts(contact) }),
    ...(limit && { uses: limit }),
  })
  if (token.length > longestToken)
    return showForm(c, 422, posts, { ...draft, problem: 'These are too many posts for one link.' })

  const link = {
    ownerId: person.id,
    contactId: contact?.id ?? null,
    rights: draft.right,
    uses: limit ?? null,
  }
  const until = await remember(token, link, posts)
  const made = {
    address: addressOf(c, token),
    titles: posts.map(({ title }) => title),
    count: posts.length,
    right: draft.right,
    until,
    uses: limit,
    name: contact?.name,
  }
  return answer(c, 200, madePage(made, { person, here: 'links', foot: afterMaking() }))
})

/** Keeps the id of a token, and what the list of links shows of it; returns when it expires. */
async function remember(
  token: string,
  link: Pick<Link, 'ownerId' | 'contactId' | 'rights' | 'uses'>,
  posts: readonly Post[],
): Promise<Date> {
  const said = links.inspect(token)
  if (!said.ok) throw new Error('a token that was just made is one')
  const expiresAt = said.unverifiedExpiresAt!
  const kept = { ...link, id: said.unverifiedId, madeAt: said.unverifiedIssuedAt, expiresAt }
  await keepLink(
    kept,
    posts.map(({ id }) => id),
  )
  return expiresAt
}

/** The address that people are given. */
export function addressOf(c: Context, token: string): string {
  return `${origin ?? new URL(c.req.url).origin}/open?token=${token}`
}

async function showForm(
  c: Context<SignedIn>,
  status: 200 | 422,
  posts: readonly Post[],
  draft: Draft,
): Promise<Response> {
  const { person } = c.var
  const names = await listContacts(person.id)
  return answer(
    c,
    status,
    shareForm(
      posts,
      person,
      draft,
      names.map(({ name }) => name),
    ),
  )
}

/** The posts that were asked for; one that may not be shared is answered as one that is not there. */
async function chosen(pass: Pass, ids: readonly number[]): Promise<Post[]> {
  const wanted = new Set(ids.filter((id) => Number.isSafeInteger(id) && id > 0))
  if (wanted.size === 0) throw new HTTPException(400, { message: 'Choose a post to share first.' })
  if (wanted.size > mostPosts)
    throw new HTTPException(400, { message: `A link opens at most ${mostPosts} posts.` })
  const posts = await pickPosts(pass, 'share', [...wanted])
  if (posts.length < wanted.size) throw new HTTPException(404, { message: 'There is no such post.' })
  return posts
}

/** What was filled in; what the form does not offer is the least. */
function readDraft(form: URLSearchParams, posts: readonly Post[]): Draft {
  const draft: Draft = {
    right: pick(rights, form.get('right')),
    lifetime: pick(lifetimes, form.get('lifetime')),
    uses: pick(uses, form.get('uses')),
    name: (form.get('name') ?? '').trim().slice(0, 80),
  }
  return { ...draft, problem: problemOf(draft, posts.length) }
}
function problemOf(draft: Draft, count: number): string | undefined {
  if (draft.uses === 'any') return undefined
  if (draft.right === 'change')
    return 'A link with a number of uses is for reading. Choose “Read”, or “As often as they like”.'
  if (count > mostPostsToUse)
    return `A link with a number of uses opens at most ${mostPostsToUse} posts, all on one page.`
  return undefined
}

export function pick<Choices extends object>(choices: Choices, name: string | null): keyof Choices {
  const names = Object.keys(choices) as (keyof Choices & string)[]
  return names.find((own) => own === name) ?? names[0]!
}
