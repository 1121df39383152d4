/**
 * How guards meet what H3 does itself.
 */
import { H3, HTTPError } from 'h3'
import { defineApp, keygen, latchkey } from 'latchkey'
import { passOf, requires } from 'latchkey/h3'
import { expect, test } from 'vitest'

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })
const { scope, tokens } = latchkey({ secrets: keygen(), apps: [blog] })
const one = tokens.generate(scope.accessObj(blog.Post(42), 'read'), { expiresIn: '1h' })
const headers = { authorization: `Bearer ${one}` }
const readsPost = requires(tokens, (_event, param) => scope.accessObj(blog.Post(param('id')), 'read'), {
  query: 'token',
  hideExistence: true,
})

test('what is hidden is answered as an unknown address, by the application where it answers that', async () => {
  const app = new H3({
    onError: ({ status }) => new Response(`app: ${status}`, { status }),
  })
  app.get('/posts/:id', () => 'post', { middleware: [readsPost] })
  const [hidden, missing] = await Promise.all([
    app.request('/posts/43', { headers }),
    app.request('/elsewhere'),
  ])
  expect([hidden.status, await hidden.text()]).toEqual([404, 'app: 404'])
  expect([missing.status, await missing.text()]).toEqual([404, 'app: 404'])
})

test('the address of what is hidden is passed on to nobody', async () => {
  const app = new H3()
  app.get('/posts/:id', () => 'post', { middleware: [readsPost] })
  const hidden = await app.request(`/posts/43?token=${one}`)
  expect(hidden.status).toBe(404)
  expect(Object.fromEntries(hidden.headers)).toMatchObject({
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  })
})

function conflict(): never {
  throw new HTTPError({ status: 409 })
}
test('what the handler throws keeps the headers of a token in the address', async () => {
  const app = new H3()
  app.get('/posts/:id', conflict, { middleware: [readsPost] })
  const answer = await app.request(`/posts/42?token=${one}`)
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([409, 'no-store'])
})

test('a guard of the application runs for every route that its path fits', async () => {
  const app = new H3()
  app.use('/inside/**', requires(tokens, 'authentic'))
  app.get('/inside/post', (event) => passOf(event).scope)
  app.get('/outside', (event) => passOf(event).scope)
  expect((await app.request('/inside/post')).status).toBe(401)
  expect((await app.request('/inside/post', { headers })).status).toBe(200)
  // No guard ran: a mistake of the program.
  expect((await app.request('/outside', { headers })).status).toBe(500)
})

test('parameters are decoded, as in other frameworks', async () => {
  const files = defineApp('files', { File: { id: 'string', permissions: ['read'] } })
  const own = latchkey({ secrets: keygen(), apps: [files] })
  const token = own.tokens.generate(own.scope.accessObj(files.File('café / 1'), 'read'), { expiresIn: '1h' })
  const guard = requires(own.tokens, (_event, param) =>
    own.scope.accessObj(files.File(param('name')), 'read'),
  )
  const app = new H3()
  app.get('/:name', (event) => passOf(event).required(files.File).id, { middleware: [guard] })
  const answer = await app.request('/caf%C3%A9%20%2F%201', { headers: { authorization: `Bearer ${token}` } })
  expect([answer.status, await answer.text()]).toEqual([200, 'café / 1'])
  expect((await app.request('/caf%ZZ', { headers })).status).toBe(400)
})

test('a guard that asks for nothing is no open door', async () => {
  const app = new H3({ silent: true })
  app.get('/', () => 'let through', { middleware: [requires(tokens, () => [])] })
  expect((await app.request('/', { headers })).status).toBe(500)
})
