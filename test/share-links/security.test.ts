/**
 * What must not be possible, asked of the real process over sockets.
 */
import { type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { globSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'
import { join } from 'node:path'
import { defineApp, keygen, latchkey, scope, tokenPattern } from 'latchkey'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { changing, launch, reading, root, type Server, startServer, tokensOf } from './server.ts'

let server: Server
const running = new Set<ChildProcess>()
beforeAll(async () => {
  server = await startServer()
})
afterAll(async () => {
  for (const child of running) child.kill('SIGKILL')
  await server.stop()
})

/** Somebody who keeps cookies by their path, and sends forms as a page of this site does. */
class Visitor {
  readonly #cookies = new Map<string, { value: string; path: string }>()
  readonly #headers: Record<string, string>
  constructor(headers: Record<string, string> = { origin: server.address }) {
    this.#headers = headers
  }
  async ask(path: string, form?: Record<string, string>): Promise<Response> {
    const url = new URL(path, server.address)
    const cookie = [...this.#cookies]
      .filter(([, kept]) => url.pathname.startsWith(kept.path))
      .map(([key, { value }]) => `${key.split(' ')[0]}=${value}`)
      .join('; ')
    const response = await fetch(url, {
      headers: { accept: 'text/html', ...(cookie && { cookie }), ...(form && this.#headers) },
      redirect: 'manual',
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    })
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = '', at = '/'] = /^([^=]+)=([^;]*).*?(?:; Path=([^;]+))/.exec(set) ?? []
      this.#cookies.set(`${name} ${at}`, { value, path: at })
    }
    return response
  }
  /** The status of an answer, and its title. */
  async see(path: string, form?: Record<string, string>): Promise<string> {
    const response = await this.ask(path, form)
    const html = await response.text()
    const to = response.headers.get('location')
    return `${response.status} ${to ?? /<h1>([^<]*)/.exec(html)?.[1]?.trim() ?? html.trim()}`
  }
  cookie(name: string): string {
    return [...this.#cookies].find(([key]) => key.startsWith(`${name} `))?.[1].value ?? ''
  }
  keep(name: string, value: string): void {
    this.#cookies.set(`${name} /`, { value, path: '/' })
  }
}
async function as(person: '1' | '2' | '3'): Promise<Visitor> {
  const visitor = new Visitor()
  expect(await visitor.see('/sign-in', { person })).toBe('303 /posts')
  return visitor
}
/** What is of limited use has to be younger than the store, which may have begun in this second. */
const soon = (): number => Date.now() + 1000
const wanted = { right: 'read', lifetime: '1h', uses: 'any' }
async function make(visitor: Visitor, fields: Record<string, string>): Promise<string> {
  const html = await (await visitor.ask('/share', { ...wanted, ...fields })).text()
  return /value="http:\/\/[^/]+(\/open\?token=[^"]+)"/.exec(html)![1]!
}
/** The numbers of the links on somebody's list. */
async function outstanding(visitor: Visitor): Promise<string[]> {
  const html = await (await visitor.ask('/links')).text()
  return [...html.matchAll(/name="link"\s+value="([0-9a-f]{32})"/g)].map(([, id]) => id!)
}

/** Somebody who has followed a link, and where it led. */
async function open(token: string): Promise<[Visitor, string]> {
  const visitor = new Visitor()
  return [visitor, (await visitor.see(`/open?token=${token}`)).replace(/^303 /, '')]
}

describe('what a person may not see', () => {
  test.each(['/posts', '/posts/1', '/share?post=1', '/links'])('%s is for who is signed in', async (path) => {
    expect(await new Visitor().see(path)).toBe('303 /')
    const forger = new Visitor()
    forger.keep(
      'session',
      latchkey({ secrets: keygen(), apps: [] })
        .tokens.with({ salt: 'session' })
        .generate(scope.accessAll('read')),
    )
    expect(await forger.see(path)).toBe('303 /')
  })

  test('a token for one purpose is nothing for another', async () => {
    const ada = await as('1')
    const link = await make(ada, { posts: '1' })
    const thief = new Visitor()
    thief.keep('session', link.split('=')[1]!)
    expect(await thief.see('/posts/1')).toBe('303 /')
    expect(await thief.see(`/open?token=${ada.cookie('session')}`)).toBe('401 This link does not work')
  })

  test('drafts and the logbook are not there for a guest, in no list, no search and at no address', async () => {
    const guest = await as('3')
    for (const hidden of ['/posts/7', '/posts/9', '/posts/99999', '/posts/abc', '/posts/1.5', '/posts/-1'])
      expect(await guest.see(hidden)).toBe('404 There is nothing here')
    for (const list of ['/posts', '/posts?q=letter', '/posts?q=logbook', '/posts?q=%25', '/posts?page=2'])
      expect(await (await guest.ask(list)).text()).not.toMatch(/Logbook of|Letter to|Donaudampf/)
    expect(await guest.see('/posts/1')).toBe('200 The keeper’s spare key')
  })

  test('a guest neither shares nor changes', async () => {
    const guest = await as('3')
    expect(await guest.see('/share?post=1')).toBe('404 There is no such post.')
    expect(await guest.see('/share', { ...wanted, posts: '1' })).toBe('404 There is no such post.')
    expect(await guest.see('/posts/1', { title: 'Mine', body: 'Mine.' })).toBe('404 There is nothing here')
    expect(await guest.see('/posts/1')).toBe('200 The keeper’s spare key')
  })

  test('an editor shares no post of the logbook, alone or among others, by list or by search', async () => {
    const editor = await as('2')
    expect(await editor.see('/share?post=9')).toBe('404 There is no such post.')
    expect(await editor.see('/share?all=yes&q=logbook')).toBe('400 Choose a post to share first.')
    expect(await editor.see('/share', { ...wanted, posts: '1,9' })).toBe('404 There is no such post.')
    expect(await editor.see('/share', { ...wanted, posts: '1;9' })).toBe('400 Choose a post to share first.')
    expect(await editor.see('/links/revoked', { post: '9' })).toBe('404 There is no such link.')
  })
})

test('who asks for what the form does not offer gets the least', async () => {
  const fields = { posts: '1', right: 'toString', lifetime: '10y', uses: '-1' }
  const html = await (await (await as('1')).ask('/share', fields)).text()
  expect(html).toMatch(/Allows to<\/dt>\s*<dd>read<\/dd>/)
  expect(html).toMatch(/May be opened<\/dt>\s*<dd>once<\/dd>/)
  const until = Date.parse(/datetime="([^"]+)"/.exec(html)![1]!)
  expect(Math.round((until - Date.now()) / 60_000)).toBe(60)
})

test('who may share a post and not change it hands on no right to change it', async () => {
  const app = defineApp('blog', { people: { id: 'int' } })
  const secrets = readFileSync(join(server.folder, 'secret'), 'utf8')
  const sessions = latchkey({ secrets, apps: [app] }).tokens.with({ salt: 'session', expiresIn: '1h' })
  const visitor = new Visitor()
  visitor.keep(
    'session',
    sessions.generate(scope.parse('blog.posts:1#read,share'), { subject: app.people(3) }),
  )
  expect(await visitor.see('/share', { ...wanted, posts: '1', right: 'change' })).toBe(
    '403 You may not hand this on.',
  )
  expect(await make(visitor, { posts: '1' })).toMatch(/^\/open\?token=/)
})

describe('links of somebody else', () => {
  test('are on no other list, and cannot be taken back by their number or their receiver', async () => {
    const [ada, bruno] = [await as('1'), await as('2')]
    const link = await make(ada, { posts: '2', name: 'Dora' })
    const [id] = await outstanding(ada)
    const contact = /<option value="(\d+)">Dora/.exec(await (await ada.ask('/links')).text())![1]!
    expect(await outstanding(bruno)).toEqual([])
    for (const form of [{ link: id! }, { contact }, { contact: '' }, { link: 'x' }, {}])
      expect(await bruno.see('/links/revoked', form as Record<string, string>)).toMatch(/^40[04] /)
    expect(await new Visitor().see(link)).toMatch(/^303 \/shared\//)
    expect(await ada.see('/links/revoked', { link: id! })).toBe('303 /links?done=link')
    expect(await new Visitor().see(link)).toBe('401 This link was taken back')
  })

  test('the name of a receiver is in no token', async () => {
    const link = await make(await as('1'), { posts: '1', name: 'Dora Wilhelmina' })
    expect(Buffer.from(link.split('=')[1]!, 'base64url').toString('latin1')).not.toContain('Dora')
  })
})

describe('a link', () => {
  test('reads its posts and no other, and changes none', async () => {
    const [visitor, base] = await open(tokensOf(server).generate(reading(1, 3), { expiresIn: '1h' }))
    expect(await visitor.see(`${base}/posts/1`)).toBe('200 The keeper’s spare key')
    for (const other of ['2', '9', '99999'])
      expect(await visitor.see(`${base}/posts/${other}`)).toBe('403 This link does not go that far')
    expect(await visitor.see(`${base}/posts/abc`)).toMatch(/^400 /)
    expect(await visitor.see(`${base}/posts/1`, { title: 'Mine', body: 'Mine.' })).toBe(
      '403 This link does not go that far',
    )
    expect(await visitor.see('/posts')).toBe('303 /')
  })

  test('to change stores no post without a title or a text, and none that is too long', async () => {
    const [visitor, base] = await open(tokensOf(server).generate(changing(5), { expiresIn: '1h' }))
    for (const form of [
      { title: ' ', body: 'x' },
      { title: 'x', body: '' },
      { title: 'x' },
      { title: 'x'.repeat(201), body: 'x' },
    ])
      expect(await visitor.see(`${base}/posts/5`, form as Record<string, string>)).toMatch(/^400 /)
    expect(await visitor.see(`${base}/posts/5`)).toBe('200 What the tide table leaves out')
  })

  test('is passed on weaker, and never stronger', async () => {
    const [visitor, base] = await open(tokensOf(server).generate(reading(1, 3), { expiresIn: '1h' }))
    const response = await visitor.ask(`${base}/weaker`, { post: '3', right: 'change', lifetime: '30d' })
    const html = await response.text()
    expect(html).toMatch(/Allows to<\/dt>\s*<dd>read<\/dd>/)
    const token = /open\?token=([\w-]+)/.exec(html)![1]!
    const [other, weaker] = await open(token)
    expect(await other.see(`${weaker}/posts/3`)).toBe('200 What the locksmith taught me')
    expect(await other.see(`${weaker}/posts/1`)).toMatch(/^403 /)
    expect(await other.see(`${weaker}/posts/3`, { title: 'Mine', body: 'Mine.' })).toMatch(/^403 /)
    expect(await visitor.see(`${base}/weaker`, { post: '2', lifetime: '1h' })).toBe(
      '400 Choose a post to pass on.',
    )
  })

  test('of limited use opens nothing but its button', async () => {
    const token = tokensOf(server, soon).generate(reading(1), { expiresIn: '1h', singleUse: true })
    const [visitor, base] = await open(token)
    expect(base).toMatch(/^\/once\//)
    const other = new Visitor()
    other.keep('link', token)
    const shared = base.replace('once', 'shared')
    for (const path of [shared, `${shared}/posts/1`, `${shared}/weaker`])
      expect(await other.see(path)).toMatch(/^401 /)
    const both = await Promise.all([1, 2, 3, 4].map(() => visitor.see(base, {})))
    expect(both.toSorted()).toEqual([
      '200 The keeper’s spare key',
      ...Array.from({ length: 3 }, () => '401 This link is used up'),
    ])
  })

  test('that is no good says no more than it has to', async () => {
    const good = tokensOf(server).generate(reading(1), { expiresIn: '1h' })
    const altered = `${good.slice(0, -9)}${good.at(-9) === 'A' ? 'B' : 'A'}${good.slice(-8)}`
    const foreign = latchkey({ secrets: keygen(), apps: [] })
      .tokens.with({ salt: 'link' })
      .generate(reading(1))
    for (const token of [altered, foreign, good.slice(0, 20), '', `${good}&token=${good}`.slice(0, 40)])
      expect(await new Visitor().see(`/open?token=${token}`)).toBe('401 This link does not work')
    const old = tokensOf(server, () => Date.now() - 7_200_000).generate(reading(1), { expiresIn: '1h' })
    const response = await new Visitor().ask(`/open?token=${old}`)
    const html = await response.text()
    expect(html).toContain('This link has expired')
    expect(html).not.toMatch(/keeper|Ada|lk[\w-]{30}/)
    const immortal = tokensOf(server, () => Date.now() - 32 * 86_400_000).generate(reading(1))
    expect(await new Visitor().see(`/open?token=${immortal}`)).toBe('401 This link has expired')
  })

  test('answers a program in text', async () => {
    const token = tokensOf(server).generate(reading(1), { expiresIn: '1h' })
    const headers = { authorization: `Bearer ${token}` }
    const text = async (path: string): Promise<string> =>
      (await fetch(`${server.address}${path}`, { headers })).text()
    expect(await text('/shared/x/posts/1')).toMatch(/^The keeper’s spare key\n\nFor thirty-one years/)
    expect(await text('/shared/x/posts/2')).toBe('This link does not go that far\n')
  })
})

describe('a session', () => {
  test('is ended on the server: a copy of its cookie is of no use', async () => {
    const ada = await as('1')
    const copy = new Visitor()
    copy.keep('session', ada.cookie('session'))
    expect(await copy.see('/posts')).toBe('200 Posts')
    expect(await ada.see('/sign-out', {})).toBe('303 /')
    expect(ada.cookie('session')).toBe('')
    expect(await copy.see('/posts')).toBe('303 /')
  })

  test('taking back all links to a post ends none', async () => {
    const bruno = await as('2')
    expect(await bruno.see('/links/revoked', { post: '3' })).toBe('303 /links?done=post')
    expect(await bruno.see('/posts/3')).toBe('200 What the locksmith taught me')
  })

  test('has a cookie that no script reads and no other site sends', async () => {
    const response = await new Visitor().ask('/sign-in', { person: '1' })
    expect(response.headers.get('set-cookie')).toMatch(/^session=lk[\w-]+; Path=\/; HttpOnly; SameSite=Lax$/)
    const token = tokensOf(server).generate(reading(1), { expiresIn: '1h' })
    const opened = await new Visitor().ask(`/open?token=${token}`)
    expect(opened.headers.get('set-cookie')).toMatch(
      /^link=lk[\w-]+; Path=\/shared\/[0-9a-f]{32}; Expires=[^;]+; HttpOnly; SameSite=Lax$/,
    )
  })
})

describe('another site', () => {
  test.each([
    { origin: 'https://elsewhere.example' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'null' },
    {},
  ])('sends no form: %o', async (headers) => {
    const ada = await as('1')
    const forger = new Visitor(headers)
    forger.keep('session', ada.cookie('session'))
    for (const [path, form] of [
      ['/share', { ...wanted, posts: '1' }],
      ['/links/revoked', { post: '1' }],
      ['/posts/1', { title: 'Mine', body: 'Mine.' }],
      ['/sign-in', { person: '1' }],
      ['/sign-out', {}],
    ] as const)
      expect(await forger.see(path, form)).toBe('403 No page of this site sent this form.')
    expect(await ada.see('/posts/1')).toBe('200 The keeper’s spare key')
  })

  test('cannot use up a link that opens once', async () => {
    const forger = new Visitor({ origin: 'https://elsewhere.example' })
    const token = tokensOf(server, soon).generate(reading(1), { expiresIn: '1h', singleUse: true })
    const base = (await forger.see(`/open?token=${token}`)).replace('303 ', '')
    expect(await forger.see(base, {})).toMatch(/^403 /)
    const owner = new Visitor()
    await owner.see(`/open?token=${token}`)
    expect(await owner.see(base, {})).toBe('200 The keeper’s spare key')
  })

  test('cannot name this computer as its own', async () => {
    const sent = request(server.address, { headers: { host: 'blog.example' } }).end()
    const [response] = (await once(sent, 'response')) as [IncomingMessage]
    expect(response.statusCode).toBe(421)
  })
})

describe('every answer', () => {
  test.each(['/', '/posts', '/nothing', '/style.css', '/open?token=x'])(
    '%s has the headers of a careful site',
    async (path) => {
      const { headers } = await new Visitor().ask(path)
      expect(Object.fromEntries(headers)).toMatchObject({
        'content-security-policy':
          "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      })
      expect(headers.get('cache-control')).toBe(path === '/style.css' ? 'max-age=300' : 'no-store')
    },
  )

  test('to more than a form can hold is 413', async () => {
    // Not fetch, which would go on using the connection that the server closes on the rest of the text.
    const sent = request(`${server.address}/share`, {
      method: 'POST',
      agent: false,
      headers: { origin: server.address },
    })
    sent.end('x'.repeat(300_000))
    const [response] = (await once(sent, 'response')) as [IncomingMessage]
    expect(response.statusCode).toBe(413)
    response.destroy()
  })

  test('escapes what people wrote', async () => {
    const ada = await as('1')
    await make(ada, { posts: '1', name: '<script>"\'&' })
    const html = await (await ada.ask('/links')).text()
    expect(html).toContain('&lt;script&gt;&quot;&#39;&amp;')
    expect(html.match(/<script/g)).toHaveLength(1)
    expect(await (await ada.ask('/posts?q=<script>')).text()).not.toContain('“<script>')
    expect(await (await ada.ask('/links?done=<script>')).text()).not.toContain('role="status"')
    expect(await (await ada.ask('/links?done=toString')).text()).not.toContain('role="status"')
  })

  test('leaves no token in a log or a file', async () => {
    const ada = await as('1')
    const link = await make(ada, { posts: '1', uses: '1', name: 'Dora' })
    // Also where no token belongs.
    await ada.see(`/posts/${link.split('=')[1]}`)
    await ada.see(`/posts?q=${link.split('=')[1]}`)
    await ada.see(`/share?post=${link.split('=')[1]}`)
    await new Visitor().see(link)
    expect(server.output).toContain('"/posts/lk[redacted]"')
    expect(server.output).not.toMatch(tokenPattern)
    const files = readdirSync(server.folder)
    expect(files).toEqual(expect.arrayContaining(['blog.db', 'links.db', 'secret']))
    // Nor as the bytes that the text stands for.
    const tag = Buffer.from(link.split('=')[1]!, 'base64url').subarray(-16)
    const found = files.filter((name) => {
      const bytes = readFileSync(join(server.folder, name))
      return name !== 'secret' && (bytes.includes(tag) || tokenPattern.test(bytes.toString('latin1')))
    })
    expect(found).toEqual([])
  })
})

const start = (env: Record<string, string>, ...more: string[]): ReturnType<typeof launch> => {
  const run = launch({ DATA_DIR: server.folder, ...env }, ...more)
  running.add(run.child)
  return run
}

describe('the process', () => {
  test('keeps its secret in a file that only its owner reads', () => {
    const { mode, size } = statSync(join(server.folder, 'secret'))
    expect([(mode & 0o777).toString(8), size]).toEqual(['600', keygen().length])
  })

  test('says that the port is taken, and ends', async () => {
    const port = new URL(server.address).port
    const run = start({ PORT: port })
    expect(await once(run.child, 'close')).toEqual([1, null])
    expect(run.output).toBe(`Port ${port} is taken. This takes a free one: PORT=0 npm start\n`)
  })

  test('says that 70000 is no port, and that http://blog.example is no address, and ends', async () => {
    const [port, address] = [start({ PORT: '70000' }), start({ PORT: '0', ORIGIN: 'http://blog.example' })]
    await Promise.all([once(port.child, 'close'), once(address.child, 'close')])
    expect(port.output).toBe("PORT is a number from 0 to 65535, not '70000'.\n")
    expect(address.output).toContain('ORIGIN is the address of this site')
  })

  test('ends when it is told to, and a restart keeps posts, secret, links and what was taken back', async () => {
    const other = await startServer()
    const [token, dead] = [1, 3].map((id) => tokensOf(other).generate(changing(id), { expiresIn: '1h' }))
    const form = {
      method: 'POST',
      headers: { origin: other.address, authorization: `Bearer ${token}` },
      redirect: 'manual',
    } as const
    await fetch(`${other.address}/shared/x/posts/1`, {
      ...form,
      body: new URLSearchParams({ title: 'Spare', body: 'Back again.' }),
    })
    const ada = await fetch(`${other.address}/sign-in`, {
      ...form,
      body: new URLSearchParams({ person: '1' }),
    })
    const cookie = ada.headers.getSetCookie()[0]!.split(';')[0]!
    await fetch(`${other.address}/links/revoked`, {
      ...form,
      headers: { origin: other.address, cookie },
      body: new URLSearchParams({ post: '3' }),
    })
    expect(await other.stop('keep')).toBe(0)
    const again = await startServer({}, other.folder)
    const text = async (path: string, bearer: string | undefined): Promise<string> =>
      (await fetch(`${again.address}${path}`, { headers: { authorization: `Bearer ${bearer}` } })).text()
    expect(await text('/shared/x/posts/1', token)).toBe('Spare\n\nBack again.\n')
    expect(await text('/shared/x/posts/3', dead)).toBe('This link was taken back\n')
    await again.stop()
  })
})

describe('on a network', () => {
  test('nobody signs in without an invitation, which lets in once, and cookies are for HTTPS alone', async () => {
    const site = await startServer({ ORIGIN: 'https://blog.example' })
    const [, port] = /Its proxy finds it at http:\/\/127\.0\.0\.1:(\d+)/.exec(site.output)!
    /** As the proxy in front of it does. */
    const ask = async (
      path: string,
      form?: Record<string, string>,
    ): Promise<IncomingMessage & { text: string }> => {
      const sent = request(`http://127.0.0.1:${port}${path}`, {
        method: form ? 'POST' : 'GET',
        headers: {
          host: 'blog.example',
          accept: 'text/html',
          origin: 'https://blog.example',
          'content-type': 'application/x-www-form-urlencoded',
        },
      }).end(form && new URLSearchParams(form).toString())
      const [response] = (await once(sent, 'response')) as [IncomingMessage]
      let text = ''
      for await (const chunk of response.setEncoding('utf8')) text += String(chunk)
      return Object.assign(response, { text })
    }
    expect((await ask('/')).text).toContain('Sign in by a letter')
    expect((await ask('/sign-in', { person: '1' })).statusCode).toBe(401)
    const run = start({ ORIGIN: 'https://blog.example', DATA_DIR: site.folder }, 'invite', '2')
    await once(run.child, 'close')
    const [, token] = /^https:\/\/blog\.example\/sign-in\?token=(\S+)$/m.exec(run.output)!
    expect((await ask(`/sign-in?token=${token}`)).text).toContain('Sign in now')
    const entered = await ask('/sign-in', { token: token! })
    expect([entered.statusCode, entered.headers['set-cookie']![0]]).toEqual([
      303,
      expect.stringMatching(/^__Host-session=lk[\w-]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
    ])
    expect(entered.headers['strict-transport-security']).toBe('max-age=31536000')
    expect((await ask('/sign-in', { token: token! })).statusCode).toBe(401)
    expect(site.output).not.toMatch(tokenPattern)
    await site.stop()
  })
})

test('no file of the app is long', () => {
  const files = globSync('examples/share-links/**/*.ts', { cwd: root })
  expect(files.length).toBeGreaterThan(15)
  expect(files.filter((file) => readFileSync(join(root, file), 'utf8').split('\n').length >= 200)).toEqual([])
})
