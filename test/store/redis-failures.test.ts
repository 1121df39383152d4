/**
 * What befalls the store on Redis: data that go back in time, connections that break, scripts that are forgotten, clients of another make;
 * and that it forgets what is expired, and keeps no process alive.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as after } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { defineApp, keygen, latchkey } from 'latchkey'
import type { Store } from 'latchkey'
import { redisStore } from 'latchkey/redis'
import { createClient, RESP_TYPES } from 'redis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, connectTo, connectToCluster } from './redis-clients.ts'
import { type RedisServer, startRedis, startRedisCluster, withoutRedis } from './redis-server.ts'

const now = Math.floor(Date.now() / 1000)
const day = 86_400
const idOf = (number: number): string => number.toString(16).padStart(32, '0')
const epochOf = async (store: Store): Promise<string> => (await store.changes(undefined, 1)).epoch!.id

/** The first answer: a client needs a moment to find a server that was restarted. */
async function retried<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (let tries = 0; ; tries++) {
    try {
      return await ask()
    } catch (error) {
      if (tries === 50) throw error
      await after(50)
    }
  }
}

describe.skipIf(withoutRedis)(`the store on Redis${withoutRedis}`, () => {
  let server: RedisServer
  let cluster: RedisServer
  const ends: (() => Promise<unknown>)[] = []
  beforeAll(async () => {
    server = await startRedis()
    cluster = await startRedisCluster()
  })
  afterAll(async () => {
    for (const end of ends) await end()
    await server.end()
    await cluster.end()
  })
  let places = 0

  async function open(client?: Client, prefix = `place-${++places}`): Promise<Store> {
    if (client === undefined) {
      const connected = await connectTo.redis(server.url)
      ends.push(connected.end)
      client = connected.client
    }
    const store = await redisStore(client, { prefix, create: true })
    ends.push(() => store.close())
    return store
  }

  test('a server that went back to an older state counts nothing for who knows more', async () => {
    const own = await startRedis()
    ends.push(own.end)
    const { client, end } = await connectTo.redis(own.url)
    ends.push(end)
    const store = await open(client)
    const epoch = await epochOf(store)
    const restore = own.backUp()
    const kept = await store.use(epoch, idOf(1), 1, undefined)
    const { cursor } = await store.changes(undefined, 1)
    await restore()
    expect(kept).toBe('counted')
    expect(await retried(() => store.use(epoch, idOf(1), 1, undefined))).toBe('lost')
    expect(await store.revoke(epoch, { target: 'blog', before: now, expiresAt: undefined })).toBe('lost')
    for (const from of [cursor, undefined]) expect((await store.changes(from, 1)).epoch).toBeUndefined()
    await store.acknowledge({ id: idOf(9), since: now })
    expect(await epochOf(store)).toBe(idOf(9))
    expect(await store.use(idOf(9), idOf(1), 1, undefined)).toBe('counted')
  })

  test('a store that was opened lets tokens be checked at once, and knows what was revoked', async () => {
    const prefix = `place-${++places}`
    const secrets = keygen()
    const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })
    const begun = await open(undefined, prefix)
    const { tokens, scope } = latchkey({ secrets, apps: [blog], store: begun })
    const made = [1, 2].map((id) => tokens.generate(scope.accessObj(blog.Post(id), 'read')))
    await tokens.revoke(blog.Post(1))
    const reopened = await open(undefined, prefix)
    const other = latchkey({ secrets, apps: [blog], store: reopened }).tokens
    const said = made.map((token, index) =>
      other.validate(token, scope.accessObj(blog.Post(index + 1), 'read')),
    )
    expect(said).toEqual([false, true])
    expect(reopened.snapshot!(5000)!.changes).toEqual(await reopened.changes(undefined, 5000))
    expect([reopened.snapshot!(1), reopened.snapshot!(2)?.changes.revocations.length]).toEqual([undefined, 1])
  })

  const clients = [
    ["a server by 'redis'", () => server, connectTo.redis],
    ["a server by 'ioredis'", () => server, connectTo.ioredis],
    ["a cluster by 'redis'", () => cluster, connectToCluster.redis],
    ["a cluster by 'ioredis'", () => cluster, connectToCluster.ioredis],
  ] as const
  test.each(clients)(
    'a revocation wakes who follows %s, also after its connection broke',
    async (_name, on, connect) => {
      const [one, other] = [await connect(on().url), await connect(on().url)]
      ends.push(one.end, other.end)
      const prefix = `place-${++places}`
      const [writer, reader] = [await open(one.client, prefix), await open(other.client, prefix)]
      const epoch = await epochOf(writer)
      let woken = 0
      const stop = reader.watch!(() => woken++)
      const revoke = (): Promise<string> =>
        writer.revoke(epoch, { target: `blog.Post:${woken}`, before: now, expiresAt: undefined })
      /** Revokes until who follows was woken by it: the connection needs a moment to be made. */
      async function wakes(): Promise<number> {
        for (let tries = 0; tries < 30; tries++) {
          await after(100)
          // A connection that broke is made anew when the store is asked again.
          await reader.changes(undefined, 1)
          await after(100)
          const before = woken
          const begun = performance.now()
          await revoke()
          while (performance.now() - begun < 100) {
            if (woken > before) return performance.now() - begun
            await after(1)
          }
        }
        throw new Error('nobody was woken')
      }
      expect(await wakes()).toBeLessThan(100)
      expect(await on().ask('CLIENT', 'KILL', 'TYPE', 'pubsub')).toMatch(/^:[1-9]/)
      expect(await wakes()).toBeLessThan(100)
      stop()
      await after(50)
      const before = woken
      await revoke()
      await after(50)
      expect(woken).toBe(before)
      expect(await on().ask('PUBSUB', 'NUMSUB', `{${prefix}}:changed`)).toMatch(/:0\r\n$/)
    },
  )

  test('scripts that the server has forgotten are sent again', async () => {
    const store = await open()
    const epoch = await epochOf(store)
    await server.ask('SCRIPT', 'FLUSH')
    expect(await store.use(epoch, idOf(1), 1, undefined)).toBe('counted')
  })

  test('a client with a prefix of its own, and one that gives bytes', async () => {
    const prefixed = new Redis(server.url, { keyPrefix: 'mine:' })
    ends.push(async () => prefixed.disconnect())
    const bytes = createClient({
      url: server.url,
      commandOptions: { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer, [RESP_TYPES.NUMBER]: String } },
    })
    await bytes.connect()
    ends.push(async () => bytes.destroy())
    for (const client of [prefixed, bytes as unknown as Client]) {
      const store = await open(client)
      const epoch = await epochOf(store)
      const revocation = { target: 'blog', before: now, expiresAt: now + 1 }
      expect(await store.revoke(epoch, revocation)).toBe('revoked')
      expect(await store.use(epoch, idOf(1), 1, undefined)).toBe('counted')
      expect(await store.use(epoch, idOf(1), 1, undefined)).toBe('spent')
      expect(await store.changes('0', 9)).toMatchObject({ epoch: { id: epoch }, revocations: [revocation] })
      expect(await store.prune(now + 2)).toBe(1)
    }
    expect(await server.ask('EXISTS', `mine:{place-${places - 1}}:head`)).toBe(':1\r\n')
  })

  test('the user that the documentation recommends may do all that is needed', async () => {
    const [, words] = /^ACL SETUSER app (.*)$/m.exec(readFileSync('docs/stores/redis.md', 'utf8'))!
    await server.ask('ACL', 'SETUSER', 'app', ...words!.split(' '))
    const { client, end } = await connectTo.redis(server.url.replace('//', '//app:PASSWORD@'))
    ends.push(end)
    const store = await open(client, 'latchkey')
    const epoch = await epochOf(store)
    expect(await store.use(epoch, idOf(1), 1, now)).toBe('counted')
    await store.revoke(epoch, { target: 'blog', before: now, expiresAt: now })
    expect(await store.prune(now + 1)).toBe(2)
    expect(await store.acknowledge({ id: idOf(9), since: now })).toBe(0)
    const woken = new Promise<void>((resolve) => store.watch!(resolve))
    await woken
  })

  test('each write forgets a few rows that expired a day ago, and none that did later', async () => {
    const store = await open()
    const epoch = await epochOf(store)
    const prefix = `{place-${places}}`
    const rows = async (): Promise<[string, string]> => [
      await server.ask('HLEN', `${prefix}:uses`),
      await server.ask('HLEN', `${prefix}:revocations`),
    ]
    for (let number = 0; number < 6; number++) {
      await store.use(epoch, idOf(number), 1, now + number)
      await store.revoke(epoch, { target: `blog.Post:${number}`, before: 0, expiresAt: now + number })
    }
    expect(await rows()).toEqual([':6\r\n', ':6\r\n'])
    // The server cannot be told another time; its rows can.
    for (const expiries of ['use-expiries', 'expiries']) {
      const answer = await server.ask('ZRANGE', `${prefix}:${expiries}`, '0', '-1')
      const members = answer.split('\r\n').filter((line) => /^[^*$]/.test(line))
      for (const member of members.slice(0, 5))
        await server.ask('ZADD', `${prefix}:${expiries}`, String(now - day - 60), member)
      await server.ask('ZADD', `${prefix}:${expiries}`, String(now - day + 60), members[5]!)
    }
    await store.use(epoch, idOf(6), 1, undefined)
    expect(await rows()).toEqual([':3\r\n', ':2\r\n'])
    await store.revoke(epoch, { target: 'shop', before: 0, expiresAt: undefined })
    expect(await rows()).toEqual([':2\r\n', ':2\r\n'])
    expect(await store.use(epoch, idOf(5), 1, undefined)).toBe('spent')
    const told = (await store.changes(undefined, 99)).revocations.map(({ target }) => target)
    expect(told).toEqual(['blog.Post:5', 'shop'])
  })

  test('where the clocks are more than a day apart, what is written is kept', async () => {
    const store = await open()
    const epoch = await epochOf(store)
    for (const expiresAt of [0, now - day - 60]) {
      await store.use(epoch, idOf(expiresAt), 1, expiresAt)
      await store.revoke(epoch, { target: `blog.Post:${expiresAt}`, before: 0, expiresAt })
      expect(await store.use(epoch, idOf(expiresAt), 1, expiresAt)).toBe('spent')
    }
    expect((await store.changes(undefined, 99)).revocations).toHaveLength(2)
  })

  test.each(['redis', 'ioredis'])(
    "no process stays alive that has ended its client, by '%s', whether the server runs or not",
    async (name) => {
      const own = await startRedis()
      ends.push(own.end)
      const program = `
        import { once } from 'node:events'
        import { connectTo } from './test/store/redis-clients.ts'
        import { redisStore } from 'latchkey/redis'
        const { client, end } = await connectTo.${name}('${own.url}')
        const store = await redisStore(client, { create: true })
        store.watch(() => {})
        await new Promise((resolve) => setTimeout(resolve, 300))
        console.log('following')
        await once(process.stdin, 'data')
        process.stdin.destroy()
        await end()`
      const args = ['--conditions=@latchkey/source', '--input-type=module-typescript', '--eval', program]
      for (const isRunning of [true, false]) {
        const child = spawn('node', args, { timeout: 30_000 })
        await once(child.stdout, 'data')
        if (!isRunning) await own.kill()
        await after(300)
        const exit = once(child, 'exit')
        child.stdin.write('end')
        expect(await exit).toEqual([0, null])
      }
    },
  )
})
