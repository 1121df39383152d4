/**
 * Runs every example of the documentation: the ```ts blocks of the Markdown files and of the comments in src/, and the commands of
 * the pages that call `npx latchkey`.
 *
 * Each block becomes a module in .docs-check/, is checked by the compiler and run against the sources; every `// =>` is compared. What
 * is cut from a program of examples/, which has other packages, has to be in it as it is.
 * The last line is a line of JSON for `tools/test.ts`.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { type Document, fromMarkdown, fromSource } from './docs/blocks.ts'
import { problemOf } from './docs/quotations.ts'
import { rewrite } from './docs/rewrite.ts'
import { runShell } from './docs/shell.ts'
import { keygen } from '../src/index.ts'

/** An example that was written: `path` is relative to {@link folder}. */
interface Module {
  place: string
  path: string
  places: string[]
  run: boolean
}

const folder = '.docs-check'
const pages = ['README', 'CONTRIBUTING', 'SECURITY', 'ARCHITECTURE', 'CHANGELOG', 'docs/**/*'].map(
  (page) => `${page}.md`,
)
const checks = resolve('tools/docs/checks.ts')

/** The first thing that is wrong, by the place of a block. */
const failures = new Map<string, string>()
function fail(place: string, reason: string): void {
  if (!failures.has(place)) failures.set(place, reason)
}

function write({ file, blocks }: Document): Module[] {
  const modules: Module[] = []
  for (const { place, name, run, code } of blocks) {
    const path = join(file.replace(/\.\w+$/, ''), name ?? `line-${place.split(':').at(-1)}.ts`)
    const target = join(folder, path)
    try {
      if (existsSync(target)) throw new Error(`${name} is already an earlier block of ${file}`)
      const checked = rewrite(file, code)
      // The first line of a document holds no code; it is free for the import.
      const specifier = relative(dirname(resolve(target)), checks)
      mkdirSync(dirname(target), { recursive: true })
      writeFileSync(target, `import { $equals, $throws } from '${specifier}'${checked.code}`)
      modules.push({ place, path, places: checked.places, run })
    } catch (error) {
      fail(place, error instanceof Error ? error.message : String(error))
    }
  }
  return modules
}

/** Compiles all modules at once; the errors of a module are its failure. Those of src/ are the business of `npm run check`. */
function compile(modules: Module[]): void {
  const strict = ['noUnusedLocals', 'noUnusedParameters', 'noPropertyAccessFromIndexSignature']
  const options = [...strict, 'isolatedDeclarations', 'declaration'].map((option) => [option, false])
  const config = {
    extends: '../tsconfig.json',
    compilerOptions: Object.fromEntries(options) as unknown,
    include: [],
    files: modules.map(({ path }) => path),
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config, null, 2))
  const { status, stdout, error } = spawnSync('tsc', ['-p', folder, '--pretty', 'false'], {
    encoding: 'utf8',
  })
  const errors = stdout
    .split('\n')
    .filter((line) => line.includes(' error TS') || line.startsWith('error TS'))
  if (error !== undefined || (status !== 0 && errors.length === 0)) throw error ?? new Error(stdout)
  for (const line of errors) {
    const [, file = '', at, message] = /^(.+?)\((\d+),\d+\): error (.*)$/.exec(line) ?? []
    const module = modules.find(({ path }) => resolve(file) === resolve(folder, path))
    if (module !== undefined) fail(module.place, `does not compile: ${message} (line ${at})`)
    else if (!file.startsWith('src/')) throw new Error(line)
  }
}

/** Runs all modules in one process, with a secret of its own. */
function execute(modules: Module[]): void {
  writeFileSync(join(folder, 'plan.json'), JSON.stringify(modules))
  const args = [
    '--conditions=@latchkey/source',
    '--disable-warning=ExperimentalWarning',
    '../tools/docs/run.ts',
  ]
  const env = { ...process.env, LATCHKEY_SECRETS: keygen() }
  const { status, stderr } = spawnSync('node', args, { cwd: folder, encoding: 'utf8', timeout: 300_000, env })
  const file = join(folder, 'results.json')
  if (status !== 0 || !existsSync(file))
    throw new Error(`the process of the examples ended with ${status}\n${stderr}`)
  const results = JSON.parse(readFileSync(file, 'utf8')) as (string | null)[]
  for (const [index, reason] of results.entries()) if (reason !== null) fail(modules[index]!.place, reason)
}

/** The reference holds the examples of src/, which are read there. */
function isElsewhere(path: string): boolean {
  return path.includes('node_modules') || path.includes('docs/reference')
}

function read(patterns: string[], parse: (file: string, text: string) => Document): Document[] {
  const files = globSync(patterns, { exclude: isElsewhere }).toSorted()
  return files.map((file) => parse(file, readFileSync(file, 'utf8')))
}

rmSync(folder, { recursive: true, force: true })
mkdirSync(folder)
const documents = [...read(pages, fromMarkdown), ...read(['src/**/*.ts'], fromSource)]
for (const { place, reason } of documents.flatMap(({ problems }) => problems)) fail(place, reason)
const modules = documents.flatMap(write)
if (modules.length > 0) {
  compile(modules)
  execute(modules.filter(({ run }) => run))
}
for (const { file, fragments } of documents)
  if (file.endsWith('.md'))
    for (const place of fragments)
      fail(place, 'nothing checks a fragment: cut it from a program, as `ts from FILE`')
const quotations = documents.flatMap((document) => document.quotations)
for (const quotation of quotations) {
  const problem = problemOf(quotation)
  if (problem !== undefined) fail(quotation.place, problem)
}
const pagesOfCommands = documents.map(({ commands }) => commands).filter(({ length }) => length > 0)
// Two pages at a time: a store that is not answered in time is an error of its commands.
const waiting = pagesOfCommands.values()
async function runPages(): Promise<void> {
  for (const blocks of waiting) for (const { place, reason } of await runShell(blocks)) fail(place, reason)
}
await Promise.all([runPages(), runPages()])

const byPlace = new Intl.Collator('en', { numeric: true })
const failed = [...failures].toSorted(([one], [other]) => byPlace.compare(one, other))
for (const [place, reason] of failed) console.log(`FAIL ${place}  ${reason}`)
const all = [...modules, ...quotations, ...pagesOfCommands.flat()]
const passed = all.filter(({ place }) => !failures.has(place)).length
console.log(JSON.stringify({ passed, failed: failed.length, skipped: [] }))
process.exitCode = failed.length > 0 ? 1 : 0
