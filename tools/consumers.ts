/**
 * The packed library in the hands of programs that are not ours: other compilers, CommonJS on the oldest Node, bundlers.
 *
 * They are installed in test/consumers. The last line is a line of JSON for `tools/test.ts`.
 */
import assert from 'node:assert/strict'
import { cpSync, existsSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pack, run } from './pack.ts'

const modules = resolve('test/consumers/node_modules')
if (!existsSync(modules)) {
  const skipped = ['the consumers: not installed (npm ci --prefix test/consumers)']
  console.log(JSON.stringify({ passed: 0, failed: 0, skipped }))
  process.exit()
}

const { folder, tarball } = pack()
cpSync('test/package', folder, { recursive: true })
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
/** Compiles a program without the types of any platform. */
function compile(version: string, module: string, moduleResolution: string): void {
  const strictness = { strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false }
  const environment = { target: 'es2023', lib: ['es2023'], types: [], module, moduleResolution }
  const compilerOptions = { ...strictness, ...environment, outDir: version }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['consumer.ts'] }))
  run('node', [join(modules, `typescript-${version}/bin/tsc`), '-p', folder])
}

/** Runs what a bundler wrote: one file beside nothing that it could still import. */
function runBundle(file: string): void {
  const alone = join(folder, `${file}.alone`, 'application.mjs')
  cpSync(join(folder, file), alone)
  assert.deepEqual(JSON.parse(run('node', [alone])), { length: 39, answers: [true, false] })
}

const checks: Record<string, () => void> = {
  'has types that every way of resolution finds': () =>
    void run(join(modules, '.bin/attw'), [tarball, '--profile', 'esm-only', '--no-color']),
}
for (const version of ['5.7', '5.9', '6.0']) {
  checks[`compiles under TypeScript ${version}, resolution nodenext`] = () =>
    compile(version, 'nodenext', 'nodenext')
  checks[`compiles under TypeScript ${version}, resolution bundler`] = () =>
    compile(version, 'preserve', 'bundler')
}
const oldest = join(modules, 'node-22.13/bin/node')
checks['runs when imported on Node 22.13'] = () => void run(oldest, [join(folder, '5.7/consumer.js')])
checks['runs when required on Node 22.13'] = () => void run(oldest, [join(folder, 'consumer.cjs')])
checks['is bundled by esbuild, with a lock of JSON'] = () => {
  const options = ['--bundle', '--format=esm', '--outfile=esbuild.mjs', '--log-level=warning']
  run(join(modules, '.bin/esbuild'), ['application.ts', ...options], { cwd: folder })
  runBundle('esbuild.mjs')
}
checks['is bundled by Vite, with a lock of JSON'] = () => {
  writeFileSync(
    join(folder, 'vite.config.mjs'),
    `export default { build: { lib: { entry: 'application.ts', formats: ['es'], fileName: () => 'vite.mjs' }, outDir: 'vite' } }`,
  )
  run(join(modules, '.bin/vite'), ['build', '--logLevel=warn'], { cwd: folder })
  runBundle('vite/vite.mjs')
}

let failed = 0
for (const [name, check] of Object.entries(checks)) {
  try {
    check()
    console.log(`the package ${name}`)
  } catch (error) {
    failed++
    console.log(`FAIL the package ${name}\n${error instanceof Error ? error.message : String(error)}`)
  }
}
console.log(JSON.stringify({ passed: Object.keys(checks).length - failed, failed, skipped: [] }))
process.exitCode = failed > 0 ? 1 : 0
