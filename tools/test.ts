/**
 * The test command: every runner, two at a time, a line each as it ends, and the sum as the last line.
 *
 * A runner counts by a report of its own; one that leaves no report, or exits badly without a failure in it, counts as failed.
 * What is not installed or not running is named as skipped; with REQUIRE_SERVICES=1 a skip is a failure.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { styleText } from 'node:util'
import { readVitest } from './report.ts'
import type { Report } from './report.ts'

interface Runner {
  name: string
  command: string[]
  /** What it is told beside. */
  env?: Record<string, string>
  /** Whether it packs the library, and so writes dist/: no two do at once. */
  packs?: true
  /** Whether it measures: nothing runs beside it. */
  alone?: true
  /** Reads the counts from what the runner wrote; throws when there is no report. */
  report(output: string): Report
}

const reports = '.reports'
rmSync(reports, { recursive: true, force: true })
mkdirSync(reports, { recursive: true })

/** A tool of ours ends with one line of JSON: `{"passed":1,"failed":0,"skipped":[]}`. */
const lastLine = (output: string): Report => JSON.parse(output.trimEnd().split('\n').at(-1) ?? '') as Report

/** oxlint counts the files it read; each finding is a failure. */
function oxlint(output: string): Report {
  const json = JSON.parse(output) as { diagnostics: unknown[]; number_of_files: number }
  const failed = json.diagnostics.length
  return { passed: Math.max(json.number_of_files - failed, 0), failed, skipped: [] }
}

/** oxfmt lists the files that it would write otherwise, then says how many it read. */
function oxfmt(output: string): Report {
  const count = Number(/ on (\d+) files? using /.exec(output)?.[1])
  if (!Number.isInteger(count)) throw new Error('oxfmt counts no files')
  const failed = output.match(/^\S+ \(\d+ms\)$/gm)?.length ?? 0
  return { passed: count - failed, failed, skipped: [] }
}

const runners: Runner[] = [
  { name: 'format', command: ['oxfmt', '--check'], report: oxfmt },
  { name: 'lint', command: ['node', 'tools/lint.ts', '--format=json'], report: oxlint },
  { name: 'types', command: ['node', 'tools/check-types.ts'], report: lastLine },
  {
    name: 'unit',
    command: [
      'vitest',
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${reports}/unit.json`,
    ],
    report: () => readVitest(`${reports}/unit.json`),
  },
  { name: 'coverage', command: ['node', 'tools/coverage.ts'], report: lastLine },
  { name: 'frameworks', command: ['node', 'tools/folders.ts', 'test/frameworks/*'], report: lastLine },
  {
    name: 'orm',
    command: ['node', 'tools/folders.ts', 'test/orm/*'],
    // 2,500 tokens an engine; `npm run test:orm` takes 10,000.
    env: { LATCHKEY_TEST_FACTOR: '0.25' },
    report: lastLine,
  },
  {
    name: 'app',
    command: [
      'vitest',
      'run',
      '--root=test/share-links',
      '--config=../../vitest.folder.config.ts',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=../../${reports}/app.json`,
    ],
    report: () => readVitest(`${reports}/app.json`),
  },
  { name: 'inspector', command: ['node', 'tools/folders.ts', 'inspector'], report: lastLine },
  { name: 'vectors', command: ['node', 'tools/vectors/make.ts', '--check'], report: lastLine },
  { name: 'frozen', command: ['node', 'tools/vectors/frozen.ts'], report: lastLine },
  { name: 'refusals', command: ['node', 'tools/refusals.ts'], report: lastLine },
  { name: 'timing', alone: true, command: ['node', 'tools/timing.ts'], report: lastLine },
  { name: 'fuzz', command: ['node', 'tools/fuzz/main.ts'], report: lastLine },
  { name: 'docs', command: ['node', 'tools/docs.ts'], report: lastLine },
  { name: 'reference', command: ['node', 'tools/reference.ts', '--check'], report: lastLine },
  { name: 'site', command: ['node', 'tools/site.ts'], report: lastLine },
  { name: 'first-minutes', packs: true, command: ['node', 'tools/first-minutes.ts'], report: lastLine },
  { name: 'guards', packs: true, command: ['node', 'tools/check-guards.ts'], report: lastLine },
  { name: 'sizes', command: ['node', 'tools/adapter-sizes.ts'], report: lastLine },
  { name: 'types-cost', packs: true, command: ['node', 'tools/types-cost.ts'], report: lastLine },
  { name: 'package', packs: true, command: ['node', 'tools/check-package.ts'], report: lastLine },
  {
    name: 'stores',
    alone: true,
    command: [
      'node',
      '--conditions=@latchkey/source',
      '--disable-warning=ExperimentalWarning',
      'tools/stores.ts',
    ],
    report: lastLine,
  },
  { name: 'consumers', packs: true, command: ['node', 'tools/consumers.ts'], report: lastLine },
  { name: 'examples', packs: true, command: ['node', 'tools/examples.ts'], report: lastLine },
  { name: 'runtimes', packs: true, command: ['node', 'tools/runtimes.ts'], report: lastLine },
  { name: 'mutation', command: ['node', 'tools/mutation.ts', '--strict'], report: lastLine },
]

