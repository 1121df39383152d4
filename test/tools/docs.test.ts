import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { fromMarkdown, fromSource } from '../../tools/docs/blocks.ts'
import { problemOf } from '../../tools/docs/quotations.ts'
import { rewrite } from '../../tools/docs/rewrite.ts'
import { runShell } from '../../tools/docs/shell.ts'

/** Plays modules as `tools/docs.ts` does: what is wrong with each, or null. */
function play(...examples: string[]): (string | null)[] {
  const folder = mkdtempSync(join(tmpdir(), 'docs-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const plan = examples.map((example, index) => {
    const { code, places } = rewrite(`${index}.md`, `\n${example}`)
    const path = `${index}.mts`
    writeFileSync(
      join(folder, path),
      `import { $equals, $throws } from '${resolve('tools/docs/checks.ts')}'${code}`,
    )
    return { path, places }
  })
  writeFileSync(join(folder, 'plan.json'), JSON.stringify(plan))
  const { stderr } = spawnSync('node', [resolve('tools/docs/run.ts')], { cwd: folder, encoding: 'utf8' })
  expect(stderr).toBe('')
  return JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8')) as (string | null)[]
}

test('right values pass', () => {
  const examples = [
    '1 + 1 // => 2',
    'const sum: number = 1 + 1 // => 2',
    'export const list = [1, { a: new Date(5) }]\n// => [1, { a: new Date(5) }]',
    "'lk' + Math.random() // => 'lk…'",
    "await Promise.resolve('é😀') // => 'é😀'",
    'const x = 1\n;({ x }) // => { x: 1 }\nlet y = [x]; // => [1]\ny.length; // => 1',
    '({ a: 1, b: [2] }) // => { a: 1,\n                   //      b: [2] }\n// and some prose',
    "throw_() // => throws FAR\nfunction throw_() { throw Object.assign(new Error(''), { code: 'FAR' }) }",
    "const made = Promise.reject(Object.assign(new Error(''), { code: 'FAR' })) // => throws FAR",
    'for (const one of [1, 1]) {\n  if (one) one // => 1\n}',
    'const use = (action: () => void) => (action(), 3)\nuse(() => {\n  1 // => 1\n}) // => 3',
  ]
  expect(play(...examples)).toEqual(examples.map(() => null))
})

test('a wrong value fails, and does not stop the next example', () => {
  expect(
    play(
      '1 + 1 // => 3',
      'const sum = 1 + 1\n// => 3',
      "'xy' // => 'lk…'",
      '({ a: 1 }) // => { a: 1, b: undefined }',
      '1 // => throws FAR',
      "JSON.parse('{') // => throws FAR",
      'try {\n  1 // => 2\n} catch {}',
      '1 // => 1',
    ),
  ).toEqual([
    'gives 2, not 3 (line 2)',
    'gives 2, not 3 (line 3)',
    "gives 'xy', not 'lk…' (line 2)",
    'gives { a: 1 }, not { a: 1, b: undefined } (line 2)',
    'gives 1, and throws no FAR (line 2)',
    expect.stringMatching(/^throws SyntaxError: .*, not FAR \(line 2\)$/),
    'gives 1, not 2 (line 3)',
    null,
  ])
})

test('an example fails that throws, or that never reaches its check', () => {
  expect(
    play(
      "\nthrow new Error('no')",
      'const late = () => {\n  1 // => 1\n}',
      "queueMicrotask(() => {\n  throw new Error('stray')\n})",
      '1 // => 1',
    ),
  ).toEqual(['throws no (line 3)', 'never reaches the // => of line 3', 'throws stray (line 3)', null])
})

test.each([
  ['1\n\nconst {a} = {a: 1} // => 1', '// => needs a declaration of one plain name (line 3)'],
  ['// => 1', 'no expression before this // => (line 1)'],
  ['import "a" // => 1', 'no expression before this // => (line 1)'],
  ['1 // => one, more or less', 'what follows // => is no value (line 1)'],
  ['1\nconst b', '(line 2)'],
])('refuses %j', (code, message) => expect(() => rewrite('x.md', code)).toThrow(message))

test('no line moves', () => {
  const { code, places } = rewrite(
    'x.md',
    'f(\n  1,\n) // => 1\nconst a =\n  f() // => throws NO\nlast // => 2',
  )
  expect(places).toEqual(['x.md:3', 'x.md:5', 'x.md:6'])
  expect(code.split('\n')[5]).toBe('$equals("x.md:6", (last), (2)); // => 2')
})

