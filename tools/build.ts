/**
 * Builds dist/: the core without the types of Node, so that a stray `Buffer` in it does not compile, then the command line with them,
 * and the inspector, which `latchkey inspect --open` opens, where what it is built with is installed (`npm ci --prefix inspector`).
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, readFileSync, rmSync } from 'node:fs'

const main = 'dist/cli/main.js'

rmSync('dist', { recursive: true, force: true })
for (const config of ['tsconfig.build.json', 'tsconfig.build.cli.json']) {
  const { status, error } = spawnSync('tsc', ['-p', config], { stdio: 'inherit' })
  if (status !== 0) fail(`tsc -p ${config} failed${error === undefined ? '' : `: ${error.message}`}`)
}
if (!existsSync(main) || !readFileSync(main, 'utf8').startsWith('#!/usr/bin/env node\n')) {
  fail(`${main} is missing, or lacks its first line`)
}
chmodSync(main, 0o755)
const vite = 'inspector/node_modules/vite/bin/vite.js'
if (existsSync(vite)) {
  const { status } = spawnSync(process.execPath, [vite, 'build', 'inspector', '--logLevel=error'], {
    stdio: 'inherit',
  })
  if (status !== 0) fail('the inspector was not built')
  copyFileSync('inspector/dist/index.html', 'dist/inspector.html')
}

function fail(message: string): never {
  console.error(message)
  process.exit(1)
}
