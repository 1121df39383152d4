/**
 * `latchkey narrow`.
 */
import { expect, test } from 'vitest'
import { inspect, keygen, latchkey, scope } from '../../src/index.ts'
import { appsFile, run } from './command-line.ts'

const { tokens } = latchkey({ secrets: keygen(), apps: [] })
const token = tokens.generate(scope.parse('blog.Post#change,read'))
const required = scope.parse('blog.Post:42#read')

test('prints a weaker token, without a secret', async () => {
  const limits = ['--to', 'blog.Post:42#read', '--expires-in', '1h']
  const [argument, piped] = await Promise.all([
    run(['narrow', token, ...limits]),
    run(['narrow', ...limits], { stdin: `${token}\n` }),
  ])
  for (const { code, stdout, stderr } of [argument, piped]) {
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const verdict = tokens.verify(stdout.trim(), required)
    expect(verdict.ok && verdict.pass.expiresAt).toBeInstanceOf(Date)
    expect(tokens.validate(stdout.trim(), scope.parse('blog.Post:42#change'))).toBe(false)
    expect(tokens.validate(stdout.trim(), scope.parse('blog.Post:43#read'))).toBe(false)
  }
})

test('limits until a date, and prints JSON', async () => {
  const day = `${new Date().getUTCFullYear() + 2}-01-31`
  const { code, stdout } = await run(['narrow', token, '--expires-at', day, '--json'])
  expect(code).toBe(0)
  const made = JSON.parse(stdout) as { token: string }
  expect(made).toEqual({
    token: made.token,
    unverifiedId: expect.stringMatching(/^[0-9a-f]+$/) as string,
    unverifiedExpiresAt: `${day}T00:00:00.000Z`,
  })
  expect(tokens.validate(made.token, required)).toBe(true)
})

test('warns when nothing is left', async () => {
  const { code, stdout, stderr } = await run(['narrow', token, '--to', 'shop#read'])
  expect(code).toBe(0)
  expect(stderr).toMatch(/^warning: the narrowed token grants nothing: .*\n$/)
  expect(inspect(stdout.trim())).toMatchObject({ ok: true, unverifiedScope: [] })
})

test('needs a limit, a token, and one that may be narrowed', async () => {
  const sealed = tokens.generate(required, { narrowable: false })
  const outcomes = await Promise.all([
    run(['narrow', token]),
    run(['narrow', '--expires-in', '1h']),
    run(['narrow', sealed, '--expires-in', '1h']),
    run(['narrow', token, '--expires-in', 'never']),
    run(['narrow', token, '--to', 'blog.Post:42#publish', '--apps', appsFile]),
  ])
  expect(outcomes.map(({ code }) => code)).toEqual([2, 2, 2, 2, 2])
  expect(outcomes.map(({ stderr }) => stderr.split('\n')[0])).toEqual([
    'error: narrow takes a limit: --to SCOPE, --expires-in DURATION or --expires-at DATE',
    expect.stringMatching(/^error: narrow takes a token: .* \(MALFORMED_TOKEN\)$/),
    'error: this token was made with --no-narrowable (SEALED_TOKEN)',
    expect.stringMatching(/^error: --expires-in is no duration: .* \(INVALID_OPTION\)$/),
    expect.stringMatching(/\(UNKNOWN_PERMISSION\)$/),
  ])
})
