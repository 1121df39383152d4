/**
 * Runs the tests of folders that have dependencies of their own: `node tools/folders.ts 'test/orm/*'`.
 *
 * Such a folder has a package.json and a lock, and `*.test.ts` files, which the Vitest of the root runs on the sources of the library; with
 * a tsconfig.json, the compiler of the root checks it too, and each compile error that it expects is a pass.
 * One that is not installed is named as skipped. The last line is a line of JSON for `tools/test.ts`.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, globSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readVitest } from './report.ts'
import type { Report } from './report.ts'

const sum: Report = { passed: 0, failed: 0, skipped: [] }
for (const lock of globSync(
  process.argv.slice(2).map((pattern) => join(pattern, 'package-lock.json')),
).toSorted()) {
  const folder = join(lock, '..')
  if (!existsSync(join(folder, 'node_modules'))) {
    sum.skipped.push(`${folder}: not installed (npm ci --prefix ${folder})`)
    continue
  }
  const file = resolve('.reports', `${folder.replaceAll('/', '-')}.json`)
  mkdirSync('.reports', { recursive: true })
  rmSync(file, { force: true })
  const args = [
    'run',
    `--root=${folder}`,
    `--config=${resolve('vitest.folder.config.ts')}`,
    '--reporter=default',
  ]
  const { status, stdout, stderr } = spawnSync(
    resolve('node_modules/.bin/vitest'),
    [...args, '--reporter=json', `--outputFile.json=${file}`],
    { encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '--conditions=@latchkey/source' } },
  )
  let report: Report
  try {
    report = readVitest(file)
    if (status !== 0 && report.failed === 0) throw new Error(`exit ${status} without a failure in the report`)
  } catch (error) {
    console.log(`${folder}: no usable report: ${String(error)}`)
    report = { passed: 0, failed: 1, skipped: [] }
  }
  if (report.failed > 0) console.log(`${stdout.slice(-10_000)}\n${stderr.slice(-10_000)}`)
  if (existsSync(join(folder, 'tsconfig.json'))) {
    const compiled = spawnSync('tsc', ['-p', folder, '--pretty', 'false'], { encoding: 'utf8' })
    const findings = compiled.stdout.split('\n').filter((line) => line.includes('error TS')).length
    if (compiled.status !== 0) console.log(compiled.stdout.slice(-10_000))
    report.failed += compiled.status === 0 ? 0 : Math.max(findings, 1)
    report.passed += compiled.status === 0 ? 1 + expectedErrors(folder) : 0
  }
  console.log(`${folder}: ${report.passed} passed, ${report.failed} failed, ${report.skipped.length} skipped`)
  sum.passed += report.passed
  sum.failed += report.failed
  sum.skipped.push(...report.skipped.map((name) => `${folder}: ${name}`))
}
console.log(JSON.stringify(sum))
process.exitCode = sum.failed > 0 ? 1 : 0

function expectedErrors(folder: string): number {
  const sources = globSync(`${folder}/*.ts`).map((file) => readFileSync(file, 'utf8'))
  return sources.join('\n').match(/^\s*\/\/ @ts-expect-error/gm)?.length ?? 0
}
