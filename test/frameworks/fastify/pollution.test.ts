/**
 * Guards of Fastify, and of its plugin, with a property on every object.
 */
import fastify from 'fastify'
import { defineApp, keygen, latchkey } from 'latchkey'
import { latchkeyPlugin, passOf, requires } from 'latchkey/fastify'
import type { Decorated, GuardHook } from 'latchkey/fastify'
import { options, testGuard } from '../../pollution/guards.ts'
import type { Answered } from '../../pollution/guards.ts'
import { meanwhile } from '../../pollution/instrument.ts'

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })
const { scope, tokens } = latchkey({ secrets: keygen(), apps: [blog] })
const scopeOf = (id: number | string) => scope.accessObj(blog.Post(id), 'read')
const tokenOf = (id: number): string => tokens.generate(scopeOf(id), { expiresIn: '1h' })
const required = (_request: unknown, param: (name: string) => string) => scopeOf(param('id'))

let guard: GuardHook
const app = fastify()
app.get(
  '/posts/:id',
  { onRequest: (request, reply) => meanwhile(() => guard(request, reply)) },
  async (request) => `post ${passOf(request).required(blog.Post).id}`,
)

async function ask(url: string, headers: Record<string, string>): Promise<Answered> {
  const answer = await app.inject({ url, headers })
  const answered = Object.entries(answer.headers).map(([name, value]) => [name, String(value)] as const)
  return { status: answer.statusCode, headers: new Headers(answered as never), body: answer.body }
}

testGuard('Fastify', tokenOf, async (path, headers) => {
  guard = meanwhile(() => requires(tokens, required, options))
  return ask(path, headers)
})

testGuard('Fastify', tokenOf, async (path, headers) => {
  const made = new Map<string, unknown>()
  const decorated: Decorated = {
    decorate: (name, value) => made.set(name, value),
    decorateRequest: () => {},
  }
  await meanwhile(() => latchkeyPlugin(decorated, { tokens, ...options }))
  guard = meanwhile(() => (made.get('requires') as (scope: unknown) => GuardHook)(required))
  return ask(path, headers)
})
