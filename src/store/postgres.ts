/**
 * The store in PostgreSQL, through the pool of `pg` or the client of `postgres` that the program has.
 *
 * It keeps three tables in a schema of its own. A revocation is told by NOTIFY at once, and found by polling in any case.
 *
 * @module
 */
import { LatchkeyError } from '../index.ts'
import type { Changes, Epoch, Revocation, Snapshot, Store } from '../index.ts'
import { newEpoch, notBegun, notOurs, ownOf, schemaVersion, unavailable, wasClosed } from './opening.ts'
import { connectionOf } from './postgres/connection.ts'
import type { Ask, Connection, Value } from './postgres/connection.ts'
import { failureOf, hasNoTable, hasOtherColumns, isTransient, refusal } from './postgres/failure.ts'
import type { PgPool } from './postgres/pg-pool.ts'
import type { PostgresSql } from './postgres/sql-client.ts'
import { statementsOf } from './postgres/statements.ts'
import type { Health, Inspected, Page, Statements, Written } from './postgres/statements.ts'

export type { PgClient, PgPool } from './postgres/pg-pool.ts'
export type { PostgresSql } from './postgres/sql-client.ts'

/** What {@link postgresStore} may be told. */
export interface PostgresStoreOptions {
  /** The schema that holds the tables, and nothing else; `'latchkey'` unless said otherwise. */
  readonly schema?: string
  /** Makes the schema where it is missing. Without it, a store that nobody has begun, or that has lost its data, is not opened. */
  readonly create?: boolean
  /**
   * `true` behind a pooler that shares connections between transactions, such as PgBouncer: nothing is prepared, and nothing is listened
   * to, so that changes are found by polling alone.
   */
  readonly pooler?: boolean
  /**
   * Milliseconds after which a client of `pg` that does not answer is closed, and that closing the store waits for a silent server; 2,000
   * unless it is said. More than the deadline of `latchkey()`, which has no effect beyond it.
   */
  readonly patience?: number
}

/**
 * Opens the store in PostgreSQL.
 *
 * The client stays the caller's: `close()` gives back the one connection that the store keeps, and the caller ends the rest. It must reach
 * the primary, and commits must reach the disk: a server with `fsync` off, or a connection with `synchronous_commit` off, is refused,
 * now and at each statement.
 *
 * @param client A `Pool` of `pg`, or what `postgres()` returns.
 * @throws {@link LatchkeyError} `STORE_UNAVAILABLE` when the database cannot be asked, or holds no store that this version may use;
 *   `INVALID_OPTION`.
 *
 * @example
 * ```ts no-run
 * import { postgresStore } from 'latchkey/postgres'
 * import { Pool } from 'pg'
 *
 * const pool = new Pool({ connectionString: process.env['DATABASE_URL'] })
 * const store = await postgresStore(pool) // once before: npx latchkey store init, or { create: true }
 * ```
 */
export async function postgresStore(
  client: PgPool | PostgresSql,
  options: PostgresStoreOptions = {},
): Promise<Store> {
  const { schema, create, pooler, patience } = readStoreOptions(options)
  const connection = connectionOf(client, { channel: schema, pooler, patience })
  if (connection === undefined)
    throw new LatchkeyError(
      'INVALID_OPTION',
      'postgresStore() takes a Pool of pg (no single Client), or the client that postgres() returns',
    )
  const name = `the schema ${schema} of PostgreSQL`
  const database = { connection, statements: statementsOf(schema), name }
  try {
    return storeOf(database, await open(database, create))
  } catch (error) {
    await connection.close()
    throw failureOf(error)
  }
}

/** What the functions here are handed. */
interface Database {
  readonly connection: Connection
  readonly statements: Statements
  /** For messages. */
  readonly name: string
}

/** How many revocations are read while the store is opened. */
const firstPage = 5000

/** The first page, and when it was asked for. */
interface First {
  readonly at: number
  readonly page: Page | undefined
}

/** Sees that the schema is there, of this version, and begun; or makes it so. Gives what it says then. */
async function open(database: Database, create: boolean): Promise<First> {
  const { connection, statements, name } = database
  const found = (await read<Inspected>(connection.ask, statements.inspect))!
  refuseUnsafe(found)
  if (found.readOnly) throw refusal('25006')
  if (found.isForeign) throw notOurs(name, undefined)
  if (found.may === false) throw refusal('42501')
  const first = async (): Promise<First> => ({
    at: performance.now(),
    page: await readPage(database, connection.ask, 0, firstPage),
  })
  const before = await first()
  if (before.page !== undefined && found.isWhole) return before
  if (!create) throw notBegun(name)
  const missing = found.isWhole ? [] : [statements.create]
  const begin = statements.transaction(...missing, statements.begin(newEpoch()))
  await patiently(() => connection.run(begin))
  return await first()
}

