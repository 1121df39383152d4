/**
 * The test command: every runner in turn, a line each, and the sum as the last line.
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
  { name: 'vectors', command: ['node', 'tools/vectors/make.ts', '--check'], report: lastLine },
  { name: 'frozen', command: ['node', 'tools/vectors/frozen.ts'], report: lastLine },
  { name: 'refusals', command: ['node', 'tools/refusals.ts'], report: lastLine },
  { name: 'timing', command: ['node', 'tools/timing.ts'], report: lastLine },
  { name: 'docs', command: ['node', 'tools/docs.ts'], report: lastLine },
  { name: 'guards', command: ['node', 'tools/check-guards.ts'], report: lastLine },
  { name: 'sizes', command: ['node', 'tools/adapter-sizes.ts'], report: lastLine },
  { name: 'types-cost', command: ['node', 'tools/types-cost.ts'], report: lastLine },
  { name: 'package', command: ['node', 'tools/check-package.ts'], report: lastLine },
  {
    name: 'stores',
    command: [
      'node',
      '--conditions=@latchkey/source',
      '--disable-warning=ExperimentalWarning',
      'tools/stores.ts',
    ],
    report: lastLine,
  },
  { name: 'consumers', command: ['node', 'tools/consumers.ts'], report: lastLine },
  { name: 'examples', command: ['node', 'tools/examples.ts'], report: lastLine },
  { name: 'runtimes', command: ['node', 'tools/runtimes.ts'], report: lastLine },
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
let passed = 0
let failed = 0
for (const runner of runners.filter(({ name }) => only.length === 0 || only.includes(name))) {
  const result = await run(runner)
  passed += result.passed
  failed += result.failed
  const line = `${runner.name.padEnd(10)} ${result.passed} passed, ${result.failed} failed, ${result.skipped.length} skipped, ${result.seconds.toFixed(1)} s`
  console.log(result.failed > 0 ? styleText('red', line) : line)
  for (const name of result.skipped) console.log(`  skipped: ${name}`)
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0
