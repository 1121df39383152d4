/**
 * No store on a server opens another place, counts a use twice or loses a revocation by what somebody put on every object (R29).
 *
 * The property is there while the code of the store runs, and not while that of the driver does, which would break.
 */
import { randomBytes } from 'node:crypto'
import type { Store } from 'latchkey'
import { postgresStore } from 'latchkey/postgres'
import type { PgClient, PgPool, PostgresSql } from 'latchkey/postgres'
import { redisStore } from 'latchkey/redis'
import { memoryStore } from 'latchkey/memory'
import { sqliteStore } from 'latchkey/sqlite'
import { Pool } from 'pg'
import postgres from 'postgres'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { postgresUrl, reachable } from '../store/postgres-url.ts'
import { connectTo } from '../store/redis-clients.ts'
import { startRedis, withoutRedis } from '../store/redis-server.ts'
import { aside, findChanges, meanwhile, namesIn, shown } from './instrument.ts'

/** A client whose methods run without the property. */
function apart<Client extends object>(client: Client, names: readonly (keyof Client & string)[]): Client {
  const own = names.map((name) => {
    const method = Reflect.get(client, name)
    const value: unknown =
      typeof method === 'function'
        ? (...given: unknown[]) => aside(async (): Promise<unknown> => Reflect.apply(method, client, given))
        : method
    return [name, { value, enumerable: true }] as const
  })
  return Object.defineProperties({} as Client, Object.fromEntries(own) as PropertyDescriptorMap)
}

/** A place of a store: how it is opened, begun or not. */
interface Place {
  readonly files: string
  open(options: { readonly create?: boolean }): Promise<Store>
  openElsewhere(): Promise<Store>
}

async function onPg(): Promise<Place> {
  const pool = new Pool({ connectionString: postgresUrl, max: 2 })
  const client: PgPool = {
    connect: () =>
      aside(async () => {
        const lent = (await pool.connect()) as unknown as PgClient
        return Object.assign(apart(lent, ['query']), {
          on: lent.on.bind(lent),
          removeListener: lent.removeListener.bind(lent),
          release: (isBroken?: boolean) => aside(() => lent.release(isBroken)),
        })
      }),
    on: (_event, listener) => pool.on('error', listener),
    removeListener: (_event, listener) => pool.removeListener('error', listener),
    totalCount: 0,
    ending: false,
    options: { max: 1 },
  }
  return inPostgres(
    client,
    (text) => pool.query(text),
    () => pool.end(),
  )
}
async function onPostgres(): Promise<Place> {
  const sql = postgres(postgresUrl, { max: 2, onnotice: () => {} })
  const client = apart(sql as unknown as PostgresSql, ['unsafe', 'listen'])
  return inPostgres(
    client,
    (text) => sql.unsafe(text),
    () => sql.end(),
  )
}
function inPostgres(
  client: PgPool | PostgresSql,
  run: (text: string) => PromiseLike<unknown>,
  end: () => Promise<void>,
): Place {
  const schema = `latchkey_pollution_${randomBytes(6).toString('hex')}`
  onTestFinished(async () => {
    await run(`DROP SCHEMA ${schema} CASCADE; DROP SCHEMA IF EXISTS ${schema}_none CASCADE`)
    await end()
  })
  return {
    files: 'src/store/{postgres,postgres/*}.ts',
    open: (options) => postgresStore(client, { schema, ...options }),
    openElsewhere: () => postgresStore(client, { schema: `${schema}_none` }),
  }
}
const onRedis = (name: 'redis' | 'ioredis') => async (): Promise<Place> => {
  const server = await startRedis()
  const { client, end } = await connectTo[name](server.url)
  onTestFinished(async () => {
    await end()
    await server.end()
  })
  const calls = (name === 'redis' ? ['evalSha', 'eval'] : ['evalsha', 'eval']) as never[]
  const own = apart(client, calls)
  return {
    files: 'src/store/{redis,redis/*}.ts',
    open: (options) => redisStore(own, options),
    openElsewhere: () => redisStore(own, { prefix: 'none' }),
  }
}
async function onSqlite(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-pollution-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return {
    files: 'src/store/sqlite.ts',
    open: (options) => sqliteStore(join(folder, 'store.db'), options),
    openElsewhere: () => sqliteStore(join(folder, 'none.db')),
  }
}

test.each([
  ['PostgreSQL by pg', onPg, reachable],
  ['PostgreSQL by postgres', onPostgres, reachable],
  ['Redis by redis', onRedis('redis'), withoutRedis === ''],
  ['Redis by ioredis', onRedis('ioredis'), withoutRedis === ''],
  ['SQLite', onSqlite, true],
] as const)('the store in %s', async (_name, make, isThere) => {
  if (!isThere) return
  const place = await make()
  const store = await place.open({ create: true })
  onTestFinished(() => store.close())
  const { id: life } = (await store.changes(undefined, 1)).epoch!
  let count = 0
  const text = (): string => String(++count).padStart(32, '0')

  const decisions = {
    async 'a use'() {
      const id = text()
      const told = [await store.use('another', id, 1, 9)]
      for (let turn = 0; turn < 2; turn++) told.push(await store.use(life, id, 1, 9))
      return told.join()
    },
    async 'a revocation'() {
      const row = { target: 'blog', before: 7, expiresAt: undefined }
      const { cursor } = await store.changes(undefined, 9)
      const told = [await store.revoke('another', row), await store.revoke(life, row)]
      const { epoch, revocations } = await store.changes(cursor, 9)
      return `${told.join()} ${epoch?.id === life} ${shown(revocations)}`
    },
    async 'the place'() {
      const opened = await place.open({})
      const { epoch } = await opened.changes(undefined, 1)
      await opened.close()
      return epoch?.id === life
    },
    'a place that nobody has begun': async () => place.openElsewhere(),
  }
  const during = Object.entries(decisions).map(
    ([name, decide]) => [name, () => meanwhile<unknown>(decide)] as const,
  )
  const { expected, changed } = await findChanges(Object.fromEntries(during), namesIn(place.files))
  expect(Object.fromEntries(expected)).toEqual({
    'a use': 'lost,counted,spent',
    'a revocation': 'lost,revoked true [target:blog,before:7,expiresAt:undefined]',
    'the place': 'true',
    'a place that nobody has begun': 'throws STORE_UNAVAILABLE',
  })
  expect(changed).toEqual([])
})

const begins = (): boolean => memoryStore().snapshot!(1)!.changes.epoch!.since > 1_700_000_000

test('the store in memory begins by the clock that it was given, and no other', async () => {
  const { expected, changed } = await findChanges({ begins: () => meanwhile(begins) }, ['clock'])
  expect([expected.get('begins'), changed]).toEqual(['true', []])
})
