/**
 * The store on Redis keeps the contract, on real servers and by both clients.
 */
import type { Store } from 'latchkey'
import { redisStore } from 'latchkey/redis'
import { storeContract } from 'latchkey/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectTo, connectToCluster } from './redis-clients.ts'
import { type RedisServer, startRedis, startRedisCluster, withoutRedis } from './redis-server.ts'

const kinds = [
  ['a server', startRedis, connectTo],
  ['a cluster', startRedisCluster, connectToCluster],
] as const

for (const [kind, start, connect] of kinds) {
  describe.skipIf(withoutRedis)(`the contract on ${kind} of Redis${withoutRedis}`, () => {
    let server: RedisServer
    beforeAll(async () => void (server = await start()))
    afterAll(() => server.end())
    let places = 0

    describe.each(Object.entries(connect))("by '%s'", (_name, connecting) => {
      const cases = storeContract(async () => {
        const prefix = `place-${++places}`
        const opened: { store: Store; end: () => Promise<unknown> }[] = []
        return {
          async open() {
            const { client, end } = await connecting(server.url)
            const store = await redisStore(client, { prefix, create: true })
            opened.push({ store, end })
            return store
          },
          wipe: async () => void (await server.ask('FLUSHALL')),
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
  })
}
