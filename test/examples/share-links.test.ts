/**
 * The example that `npm start` runs, as its reader meets it: the real process, over sockets and files.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineApp, keygen, latchkey, scope, type Scope } from 'latchkey'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read', 'change'] } })
const folder = mkdtempSync(join(tmpdir(), 'share-links-'))
const running = new Set<ChildProcess>()

interface Run {
  child: ChildProcess
  /** What it has printed so far, on both streams. */
  output: string
}
/** Runs the command of `npm start`, without npm. */
function launch(env: Record<string, string>): Run {
  const [command, ...args] = manifest.scripts.start.split(' ')
  expect(command).toBe('node')
  const child = spawn(process.execPath, args, {
    env: { ...process.env, DATA_DIR: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  const run: Run = { child, output: '' }
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (run.output += text))
  return run
}
/** Starts the server, and waits until it has printed all it prints. */
async function start(): Promise<Run & { address: string }> {
  const run = launch({ PORT: '0' })
  while (!/\n {4}403 .*\n/.test(run.output)) {
    if (run.child.exitCode !== null) throw new Error(`it ended: ${run.output}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return { ...run, address: /http:\/\/127\.0\.0\.1:\d+/.exec(run.output)![0] }
}
async function stop({ child }: Run): Promise<number | null> {
  child.kill('SIGTERM')
  const [code] = (await once(child, 'exit')) as [number | null]
  return code
}

/** A token by the example's own secret. */
function tokenFor(granted: Scope, clock: () => number = Date.now): string {
  const secrets = readFileSync(join(folder, 'secret'), 'utf8')
  return latchkey({ secrets, apps: [blog], clock }).tokens.generate(granted, { expiresIn: '1h' })
}
const reading = (id: number): Scope => scope.accessObj(blog.Post(id), 'read')
const changing = (id: number): Scope => scope.accessObj(blog.Post(id), 'read', 'change')

let server: Run & { address: string }
const linkTo = (id: number | string, token: string): string => `${server.address}/p/${id}?token=${token}`
const page = { headers: { accept: 'text/html' } }
const form = (fields: Record<string, string>): RequestInit => ({
  method: 'POST',
  body: new URLSearchParams(fields),
  redirect: 'manual',
})
/** The form of the author's page, as a browser sends it from there. */
const ofOurs = (fields: Record<string, string>): RequestInit => ({
  ...form(fields),
  headers: { origin: server.address },
})
async function ask(url: string, options?: RequestInit): Promise<string> {
  const response = await fetch(url, options)
  return `${response.status} ${(await response.text()).trimEnd()}`
}

/** The address of a link that the form makes. */
async function make(fields: Record<string, string> = {}, id = 3): Promise<{ link: string; token: string }> {
  const response = await fetch(
    `${server.address}/posts/${id}/links`,
    ofOurs({ right: 'read', lifetime: '1 hour', ...fields }),
  )
  const [, link, token] = /value="(http.+token=(\S+))" readonly/.exec(await response.text())!
  return { link: link!, token: token! }
}

beforeAll(async () => {
  server = await start()
})
afterAll(() => {
  for (const child of running) child.kill('SIGKILL')
  rmSync(folder, { recursive: true })
})

describe('what it prints', () => {
  test('the address opens the list of posts', async () => {
    const html = await (await fetch(server.address, page)).text()
    expect(html.match(/<h2/g)).toHaveLength(4)
    expect(html).toContain('The keeper’s spare key')
  })

  test('the first link opens its post', async () => {
    const [, title, link] = /A link to read “(.+)”.*\n\s+(http\S+)/.exec(server.output)!
    expect(await ask(link!)).toContain(`200 ${title}\n`)
  })

  test('each curl line answers what is printed below it', async () => {
    const lines = [...server.output.matchAll(/curl '(.+)'\n\s+(\d+) +(.+)/g)]
    expect(lines.map(([, , status]) => status)).toEqual(['200', '403'])
    for (const [, url, status, text] of lines)
      expect((await ask(url!)).split('\n')[0]).toBe(`${status} ${text}`)
  })
})

describe('the author', () => {
  test.each([
    ['read', 'read'],
    ['read and change', 'change,read'],
  ])('makes a link to %s, as the form says', async (right, permissions) => {
    const response = await fetch(`${server.address}/posts/3/links`, ofOurs({ right, lifetime: '7 days' }))
    expect(response.headers.get('cache-control')).toBe('no-store')
    const html = await response.text()
    expect(html).toContain(`<strong>${right}</strong>`)
    const [, link, token] = /value="(http.+token=(\S+))" readonly/.exec(html)!
    expect(await ask(link!)).toContain('200 What the locksmith taught me')
    const secrets = readFileSync(join(folder, 'secret'), 'utf8')
    const verdict = latchkey({ secrets, apps: [blog] }).tokens.verify(token, 'authentic')
    expect(verdict.ok && scope.format(verdict.pass.scope)).toBe(`blog.Post:3#${permissions}`)
    const days = verdict.ok && (Number(verdict.pass.expiresAt) - Number(verdict.pass.issuedAt)) / 86_400_000
    expect(days).toBe(7)
  })

  test('who asks for what the form does not offer gets the least', async () => {
    const fields = { right: 'toString', lifetime: '10 years' }
    const html = await (await fetch(`${server.address}/posts/3/links`, ofOurs(fields))).text()
    expect(html).toContain('<strong>read</strong>')
  })

  test.each([{ origin: 'https://elsewhere.example' }, { 'sec-fetch-site': 'cross-site' }, {}])(
    'another site cannot send the form: %o',
    async (headers) => {
      const options = { ...form({ right: 'read', lifetime: '1 hour' }), headers }
      expect(await ask(`${server.address}/posts/1/links`, options)).toBe(
        '403 No page of this site sent this form.',
      )
    },
  )

  test('a link to what is no post cannot be made', async () => {
    expect(await ask(`${server.address}/posts/abc/links`, ofOurs({}))).toMatch(/^400 \S/)
    expect(await ask(`${server.address}/posts/99/links`, ofOurs({}))).toMatch(/^404 \S/)
  })

  test('another name for this computer is refused', async () => {
    const sent = request(server.address, { headers: { host: 'blog.example' } }).end()
    const [response] = (await once(sent, 'response')) as [IncomingMessage]
    expect(response.statusCode).toBe(421)
  })
})

describe('a link', () => {
  test('opens its post, and no other', async () => {
    const token = tokenFor(reading(1))
    expect(await ask(linkTo(1, token))).toMatch(/^200 The keeper’s spare key\n/)
    expect(await ask(linkTo(2, token))).toBe('403 This link is genuine, but does not let you read this post.')
  })

  test('to read shows no form, and changes nothing', async () => {
    const link = linkTo(1, tokenFor(reading(1)))
    const before = await ask(link)
    expect(await (await fetch(link, page)).text()).not.toContain('<form')
    expect(await ask(link, form({ title: 'Mine', body: 'Mine.' }))).toBe(
      '403 This link is genuine, but does not let you change this post.',
    )
    expect(await ask(link)).toBe(before)
  })

  test('to change shows a form, and stores what it sends, escaped when it is shown', async () => {
    const link = linkTo(2, tokenFor(changing(2)))
    expect(await (await fetch(link, page)).text()).toContain('<form method="post">')
    const sent = await fetch(
      link,
      form({ title: 'Doors & <keys>', body: 'One.\r\n\r\n<script>Two</script>' }),
    )
    expect([sent.status, sent.headers.get('location')]).toEqual([303, link])
    expect(await ask(link)).toBe('200 Doors & <keys>\n\nOne.\n\n<script>Two</script>')
    const html = await (await fetch(link, page)).text()
    expect(html).toContain('<h1>Doors &amp; &lt;keys&gt;</h1>')
    expect(html).not.toContain('<script')
  })

  test.each([{ title: ' ', body: 'x' }, { title: 'x', body: '' }, { title: 'x' }])(
    'to change stores no empty post: %o',
    async (fields) => {
      const link = linkTo(4, tokenFor(changing(4)))
      expect(await ask(link, form(fields as Record<string, string>))).toBe(
        '400 A post needs a title and a text.',
      )
      expect(await ask(link)).toContain('200 Night boat to the island')
    },
  )

  test('to change takes no more than a post', async () => {
    // Not fetch, which would go on using the connection that the server closes on the rest of the text.
    const sent = request(linkTo(4, tokenFor(changing(4))), { method: 'POST', agent: false })
    sent.end('x'.repeat(300_000))
    const [response] = (await once(sent, 'response')) as [IncomingMessage]
    expect(response.statusCode).toBe(413)
    response.destroy()
  })

  test('that was altered is refused, and so is one of another secret', async () => {
    const token = tokenFor(reading(1))
    const altered = `${token.slice(0, -9)}${token.at(-9) === 'A' ? 'B' : 'A'}${token.slice(-8)}`
    const { tokens } = latchkey({ secrets: keygen(), apps: [blog] })
    const foreign = tokens.generate(reading(1))
    const sentence = '401 This link was altered, or not made here.'
    expect(await ask(linkTo(1, altered))).toBe(sentence)
    expect(await ask(linkTo(1, foreign))).toBe(sentence)
  })

  test('that has expired says so', async () => {
    const token = tokenFor(reading(1), () => Date.now() - 2 * 3_600_000)
    expect(await ask(linkTo(1, token))).toBe('401 This link has expired. Ask for a new one.')
  })

  test('without a token, or with half of one, says so', async () => {
    const sentence = '401 This link is incomplete or altered. Copy the whole of it and try again.'
    expect(await ask(`${server.address}/p/1`)).toBe(sentence)
    expect(await ask(linkTo(1, tokenFor(reading(1)).slice(0, 11)))).toBe(sentence)
  })

  test('to what is no number is a bad request', async () => {
    expect(await ask(linkTo('abc', tokenFor(reading(1))))).toMatch(/^400 \S/)
  })

  test('to a post that does not exist says so only to who may know', async () => {
    expect(await ask(linkTo(99, tokenFor(reading(99))))).toMatch(/^404 \S/)
    expect(await ask(linkTo(99, tokenFor(reading(1))))).toMatch(/^403 \S/)
  })

  test('refuses a browser with a page that says why', async () => {
    const response = await fetch(linkTo(2, tokenFor(reading(1))), page)
    expect(response.status).toBe(403)
    expect(await response.text()).toContain('<h1>This link is genuine, but')
  })

  test.each([200, 403])('is kept by no cache and told to no other site, with status %i', async (status) => {
    const { status: got, headers } = await fetch(linkTo(status === 200 ? 1 : 2, tokenFor(reading(1))), page)
    expect(got).toBe(status)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    )
  })
})

