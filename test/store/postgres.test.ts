/**
 * The store in PostgreSQL keeps the contract, through both drivers, on a real server.
 */
import { randomBytes } from 'node:crypto'
import { postgresStore } from 'latchkey/postgres'
import { storeContract } from 'latchkey/testing'
import { Pool } from 'pg'
import postgres from 'postgres'
import { afterAll, describe, expect, test } from 'vitest'
import { postgresUrl, reachable } from './postgres-url.ts'

const admin = new Pool({ connectionString: postgresUrl })
afterAll(() => admin.end())
const place = (): string => `latchkey_test_${randomBytes(6).toString('hex')}`

interface Client {
  readonly client: Parameters<typeof postgresStore>[0]
  readonly end: () => Promise<void>
}
const drivers: { readonly [name: string]: () => Client } = {
  pg() {
    const client = new Pool({ connectionString: postgresUrl, max: 5 })
    return { client, end: () => client.end() }
  },
  postgres() {
    const client = postgres(postgresUrl, { max: 5 })
    return { client, end: () => client.end() }
  },
}

describe.skipIf(!reachable).each(Object.entries(drivers))(
  `PostgreSQL through %s${reachable ? '' : `: not reachable at ${postgresUrl}`}`,
  (_name, driver) => {
    const cases = storeContract(async () => {
      const schema = place()
      const closing: (() => Promise<void>)[] = []
      return {
        async open() {
          const { client, end } = driver()
          const store = await postgresStore(client, { schema, create: true })
          closing.push(async () => {
            await store.close()
            await end()
          })
          return store
        },
        wipe: async () => void (await admin.query(`DROP SCHEMA ${schema} CASCADE`)),
        async tearDown() {
          for (const close of closing) await close()
          await admin.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`)
        },
      }
    })
    test.each(cases)('$name', async ({ run }) => {
      await expect(run()).resolves.toBeUndefined()
    })
  },
)
