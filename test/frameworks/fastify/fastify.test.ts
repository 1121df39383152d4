/**
 * `latchkey/fastify` on a real socket, by the conformance suite: the hook alone, and what the plugin adds to an application.
 */
import type { AddressInfo } from 'node:net'
import fastify from 'fastify'
import { passOf, requires } from 'latchkey/fastify'
import { httpConformance, httpRoutes } from 'latchkey/testing'
import { afterAll, expect, test } from 'vitest'

// Fastify itself refuses parameters of more than 100 characters, with 414; the suite sends one of 300.
const app = fastify({ routerOptions: { maxParamLength: 500 } })
for (const { method, path, tokens, required, options, answer } of httpRoutes)
  app.route({
    method,
    url: path,
    onRequest: requires(tokens, required, options),
    handler: async (request) => answer(passOf(request)),
  })
await app.listen({ port: 0, host: '127.0.0.1' })
const { port } = app.server.address() as AddressInfo
afterAll(() => app.close())

test.each(httpConformance({ port }))('on Fastify: $name', async ({ run }) => {
  await expect(run()).resolves.toBeUndefined()
})
