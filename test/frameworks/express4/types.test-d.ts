/**
 * `requires` and `passOf` in the types of Express 4: what it takes, what handlers behind it keep knowing, and what does not compile.
 */
import express from 'express'
import type { Request, RequestHandler, Response } from 'express'
import { defineApp, keygen, latchkey } from 'latchkey'
import type { ObjectRef, Pass, Requirement, Tokens, Verdict } from 'latchkey'
import { passOf, requires } from 'latchkey/express'
import { yes } from '../../types/same.ts'
import type { Same } from '../../types/same.ts'

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read', 'change'] } })
const { scope, tokens } = latchkey({ secrets: keygen(), apps: [blog] })
interface StoredTokens extends Tokens {
  redeemVerdict(token: unknown, required: Requirement): Promise<Verdict>
}
declare const stored: StoredTokens

// ---------------------------------------------------------------- compiles

const app = express()
const read = scope.accessModel(blog.Post, 'read')
const one = requires(tokens, (_request, param) => scope.accessObj(blog.Post(param('id')), 'read'))

app.get('/posts/:id', one, (request, response) => {
  yes<Same<typeof request.params.id, string>>()
  // @ts-expect-error Express still knows the parameters of the route
  void request.params.slug
  const pass = passOf(request)
  yes<Same<typeof pass, Pass>>()
  const post = pass.required(blog.Post)
  yes<Same<typeof post, ObjectRef<'blog.Post', number, 'read' | 'change'>>>()
  response.send(`post ${post.id}`)
})
app.use(one)
app.use('/api', one, express.Router().use(one))
app.get('/list', requires(tokens, 'authentic'), (_request, response) => void response.send(''))
app.get(
  '/model',
  requires(tokens, read, { query: 'token', cookie: 'token', moveToCookie: { path: '/model' } }),
)
app.get(
  '/async',
  requires(
    async () => tokens.with({ salt: 'acme' }),
    async () => read,
  ),
)
app.get(
  '/params',
  requires(tokens, (request) => scope.accessObj(blog.Post(request.params['id'] ?? ''), 'read')),
)
// The whole request, where the program says that it needs it.
app.get(
  '/ip',
  requires(tokens, (request: Request) => (request.ip === '::1' ? 'authentic' : read)),
)
app.get(
  '/tenant',
  requires((request: Request, param) => tokens.with({ salt: request.hostname + param('id') }), read),
)
app.get('/log', requires(tokens, read, { onRefusal: ({ reason, detail }) => console.warn(reason, detail) }))
app.get(
  '/logs',
  requires(tokens, read, {
    onRefusal: async (refusal, request: Request) => console.warn(refusal.missing, request.ip),
  }),
)
app.post('/once', requires(stored, read, { redeem: true }))
app.post(
  '/once',
  requires(() => stored, read, { redeem: true }),
)
app.post('/twice', requires(tokens, read, { redeem: false }))

const notFound: RequestHandler = (_request, response) => void response.status(404).send('nothing here')
app.get('/hidden', requires(tokens, read, { hideExistence: true }))
app.get('/hidden', requires(tokens, read, { hideExistence: notFound }))
app.get(
  '/hidden',
  requires(tokens, read, {
    hideExistence: (_request: Request, response: Response) => response.sendStatus(404),
  }),
)
// Beside other middleware that says what it knows.
const typed: RequestHandler<{ id: string }, string, { title: string }, object, { user: string }> = () => {}
app.post('/typed/:id', one, typed)
export const handlers: RequestHandler[] = [one, typed as RequestHandler]

// ---------------------------------------------------------------- does not compile

// @ts-expect-error what is required has to be said
requires(tokens)
// @ts-expect-error the apps are no tokens
requires(blog, read)
// @ts-expect-error a text for a scope
requires(tokens, 'blog.Post#read')
// @ts-expect-error a hand-written scope
requires(tokens, [{ app: 'blog', permissions: ['read'] }])
// @ts-expect-error nothing is required
requires(tokens, undefined)
// @ts-expect-error a function that may say nothing
requires(tokens, (_request, param) => (param('id') === '' ? undefined : read))
// @ts-expect-error a decision in place of a scope
requires(tokens, () => true)
// @ts-expect-error an unknown permission
requires(tokens, (_request, param) => scope.accessObj(blog.Post(param('id')), 'publish'))
// @ts-expect-error a parameter that may be missing
requires(tokens, (request) => scope.accessObj(blog.Post(request.query['id']), 'read'))
// @ts-expect-error an option that there is none
requires(tokens, read, { cookies: 'token' })
// @ts-expect-error not one name
requires(tokens, read, { query: true })
// @ts-expect-error these tokens have no store
requires(tokens, read, { redeem: true })
// @ts-expect-error these tokens have no store
requires(() => tokens, read, { redeem: true })
// @ts-expect-error a verdict is judged, and not made up
requires({ verify: () => ({ ok: true }) }, read)
// @ts-expect-error the guard is no handler of fetch
void (async (request: globalThis.Request) => one(request))
// @ts-expect-error a pass is of a request
passOf('request')