function storeOf(database: Database, opened: First): Store {
  const { connection, statements, name } = database
  let closed = false
  /** Until something newer is asked. */
  let first: First | undefined = opened

  /** Makes a method, which rejects with what is wrong in our words, and once the store is closed. */
  const method =
    <Input extends readonly unknown[], Output>(step: (...input: Input) => Promise<Output>) =>
    async (...input: Input): Promise<Output> => {
      if (closed) throw wasClosed()
      try {
        return await step(...input)
      } catch (error) {
        throw failureOf(error)
      }
    }

  /** Writes under an epoch; `undefined` where the store has another, or none. */
  async function write(statement: string, values: Value[]): Promise<Written | undefined> {
    try {
      const written = (await read<Written>(connection.ask, statement, values))!
      if (written.ready) return written
      refuseUnsafe(written)
      if (written.version !== null && written.version !== schemaVersion) throw notOurs(name, written.version)
      return undefined
    } catch (error) {
      if (hasNoTable(error)) return undefined
      throw error
    }
  }

  async function close(): Promise<void> {
    closed = true
    await connection.close()
  }

  return Object.freeze({
    use: method(async (epoch: string, id: string, limit: number, expiresAt: number | undefined) => {
      const written = await write(statements.use, [epoch, id, limit, expiresAt ?? null])
      if (written === undefined) return 'lost'
      return written.counted === true ? 'counted' : 'spent'
    }),
    revoke: method(async (epoch: string, { target, before, expiresAt }: Revocation) => {
      const written = await write(statements.revoke, [epoch, target, before, expiresAt ?? null])
      return written === undefined ? 'lost' : 'revoked'
    }),
    changes: method(async (cursor: string | undefined, limit: number): Promise<Changes> => {
      const after = Number(cursor ?? 0)
      first = undefined
      return changesOf(await readPage(database, connection.poll, after, limit), after, limit)
    }),
    snapshot: (limit: number): Snapshot | undefined =>
      first === undefined || limit > firstPage
        ? undefined
        : { at: first.at, changes: changesOf(first.page, 0, limit) },
    watch: (wake: () => void) => connection.watch(wake),
    prune: method(async (before: number) =>
      Number(await patiently(() => connection.run(statements.prune(before)))),
    ),
    acknowledge: method(async (epoch: Epoch) => {
      const { isWhole } = (await read<Inspected>(connection.ask, statements.inspect))!
      // Whoever may write the tables need not have the right to make them.
      const parts = [...(isWhole ? [] : [statements.create]), ...statements.acknowledge(epoch)]
      return Number(await patiently(() => connection.run(statements.transaction(...parts))))
    }),
    get closed() {
      return closed
    },
    close,
    [Symbol.asyncDispose]: close,
  })
}

/** What a statement says, as data. */
async function read<Answer>(ask: Ask, statement: string, values: Value[] = []): Promise<Answer | undefined> {
  const text = await patiently(() => ask(statement, values))
  return text === undefined ? undefined : (JSON.parse(text) as Answer)
}

/** How often a statement gives way to others. At least one of those that meet succeeds each time. */
const greatestAttempts = 50

/** Sends again what gave way to another writer, and so had no effect. */
async function patiently<Answer>(send: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await send()
    } catch (error) {
      if (attempt === greatestAttempts || !isTransient(error)) throw error
    }
  }
}

/** The epoch and the revocations after a number; `undefined` where the data are gone. */
async function readPage(
  { statements, name }: Database,
  ask: Ask,
  after: number,
  limit: number,
): Promise<Page | undefined> {
  try {
    const page = await read<Page>(ask, statements.changes, [after, limit])
    if (page === undefined) return undefined
    refuseUnsafe(page)
    if (page.version !== schemaVersion) throw notOurs(name, page.version)
    return page
  } catch (error) {
    if (hasNoTable(error)) return undefined
    throw hasOtherColumns(error) ? notOurs(name, undefined) : error
  }
}

/** What a page tells. A store that has counted less than it had told is one from before: what it did since then is lost. */
function changesOf(page: Page | undefined, after: number, limit: number): Changes {
  if (page === undefined || page.latest < after)
    return { epoch: undefined, revocations: [], cursor: String(after) }
  const rows = (page.rows ?? []).slice(0, limit)
  return {
    epoch: { id: page.id, since: page.since },
    revocations: rows.map(([target, before, expires]) => ({
      target,
      before,
      expiresAt: expires ?? undefined,
    })),
    cursor: String(rows.at(-1)?.[3] ?? after),
  }
}

/** Refuses a server that would lose what it has acknowledged, or that may lag behind. */
function refuseUnsafe({ standby, fsync, commit }: Health): void {
  if (standby) throw unavailable('PostgreSQL is a standby here, which may lag: give the store the primary')
  if (fsync === 'off')
    throw unavailable('PostgreSQL runs with fsync = off, and would lose used tokens: turn it on')
  if (commit === 'off')
    throw unavailable(
      'synchronous_commit is off for this role, database or connection, which would lose used tokens: turn it on for the store',
    )
}

const types = { schema: 'string', create: 'boolean', pooler: 'boolean', patience: 'number' } as const

function readStoreOptions(options: PostgresStoreOptions): Required<PostgresStoreOptions> {
  const isRight = (name: string | symbol): boolean =>
    Object.hasOwn(types, name) && typeof Reflect.get(options, name) === types[name as keyof typeof types]
  if (Object(options) !== options || !Reflect.ownKeys(options).every(isRight))
    throw new LatchkeyError(
      'INVALID_OPTION',
      'postgresStore() has the options schema, a text, create and pooler, true or false, and patience, a number',
    )
  const { schema = 'latchkey', create = false, pooler = false, patience = 2000 } = ownOf(options)
  const length = new TextEncoder().encode(schema).length
  if (length < 1 || length > 63 || schema.includes('\0') || schema.startsWith('pg_'))
    throw new LatchkeyError('INVALID_OPTION', 'schema is the name of a schema: 1 to 63 bytes, not of pg_')
  if (!(Number.isInteger(patience) && patience >= 1 && patience <= 600_000))
    throw new LatchkeyError('INVALID_OPTION', 'patience is an integer of milliseconds from 1 to 600,000')
  return { schema, create, pooler, patience }
}
