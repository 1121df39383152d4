/**
 * The campaign against guards: what a holder, a stranger and a browser can send to a real server, byte by byte.
 *
 * docs/findings.md tells of each attempt by the sign before its name; `npx vitest run test/attacks -t 'H1:'` repeats one.
 */
import { once } from 'node:events'
import { connect, type AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { defineApp, keygen, latchkey, narrow } from 'latchkey'
import { requires } from 'latchkey/hono'
import { memoryStore } from 'latchkey/memory'
import { afterAll, expect, test } from 'vitest'

const blog = defineApp('blog', {
  Post: { id: 'int', permissions: ['read', 'change'] },
  Tag: { id: 'string', permissions: ['read'] },
})
const { scope, tokens } = latchkey({ secrets: keygen(), apps: [blog], store: memoryStore() })
await tokens.ready()
const token = tokens.generate(scope.accessObj(blog.Post(42), 'read'), { expiresIn: '1h' })

const app = new Hono()
const reads = requires(tokens, (c) => scope.accessObj(blog.Post(c.req.param('id')), 'read'), {
  query: 'token',
  cookie: 'latchkey',
})
let handled = 0
app.all('/posts/:id', reads, (c) => c.text(`post ${(handled++, c.var.pass.required(blog.Post).id)}`))
app.get(
  '/tags/:name',
  requires(tokens, (c) => scope.accessObj(blog.Tag(c.req.param('name')), 'read'), { query: 'token' }),
  (c) => c.text('tag'),
)
app.all(
  '/once/:id',
  requires(tokens, (c) => scope.accessObj(blog.Post(c.req.param('id')), 'read'), { redeem: true }),
  (c) => c.text(c.req.method),
)
app.get(
  '/moved/*',
  requires(tokens, scope.accessObj(blog.Post(42), 'read'), {
    query: 'token',
    cookie: 'latchkey',
    moveToCookie: true,
  }),
  (c) => c.text('moved'),
)
app.get(
  '/hidden/:id',
  requires(tokens, (c) => scope.accessObj(blog.Post(c.req.param('id')), 'read'), { hideExistence: true }),
  (c) => c.text('here'),
)
app.get('/broken', requires(tokens, 'authentic', { query: 'token' }), () => {
  throw new Error('broken')
})
app.onError((_error, c) => c.text('broken', 500))

const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
await once(server, 'listening')
const { port } = server.address() as AddressInfo
afterAll(() => void server.close())

/** Sends bytes as they are, and reads until the server ends the connection. */
async function send(text: string | Buffer): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let answer = ''
  socket.setEncoding('latin1').on('data', (data: string) => (answer += data))
  socket.on('error', () => {})
  socket.write(text)
  await once(socket, 'close')
  return answer
}
function ask(target: string, headers: readonly string[] = [], method = 'GET'): Promise<string> {
  return send(
    Buffer.from(
      [`${method} ${target} HTTP/1.1`, 'Host: a.example', 'Connection: close', ...headers, '', ''].join(
        '\r\n',
      ),
      'latin1',
    ),
  )
}
const withoutDate = (answer: string): string => answer.replace(/^date: .*$/im, '')
const statusOf = (answer: string): number => Number(answer.split(' ')[1])
const bearer = (text = token): string => `Authorization: Bearer ${text}`

test('H1: an id has one text: no other spelling of 42 opens it', async () => {
  expect(statusOf(await ask('/posts/42', [bearer()]))).toBe(200)
  expect(statusOf(await ask('/posts/%34%32', [bearer()]))).toBe(200)
  const before = handled
  for (const id of [
    '042',
    '+42',
    '42.0',
    '4.2e1',
    '0x2a',
    '%2042',
    '42%20',
    '42%00',
    '42%0a',
    '%EF%BC%94%EF%BC%92',
    '%D9%A4%D9%A2',
    '%2534%2532',
    '-0',
    '42n',
    '42,43',
    '42%2F..',
    'NaN',
    'null',
    '__proto__',
    '4'.repeat(400),
  ]) {
    const status = statusOf(await ask(`/posts/${id}`, [bearer()]))
    expect([id, status]).toEqual([id, expect.toBeOneOf([400, 403, 404])])
  }
  expect(handled).toBe(before)
})

