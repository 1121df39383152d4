/**
 * The two clients of Redis as one: how each runs a script and listens to a channel.
 *
 * Nothing is imported from them: the types here name what is needed of an instance, and its shape tells which one it is.
 */
import { LatchkeyError } from '../../index.ts'

/** What is needed of a client of the package `redis`, from version 5 on: `createClient()`, `createCluster()` and the like. */
export interface NodeRedisClient extends Partial<Emitter> {
  evalSha(sha: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>
  duplicate?(): NodeRedisListener
}
interface NodeRedisListener extends Emitter {
  connect(): Promise<unknown>
  subscribe(channel: string, listener: () => void): Promise<unknown>
  unref?(): void
  destroy(): void
}

/** What is needed of a client of the package `ioredis`: `new Redis()` or `new Cluster()`. */
export interface IoredisClient extends Partial<Emitter> {
  evalsha(sha: string, keys: number, ...rest: string[]): Promise<unknown>
  eval(script: string, keys: number, ...rest: string[]): Promise<unknown>
  duplicate?(): IoredisListener
}
interface IoredisListener extends Emitter {
  readonly stream?: { unref?(): unknown }
  connect(): Promise<unknown>
  subscribe(channel: string): Promise<unknown>
  disconnect(): void
}

interface Emitter {
  on(event: string, listener: () => void): unknown
  off(event: string, listener: () => void): unknown
}

/** A script with its hash, by which a server knows it again. */
interface Script {
  readonly text: string
  readonly sha: string
}

/** A client of either package. */
export interface Connection {
  run(script: Script, keys: string[], values: string[]): Promise<unknown>
  /** Calls `wake` for each message of `channel`, and when it begins to listen, by a connection of its own. */
  listen(channel: string, wake: () => void): Listening
}

/**
 * A connection that listens. It is over once it broke or the client has ended, and is made anew by who asks, after the client had an
 * answer: what tried again by itself would keep a process alive.
 */
export interface Listening {
  readonly isOver: boolean
  end(): void
}

/**
 * Tells the clients apart.
 *
 * @throws {@link LatchkeyError} `INVALID_OPTION` for what is neither.
 */
export function connectionOf(client: NodeRedisClient | IoredisClient): Connection {
  const shape = Object(client) as NodeRedisClient | IoredisClient
  // What every object has tells nothing.
  const has = (name: string): boolean => Reflect.get(shape, name) !== Reflect.get(Object.prototype, name)
  if (has('evalSha')) return nodeRedis(shape as NodeRedisClient)
  if (has('evalsha')) return ioredis(shape as IoredisClient)
  throw new LatchkeyError(
    'INVALID_OPTION',
    "redisStore takes a client of 'redis', from version 5 on, or of 'ioredis'",
  )
}

const ignore = (): void => {}

function nodeRedis(client: NodeRedisClient): Connection {
  return {
    run(script, keys, values) {
      const options = { keys, arguments: values }
      return knownOrSent(
        () => client.evalSha(script.sha, options),
        () => client.eval(script.text, options),
      )
    },
    listen(channel, wake) {
      const listener = client.duplicate?.()
      if (listener === undefined) return none
      listener.unref?.()
      const listening = listenWith(client, listener, () => listener.destroy())
      listener
        .connect()
        .then(() => listener.subscribe(channel, wake))
        .then(wake, listening.end)
      return listening
    },
  }
}

function ioredis(client: IoredisClient): Connection {
  return {
    run: (script, keys, values) =>
      knownOrSent(
        () => client.evalsha(script.sha, keys.length, ...keys, ...values),
        () => client.eval(script.text, keys.length, ...keys, ...values),
      ),
    listen(channel, wake) {
      const listener = client.duplicate?.()
      if (listener === undefined) return none
      listener.on('connect', () => listener.stream?.unref?.())
      listener.on('ready', () => void listener.subscribe(channel).then(wake, ignore))
      listener.on('message', wake)
      // Where it connects by itself it says that it does already.
      listener.connect().catch(ignore)
      return listenWith(client, listener, () => listener.disconnect())
    },
  }
}

/** Runs a script by its hash, and sends its text where the server does not know it: it was never there, or is another server now. */
async function knownOrSent(known: () => Promise<unknown>, sent: () => Promise<unknown>): Promise<unknown> {
  try {
    return await known()
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('NOSCRIPT')) return sent()
    throw error
  }
}

/** A client that cannot be duplicated: its store is polled. */
const none: Listening = { isOver: false, end: ignore }

function listenWith(client: Partial<Emitter>, listener: Emitter, close: () => void): Listening {
  let isOver = false
  const end = (): void => {
    if (isOver) return
    isOver = true
    for (const event of endings) client.off?.(event, end)
    try {
      close()
    } catch {
      // It was closed already.
    }
  }
  const endings = ['end', 'disconnect']
  for (const event of endings) client.on?.(event, end)
  for (const event of ['error', 'reconnecting']) listener.on(event, end)
  return {
    get isOver() {
      return isOver
    },
    end,
  }
}