describe('a link that is taken back', () => {
  test('is refused: one alone, or all links to a post; and one that opens once opens once', async () => {
    const [one, twin, other] = [await make(), await make(), await make({}, 1)]
    expect(await ask(`${server.address}/links/revoked`, ofOurs({ token: one.token }))).toMatch(/^200 /)
    expect(await ask(one.link)).toBe('401 This link was taken back. Ask for a new one.')
    expect(await ask(twin.link)).toMatch(/^200 /)
    expect(await ask(`${server.address}/posts/3/links/revoked`, ofOurs({}))).toMatch(/^200 /)
    expect(await ask(twin.link)).toBe('401 This link was taken back. Ask for a new one.')
    expect(await ask(other.link)).toMatch(/^200 /)
    const { link: again } = await make()
    expect(await ask(again)).toMatch(/^200 /)

    const { link } = await make({ once: 'on' })
    // Mail scanners and previews look at it first, and they look often.
    for (let look = 0; look < 3; look++) expect(await ask(link, page)).toContain('<button>Open it</button>')
    expect(await ask(link.replace('/once/', '/p/'))).toMatch(/^401 This link opens once/)
    expect(await ask(link, { method: 'POST' })).toMatch(/^200 What the locksmith taught me/)
    expect(await ask(link, { method: 'POST' })).toBe('401 This link opens once, and it was opened already.')
    expect(await ask(again.replace('/p/', '/once/'))).toMatch(/^401 This link opens more than once/)
  })

  test('is taken back by the author alone, and only where it is one of this site', async () => {
    const { link, token } = await make()
    const foreign = { ...form({ token }), headers: { origin: 'https://elsewhere.example' } }
    expect(await ask(`${server.address}/links/revoked`, foreign)).toMatch(/^403 /)
    expect(await ask(`${server.address}/posts/3/links/revoked`, foreign)).toMatch(/^403 /)
    expect(await ask(link)).toMatch(/^200 /)
    expect(await ask(`${server.address}/links/revoked`, ofOurs({ token: 'x' }))).toBe(
      '400 This is no link of this site.',
    )
    expect(await ask(`${server.address}/posts/99/links/revoked`, ofOurs({}))).toMatch(/^404 /)
  })
})

