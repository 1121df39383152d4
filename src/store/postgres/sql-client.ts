/**
 * A connection through the client of `postgres`, which connects, reconnects and listens by itself.
 */
import { unavailable } from '../opening.ts'
import type { Connection, Value, Way } from './connection.ts'

/** What is needed of the client that `postgres()` returns. */
export interface PostgresSql {
  unsafe(text: string, values?: Value[], options?: { prepare?: boolean }): PromiseLike<readonly unknown[]>
  listen(channel: string, wake: () => void, listening?: () => void): Promise<unknown>
}

/** Calls that a server which answers nothing may leave; more would fill the memory until it answers, since this client gives up none. */
const greatestQueue = 1000

export function fromSql(sql: PostgresSql, { channel, pooler }: Way): Connection {
  let unanswered = 0

  async function ask(statement: string, values: Value[] = []): Promise<string | undefined> {
    if (unanswered >= greatestQueue)
      throw unavailable(`PostgreSQL has left ${greatestQueue} calls unanswered`)
    unanswered++
    try {
      const answer = await sql.unsafe(statement, values, { prepare: !pooler })
      const last = answer.at(-1)
      const row = (Array.isArray(last) ? last[0] : answer[0]) as object | undefined
      return Object.values(row ?? {})[0] as string | undefined
    } finally {
      unanswered--
    }
  }

  return {
    ask,
    poll: ask,
    run: ask,
    watch(wake) {
      if (pooler) return () => {}
      let isWatched = true
      const hear = (): void => {
        if (isWatched) wake()
      }
      // It listens again after each loss of its connection, and what was told meanwhile is found then. What fails is tried again.
      const listening = sql.listen(channel, hear, hear).catch(() => undefined)
      return () => {
        isWatched = false
        void listening
          .then((listener) => (listener as { unlisten(): Promise<unknown> } | undefined)?.unlisten())
          .catch(() => {})
      }
    },
    close() {},
  }
}