test('H2: a path that leads elsewhere opens nothing but 42', async () => {
  for (const path of [
    '/posts/43/../42',
    '/posts/42/../43',
    '//posts/43',
    '/posts//43',
    '/posts/43?id=42',
    '/posts/43#42',
    '/posts/43;id=42',
    '/x/../posts/43',
    '/posts/.%2e/posts/43',
    'http://other.example/posts/43',
    '/posts/43/',
    '/posts/42/43',
  ]) {
    const answer = await ask(path, [bearer()])
    expect([path, statusOf(answer)]).toEqual([path, expect.toBeOneOf([200, 400, 403, 404])])
    expect([path, /post \d+$/m.exec(answer)?.[0]]).toEqual([
      path,
      statusOf(answer) === 200 ? 'post 42' : undefined,
    ])
  }
})

test('H3: a token that comes in another dress is none', async () => {
  const others = [
    `Bearer ${token}=`,
    `Bearer ${token}%20`,
    `Bearer\t${token}`,
    `Bearer${token}`,
    `Bearer "${token}"`,
    `Bearer ${token} x`,
    `Bearer ${token};a=b`,
    `Basic ${token}`,
    `Token ${token}`,
    `Bearer ${token.toUpperCase()}`,
    `Bearer ${token},`,
    `Bearer ,${token}`,
    `Bearer ${Buffer.from(token).toString('base64')}`,
    `Bearer token=${token}`,
    `Bearer ${token}\u00a0`,
  ]
  for (const value of others)
    expect([value, statusOf(await ask('/posts/42', [`Authorization: ${value}`]))]).toEqual([
      value,
      expect.toBeOneOf([400, 401]),
    ])
  for (const name of [
    'Proxy-Authorization',
    'X-Authorization',
    'Authorization-',
    'X-Forwarded-Authorization',
  ])
    expect(statusOf(await ask('/posts/42', [`${name}: Bearer ${token}`]))).toBe(401)
  // A folded header, and one with a space before its colon: the server refuses both, or there is no token.
  for (const header of [`Authorization: Bearer\r\n ${token}`, `Authorization : Bearer ${token}`])
    expect(statusOf(await ask('/posts/42', [header]))).toBeOneOf([400, 401])
})

test('H4: a parameter of another name, or of a list, carries no token', async () => {
  for (const query of [
    `Token=${token}`,
    `token[]=${token}`,
    `token[0]=${token}`,
    `token.a=${token}`,
    `%20token=${token}`,
    `token%00=${token}`,
    `x?token=${token}`,
    `a=1;token=${token}`,
    `token=${token}%00`,
    `token=%20${token}`,
    `token=${token}&token=${token}`,
    `token=${token}&token=`,
    `access_token=${token}`,
  ])
    expect([query, statusOf(await ask(`/posts/42?${query}`))]).toEqual([query, expect.toBeOneOf([400, 401])])
  for (const cookie of [
    `Latchkey=${token}`,
    `latchkey="${token}"`,
    `latchkey=${token}; latchkey=x`,
    `xlatchkey=${token}`,
    `latchkey =x; latchkey=${token}`,
    `\u00a0latchkey=${token}`,
    `$latchkey=${token}`,
    `latchkey[]=${token}`,
  ])
    expect([cookie, statusOf(await ask('/posts/42', [`Cookie: ${cookie}`]))]).toEqual([
      cookie,
      expect.toBeOneOf([400, 401]),
    ])
})

