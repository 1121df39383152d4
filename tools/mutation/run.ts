/**
 * Mutates the library and runs its tests: `npm run test:mutation` for all files, `npm run test:mutation -- src/covers.ts` for some,
 * `npm run test:mutation -- --strict` for those of which no mutant may survive.
 *
 * Prints what survived, and writes the scores of all or some files to docs/mutation.md; --strict writes nothing, and counts mutants.
 * The last line is a line of JSON for `tools/test.ts`.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { Stryker } from '@stryker-mutator/core'
import { fileOf, isKilled, sentence } from './plugins.ts'
import { parts, strict, testsVariable } from './scope.ts'

interface Score {
  killed: number
  survived: number
  equivalent: number
}
const asked = process.argv.slice(2).filter((argument) => argument !== '--strict')
const isStrict = process.argv.includes('--strict')

process.env['LATCHKEY_TEST_FACTOR'] ??= '0.02'
const scores = new Map<string, Score>()
for (const { files, tests } of parts) {
  const mutate = files.filter((file) =>
    isStrict ? strict.includes(file) : asked.length === 0 || asked.includes(file),
  )
  if (mutate.length === 0) continue
  process.env[testsVariable] = JSON.stringify(tests)
  const results = await new Stryker({
    mutate,
    testRunner: 'in-process',
    plugins: ['runner.ts', 'plugins.ts'].map((file) => new URL(file, import.meta.url).href),
    ignorers: ['messages'],
    concurrency: 1,
    coverageAnalysis: 'perTest',
    disableTypeChecks: false,
    ignorePatterns: [
      '**',
      '!package.json',
      '!{src,test,vectors}/**',
      '!tools/**',
      '!examples/**',
      '**/node_modules',
    ],
    testRunnerNodeArgs: ['--conditions=@latchkey/source', '--disable-warning=ExperimentalWarning'],
    timeoutMS: 20_000,
    reporters: ['survivors'],
    logLevel: 'warn',
    allowConsoleColors: false,
  } as never).runMutationTest()
  for (const file of mutate) scores.set(file, { killed: 0, survived: 0, equivalent: 0 })
  for (const mutant of results) {
    const score = scores.get(fileOf(mutant))!
    if (isKilled(mutant)) score.killed++
    else if (mutant.status !== 'Ignored') score.survived++
    else if (mutant.statusReason !== sentence) score.equivalent++
  }
  for (const file of mutate) console.log(file, scores.get(file))
  if (!isStrict) write()
}

const total = sum(scores.values())
console.log(`${percent(total)} % of all`)
const failed = isStrict ? total.survived : Number(total.killed < 0.95 * (total.killed + total.survived))
console.log(JSON.stringify({ passed: isStrict ? total.killed : 1 - failed, failed, skipped: [] }))
process.exitCode = failed > 0 ? 1 : 0

function sum(list: Iterable<Score>): Score {
  const all = { killed: 0, survived: 0, equivalent: 0 }
  for (const one of list)
    for (const name of ['killed', 'survived', 'equivalent'] as const) all[name] += one[name]
  return all
}
function percent({ killed, survived }: Score): string {
  return killed + survived === 0
    ? '100.0'
    : (Math.floor((1000 * killed) / (killed + survived)) / 10).toFixed(1)
}

/** Replaces the rows of the files that were mutated. */
function write(): void {
  const path = 'docs/mutation.md'
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  const rows = new Map<string, Score & { date: string }>()
  for (const [, file, killed, survived, equivalent, date] of text.matchAll(
    /^\| `(src\/\S+)` \| \S+ % \| (\d+) \| (\d+) \| (\d+) \| (\S+) \|$/gm,
  ))
    rows.set(file!, { killed: +killed!, survived: +survived!, equivalent: +equivalent!, date: date! })
  const date = new Date().toISOString().slice(0, 10)
  for (const [file, score] of scores) rows.set(file, { ...score, date })
  const all = sum(rows.values())
  const row = (name: string, score: Score, day: string): string =>
    `| ${name} | ${percent(score)} % | ${score.killed} | ${score.survived} | ${score.equivalent} | ${day} |`
  const lines = [...rows].toSorted(([one], [other]) => (one < other ? -1 : 1))
  writeFileSync(
    path,
    `# Mutation

A mutant is the library with one small change: a condition turned round, a line left out, \`<\` for \`<=\`. The tests should fail for each of them; one that survives is a change that nobody would notice. [StrykerJS](https://stryker-mutator.io) makes them, and \`tools/mutation\` runs the unit tests and the vectors on each.

\`\`\`sh
npm ci --prefix tools/mutation
npm run test:mutation                    # all files, and this table
npm run test:mutation -- src/covers.ts   # some
npm run test:mutation -- --strict        # those of which none may survive, as in \`npm test\`
\`\`\`

Sentences for people are not mutated. Tests that take long, and property tests beyond a few dozen cases, have no part in it, so that the true figures are no lower than these. An equivalent mutant changes nothing that a caller could see; each has a comment in the source that says why. A file of the core, of the stores or of HTTP that has no row has not been measured yet.

None may survive in ${strict.map((file) => `\`${file}\``).join(', ')}.

| file | score | killed | survived | equivalent | date |
| --- | --- | --- | --- | --- | --- |
${lines.map(([file, score]) => row(`\`${file}\``, score, score.date)).join('\n')}
${row('**all**', all, '')}
`,
  )
}