describe('the process', () => {
  test('keeps its secret in a file that only its owner reads', () => {
    const { mode, size } = statSync(join(folder, 'secret'))
    expect([(mode & 0o777).toString(8), size]).toEqual(['600', keygen().length])
  })

  test('says that the port is taken, and ends', async () => {
    const port = new URL(server.address).port
    const run = launch({ PORT: port })
    expect(await once(run.child, 'close')).toEqual([1, null])
    expect(run.output).toBe(`Port ${port} is taken. This takes a free one: PORT=0 npm start\n`)
  })

  test.each(['abc', '70000', '-1', '3000.5'])('says that %s is no port, and ends', async (port) => {
    const run = launch({ PORT: port })
    expect(await once(run.child, 'close')).toEqual([1, null])
    expect(run.output).toBe(`PORT is a number from 0 to 65535, not '${port}'.\n`)
  })

  test('ends when it is told to, and a restart keeps posts, secret and links', async () => {
    const token = tokenFor(changing(4))
    const secret = readFileSync(join(folder, 'secret'), 'utf8')
    await fetch(linkTo(4, token), form({ title: 'Day boat', body: 'Back again.' }))
    const before = performance.now()
    expect(await stop(server)).toBe(0)
    expect(performance.now() - before).toBeLessThan(2000)
    server = await start()
    expect(await ask(linkTo(4, token))).toBe('200 Day boat\n\nBack again.')
    expect(readFileSync(join(folder, 'secret'), 'utf8')).toBe(secret)
  })
})

test('the example is under 350 lines', () => {
  const files = globSync('examples/share-links/*.ts')
  expect(files.length).toBeGreaterThan(1)
  const lines = files.flatMap((file) => readFileSync(file, 'utf8').trimEnd().split('\n'))
  expect(lines.length).toBeLessThan(350)
})
