/**
 * `requires` of Hono and of fetch: what it takes, what handlers are given, and what does not compile.
 */
import { Hono } from 'hono'
import type { Context } from 'hono'
import { defineApp, latchkey } from 'latchkey'
import type { ObjectRef, Pass, Requirement, Tokens, Verdict } from 'latchkey'
import { passOf, requires as guard } from 'latchkey/fetch'
import { requires } from 'latchkey/hono'
import { yes } from './same.ts'
import type { Same } from './same.ts'

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read', 'change'] } })
const { scope, tokens } = latchkey({ secrets: undefined, apps: [blog] })
interface StoredTokens extends Tokens {
  redeemVerdict(token: unknown, required: Requirement): Promise<Verdict>
}
declare const stored: StoredTokens
const read = scope.accessModel(blog.Post, 'read')

// ---------------------------------------------------------------- Hono

const app = new Hono()
  .get(
    '/posts/:id',
    requires(tokens, (c) => scope.accessObj(blog.Post(c.req.param('id')), 'read')),
    (c) => {
      yes<Same<typeof c.var.pass, Pass>>()
      const post = c.var.pass.required(blog.Post)
      yes<Same<typeof post, ObjectRef<'blog.Post', number, 'read' | 'change'>>>()
      const id = c.req.param('id')
      yes<Same<typeof id, string>>()
      return c.json({ id: post.id })
    },
  )
  .get('/list', requires(tokens, 'authentic'), (c) => c.json(passOf(c).scope))
type Routes = typeof app
yes<
  Same<
    Routes extends Hono<infer _Env, infer Schema>
      ? '/posts/:id' extends keyof Schema
        ? true
        : false
      : never,
    true
  >
>()

const own = new Hono<{ Bindings: { SALT: string }; Variables: { user: string } }>()
own.use(requires(tokens, read, { query: 'token', realm: 'the blog' }))
own.get(
  '/tenants/:tenant',
  requires(
    async (c, param) => tokens.with({ salt: param('tenant') + String(c.req.header('x')) }),
    async () => read,
  ),
  (c) => {
    yes<Same<typeof c.var.user, string>>()
    return c.text(c.var.pass.id)
  },
)
own.get('/log', requires(tokens, read, { onRefusal: ({ reason }, c) => c.req.header(reason) }))
requires(tokens, (c: Context<{ Bindings: { SALT: string } }>) => scope.parse(c.env.SALT))
requires(stored, read, { redeem: true })
requires(() => stored, read, { redeem: true })
requires((c) => stored.with({ bind: [c.req.path] }), read, { redeem: true })

// @ts-expect-error without a guard there is no pass
new Hono().get('/', (c) => c.text(c.var.pass.id))
// @ts-expect-error what is required has to be said
requires(tokens)
// @ts-expect-error a hand-written scope
requires(tokens, [{ app: 'blog', permissions: ['read'] }])
// @ts-expect-error a function that may say nothing
requires(tokens, (c) => (c.req.param('id') === '' ? undefined : read))
// @ts-expect-error an option that there is none
requires(tokens, read, { cookies: 'token' })
// @ts-expect-error these tokens have no store
requires(tokens, read, { redeem: true })
// @ts-expect-error these tokens have no store
requires(() => tokens, read, { redeem: true })
// @ts-expect-error these tokens have no store
requires((c) => tokens.with({ bind: [c.req.path] }), read, { redeem: true })
// @ts-expect-error the pass is the guard's
own.use(requires(tokens, read), async (c, next) => (c.set('pass', 'mine'), next()))

// ---------------------------------------------------------------- fetch

const handle = guard(
  tokens,
  (_request, param) => scope.accessObj(blog.Post(param('id')), 'read'),
  (request, pass) => {
    yes<Same<typeof request, Request>>()
    yes<Same<typeof pass, Pass>>()
    return Response.json(pass.required(blog.Post))
  },
)
yes<Same<typeof handle, (request: Request) => Promise<Response>>>()

interface Env {
  readonly SALT: string
}
const worker = {
  fetch: guard(
    tokens,
    read,
    { cookie: 'token' },
    async (_request, pass, env: Env) => new Response(env.SALT + pass.id),
  ),
} satisfies { fetch(request: Request, env: Env): Promise<Response> }
void worker
/** Bun's request has the parameters of the route. */
interface BunRequest extends Request {
  readonly params: { readonly id: string }
}
const routes = {
  '/posts/:id': guard(
    tokens,
    (request: BunRequest) => scope.accessObj(blog.Post(request.params.id), 'read'),
    () => new Response(),
  ),
} satisfies { [path: string]: (request: BunRequest) => Promise<Response> }
void routes
guard(
  tokens,
  read,
  { hideExistence: (request) => new Response(request.url, { status: 404 }) },
  () => new Response(),
)
guard(stored, read, { redeem: true }, () => new Response())
guard(
  (request) => stored.with({ bind: [request.url] }),
  read,
  { redeem: true },
  () => new Response(),
)

// @ts-expect-error a guard of fetch has a handler
guard(tokens, read)
// @ts-expect-error the handler comes last
guard(tokens, read, () => new Response(), { cookie: 'token' })
// @ts-expect-error a handler answers
guard(tokens, read, (_request, pass) => pass.scope)
// @ts-expect-error these tokens have no store
guard(tokens, read, { redeem: true }, () => new Response())
// @ts-expect-error a request is no pass
guard(tokens, read, (pass) => Response.json(pass.scope))
// @ts-expect-error a pass is of a request
passOf('request')
