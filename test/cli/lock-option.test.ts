/**
 * `--lock` of the commands that make, check or show tokens.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { defineApp, keygen, latchkey, lockOf, scope } from '../../src/index.ts'
import type { Lock } from '../../src/index.ts'
import { run, temporaryFolder } from './command-line.ts'
import { makeProject, models, written } from './lock-project.ts'

describe('--lock', () => {
  const secrets = keygen()
  const blog = defineApp('blog', {
    Post: { id: 'int', permissions: ['change', 'read'] },
    User: { id: 'int', permissions: ['read'] },
  })
  const lock: Lock = lockOf([blog])
  const { tokens } = latchkey({ secrets, apps: [blog], lock })
  const required = scope.parse('blog.Post:42#read')

  function lockFile(value: Lock = lock): string {
    const file = join(temporaryFolder(), 'latchkey.lock.json')
    writeFileSync(file, JSON.stringify(value))
    return file
  }

  test('makes a compact token with the names of the lock, and checks it', async () => {
    const file = lockFile()
    const made = await run(['generate', 'blog.Post:42#read', '--expires-in', '7d', '--lock', file], {
      secrets,
    })
    expect(made).toMatchObject({ code: 0, stderr: '' })
    const token = made.stdout.trim()
    expect(token.length).toBeLessThanOrEqual(40)
    expect(tokens.validate(token, required)).toBe(true)
    const [valid, nothing] = await Promise.all([
      run(['validate', 'blog.Post:42#read', token, '--lock', file], { secrets }),
      run(['validate', 'blog.Post:42#read', token], { secrets }),
    ])
    expect(valid.code).toBe(0)
    expect(valid.stdout).toContain('blog.Post:42#read')
    expect(nothing.code).toBe(1)
    expect(nothing.stdout).toMatch(/^refused: forged\n.*number 3 is not in this lock: there is none/)
  })

  test('narrows by numbers', async () => {
    const token = tokens.generate(scope.parse('blog.Post#change,read'))
    const limits = ['--to', 'blog.Post:42#read']
    const [byNumber, byName] = await Promise.all([
      run(['narrow', token, ...limits, '--lock', lockFile()]),
      run(['narrow', token, ...limits]),
    ])
    expect([byNumber, byName]).toMatchObject([
      { code: 0, stderr: '' },
      { code: 0, stderr: '' },
    ])
    expect(byNumber.stdout.length).toBeLessThan(byName.stdout.length)
    for (const { stdout } of [byNumber, byName]) {
      expect(tokens.validate(stdout.trim(), required)).toBe(true)
      expect(tokens.validate(stdout.trim(), scope.parse('blog.Post:42#change'))).toBe(false)
    }
  })

  test('names what inspect shows as numbers without it', async () => {
    const token = tokens.generate(scope.parse('blog.Post:42#read'), { subject: blog.User(7) })
    const older = lockFile({ ...lock, nodes: lock.nodes.slice(0, 2) })
    const [named, numbered, outdated] = await Promise.all([
      run(['inspect', token, '--lock', lockFile()]),
      run(['inspect', token]),
      run(['inspect', token, '--lock', older]),
    ])
    for (const { code, stderr } of [named, numbered, outdated])
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(named.stdout).toMatch(/scope +blog\.Post:42#read\n/)
    expect(named.stdout).toMatch(/subject +blog\.User:7\n/)
    expect(named.stdout).not.toContain('traits')
    expect(numbered.stdout).toMatch(/scope +#3:42#/)
    expect(numbered.stdout).toMatch(/subject +#4:7\n/)
    expect(numbered.stdout).toMatch(/traits +#3 and such are numbers of a lock: --lock FILE names them\n/)
    expect(outdated.stdout).toMatch(/traits +has numbers that this lock does not have\n/)
  })

  test('refuses a file that is not there, broken, or behind the apps, with its line', async () => {
    const project = makeProject({ ...models, Note: ['read'] })
    project.write(written)
    const broken = join(project.folder, 'broken.json')
    writeFileSync(broken, written.replace('"number": 3', '"number": 5'))
    const commaless = join(project.folder, 'commaless.json')
    writeFileSync(commaless, written.replaceAll('},\n', '}\n'))
    const args = ['generate', 'blog.Post:42#read', '--expires-in', '1h']
    const outcomes = await Promise.all([
      run([...args, '--lock', 'none.json'], { secrets }),
      run([...args, '--lock', broken], { secrets }),
      run([...args, '--lock', commaless], { secrets }),
      run([...args, '--apps', project.apps, '--lock', project.lock], { secrets }),
    ])
    for (const { code, stdout } of outcomes) expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(outcomes[0].stderr).toMatch(/^error: --lock: there is no file none\.json\n/)
    expect(outcomes[1].stderr).toMatch(
      /^error: --lock: .*broken\.json:6: the line of number 3 is missing or moved/,
    )
    expect(outcomes[2].stderr).toMatch(/^error: --lock: .*commaless\.json is no JSON/)
    expect(outcomes[3].stderr).toMatch(/does not number blog\.Note: .*latchkey lock.*\(LOCK_OUT_OF_DATE\)/)
  })

  test('is not picked up beside the apps without being asked for', async () => {
    const project = makeProject()
    project.write(written)
    const made = await run(['generate', 'blog.Post:42#read', '--expires-in', '1h', '--apps', project.apps], {
      secrets,
    })
    expect(latchkey({ secrets, apps: [] }).tokens.validate(made.stdout.trim(), required)).toBe(true)
  })
})
