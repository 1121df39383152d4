/**
 * `latchkey validate`.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { keygen, latchkey, narrow, scope } from '../../src/index.ts'
import { appsFile, run, temporaryFolder } from './command-line.ts'

const secrets = keygen()
const { tokens } = latchkey({ secrets, apps: [] })
const granted = scope.parse('blog.Post:42#change,read shop#read')
const token = tokens.generate(granted, { expiresIn: '7d', subject: 'alice' })

/** The output of `--json`. */
const json = (text: string): unknown => JSON.parse(text) as unknown

test('exits with 0 for a valid token, given as argument or on standard input', async () => {
  const outcomes = await Promise.all([
    run(['validate', 'blog.Post:42#read', token], { secrets }),
    run(['validate', 'blog.Post:42#read'], { secrets, stdin: token }),
    run(['validate', 'blog.Post:42#read'], { secrets, stdin: `${token}\n` }),
    run(['validate', 'blog.Post:42#read', '-'], { secrets, stdin: `${token}\r\n` }),
    run(['validate', 'authentic'], { secrets, stdin: token }),
  ])
  for (const outcome of outcomes) expect(outcome).toEqual({ ...outcomes[0], code: 0, stderr: '' })
  expect(outcomes[0].stdout).toMatch(
    /^valid\n {2}grants {3}blog\.Post:42#change,read\n {11}shop#read\n {2}issued .*Z\n {2}expires .*Z\n {2}subject {2}"alice"\n {2}id +[0-9a-f]+\n$/,
  )
})

test('exits with 1 for a refused token, and says why', async () => {
  const issued = Date.now() - 3_600_000
  const past = latchkey({ secrets, apps: [], clock: () => issued }).tokens
  const forged = `${token.slice(0, -3)}${token.endsWith('AAA') ? 'BBB' : 'AAA'}`
  const other = latchkey({ secrets: keygen(secrets), apps: [] }).tokens
  const cases: Record<string, string[]> = {
    insufficient: ['blog.Post:42#read,publish shop.User:1#ban', token],
    malformed: ['authentic', 'token'],
    forged: ['authentic', forged],
    'unknown-key': ['authentic', other.generate(granted)],
    expired: ['authentic', past.generate(granted, { expiresIn: '5m' })],
    'too-old': ['authentic', past.generate(granted), '--max-age', '5m'],
    'single-use': ['authentic', tokens.generate(granted, { singleUse: true })],
  }
  const outcomes = await Promise.all(
    Object.entries(cases).map(async ([reason, args]) => ({
      reason,
      plain: await run(['validate', ...args], { secrets }),
      json: await run(['validate', '--json', ...args], { secrets }),
    })),
  )
  for (const { reason, plain, json: verdict } of outcomes) {
    expect(plain).toMatchObject({ code: 1, stderr: '' })
    expect(plain.stdout).toMatch(new RegExp(`^refused: ${reason}\n {2}detail +\\w`))
    expect(verdict).toMatchObject({ code: 1, stderr: '' })
    expect(json(verdict.stdout)).toMatchObject({ ok: false, reason, detail: expect.any(String) as string })
  }
  expect(outcomes[0]!.plain.stdout).toMatch(/ {2}missing {2}blog\.Post:42#publish\n {11}shop\.User:1#ban\n$/)
  expect(json(outcomes[0]!.json.stdout)).toMatchObject({
    missing: [
      { app: 'blog', model: 'Post', id: 42, permissions: ['publish'] },
      { app: 'shop', model: 'User', id: 1, permissions: ['ban'] },
    ],
  })
})

test('refuses an empty text, and never waits for another', async () => {
  const outcomes = await Promise.all([
    run(['validate', 'authentic', ''], { secrets, stdin: token }),
    run(['validate', 'authentic'], { secrets }),
    run(['validate', 'authentic'], { secrets, stdin: 'x'.repeat(1_000_000) }),
  ])
  expect(outcomes.map(({ code }) => code)).toEqual([1, 1, 1])
  for (const { stdout } of outcomes) expect(stdout).toMatch(/^refused: malformed\n/)
})

test('prints the verdict as JSON: dates in ISO, a bigint as its decimal text', async () => {
  const wide = tokens.generate(scope.parse('shop.User:18446744073709551615#read'), { expiresIn: '1h' })
  const { code, stdout } = await run(['validate', 'authentic', wide, '--json'], { secrets })
  const verdict = tokens.verify(wide, 'authentic')
  if (!verdict.ok) throw new Error(verdict.detail)
  const { issuedAt, expiresAt, id, rootId } = verdict.pass
  expect(code).toBe(0)
  expect(json(stdout)).toEqual({
    ok: true,
    pass: {
      scope: [{ app: 'shop', model: 'User', id: '18446744073709551615', permissions: ['read'] }],
      issuedAt: issuedAt.toISOString(),
      expiresAt: expiresAt?.toISOString(),
      subject: null,
      id,
      rootId,
    },
  })
})

test('takes the values of --bind, the name space and the greatest age', async () => {
  const bound = tokens.generate(granted, { bind: ['v1', 5], salt: 'reset' })
  const same = ['--bind', 'v1', '--bind', 'int:5', '--salt', 'reset']
  const outcomes = await Promise.all(
    [
      [...same, '--max-age', '1h'],
      ['--bind', 'v1', '--bind', '5', '--salt', 'reset'],
      same.slice(0, 4),
      same.slice(4),
    ].map((options) => run(['validate', 'shop#read', bound, ...options], { secrets })),
  )
  expect(outcomes.map(({ code }) => code)).toEqual([0, 1, 1, 1])
})

test('with --apps asks only for what is declared, and reads ids as declared', async () => {
  const user = tokens.generate(scope.parse('shop.Badge:(1,%32)#wear'))
  const outcomes = await Promise.all([
    run(['validate', 'shop.Badge:(1,2)#wear', user, '--apps', appsFile], { secrets }),
    run(['validate', 'shop.Badge:(1,2)#wear', user], { secrets }),
    run(['validate', 'blog.Post:42#publish', token, '--apps', appsFile], { secrets }),
  ])
  expect(outcomes.map(({ code }) => code)).toEqual([0, 1, 2])
})

test('takes its secrets from a file: by lines or commas, each of them, with white space around', async () => {
  const folder = temporaryFolder()
  const file = join(folder, 'secrets')
  writeFileSync(file, `\n ${keygen(secrets)} ,\r\n${secrets}\r\n\n`, { mode: 0o600 })
  expect(await run(['validate', 'authentic', token, '--secrets-file', file])).toMatchObject({
    code: 0,
    stderr: '',
  })
})

test('accepts what was narrowed, and nothing more', async () => {
  const weaker = narrow(token, { to: scope.parse('blog.Post:42#read'), expiresIn: '1h' })
  const outcomes = await Promise.all(
    ['blog.Post:42#read', 'blog.Post:42#change'].map((required) =>
      run(['validate', required], { secrets, stdin: weaker }),
    ),
  )
  expect(outcomes.map(({ code }) => code)).toEqual([0, 1])
})
