/**
 * `latchkey generate`.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { inspect, keygen, latchkey, scope } from '../../src/index.ts'
import type { Inspected } from '../../src/index.ts'
import { appsFile, run, temporaryFolder } from './command-line.ts'

const secrets = keygen()
const { tokens } = latchkey({ secrets, apps: [] })
const post = scope.parse('blog.Post:42#read')

/** What the token says that `generate` prints with `args`; it expires unless they say otherwise. */
async function generated(...args: string[]): Promise<Inspected & { readonly token: string }> {
  const { code, stdout, stderr } = await run(['generate', 'blog.Post:42#read', ...args], { secrets })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const token = stdout.trim()
  const seen = inspect(token)
  if (!seen.ok) throw new Error(seen.detail)
  return { ...seen, token }
}
/** `generate` with the apps of the fixture. */
const withApps = (...args: string[]) => run(['generate', ...args, '--apps', appsFile], { secrets })
const lifetime = (seen: Inspected): number =>
  (seen.unverifiedExpiresAt!.getTime() - seen.unverifiedIssuedAt.getTime()) / 1000

test('prints a token that is valid for what was said, and for nothing else', async () => {
  const { token } = await generated('--expires-in', '7d')
  expect(tokens.validate(token, post)).toBe(true)
  expect(tokens.validate(token, scope.parse('blog.Post:42#change'))).toBe(false)
  expect(tokens.validate(token, scope.parse('blog.Post:43#read'))).toBe(false)
})

describe('the expiry', () => {
  test('is a duration, seconds, or a date', async () => {
    const year = new Date().getUTCFullYear() + 2
    const [days, seconds, day, time] = await Promise.all([
      generated('--expires-in', '7d'),
      generated('--expires-in', '90'),
      generated('--expires-at', `${year}-01-31`),
      generated('--expires-at', `${year}-01-31T18:30+02:00`),
    ])
    expect(lifetime(days)).toBe(7 * 86_400)
    expect(lifetime(seconds)).toBe(90)
    expect(day.unverifiedExpiresAt).toEqual(new Date(`${year}-01-31T00:00:00Z`))
    expect(time.unverifiedExpiresAt).toEqual(new Date(`${year}-01-31T16:30:00Z`))
  })

  test('is warned about when there is none, also with --json; never silences the warning', async () => {
    const args = ['generate', 'blog.Post:42#read']
    const [plain, json, never] = await Promise.all([
      run(args, { secrets }),
      run([...args, '--json'], { secrets }),
      generated('--expires-in', 'never'),
    ])
    const warning = /^warning: this token never expires; .*--expires-in.*\n$/
    expect(plain).toMatchObject({ code: 0, stderr: expect.stringMatching(warning) as string })
    expect(json).toMatchObject({ code: 0, stderr: expect.stringMatching(warning) as string })
    expect(inspect(plain.stdout.trim())).toMatchObject({ ok: true, unverifiedExpiresAt: undefined })
    expect(never.unverifiedExpiresAt).toBeUndefined()
  })
})

test('has the options of the API', async () => {
  const expiry = ['--expires-in', '1h']
  const [text, single, uses, unique, sealed, plain] = await Promise.all([
    generated(...expiry, '--subject', 'alice@example.com'),
    generated(...expiry, '--single-use'),
    generated(...expiry, '--uses', '12'),
    generated(...expiry, '--unique'),
    generated(...expiry, '--no-narrowable'),
    generated(...expiry, '--narrowable'),
  ])
  expect(text.unverifiedSubject).toBe('alice@example.com')
  expect(single.unverifiedUses).toBe(1)
  expect(uses.unverifiedUses).toBe(12)
  expect(unique.unverifiedUnique).toBe(true)
  expect(sealed.unverifiedNarrowable).toBe(false)
  expect(plain).toMatchObject({
    unverifiedSubject: undefined,
    unverifiedUses: undefined,
    unverifiedUnique: false,
    unverifiedBound: false,
    unverifiedNarrowable: true,
  })
})

test('binds texts, and with their type before them integers, booleans and bytes', async () => {
  const [bound, salted] = await Promise.all([
    generated(
      '--expires-in',
      '1h',
      ...['v1:a', 'int:-5', 'bool:true', 'hex:00ff', 'text:int:5'].flatMap((value) => ['--bind', value]),
    ),
    generated('--expires-in', '1h', '--salt', 'reset'),
  ])
  const bind = ['v1:a', -5, true, Uint8Array.of(0, 255), 'int:5']
  expect(tokens.validate(bound.token, post, { bind })).toBe(true)
  expect(tokens.validate(bound.token, post, { bind: bind.toReversed() })).toBe(false)
  expect(tokens.validate(salted.token, post, { salt: 'reset' })).toBe(true)
  expect(tokens.validate(salted.token, post)).toBe(false)
})

