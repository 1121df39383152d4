/** A blog whose posts open with a token: Bun.serve, and `requires` in front of one route. */
import { defineApp, keygen, latchkey } from 'latchkey'
import { requires } from 'latchkey/fetch'

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })
const { scope, tokens } = latchkey({ secrets: process.env['LATCHKEY_SECRETS'] ?? keygen(), apps: [blog] })

const server = Bun.serve({
  hostname: '127.0.0.1',
  port: Number(process.env['PORT'] ?? 3000),
  routes: {
    '/posts/:id': requires(
      tokens,
      (_request, param) => scope.accessObj(blog.Post(param('id')), 'read'),
      (_request, pass) => new Response(`This is post ${pass.required(blog.Post).id}.\n`),
    ),
  },
})

const token = tokens.generate(scope.accessObj(blog.Post(42), 'read'), { expiresIn: '1h' })
const curl = `curl -H 'Authorization: Bearer ${token}' http://127.0.0.1:${server.port}/posts`
console.log(`${curl}/42   # 200\n${curl}/43   # 403`)
