/**
 * The share-links app as the real process that `npm start` runs, on a folder of its own.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keygen, latchkey, type Scope, scope, type Tokens } from 'latchkey'
import manifest from '../../package.json' with { type: 'json' }

export interface Run {
  readonly child: ChildProcess
  /** What it has printed so far, on both streams. */
  output: string
}
export interface Server extends Run {
  readonly address: string
  readonly folder: string
  /** Ends it, and removes its folder unless it is to be started again. */
  stop(keep?: 'keep'): Promise<number | null>
}

export const root: string = join(import.meta.dirname, '../..')

/** Runs the command of `npm start`, without npm. */
export function launch(env: Record<string, string>, ...more: string[]): Run {
  const [, ...args] = manifest.scripts.start.split(' ')
  const child = spawn(process.execPath, [...args, ...more], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const run: Run = { child, output: '' }
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (run.output += text))
  return run
}

/** Starts the server on a free port, and waits until it has printed what to do. */
export async function startServer(
  env: Record<string, string> = {},
  folder: string = mkdtempSync(join(tmpdir(), 'share-links-')),
): Promise<Server> {
  const run = launch({ PORT: '0', DATA_DIR: folder, ...env })
  while (!run.output.includes('Ctrl+C')) {
    if (run.child.exitCode !== null) throw new Error(`it ended: ${run.output}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return Object.assign(run, {
    address: /https?:\/\/\S+/.exec(run.output)![0],
    folder,
    async stop(keep?: 'keep') {
      const ended = once(run.child, 'exit') as Promise<[number | null]>
      run.child.kill('SIGTERM')
      const [code] = await ended
      if (keep === undefined) rmSync(folder, { recursive: true })
      return code
    },
  })
}

/** Tokens by the server's own secret, without its store: for links that its forms do not make. */
export function tokensOf({ folder }: Pick<Server, 'folder'>, clock: () => number = Date.now): Tokens {
  const secrets = readFileSync(join(folder, 'secret'), 'utf8')
  return latchkey({ secrets, apps: [], clock }).tokens.with({ salt: 'link' })
}
/** Tokens of somebody else. */
export const foreignTokens = (): Tokens =>
  latchkey({ secrets: keygen(), apps: [] }).tokens.with({ salt: 'link' })

export const reading = (...ids: number[]): Scope =>
  scope.union(...ids.map((id) => scope.parse(`blog.posts:${id}#read`)))
export const changing = (id: number): Scope => scope.parse(`blog.posts:${id}#change,read`)
