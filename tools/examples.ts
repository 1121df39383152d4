/**
 * Runs the recipes, and the examples that have dependencies of their own: `node tools/examples.ts [NAME …]`.
 *
 * Each is started as its reader starts it, as a process of its own: a recipe by `npm run recipe NAME`, an `examples/NAME/package.json` by
 * `npm start` in its folder, once it was compiled against the types of what it installs, if it has a tsconfig.json. A server
 * prints `curl` commands with the status of their answers, allowed and refused ones: they are asked in turn over a socket, and the server
 * is ended. A program that is no server prints a line that begins with `allowed` and one with `refused`, and ends by itself.
 * An example that is not installed is named as skipped. The last line is a line of JSON for `tools/test.ts`.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { inspect } from 'node:util'
import { ask, commandsIn } from './examples/curl.ts'
import { run } from './pack.ts'
import type { Report } from './report.ts'

/** How long an example may take until it has printed its commands: Next builds itself first. */
const startLimit = 240_000
/** How long a server may take to end. */
const endLimit = 30_000

interface Example {
  name: string
  folder: string
  command: string[]
}

const only = process.argv.slice(2)
const isWanted = (path: string): boolean => only.length === 0 || only.includes(basename(path, '.ts'))
const recipes = globSync('examples/recipes/*.ts')
  .filter(isWanted)
  .toSorted()
  .map((name): Example => ({ name, folder: '.', command: ['run', 'recipe', basename(name, '.ts')] }))
const folders = globSync('examples/*/package.json').map(dirname).filter(isWanted).toSorted()
const sum: Report = { passed: 0, failed: 0, skipped: [] }
for (const folder of folders.filter((found) => !existsSync(join(found, 'node_modules'))))
  sum.skipped.push(`${folder}: not installed (npm ci --prefix ${folder})`)
const installed = folders.filter((folder) => existsSync(join(folder, 'node_modules')))

// Those whose compiler or bundler knows nothing of the sources of the library use what is built from them.
if (installed.length > 0) run('node', ['tools/build.ts'])
for (const example of [
  ...recipes,
  ...installed.map((folder): Example => ({ name: folder, folder, command: ['start'] })),
]) {
  const started = performance.now()
  const problems = await check(example)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`${example.name}: ${problems.length === 0 ? 'allowed and refused' : 'FAILED'}, ${seconds} s`)
  for (const problem of problems) console.log(`FAIL ${example.name}: ${problem}`)
  if (problems.length === 0) sum.passed++
  else sum.failed++
}
console.log(JSON.stringify(sum))
process.exitCode = sum.failed > 0 ? 1 : 0

/** Compiles and starts the example, and returns what is wrong with it. */
async function check({ folder, command }: Example): Promise<string[]> {
  if (folder !== '.' && existsSync(join(folder, 'tsconfig.json'))) {
    const { status, stdout } = spawnSync('tsc', ['-p', folder, '--noEmit'], { encoding: 'utf8' })
    if (status !== 0) return [`does not compile\n${stdout}`]
  }
  // A group of its own: npm starts a shell that starts the server, and all of them have to end.
  const child = spawn('npm', ['--silent', ...command], {
    cwd: folder,
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  const ended = new Promise<void>((resolve) => void child.once('close', () => resolve()))
  const problems = await meet(child, () => output)
  problems.push(...(await end(child, ended)))
  return problems.length === 0 ? problems : [...problems, output.slice(-10_000)]
}

async function meet(child: ChildProcess, output: () => string): Promise<string[]> {
  try {
    const limit = performance.now() + startLimit
    while (child.exitCode === null && commandsIn(output()).length < 2) {
      if (performance.now() > limit) return [`is not ready after ${startLimit / 1000} s`]
      await sleep(50)
    }
    return child.exitCode === null ? await checkServer(output()) : checkProgram(output(), child.exitCode)
  } catch (error) {
    return [inspect(error)]
  }
}

async function checkServer(output: string): Promise<string[]> {
  const commands = commandsIn(output)
  const problems: string[] = []
  for (const command of commands) {
    const { status } = await ask(command)
    if (status !== command.status)
      problems.push(`answers ${status} where it says ${command.status}: ${command.text}`)
  }
  const refused = commands.filter(({ status }) => [401, 403, 404].includes(status)).length
  const allowed = commands.filter(({ status }) => status >= 200 && status < 300).length
  if (allowed === 0 || refused === 0)
    problems.push(`prints ${allowed} allowed and ${refused} refused commands; there is at least one of each`)
  return problems
}

function checkProgram(output: string, code: number): string[] {
  const problems = ['allowed', 'refused']
    .filter((word) => !new RegExp(`^${word} `, 'm').test(output))
    .map((word) => `prints no line that begins with '${word}'`)
  if (code !== 0) problems.push(`ended with ${code}`)
  return problems
}

/** Ends the whole group: `ended` waits for all that write to the terminal. What has to be killed did not end as a server should. */
async function end(child: ChildProcess, ended: Promise<void>): Promise<string[]> {
  signal(child, 'SIGTERM')
  const isOver = await Promise.race([ended.then(() => true), sleep(endLimit, false, { ref: false })])
  if (isOver) return []
  signal(child, 'SIGKILL')
  await ended
  return [`did not end ${endLimit / 1000} s after SIGTERM`]
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  try {
    process.kill(-child.pid!, name)
  } catch {
    // The whole group has ended.
  }
}
