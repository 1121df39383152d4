/**
 * A Redis server of a test's own: on a free port, in a folder of its own, and every fault that can befall one.
 *
 * Only processes that were started here are stopped, killed or ended.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface RedisServer {
  readonly port: number
  readonly url: string
  /** SIGSTOP: it keeps its connections and answers nothing. */
  pause(): void
  /** SIGCONT. */
  resume(): void
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>
  /** Starts it again on the same port, from what is on its disk. */
  start(): Promise<void>
  /** Throws away what is on its disk; it is dead. */
  empty(): void
  /** All that is on its disk. */
  disk(): Buffer
  /** Copies what is on its disk; returns what kills it and starts it again from that copy. */
  backUp(): () => Promise<void>
  /** The answer to one command, by a connection of its own. */
  ask(...command: string[]): Promise<string>
  /** Ends it and removes its folder. */
  readonly end: () => Promise<void>
}

const appending = ['--save', '', '--appendonly', 'yes', '--appendfsync']
/** The settings that lose nothing which was acknowledged. */
export const always: readonly string[] = [...appending, 'always']
/** The settings that most servers have. While the disk is slow, writes are acknowledged that are in memory only. */
export const everySecond: readonly string[] = [...appending, 'everysec']

/** Starts a server with these settings. */
export async function startRedis(settings: readonly string[] = everySecond): Promise<RedisServer> {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-redis-'))
  let child: ChildProcess | undefined
  let copies = 0

  async function start(): Promise<void> {
    const options = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--loglevel', 'warning']
    child = spawn('redis-server', [...options, ...settings], { stdio: 'ignore' })
    const failed = once(child, 'exit').then(() => {
      throw new Error(`redis-server on port ${port} ended at once`)
    })
    await Promise.race([failed, answers()])
    failed.catch(() => {})
  }

  async function answers(): Promise<void> {
    for (let tries = 0; tries < 500; tries++) {
      const answer = await ask('PING').catch(() => '')
      if (answer.startsWith('+PONG') || answer.startsWith('-NOAUTH')) return
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    throw new Error(`redis-server on port ${port} does not answer`)
  }

  async function ask(...command: string[]): Promise<string> {
    const socket = connect(port, '127.0.0.1')
    try {
      await once(socket, 'connect')
      const words = command.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`)
      socket.write(`*${command.length}\r\n${words.join('')}*1\r\n$4\r\nQUIT\r\n`)
      let answer = ''
      for await (const part of socket.setEncoding('utf8')) answer += String(part)
      return answer.replace(/\+OK\r\n$/, '')
    } finally {
      socket.destroy()
    }
  }

  async function kill(): Promise<void> {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }

  async function end(): Promise<void> {
    await kill()
    for (let copy = 0; copy <= copies; copy++)
      rmSync(copy === 0 ? folder : `${folder}-${copy}`, { recursive: true, force: true })
  }

  function empty(): void {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder)
  }

  function disk(): Buffer {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
    const files = entries.filter((entry) => entry.isFile())
    return Buffer.concat(files.map(({ parentPath, name }) => readFileSync(join(parentPath, name))))
  }

  function backUp(): () => Promise<void> {
    const copy = `${folder}-${++copies}`
    cpSync(folder, copy, { recursive: true })
    return async () => {
      await kill()
      rmSync(folder, { recursive: true, force: true })
      cpSync(copy, folder, { recursive: true })
      await start()
    }
  }

  process.on('exit', () => child?.kill('SIGKILL'))
  await start()
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
    kill,
    start,
    empty,
    disk,
    backUp,
    ask,
    end,
  }
}

/** Starts a cluster of one node that owns every slot. */
export async function startRedisCluster(settings: readonly string[] = everySecond): Promise<RedisServer> {
  const server = await startRedis([
    ...settings,
    '--cluster-enabled',
    'yes',
    '--cluster-announce-ip',
    '127.0.0.1',
  ])
  // A node that starts again waits two seconds before it takes its slots back.
  const isWhole = async (): Promise<void> => {
    while (!(await server.ask('CLUSTER', 'INFO')).includes('cluster_state:ok'))
      await new Promise((resolve) => setTimeout(resolve, 20))
  }
  await server.ask('CLUSTER', 'ADDSLOTSRANGE', '0', '16383')
  await isWhole()
  return {
    ...server,
    async start() {
      await server.start()
      await isWhole()
    },
  }
}

/** What the name of a test says where no server can be started; empty where one can. */
export const withoutRedis: string =
  spawnSync('redis-server', ['--version']).status === 0
    ? ''
    : ': redis-server is not installed (apt-get install redis-server)'

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
