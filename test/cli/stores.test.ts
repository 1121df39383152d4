/**
 * The commands that work on a store: `revoke`, `redeem`, `revocations`, `prune`, `store init` and `store acknowledge`.
 */
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { keygen, latchkey, scope } from '../../src/index.ts'
import { sqliteStore } from '../../src/store/sqlite.ts'
import { appsFile, run, temporaryFolder } from './command-line.ts'

const secrets = keygen()
const { tokens } = latchkey({ secrets, apps: [] })
const read = scope.parse('blog.Post:42#read')

/** A store in a folder of its own, begun in the past. */
async function begun(): Promise<{ file: string; env: Record<string, string> }> {
  const file = join(temporaryFolder(), 'store.db')
  const store = await sqliteStore(file, { create: true })
  await store.acknowledge({ id: 'a'.repeat(32), since: Math.floor(Date.now() / 1000) - 60 })
  await store.close()
  return { file, env: { LATCHKEY_STORE: `sqlite:${file}` } }
}

test('store init begins a store once, and a token made next can be redeemed', async () => {
  const file = join(temporaryFolder(), 'store.db')
  const env = { LATCHKEY_STORE: `sqlite:${file}` }
  expect(await run(['revocations'], { env })).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/never initialized.*latchkey store init/) as string,
  })
  expect(await run(['store', 'init'], { env })).toMatchObject({ code: 0, stdout: 'the store has begun\n' })
  const token = tokens.generate(read, { singleUse: true })
  expect((await run(['store', 'init', '--store', `sqlite:${file}`])).stdout).toMatch(/^nothing to do: /)
  const redeem = ['redeem', 'blog.Post:42#read']
  expect(await run(redeem, { env, secrets, stdin: token })).toMatchObject({ code: 0, stderr: '' })
  const again = await run([...redeem, '--json'], { env, secrets, stdin: token })
  expect(again).toMatchObject({ code: 1, stderr: '' })
  expect(JSON.parse(again.stdout)).toMatchObject({ ok: false, reason: 'spent' })
})

test('what is revoked is refused, listed, and kept as long as it has to be', async () => {
  const { env } = await begun()
  const token = tokens.generate(read, { singleUse: true, expiresIn: '1h', unique: true })
  const inspected = tokens.inspect(token)
  const id = inspected.ok ? inspected.unverifiedId : ''
  const done = []
  for (const args of [
    ['blog.Post:42'],
    ['blog', '--max-age', '30d'],
    ['shop.Line:(1,x)', '--before', '2026-01-31'],
    ['--subject', 'alice'],
    ['--subject', 'shop.User:7', '--apps', appsFile],
    ['--id', id, '--expires-at', '2030-01-31'],
    ['--all'],
  ])
    done.push(await run(['revoke', ...args], { env }))
  done.push(await run(['revoke', '--token'], { env, secrets, stdin: token }))
  expect(done.map(({ code }) => code)).toEqual(done.map(() => 0))
  // An object that is not read by its app is read by its form, and the command says so.
  const noted = done.flatMap(({ stderr }, index) => (stderr.includes('without --apps') ? [index] : []))
  expect([noted, done.filter(({ stderr }) => stderr !== '').length]).toEqual([[0, 2], 2])
  const { stdout } = await run(['revocations', '--json'], { env })
  const rows = JSON.parse(stdout) as { target: string; expiresAt: string | null }[]
  expect(rows.map(({ target, expiresAt }) => [target, expiresAt === null])).toEqual([
    ['blog.Post:42', true],
    ['blog', false],
    ['shop.Line:(1,x)', true],
    ['subject:"alice"', true],
    ['subject:shop.User:7', true],
    ['*', true],
    [`id:${id}`, false],
  ])
  const refused = await run(['redeem', 'authentic'], { env, secrets, stdin: token })
  expect(refused).toMatchObject({ code: 1, stdout: expect.stringMatching(/^refused: revoked/) as string })
  const listed = await run(['revocations'], { env })
  expect(listed.stdout).toMatch(/^blog\.Post:42 {2}up to \S+Z {2}kept for ever$/m)
  expect(listed.stderr).toBe('7 revocations, 5 of them kept for ever\n')
})

test('one revocation is told as one', async () => {
  const { env } = await begun()
  await run(['revoke', '--all'], { env })
  expect((await run(['revocations'], { env })).stderr).toBe('1 revocation, 1 of them kept for ever\n')
})

