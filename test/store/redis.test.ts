/**
 * The store on Redis keeps the contract, on real servers and by both clients; and what it refuses.
 */
import { Cluster, Redis } from 'ioredis'
import type { Store } from 'latchkey'
import { redisStore } from 'latchkey/redis'
import { storeContract } from 'latchkey/testing'
import { createClient, createCluster } from 'redis'
import { afterAll, describe, expect, test } from 'vitest'
import { type RedisServer, startRedis, startRedisCluster } from './redis-server.ts'

type Client = Parameters<typeof redisStore>[0]
/** A client of its own, and what ends it. */
type Connect = (server: RedisServer) => Promise<{ client: Client; end: () => Promise<unknown> }>

const server = await startRedis()
const cluster = await startRedisCluster()
afterAll(() => Promise.all([server.end(), cluster.end()]))

const connect: Readonly<Record<string, [RedisServer, Connect]>> = {
  "a server by 'redis'": [
    server,
    async ({ url }) => {
      const client = createClient({ url })
      await client.connect()
      return { client, end: () => client.close() }
    },
  ],
  "a server by 'ioredis'": [
    server,
    async ({ url }) => {
      const client = new Redis(url)
      return { client, end: () => client.quit() }
    },
  ],
  "a cluster by 'redis'": [
    cluster,
    async ({ url }) => {
      const client = createCluster({ rootNodes: [{ url }] })
      await client.connect()
      return { client, end: () => client.close() }
    },
  ],
  "a cluster by 'ioredis'": [
    cluster,
    async ({ url }) => {
      const client = new Cluster([url])
      return { client, end: () => client.quit() }
    },
  ],
}
let places = 0

describe.each(Object.entries(connect))('the contract on %s', (_name, [on, connecting]) => {
  const cases = storeContract(async () => {
    const prefix = `contract-${places++}`
    const opened: { store: Store; end: () => Promise<unknown> }[] = []
    return {
      async open() {
        const { client, end } = await connecting(on)
        const store = await redisStore(client, { prefix, create: true })
        opened.push({ store, end })
        return store
      },
      async wipe() {
        await on.ask('FLUSHALL')
      },
      async tearDown() {
        for (const { store, end } of opened) {
          await store.close()
          await end()
        }
      },
    }
  })
  test.each(cases)('$name', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined()
  })
})
