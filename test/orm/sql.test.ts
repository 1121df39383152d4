/**
 * `sql()` on PostgreSQL, MariaDB and SQLite, by their drivers.
 */
import { DatabaseSync } from 'node:sqlite'
import { defineApp, keygen, latchkey, scope } from 'latchkey'
import { sql } from 'latchkey/sql'
import { createPool } from 'mysql2/promise'
import { Pool } from 'pg'
import { expect, test } from 'vitest'
import { makePlace, mariadb, noMariadb, noPostgres, postgres } from './services.ts'
import { testFilters } from './suite.ts'
import type { Engine, Wanted } from './suite.ts'
import { statements, tables } from './tables.ts'
import type { Dialect, ModelName } from './tables.ts'

const permissions = ['read', 'change'] as const
const blog = defineApp('blog', {
  Post: { id: 'int', permissions },
  Event: { id: 'bigint', permissions },
  Comment: { id: 'uuid', permissions },
  Tag: { id: 'string', permissions },
  Member: { id: ['int', 'uuid'], idField: ['orgId', 'userId'], permissions },
})

/** An engine from a driver's way to run a query. */
function engineOf(
  dialect: Dialect,
  run: (text: string, values: unknown[]) => readonly object[] | Promise<readonly object[]>,
  close: () => Promise<void>,
): Engine {
  const mark = dialect === 'postgres' ? '"' : '`'
  return {
    app: blog,
    models: blog,
    parallel: dialect === 'sqlite' ? 1 : 4,
    close,
    async select(model: ModelName, { pass, permission, published, mutated }: Wanted) {
      const { name, columns } = tables[model]
      const filter = sql(pass, blog[model], permission, {
        dialect,
        columns,
        table: 'row',
        startAt: published ? 2 : 1,
      })
      // An empty OR, as those write who join conditions by hand.
      const text = mutated && filter.text === '(1 = 0)' ? '(1 = 1)' : filter.text
      const selected = columns.map((column) => `${column} as ${mark}${column.replace('_id', 'Id')}${mark}`)
      const first = dialect === 'postgres' ? '$1' : '?'
      return run(
        `select ${selected.join(', ')} from ${name} as ${mark}row${mark} where ${published ? `published = ${first} and ` : ''}${text}`,
        [...(published ? [1] : []), ...filter.values],
      )
    },
  }
}

testFilters('sql() on SQLite (node:sqlite)', async () => {
  const database = new DatabaseSync(':memory:')
  for (const statement of statements('sqlite')) database.exec(statement)
  return engineOf(
    'sqlite',
    (text, values) => {
      const statement = database.prepare(text)
      statement.setReadBigInts(true)
      return statement.all(...(values as string[]))
    },
    async () => database.close(),
  )
})

testFilters(
  'sql() on PostgreSQL (pg)',
  async () => {
    const admin = new Pool(postgres)
    const place = await makePlace('postgres', (statement) => admin.query(statement))
    const pool = new Pool({ ...postgres, options: `-c search_path=${place.name}`, max: 4 })
    return engineOf(
      'postgres',
      async (text, values) => (await pool.query(text, values)).rows as object[],
      async () => {
        await pool.end()
        await place.drop()
        await admin.end()
      },
    )
  },
  noPostgres,
)

for (const verb of ['query', 'execute'] as const) {
  testFilters(
    `sql() on MariaDB (mysql2, ${verb})`,
    async () => {
      const options = { ...mariadb, supportBigNumbers: true, bigNumberStrings: true }
      const admin = createPool(options)
      const place = await makePlace('mysql', (statement) => admin.query(statement))
      const pool = createPool({
        ...options,
        database: place.name,
        connectionLimit: 4,
        maxPreparedStatements: 100,
      })
      return engineOf(
        'mysql',
        async (text, values) =>
          (
            await (verb === 'query' ? pool.query(text, values) : pool.execute(text, values as string[]))
          )[0] as object[],
        async () => {
          await pool.end()
          await place.drop()
          await admin.end()
        },
      )
    },
    noMariadb,
    verb === 'query' ? 10_000 : 1000,
  )
}

test('sql() on SQLite takes no two texts for one, where their column does', () => {
  const database = new DatabaseSync(':memory:')
  database.exec("create table tags (id text collate nocase); insert into tags values ('abc'), ('ABC')")
  const { tokens } = latchkey({ secrets: keygen(), apps: [blog] })
  const verdict = tokens.verify(tokens.generate(scope.accessObj(blog.Tag('ABC'), 'read')), 'authentic')
  if (!verdict.ok) throw new Error(verdict.detail)
  const { text, values } = sql(verdict.pass, blog.Tag, 'read', { dialect: 'sqlite' })
  const found = database.prepare(`select * from tags where ${text}`).all(...values)
  expect(found.map(({ id }) => id)).toEqual(['ABC'])
  database.close()
})
