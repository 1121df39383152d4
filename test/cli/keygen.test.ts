/**
 * `latchkey keygen`.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { inspect, keygen, latchkey, scope } from '../../src/index.ts'
import { run, temporaryFolder } from './command-line.ts'

const keyText = /^lksecret1_[\w-]{49}$/

test('prints a secret that latchkey() takes, another each time', async () => {
  const [one, other] = await Promise.all([run(['keygen']), run(['keygen'])])
  expect(one).toMatchObject({ code: 0, stderr: '' })
  expect(one.stdout).toMatch(/^\S+\n$/)
  expect(latchkey({ secrets: one.stdout.trim(), apps: [] })).toBeDefined()
  expect(other.stdout).not.toBe(one.stdout)
})

test('prints JSON', async () => {
  const { code, stdout } = await run(['keygen', '--json'])
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toEqual({ key: expect.stringMatching(keyText) as string })
})

test('prints a secret that can stand beside those of the environment, or of a file', async () => {
  // With 200 of 256 key ids taken, a secret that was drawn without a look at them would collide.
  const keyIds = new Map<number, string>()
  while (keyIds.size < 200) {
    const key = keygen()
    const seen = inspect(latchkey({ secrets: key, apps: [] }).tokens.generate(scope.parse('a#b')))
    if (seen.ok) keyIds.set(seen.unverifiedKeyId, key)
  }
  const ring = [...keyIds.values()]
  const file = join(temporaryFolder(), 'secrets')
  writeFileSync(file, ring.join('\n'), { mode: 0o600 })
  const outcomes = await Promise.all([
    ...Array.from({ length: 3 }, () => run(['keygen'], { secrets: ring.join(',') })),
    run(['keygen', '--secrets-file', file]),
  ])
  for (const { code, stdout, stderr } of outcomes) {
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(latchkey({ secrets: [stdout.trim(), ...ring], apps: [] })).toBeDefined()
  }
})

test('still helps who has a bad secret in the environment, with a warning', async () => {
  const { code, stdout, stderr } = await run(['keygen'], { secrets: 'correct horse battery staple' })
  expect(code).toBe(0)
  expect(stdout.trim()).toMatch(keyText)
  expect(stderr).toMatch(/^warning: the new secret is not compared with LATCHKEY_SECRETS: .*\n$/)
  expect(stderr).not.toContain('horse')
})

test('takes an empty variable for none', async () => {
  expect(await run(['keygen'], { secrets: '' })).toMatchObject({ code: 0, stderr: '' })
})
