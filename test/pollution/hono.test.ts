/**
 * Guards of Hono, with a property on every object.
 */
import { Hono } from 'hono'
import type { MiddlewareHandler } from 'hono'
import { defineApp, keygen, latchkey } from 'latchkey'
import { requires } from 'latchkey/hono'
import type { Pass } from 'latchkey'
import { options, testGuard } from './guards.ts'
import { aside, meanwhile } from './instrument.ts'

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })
const { scope, tokens } = latchkey({ secrets: keygen(), apps: [blog] })
const scopeOf = (id: number | string) => scope.accessObj(blog.Post(id), 'read')
const tokenOf = (id: number): string => tokens.generate(scopeOf(id), { expiresIn: '1h' })
const required = (_request: unknown, param: (name: string) => string) => scopeOf(param('id'))

interface Passed {
  Variables: { pass: Pass }
}
let guard: MiddlewareHandler<Passed>
const app = new Hono<Passed>()
app.get(
  '/posts/:id',
  (c, next) => meanwhile(() => guard(c, () => aside(next))),
  (c) => c.text(`post ${c.var.pass.required(blog.Post).id}`),
)

testGuard('Hono', tokenOf, async (path, headers) => {
  guard = meanwhile(() => requires(tokens, required, options))
  const answer = await app.request(path, { headers })
  return { status: answer.status, headers: answer.headers, body: await answer.text() }
})
