/**
 * Guards routes of Hono 4.
 *
 * @module
 */
import type { Context, MiddlewareHandler } from 'hono'
import { makeGuard } from './bearer.ts'
import type { GuardOptions, HeaderList, Pass, RequiredFor, TokensFor, Verifier } from './bearer.ts'

export { passOf } from './bearer.ts'
export type {
  GuardOptions,
  Param,
  Redeemer,
  Refusal,
  RequiredFor,
  TokensFor,
  Unjudged,
  Verifier,
} from './bearer.ts'

/** The context of Hono; what a route parameter is given back as is always a text here: a wrong name throws when it is read as an id. */
export type GuardContext = { readonly req: { param(name: string): string } } & Context

/**
 * Puts a guard in front of a route; the handler has the pass as `c.var.pass`.
 *
 * @example
 * ```ts
 * import { Hono } from 'hono'
 * import { defineApp, keygen, latchkey } from 'latchkey'
 * import { requires } from 'latchkey/hono'
 *
 * const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })
 * const { scope, tokens } = latchkey({ secrets: keygen(), apps: [blog] })
 *
 * const server = new Hono()
 * server.get(
 *   '/posts/:id',
 *   requires(tokens, (c) => scope.accessObj(blog.Post(c.req.param('id')), 'read')),
 *   (c) => c.text(`post ${c.var.pass.required(blog.Post).id}`),
 * )
 *
 * const token = tokens.generate(scope.accessObj(blog.Post(42), 'read'), { expiresIn: '7d' })
 * const headers = { Authorization: `Bearer ${token}` }
 * const allowed = await server.request('/posts/42', { headers })
 * await allowed.text() // => 'post 42'
 * const refused = await server.request('/posts/43', { headers })
 * refused.status // => 403
 * refused.headers.get('WWW-Authenticate') // => 'Bearer error="insufficient_scope", scope="blog.Post:43#read"'
 * ```
 */
export function requires<Checker extends Verifier>(
  tokens: TokensFor<GuardContext, Checker>,
  required: RequiredFor<GuardContext>,
  options?: GuardOptions<GuardContext, Checker>,
): MiddlewareHandler<{ Variables: { pass: Pass } }> {
  const guard = makeGuard<GuardContext, Checker>(tokens, required, options)
  return async (c, next) => {
    const set = (headers: HeaderList): void => {
      for (const [name, value] of headers) c.header(name, value, { append: name === 'Set-Cookie' })
    }
    const decision = await guard({
      request: c as GuardContext,
      method: c.req.method,
      url: c.req.url,
      header: (name) => c.req.raw.headers.get(name) ?? undefined,
      param: (name) => c.req.param(name),
      prepare: set,
    })
    if (!decision.ok) {
      set(decision.headers)
      return decision.status === 404 ? c.notFound() : c.body(decision.body, decision.status)
    }
    c.set('pass', decision.pass)
    await next()
    for (const [name, value] of decision.headers) if (!c.res.headers.has(name)) c.header(name, value)
    return undefined
  }
}
