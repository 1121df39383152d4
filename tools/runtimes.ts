/**
 * Runs test/runtimes/conformance.ts on the packed library, on every runtime that test/runtimes installs, and in Chromium.
 *
 * Prints a line a runtime, and demands of all the same counts. The last line is a line of JSON for `tools/test.ts`.
 */
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { build } from 'rolldown'
import type { Report } from '../test/runtimes/conformance.ts'
import { pack, run } from './pack.ts'

/** What the suite is run from. */
interface Files {
  /** For runtimes that load files: the built index.js of the package, where it is installed. */
  library: string
  /** For those that load none: the same in one script, which sets `suite`. */
  script: string
  vectors: string
  /** The configuration of workerd. */
  config: string
}
interface Runtime {
  name: string
  /** What must be there, and the command that puts it there. */
  program: string
  install: string
  command: (files: Files) => string[]
}

const modules = 'test/runtimes/node_modules'
const installed = (name: string, program: string, command: Runtime['command']): Runtime => ({
  name,
  program: join(modules, program),
  install: 'npm ci --prefix test/runtimes',
  command,
})
const chromium = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
const suite = 'test/runtimes/node.ts'
/** Deno shall resolve as an application of its own would, not by the files of this repository. */
const deno = ['run', '--allow-read', '--no-check', '--no-config', '--node-modules-dir=manual']

const runtimes: Runtime[] = [
  ...['22', '24', '26'].map((version) =>
    installed(`Node ${version}`, `node-${version}/bin/node`, ({ library, vectors }) => [
      join(modules, `node-${version}/bin/node`),
      suite,
      library,
      vectors,
    ]),
  ),
  installed('Bun', '.bin/bun', ({ library, vectors }) => [
    join(modules, '.bin/bun'),
    suite,
    library,
    vectors,
  ]),
  installed('Deno', '.bin/deno', ({ library, vectors }) => [
    join(modules, '.bin/deno'),
    ...deno,
    suite,
    library,
    vectors,
  ]),
  installed('workerd', '.bin/workerd', ({ config }) => [join(modules, '.bin/workerd'), 'test', config]),
  installed('the edge VM', '@edge-runtime/vm', ({ script, vectors }) => [
    'node',
    'test/runtimes/edge.ts',
    script,
    vectors,
  ]),
  {
    name: 'Chromium',
    // Both are needed: the browser, and what drives it.
    program: existsSync(chromium) ? join(modules, 'playwright-core') : chromium,
    install: 'npm ci --prefix test/runtimes, and apt-get install chromium or CHROMIUM=/path/to/it',
    command: ({ script, vectors }) => ['node', 'test/runtimes/chromium.ts', script, vectors],
  },
]

/** Packs the library, and lays the suite beside it as each kind of runtime takes it. */
async function prepare(): Promise<Files> {
  const { folder } = pack()
  const files: Files = {
    library: join(folder, 'node_modules/latchkey/dist/index.js'),
    script: join(folder, 'suite.js'),
    vectors: join(folder, 'vectors.json'),
    config: join(folder, 'workerd.capnp'),
  }
  const vectors = globSync('vectors/{valid,invalid,narrow}/**/*.json')
    .toSorted()
    .map((file) => [relative('vectors', file), JSON.parse(readFileSync(file, 'utf8')) as unknown])
  writeFileSync(files.vectors, JSON.stringify(Object.fromEntries(vectors)))
  const input = join(folder, 'suite.ts')
  writeFileSync(
    input,
    `export * from 'latchkey'\nexport { conformance } from '${resolve('test/runtimes/conformance.ts')}'`,
  )
  await build({ input, output: { file: files.script, format: 'iife', name: 'suite' } })
  await build({ input, output: { file: join(folder, 'module.js'), format: 'esm' } })
  writeFileSync(
    join(folder, 'worker.js'),
    `import * as suite from 'module.js'
import vectors from 'vectors.json'
export default { test() { console.log(JSON.stringify(suite.conformance(suite, vectors))) } }`,
  )
  // Later dates have modules of Node, and would hide an import of one.
  writeFileSync(
    files.config,
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [(name = "suite", worker = .suite)]);
const suite :Workerd.Worker = (
  compatibilityDate = "2026-07-01",
  modules = [
    (name = "worker.js", esModule = embed "worker.js"),
    (name = "module.js", esModule = embed "module.js"),
    (name = "vectors.json", json = embed "vectors.json"),
  ],
);`,
  )
  return files
}

const missing = runtimes.filter(({ program }) => !existsSync(program))
const skipped = missing.map(({ name, install }) => `${name}: not installed (${install})`)
const found = runtimes.filter((runtime) => !missing.includes(runtime))

let passed = 0
let failed = 0
const fail = (message: string): void => {
  failed++
  console.log(`FAIL ${message}`)
}

if (found.length > 0) {
  const files = await prepare()
  const counts = new Set<number>()
  for (const { name, command } of found) {
    const [program, ...args] = command(files)
    try {
      const start = performance.now()
      const report = JSON.parse(run(program!, args)) as Report
      const seconds = ((performance.now() - start) / 1000).toFixed(1)
      console.log(`${name}: ${report.passed} passed, ${report.failed} failed, ${seconds} s`)
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
