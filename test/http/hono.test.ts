/**
 * `latchkey/hono` on a real socket, by the conformance suite.
 */
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { requires } from 'latchkey/hono'
import { httpConformance, httpRoutes } from 'latchkey/testing'
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
