/**
 * Drizzle's filters on PGlite, libSQL and sql.js in this process, and on PostgreSQL and MariaDB.
 */
import { PGlite } from '@electric-sql/pglite'
import { createClient } from '@libsql/client'
import { and, eq, or, sql } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import { drizzle as libsql } from 'drizzle-orm/libsql'
import { drizzle as mysql } from 'drizzle-orm/mysql2'
import { drizzle as nodePostgres } from 'drizzle-orm/node-postgres'
import { drizzle as pglite } from 'drizzle-orm/pglite'
import { drizzle as postgresJs } from 'drizzle-orm/postgres-js'
import { drizzle as sqlJs } from 'drizzle-orm/sql-js'
import { where } from 'latchkey/drizzle'
import { createPool } from 'mysql2/promise'
import { Pool } from 'pg'
import postgresClient from 'postgres'
import initialize from 'sql.js'
import { makePlace, mariadb, noMariadb, noPostgres, postgres } from '../services.ts'
import { testFilters } from '../suite.ts'
import type { Engine, Wanted } from '../suite.ts'
import { statements } from '../tables.ts'
import type { ModelName } from '../tables.ts'
import { mysqlApp, mysqlTables, postgresApp, postgresTables, sqliteApp, sqliteTables } from './schema.ts'

interface Selects {
  select(columns?: object): {
    from(table: never): { where(condition: SQL | undefined): PromiseLike<object[]> }
  }
}

function engineOf(
  app: typeof postgresApp | typeof mysqlApp | typeof sqliteApp,
  tables: typeof postgresTables | typeof mysqlTables | typeof sqliteTables,
  database: object,
  close: () => Promise<unknown>,
  { parallel = 1, columns }: { parallel?: number; columns?: (model: ModelName) => object | undefined } = {},
): Engine {
  return {
    app,
    models: app,
    parallel,
    close: async () => void (await close()),
    async select(model: ModelName, { pass, permission, published, mutated }: Wanted) {
      const filter = where(pass, app[model] as typeof postgresApp.Post, permission)
      // An empty or() is undefined, which is no condition.
      const condition =
        mutated && pass.objects(app[model] as typeof postgresApp.Post, permission).kind === 'none'
          ? or()
          : filter
      const table = tables[model] as typeof postgresTables.Post
      return (database as Selects)
        .select(columns?.(model))
        .from(table as never)
        .where(published ? and(eq(table.published, 1), condition) : condition)
    },
  }
}

testFilters('Drizzle on PGlite', async () => {
  const client = new PGlite()
  for (const statement of statements('postgres')) await client.exec(statement)
  return engineOf(postgresApp, postgresTables, pglite({ client }), () => client.close())
})

testFilters('Drizzle on libSQL', async () => {
  const client = createClient({ url: ':memory:', intMode: 'bigint' })
  for (const statement of statements('sqlite')) await client.execute(statement)
  return engineOf(sqliteApp, sqliteTables, libsql({ client }), async () => client.close())
})

testFilters(
  'Drizzle on sql.js',
  async () => {
    const { Database } = await initialize()
    const client = new Database()
    for (const statement of statements('sqlite')) client.run(statement)
    return engineOf(sqliteApp, sqliteTables, sqlJs(client), async () => client.close(), {
      // Its driver reads integers as floats.
      columns: (model) =>
        model === 'Event' ? { id: sql`cast(id as text)`, published: sql`published` } : undefined,
    })
  },
  undefined,
  1000,
)

testFilters(
  'Drizzle on PostgreSQL (pg)',
  async () => {
    const admin = new Pool(postgres)
    const place = await makePlace('postgres', (statement) => admin.query(statement))
    const pool = new Pool({ ...postgres, options: `-c search_path=${place.name}`, max: 4 })
    const close = async (): Promise<void> => {
      await pool.end()
      await place.drop()
      await admin.end()
    }
    return engineOf(postgresApp, postgresTables, nodePostgres({ client: pool }), close, { parallel: 4 })
  },
  noPostgres,
)

testFilters(
  'Drizzle on PostgreSQL (postgres)',
  async () => {
    const admin = postgresClient({ ...postgres, max: 1, onnotice: () => {} })
    const place = await makePlace('postgres', (statement) => admin.unsafe(statement))
    const client = postgresClient({ ...postgres, connection: { search_path: place.name }, max: 4 })
    const close = async (): Promise<void> => {
      await client.end()
      await place.drop()
      await admin.end()
    }
    return engineOf(postgresApp, postgresTables, postgresJs({ client }), close, { parallel: 4 })
  },
  noPostgres,
  1000,
)

testFilters(
  'Drizzle on MariaDB (mysql2)',
  async () => {
    const admin = createPool(mariadb)
    const place = await makePlace('mysql', (statement) => admin.query(statement))
    const client = createPool({
      ...mariadb,
      database: place.name,
      connectionLimit: 4,
      supportBigNumbers: true,
      bigNumberStrings: true,
    })
    const close = async (): Promise<void> => {
      await client.end()
      await place.drop()
      await admin.end()
    }
    return engineOf(mysqlApp, mysqlTables, mysql({ client }), close, { parallel: 4 })
  },
  noMariadb,
)
