/**
 * The recipes of docs/http.md with the real loggers: no token and no key text reaches what is written.
 */
import type { AddressInfo } from 'node:net'
import express from 'express'
import { keygen, latchkey, redact, scope } from 'latchkey'
import morgan from 'morgan'
import { pino } from 'pino'
import { expect, test } from 'vitest'

const secret = keygen()
const { tokens } = latchkey({ secrets: secret, apps: [] })
const token = tokens.generate(scope.parse('blog.Post:42#read'))

test('pino writes neither a token nor a secret, wherever it stands in a line', () => {
  const lines: string[] = []
  const log = pino({ hooks: { streamWrite: redact } }, { write: (line: string) => void lines.push(line) })
  log.info(
    { request: { url: `/posts/42?token=${token}`, headers: { authorization: `Bearer ${token}` } } },
    'asked',
  )
  log.child({ token }).warn(`refused ${token}`)
  log.error(new Error(`cannot read ${secret}`))
  expect(lines).toHaveLength(3)
  for (const line of lines) expect(() => JSON.parse(line) as unknown).not.toThrow()
  const written = lines.join('')
  expect(written).not.toContain(token.slice(2, 20))
  expect(written).not.toContain(secret.slice(10, 30))
  expect(written).toContain('/posts/42?token=lk[redacted]')
  expect(written).toContain('cannot read lksecret1_[redacted]')
})

test('morgan writes no token of an address, a header or a referrer', async () => {
  const lines: string[] = []
  const app = express()
  app.use(morgan('combined', { stream: { write: (line) => void lines.push(redact(line)) } }))
  app.use((_request, response) => void response.send('let through'))
  const server = app.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  const referer = `https://example.com/?token=${token}`
  await fetch(`http://127.0.0.1:${port}/posts/42?token=${token}`, { headers: { referer } })
  server.close()
  expect(lines).toHaveLength(1)
  expect(lines[0]).not.toContain(token.slice(2, 20))
  expect(lines[0]).toContain('GET /posts/42?token=lk[redacted] HTTP/1.1')
  expect(lines[0]).toContain('"https://example.com/?token=lk[redacted]"')
})
