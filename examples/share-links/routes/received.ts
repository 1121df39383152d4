/** For the receiver of a link, who has no account. */
import { type Context, Hono } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { HTTPException } from 'hono/http-exception'
import type { Pass } from 'latchkey'
import { links, rightOn } from '../access.ts'
import type { Post } from '../database.ts'
import { cookieOptions, linkCookie, type WithLink, withLink } from '../guards.ts'
import { countUse } from '../outstanding.ts'
import { answer } from '../pages/layout.ts'
import { mostPosts, postPage } from '../pages/posts.ts'
import { refusal } from '../pages/problem.ts'
import { afterNarrowing, askToOpen, belowPost, opened, sharedList, weakerForm } from '../pages/received.ts'
import { lifetimes, madePage, mostPostsToUse, rights } from '../pages/share.ts'
import { findIds, findPosts, pickPosts } from '../posts.ts'
import { mayChange, on, postOf, readSearch, saveChange } from './posts.ts'
import { addressOf, pick } from './share.ts'

export const received: Hono<WithLink> = new Hono()

// Where a link leads. The token goes from the address into a cookie of its own path: it stays in no history and on no screenshot, and two
// links in one browser do not disturb each other.
received.get('/open', (c) => {
  const token = c.req.query('token')
  const verdict = links.verify(token, 'authentic')
  if (!verdict.ok && verdict.reason !== 'single-use') return answer(c, 401, refusal(verdict.reason))
  const said = links.inspect(token)
  if (!said.ok) return answer(c, 401, refusal(said.reason))
  // A link of limited use is told by its reason, which comes last: all else is well with it.
  const path = `/${verdict.ok ? 'shared' : 'once'}/${said.unverifiedId}`
  const expires = said.unverifiedExpiresAt
  setCookie(c, linkCookie, token!, { ...cookieOptions, path, ...(expires && { expires }) })
  return c.redirect(path, 303)
})

received.get('/shared/:link', withLink('authentic'), async (c) => {
  const { pass } = c.var
  const found = await findPosts(pass, 'read', readSearch(c.req.query()))
  const [only, ...others] = found.posts
  if (only && others.length === 0 && found.total === 1 && !found.search)
    return c.redirect(`${base(c)}/posts/${only.id}`, 303)
  return answer(c, 200, sharedList(found, pass.expiresAt, base(c)))
})

received.get('/shared/:link/posts/:id', withLink(on('read')), async (c) => {
  const { pass } = c.var
  const post = await postOf(pass)
  const [, ...others] = await findIds(pass, 'read', '', 2)
  const foot = belowPost(post, { until: pass.expiresAt, base: base(c), isOnly: others.length === 0 })
  return answer(c, 200, postPage(post, { where: 'Shared with you', mayChange: mayChange(pass, post), foot }))
})

received.post('/shared/:link/posts/:id', withLink(on('read', 'change')), async (c) => {
  await saveChange(await postOf(c.var.pass), await c.req.text())
  return c.redirect(c.req.path, 303)
})

received.get('/shared/:link/weaker', withLink('authentic'), async (c) => {
  const { pass } = c.var
  const { search } = readSearch(c.req.query())
  const ids = c.req.query('post')
    ? [Number(c.req.query('post'))]
    : await findIds(pass, 'read', search, mostPosts)
  const posts = await pickPosts(pass, 'read', ids.length > mostPostsToUse ? ids.slice(0, 3) : ids)
  const canChange = posts.some((post) => mayChange(pass, post))
  return answer(c, 200, weakerForm(posts, ids.length, canChange, search, base(c)))
})

// Made without the secret: whoever has a token could do the same with it at home.
received.post('/shared/:link/weaker', withLink('authentic'), async (c) => {
  const { pass } = c.var
  const form = new URLSearchParams(await c.req.text())
  const ids = form.has('q')
    ? await findIds(pass, 'read', form.get('q')!, mostPosts)
    : form.getAll('post').map(Number)
  const posts = await pickPosts(pass, 'read', ids)
  if (posts.length === 0) throw new HTTPException(400, { message: 'Choose a post to pass on.' })
  const to = rightOn(posts, pick(rights, form.get('right')))
  const token = links.narrow(getCookie(c, linkCookie) ?? '', {
    to,
    expiresIn: pick(lifetimes, form.get('lifetime')),
  })
  const verdict = links.verify(token, 'authentic')
  if (!verdict.ok) return answer(c, 401, refusal(verdict.reason))
  const made = {
    address: addressOf(c, token),
    titles: posts.map(({ title }) => title),
    count: posts.length,
    // What is left of it, and not what was asked for.
    right: posts.some((post) => mayChange(verdict.pass, post)) ? ('change' as const) : ('read' as const),
    until: verdict.pass.expiresAt,
  }
  return answer(c, 200, madePage(made, { where: 'Shared with you', foot: afterNarrowing(base(c)) }))
})

received.get('/once/:link', withLink('authentic', { redeem: true }), (c) =>
  answer(c, 200, askToOpen(base(c))),
)

received.post('/once/:link', withLink('authentic', { redeem: true }), async (c) => {
  const { pass } = c.var
  await countUse(pass.rootId)
  return answer(c, 200, opened(await readable(pass)))
})

async function readable(pass: Pass): Promise<Post[]> {
  return pickPosts(pass, 'read', await findIds(pass, 'read', '', mostPostsToUse))
}

/** Where this link's pages are. */
function base(c: Context): string {
  return c.req.path.split('/').slice(0, 3).join('/')
}
