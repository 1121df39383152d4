/**
 * `latchkey/express` in front of Express 4, on a real socket.
 */
import type { AddressInfo } from 'node:net'
import express from 'express'
import { passOf, requires } from 'latchkey/express'
import { httpConformance, httpRoutes } from 'latchkey/testing'
import { afterAll, expect, test } from 'vitest'

const app = express()
for (const { method, path, tokens, required, options, answer } of httpRoutes) {
  const verb = method.toLowerCase() as 'get' | 'post' | 'options'
  app[verb](path, requires(tokens, required, options), (request, response) => {
    response.type('text').send(answer(passOf(request)))
  })
}
const server = app.listen(0, '127.0.0.1')
await new Promise((resolve) => server.once('listening', resolve))
const { port } = server.address() as AddressInfo
afterAll(() => void server.close())

test.each(httpConformance({ port }))('on Express: $name', async ({ run }) => {
  await expect(run()).resolves.toBeUndefined()
})
