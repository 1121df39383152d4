/** A blog whose posts open with a token: Deno.serve, and `requires` in front of one route. */
import { defineApp, keygen, latchkey } from 'latchkey'
import { requires } from 'latchkey/fetch'

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })
const { scope, tokens } = latchkey({ secrets: Deno.env.get('LATCHKEY_SECRETS') ?? keygen(), apps: [blog] })

const readPost = requires(
  tokens,
  (_request, param) => scope.accessObj(blog.Post(param('id')), 'read'),
  (_request, pass, _match: { params: { id?: string } }) =>
    new Response(`This is post ${pass.required(blog.Post).id}.\n`),
)
const posts = new URLPattern({ pathname: '/posts/:id' })

Deno.serve(
  {
    hostname: '127.0.0.1',
    port: Number(Deno.env.get('PORT') ?? 3000),
    onListen({ port }) {
      const token = tokens.generate(scope.accessObj(blog.Post(42), 'read'), { expiresIn: '1h' })
      const curl = `curl -H 'Authorization: Bearer ${token}' http://127.0.0.1:${port}/posts`
      console.log(`${curl}/42   # 200\n${curl}/43   # 403`)
    },
  },
  (request) => {
    const match = posts.exec(request.url)
    return match === null
      ? new Response('not found', { status: 404 })
      : readPost(request, { params: match.pathname.groups })
  },
)
