/**
 * Two branches that number something, merged by Git.
 */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from './command-line.ts'
import { makeProject, models, written } from './lock-project.ts'
import type { Models } from './lock-project.ts'

/** Merges the locks that two branches wrote from one; `union` keeps the lines of both. */
function merge(ours: string, theirs: string, ...options: string[]): { code: number | null; text: string } {
  const folder = temporaryFolder()
  const files = { ours, base: written, theirs }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const args = ['merge-file', '-p', ...options, ...Object.keys(files)]
  const { status, stdout } = spawnSync('git', args, { cwd: folder, encoding: 'utf8' })
  return { code: status, text: stdout }
}
async function grown(own: Models): Promise<string> {
  const project = makeProject(own)
  project.write(written)
  await project.run()
  return project.text()
}

const hasGit = spawnSync('git', ['--version']).status === 0
describe.skipIf(!hasGit)('two branches that number something', () => {
  test('conflict; with both lines kept, --check names the number, and the line to delete', async () => {
    const both: Models = { ...models, Photo: ['read'], Video: ['read'] }
    const [ours, theirs] = await Promise.all([
      grown({ ...models, Photo: ['read'] }),
      grown({ ...models, Video: ['read'] }),
    ])
    const conflict = merge(ours, theirs)
    expect(conflict.code).toBe(1)
    const project = makeProject(both)
    project.write(conflict.text)
    const marked = await project.run('--check')
    expect(marked.code).toBe(1)
    expect(marked.stdout).toMatch(/:8: Git left a conflict here: .*delete the other and the marks of Git/)

    const kept = merge(ours, theirs, '--union').text
    expect(kept.match(/"number": 5/g)).toHaveLength(2)
    project.write(kept)
    const twice = await project.run('--check')
    expect(twice.code).toBe(1)
    expect(twice.stdout).toBe(
      `${project.lock}:9: number 5 stands for blog.Photo and for blog.Video, as when two branches added to it at once: ` +
        'keep the line whose tokens are in use, delete the other, and run latchkey lock again (the first of them is line 8)\n',
    )

    project.write(kept.split('\n').toSpliced(8, 1).join('\n'))
    expect((await project.run()).stdout).toBe(`wrote ${project.lock}\n  added  blog.Video\n`)
    expect((await project.run('--check')).code).toBe(0)
    expect(project.text()).toContain('"number": 5, "path": "blog.Photo"')
    expect(project.text()).toContain('"number": 6, "path": "blog.Video"')
  })

  test('conflict over the permissions of a model; an order that moves a bit is refused against either', async () => {
    const [ours, theirs] = await Promise.all([
      grown({ ...models, Post: ['read', 'change', 'pin'] }),
      grown({ ...models, Post: ['read', 'change', 'hide'] }),
    ])
    expect(merge(ours, theirs).code).toBeGreaterThan(0)
    const project = makeProject({ ...models, Post: ['read', 'change', 'pin', 'hide'] })
    const base = join(project.folder, 'base.json')
    writeFileSync(base, ours)
    // Where both lines are kept.
    project.write(merge(ours, theirs, '--union').text)
    expect((await project.run('--check')).stdout).toMatch(
      /:7: number 1 stands for \* twice, .*delete the other/,
    )
    // Where they are joined in the wrong order.
    project.write(ours.replaceAll('"pin"', '"hide", "pin"'))
    expect((await project.run('--check')).code).toBe(0)
    const refused = await project.run('--check', '--against', base)
    expect(refused.code).toBe(1)
    expect(refused.stdout).toContain(
      `${project.lock}:4: permission 3 of number 1 (*) is hide, and pin at ${base}:4: `,
    )
    // As the sentence says.
    project.write(ours)
    await project.run()
    expect((await project.run('--check', '--against', base)).code).toBe(0)
  })
})