test('H5: what a genuine holder asks for writes no header of the answer', async () => {
  const names = [
    'a%0d%0aSet-Cookie:%20evil=1',
    'a%22,%20error=%22x',
    'a%5c',
    '%F0%9F%98%80',
    '%C3%A9',
    'a%0aX:%20y',
    '%7f',
    'a%00b',
    ' ',
    '%22%22',
    'a'.repeat(255),
    '%0d%0a%0d%0a<script>',
  ]
  for (const name of names) {
    const answer = await ask(`/tags/${name.replaceAll(' ', '%20')}`, [bearer()])
    const [head = ''] = answer.split('\r\n\r\n')
    expect([name, statusOf(answer)]).toEqual([name, expect.toBeOneOf([400, 403])])
    const lines = head.split('\r\n').slice(1)
    expect(
      lines.every((line) =>
        /^(?:content-type|www-authenticate|date|connection|content-length|transfer-encoding|keep-alive): [\x20-\x7e]*$/i.test(
          line,
        ),
      ),
    ).toBe(true)
    const challenge = lines.find((line) => /^www-authenticate/i.test(line)) ?? ''
    expect(challenge).toMatch(
      /^www-authenticate: Bearer error="\w+"(?:, scope="[\x21\x23-\x5b\x5d-\x7e ]*")?$/i,
    )
    expect(answer).not.toContain('<script>')
  }
})

test('H6: no header and no method makes a look out of a redemption, or the other way round', async () => {
  const ticket = tokens.generate(scope.accessObj(blog.Post(42), 'read'), { singleUse: true, expiresIn: '1h' })
  for (const headers of [
    ['X-HTTP-Method-Override: POST'],
    ['X-HTTP-Method: POST'],
    ['X-Method-Override: POST'],
    [],
  ])
    for (const method of ['GET', 'HEAD', 'OPTIONS'])
      expect(statusOf(await ask('/once/42?_method=POST', [bearer(ticket), ...headers], method))).toBe(200)
  expect(statusOf(await ask('/once/42', [bearer(ticket), 'X-HTTP-Method-Override: GET'], 'POST'))).toBe(200)
  for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PROPFIND', 'get', 'Post'])
    expect([method, statusOf(await ask('/once/42', [bearer(ticket)], method))]).toEqual([
      method,
      expect.toBeOneOf(method === 'GET' ? [200] : [400, 401, 404]),
    ])
})

