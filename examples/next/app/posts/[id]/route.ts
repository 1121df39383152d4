/** A post, which opens with a token. */
import { requires } from 'latchkey/next'
import { blog, scope, tokens } from '../../../access'

export const GET = requires(
  tokens,
  (_request, param) => scope.accessObj(blog.Post(param('id')), 'read'),
  (_request, pass) => new Response(`This is post ${pass.required(blog.Post).id}.\n`),
)