test('Markdown gives its ts blocks, padded so that lines agree', () => {
  const text = [
    '# Title',
    '```ts',
    '// file: apps.ts',
    'export const a = 1',
    '```',
    '- ```typescript no-run',
    '- in a list',
    '  ```ts no-run',
    '  b()',
    '  ```',
    '````md',
    '```ts',
    'c()',
    '```',
    '````',
    '```ts continue',
    'd()',
    '```',
    '```ts fragment',
    '…',
    '```',
    '```sh',
    'e',
    '```',
    '```sh',
    'npx latchkey inspect < token',
    '```',
    '```sh no-run',
    'npx latchkey prune',
    '```',
    '```ts from examples/hono/main.ts',
    'f()',
    '```',
  ].join('\n')
  expect(fromMarkdown('x.md', text)).toEqual({
    file: 'x.md',
    blocks: [
      { place: 'x.md:3', name: 'apps.ts', run: true, code: '\n\n// file: apps.ts\nexport const a = 1' },
      { place: 'x.md:9', name: undefined, run: false, code: `${'\n'.repeat(8)}b()${'\n'.repeat(8)}d()` },
    ],
    quotations: [{ place: 'x.md:32', file: 'examples/hono/main.ts', code: 'f()' }],
    commands: [{ place: 'x.md:26', code: 'npx latchkey inspect < token' }],
    fragments: ['x.md:20'],
    problems: [],
  })
})

/** What is wrong with a quotation of a file. */
const problem = (code: string, file = 'examples/hono/main.ts'): string | undefined =>
  problemOf({ place: 'x.md:1', file, code })

test('what is cut from a program has to be in it, line by line', () => {
  expect(problem("app.get(\n  '/posts/:id',\n")).toBeUndefined()
  expect(problem("  app.get(\n'/posts/:id',")).toBeUndefined()
  expect(problem("app.get('/posts/:id',")).toBe('is not in examples/hono/main.ts as it is')
  expect(problem("'/posts/:id',\n  (c)")).toBe('is not in examples/hono/main.ts as it is')
  expect(problem('posts')).toBe('is not in examples/hono/main.ts as it is')
  expect(problem(' ')).toBe('cuts nothing')
  expect(problem('a', 'examples/none.ts')).toBe('there is no examples/none.ts')
  expect(problem('a', 'src/index.ts')).toContain('is nothing that CI runs')
})

test('commands of a page are run in one folder, and what they print is compared', async () => {
  const blocks = [
    "npx latchkey generate 'blog.Post:42#read' --expires-in 1h > token",
    "npx latchkey validate 'blog.Post:42#read' < token # => valid…",
    "npx latchkey validate 'blog.Post:43#read' < token",
    'npx latchkey inspect < token > /dev/null # => no such line',
    'npx latchkey revocations; echo a; echo b # => b\n# => a',
  ]
  const commands = blocks.map((code, index) => ({ place: `x.md:${index}`, code }))
  const problems = await runShell(commands)
  expect(problems.map(({ place }) => place)).toEqual(['x.md:2', 'x.md:3', 'x.md:4'])
  expect(problems[0]!.reason).toMatch(/^ends with 1: .*insufficient/s)
  expect(problems[1]!.reason).toMatch(/^prints no 'no such line'/)
  expect(problems[2]!.reason).toMatch(/^prints no 'a'/)
}, 30_000)

test('what would go unnoticed is a problem', () => {
  expect(fromMarkdown('x.md', '```ts continue\na\n```\n```ts norun\nb\n```').problems).toEqual([
    { place: 'x.md:2', reason: 'there is no block before it to continue' },
    { place: 'x.md:5', reason: "'norun' after ```ts is none of no-run, fragment, continue, from FILE" },
  ])
  expect(fromSource('x.ts', '\n/**\n * @example\n * a()\n */\n').problems).toEqual([
    { place: 'x.ts:2', reason: 'an @example without a ```ts block' },
  ])
})

test('a source gives the blocks of its doc comments only', () => {
  const source = [
    "const glob = 'src/**/*.ts' // ```ts",
    '/* ```ts',
    'no()',
    '``` */',
    '/**',
    ' * Adds.',
    ' *',
    ' * @example',
    ' * ```ts',
    ' * if (a) {',
    ' *   b() // => 1',
    ' * }',
    ' * ```',
    ' */',
    'export const x = 1',
  ].join('\n')
  expect(fromSource('src/x.ts', source)).toEqual({
    file: 'src/x.ts',
    blocks: [
      {
        place: 'src/x.ts:10',
        name: undefined,
        run: true,
        code: `${'\n'.repeat(9)}if (a) {\n  b() // => 1\n}`,
      },
    ],
    quotations: [],
    commands: [],
    fragments: [],
    problems: [],
  })
})
