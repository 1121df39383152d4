/**
 * Redis: a server of its own with an append-only file, through `redis` here, and through either client in the worker processes.
 */
import { randomBytes } from 'node:crypto'
import { redisStore } from 'latchkey/redis'
import { connectTo, connectToCluster } from '../../../test/store/redis-clients.ts'
import type { RedisServer } from '../../../test/store/redis-server.ts'
import { always, startRedis, startRedisCluster, withoutRedis } from '../../../test/store/redis-server.ts'
import type { Engine } from '../engine.ts'

/** How an engine differs from others of Redis. */
interface Variant {
  readonly name: string
  /** The client in the process of the campaign; about half of the workers take the other. */
  readonly client: keyof typeof connectTo
  readonly isCluster: boolean
  /** Loses all data. */
  readonly wipe: (server: RedisServer) => Promise<void>
}

export function engineOf({ name, client: own, isCluster, wipe }: Variant): Engine {
  let server: RedisServer | undefined
  const started = (): RedisServer => {
    if (server === undefined) throw new Error('Redis is started in the process of the campaign')
    return server
  }
  // Only a worker has somebody to send to.
  const other = own === 'redis' ? 'ioredis' : 'redis'
  const chosen = process.send !== undefined && process.pid % 2 === 0 ? other : own
  const connect = (isCluster ? connectToCluster : connectTo)[chosen]
  const open: Engine['open'] = async (place, create = false) => {
    const [url = '', prefix = ''] = place.split(' ')
    const { client, end } = await connect(url)
    const store = await redisStore(client, { prefix, create })
    return {
      store,
      async close() {
        await store.close()
        await end()
      },
    }
  }
  return {
    name,
    async prepare() {
      if (withoutRedis !== '') return withoutRedis
      server = await (isCluster ? startRedisCluster : startRedis)(always)
      return undefined
    },
    async place() {
      const place = `${started().url} latchkey-${randomBytes(4).toString('hex')}`
      await (await open(place, true)).close()
      return place
    },
    open,
    wipe: () => wipe(started()),
    // The file of appends holds every command with its values, also those that were overwritten since.
    dump: async () => started().disk(),
    server: {
      pause: async () => started().pause(),
      resume: async () => started().resume(),
      kill: () => started().kill(),
      restart: () => started().start(),
      async ask() {
        const { client, end } = await connect(started().url)
        try {
          return await ('evalSha' in client
            ? client.eval('return 1', { keys: [], arguments: [] })
            : client.eval('return 1', 0))
        } finally {
          await end()
        }
      },
    },
    kills: [20, 100],
    async stop() {
      await server?.end()
    },
  }
}

export const engine: Engine = engineOf({
  name: 'Redis',
  client: 'redis',
  isCluster: false,
  async wipe(server) {
    await server.kill()
    server.empty()
    await server.start()
  },
})
