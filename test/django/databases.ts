/**
 * Databases that Django itself migrates: an empty one of each kind, with a random name, and how Django and a driver reach it.
 */
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createConnection } from 'mysql2/promise'
import { Client } from 'pg'
import { python } from './python.ts'

export interface Migrated {
  /** The file, or the name on the server. */
  readonly name: string
  /** Runs a command of `manage.py`, and gives what it prints. */
  manage(...args: string[]): string
  drop(): Promise<void>
}

export const secretKey = 'the key that these databases are tested with'
const postgres = { host: '127.0.0.1', port: 5432, user: 'root' }
const mariadb = { host: '127.0.0.1', port: 3306, user: 'root' }
/** How a program connects to a database on the server. */
export const connection = {
  postgres: (database: string): string =>
    `postgres://${postgres.user}@${postgres.host}:${postgres.port}/${database}`,
  mariadb: (database: string): typeof mariadb & { database: string } => ({ ...mariadb, database }),
}

function manager(settings: object): (...args: string[]) => string {
  const env = {
    ...process.env,
    SECRET_KEY: secretKey,
    DATABASE: JSON.stringify(settings),
    PYTHONDONTWRITEBYTECODE: '1',
  }
  return (...args) => {
    const { status, stdout, stderr } = spawnSync(python!, ['manage.py', ...args], {
      cwd: 'examples/django-bridge/site',
      env,
      encoding: 'utf8',
      maxBuffer: 1e8,
    })
    if (status !== 0) throw new Error(stderr)
    return stdout
  }
}

const randomName = (): string => `latchkey_django_${randomBytes(6).toString('hex')}`
const isMissing = (module: string): boolean => spawnSync(python!, ['-c', `import ${module}`]).status !== 0

/** A database of each kind; or why it is skipped, where there is no server or Django has no driver for it. */
export const make = {
  async sqlite(): Promise<Migrated> {
    const folder = mkdtempSync(join(tmpdir(), 'latchkey-django-'))
    const name = join(folder, 'db.sqlite3')
    const manage = manager({ ENGINE: 'django.db.backends.sqlite3', NAME: name })
    manage('migrate')
    return { name, manage, drop: async () => rmSync(folder, { recursive: true }) }
  },
  async postgres(): Promise<Migrated | string> {
    if (isMissing('psycopg2'))
      return 'skipped: Django has no driver of PostgreSQL (apt-get install python3-psycopg2)'
    const client = new Client({ ...postgres, database: 'test' })
    try {
      await client.connect()
    } catch {
      return `skipped: PostgreSQL not reachable at ${postgres.host}:${postgres.port} (start it with pg_ctlcluster)`
    }
    const name = randomName()
    await client.query(`CREATE DATABASE ${name}`)
    const manage = manager({
      ENGINE: 'django.db.backends.postgresql',
      NAME: name,
      USER: postgres.user,
      HOST: postgres.host,
      PORT: postgres.port,
    })
    manage('migrate')
    return {
      name,
      manage,
      async drop() {
        await client.query(`DROP DATABASE ${name} WITH (FORCE)`)
        await client.end()
      },
    }
  },
  async mariadb(): Promise<Migrated | string> {
    if (isMissing('MySQLdb'))
      return 'skipped: Django has no driver of MariaDB (apt-get install python3-mysqldb)'
    let server
    try {
      server = await createConnection(mariadb)
    } catch {
      return `skipped: MariaDB not reachable at ${mariadb.host}:${mariadb.port} (start it with mariadbd)`
    }
    const name = randomName()
    await server.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`)
    const manage = manager({
      ENGINE: 'django.db.backends.mysql',
      NAME: name,
      USER: mariadb.user,
      HOST: mariadb.host,
      PORT: String(mariadb.port),
    })
    manage('migrate')
    return {
      name,
      manage,
      async drop() {
        await server.query(`DROP DATABASE ${name}`)
        await server.end()
      },
    }
  },
}