test('prints JSON with the id, the dates and the token', async () => {
  const { code, stdout } = await run(['generate', 'blog.Post:42#read', '--expires-in', '1h', '--json'], {
    secrets,
  })
  expect(code).toBe(0)
  const made = JSON.parse(stdout) as { token: string; id: string; issuedAt: string; expiresAt: string }
  const verdict = tokens.verify(made.token, post)
  if (!verdict.ok) throw new Error(verdict.detail)
  expect(made).toEqual({
    token: made.token,
    id: verdict.pass.id,
    issuedAt: verdict.pass.issuedAt.toISOString(),
    expiresAt: verdict.pass.expiresAt?.toISOString(),
  })
})

describe('with --apps', () => {
  test('what no app declares is refused', async () => {
    const [permission, app, model, id] = await Promise.all([
      withApps('blog.Post:42#publish'),
      withApps('bolg.Post:42#read'),
      withApps('blog.Pots:42#read'),
      withApps('blog.Post:x#read'),
    ])
    expect(permission).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'error: blog.Post has no permission "publish"; it has read, change (UNKNOWN_PERMISSION)\n',
    })
    expect(app).toMatchObject({
      code: 2,
      stderr: 'error: the app "bolg" is not registered: export it from the module of --apps (UNKNOWN_APP)\n',
    })
    expect(model).toMatchObject({ code: 2, stderr: expect.stringContaining('UNKNOWN_APP') as string })
    expect(id).toMatchObject({ code: 2, stderr: expect.stringContaining('INVALID_ID') as string })
  })

  test('ids are read as their models declare them, and a subject may be an object', async () => {
    const expiry = ['--expires-in', '1h']
    const [object, tuple, text] = await Promise.all([
      withApps('shop.Badge:(1,2)#wear', '--subject', 'shop.User:7', ...expiry),
      withApps('blog#read', '--subject', 'shop.Badge:(1,2)', ...expiry),
      withApps('blog#read', '--subject', 'text:shop.User:7', ...expiry),
    ])
    expect(inspect(object.stdout.trim())).toMatchObject({
      unverifiedScope: [{ app: 'shop', model: 'Badge', id: [1, '2'], permissions: ['wear'] }],
      unverifiedSubject: { app: 'shop', model: 'User', id: 7 },
    })
    expect(inspect(tuple.stdout.trim())).toMatchObject({
      unverifiedSubject: { app: 'shop', model: 'Badge', id: [1, '2'] },
    })
    expect(inspect(text.stdout.trim())).toMatchObject({ unverifiedSubject: 'shop.User:7' })
  })

  test('a subject that is an object of no app is refused; without --apps every object is', async () => {
    const [unknown, without] = await Promise.all([
      withApps('blog#read', '--subject', 'shop.Usr:7'),
      run(['generate', 'blog#read', '--subject', 'shop.User:7'], { secrets }),
    ])
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('UNKNOWN_APP') as string })
    expect(without).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^error: --subject looks like an object, which takes --apps/) as string,
    })
  })

  test('a module that cannot be used is named', async () => {
    const folder = temporaryFolder()
    const [empty, broken] = [join(folder, 'empty.mjs'), join(folder, 'broken.mjs')]
    writeFileSync(empty, 'export const pageSize = 20')
    writeFileSync(broken, 'throw new Error("no database")')
    const outcomes = await Promise.all(
      [empty, broken, join(folder, 'none.mjs')].map((file) =>
        run(['generate', 'blog#read', '--apps', file], { secrets }),
      ),
    )
    expect(outcomes.map(({ code }) => code)).toEqual([2, 2, 2])
    expect(outcomes[0]!.stderr).toMatch(
      /^error: --apps: .*empty\.mjs exports no app of this copy of latchkey/,
    )
    expect(outcomes[1]!.stderr).toMatch(/^error: --apps: .*broken\.mjs cannot be loaded: no database\n/)
    expect(outcomes[2]!.stderr).toMatch(/^error: --apps: there is no file .*none\.mjs\n/)
  })

  test('a module that never comes to rest does not hold the command', async () => {
    const file = join(temporaryFolder(), 'busy.mjs')
    writeFileSync(file, `export * from ${JSON.stringify(appsFile)}\nsetInterval(() => {}, 1000)\n`)
    expect(
      await run(['generate', 'blog#read', '--expires-in', '1h', '--apps', file], { secrets }),
    ).toMatchObject({ code: 0, stderr: '' })
  })

  test('a module that throws in its own time is an error too, and never exit code 1', async () => {
    const file = join(temporaryFolder(), 'late.mjs')
    const later = 'setTimeout(() => { throw new Error("too late") })\nawait new Promise(() => {})\n'
    writeFileSync(file, later)
    expect(await run(['generate', 'blog#read', '--apps', file], { secrets })).toEqual({
      code: 2,
      stdout: '',
      stderr: 'error: too late\n',
    })
  })
})
