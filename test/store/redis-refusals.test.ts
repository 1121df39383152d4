/**
 * What the store on Redis refuses, each with a sentence that says what to do, and without a password: servers that may lose what they
 * acknowledge, replicas, data of others, and a client or options that are none.
 */
import { inspect } from 'node:util'
import { redisStore } from 'latchkey/redis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, connectTo } from './redis-clients.ts'
import { freePort, type RedisServer, startRedis, withoutRedis } from './redis-server.ts'

type On = (event: string, listener: (error: unknown) => void) => void
const id = 'a'.repeat(32)
const revocation = { target: 'blog', before: 5, expiresAt: undefined }

/** The error of a promise that has to reject with `STORE_UNAVAILABLE`. */
async function unavailable(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => 'it did not reject',
    (reason: unknown) => reason,
  )
  expect(error).toMatchObject({ code: 'STORE_UNAVAILABLE', status: 503 })
  expect((error as Error).cause).toBeUndefined()
  return (error as Error).message
}

describe.skipIf(withoutRedis)(`the store on Redis refuses${withoutRedis}`, () => {
  let server: RedisServer
  const ends: (() => Promise<unknown>)[] = []
  beforeAll(async () => void (server = await startRedis()))
  afterAll(async () => {
    for (const end of ends) await end()
    await server.end()
  })

  async function clientOf(url: string, name: keyof typeof connectTo = 'redis'): Promise<Client> {
    const { client, end } = await connectTo[name](url)
    ends.push(end)
    return client
  }
  /** A server with other settings, which ends with the tests. */
  async function start(...settings: string[]): Promise<RedisServer> {
    const other = await startRedis(settings)
    ends.push(() => other.end())
    return other
  }

  test('a server that keeps nothing on disk, until the loss is accepted', async () => {
    const forgetful = await start('--appendonly', 'no', '--save', '')
    const client = await clientOf(forgetful.url)
    expect(await unavailable(redisStore(client, { create: true }))).toBe(
      "the Redis store 'latchkey' is on a server that keeps no append-only file: set 'appendonly yes', or take the loss of spent tokens with { acceptLossOfSpentTokens: true }",
    )
    expect(await forgetful.ask('KEYS', '*')).toBe('*0\r\n')
    const store = await redisStore(client, { create: true, acceptLossOfSpentTokens: true })
    const { epoch } = await store.changes(undefined, 1)
    expect(await store.use(epoch!.id, id, 1, undefined)).toBe('counted')
  })

  test('a server that may evict any key; where only keys with an expiry go, none of ours does', async () => {
    const evicting = await start('--appendonly', 'yes', '--save', '', '--maxmemory-policy', 'allkeys-lru')
    const client = await clientOf(evicting.url)
    expect(await unavailable(redisStore(client, { create: true }))).toContain('maxmemory-policy noeviction')
    for (const policy of ['allkeys-lfu', 'allkeys-random']) {
      await evicting.ask('CONFIG', 'SET', 'maxmemory-policy', policy)
      expect(await unavailable(redisStore(client, { create: true }))).toContain('may evict any key')
    }
    await evicting.ask('CONFIG', 'SET', 'maxmemory-policy', 'volatile-lru')
    const store = await redisStore(client, { create: true })
    const { epoch } = await store.changes(undefined, 1)
    const later = Math.floor(Date.now() / 1000) + 100
    await store.use(epoch!.id, id, 1, later)
    await store.revoke(epoch!.id, { ...revocation, expiresAt: later })
    expect(await evicting.ask('INFO', 'keyspace')).toContain('keys=6,expires=0')
  })

  test('a server that changes for the worse while it is used', async () => {
    const store = await redisStore(await clientOf(server.url), { prefix: 'changing', create: true })
    await server.ask('CONFIG', 'SET', 'appendonly', 'no')
    expect(await unavailable(store.changes(undefined, 1))).toContain('keeps no append-only file')
    await server.ask('CONFIG', 'SET', 'appendonly', 'yes')
    await expect(store.changes(undefined, 1)).resolves.toMatchObject({ revocations: [] })
  })

  test('a replica, and a server that became one', async () => {
    const replica = await start('--appendonly', 'yes', '--replicaof', '127.0.0.1', String(server.port))
    expect(await unavailable(redisStore(await clientOf(replica.url), { create: true }))).toContain('replica')
    await replica.ask('REPLICAOF', 'NO', 'ONE')
    const store = await redisStore(await clientOf(replica.url), { prefix: 'demoted', create: true })
    const { epoch } = await store.changes(undefined, 1)
    await replica.ask('REPLICAOF', '127.0.0.1', String(server.port))
    const calls = [
      () => store.changes(undefined, 1),
      () => store.use(epoch!.id, id, 1, undefined),
      () => store.revoke(epoch!.id, revocation),
    ]
    for (const call of calls) expect(await unavailable(call())).toContain('connect to the primary')
  })

  test('a store that was never begun', async () => {
    const opening = redisStore(await clientOf(server.url), { prefix: 'nobody' })
    expect(await unavailable(opening)).toContain("run 'npx latchkey store init'")
    expect(await server.ask('KEYS', '{nobody}*')).toBe('*0\r\n')
  })

  test('data of a later latchkey, when it opens them and when they appear', async () => {
    const client = await clientOf(server.url)
    const store = await redisStore(client, { prefix: 'later', create: true })
    await server.ask('HSET', '{later}:head', 'format', '2')
    const calls = [() => redisStore(client, { prefix: 'later' }), () => store.changes(undefined, 1)]
    for (const call of calls)
      expect(await unavailable(call())).toBe(
        "the Redis store 'later' was written by a later latchkey (version 2, this one knows 1): update latchkey",
      )
  })

  test('keys of another program', async () => {
    const client = await clientOf(server.url)
    await server.ask('SET', '{text}:head', 'of another program')
    await server.ask('HSET', '{hash}:head', 'name', 'of another program')
    for (const prefix of ['text', 'hash'])
      expect(await unavailable(redisStore(client, { prefix, create: true }))).toContain('of another program')
    expect(await server.ask('HGETALL', '{hash}:head')).toContain('of another program')

    const store = await redisStore(client, { prefix: 'half', create: true })
    const { epoch } = await store.changes(undefined, 1)
    await server.ask('SET', '{half}:uses', '1')
    expect(await unavailable(store.use(epoch!.id, id, 1, undefined))).toContain('of another program')
  })

  // The package `redis` says so itself, when it connects.
  test("a password that is wrong or missing, by 'ioredis', and no error has it", async () => {
    const guarded = await start('--appendonly', 'yes', '--requirepass', 'open-sesame')
    const right = guarded.url.replace('//', '//:open-sesame@')
    await redisStore(await clientOf(right, 'ioredis'), { create: true })
    const wrong = guarded.url.replace('//', '//:swordfish@')
    for (const [url, words] of [
      [wrong, 'refuses the password'],
      [guarded.url, 'wants a password'],
    ] as const) {
      const client = await clientOf(url, 'ioredis')
      const problem: unknown = await redisStore(client).catch((error: unknown) => error)
      expect(await unavailable(redisStore(client))).toContain(words)
      expect(inspect(problem, { depth: 9, showHidden: true })).not.toContain('swordfish')
    }
  })

  test('a server that repeats the password in its error, which goes no further', async () => {
    const nameless = await start('--appendonly', 'yes', '--rename-command', 'AUTH', '')
    const client = await clientOf(nameless.url.replace('//', '//:swordfish@'), 'ioredis')
    const said = new Promise<unknown>((resolve) => (client as unknown as { on: On }).on('error', resolve))
    const problem: unknown = await redisStore(client, { create: true }).catch((error: unknown) => error)
    expect(inspect(await said)).toContain('swordfish')
    expect(problem).toMatchObject({ code: 'STORE_UNAVAILABLE' })
    expect(inspect(problem, { depth: 9, showHidden: true })).not.toContain('swordfish')
  })

  test('a user who may not do what is needed', async () => {
    await server.ask('ACL', 'SETUSER', 'reader', 'on', '>key', '~*', '+@all', '-@scripting')
    const client = await clientOf(server.url.replace('//', '//reader:key@'))
    expect(await unavailable(redisStore(client, { create: true }))).toContain('docs/stores/redis.md')
  })

  test('a server that is out of reach or does not answer: in time, whatever the client does', async () => {
    const paused = await startRedis()
    ends.push(paused.end)
    const client = await clientOf(paused.url, 'ioredis')
    paused.pause()
    const begun = performance.now()
    expect(await unavailable(redisStore(client, { create: true }))).toContain('did not answer within 5 s')
    expect(performance.now() - begun).toBeLessThan(25_000)
    paused.resume()
    const { Redis } = await import('ioredis')
    const lonely = new Redis(await freePort(), { maxRetriesPerRequest: 1 }).on('error', () => {})
    await unavailable(redisStore(lonely, { create: true }))
    lonely.disconnect()
  })

  test('a client that nobody connected', async () => {
    const { createClient } = await import('redis')
    const client = createClient({ url: server.url })
    expect(await unavailable(redisStore(client, { create: true }))).toContain('await client.connect() first')
  })

  test('what is no client, and options that are none', async () => {
    const client = await clientOf(server.url)
    const wrong: [unknown, object][] = [
      [undefined, {}],
      ['redis://127.0.0.1', {}],
      [{}, {}],
      [client, { prefix: '' }],
      [client, { prefix: 'a{b' }],
      [client, { prefix: 'a}b' }],
      [client, { prefix: undefined }],
      [client, { prefix: 7 }],
      [client, { create: 'yes' }],
      [client, { acceptLossOfSpentToken: true }],
      [client, { create: undefined }],
    ]
    for (const [given, options] of wrong)
      await expect(redisStore(given as Client, options)).rejects.toMatchObject({
        code: 'INVALID_OPTION',
      })
  })
})

const local = 'redis://127.0.0.1:6379'
const { createClient } = await import('redis')
const found = await createClient({ url: local, socket: { reconnectStrategy: false, connectTimeout: 1000 } })
  .on('error', () => {})
  .connect()
  .catch(() => undefined)
afterAll(() => found?.destroy())

test.skipIf(found === undefined)(
  `the store on Redis refuses the server of this machine, which keeps nothing on disk${found ? '' : `: Redis not reachable at ${local} (start it with redis-server --save '' --appendonly no)`}`,
  async () => {
    const opening = redisStore(found!, { prefix: `refused-${process.pid}`, create: true })
    expect(await unavailable(opening)).toContain('keeps no append-only file')
  },
)
