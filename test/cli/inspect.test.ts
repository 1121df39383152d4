/**
 * `latchkey inspect`.
 */
import { expect, test } from 'vitest'
import { inspect, keygen, latchkey, narrow, scope } from '../../src/index.ts'
import { appsFile, run } from './command-line.ts'

const { tokens } = latchkey({ secrets: keygen(), apps: [] })

test('shows all that a token says, every line as unverified, without a secret', async () => {
  const made = tokens.generate(scope.parse('blog.Post:42#change,read shop#see'), {
    subject: 'alice',
    uses: 3,
    bind: ['v1'],
    expiresIn: '7d',
  })
  const token = narrow(made, { to: scope.parse('blog.Post#read'), expiresIn: '1h' })
  const outcomes = await Promise.all([run(['inspect', token]), run(['inspect'], { stdin: `${token}\n` })])
  expect(outcomes[1]).toEqual(outcomes[0])
  expect(outcomes[0]).toMatchObject({ code: 0, stderr: '' })
  const [title, ...lines] = outcomes[0].stdout.trimEnd().split('\n')
  expect(title).toMatch(/^unverified: /)
  for (const line of lines) expect(line).toMatch(/^ {2}(unverified \w| {20})/)
  const shown = lines.map((line) => line.trim().replaceAll(/ {2,}/g, ': '))
  expect(shown).toEqual(
    expect.arrayContaining([
      'unverified scope: blog.Post:42#read',
      'unverified subject: "alice"',
      'unverified uses: 3',
      'unverified traits: unique, bound to values that are not in it',
      'unverified made with: blog.Post:42#change,read',
      'unverified narrowing 1: blog.Post#read',
    ]),
  )
})

test('prints JSON: dates in ISO, a bigint as its decimal text, null for what is not there', async () => {
  const token = tokens.generate(scope.parse('shop.User:-9223372036854775808#read'), { expiresIn: '1h' })
  const { code, stdout } = await run(['inspect', '--json', token])
  const seen = inspect(token)
  if (!seen.ok) throw new Error(seen.detail)
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    ok: true,
    unverifiedScope: [{ app: 'shop', model: 'User', id: '-9223372036854775808', permissions: ['read'] }],
    unverifiedIssuedAt: seen.unverifiedIssuedAt.toISOString(),
    unverifiedExpiresAt: seen.unverifiedExpiresAt?.toISOString(),
    unverifiedSubject: null,
    unverifiedUses: null,
    unverifiedId: seen.unverifiedId,
    unverifiedNarrowings: [],
  })
})

test('exits with 1 for what is no token', async () => {
  const [plain, json, secret] = await Promise.all([
    run(['inspect', 'not-a-token']),
    run(['inspect', '--json'], { stdin: 'not-a-token' }),
    run(['inspect'], { stdin: keygen() }),
  ])
  expect(plain).toMatchObject({ code: 1, stderr: '' })
  expect(plain.stdout).toMatch(/^no token: malformed\n {2}detail {2}/)
  expect(json.code).toBe(1)
  expect(JSON.parse(json.stdout)).toEqual({
    ok: false,
    reason: 'malformed',
    detail: expect.any(String) as string,
  })
  expect(secret.stdout).toMatch(/this is a secret, not a token/)
})

test('marks what the apps of --apps do not know', async () => {
  const token = tokens.generate(scope.parse('blog.Post:42#read blog.Pots#read shop#see'))
  const { code, stdout } = await run(['inspect', token, '--apps', appsFile])
  expect(code).toBe(0)
  expect(stdout).toMatch(/blog\.Pots#read {2}\(not in --apps\)\n/)
  expect(stdout.match(/not in --apps/g)).toHaveLength(1)
})

test('shows a subject that would move the cursor or reverse the line as it is written, not as it acts', async () => {
  const token = tokens.generate(scope.parse('blog#read'), { subject: 'Zoë\u001b[2J\u202e\u009b\u{e0001}\n' })
  const [plain, json] = await Promise.all([run(['inspect', token]), run(['inspect', token, '--json'])])
  const written = String.raw`"Zoë\u001b[2J\u202e\u009b\udb40\udc01\n"`
  expect(plain.stdout).toContain(written)
  expect(json.stdout).toContain(written)
  expect(`${plain.stdout}${json.stdout}`.replaceAll('\n', '')).not.toMatch(/\p{C}/u)
})

test('--open takes nothing that it would have to hand to a browser', async () => {
  const token = tokens.generate(scope.parse('*#read'))
  const outcomes = await Promise.all([
    run(['inspect', '--open', token]),
    run(['inspect', '--open', '--json']),
    run(['inspect', '--open', '--lock', 'latchkey.lock.json']),
  ])
  for (const { code, stdout, stderr } of outcomes) {
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('--open opens an empty page and stands alone')
    expect(stderr).not.toContain(token)
  }
})
