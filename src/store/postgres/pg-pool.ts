/**
 * A connection through a `Pool` of `pg`.
 *
 * One client of the pool is kept for polling and listening, so that checks of tokens never wait for the queries of the application.
 */
import { isRefusal } from './failure.ts'
import { identifier, textOf } from './statements.ts'
import type { Connection, Value, Way } from './connection.ts'

/** What is needed of a `Pool` of `pg`. */
export interface PgPool {
  connect(): Promise<PgClient>
  on(event: 'error', listener: () => void): unknown
  removeListener(event: 'error', listener: () => void): unknown
  readonly totalCount: number
  readonly ending?: boolean
  readonly options?: { readonly max?: number | undefined }
}
/** What is needed of a client that the pool lends. */
export interface PgClient {
  query(statement: { text: string; values?: Value[]; name?: string }): Promise<unknown>
  on(event: 'error' | 'notification', listener: () => void): unknown
  removeListener(event: 'error' | 'notification', listener: () => void): unknown
  release(destroy?: boolean): void
  ref?(): void
  unref?(): void
}

/** A statement with a name is prepared once on each connection, which saves more than half of its time. */
type Statement = Parameters<PgClient['query']>[0]

/** What a client of the pool answers, or a list of it for several statements. */
interface Result {
  readonly rows: readonly object[]
}

/** A client, while it is lent. */
interface Loan {
  readonly client: PgClient
  /** Gives up the client where it does not answer in time: nothing else tells a dead network from a slow server. */
  query(statement: Statement, milliseconds: number): Promise<string | undefined>
  /** Gives it back, to be closed where it is broken. */
  end(isBroken: boolean): void
  readonly isOver: boolean
}

/** An idle client that breaks is an event of the pool, which would end the process if nobody heard it. */
const hear = (): void => {}

export function fromPool(pool: PgPool, { channel, pooler, patience }: Way): Connection {
  const wakes = new Set<() => void>()
  let kept: Promise<Loan> | undefined
  let isBusy = false
  const wake = (): void => {
    for (const each of wakes) each()
  }
  pool.on('error', hear)

  /** Names are those of a connection, which other stores may use too. */
  const prefix = `latchkey_${crypto.randomUUID()}`
  const names = new Map<string, string>()
  function prepared(text: string, values: Value[] = []): Statement {
    if (pooler) return { text, values }
    const name = names.get(text) ?? `${prefix}_${names.size}`
    names.set(text, name)
    return { text, values, name }
  }

  async function keep(): Promise<Loan> {
    const loan = await borrow(pool)
    loan.client.on('notification', wake)
    try {
      if (!pooler) await loan.query({ text: `LISTEN ${identifier(channel)}` }, patience)
    } catch (error) {
      loan.end(true)
      throw error
    }
    return loan
  }

  /** Asks once, of a client of its own. */
  async function once(statement: Statement, milliseconds = patience): Promise<string | undefined> {
    const loan = await borrow(pool)
    try {
      const answer = await loan.query(statement, milliseconds)
      loan.end(false)
      return answer
    } catch (error) {
      loan.end(!isRefusal(error))
      throw error
    }
  }

  async function drop(): Promise<void> {
    const dropped = kept
    kept = undefined
    await dropped?.then(
      (loan) => loan.end(true),
      () => {},
    )
  }

  return {
    ask: (text, values) => once(prepared(text, values)),
    async poll(text, values) {
      const statement = prepared(text, values)
      // A pool of one has none to lend for long, and one that is to end waits for what is lent.
      if (pool.options?.max === 1 || pool.ending === true) {
        await drop()
        return once(statement)
      }
      // It may never answer again: who asks meanwhile asks another.
      if (isBusy) return once(statement)
      isBusy = true
      try {
        let loan = await (kept ??= keep())
        if (loan.isOver) loan = await (kept = keep())
        loan.client.ref?.()
        const answer = await loan.query(statement, patience)
        loan.client.unref?.()
        return answer
      } catch (error) {
        if (!isRefusal(error)) await drop()
        throw error
      } finally {
        isBusy = false
      }
    },
    run: (text) => once({ text }, Infinity),
    watch(each) {
      wakes.add(each)
      return () => void wakes.delete(each)
    },
    async close() {
      pool.removeListener('error', hear)
      // Who borrows now gives back soon; who waits for a client gets it when the pool has one.
      void drop()
    },
  }
}

async function borrow(pool: PgPool): Promise<Loan> {
  const client = await pool.connect()
  let isOver = false
  const lose = (): void => end(true)
  function end(isBroken: boolean): void {
    if (isOver) return
    isOver = true
    client.removeListener('error', lose)
    client.release(isBroken)
  }
  client.on('error', lose)
  return {
    client,
    async query(statement, milliseconds) {
      const timer = milliseconds === Infinity ? undefined : setTimeout(lose, milliseconds)
      try {
        const result = (await client.query(statement)) as Result | readonly Result[]
        const last = Array.isArray(result) ? (result as readonly Result[]).at(-1) : (result as Result)
        return textOf(last?.rows.at(0))
      } finally {
        clearTimeout(timer)
      }
    },
    end,
    get isOver() {
      return isOver
    },
  }
}
