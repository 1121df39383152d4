/**
 * Runs oxlint over what is installed: a folder with dependencies of its own that has them not has no types to be judged by.
 *
 * What it is given goes on to oxlint: `node tools/lint.ts --format=json`.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { dirname } from 'node:path'

const ignored = globSync(
  ['{docs,inspector}/package.json', '{test,examples,tools}/*/package.json', 'test/*/*/package.json'],
  { exclude: (path) => path.includes('node_modules') },
)
  .map(dirname)
  .filter((folder) => !existsSync(`${folder}/node_modules`))
  .map((folder) => `--ignore-pattern=${folder}/**`)
const { status } = spawnSync(
  'oxlint',
  ['--type-aware', '--deny-warnings', ...ignored, ...process.argv.slice(2)],
  { stdio: 'inherit' },
)
process.exitCode = status ?? 1
