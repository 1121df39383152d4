/** A blog whose posts open with a token: Express 5, and `requires` in front of one route. */
import express from 'express'
import type { AddressInfo } from 'node:net'
import { defineApp, keygen, latchkey } from 'latchkey'
import { passOf, requires } from 'latchkey/express'

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })
const { scope, tokens } = latchkey({ secrets: process.env['LATCHKEY_SECRETS'] ?? keygen(), apps: [blog] })

const app = express()
app.get(
  '/posts/:id',
  requires(tokens, (_request, param) => scope.accessObj(blog.Post(param('id')), 'read')),
  (request, response) => {
    response.type('text').send(`This is post ${passOf(request).required(blog.Post).id}.\n`)
  },
)

const server = app.listen(Number(process.env['PORT'] ?? 3000), '127.0.0.1', () => {
  const token = tokens.generate(scope.accessObj(blog.Post(42), 'read'), { expiresIn: '1h' })
  const { port } = server.address() as AddressInfo
  const curl = `curl -H 'Authorization: Bearer ${token}' http://127.0.0.1:${port}/posts`
  console.log(`${curl}/42   # 200\n${curl}/43   # 403`)
})
process.once('SIGTERM', () => server.close())
