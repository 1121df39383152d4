/**
 * The tables of the suite in Drizzle, for each of its dialects, and their apps.
 */
import {
  bigint as myBigint,
  char,
  int,
  mysqlTable,
  varchar,
  primaryKey as myKey,
} from 'drizzle-orm/mysql-core'
import { bigint, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import * as sqlite from 'drizzle-orm/sqlite-core'
import { drizzleApp } from 'latchkey/drizzle'

const permissions = ['read', 'change'] as const

const published = integer().notNull()
export const postgresTables = {
  Post: pgTable('posts', { id: integer().primaryKey(), published }),
  Event: pgTable('events', { id: bigint({ mode: 'bigint' }).primaryKey(), published }),
  Comment: pgTable('comments', { id: uuid().primaryKey(), published }),
  Tag: pgTable('tags', { id: text().primaryKey(), published }),
  Member: pgTable(
    'members',
    { orgId: integer('org_id').notNull(), userId: uuid('user_id').notNull(), published },
    (table) => [primaryKey({ columns: [table.orgId, table.userId] })],
  ),
}
export const postgresApp = drizzleApp('blog', {
  Post: { table: postgresTables.Post, permissions },
  Event: { table: postgresTables.Event, permissions },
  Comment: { table: postgresTables.Comment, permissions },
  Tag: { table: postgresTables.Tag, permissions },
  Member: { table: postgresTables.Member, idField: ['orgId', 'userId'], permissions },
})

const myPublished = int('published').notNull()
export const mysqlTables = {
  Post: mysqlTable('posts', { id: int().primaryKey(), published: myPublished }),
  Event: mysqlTable('events', { id: myBigint({ mode: 'bigint' }).primaryKey(), published: myPublished }),
  Comment: mysqlTable('comments', { id: char({ length: 36 }).primaryKey(), published: myPublished }),
  Tag: mysqlTable('tags', { id: varchar({ length: 255 }).primaryKey(), published: myPublished }),
  Member: mysqlTable(
    'members',
    {
      orgId: int('org_id').notNull(),
      userId: char('user_id', { length: 36 }).notNull(),
      published: myPublished,
    },
    (table) => [myKey({ columns: [table.orgId, table.userId] })],
  ),
}
export const mysqlApp = drizzleApp('blog', {
  Post: { table: mysqlTables.Post, permissions },
  Event: { table: mysqlTables.Event, permissions },
  Comment: { table: mysqlTables.Comment, id: 'uuid', permissions },
  Tag: { table: mysqlTables.Tag, permissions },
  Member: { table: mysqlTables.Member, id: ['int', 'uuid'], idField: ['orgId', 'userId'], permissions },
})

/** An integer of 64 bits, which Drizzle's SQLite lacks; as text on the way, since some drivers round. */
const int64 = sqlite.customType<{ data: bigint; driverData: bigint | number }>({
  dataType: () => 'integer',
  toDriver: (value) => value,
  fromDriver: BigInt,
})
const litePublished = sqlite.integer('published').notNull()
export const sqliteTables = {
  Post: sqlite.sqliteTable('posts', { id: sqlite.integer().primaryKey(), published: litePublished }),
  Event: sqlite.sqliteTable('events', { id: int64().primaryKey(), published: litePublished }),
  Comment: sqlite.sqliteTable('comments', { id: sqlite.text().primaryKey(), published: litePublished }),
  Tag: sqlite.sqliteTable('tags', { id: sqlite.text().primaryKey(), published: litePublished }),
  Member: sqlite.sqliteTable(
    'members',
    {
      orgId: sqlite.integer('org_id').notNull(),
      userId: sqlite.text('user_id').notNull(),
      published: litePublished,
    },
    (table) => [sqlite.primaryKey({ columns: [table.orgId, table.userId] })],
  ),
}
export const sqliteApp = drizzleApp('blog', {
  Post: { table: sqliteTables.Post, permissions },
  Event: { table: sqliteTables.Event, id: 'bigint', permissions },
  Comment: { table: sqliteTables.Comment, id: 'uuid', permissions },
  Tag: { table: sqliteTables.Tag, permissions },
  Member: { table: sqliteTables.Member, id: ['int', 'uuid'], idField: ['orgId', 'userId'], permissions },
})
