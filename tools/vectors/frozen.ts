/**
 * Holds that vectors are append-only: none that was ever committed is changed or removed, since tokens like it are out in the world.
 *
 * Asks the history from the commit on that added this file, and the work tree. The last line is a line of JSON for `tools/test.ts`.
 */
import { globSync } from 'node:fs'
import { relative } from 'node:path'
import { run } from '../pack.ts'

const folders = ['valid', 'invalid', 'narrow'].map((name) => `vectors/${name}`)
const git = (...args: string[]): string[] => run('git', args).split('\n').filter(Boolean)

if (git('rev-parse', '--is-shallow-repository')[0] === 'true') {
  const skipped = ['vectors against their history: this clone has none (git fetch --unshallow)']
  console.log(JSON.stringify({ passed: 0, failed: 0, skipped }))
  process.exit()
}
const self = relative(process.cwd(), import.meta.filename)
const [first] = git('log', '--diff-filter=A', '--format=%H', '--', self).slice(-1)
const lost = ['--no-renames', '--diff-filter=MDT', '--name-only']
const changed = new Set([
  ...(first === undefined ? [] : git('log', ...lost, '--format=', `${first}..HEAD`, '--', ...folders)),
  ...git('diff', ...lost, 'HEAD', '--', ...folders),
])
for (const file of changed) console.log(`FAIL ${file} was changed or removed after it was published`)
const kept = globSync(folders.map((folder) => `${folder}/**/*.json`)).filter((file) => !changed.has(file))
console.log(JSON.stringify({ passed: kept.length, failed: changed.size, skipped: [] }))
process.exitCode = changed.size > 0 ? 1 : 0
