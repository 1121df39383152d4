/** The posts, for who is signed in: seeing, searching and changing them. */
import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { type GuardContext, type Param } from 'latchkey/hono'
import type { Pass, Scope } from 'latchkey'
import { blog, scope } from '../access.ts'
import type { Post } from '../database.ts'
import { type SignedIn, signedIn } from '../guards.ts'
import { countLinks } from '../outstanding.ts'
import { answer } from '../pages/layout.ts'
import { sharing } from '../pages/links.ts'
import { postList, postPage } from '../pages/posts.ts'
import { changePost, findPost, findPosts, pickPosts } from '../posts.ts'

export const posts: Hono<SignedIn> = new Hono()

posts.get('/posts', signedIn(), async (c) => {
  const { pass, person } = c.var
  const found = await findPosts(pass, 'read', readSearch(c.req.query()))
  const shown = found.posts.map(({ id }) => id)
  const shareable = await pickPosts(pass, 'share', shown)
  return answer(c, 200, postList(found, person, new Set(shareable.map(({ id }) => id))))
})

posts.get('/posts/:id', signedIn(on('read')), async (c) => {
  const { pass, person } = c.var
  const post = await postOf(pass)
  const mayShare = pass.allows(scope.accessObj(blog.posts(post), 'share'))
  const foot = mayShare && sharing(post, await countLinks(post.id))
  return answer(c, 200, postPage(post, { person, here: 'posts', mayChange: mayChange(pass, post), foot }))
})

posts.post('/posts/:id', signedIn(on('read', 'change')), async (c) => {
  await saveChange(await postOf(c.var.pass), await c.req.text())
  return c.redirect(c.req.path, 303)
})

/** What a route about one post requires. */
export function on(
  ...permissions: ['read' | 'change', ...'change'[]]
): (context: GuardContext, param: Param) => Scope {
  return (_, param) => scope.accessObj(blog.posts(param('id')), ...permissions)
}

/** The post that the guard let somebody to. */
export async function postOf(pass: Pass): Promise<Post> {
  const post = await findPost(pass.required(blog.posts).id)
  if (post === undefined) throw new HTTPException(404, { message: 'This post is gone.' })
  return post
}

export function mayChange(pass: Pass, post: Post): boolean {
  return pass.allows(scope.accessObj(blog.posts(post), 'change'))
}

/** Stores what a form sent. */
export async function saveChange(post: Post, body: string): Promise<void> {
  const form = new URLSearchParams(body)
  const [title, text] = [form.get('title')?.trim(), form.get('body')?.trim().replaceAll('\r\n', '\n')]
  if (!title || !text) throw new HTTPException(400, { message: 'A post needs a title and a text.' })
  if (title.length > 200 || text.length > 20_000)
    throw new HTTPException(400, { message: 'This is longer than a post may be.' })
  await changePost(post.id, title, text)
}

/** What a list was asked for. */
export function readSearch({ q = '', page = '1' }: Record<string, string>): { search: string; page: number } {
  const number = Number(page)
  return {
    search: q.trim().slice(0, 100),
    page: Number.isInteger(number) && number > 0 && number < 100_000 ? number : 1,
  }
}
