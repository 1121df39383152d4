/**
 * What is hidden on Express 5, and how a guard stands beside other middleware.
 */
import type { AddressInfo } from 'node:net'
import express from 'express'
import type { Express, NextFunction, Request, Response } from 'express'
import { defineApp, latchkey } from 'latchkey'
import { passOf, requires } from 'latchkey/express'
import { expectRefused, testSecret, tokenFor } from 'latchkey/testing'
import { expect, test } from 'vitest'

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read', 'change'] } })
const { scope, tokens } = latchkey({ secrets: testSecret(), apps: [blog] })
const read = scope.accessModel(blog.Post, 'read')
const change = scope.accessModel(blog.Post, 'change')
const headers = { Authorization: `Bearer ${tokenFor(read)}` }

async function get(
  app: Express,
  path: string,
  init: RequestInit = { headers },
): Promise<globalThis.Response> {
  const server = app.listen(0, '127.0.0.1')
  try {
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as AddressInfo
    return await fetch(`http://127.0.0.1:${port}${path}`, { redirect: 'manual', ...init })
  } finally {
    server.close()
  }
}

const open = (_request: Request, response: Response): void => void response.send('let through')
const missing = (_request: Request, response: Response): void =>
  void response.status(404).send('nothing here')
const broken = (
  error: { status?: number; message: string },
  _request: Request,
  response: Response,
  _next: NextFunction,
): void => void response.status(error.status ?? 500).send(`page of ${error.message}`)

test('a guard in front of everything lets nobody through to the routes behind it', async () => {
  const app = express()
  app.use(requires(tokens, change, { hideExistence: true }))
  app.get('/posts', open)
  expect((await get(app, '/posts')).status).toBe(404)
})

test('a router with nothing but a guard lets nobody through to the routers behind it', async () => {
  const app = express()
  app.use('/posts', express.Router().use(requires(tokens, change, { hideExistence: true })))
  app.use('/posts', express.Router().get('/', open))
  app.use(missing)
  expect((await get(app, '/posts')).status).toBe(404)
})

test('what is hidden goes to the error handling as 404, or to the handler that is given', async () => {
  const app = express()
  app.get('/error', requires(tokens, change, { hideExistence: true }), open)
  app.get('/handler', requires(tokens, change, { hideExistence: missing }), open)
  app.get(
    '/async',
    requires(tokens, change, { hideExistence: async () => Promise.reject(new Error('broken')) }),
    open,
  )
  app.get('/next', requires(tokens, change, { hideExistence: (_request, _response, next) => next() }), open)
  app.use(missing)
  app.use(broken)
  const pages = ['/error', '/handler', '/async', '/next'].map(async (path) => {
    const response = await get(app, path)
    expect(response.headers.get('www-authenticate')).toBeNull()
    return [response.status, await response.text()]
  })
  expect(await Promise.all(pages)).toEqual([
    [404, 'page of Not Found'],
    [404, 'nothing here'],
    [500, 'page of broken'],
    [404, 'page of Not Found'],
  ])
})

test('what is thrown has the status that its error says', async () => {
  const app = express()
  app.get('/posts/:id', requires(tokens, 'authentic'), (request, response) => {
    response.send(scope.format(scope.accessObj(blog.Post(request.params.id), 'read')))
  })
  app.get('/none', (request, response) => void response.send(passOf(request).id))
  app.use(broken)
  expect((await get(app, '/posts/42')).status).toBe(200)
  expect((await get(app, '/posts/5abc')).status).toBe(400)
  expect((await get(app, '/none')).status).toBe(500)
})

test('a mounted router moves a token into a cookie beside other cookies, and keeps its path', async () => {
  const app = express()
  app.use((_request, response, next) => {
    response.cookie('session', '1')
    next()
  })
  const options = { query: 'token', cookie: 'latchkey', moveToCookie: true } as const
  app.use('/blog', express.Router().get('/posts', requires(tokens, read, options), open))
  const response = await get(app, `/blog/posts?a=1&token=${tokenFor(read)}`, {})
  expect([response.status, response.headers.get('location')]).toEqual([303, './posts?a=1'])
  expect(response.headers.getSetCookie().map((cookie) => cookie.split('=')[0])).toEqual([
    'session',
    'latchkey',
  ])
})

test('of two guards the last one gives the pass, and each has to let the request through', async () => {
  const app = express()
  app.use(requires(tokens, 'authentic'))
  app.get(
    '/posts/:id',
    requires(tokens, (_request, param) => scope.accessObj(blog.Post(param('id')), 'read')),
    (request, response) => {
      response.json(passOf(request).required(blog.Post).id)
    },
  )
  expect(await (await get(app, '/posts/42')).json()).toBe(42)
  expectRefused(await get(app, '/posts/42', {}), 'no-token')
})

test('a header that a middleware before it has set counts', async () => {
  const app = express()
  app.use((request, _response, next) => {
    request.headers.authorization = headers.Authorization
    next()
  })
  app.get('/posts', requires(tokens, read), open)
  expect((await get(app, '/posts', {})).status).toBe(200)
})

async function slowly(): Promise<typeof change> {
  await new Promise((resolve) => setTimeout(resolve, 50))
  return change
}

test('an answer that somebody else has sent meanwhile is an error of that request, and not of the process', async () => {
  const app = express()
  const errors: unknown[] = []
  app.get('/late', (_request, response, next) => {
    setTimeout(() => void response.status(503).send('too late'), 10)
    next()
  })
  app.get('/late', requires(tokens, slowly), open)
  app.use((error: Error, _request: Request, _response: Response, _next: NextFunction) => {
    errors.push((error as { code?: string }).code)
  })
  expect((await get(app, '/late')).status).toBe(503)
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(errors).toEqual(['ERR_HTTP_HEADERS_SENT'])
})

function fails(): typeof change {
  throw new Error('a mistake of the program')
}

test('an error behind a token in the address passes the address on to nobody', async () => {
  const app = express()
  app.get('/fails', requires(tokens, fails, { query: 'token' }), open)
  app.use((_error: Error, _request: Request, response: Response, _next: NextFunction) => {
    response.status(500).send('a mistake')
  })
  const answered = await get(app, `/fails?token=${tokenFor(read)}`, {})
  expect([
    answered.status,
    answered.headers.get('referrer-policy'),
    answered.headers.get('cache-control'),
  ]).toEqual([500, 'no-referrer', 'no-store'])
})
