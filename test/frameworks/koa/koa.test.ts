/**
 * `latchkey/koa` in front of Koa 3 and its router, on a real socket.
 */
import type { AddressInfo } from 'node:net'
import { Router } from '@koa/router'
import Koa from 'koa'
import { defineApp, latchkey } from 'latchkey'
import { passOf, requires } from 'latchkey/koa'
import { httpConformance, httpRoutes, testSecret, tokenFor } from 'latchkey/testing'
import { afterAll, expect, test } from 'vitest'

const router = new Router()
for (const { method, path, tokens, required, options, answer } of httpRoutes) {
  router.register(
    path,
    [method],
    [
      requires(tokens, required, options),
      (context) => {
        context.body = answer(passOf(context))
      },
    ],
  )
}
const app = new Koa()
app.silent = true
app.use(router.routes())
const server = app.listen(0, '127.0.0.1')
await new Promise((resolve) => server.once('listening', resolve))
const { port } = server.address() as AddressInfo
afterAll(() => void server.close())

test.each(httpConformance({ port }))('on Koa: $name', async ({ run }) => {
  await expect(run()).resolves.toBeUndefined()
})

test('an error behind a token in the address passes the address on to nobody, whoever throws it', async () => {
  const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })
  const { scope, tokens } = latchkey({ secrets: testSecret(), apps: [blog] })
  const failing = new Koa()
  failing.silent = true
  failing.use(requires(tokens, 'authentic', { query: 'token' }))
  failing.use(() => {
    throw new Error('a mistake of the program')
  })
  const listening = failing.listen(0, '127.0.0.1')
  try {
    await new Promise((resolve) => listening.once('listening', resolve))
    const { port: at } = listening.address() as AddressInfo
    const answered = await fetch(
      `http://127.0.0.1:${at}/?token=${tokenFor(scope.accessModel(blog.Post, 'read'))}`,
    )
    expect(answered.status).toBe(500)
    expect(answered.headers.get('referrer-policy')).toBe('no-referrer')
    expect(answered.headers.get('cache-control')).toBe('no-store')
  } finally {
    listening.close()
  }
})

test('route parameters that somebody put on every object are none', async () => {
  const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })
  const { scope, tokens } = latchkey({ secrets: testSecret(), apps: [blog] })
  const routeless = new Koa()
  routeless.silent = true
  routeless.use(requires(tokens, (_context, param) => scope.accessObj(blog.Post(param('id')), 'read')))
  routeless.use((context) => void (context.body = 'let through'))
  const listening = routeless.listen(0, '127.0.0.1')
  await new Promise((resolve) => listening.once('listening', resolve))
  Reflect.defineProperty(Object.prototype, 'params', { value: { id: '42' }, configurable: true })
  try {
    const headers = { authorization: `Bearer ${tokenFor(scope.accessModel(blog.Post, 'read'))}` }
    const { port: at } = listening.address() as AddressInfo
    expect((await fetch(`http://127.0.0.1:${at}/`, { headers })).status).toBe(500)
  } finally {
    Reflect.deleteProperty(Object.prototype, 'params')
    listening.close()
  }
})
