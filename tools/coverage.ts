/**
 * The core is reached by its tests, line by line and branch by branch: the figures are those of V8, and less than all fails.
 *
 * The last line is a line of JSON for `tools/test.ts`: a file that is reached in full is a pass.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'

/** Tests of what is not the core, and those that measure time or memory, which is another one while V8 counts. */
const left = [
  'test/{cli,django,examples,orm,tamper,tools}/**',
  'test/cost.test.ts',
  'test/codec/{largest,tag-bytes}.test.ts',
  'test/property/{any-input,notation,pollution}.test.ts',
  'test/store/{postgres,redis}*',
]
const core = ['src/*.ts', 'src/{codec,seal,text}/*.ts']
const folder = '.reports/coverage'

interface Counts {
  readonly covered: number
  readonly total: number
}
type Summary = Record<string, Record<'lines' | 'branches' | 'functions' | 'statements', Counts>>

rmSync(folder, { recursive: true, force: true })
const { status } = spawnSync(
  'vitest',
  [
    'run',
    '--coverage',
    ...core.map((files) => `--coverage.include=${files}`),
    '--coverage.reporter=text',
    '--coverage.reporter=json-summary',
    `--coverage.reportsDirectory=${folder}`,
    ...left.map((files) => `--exclude=${files}`),
    '--testTimeout=300000',
    '--reporter=dot',
  ],
  { stdio: 'inherit' },
)
const summary = JSON.parse(readFileSync(`${folder}/coverage-summary.json`, 'utf8')) as Summary
const files = Object.entries(summary).filter(([file]) => file !== 'total')
const partly = files.filter(([, kinds]) => Object.values(kinds).some(({ covered, total }) => covered < total))
for (const [file] of partly) console.log(`not reached in full: ${file}`)
const failed = partly.length + (status === 0 ? 0 : 1)
console.log(JSON.stringify({ passed: files.length - partly.length, failed, skipped: [] }))
process.exitCode = failed > 0 ? 1 : 0
