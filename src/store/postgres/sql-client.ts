/**
 * A connection through the client of `postgres`, which connects, reconnects and listens by itself.
 */
import { unavailable } from '../opening.ts'
import type { Connection, Value, Way } from './connection.ts'
import { textOf } from './statements.ts'

/** What is needed of the client that `postgres()` returns. */
export interface PostgresSql {
  unsafe(text: string, values?: Value[], options?: { prepare?: boolean }): PromiseLike<readonly unknown[]>
  listen(
    channel: string,
    wake: () => void,
    listening?: () => void,
  ): Promise<{ unlisten: () => Promise<unknown> }>
}

/** Calls that a server which answers nothing may leave; more would fill the memory until it answers, since this client gives up none. */
const greatestQueue = 1000

export function fromSql(sql: PostgresSql, { channel, pooler, patience }: Way): Connection {
  let unanswered = 0
  const watchers = new Set<() => Promise<void>>()

  async function ask(statement: string, values: Value[] = []): Promise<string | undefined> {
    if (unanswered >= greatestQueue)
      throw unavailable(`PostgreSQL has left ${greatestQueue} calls unanswered`)
    unanswered++
    try {
      const answer = await sql.unsafe(statement, values, { prepare: !pooler })
      const last = answer.at(-1)
      return textOf((Array.isArray(last) ? last : answer).at(0) as object | undefined)
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
      const listening = sql.listen(channel, hear, hear)
      const end = async (): Promise<void> => {
        isWatched = false
        watchers.delete(end)
        await listening.then(({ unlisten }) => unlisten()).catch(() => {})
      }
      watchers.add(end)
      void listening.catch(() => {})
      return () => void end()
    },
    async close() {
      // A client that ends while it begins to listen leaves a connection behind; one whose server is silent is not waited for.
      let timer: ReturnType<typeof setTimeout> | undefined
      const silence = new Promise((resolve) => (timer = setTimeout(resolve, patience)))
      await Promise.race([Promise.all(Array.from(watchers, (end) => end())), silence])
      clearTimeout(timer)
    },
  }
}
