/**
 * The databases that run as services, and a place of our own in each; embedded engines need none of it.
 */
import { connect } from 'node:net'
import { statements } from './tables.ts'
import type { Dialect } from './tables.ts'

interface Service {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  readonly database: string
}

export const postgres: Service = read(
  process.env['LATCHKEY_TEST_POSTGRES'] ?? 'postgres://root@127.0.0.1:5432/test',
)
export const mariadb: Service = read(
  process.env['LATCHKEY_TEST_MARIADB'] ?? 'mysql://root@127.0.0.1:3306/test',
)

function read(url: string): Service {
  const { hostname, port, username, password, pathname } = new URL(url)
  return { host: hostname, port: Number(port), user: username, password, database: pathname.slice(1) }
}

/** Why PostgreSQL cannot be tested on, as the name of the skip; `undefined` where it can. */
export const noPostgres: string | undefined = await unreachable(
  'PostgreSQL',
  postgres,
  'docker run -p 5432:5432 -e POSTGRES_USER=root -e POSTGRES_HOST_AUTH_METHOD=trust postgres',
)
/** Why MariaDB cannot be tested on. */
export const noMariadb: string | undefined = await unreachable(
  'MariaDB',
  mariadb,
  'docker run -p 3306:3306 -e MARIADB_ALLOW_EMPTY_ROOT_PASSWORD=1 -e MARIADB_DATABASE=test mariadb',
)

async function unreachable(
  name: string,
  { host, port }: Service,
  command: string,
): Promise<string | undefined> {
  const reached = await new Promise<boolean>((resolve) => {
    const socket = connect({ host, port, timeout: 2000 })
    socket.once('connect', () => resolve(true))
    socket.once('timeout', () => resolve(false))
    socket.once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
  return reached ? undefined : `skipped: ${name} not reachable at ${host}:${port} (start it with: ${command})`
}

/** A schema or database of our own, with the tables of the suite. */
export interface Place {
  readonly name: string
  drop(): Promise<void>
}

/** Makes it with any client that runs one statement; the caller closes the client after `drop`. */
export async function makePlace(
  dialect: Exclude<Dialect, 'sqlite'>,
  run: (statement: string) => Promise<unknown>,
): Promise<Place> {
  const name = `latchkey_orm_${crypto.randomUUID().slice(0, 8)}`
  const kind = dialect === 'postgres' ? 'schema' : 'database'
  await run(`create ${kind} ${name}`)
  for (const statement of statements(dialect, `${name}.`)) await run(statement)
  return {
    name,
    drop: async () => void (await run(`drop ${kind} ${name}${kind === 'schema' ? ' cascade' : ''}`)),
  }
}
