/**
 * `requires` and `passOf` in the types of Koa: what it takes, what middleware behind it keeps knowing, and what does not compile.
 */
import { Router } from '@koa/router'
import Koa from 'koa'
import type { Context, Middleware } from 'koa'
import { defineApp, keygen, latchkey } from 'latchkey'
import type { ObjectRef, Pass, Requirement, Tokens, Verdict } from 'latchkey'
import { passOf, requires } from 'latchkey/koa'
import { yes } from '../../types/same.ts'
import type { Same } from '../../types/same.ts'

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read', 'change'] } })
const { scope, tokens } = latchkey({ secrets: keygen(), apps: [blog] })
interface StoredTokens extends Tokens {
  redeemVerdict(token: unknown, required: Requirement): Promise<Verdict>
}
declare const stored: StoredTokens

// ---------------------------------------------------------------- compiles

const read = scope.accessModel(blog.Post, 'read')
const one = requires(tokens, (_context, param) => scope.accessObj(blog.Post(param('id')), 'read'))

const router = new Router<{ user: string }>()
router.get('/posts/:id', one, (context) => {
  yes<Same<typeof context.state.user, string>>()
  const pass = passOf(context)
  yes<Same<typeof pass, Pass>>()
  const post = pass.required(blog.Post)
  yes<Same<typeof post, ObjectRef<'blog.Post', number, 'read' | 'change'>>>()
  context.body = `post ${post.id}`
})
router.use(one)
new Koa().use(requires(tokens, 'authentic')).use(router.routes())
new Koa<{ user: string }>().use(one).use((context) => {
  yes<Same<typeof context.state.user, string>>()
})
export const middleware: Middleware = requires(tokens, read, { query: 'token', hideExistence: true })

requires(
  async () => tokens.with({ salt: 'acme' }),
  async () => read,
)
requires(tokens, (context) => scope.accessObj(blog.Post(context.params['id'] ?? ''), 'read'))
requires(tokens, (context: Context) => (context.ip === '::1' ? 'authentic' : read))
requires(tokens, read, { onRefusal: ({ reason }, context: Context) => console.warn(reason, context.ip) })
requires(stored, read, { redeem: true })

// ---------------------------------------------------------------- does not compile

// @ts-expect-error what is required has to be said
requires(tokens)
// @ts-expect-error the apps are no tokens
requires(blog, read)
// @ts-expect-error a hand-written scope
requires(tokens, [{ app: 'blog', permissions: ['read'] }])
// @ts-expect-error a function that may say nothing
requires(tokens, (_context, param) => (param('id') === '' ? undefined : read))
// @ts-expect-error a decision in place of a scope
requires(tokens, () => true)
// @ts-expect-error an option that there is none
requires(tokens, read, { cookies: 'token' })
// @ts-expect-error Koa has its own page of "not found"
requires(tokens, read, { hideExistence: () => 'nothing here' })
// @ts-expect-error these tokens have no store
requires(tokens, read, { redeem: true })
// @ts-expect-error the guard is no handler of fetch
void (async (request: Request) => one(request))
// @ts-expect-error a pass is of a context
passOf('context')
