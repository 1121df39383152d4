/**
 * `latchkey lock --check`: what it finds.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makeProject, written } from './lock-project.ts'

describe('--check', () => {
  const lines = written.split('\n')
  const edit = (line: number, ...replaced: string[]): string =>
    lines.toSpliced(line - 1, 1, ...replaced).join('\n')
  const cases: [string, string, string][] = [
    [
      'a number twice',
      edit(7, lines[6]!.replace('4', '3')),
      '7: number 3 stands for blog.Post and for blog.Tag, ',
    ],
    ['a line twice', edit(6, lines[5]!, lines[5]!), '7: number 3 stands for blog.Post twice, '],
    ['a line that is gone', edit(5), '5: the line of number 2 is missing or moved'],
    [
      'lines in another order',
      edit(5, lines[5]!, lines[4]!).replace(/\n.*\n {2}\]/, '\n  ]'),
      '5: the line of',
    ],
    ['a mark of Git', edit(5, '<<<<<<< HEAD', lines[4]!), '5: Git left a conflict here: '],
    ['what is no JSON', edit(5, lines[4]!.replace('[', '')), '5: this is not what latchkey lock writes: '],
    [
      'a permission twice',
      edit(6, lines[5]!.replace('change', 'read')),
      '6: the line of number 3 has read twice',
    ],
    [
      'a name with a space',
      edit(6, lines[5]!.replace('change', 'c d')),
      '6: a permission has a character that',
    ],
    [
      'another field',
      edit(6, lines[5]!.replace(' }', ', "note": 1 }')),
      '6: a line of the lock has no option',
    ],
    ['another format', edit(2, '  "format": "latchkey-lock/2",'), '2: its format is not latchkey-lock/1'],
    [
      '* retired',
      edit(4, lines[3]!.replace(' }', ', "retired": true }')),
      '4: number 1 is *, which is never',
    ],
    [
      'other spaces',
      edit(6, lines[5]!.replace('3,', ' 3,')),
      '6: this line is not as latchkey lock writes it',
    ],
    [
      'a name in other letters',
      edit(6, lines[5]!.replace('Post', '%50ost')),
      '6: this line is not as latchkey',
    ],
    [
      'a permission gone',
      edit(6, lines[5]!.replace(', "change"', '')),
      '6: blog.Post#change is not in the lock',
    ],
    [
      'a model gone',
      edit(7).replace('},\n  ]', '}\n  ]'),
      '7: blog.Tag is not in the lock\nrun latchkey lock ',
    ],
    [
      'a model retired',
      edit(7, lines[6]!.replace(' }', ', "retired": true }')),
      '8: blog.Tag is not in the lock',
    ],
    [
      'a model too many',
      edit(7, `${lines[6]},`, lines[6]!.replace('4', '5').replace('Tag', 'X')),
      '8: blog.X is in no',
    ],
  ]

  test('names the line that is wrong, and how to mend it; it writes nothing', async () => {
    const outcomes = await Promise.all(
      cases.map(async ([, text]) => {
        const project = makeProject()
        project.write(text)
        const outcome = await project.run('--check')
        expect(project.text()).toBe(text)
        return { ...outcome, stdout: outcome.stdout.replaceAll(`${project.lock}:`, '') }
      }),
    )
    const said = cases.map(([name], index) => [name, outcomes[index]])
    expect(said).toEqual(
      cases.map(([name, , problem]) => [
        name,
        { code: 1, stderr: '', stdout: expect.stringContaining(problem) as string },
      ]),
    )
    for (const { stdout } of outcomes)
      expect(stdout).toMatch(/^\d+: .*(latchkey lock|restore|retire|delete|use)/s)
  })

  test('prints JSON', async () => {
    const project = makeProject()
    const missing = await project.run('--check', '--json')
    expect(missing.code).toBe(1)
    expect(JSON.parse(missing.stdout)).toEqual({
      ok: false,
      file: project.lock,
      problems: [{ line: null, problem: 'there is no such file' }],
      mending: `run latchkey lock ${project.apps}, and commit what it writes`,
    })
    project.write(written)
    const good = await project.run('--check', '--json')
    expect(good.code).toBe(0)
    expect(JSON.parse(good.stdout)).toEqual({ ok: true, file: project.lock, problems: [], mending: null })
  })

  test('--against refuses whatever moved, with the lines of both files', async () => {
    const base = written.replace(
      '"blog.Tag", "permissions": ["read"]',
      '"blog.Tag", "permissions": ["!see", "read"]',
    )
    const longer = base.replace(
      '["read", "change"] },\n    { "number": 4',
      '["read", "change", "edit"] },\n    { "number": 4',
    )
    const againstCases: [string, string][] = [
      [written, '7: permission 1 of number 4 (blog.Tag) is read, and see at base.json:7: '],
      [
        base.replace('!see', 'see'),
        '7: permission 1 of number 4 (blog.Tag), see, is live, and retired at base.json:7',
      ],
      [
        base.replace('"!see", "read"', '"!see"'),
        '7: permission 2 of number 4 (blog.Tag) is missing, which is read at',
      ],
      [
        base.replace('blog.Tag', 'blog.Label'),
        '7: number 4 stands for blog.Label, and for blog.Tag at base.json:7',
      ],
      [base.replace(/,\n.*Tag.*\n/, '\n'), '7: number 4 is missing, which is blog.Tag at base.json:7'],
    ]
    const outcomes = await Promise.all(
      [...againstCases, [longer, ''] as const].map(async ([text]) => {
        const project = makeProject()
        project.write(text)
        const file = join(project.folder, 'base.json')
        writeFileSync(file, base)
        const { stdout } = await project.run('--check', '--against', file)
        return stdout.replaceAll(`${project.folder}/`, '').replaceAll('latchkey.lock.json:', '')
      }),
    )
    expect(outcomes.slice(0, -1)).toEqual(
      againstCases.map(([, problem]) => expect.stringContaining(problem) as string),
    )
    for (const stdout of outcomes.slice(0, -1))
      expect(stdout).toMatch(/never moves, so take that file, and run/)
    // It grew; what the apps do not declare is another matter.
    expect(outcomes.at(-1)).toMatch(/^6: blog\.Post#edit is in no app, and not retired\n/)
  })
})
