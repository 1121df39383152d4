/**
 * The conformance suite of the packed library on Express 4: the last line counts, as JSON.
 */
import express from 'express'
import { passOf, requires } from 'latchkey/express'
import { httpConformance, httpRoutes } from 'latchkey/testing'

const app = express()
for (const { method, path, tokens, required, options, answer } of httpRoutes) {
  const verb = method.toLowerCase()
  app[verb](path, requires(tokens, required, options), (request, response) => {
    response.type('text').send(answer(passOf(request)))
  })
}
const server = app.listen(0, '127.0.0.1', async () => {
  const { port } = server.address()
  let passed = 0
  const wrong = []
  for (const { run } of httpConformance({ port })) {
    try {
      await run()
      passed++
    } catch (error) {
      wrong.push(String(error))
    }
  }
  console.log(JSON.stringify({ passed, wrong }))
  process.exit()
})
