/**
 * What the store in PostgreSQL refuses: each a clear error, and none with a password in it.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'
import type { LatchkeyError } from 'latchkey'
import { postgresStore } from 'latchkey/postgres'
import type { PostgresStoreOptions } from 'latchkey/postgres'
import { Client, Pool } from 'pg'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { binaries, startPostgres } from './postgres-server.ts'
import type { PostgresServer } from './postgres-server.ts'

type Given = Parameters<typeof postgresStore>[0]
const password = 'correct-horse-battery'
const epoch = 'e'.repeat(32)

describe.skipIf(binaries === undefined)(
  `PostgreSQL refused${binaries === undefined ? ': its server is not installed (apt-get install postgresql)' : ''}`,
  () => {
    let server: PostgresServer
    let admin: Pool
    const ends: (() => Promise<unknown>)[] = []

    beforeAll(async () => {
      server = await startPostgres()
      admin = new Pool({ connectionString: server.url }).on('error', () => {})
      await admin.query(`CREATE ROLE app LOGIN PASSWORD '${password}'`)
      await admin.query(`CREATE DATABASE careless`)
      const rules = join(server.data, 'pg_hba.conf')
      writeFileSync(rules, `host all app 127.0.0.1/32 scram-sha-256\n${readFileSync(rules, 'utf8')}`)
      await admin.query('SELECT pg_reload_conf()')
    }, 60_000)
    afterAll(async () => {
      for (const end of ends) await end()
      await admin?.end()
      await server?.stop()
    })

    /** Both drivers on a connection string. */
    function clients(url: string): readonly (readonly [string, Given])[] {
      const pool = new Pool({ connectionString: url }).on('error', () => {})
      const sql = postgres(url)
      ends.push(
        () => pool.end(),
        () => sql.end(),
      )
      return [
        ['pg', pool],
        ['postgres', sql],
      ]
    }
    const as = (user: string, secret: string, database = 'postgres'): string =>
      `postgres://${user}:${secret}@127.0.0.1:${server.port}/${database}`

    /** Opens through both drivers, and gives what each was refused with, which holds no secret. */
    async function refusals(url: string, options?: PostgresStoreOptions): Promise<string[]> {
      const messages = []
      for (const [name, client] of clients(url)) {
        const error: unknown = await postgresStore(client, options).then(
          () => expect.fail(`${name} was let in`),
          (reason: unknown) => reason,
        )
        expect(error).toMatchObject({ name: 'LatchkeyError', code: 'STORE_UNAVAILABLE', status: 503 })
        expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain(password)
        messages.push((error as LatchkeyError).message)
      }
      expect(messages).toEqual([messages[0], messages[0]])
      return messages
    }

    test('a store that nobody has begun', async () => {
      expect((await refusals(server.url, { schema: 'nowhere' }))[0]).toMatch(/latchkey store init/)
    })

    test('a wrong password', async () => {
      const [message] = await refusals(as('app', `${password}-not`))
      expect(message).toMatch(/refuses the password.*\(28P01\)/)
    })

    test('a database that is not there', async () => {
      const [message] = await refusals(as('app', password, 'nowhere'))
      expect(message).toMatch(/no such database.*\(3D000\)/)
    })

    test('a server that is not there', async () => {
      const [message] = await refusals(`postgres://app:${password}@127.0.0.1:1/postgres`)
      expect(message).toMatch(/cannot be reached.*\(ECONNREFUSED\)/)
    })

    test('a role without the right to make the schema', async () => {
      const [message] = await refusals(as('app', password), { schema: 'forbidden', create: true })
      expect(message).toMatch(/refuses this role the right.*\(42501\)/)
    })

    test('a role that may not use the schema, may only read it, and then one that may write, but make nothing', async () => {
      const schema = 'granted'
      await (await postgresStore(admin, { schema, create: true })).close()
      const refused = /refuses this role the right.*\(42501\)/
      expect((await refusals(as('app', password), { schema }))[0]).toMatch(refused)
      await admin.query(
        `GRANT USAGE ON SCHEMA ${schema} TO app; GRANT SELECT ON ALL TABLES IN SCHEMA ${schema} TO app`,
      )
      expect((await refusals(as('app', password), { schema }))[0]).toMatch(refused)
      await admin.query(`GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO app`)
      for (const [, client] of clients(as('app', password))) {
        const store = await postgresStore(client, { schema, create: true })
        await store.acknowledge({ id: epoch, since: 0 })
        expect(await store.use(epoch, '0'.repeat(32), 1, undefined)).toBe('counted')
        expect(await store.prune(0)).toBe(0)
        await store.close()
      }
    })

    test('a schema of another program, whatever its tables are called, which is left as it is', async () => {
      await admin.query('CREATE SCHEMA shop; CREATE TABLE shop.orders (id int)')
      await admin.query('CREATE SCHEMA mall; CREATE TABLE mall.store (id int)')
      for (const schema of ['shop', 'mall'])
        for (const create of [true, false])
          expect((await refusals(server.url, { schema, create }))[0]).toMatch(/another program/)
      const { rows } = await admin.query(
        `SELECT count(*)::int AS count FROM pg_class WHERE relnamespace IN ('shop'::regnamespace, 'mall'::regnamespace)`,
      )
      expect(rows).toEqual([{ count: 2 }])
    })

    test('a store that lost one of its tables: what was in it is not to be trusted', async () => {
      for (const table of ['uses', 'revocations', 'store']) {
        const schema = `without_${table}`
        const store = await postgresStore(admin, { schema, create: true })
        const { epoch: before } = await store.changes(undefined, 1)
        const use = (current: string): Promise<string> => store.use(current, '0'.repeat(32), 1, undefined)
        const revocation = { target: '*', before: 0, expiresAt: undefined }
        await use(before!.id)
        await store.revoke(before!.id, revocation)
        await admin.query(`DROP TABLE ${schema}.${table}`)
        const said = [await use(before!.id), await store.revoke(before!.id, revocation)]
        expect(said).toContain('lost')
        expect((await refusals(server.url, { schema }))[0]).toMatch(/latchkey store init/)
        const anew = await postgresStore(admin, { schema, create: true })
        const { epoch: after } = await anew.changes(undefined, 1)
        expect(after!.id).not.toBe(before!.id)
        expect(await use(before!.id)).toBe('lost')
        for (const each of [store, anew]) await each.close()
      }
    })

    test('a schema of a later version, at once and in the middle', async () => {
      const schema = 'later'
      const store = await postgresStore(admin, { schema, create: true })
      const { epoch: current } = await store.changes(undefined, 1)
      await admin.query(`UPDATE ${schema}.store SET version = 2`)
      const later = /later latchkey \(version 2/
      expect((await refusals(server.url, { schema, create: true }))[0]).toMatch(later)
      await expect(store.changes(undefined, 1)).rejects.toThrow(later)
      await expect(store.use(current!.id, '0'.repeat(32), 1, undefined)).rejects.toThrow(later)
      const revocation = { target: '*', before: 0, expiresAt: undefined }
      await expect(store.revoke(current!.id, revocation)).rejects.toThrow(later)
      await store.close()
    })

    test('synchronous_commit off: for the database, the role, and a connection in the middle', async () => {
      const schema = 'careless'
      const store = await postgresStore(admin, { schema, create: true })
      const { epoch: current } = await store.changes(undefined, 1)
      const off = /synchronous_commit is off/
      await admin.query('ALTER DATABASE careless SET synchronous_commit = off')
      expect((await refusals(as('postgres', 'x', 'careless'), { create: true }))[0]).toMatch(off)
      await admin.query(`CREATE ROLE hasty LOGIN SUPERUSER; ALTER ROLE hasty SET synchronous_commit = off`)
      expect((await refusals(as('hasty', 'x'), { schema }))[0]).toMatch(off)
      await store.close()

      const pool = new Pool({ connectionString: server.url, max: 1 }).on('error', () => {})
      ends.push(() => pool.end())
      const careless = await postgresStore(pool, { schema })
      const use = (id: string): Promise<string> => careless.use(current!.id, id.repeat(32), 1, undefined)
      expect(await use('1')).toBe('counted')
      await pool.query('SET synchronous_commit = off')
      await expect(use('2')).rejects.toThrow(off)
      await expect(
        careless.revoke(current!.id, { target: '*', before: 0, expiresAt: undefined }),
      ).rejects.toThrow(off)
      await pool.query('SET synchronous_commit = local')
      expect(await use('2')).toBe('counted')
      expect((await careless.changes(undefined, 1)).revocations).toEqual([])
      await careless.close()
    })

    test('a connection that may only read', async () => {
      await (await postgresStore(admin, { schema: 'read', create: true })).close()
      await admin.query(
        `CREATE ROLE reader LOGIN SUPERUSER; ALTER ROLE reader SET default_transaction_read_only = on`,
      )
      expect((await refusals(as('reader', 'x'), { schema: 'read' }))[0]).toMatch(/read-only.*\(25006\)/)
    })

    test('a standby, and fsync off', async () => {
      await (await postgresStore(admin, { create: true })).close()
      const standby = await startPostgres({}, server)
      ends.push(() => standby.stop())
      expect((await refusals(standby.url))[0]).toMatch(/standby/)
      await server.kill()
      await server.start({ fsync: 'off' })
      expect((await refusals(server.url))[0]).toMatch(/fsync = off/)
      await server.kill()
      await server.start()
    })

    test('what is no client, and options that are none', async () => {
      const open = postgresStore as (...given: unknown[]) => Promise<unknown>
      const wrong: unknown[][] = [
        [undefined],
        [null],
        [server.url],
        [{}],
        [new Client()],
        [admin, { schema: '' }],
        [admin, { schema: 'x'.repeat(64) }],
        [admin, { schema: 'pg_mine' }],
        [admin, { schema: 'a\0b' }],
        [admin, { schema: undefined }],
        [admin, { schema: 5 }],
        [admin, { create: 'yes' }],
        [admin, { patience: 0 }],
        [admin, { patience: NaN }],
        [admin, { prefix: 'x' }],
        [admin, null],
        [admin, 'latchkey'],
      ]
      for (const given of wrong)
        await expect(open(...given)).rejects.toMatchObject({ code: 'INVALID_OPTION' })
      expect(admin.listenerCount('error')).toBe(1)
    })

    test('a name of a schema is a name, whatever its characters', async () => {
      for (const schema of [`it's "mine"; DROP SCHEMA public`, 'ü b%', 'SELECT']) {
        const store = await postgresStore(admin, { schema, create: true })
        const { epoch: current } = await store.changes(undefined, 1)
        const woken = new Promise((resolve) => store.watch!(() => resolve('woken')))
        await store.revoke(current!.id, { target: '*', before: 0, expiresAt: undefined })
        expect(await woken).toBe('woken')
        await store.close()
      }
    })
  },
)
