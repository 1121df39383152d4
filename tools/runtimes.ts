/**
 * Runs test/runtimes/conformance.ts on the packed library, on every runtime that test/runtimes installs.
 *
 * Prints a line a runtime, and demands of all the same counts. The last line is a line of JSON for `tools/test.ts`.
 */
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Report } from '../test/runtimes/conformance.ts'
import { pack, run } from './pack.ts'

/** A runtime: the program that must be installed, and how it runs the suite. */
const runtimes = ['22', '24'].map((version) => ({
  name: `Node ${version}`,
  program: `test/runtimes/node_modules/node-${version}/bin/node`,
  args: ['test/runtimes/node.ts'],
}))

const missing = runtimes.filter(({ program }) => !existsSync(program)).map(({ name }) => name)
const skipped =
  missing.length === 0 ? [] : [`${missing.join(' and ')}: not installed (npm ci --prefix test/runtimes)`]
const found = runtimes.filter(({ name }) => !missing.includes(name))

let passed = 0
let failed = 0
const fail = (message: string): void => {
  failed++
  console.log(`FAIL ${message}`)
}

if (found.length > 0) {
  const { folder } = pack()
  const files = globSync('vectors/{valid,invalid,narrow}/**/*.json').toSorted()
  const vectors = files.map((file) => [
    relative('vectors', file),
    JSON.parse(readFileSync(file, 'utf8')) as unknown,
  ])
  const bundle = join(folder, 'vectors.json')
  writeFileSync(bundle, JSON.stringify(Object.fromEntries(vectors)))
  const library = join(folder, 'node_modules/latchkey/dist/index.js')

  const counts = new Set<number>()
  for (const { name, program, args } of found) {
    try {
      const version = run(program, ['--version']).trim()
      const report = JSON.parse(run(program, [...args, library, bundle])) as Report
      console.log(`${name} (${version}): ${report.passed} passed, ${report.failed} failed`)
      for (const failure of report.failures.slice(0, 20)) console.log(`FAIL ${name}: ${failure}`)
      passed += report.passed
      failed += report.failed
      counts.add(report.passed + report.failed)
    } catch (error) {
      fail(`${name}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  if (counts.size > 1) fail(`the runtimes count differently: ${[...counts].join(', ')}`)
}
console.log(JSON.stringify({ passed, failed, skipped }))
process.exitCode = failed > 0 ? 1 : 0
