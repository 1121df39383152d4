/**
 * Starts `tools/mutation/run.ts` with what it is given, where its dependencies are installed; else it is named as skipped.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

if (existsSync('tools/mutation/node_modules')) {
  const args = ['--disable-warning=ExperimentalWarning', 'tools/mutation/run.ts', ...process.argv.slice(2)]
  process.exitCode = spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1
} else {
  const skipped = ['mutation: not installed (npm ci --prefix tools/mutation)']
  console.log(JSON.stringify({ passed: 0, failed: 0, skipped }))
}
