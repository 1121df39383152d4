/**
 * Runs the compiler over the whole repository and counts: a file that compiles is a pass, and so is each expected compile error.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, globSync, readFileSync } from 'node:fs'

const projects = [
  '.',
  'bench',
  'examples/share-links',
  ...(existsSync('tools/mutation/node_modules') ? ['tools/mutation'] : []),
]
const runs = projects.map((project) =>
  spawnSync('tsc', ['-p', project, '--pretty', 'false'], { encoding: 'utf8' }),
)
const stdout = runs.map((run) => run.stdout).join('')
const findings = stdout.split('\n').filter((line) => line.includes('error TS'))
const sources = globSync(
  [
    'src/**/*.ts',
    'test/**/*.ts',
    'tools/**/*.ts',
    'examples/share-links/**/*.ts',
    'examples/{django-bridge,recipes}/*.ts',
    'bench/*.ts',
    'bench/{peers,parts}/*.ts',
  ],
  // Folders with dependencies of their own: tools/folders.ts compiles them.
  { exclude: ['**/node_modules', 'test/frameworks/*', 'test/orm/*'] },
)
const expected = sources.flatMap(
  (file) => readFileSync(file, 'utf8').match(/^\s*\/\/ @ts-expect-error/gm) ?? [],
).length
console.log(stdout)
const failed = runs.every(({ status }) => status === 0) ? 0 : Math.max(findings.length, 1)
console.log(JSON.stringify({ passed: Math.max(sources.length + expected - failed, 0), failed, skipped: [] }))
process.exitCode = failed > 0 ? 1 : 0
