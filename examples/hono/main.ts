/** A blog whose posts open with a token: Hono, and `requires` in front of one route. */
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { defineApp, keygen, latchkey } from 'latchkey'
import { requires } from 'latchkey/hono'

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })
const { scope, tokens } = latchkey({ secrets: process.env['LATCHKEY_SECRETS'] ?? keygen(), apps: [blog] })

const app = new Hono()
app.get(
  '/posts/:id',
  requires(tokens, (c) => scope.accessObj(blog.Post(c.req.param('id')), 'read')),
  (c) => c.text(`This is post ${c.var.pass.required(blog.Post).id}.\n`),
)

const server = serve(
  { fetch: app.fetch, hostname: '127.0.0.1', port: Number(process.env['PORT'] ?? 3000) },
  ({ port }) => {
    const token = tokens.generate(scope.accessObj(blog.Post(42), 'read'), { expiresIn: '1h' })
    const curl = `curl -H 'Authorization: Bearer ${token}' http://127.0.0.1:${port}/posts`
    console.log(`${curl}/42   # 200\n${curl}/43   # 403`)
  },
)
process.once('SIGTERM', () => server.close())
