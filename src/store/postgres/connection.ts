/**
 * A database as the store asks it, whichever driver the caller has: `pg-pool.ts` and `sql-client.ts` make one each.
 *
 * Laws: a call rejects with what the driver rejects with, and the next one tries anew; nothing that is open here keeps the process alive.
 */
import { fromPool } from './pg-pool.ts'
import type { PgPool } from './pg-pool.ts'
import { fromSql } from './sql-client.ts'
import type { PostgresSql } from './sql-client.ts'

/** What a statement is given. */
export type Value = string | number | null

/** Sends a statement, and gives the one text that it answers; `undefined` for no row. */
export type Ask = (statement: string, values?: Value[]) => Promise<string | undefined>

/** A database, however it is reached. */
export interface Connection {
  readonly ask: Ask
  /** The same as `ask`, for reading again and again: on a connection of its own, where the driver lends one. */
  readonly poll: Ask
  /** The last text that several statements answer, however long they take. */
  run(statements: string): Promise<string | undefined>
  /** Calls `wake` when something is told on the channel; returns what ends it. */
  watch(wake: () => void): () => void
  close(): Promise<void>
}

/** How a database is reached. */
export interface Way {
  /** What is listened to. */
  readonly channel: string
  /** Whether connections are shared between transactions: nothing can be listened to then, and nothing prepared. */
  readonly pooler: boolean
  /** Milliseconds after which a connection that does not answer is given up, where the driver lends one. */
  readonly patience: number
}

/**
 * Finds out by its shape which driver `client` is of.
 *
 * @returns `undefined` for what is neither a pool of `pg` nor the client of `postgres`.
 */
export function connectionOf(client: unknown, way: Way): Connection | undefined {
  const { connect, totalCount, unsafe, listen } = Object(client) as Partial<PgPool & PostgresSql>
  // A single client of `pg` has no count; it would be lost with its first connection.
  if (typeof connect === 'function' && typeof totalCount === 'number') return fromPool(client as PgPool, way)
  // Within a transaction the client of `postgres` cannot listen.
  if (typeof unsafe === 'function' && typeof listen === 'function') return fromSql(client as PostgresSql, way)
  return undefined
}
