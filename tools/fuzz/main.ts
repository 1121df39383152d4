/**
 * Fuzzes: `node tools/fuzz/main.ts [TARGET…] [--seconds=20 | --hours=1] [--seed=N] [--keep]`.
 *
 * First every target has to find the mistakes of `faults.ts`, each put into a copy of the sources; then all run for so long, two at a
 * time. A finding is added to `crashes/`, which the unit tests run again. `--keep` writes the corpora anew. The last line is a line of
 * JSON for `tools/test.ts`.
 */
import { execFile } from 'node:child_process'
import { parseArgs, promisify } from 'node:util'
import { faults } from './faults.ts'
import type { Told } from './one.ts'
import { names } from './stored.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '20' },
    hours: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    keep: { type: 'boolean', default: false },
  },
})
const chosen = positionals.length > 0 ? positionals : names
const seconds = values.hours === undefined ? Number(values.seconds) : Number(values.hours) * 3600
/** How long a target may look for a mistake that was put in. */
const patience = 60

async function run(name: string, time: number, mode = ''): Promise<Told> {
  const flags = ['--max-old-space-size=512', '--disable-warning=ExperimentalWarning']
  const args = [...flags, '--conditions=@latchkey/source', 'tools/fuzz/one.ts', name]
  const { stdout } = await promisify(execFile)(process.execPath, [...args, String(time), values.seed, mode])
  return JSON.parse(stdout) as Told
}

let passed = 0
let failed = 0
function count(holds: boolean, line: string): void {
  if (holds) passed++
  else failed++
  console.log(holds ? line : `FAIL ${line}`)
}

const jobs: (() => Promise<void>)[] = [
  ...chosen.flatMap((name) =>
    faults[name]!.map(({ file, code }, at) => async () => {
      const { finding, executions } = await run(name, patience, `fault=${at}`)
      const line = `${name}: the fault in ${file} (${code.split('\n')[0]}) after ${executions} inputs`
      count(finding !== undefined, finding === undefined ? `${line}: not found` : `${line}: found`)
    }),
  ),
  ...chosen.map((name) => async () => {
    const { executions, taken, branches, corpus, finding } = await run(
      name,
      seconds,
      values.keep ? 'keep' : '',
    )
    const rate = Math.round(executions / seconds).toLocaleString('en-US')
    const line = `${name}: ${executions.toLocaleString('en-US')} inputs, ${rate} a second, ${taken} of ${branches} branches, ${corpus} in the corpus`
    count(finding === undefined, finding === undefined ? line : `${line}\n${finding}`)
  }),
]
console.log(`seed ${values.seed}, ${seconds} s a target`)
const work = async (): Promise<void> => {
  for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
    try {
      await job()
    } catch (error) {
      // It ran out of memory, or did not start.
      count(false, String(error))
    }
  }
}
await Promise.all([work(), work()])
console.log(JSON.stringify({ passed, failed, skipped: [] }))
process.exitCode = failed > 0 ? 1 : 0
