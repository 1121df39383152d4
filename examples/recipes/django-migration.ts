/** From a Django site's tokens to latchkey's: both open for a while, new ones are of the new kind, and a counter says when the old can go. */
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { defineApp, latchkey } from 'latchkey'
import { djangoTokens, isDjangoToken } from 'latchkey/django'
import { requires, type Verifier } from 'latchkey/hono'

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read', 'change'] } })
const { scope, tokens } = latchkey({ secrets: process.env['LATCHKEY_SECRETS'], apps: [blog] })

// Set DJANGO_TOKENS=off when the counter below stands still; then delete what is about Django, and take SECRET_KEY out of this service.
const django =
  process.env['DJANGO_TOKENS'] === 'off'
    ? undefined
    : djangoTokens({ secretKey: process.env['SECRET_KEY'], apps: [blog], maxAge: '30d' }).tokens

/** Chosen by the syntax of the text, and never by trying one after the other: what is not right for one kind is not tried as the other. */
const either: Verifier = {
  verify: (token, required) =>
    (django !== undefined && isDjangoToken(token) ? django : tokens).verify(token, required),
}
const counts = { django: 0, latchkey: 0 }

const app = new Hono()
const reads = requires(either, (c) => scope.accessObj(blog.Post(c.req.param('id')), 'read'), {
  query: 'token',
})
app.get('/posts/:id', reads, (c) => {
  counts[isDjangoToken(c.req.query('token')) ? 'django' : 'latchkey']++
  return c.text(`Post ${c.var.pass.required(blog.Post).id}.\n`)
})

// Whoever comes with an old token leaves with a new one, which grants no more: `within` sees to that. New ones are not exchanged.
if (django !== undefined) {
  const isOld = requires(django, (c) => scope.accessObj(blog.Post(c.req.param('id')), 'read'), {
    query: 'token',
  })
  app.post('/posts/:id/link', isOld, (c) => {
    const post = c.var.pass.required(blog.Post)
    const token = tokens.generate(scope.accessObj(post, 'read'), { within: c.var.pass, expiresIn: '7d' })
    return c.text(`/posts/${post.id}?token=${token}\n`)
  })
}

// For your monitoring: in front of it stands what keeps strangers out.
app.get('/counts', (c) => c.json(counts))

serve({ fetch: app.fetch, hostname: '127.0.0.1', port: Number(process.env['PORT'] ?? 3000) }, ({ port }) => {
  const at = `http://127.0.0.1:${port}/posts`
  const granted = scope.accessObj(blog.Post(42), 'read')
  const old = django?.generate(granted) ?? 'gone'
  const link = `${at}/42?token=${tokens.generate(granted, { expiresIn: '7d' })}`
  console.log(`\
curl '${link}'   # 200 the new kind
curl '${at}/42?token=${old}'   # ${django === undefined ? '401' : '200'} the old kind
curl -X POST '${at}/42/link?token=${old}'   # ${django === undefined ? '404' : '200'} a new link for an old one
curl '${at}/43?token=${old}'   # ${django === undefined ? '401' : '403'} another post
curl '${at.replace('/posts', '/counts')}'   # 200 how many of which kind`)
})
