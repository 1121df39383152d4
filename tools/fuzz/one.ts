/**
 * One target in a process of its own: `one.ts NAME SECONDS SEED [keep | fault=N]`. Prints one line of JSON.
 */
import { faults } from './faults.ts'
import { instrument } from './instrument.ts'
import { fuzz } from './loop.ts'
import { addCrash, readInputs, writeCorpus } from './stored.ts'
import type { Target } from './target.ts'

/** What a run says. */
export interface Told {
  readonly executions: number
  readonly branches: number
  readonly taken: number
  readonly corpus: number
  /** The law that was broken, and the input. */
  readonly finding: string | undefined
}

const [name = '', seconds, seed, mode = ''] = process.argv.slice(2)
const fault = mode.startsWith('fault=') ? faults[name]![Number(mode.slice(6))] : undefined
instrument(fault)
const { target } = (await import(`./targets/${name}.ts`)) as { target: Target }
const seeds = [...readInputs('crashes', name), ...target.seeds(), ...readInputs('corpus', name)]
const { executions, branches, taken, corpus, finding } = await fuzz(
  target,
  seeds,
  Number(seconds),
  Number(seed),
)
if (finding !== undefined && fault === undefined) addCrash(name, finding.input, finding.message)
if (finding === undefined && mode === 'keep') writeCorpus(name, corpus)
const found =
  finding && `${finding.message}\n  by ${Buffer.from(finding.input).toString('base64url')} of seed ${seed}`
console.log(
  JSON.stringify({ executions, branches, taken, corpus: corpus.length, finding: found } satisfies Told),
)
