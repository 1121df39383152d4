/**
 * The long campaign: `node tools/test-long.ts [PART…] [FACTOR] [--print]`. Without a part all of them, in turn: hours.
 *
 * Each part that ended is written into `docs/proof.md` at once, with its command, its time and its counts, so that one that was
 * interrupted goes on with the parts that are left. A factor below 1 does less of everything; with `--print` nothing is written.
 */
import { spawn } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { readVitest } from './report.ts'
import type { Report } from './report.ts'
import { run } from './pack.ts'

interface Part {
  readonly command: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** The lines of its output that are figures. */
  readonly figures: RegExp
}

const words = process.argv.slice(2)
const factor = words.map(Number).find((number) => number > 0) ?? 1
const file = '.reports/long.json'

const suites = (...folders: string[]): string[] => [
  'vitest',
  'run',
  '--testTimeout=36000000',
  `--maxWorkers=${availableParallelism()}`,
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${file}`,
  ...folders,
]
/** What multiplies the cases of a usual run: 10,000 of most laws become 1,000,000. */
const cases = { LATCHKEY_TEST_FACTOR: String(100 * factor) }
const printed = /^(?!stdout|\s).* \d.*$/

const parts: Readonly<Record<string, Part>> = {
  properties: { command: suites('test/property', 'test/codec'), env: cases, figures: /^(?!.*)/ },
  cost: { command: suites('test/cost.test.ts'), env: cases, figures: /: .* (bytes|ms)/ },
  tamper: { command: suites('test/tamper'), figures: /variants|splices/ },
  fuzz: { command: ['node', 'tools/fuzz/main.ts', `--hours=${factor}`], figures: /inputs|^seed/ },
  django: {
    command: suites('test/django'),
    env: { LATCHKEY_DJANGO_CASES: String(Math.ceil(100_000 * factor)) },
    figures: printed,
  },
  orm: {
    command: ['node', 'tools/folders.ts', 'test/orm/*'],
    env: { LATCHKEY_TEST_FACTOR: String(factor) },
    figures: /^test\/orm/,
  },
  stores: {
    command: [
      'node',
      '--conditions=@latchkey/source',
      '--disable-warning=ExperimentalWarning',
      'tools/stores.ts',
      ...(factor < 1 ? [] : ['--long']),
    ],
    figures: /^\S.*: .*\[/,
  },
  timing: {
    command: ['node', 'tools/timing.ts', `--runs=${Math.ceil(5 * factor)}`],
    figures: /^Node/,
  },
}

/** Runs a part, and shows what it writes meanwhile. */
async function output({ command, env }: Part): Promise<string> {
  const [program, ...args] = command
  const child = spawn(program!, args, {
    env: { ...process.env, ...env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (more: string) => {
    text += more
    process.stdout.write(more)
  })
  await new Promise((resolve) => child.on('close', resolve))
  return text
}

function reportOf({ command }: Part, text: string): Report {
  try {
    if (command[0] === 'vitest') return readVitest(file)
    return JSON.parse(text.trimEnd().split('\n').at(-1)!) as Report
  } catch (error) {
    return { passed: 0, failed: 1, skipped: [`no report: ${String(error)}`] }
  }
}

const chosen = Object.keys(parts).filter((name) => words.includes(name))
const unknown = words.filter((word) => !(word in parts) && !(Number(word) > 0) && word !== '--print')
if (unknown.length > 0)
  throw new Error(`no part ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}`)

for (const name of chosen.length > 0 ? chosen : Object.keys(parts)) {
  const part = parts[name]!
  const start = Date.now()
  const text = await output(part)
  const hours = (Date.now() - start) / 3_600_000
  const { passed, failed, skipped } = reportOf(part, text)
  const commit = run('git', ['describe', '--always', '--dirty=, with changes']).trim()
  const given = Object.entries(part.env ?? {}).map(([key, value]) => `${key}=${value} `)
  const lines = text.split('\n').filter((line) => part.figures.test(line))
  const entry = [
    `### ${name}, ${new Date(start).toISOString().slice(0, 10)}: ${hours.toFixed(2)} hours`,
    '',
    `\`${given.join('')}${part.command.join(' ')}\` at ${commit}, Node ${process.versions.node}, ${availableParallelism()} processors: ${passed} passed, ${failed} failed, ${skipped.length} skipped.`,
    '',
    ...lines.map((line) => `- ${line.trim()}`),
    ...skipped.map((line) => `- skipped: ${line}`),
    '',
  ]
  console.log(entry.join('\n'))
  if (!words.includes('--print')) appendFileSync('docs/proof.md', `\n${entry.join('\n')}`)
  if (failed > 0) process.exitCode = 1
}
