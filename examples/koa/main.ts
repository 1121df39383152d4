/** A blog whose posts open with a token: Koa, its router, and `requires` in front of one route. */
import Router from '@koa/router'
import Koa from 'koa'
import type { AddressInfo } from 'node:net'
import { defineApp, keygen, latchkey } from 'latchkey'
import { passOf, requires } from 'latchkey/koa'

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })
const { scope, tokens } = latchkey({ secrets: process.env['LATCHKEY_SECRETS'] ?? keygen(), apps: [blog] })

const router = new Router()
router.get(
  '/posts/:id',
  requires(tokens, (_context, param) => scope.accessObj(blog.Post(param('id')), 'read')),
  (context) => {
    context.body = `This is post ${passOf(context).required(blog.Post).id}.\n`
  },
)

const server = new Koa().use(router.routes()).listen(Number(process.env['PORT'] ?? 3000), '127.0.0.1', () => {
  const token = tokens.generate(scope.accessObj(blog.Post(42), 'read'), { expiresIn: '1h' })
  const { port } = server.address() as AddressInfo
  const curl = `curl -H 'Authorization: Bearer ${token}' http://127.0.0.1:${port}/posts`
  console.log(`${curl}/42   # 200\n${curl}/43   # 403`)
})
process.once('SIGTERM', () => server.close())
