/**
 * PostgreSQL: a server of its own, through `pg` here, and through either driver in the worker processes.
 */
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { postgresStore } from 'latchkey/postgres'
import { Pool } from 'pg'
import postgres from 'postgres'
import { binaries, startPostgres } from '../../../test/store/postgres-server.ts'
import type { PostgresServer } from '../../../test/store/postgres-server.ts'
import type { Engine } from '../engine.ts'

interface Client {
  readonly client: Parameters<typeof postgresStore>[0]
  /** A query of the driver alone. */
  readonly ask: () => Promise<unknown>
  readonly end: () => Promise<unknown>
}
const drivers = {
  pg(url: string): Client {
    const client = new Pool({ connectionString: url, max: 5 })
    return { client, ask: () => client.query('SELECT 1'), end: () => client.end() }
  },
  postgres(url: string): Client {
    // As docs/stores/postgres.md says: with `fetch_types` a server that dies at the wrong moment ends the process, and without
    // `backoff` nobody connects for up to 20 seconds after an outage.
    const client = postgres(url, { max: 5, fetch_types: false, backoff: () => 0.5 })
    return { client, ask: async () => client`SELECT 1`, end: () => client.end({ timeout: 1 }) }
  },
}

/** The engine through one driver; where it `isMixed`, about half of the workers take the other. */
export function engineOf(driver: keyof typeof drivers, isMixed: boolean): Engine {
  let server: PostgresServer | undefined
  const started = (): PostgresServer => {
    if (server === undefined) throw new Error('PostgreSQL is started in the process of the campaign')
    return server
  }
  // Only a worker has somebody to send to.
  const isWorker = process.send !== undefined
  const connect = isMixed && isWorker && process.pid % 2 === 0 ? drivers.postgres : drivers[driver]
  const open: Engine['open'] = async (place, create = false) => {
    const [url = '', schema = ''] = place.split(' ')
    const { client, end } = connect(url)
    // A worker gives up nobody: a use that was counted without an answer would have no winner.
    const store = await postgresStore(client, { schema, create, patience: isWorker ? 60_000 : 2000 })
    return {
      store,
      async close() {
        await store.close()
        await end()
      },
    }
  }
  return {
    name: `PostgreSQL through ${driver}`,
    async prepare() {
      if (binaries === undefined) return 'the server is not installed (apt-get install postgresql)'
      server = await startPostgres()
      return undefined
    },
    async place() {
      const place = `${started().url} latchkey_${randomBytes(4).toString('hex')}`
      await (await open(place, true)).close()
      return place
    },
    open,
    async wipe() {
      await started().kill()
      await started().empty()
      await started().start()
    },
    async dump(place) {
      const [url = '', schema = ''] = place.split(' ')
      return execFileSync(join(binaries!, 'pg_dump'), [`--schema=${schema}`, url], { maxBuffer: 2 ** 28 })
    },
    server: {
      pause: async () => started().pause(),
      resume: async () => started().resume(),
      kill: () => started().kill(),
      restart: () => started().start(),
      async ask() {
        const { ask, end } = connect(started().url)
        try {
          return await ask()
        } finally {
          await end()
        }
      },
    },
    kills: [20, 100],
    async stop() {
      await server?.stop()
    },
  }
}

export const engine: Engine = engineOf('pg', true)
