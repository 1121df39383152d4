/**
 * What the recipes promise beside the statuses of their answers, which `tools/examples.ts` compares: the real processes, over sockets.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { defineApp, inspect } from 'latchkey'
import { djangoTokens } from 'latchkey/django'
import { afterEach, expect, test } from 'vitest'
import { ask, type Command, commandsIn } from '../../tools/examples/curl.ts'

interface Run {
  child: ChildProcess
  folder: string
  output(): string
  commands: Command[]
}
const running: Run[] = []
afterEach(async () => {
  for (const { child, folder } of running.splice(0)) {
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    await ended
    rmSync(folder, { recursive: true })
  }
})

async function start(name: string, given: Record<string, string> = {}): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), 'recipes-test-'))
  const args = [
    '--conditions=@latchkey/source',
    '--disable-warning=ExperimentalWarning',
    'tools/recipe.ts',
    name,
  ]
  const env = { ...process.env, PORT: '0', TMPDIR: folder, ...given }
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  const run: Run = { child, folder, output: () => output, commands: [] }
  running.push(run)
  while (commandsIn(output).length < 3) {
    if (child.exitCode !== null) throw new Error(`it ended: ${output}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return { ...run, commands: commandsIn(output) }
}
/** Rows of a database of the recipe, whose working directory is the one folder in its TMPDIR. */
function rows(run: Run, file: string, sql: string): unknown[] {
  const database = new DatabaseSync(globSync(join(run.folder, '*', file))[0]!, { readOnly: true })
  try {
    return structuredClone(database.prepare(sql).all())
  } finally {
    database.close()
  }
}
async function printed(run: Run, text: string): Promise<void> {
  while (!run.output().includes(text)) await new Promise((resolve) => setTimeout(resolve, 10))
}

test('unsubscribe: to look ends nothing, and to ask twice is as good as once', async () => {
  const run = await start('unsubscribe-link')
  const [look, end] = run.commands as [Command, Command]
  const sql = 'SELECT id FROM subscription WHERE ended IS NOT NULL'
  expect(run.output()).toContain(
    `List-Unsubscribe: <${look.url}>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\n`,
  )
  for (const method of ['GET', 'HEAD', 'OPTIONS']) await ask({ ...look, method })
  expect(rows(run, 'news.db', sql)).toEqual([])
  for (let count = 0; count < 2; count++) expect((await ask(end)).status).toBe(200)
  expect(rows(run, 'news.db', sql)).toEqual([{ id: 1 }])
})

test('download: the answer is a file under its name, and no page, and is kept nowhere', async () => {
  const { commands } = await start('download-link')
  const answer = await ask(commands[1]!)
  expect(await answer.text()).toBe(readFileSync('examples/recipes/download-link.ts', 'utf8'))
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-disposition': "attachment; filename*=UTF-8''%C3%9Cberweisung%20%28M%C3%A4rz%29.txt",
    'content-type': 'application/octet-stream',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
  })
  const seen = inspect(new URL(commands[1]!.url).searchParams.get('token'))
  if (!seen.ok) throw new Error(seen.detail)
  expect(Number(seen.unverifiedExpiresAt) - Number(seen.unverifiedIssuedAt)).toBe(120_000)
})

test('invitation: looking uses nothing up, of many at once one joins, and as the one who was invited', async () => {
  const run = await start('invitation')
  const [invite, look, , join_] = run.commands as [Command, Command, Command, Command]
  for (let count = 0; count < 3; count++)
    expect(await (await ask(look)).text()).toContain('Join as ann@example.org')
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => ask({ ...join_, body: 'address=eve@example.org' })),
  )
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  expect(answers.filter(({ status }) => status === 401)).toHaveLength(7)
  expect(rows(run, 'teams.db', 'SELECT * FROM member')).toEqual([{ team: 1, address: 'ann@example.org' }])

  // Who invites does not get the link, and the Host header does not choose where it leads.
  const answer = await ask(invite)
  expect(await answer.text()).not.toContain('token')
  await printed(run, 'To: bob@example.org\n\nJoin the team: http://127.0.0.1:3000/teams/1/join?token=lk')
})

