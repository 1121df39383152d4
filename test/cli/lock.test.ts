/**
 * `latchkey lock`: what it writes.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { keygen } from '../../src/index.ts'
import { run } from './command-line.ts'
import { library, makeProject, models, written } from './lock-project.ts'

describe('writing', () => {
  test('numbers the apps, one entry a line, and changes nothing the second time', async () => {
    const project = makeProject()
    const first = await project.run()
    expect(first).toEqual({
      code: 0,
      stdout: `wrote ${project.lock}\n  added  *\n         blog\n         blog.Post\n         blog.Tag\n`,
      stderr: '',
    })
    expect(project.text()).toBe(written)
    expect(readdirSync(project.folder).toSorted()).toEqual(['apps.ts', 'latchkey.lock.json'])
    expect(await project.run()).toEqual({ code: 0, stdout: `nothing changed: ${project.lock}\n`, stderr: '' })
    // As Git may write it on Windows.
    project.write(written.replaceAll('\n', '\r\n'))
    expect((await project.run()).stdout).toMatch(/^nothing changed/)
    expect((await project.run('--check')).code).toBe(0)
  })

  test('adds behind what is there, retires what is gone, and names what may have been renamed', async () => {
    const project = makeProject()
    project.write(written)
    project.declare({ Post: ['read', 'edit'], Note: ['read'] })
    const { code, stdout, stderr } = await project.run('--json')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toEqual({
      file: project.lock,
      changed: true,
      added: ['*#edit', 'blog#edit', 'blog.Post#edit', 'blog.Note'],
      retired: ['*#change', 'blog#change', 'blog.Post#change', 'blog.Tag'],
      renamed: [],
    })
    expect(stderr).toContain("--rename 'blog.Post#change=blog.Post#edit' --rename 'blog.Tag=blog.Note'\n")
    expect(project.text().split('\n').slice(5, 8)).toEqual([
      '    { "number": 3, "path": "blog.Post", "permissions": ["read", "!change", "edit"] },',
      '    { "number": 4, "path": "blog.Tag", "permissions": ["read"], "retired": true },',
      '    { "number": 5, "path": "blog.Note", "permissions": ["read"] }',
    ])
  })

  test('says that what is retired stays so', async () => {
    const project = makeProject({ Post: ['read', 'change'] })
    project.write(written)
    const { code, stdout, stderr } = await project.run()
    expect(code).toBe(0)
    expect(stdout).toBe(`wrote ${project.lock}\n  retired  blog.Tag\n`)
    expect(stderr).toBe(
      `What is retired grants nothing, for good. If that is not meant, restore ${project.lock} as it was\n`,
    )
  })

  test('keeps numbers and bits under new names', async () => {
    const project = makeProject()
    project.write(written)
    project.declare({ Post: ['read', 'edit'], Note: ['read'] })
    const renames = [
      'blog.Tag=blog.Note',
      ...['*', 'blog', 'blog.Post'].map((at) => `${at}#change=${at}#edit`),
    ]
    const { code, stdout, stderr } = await project.run(...renames.flatMap((each) => ['--rename', each]))
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain('renamed  blog.Tag to blog.Note\n           *#change to *#edit\n')
    expect(project.text()).toContain(
      '["read", "edit<change"] },\n    { "number": 4, "path": "blog.Note", "was"',
    )
    const base = join(project.folder, 'base.json')
    writeFileSync(base, written)
    expect((await project.run('--check', '--against', base)).code).toBe(0)
  })

  test('refuses renames that come to nothing, and writes nothing then', async () => {
    const project = makeProject()
    project.write(written)
    const cases: [string[], RegExp][] = [
      [['blog.Pots=blog.Post'], /the lock has no such path/],
      [['blog.Post=blog.Note'], /has no blog\.Note; rename it there first/],
      [['blog.Post#read=blog.Post#change'], /in use/],
      [['blog.Post'], /--rename is OLD=NEW/],
      [['blog=a', 'blog=b'], /blog is renamed twice/],
      [['*=blog'], /cannot be made/],
    ]
    const outcomes = await Promise.all(
      cases.map(([renames]) => project.run(...renames.map((each) => `--rename=${each}`))),
    )
    expect(outcomes.map(({ code, stdout }) => ({ code, stdout }))).toEqual(
      cases.map(() => ({ code: 2, stdout: '' })),
    )
    for (const [index, [, sentence]] of cases.entries()) expect(outcomes[index]!.stderr).toMatch(sentence)
    expect(project.text()).toBe(written)
  })

  test('reads what is not exactly in its form, and mends that', async () => {
    const project = makeProject()
    const compact = JSON.stringify(JSON.parse(written))
    const shapes = [compact, JSON.stringify(JSON.parse(written), null, 2), written.replaceAll('},\n', '}\n')]
    for (const shape of shapes) {
      project.write(shape)
      expect((await project.run('--check')).stdout).toMatch(
        /:\d+: this line is not as latchkey lock writes it/,
      )
      expect((await project.run()).stdout).toContain('nothing but the form of its lines')
      expect(project.text()).toBe(written)
    }
  })

  test('takes JavaScript, and another place for the lock', async () => {
    const project = makeProject(models, 'mjs')
    const lock = join(project.folder, 'other.json')
    expect((await project.run('--lock', lock)).code).toBe(0)
    expect(readFileSync(lock, 'utf8')).toBe(written)
    expect(readdirSync(project.folder).toSorted()).toEqual(['apps.mjs', 'other.json'])
  })
})

describe('wrong usage', () => {
  test('is one sentence and exit code 2', async () => {
    const [project, empty, stale] = [makeProject(), makeProject(), makeProject()]
    project.write(written.replace('"number": 3', '"number": 2'))
    writeFileSync(empty.apps, 'export const pageSize = 20')
    writeFileSync(
      stale.apps,
      `import { defineApp, keygen, latchkey } from '${library}'
export const blog = defineApp('blog', { Post: {} })
latchkey({ secrets: keygen(), apps: [blog], lock: { format: 'latchkey-lock/1', nodes: [] } })`,
    )
    const cases: [string[], RegExp][] = [
      [[], /^error: lock needs FILE: latchkey lock FILE\n/],
      [[empty.apps], /^error: lock: .* exports no app of this copy of latchkey/],
      [[join(empty.folder, 'none.ts')], /^error: lock: there is no file .*none\.ts\n/],
      [[stale.apps], /^error: lock: .* calls latchkey\(\) with the lock .*in a file of their own\n/],
      [[project.apps], /^error: .*latchkey\.lock\.json:6: number 2 stands for blog and for blog\.Post/],
      [[project.apps, '--against', project.lock], /^error: --against goes with --check/],
      [[project.apps, '--check', '--rename=a=b'], /^error: --rename .* does not go with --check/],
      [
        [project.apps, '--check', '--against', 'none.json'],
        /^error: --against: there is no file none\.json\n/,
      ],
      [[project.apps, '--lock', project.folder], /^error: lock: .* cannot be read \(EISDIR\)\n/],
      [[stale.apps, '--lock', join(stale.folder, 'none', 'x.json')], /^error: lock: .* calls latchkey/],
    ]
    const outcomes = await Promise.all(cases.map(([args]) => run(['lock', ...args])))
    for (const [index, [, sentence]] of cases.entries()) {
      expect(outcomes[index]).toMatchObject({ code: 2, stdout: '' })
      expect(outcomes[index]!.stderr).toMatch(sentence)
      expect(outcomes[index]!.stderr).toMatch(/^[^\n]+\n(see 'latchkey lock --help'\n)?$/)
    }
  })

  test('repeats nothing of a file that is no lock', async () => {
    const project = makeProject()
    const secret = keygen()
    for (const text of [secret, `{ "${secret}": 1 }`, `"${secret}"`, `{ ${secret}`]) {
      project.write(text)
      const outcomes = await Promise.all([
        project.run(),
        project.run('--check'),
        run(['inspect', 'x', '--lock', project.lock]),
      ])
      expect(outcomes.map(({ code }) => code)).toEqual([2, 1, 2])
      for (const { stdout, stderr } of outcomes) {
        expect(stdout + stderr).toContain('latchkey.lock.json:1: this is not what latchkey lock writes')
        expect(stdout + stderr).not.toContain(secret.slice(10, 20))
      }
    }
  })
})