test('H7: a link that moves its token leads to no other site', async () => {
  const targets = [
    '/moved//evil.example',
    '/moved/\\evil.example',
    '/moved/%5Cevil.example',
    '/moved/https:',
    '/moved/javascript:alert(1)',
    '/moved/%2e%2e',
    '/moved/..%2f..%2fevil',
    '/moved/a%0d%0aX: y'.replace(' ', '%20'),
    '/moved/@evil.example',
    '//evil.example/moved/x',
    '/moved/?a=//evil.example',
    '/moved/x?next=https://evil.example&a=1',
    'http://evil.example/moved/x',
  ]
  for (const target of targets) {
    const answer = await ask(`${target}${target.includes('?') ? '&' : '?'}token=${token}`)
    const location = /^location: (.*)$/im.exec(answer)?.[1]?.trim()
    if (statusOf(answer) !== 303) continue
    expect([target, location]).toEqual([target, expect.stringMatching(/^\.\//)])
    expect(location).not.toContain('token')
    expect(new URL(location!, new URL(target, 'http://a.example')).host).toBe(
      new URL(target, 'http://a.example').host,
    )
    expect(answer.match(/^set-cookie:/gim)).toHaveLength(1)
  }
  expect(statusOf(await ask(`/moved/x?token=${token}`))).toBe(303)
})

test('H8: two requests on one connection share no pass', async () => {
  const [first, second, third] = (
    await send(
      [
        `GET /posts/42 HTTP/1.1\r\nHost: a\r\n${bearer()}\r\n\r\n`,
        'GET /posts/42 HTTP/1.1\r\nHost: a\r\n\r\n',
        `GET /posts/43 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${bearer()}\r\n\r\n`,
      ].join(''),
    )
  )
    .split(/(?=HTTP\/1\.1 )/)
    .map(statusOf)
  expect([first, second, third]).toEqual([200, 401, 403])
})

test('H9: of many requests at once each has its own pass', async () => {
  const ids = Array.from({ length: 100 }, (_, index) => index + 1)
  const answers = await Promise.all(
    ids.map(async (id) => {
      const own = tokens.generate(scope.accessObj(blog.Post(id), 'read'), { expiresIn: '1h' })
      return [await ask(`/posts/${id}`, [bearer(own)]), await ask(`/posts/${(id % 100) + 1}`, [bearer(own)])]
    }),
  )
  for (const [index, [own = '', other = '']] of answers.entries()) {
    expect(own).toMatch(new RegExp(`post ${index + 1}$`, 'm'))
    expect(statusOf(other)).toBe(403)
  }
})

test('H10: what is hidden answers as what is not there, to the byte', async () => {
  const here = await ask('/hidden/43', [bearer()])
  const gone = await ask('/nowhere/43', [bearer()])
  expect(statusOf(here)).toBe(404)
  expect(withoutDate(here)).toBe(withoutDate(gone))
})

test('H11: an error of a handler keeps the headers of an address with a token', async () => {
  const answer = await ask(`/broken?token=${token}`)
  expect(statusOf(answer)).toBe(500)
  expect(answer).toMatch(/^cache-control: no-store$/im)
  expect(answer).toMatch(/^referrer-policy: no-referrer$/im)
})

test('H12: what is as long as a server lets through costs no time', async () => {
  const before = performance.now()
  const long = 'A'.repeat(12_000)
  for (const headers of [
    [bearer(long)],
    [`Cookie: ${'a=1; '.repeat(2400)}`],
    [`Cookie: ${'latchkey=; '.repeat(1100)}`],
  ])
    expect(statusOf(await ask('/posts/42', headers))).toBeOneOf([400, 401, 431])
  for (const query of [
    `token=${long}`,
    'token=&'.repeat(1700),
    '&'.repeat(12_000),
    '%74oken=a&'.repeat(1200),
  ])
    expect(statusOf(await ask(`/posts/42?${query}`))).toBeOneOf([400, 401, 431])
  expect(performance.now() - before).toBeLessThan(5000)
})

test('H13: a narrowed token of many links is as weak at the door as its weakest link', async () => {
  let chain = tokens.generate(scope.accessModel(blog.Post, 'read', 'change'), { expiresIn: '1h' })
  for (let link = 0; link < 12; link++) chain = narrow(chain, { expiresIn: 3000 - link })
  chain = narrow(chain, { to: scope.accessObj(blog.Post(42), 'read') })
  chain = narrow(chain, { to: scope.accessModel(blog.Post, 'read', 'change') })
  expect(statusOf(await ask('/posts/42', [bearer(chain)]))).toBe(200)
  expect(statusOf(await ask('/posts/43', [bearer(chain)]))).toBe(403)
})

test('H14: a guard in front of all routes of an app is not passed by a route that is mounted, or rewritten', async () => {
  const inner = new Hono().get('/secret', (c) => c.text('secret'))
  const outer = new Hono()
  outer.use('/admin/*', requires(tokens, scope.accessModel(blog.Post, 'change')))
  outer.route('/admin', inner)
  for (const path of [
    '/admin/secret',
    '/admin//secret',
    '/admin/secret/',
    '/%61dmin/secret',
    '/ADMIN/secret',
    '/admin/%73ecret',
    '/admin/./secret',
    '/x/../admin/secret',
  ]) {
    const answer = await outer.request(path, { headers: { Authorization: `Bearer ${token}` } })
    expect([path, answer.status]).toEqual([path, expect.toBeOneOf([403, 404])])
  }
})