test('login: the browser that asked, from this site alone, three mails and no more', async () => {
  const run = await start('login-link')
  const [mail, , , post] = run.commands as [Command, Command, Command, Command]
  const isFromElsewhere = { ...mail, headers: [['Origin', 'https://evil.example']] as [string, string][] }
  expect((await ask(isFromElsewhere)).status).toBe(403)

  // With a Host header of the attacker's, who also says to be of that origin.
  const { port } = new URL(mail.url)
  const evil = {
    host: 'evil.example',
    origin: 'http://evil.example',
    'content-type': 'application/x-www-form-urlencoded',
  }
  await new Promise((resolve) =>
    request({ port, host: '127.0.0.1', path: '/login', method: 'POST', headers: evil }, resolve).end(
      'address=ann@example.org',
    ),
  )
  await printed(run, 'To: ann@example.org\n\nLog in: http://127.0.0.1:3000/login/1?token=lk')
  expect(run.output()).not.toContain('evil.example')

  const known = await ask(mail)
  const unknown = await ask({ ...mail, body: 'address=nobody@example.org' })
  expect([unknown.status, await unknown.text()]).toEqual([known.status, await known.text()])
  for (let count = 0; count < 4; count++) await ask(mail)
  expect(rows(run, 'accounts.db', 'SELECT user FROM mail')).toHaveLength(3)
  await expect.poll(() => run.output().match(/^To: /gm)).toHaveLength(3)

  const answers = await Promise.all(Array.from({ length: 8 }, () => ask(post)))
  const winners = answers.filter(({ status }) => status === 303)
  expect(winners).toHaveLength(1)
  const [session = ''] = winners[0]!.headers.getSetCookie()
  expect(session).toMatch(/^__Host-session=lk[\w-]+; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Lax$/)

  const headers: [string, string][] = [
    ['Cookie', session.split(';')[0]!],
    ['Origin', new URL(post.url).origin],
  ]
  const page = { ...post, url: new URL('/users/1', post.url).href, method: 'GET', headers }
  expect((await ask(page)).status).toBe(200)
  expect((await ask({ ...page, url: page.url.replace(/1$/, '2') })).status).toBe(403)
  expect((await ask({ ...page, url: `${page.url}/logout`, method: 'POST' })).status).toBe(200)
  expect((await ask(page)).status).toBe(401)
})

test('API keys: no file has a key, and a use is written once a minute', async () => {
  const run = await start('api-keys')
  const [make, read, list] = run.commands as [Command, Command, Command]
  const { id, key } = (await (await ask(make)).json()) as { id: string; key: string }
  const before = (await (await ask(list)).json()) as { id: string; name: string; used: number | null }[]
  expect(before.find((row) => row.id === id)).toMatchObject({ name: 'backup', used: null, endsSoon: 0 })

  const reading: Command = { ...read, headers: [['Authorization', `Bearer ${key}`]] }
  const used = `SELECT used FROM api_key WHERE id = '${id}'`
  expect((await ask(reading)).status).toBe(200)
  const [{ used: second }] = rows(run, 'api.db', used) as [{ used: number }]
  expect(Math.abs(second - Date.now() / 1000)).toBeLessThan(10)
  const database = new DatabaseSync(globSync(join(run.folder, '*', 'api.db'))[0]!)
  database.exec('UPDATE api_key SET used = 1')
  database.close()
  expect((await ask(reading)).status).toBe(200)
  expect(rows(run, 'api.db', used)).toEqual([{ used: 1 }])

  const files = globSync(join(run.folder, '*', '*'))
  expect(files.length).toBeGreaterThan(1)
  for (const file of files) expect(readFileSync(file, 'latin1')).not.toContain(key.slice(20))

  // A key of another account is none of this one's.
  const other = { ...list, method: 'DELETE', url: `${list.url}/${'0'.repeat(32)}` }
  expect((await ask(other)).status).toBe(404)
})

test('migration: the flag ends the old kind, and no more', async () => {
  const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read', 'change'] } })
  const secretKey = 'the SECRET_KEY of the site'
  const { scope, tokens } = djangoTokens({ secretKey, apps: [blog] })
  const old = tokens.generate(scope.accessObj(blog.Post(42), 'read'))
  for (const [flag, status] of [
    ['on', 200],
    ['off', 401],
  ] as const) {
    const { commands } = await start('django-migration', { SECRET_KEY: secretKey, DJANGO_TOKENS: flag })
    const url = new URL(commands[0]!.url)
    expect((await ask({ ...commands[0]!, url: url.href })).status).toBe(200)
    url.searchParams.set('token', old)
    expect((await ask({ ...commands[0]!, url: url.href })).status).toBe(status)
  }
})
