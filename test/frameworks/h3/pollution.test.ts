/**
 * Guards of H3, with a property on every object.
 */
import { H3 } from 'h3'
import { defineApp, keygen, latchkey } from 'latchkey'
import { passOf, requires } from 'latchkey/h3'
import type { Middleware } from 'latchkey/h3'
import { options, testGuard } from '../../pollution/guards.ts'
import { aside, meanwhile } from '../../pollution/instrument.ts'

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })
const { scope, tokens } = latchkey({ secrets: keygen(), apps: [blog] })
const scopeOf = (id: number | string) => scope.accessObj(blog.Post(id), 'read')
const tokenOf = (id: number): string => tokens.generate(scopeOf(id), { expiresIn: '1h' })
const required = (_request: unknown, param: (name: string) => string) => scopeOf(param('id'))

let guard: Middleware<never>
const app = new H3({ silent: true })
app.get('/posts/:id', (event) => `post ${passOf(event).required(blog.Post).id}`, {
  middleware: [(event, next) => meanwhile(() => guard(event as never, () => aside(next)))],
})

testGuard('H3', tokenOf, async (path, headers) => {
  guard = meanwhile(() => requires(tokens, required, options))
  const { status, headers: answered, body } = await app.request(path, { headers })
  return { status, headers: answered, body: await new Response(body).text() }
})
