/**
 * Kysely's filters on PGlite and node:sqlite in this process, and on PostgreSQL and MariaDB.
 */
import { DatabaseSync } from 'node:sqlite'
import { PGlite } from '@electric-sql/pglite'
import { CamelCasePlugin, Kysely, MysqlDialect, PGliteDialect, PostgresDialect, SqliteDialect } from 'kysely'
import type { ColumnType, Dialect, SqliteDatabase } from 'kysely'
import { kyselyApp, where } from 'latchkey/kysely'
import { createPool } from 'mysql2'
import { Pool } from 'pg'
import { makePlace, mariadb, noMariadb, noPostgres, postgres } from '../services.ts'
import { testFilters } from '../suite.ts'
import type { Engine } from '../suite.ts'
import { statements, tables } from '../tables.ts'
import type { ModelName } from '../tables.ts'

interface Database {
  posts: { id: number; published: number }
  events: { id: ColumnType<string, bigint, never>; published: number }
  comments: { id: string; published: number }
  tags: { id: string; published: number }
  members: { orgId: number; userId: string; published: number }
}
const permissions = ['read', 'change'] as const
const appOf = (dialect: 'postgres' | 'mysql' | 'sqlite') =>
  kyselyApp<Database>(dialect)('blog', {
    Post: { table: 'posts', id: 'int', permissions },
    Event: { table: 'events', id: 'bigint', permissions },
    Comment: { table: 'comments', id: 'uuid', permissions },
    Tag: { table: 'tags', id: 'string', permissions },
    Member: { table: 'members', id: ['int', 'uuid'], idField: ['orgId', 'userId'], permissions },
  })

function engineOf(
  name: 'postgres' | 'mysql' | 'sqlite',
  dialect: Dialect,
  after: () => Promise<unknown>,
): Engine {
  // Its members are org_id and user_id in the database.
  const database = new Kysely<Database>({ dialect, plugins: [new CamelCasePlugin()] })
  const app = appOf(name)
  return {
    app,
    models: app,
    parallel: name === 'sqlite' ? 1 : 4,
    async select(model: ModelName, { pass, permission, published, mutated }) {
      const handle = app[model] as typeof app.Post
      let query = database.selectFrom(tables[model].name as 'posts').selectAll()
      if (published) query = query.where('published', '=', 1)
      // Kysely writes an empty or() as "1 = 0", and an empty and() as "1 = 1".
      return mutated && pass.objects(handle, permission).kind === 'none'
        ? query.where((eb) => eb.and([])).execute()
        : query.where(where(pass, handle, permission)).execute()
    },
    async close() {
      await database.destroy()
      await after()
    },
  }
}

testFilters('Kysely on PGlite', async () => {
  const client = new PGlite()
  for (const statement of statements('postgres')) await client.exec(statement)
  return engineOf('postgres', new PGliteDialect({ pglite: client }), async () => {})
})

testFilters('Kysely on SQLite (node:sqlite)', async () => {
  const client = new DatabaseSync(':memory:')
  for (const statement of statements('sqlite')) client.exec(statement)
  const database: SqliteDatabase = {
    close: () => client.close(),
    prepare(text) {
      const statement = client.prepare(text)
      statement.setReadBigInts(true)
      return {
        reader: true,
        all: (values) => statement.all(...(values as string[])),
        run: (values) => statement.run(...(values as string[])),
        iterate: (values) => statement.iterate(...(values as string[])),
      }
    },
  }
  return engineOf('sqlite', new SqliteDialect({ database }), async () => {})
})

testFilters(
  'Kysely on PostgreSQL (pg)',
  async () => {
    const admin = new Pool(postgres)
    const place = await makePlace('postgres', (statement) => admin.query(statement))
    const pool = new Pool({ ...postgres, options: `-c search_path=${place.name}`, max: 4 })
    return engineOf('postgres', new PostgresDialect({ pool }), async () => {
      await place.drop()
      await admin.end()
    })
  },
  noPostgres,
)

testFilters(
  'Kysely on MariaDB (mysql2)',
  async () => {
    const admin = createPool(mariadb)
    const place = await makePlace('mysql', (statement) => admin.promise().query(statement))
    const numbers = { supportBigNumbers: true, bigNumberStrings: true }
    const pool = createPool({ ...mariadb, ...numbers, database: place.name, connectionLimit: 4 })
    return engineOf('mysql', new MysqlDialect({ pool }), async () => {
      await place.drop()
      await admin.promise().end()
    })
  },
  noMariadb,
)
