/**
 * Runs the compiler over the whole repository and counts: a file that compiles is a pass, and so is each expected compile error.
 *
 * Folders with dependencies of their own are projects of their own, on the types of what they install; one that is not installed is
 * named as skipped.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'

const folders = globSync('{examples/*,test/frameworks/*}/tsconfig.json').map(dirname).toSorted()
const installed = folders.filter((folder) => existsSync(`${folder}/node_modules`))
const skipped = folders
  .filter((folder) => !installed.includes(folder))
  .map((folder) => `${folder}: not installed (npm ci --prefix ${folder})`)

// What a folder compiles against, where its compiler knows nothing of the sources of the library.
if (installed.length > 0) spawnSync('node', ['tools/build.ts'], { stdio: 'inherit' })
const runs = ['.', 'bench', ...installed].map((project) =>
  spawnSync('tsc', ['-p', project, '--noEmit', '--pretty', 'false'], { encoding: 'utf8' }),
)
const stdout = runs.map((run) => run.stdout).join('')
const findings = stdout.split('\n').filter((line) => line.includes('error TS'))
const sources = globSync(
  ['src/**/*.ts', 'test/**/*.ts', 'tools/**/*.ts', 'examples/**/*.ts', 'bench/*.ts', 'bench/peers/*.ts'],
  { exclude: (path) => /(^|\/)(node_modules|dist|\.next|\.application)$/.test(path) },
).filter((file) => !skipped.some((line) => line.startsWith(`${dirname(file)}:`)))
const expected = sources.flatMap(
  (file) => readFileSync(file, 'utf8').match(/^\s*\/\/ @ts-expect-error/gm) ?? [],
).length
console.log(stdout)
const failed = runs.every(({ status }) => status === 0) ? 0 : Math.max(findings.length, 1)
console.log(JSON.stringify({ passed: Math.max(sources.length + expected - failed, 0), failed, skipped }))
process.exitCode = failed > 0 ? 1 : 0
