/**
 * `latchkey/hono` on a real socket, by the conformance suite.
 */
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { defineApp, latchkey } from 'latchkey'
import { requires } from 'latchkey/hono'
import { httpConformance, httpRoutes, testSecret, tokenFor } from 'latchkey/testing'
import { afterAll, expect, test } from 'vitest'

const app = new Hono()
for (const { method, path, tokens, required, options, answer } of httpRoutes)
  app.on(method, path, requires(tokens, required, options), (c) => c.text(answer(c.var.pass)))

// What the scope functions throw, which Hono would print.
app.onError((_error, c) => c.text('broken', 500))
const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
await new Promise((resolve) => server.once('listening', resolve))
const { port } = server.address() as AddressInfo
afterAll(() => void server.close())

test.each(httpConformance({ port }))('on Hono: $name', async ({ run }) => {
  await expect(run()).resolves.toBeUndefined()
})

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })
const { scope, tokens: own } = latchkey({ secrets: testSecret(), apps: [blog] })
const read = scope.accessModel(blog.Post, 'read')

test('what a middleware before the guard says is no exception: an answer to an address with a token is not kept', async () => {
  const other = new Hono()
  other.use(async (c, next) => {
    c.header('Cache-Control', 'public, max-age=600')
    await next()
  })
  other.get('/', requires(own, read, { query: 'token' }), (c) => c.text('let through'))
  const answered = await other.request(`/?token=${tokenFor(read)}`)
  expect([answered.status, answered.headers.get('cache-control')]).toEqual([200, 'no-store'])
})

test('a token that moves into a cookie leaves the other cookies alone', async () => {
  const other = new Hono()
  other.use(async (c, next) => {
    c.header('Set-Cookie', 'sid=1', { append: true })
    await next()
  })
  other.get('/', requires(own, read, { query: 'token', cookie: 'lk', moveToCookie: true }), (c) => c.text(''))
  const moved = await other.request(`/?token=${tokenFor(read)}`)
  expect(moved.headers.getSetCookie().map((cookie) => cookie.split('=', 1)[0])).toEqual(['sid', 'lk'])
})
