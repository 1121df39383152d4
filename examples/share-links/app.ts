/** What a link may grant, and the routes: `/` is for the author, `/p/…` and `/once/…` for whoever holds a link to it. */
import { readFileSync } from 'node:fs'
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { csrf } from 'hono/csrf'
import { HTTPException } from 'hono/http-exception'
import { secureHeaders } from 'hono/secure-headers'
import {
  defineApp,
  type Duration,
  latchkey,
  LatchkeyError,
  type NonEmpty,
  type Pass,
  type Verdict,
} from 'latchkey'
import * as pages from './pages.ts'
import { changePost, findPost, listPosts, type Post, secret, store } from './store.ts'

type Permission = 'read' | 'change'
type Opened = { pass: Pass; post: Post }
const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read', 'change'] } })
const { scope, tokens } = latchkey({ secrets: secret, apps: [blog], store })
await tokens.ready()

/** Makes what a link needs to open: a token that grants these permissions on this post, and nothing else. */
export function makeToken(
  post: Post,
  permissions: NonEmpty<Permission>,
  expiresIn: Duration,
  singleUse = false,
): string {
  // Unique: links to one post that are made in one second can be taken back one by one.
  return tokens.generate(scope.accessObj(blog.Post(post), ...permissions), {
    expiresIn,
    singleUse,
    unique: true,
  })
}

/** Lets a request pass only with a link that grants `permission` on the post of its address. */
function requires(permission: Permission): MiddlewareHandler<{ Variables: Opened }, '/p/:id'> {
  return async (c, next) => {
    const wanted = blog.Post(c.req.param('id'))
    const pass = admit(tokens.verify(c.req.query('token'), scope.accessObj(wanted, permission)), permission)
    // Only now is the post looked up: who has no link to it does not learn whether there is one.
    c.set('pass', pass)
    c.set('post', findPost(wanted.id) ?? refuse(404, gone))
    return next()
  }
}
const gone = 'The post of this link is gone.'
function admit(verdict: Verdict, permission: Permission): Pass {
  return verdict.ok
    ? verdict.pass
    : refuse(verdict.missing ? 403 : 401, pages.refusal(verdict.reason, permission))
}

export const app: Hono = new Hono()
const [none, self] = [["'none'"], ["'self'"]]
const policy = { defaultSrc: none, styleSrc: self, formAction: self, baseUri: none, frameAncestors: none }
app.use(secureHeaders({ contentSecurityPolicy: policy }))
app.use(bodyLimit({ maxSize: 256 * 1024, onError: () => refuse(413, 'This is too long.') }))
app.use(async (c, next) => {
  c.header('Cache-Control', 'no-store')
  // Any site can name this computer as its own, and a browser would then take it and this site for one.
  const isOurName = ['127.0.0.1', 'localhost'].includes(new URL(c.req.url).hostname)
  return isOurName ? next() : refuse(421, 'This server answers to 127.0.0.1 and localhost only.')
})

const style = readFileSync(new URL('style.css', import.meta.url), 'utf8')
app.get('/style.css', (c) => c.body(style, 200, { 'Content-Type': 'text/css; charset=utf-8' }))

app.get('/', (c) => c.html(pages.author(listPosts())))

// The author proves only to sit here. So does any site open in the same browser, but csrf() stops it.
app.post('/posts/:id/links', csrf(), async (c) => {
  const post = findPost(blog.Post(c.req.param('id')).id) ?? refuse(404, 'There is no such post.')
  const form = new URLSearchParams(await c.req.text())
  const isOnce = form.get('once') === 'on'
  const permissions = isOnce ? (['read'] as const) : pick(pages.rights, form.get('right'))
  const token = makeToken(post, permissions, pick(pages.lifetimes, form.get('lifetime')), isOnce)
  const link = `${new URL(c.req.url).origin}/${isOnce ? 'once' : 'p'}/${post.id}?token=${token}`
  const said = tokens.inspect(token)
  const until = said.ok ? said.unverifiedExpiresAt : undefined
  return c.html(
    pages.link(post.title, link, permissions.join(' and ') + (isOnce ? ' once' : ''), token, until),
  )
})

// One link, and what its holders have made of it.
app.post('/links/revoked', csrf(), async (c) => {
  const token = new URLSearchParams(await c.req.text()).get('token') ?? ''
  await tokens.revoke({ token })
  return c.html(pages.done('This link is taken back.'))
})

// All links to one post that were made up to now.
app.post('/posts/:id/links/revoked', csrf(), async (c) => {
  const post = findPost(blog.Post(c.req.param('id')).id) ?? refuse(404, 'There is no such post.')
  await tokens.revoke(blog.Post(post))
  return c.html(pages.done(`All links to “${post.title}” are taken back.`))
})

// A link that opens once. To look at it does not use it up: mail scanners and previews follow every link, but press no button.
app.get('/once/:id', (c) => {
  const wanted = scope.accessObj(blog.Post(c.req.param('id')), 'read')
  const verdict = tokens.verify(c.req.query('token'), wanted)
  // All is well with it, but that it is of limited use.
  if (!verdict.ok && verdict.reason === 'single-use') return c.html(pages.once())
  admit(verdict, 'read')
  return refuse(401, 'This link opens more than once: /p/ is its address.')
})
app.post('/once/:id', async (c) => {
  const wanted = blog.Post(c.req.param('id'))
  const pass = admit(
    await tokens.redeemVerdict(c.req.query('token'), scope.accessObj(wanted, 'read')),
    'read',
  )
  const post = findPost(wanted.id) ?? refuse(404, gone)
  return answer(c, 200, `${post.title}\n\n${post.body}`, pages.post(post, false, pass.expiresAt))
})

app.get('/p/:id', requires('read'), (c) => {
  const { pass, post } = c.var
  const mayChange = pass.allows(scope.accessObj(blog.Post(post), 'change'))
  return answer(c, 200, `${post.title}\n\n${post.body}`, pages.post(post, mayChange, pass.expiresAt))
})

app.post('/p/:id', requires('change'), async (c) => {
  const form = new URLSearchParams(await c.req.text())
  const [title, body] = [form.get('title')?.trim(), form.get('body')?.trim().replaceAll('\r\n', '\n')]
  if (!title || !body) return refuse(400, 'A post needs a title and a text.')
  changePost({ id: c.var.post.id, title, body })
  return c.redirect(c.req.url, 303)
})

app.notFound((c) => answer(c, 404, 'There is nothing at this address.'))
app.onError((error, c) => {
  if (error instanceof HTTPException)
    return answer(c, error.status, error.message || 'No page of this site sent this form.')
  if (error instanceof LatchkeyError && error.status === 400)
    return answer(
      c,
      400,
      error.code === 'INVALID_ID' ? 'This address has no number of a post.' : 'This is no link of this site.',
    )
  console.error(error)
  return answer(c, 500, 'Something went wrong here. It is not the fault of your link.')
})

function refuse(status: HTTPException['status'], message: string): never {
  throw new HTTPException(status, { message })
}
/** Answers with a page, or with its text where none is asked for, as by curl. */
function answer(c: Context, status: HTTPException['status'], text: string, page = pages.page(text)) {
  return c.req.header('accept')?.includes('text/html') ? c.html(page, status) : c.text(`${text}\n`, status)
}
function pick<Choices extends object>(choices: Choices, name: unknown): Choices[keyof Choices] {
  return (Object.entries(choices).find(([own]) => own === name) ?? Object.entries(choices)[0])?.[1]
}
