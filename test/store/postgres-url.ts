/**
 * The PostgreSQL that the machine has, for tests that need no server of their own.
 */
import { Client } from 'pg'

/** `POSTGRES_URL` says otherwise. */
export const postgresUrl: string = process.env['POSTGRES_URL'] ?? 'postgres://postgres@127.0.0.1:5432/test'

const client = new Client({ connectionString: postgresUrl, connectionTimeoutMillis: 5000 })
/** Whether it answers. */
export const reachable: boolean = await client.connect().then(
  async () => {
    await client.end()
    return true
  },
  () => false,
)
