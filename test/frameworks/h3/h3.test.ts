/**
 * `latchkey/h3` on a real socket, by the conformance suite.
 */
import { H3, serve } from 'h3'
import { passOf, requires } from 'latchkey/h3'
import { httpConformance, httpRoutes } from 'latchkey/testing'
import { afterAll, expect, test } from 'vitest'

const app = new H3()
for (const { method, path, tokens, required, options, answer } of httpRoutes)
  app.on(method, path, (event) => answer(passOf(event)), {
    middleware: [requires(tokens, required, options)],
  })
const server = serve(app, { port: 0, hostname: '127.0.0.1', silent: true })
await server.ready()
const port = Number(new URL(server.url!).port)
afterAll(() => server.close(true))

test.each(httpConformance({ port }))('on H3: $name', async ({ run }) => {
  await expect(run()).resolves.toBeUndefined()
})
