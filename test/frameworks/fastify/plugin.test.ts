/**
 * What `latchkeyPlugin` adds to an application of Fastify, and how guards meet what Fastify does itself.
 */
import fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import { defineApp, keygen, latchkey } from 'latchkey'
import { latchkeyPlugin, passOf, requires } from 'latchkey/fastify'
import { beforeEach, expect, test } from 'vitest'

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })
const { scope, tokens } = latchkey({ secrets: keygen(), apps: [blog] })
const one = tokens.generate(scope.accessObj(blog.Post(42), 'read'), { expiresIn: '1h' })
const authorization = `Bearer ${one}`

let app: FastifyInstance
beforeEach(() => {
  app = fastify()
})
const ask = async (url: string, headers = {}): Promise<[number, unknown]> => {
  const answer = await app.inject({ url, headers })
  return [answer.statusCode, answer.body]
}

test('gives requests their pass and the application its guards, in the contexts beside it too', async () => {
  await app.register(latchkeyPlugin, { tokens })
  await app.register(async (child) => {
    const onRequest = child.requires((_request, param) => scope.accessObj(blog.Post(param('id')), 'read'))
    child.get('/posts/:id', { onRequest }, async ({ pass }) => `post ${pass.required(blog.Post).id}`)
  })
  expect(await ask('/posts/42', { authorization })).toEqual([200, 'post 42'])
  expect(await ask('/posts/43', { authorization })).toEqual([403, '{"error":"insufficient_scope"}'])
  expect(await ask('/posts/42')).toEqual([401, '{"error":"unauthorized"}'])
})

test('the options of the plugin are those of all guards, where they say no others', async () => {
  const refusals: string[] = []
  await app.register(latchkeyPlugin, {
    tokens,
    realm: 'blog',
    onRefusal: ({ reason }, { url }) => refusals.push(`${url}: ${reason}`),
  })
  app.get('/one', { onRequest: app.requires('authentic') }, async () => '')
  app.get('/two', { onRequest: app.requires('authentic', { realm: 'other' }) }, async () => '')
  const challenges = await Promise.all(['/one', '/two'].map((url) => app.inject(url)))
  expect(challenges.map(({ headers }) => headers['www-authenticate'])).toEqual([
    'Bearer realm="blog"',
    'Bearer realm="other"',
  ])
  expect(refusals).toEqual(['/one: no-token', '/two: no-token'])
})

test('a pass where no guard ran is a mistake, and so is a guard that asks for nothing', async () => {
  await app.register(latchkeyPlugin, { tokens })
  expect(() => app.requires([] as never)).toThrow(expect.objectContaining({ code: 'EMPTY_SCOPE' }))
  const codes: unknown[] = []
  app.setErrorHandler(async (error: { code?: string }, _request, reply) => {
    codes.push(error.code)
    await reply.code(500).send('mistake')
  })
  app.get('/decorated', async ({ pass }) => pass.id)
  app.get('/asked', async (request) => passOf(request).id)
  app.get('/empty', { onRequest: app.requires(() => []) }, async () => 'let through')
  for (const url of ['/decorated', '/asked', '/empty'])
    expect(await ask(url, { authorization })).toEqual([500, 'mistake'])
  expect(codes).toEqual(['NO_PASS', 'NO_PASS', 'EMPTY_SCOPE'])
})

test('what is hidden is answered as what is not there, and its address is passed on to nobody', async () => {
  app.setNotFoundHandler(async (_request, reply) => reply.code(404).type('text/html').send('nothing here'))
  const onRequest = requires(tokens, (_request, param) => scope.accessObj(blog.Post(param('id')), 'read'), {
    hideExistence: true,
    query: 'token',
  })
  app.get('/posts/:id', { onRequest }, async () => 'post')
  const [hidden, missing] = await Promise.all([
    app.inject(`/posts/43?token=${one}`),
    app.inject('/elsewhere'),
  ])
  expect([hidden.statusCode, hidden.body, hidden.headers['content-type']]).toEqual([
    missing.statusCode,
    missing.body,
    missing.headers['content-type'],
  ])
  expect(hidden.headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' })
})

test('a guard of a whole context runs for each of its routes, and for none beside it', async () => {
  await app.register(async (child) => {
    child.addHook('onRequest', requires(tokens, 'authentic'))
    child.get('/inside', async () => 'inside')
  })
  app.get('/outside', async () => 'outside')
  expect(await ask('/inside')).toEqual([401, '{"error":"unauthorized"}'])
  expect(await ask('/inside', { authorization })).toEqual([200, 'inside'])
  expect(await ask('/outside')).toEqual([200, 'outside'])
})

test('a body is not read before the guard has let the request through', async () => {
  app.post('/posts', { onRequest: requires(tokens, 'authentic') }, async () => 'posted')
  const headers = { 'content-type': 'application/json' }
  const answer = await app.inject({ method: 'POST', url: '/posts', headers, payload: 'no JSON' })
  expect(answer.statusCode).toBe(401)
})
