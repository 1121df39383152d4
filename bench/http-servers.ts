/**
 * One hello-world with one guard or none, as a process of its own: `http.ts` starts it by name, puts it under load, and asks what it cost.
 *
 * Each guard verifies a signature and an expiry and decides whether post 12345 may be read.
 */
import { createHmac } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import express from 'express'
import type { Handler } from 'express'
import { auth, requiredScopes } from 'express-oauth2-jwt-bearer'
import { createVerifier } from 'fast-jwt'
import { Hono } from 'hono'
import type { MiddlewareHandler } from 'hono'
import { defineApp, latchkey, lockOf } from '../src/index.ts'
import { requires as requiresOnExpress } from '../src/http/express.ts'
import { requires as requiresOnHono } from '../src/http/hono.ts'

const secret = 'a secret of more than 32 bytes for a benchmark'
const issuer = 'https://example.com/'
const audience = 'blog'
const needed = 'blog.Post:12345#read'

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read', 'change'] } })
const secrets = Uint8Array.from({ length: 32 }, (_, index) => (index * index * 7 + index * 31) % 251)
const { scope, tokens } = latchkey({ secrets, apps: [blog], lock: lockOf([blog]) })

/** The token that each guard lets through. */
export function tokenFor(name: string): string {
  if (name.includes('latchkey'))
    return tokens.generate(scope.accessObj(blog.Post(12345), 'read'), { expiresIn: '1h' })
  const now = Math.floor(Date.now() / 1000)
  const claims = { iss: issuer, aud: audience, iat: now, exp: now + 3600, scope: needed }
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')
  const body = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`
}

/** What fast-jwt leaves to the program: to find the token, to decide, and to answer. */
const verify = createVerifier({
  key: Buffer.from(secret),
  algorithms: ['HS256'],
  cache: false,
  requiredClaims: ['exp'],
})
function mayRead(authorization: string | undefined, id: string): boolean {
  if (authorization?.startsWith('Bearer ') !== true) return false
  try {
    const { scope: granted } = verify(authorization.slice('Bearer '.length))
    return typeof granted === 'string' && granted.split(' ').includes(`blog.Post:${id}#read`)
  } catch {
    return false
  }
}

const onExpress: Readonly<Record<string, readonly Handler[]>> = {
  'Express alone': [],
  'Express, latchkey': [
    requiresOnExpress(tokens, (_request, param) => scope.accessObj(blog.Post(param('id')), 'read')),
  ],
  'Express, fast-jwt and 10 lines': [
    (request, response, next) => {
      if (mayRead(request.headers.authorization, request.params.id)) return next()
      response.statusCode = 401
      return response.end('')
    },
  ],
  'Express, express-oauth2-jwt-bearer': [
    auth({ secret, tokenSigningAlg: 'HS256', issuer, audience }),
    requiredScopes(needed),
  ],
}
const onHono: Readonly<Record<string, readonly MiddlewareHandler[]>> = {
  'Hono alone': [],
  'Hono, latchkey': [requiresOnHono(tokens, (c) => scope.accessObj(blog.Post(c.req.param('id')), 'read'))],
  'Hono, fast-jwt and 10 lines': [
    async (c, next) => {
      if (!mayRead(c.req.header('authorization'), c.req.param('id') ?? '')) return c.body('', 401)
      return next()
    },
  ],
}
/** All servers, those of one framework behind one another. */
export const names: readonly string[] = [...Object.keys(onExpress), ...Object.keys(onHono)]

const [, , name = ''] = process.argv
const tell = (port: number): void => void process.send?.({ port })
if (onExpress[name] !== undefined) {
  const app = express()
  app.get('/posts/:id', ...onExpress[name], (_request, response) => response.send('hello'))
  const server = app.listen(0, '127.0.0.1', () => tell((server.address() as AddressInfo).port))
} else if (onHono[name] !== undefined) {
  const app = new Hono()
  for (const guard of onHono[name]) app.get('/posts/:id', guard)
  app.get('/posts/:id', (c) => c.text('hello'))
  serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => tell(port))
}
if (process.send !== undefined) {
  let before = process.cpuUsage()
  process.on('message', () => {
    const { user, system } = process.cpuUsage(before)
    before = process.cpuUsage()
    process.send!({ microseconds: user + system })
  })
  process.on('disconnect', () => process.exit())
}