async function run(runner: Runner): Promise<Report & { seconds: number }> {
  const start = performance.now()
  const [command, ...args] = runner.command
  const env = { ...runner.env, ...process.env }
  const child = spawn(command!, args, { stdio: ['ignore', 'pipe', 'pipe'], env })
  let output = ''
  let errors = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
  const code = await new Promise<number | null>((resolve) => {
    child.on('error', (error) => {
      errors += error.message
      resolve(null)
    })
    child.on('close', resolve)
  })
  let report: Report
  try {
    report = runner.report(output)
    if (code !== 0 && report.failed === 0) throw new Error(`exit ${code} without a failure in the report`)
    if (report.passed + report.failed === 0 && report.skipped.length === 0) throw new Error('nothing ran')
  } catch (error) {
    errors += `\n${runner.name}: no usable report: ${String(error)}\n`
    report = { passed: 0, failed: 1, skipped: [] }
  }
  if (process.env['REQUIRE_SERVICES'] === '1') report.failed += report.skipped.length
  if (report.failed > 0) process.stdout.write(`${output.slice(-20_000)}\n${errors.slice(-20_000)}\n`)
  return { ...report, seconds: (performance.now() - start) / 1000 }
}

const only = process.argv.slice(2)
const sum = { passed: 0, failed: 0 }
async function runAndTell(runner: Runner): Promise<void> {
  const result = await run(runner)
  sum.passed += result.passed
  sum.failed += result.failed
  const line = `${runner.name.padEnd(13)} ${result.passed} passed, ${result.failed} failed, ${result.skipped.length} skipped, ${result.seconds.toFixed(1)} s`
  console.log(result.failed > 0 ? styleText('red', line) : line)
  for (const name of result.skipped) console.log(`  skipped: ${name}`)
}

const wanted = runners.filter(({ name }) => only.length === 0 || only.includes(name))
// One worker packs from the start, and the other does the rest: what packs is not left to the end, where nothing may run beside it.
const waiting = wanted
  .filter(({ alone }) => alone !== true)
  .toSorted((one, other) => Number(other.packs === true) - Number(one.packs === true))
let isPacking = false
/** Takes the next that may run until there is none; where only packers are left, whoever packs goes on with them. */
async function work(): Promise<void> {
  for (;;) {
    const at = waiting.findIndex(({ packs }) => !(packs === true && isPacking))
    const [runner] = at === -1 ? [] : waiting.splice(at, 1)
    if (runner === undefined) return
    if (runner.packs === true) isPacking = true
    await runAndTell(runner)
    if (runner.packs === true) isPacking = false
  }
}
await Promise.all([work(), work()])
for (const runner of wanted) if (runner.alone === true) await runAndTell(runner)
console.log(`${sum.passed} passed, ${sum.failed} failed`)
process.exitCode = sum.failed > 0 ? 1 : 0
