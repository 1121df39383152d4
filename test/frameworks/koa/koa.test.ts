/**
 * `latchkey/koa` in front of Koa 3 and its router, on a real socket.
 */
import type { AddressInfo } from 'node:net'
import { Router } from '@koa/router'
import Koa from 'koa'
import { passOf, requires } from 'latchkey/koa'
import { httpConformance, httpRoutes } from 'latchkey/testing'
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
