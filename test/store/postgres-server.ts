/**
 * A PostgreSQL server of a test's own, that may be paused, killed, and started again with or without what it held.
 *
 * It runs on a free port, as the user `postgres` where the test is root, since PostgreSQL refuses root. Its data are in a temporary
 * folder, in memory where that can be had: a process that is killed loses there what it would lose on a disk, and nothing waits for the
 * disk. Signals go to every process of it and to no other: the postmaster that was started here, and its children.
 */
import { type ChildProcess, execFile, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createConnection, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

/** What the tests do to their server. */
export interface PostgresServer {
  readonly port: number
  /** As the superuser `postgres`, who needs no password. */
  readonly url: string
  /** The folder of the data, to be searched. */
  readonly data: string
  /** SIGSTOP for every process: connections stay open, and nothing is answered. */
  pause(): void
  resume(): void
  /** SIGKILL for every process. */
  kill(): Promise<void>
  /** Starts it with what it held; `settings` are those of `postgresql.conf`. */
  start(settings?: Settings): Promise<void>
  /** Throws away what it held; for a server that is killed. */
  empty(): Promise<void>
  /** Ends it and removes its folder. */
  stop(): Promise<void>
}
export type Settings = { readonly [name: string]: string }

/** Where the programs of the server are, on Debian and what is like it; `undefined` where it is not installed. */
export const binaries: string | undefined = globSync('/usr/lib/postgresql/*/bin')
  .filter((folder) => existsSync(join(folder, 'initdb')))
  .toSorted()
  .at(-1)

/** Everything of it is in its folder, but for its port. */
const own: Settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  dynamic_shared_memory_type: 'mmap',
  max_connections: '400',
}
const memory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()
const isRoot = process.getuid?.() === 0
const idOf = (option: '-u' | '-g'): number => Number(execFileSync('id', [option, 'postgres']))
const owner: { uid?: number; gid?: number } = isRoot ? { uid: idOf('-u'), gid: idOf('-g') } : {}

/**
 * Starts a server with an empty database; end it with `stop()`.
 *
 * @param primary Where it is given, the server is a hot standby of it.
 */
export async function startPostgres(
  settings: Settings = {},
  primary?: PostgresServer,
): Promise<PostgresServer> {
  if (binaries === undefined) throw new Error('PostgreSQL is not installed')
  const programs = binaries
  const folder = mkdtempSync(join(memory, 'latchkey-postgres-'))
  if (isRoot) execFileSync('chown', ['postgres:', folder])
  const fresh = join(folder, 'fresh')
  const data = join(folder, 'data')
  // Made once, and copied whenever the server is to be empty.
  const make =
    primary === undefined
      ? ['initdb', '--auth=trust', '--username=postgres', '--encoding=UTF8', '--no-locale', '--no-sync']
      : ['pg_basebackup', '--dbname', primary.url, '--checkpoint=fast', '--write-recovery-conf', '--no-sync']
  const [program, ...options] = make as [string, ...string[]]
  execFileSync(join(programs, program), ['-D', fresh, ...options], { ...owner, cwd: folder, stdio: 'pipe' })
  const port = await freePort()
  let postmaster: ChildProcess | undefined
  let log = ''

  const processes = (): number[] => {
    const pid = postmaster?.pid
    return pid === undefined ? [] : [pid, ...childrenOf(pid)]
  }
  const server: PostgresServer = {
    port,
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    data,
    pause() {
      for (const pid of stopped()) signal(pid, 'SIGSTOP')
    },
    resume() {
      for (const pid of processes()) signal(pid, 'SIGCONT')
    },
    async kill() {
      if (postmaster === undefined) return
      const isRunning = postmaster.exitCode === null && postmaster.signalCode === null
      const exit = isRunning ? once(postmaster, 'exit') : undefined
      const all = stopped()
      for (const pid of all) signal(pid, 'SIGKILL')
      await exit
      while (all.some(isAlive)) await sleep(1)
      postmaster = undefined
    },
    async start(more = {}) {
      const given = Object.entries({ ...own, port: String(port), ...settings, ...more })
      const child = spawn(
        '/usr/bin/setpriv',
        // Should this process be killed, the server goes with it.
        [
          '--pdeathsig',
          'KILL',
          join(programs, 'postgres'),
          '-D',
          data,
          ...given.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
        ],
        { ...owner, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
      )
      postmaster = child
      child.stderr.setEncoding('utf8').on('data', (text: string) => (log = (log + text).slice(-5000)))
      while (!(await answers(port))) {
        if (child.exitCode !== null) throw new Error(`PostgreSQL did not start:\n${log}`)
        await sleep(5)
      }
    },
    async empty() {
      forget(data)
      await copyFresh()
    },
    async stop() {
      process.off('exit', end)
      await server.kill()
      forget(data)
      rmSync(folder, { recursive: true, force: true })
    },
  }
  /** All processes, after the postmaster was stopped, so that none is forked while they are listed. */
  function stopped(): number[] {
    if (postmaster?.pid !== undefined) signal(postmaster.pid, 'SIGSTOP')
    return processes()
  }
  /** Does not stop this process, whose answers are measured. */
  async function copyFresh(): Promise<void> {
    await promisify(execFile)('cp', ['-a', fresh, data])
  }
  function end(): void {
    for (const pid of stopped()) signal(pid, 'SIGKILL')
    forget(data)
    rmSync(folder, { recursive: true, force: true })
  }
  process.on('exit', end)
  await copyFresh()
  await server.start()
  return server
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** All children of the postmaster are of its main thread. */
function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
  } catch {
    // It has ended.
    return []
  }
}

/** Removes the data of a server that was killed, and the segment of shared memory by which it would have found out that it runs. */
function forget(data: string): void {
  const file = join(data, 'postmaster.pid')
  const segment = existsSync(file)
    ? readFileSync(file, 'utf8').split('\n')[6]?.trim().split(/\s+/)[1]
    : undefined
  if (segment !== undefined) spawnSync('ipcrm', ['-m', segment])
  rmSync(data, { recursive: true, force: true })
}

/** A process that has ended and that nobody has waited for is not alive. */
function isAlive(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as { port: number }
  probe.close()
  await once(probe, 'close')
  return port
}

/** Whether the server takes a connection and asks for no more patience: it answers a start-up packet with `R`, authentication. */
async function answers(port: number): Promise<boolean> {
  const parameters = Buffer.from('user\0postgres\0database\0postgres\0\0')
  const head = Buffer.alloc(8)
  head.writeInt32BE(8 + parameters.length, 0)
  head.writeInt32BE(196_608, 4)
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1', () => socket.write(Buffer.concat([head, parameters])))
    const done = (answer: boolean): void => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('data', (bytes) => done(bytes[0] === 'R'.charCodeAt(0)))
    socket.once('error', () => done(false))
    socket.once('close', () => done(false))
  })
}
