/**
 * The first minutes of a newcomer: from the pages of Express, Hono and Next to a protected route, in an empty folder with the packed
 * package. `node tools/first-minutes.ts [--install] [NAME …]`
 *
 * What is written and run is what stands on the page: its programs, by the names of their files, and its commands. The packages of the
 * framework are those of examples/NAME, by hard links; with `--install` they come from the registry, by the page's own `npm install`.
 * One request is let in, one is refused. Prints the seconds; the last line is a line of JSON for `tools/test.ts`.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { keygen } from '../src/index.ts'
import { ask, commandsIn } from './examples/curl.ts'
import type { Command } from './examples/curl.ts'
import { pack, run } from './pack.ts'
import type { Report } from './report.ts'

/** How a program is started, as its page says. */
interface Start {
  build?: string
  serve: string
}
const only = process.argv.slice(2).filter((word) => !word.startsWith('-'))
const starts: Record<string, Start> = {
  express: { serve: 'node main.ts' },
  hono: { serve: 'node main.ts' },
  next: { build: 'npx next build', serve: 'npx next start --hostname 127.0.0.1' },
}
const installs = process.argv.includes('--install')
/** How long a server may take until it answers. */
const limit = 60_000

const sum: Report = { passed: 0, failed: 0, skipped: [] }
const packed = pack()
for (const [name, start] of Object.entries(starts)) {
  if (only.length > 0 && !only.includes(name)) continue
  if (!installs && !existsSync(`examples/${name}/node_modules`)) {
    sum.skipped.push(`the first minutes with ${name}: not installed (npm ci --prefix examples/${name})`)
    continue
  }
  const began = performance.now()
  const folder = mkdtempSync(join(tmpdir(), `first-minutes-${name}-`))
  try {
    await reach(name, start, folder)
    sum.passed++
    console.log(`${name}: a protected route in ${((performance.now() - began) / 1000).toFixed(1)} s`)
  } catch (error) {
    sum.failed++
    console.log(`FAIL ${name}: ${error instanceof Error ? error.message : String(error)}`)
  }
  rmSync(folder, { recursive: true, force: true })
}
console.log(JSON.stringify(sum))
process.exitCode = sum.failed > 0 ? 1 : 0

async function reach(name: string, { build, serve }: Start, folder: string): Promise<void> {
  const page = readFileSync(`docs/frameworks/${name}.md`, 'utf8')
  for (const command of [build ?? serve, serve])
    if (!page.includes(command)) throw new Error(`its page does not say: ${command}`)
  const port = String(await freePort())
  const env = { ...process.env, LATCHKEY_SECRETS: keygen(), NEXT_TELEMETRY_DISABLED: '1', PORT: port }
  const shell = (command: string): string => run('bash', ['-ec', command], { cwd: folder, env })

  const [begin = '', ...commands] = /```sh\n(.*?)```/s.exec(page)![1]!.trim().split('\n')
  shell(begin)
  if (installs) for (const command of commands) shell(command.replace(' latchkey', ` ${packed.tarball}`))
  else link(name, folder)
  for (const [, path = '', code = ''] of page.matchAll(/^`([^`]+)`:\n\n```ts from [^\n]*\n(.*?)```$/gms)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), code)
  }
  if (build !== undefined) shell(build)

  const server = spawn('bash', ['-c', `exec ${serve}`], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let output = ''
  for (const stream of [server.stdout, server.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  const ended = new Promise((resolve) => server.once('close', resolve))
  try {
    const making = /^TOKEN=\$\((.*)\)$/m.exec(page)?.[1]
    const said = making === undefined ? undefined : commandsWith(shell(making).trim(), port, page)
    await meet(() => said ?? commandsIn(output))
  } catch (error) {
    throw new Error(`${String(error)}\n${output.slice(-5000)}`, { cause: error })
  } finally {
    process.kill(-server.pid!, 'SIGTERM')
    await ended
  }
}

/** The page's own `curl` commands, with a token and a port. */
function commandsWith(token: string, port: string, page: string): Command[] {
  const text = page.replaceAll('"', "'").replaceAll('$TOKEN', token).replaceAll(':3000/', `:${port}/`)
  return commandsIn(text)
}

/** Asks until the server is there; its answers have to be those that are said, one of them let in, one refused. */
async function meet(commands: () => Command[]): Promise<void> {
  const until = performance.now() + limit
  for (;;) {
    const statuses = await Promise.all(commands().map(ask)).then(
      (answers) => answers.map(({ status }) => status),
      () => [],
    )
    if (statuses.length > 0) {
      if (String(statuses) !== '200,403') throw new Error(`answers ${String(statuses)}, not 200 and 403`)
      return
    }
    if (performance.now() > until) throw new Error(`does not answer within ${limit / 1000} s`)
    await sleep(100)
  }
}

/** `node_modules` as an installation makes it: the framework as it is installed for its example, and the packed package. */
function link(name: string, folder: string): void {
  const modules = join(folder, 'node_modules')
  // By hard links where the file system allows them.
  run('bash', [
    '-ec',
    `cp -al examples/${name}/node_modules ${modules} 2>/dev/null || cp -a examples/${name}/node_modules ${modules}`,
  ])
  rmSync(join(modules, 'latchkey'))
  run('cp', [
    '-r',
    join(packed.folder, 'node_modules/latchkey'),
    join(packed.folder, 'node_modules/@noble'),
    modules,
  ])
  mkdirSync(join(modules, '.bin'), { recursive: true })
  run('ln', ['-sf', '../latchkey/dist/cli/main.js', join(modules, '.bin/latchkey')])
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
