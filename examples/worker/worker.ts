/** A blog whose posts open with a token: a worker, and `requires` in front of one route. */
import { env } from 'cloudflare:workers'
import { latchkey } from 'latchkey'
import { requires } from 'latchkey/fetch'
import { blog } from './apps.ts'

const { scope, tokens } = latchkey({ secrets: env.LATCHKEY_SECRETS, apps: [blog] })

const readPost = requires(
  tokens,
  (_request, param) => scope.accessObj(blog.Post(param('id')), 'read'),
  (_request, pass, _match: { params: { id?: string } }) =>
    new Response(`This is post ${pass.required(blog.Post).id}.\n`),
)
const posts = new URLPattern({ pathname: '/posts/:id' })

export default {
  async fetch(request: Request): Promise<Response> {
    const match = posts.exec(request.url)
    return match === null
      ? new Response('not found', { status: 404 })
      : readPost(request, { params: match.pathname.groups })
  },
}
