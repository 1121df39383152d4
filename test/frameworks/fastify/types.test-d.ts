/**
 * `latchkey/fastify` in the types of Fastify: what it takes, what handlers behind it keep knowing, and what does not compile.
 */
import fastify from 'fastify'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { defineApp, keygen, latchkey } from 'latchkey'
import type { ObjectRef, Pass, Requirement, Tokens, Verdict } from 'latchkey'
import { latchkeyPlugin, passOf, requires } from 'latchkey/fastify'
import { yes } from '../../types/same.ts'
import type { Same } from '../../types/same.ts'

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read', 'change'] } })
const { scope, tokens } = latchkey({ secrets: keygen(), apps: [blog] })
interface StoredTokens extends Tokens {
  redeemVerdict(token: unknown, required: Requirement): Promise<Verdict>
}
declare const stored: StoredTokens

// ---------------------------------------------------------------- compiles

const app: FastifyInstance = fastify()
const read = scope.accessModel(blog.Post, 'read')
const one = requires(tokens, (_request, param) => scope.accessObj(blog.Post(param('id')), 'read'))

app.get<{ Params: { id: string } }>('/posts/:id', { onRequest: one }, async (request) => {
  yes<Same<typeof request.params.id, string>>()
  // @ts-expect-error Fastify still knows the parameters of the route
  void request.params.slug
  const pass = passOf(request)
  yes<Same<typeof pass, Pass>>()
  const post = pass.required(blog.Post)
  yes<Same<typeof post, ObjectRef<'blog.Post', number, 'read' | 'change'>>>()
  return post.id
})
app.addHook('onRequest', requires(tokens, 'authentic'))
app.get('/list', { onRequest: [one, requires(tokens, read)], preHandler: one }, async () => '')
app.get('/options', {
  onRequest: requires(tokens, read, { query: 'token', cookie: 'token', moveToCookie: { path: '/options' } }),
  handler: async () => '',
})
app.get('/tenant', {
  onRequest: requires(
    async (request, param) => tokens.with({ salt: request.hostname + param('id') }),
    async (request: FastifyRequest) => (request.ip === '::1' ? 'authentic' : read),
    { hideExistence: true, onRefusal: (refusal, request) => request.log.info(refusal.reason) },
  ),
  handler: async () => '',
})
requires(stored, read, { redeem: true })

// The plugin: typed where it is registered, and in every application of this program.
void app.register(latchkeyPlugin, { tokens, realm: 'blog', onRefusal: (_refusal, request) => request.id })
void app.register(latchkeyPlugin, { tokens: (request) => tokens.with({ salt: request.hostname }) })
app.get(
  '/plugin/:id',
  { onRequest: app.requires((_request, param) => scope.accessObj(blog.Post(param('id')), 'read')) },
  async (request) => {
    yes<Same<typeof request.pass, Pass>>()
    return request.pass.required(blog.Post).id
  },
)

app.post('/redeem', { onRequest: app.requires(read, { redeem: true }) }, async () => '')

// ---------------------------------------------------------------- does not compile

// @ts-expect-error no requirement
requires(tokens)
// @ts-expect-error a permission that there is not
requires(tokens, () => scope.accessModel(blog.Post, 'raed'))
// @ts-expect-error a text that is no requirement
requires(tokens, 'genuine')
// @ts-expect-error an option that there is not
requires(tokens, read, { cokie: 'token' })
// @ts-expect-error tokens without a store cannot be redeemed
requires(tokens, read, { redeem: true })
// @ts-expect-error the pass of a request cannot be set
app.get('/set', async (request) => (request.pass = passOf(request)))
// @ts-expect-error a plugin without tokens
void app.register(latchkeyPlugin, { realm: 'blog' })
// @ts-expect-error a guard is no handler
app.get('/handler', { handler: one, onRequest: 'one' })