test('prune forgets what expired an hour ago, and nothing else', async () => {
  const { file, env } = await begun()
  const store = await sqliteStore(file)
  const now = Math.floor(Date.now() / 1000)
  for (const [index, expiresAt] of [now - 7200, now - 60, now + 60, undefined].entries())
    await store.revoke('a'.repeat(32), { target: `blog.Post:${index}`, before: 1, expiresAt })
  await store.close()
  expect((await run(['prune'], { env })).stdout).toBe('forgot 1 revocations and uses\n')
  expect(JSON.parse((await run(['revocations', '--json'], { env })).stdout)).toHaveLength(3)
})

test('store acknowledge says what it gives up, and replays stay refused', async () => {
  const { env } = await begun()
  const token = tokens.generate(read, { singleUse: true })
  expect((await run(['redeem', 'authentic'], { env, secrets, stdin: token })).code).toBe(0)
  const { code, stdout } = await run(['store', 'acknowledge'], { env })
  expect([code, stdout]).toEqual([
    0,
    expect.stringMatching(/refused for good,\n.*The store knew of 1 that were used\.\n/),
  ])
  const replay = await run(['redeem', 'authentic', '--json'], { env, secrets, stdin: token })
  expect(JSON.parse(replay.stdout)).toMatchObject({ reason: 'spent' })
})

test('wrong usage exits with 2, and says what to do', async () => {
  const folder = temporaryFolder()
  const { env } = await begun()
  const other = join(folder, 'other.db')
  writeFileSync(other, 'not a database '.repeat(100))
  const cases: [string[], RegExp, Record<string, string>?][] = [
    [['prune'], /there is no store: give --store/, {}],
    [['prune', '--store', 'mysql://x'], /--store is sqlite:FILE, postgres:\/\/… or redis:\/\/…/],
    [['prune', '--store', `sqlite:${other}`], /another program/],
    [['revoke'], /revoke takes one of/],
    [['revoke', 'blog', '--all'], /revoke takes one of/],
    [['revoke', '*'], /everything is --all/],
    [['revoke', 'blog.Post:1 shop.User:1'], /INVALID_NOTATION|PATH is/],
    [['revoke', '--id', 'abc'], /32 hexadecimal digits/],
    [['revoke', 'blog', '--expires-at', '2030-01-31'], /goes with --id/],
    [['revoke', 'blog', '--before', '2099-01-31'], /in the future/],
    [['store', 'erase'], /init or acknowledge/],
    [['redeem', 'authentic', 'x'], /there is no secret/],
  ]
  const outcomes = await Promise.all(
    cases.map(([args, , environment]) => run(args, { env: environment ?? env })),
  )
  for (const [index, [args, message]] of cases.entries()) {
    const { code, stderr } = outcomes[index]!
    expect([args, code, stderr]).toEqual([args, 2, expect.stringMatching(message)])
  }
})

test('a driver that the project does not have is named', async () => {
  const folder = temporaryFolder()
  for (const [store, message] of [
    ['postgres://user:hunter2@127.0.0.1:1/test', /npm install pg \(or postgres\)/],
    ['redis://:hunter2@127.0.0.1:1', /npm install redis \(or ioredis\)/],
  ] as const) {
    const outcome = await run(['prune'], { env: { LATCHKEY_STORE: store }, cwd: folder })
    expect([outcome.code, outcome.stderr]).toEqual([2, expect.stringMatching(message)])
    expect(outcome.stderr).not.toContain('hunter2')
  }
})

test('a server that is out of reach is an error without its password', async () => {
  for (const store of ['postgres://user:hunter2@127.0.0.1:1/test', 'redis://:hunter2@127.0.0.1:1']) {
    const outcome = await run(['prune'], { env: { LATCHKEY_STORE: store } })
    expect(outcome.code).toBe(2)
    expect(outcome.stderr).toMatch(/^error: \S/)
    expect(outcome.stderr).not.toContain('hunter2')
  }
})

test('revoke is not content with apps whose lock it was not given: a renamed model has another name there', async () => {
  const { env } = await begun()
  const folder = temporaryFolder()
  const apps = join(folder, 'apps.ts')
  const library = JSON.stringify(resolve('src/index.ts'))
  writeFileSync(
    apps,
    `import { defineApp } from ${library}\nexport const blog = defineApp('blog', { Post: { id: 'int' } })`,
  )
  expect(await run(['revoke', 'blog.Post:42', '--apps', apps], { env })).toMatchObject({
    code: 0,
    stderr: '',
  })
  writeFileSync(join(folder, 'latchkey.lock.json'), '{}')
  const { code, stderr } = await run(['revoke', 'blog.Post:42', '--apps', apps], { env })
  expect([code, stderr]).toEqual([2, expect.stringContaining('give it as --lock')])
})
