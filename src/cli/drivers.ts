/**
 * The drivers of databases, which are the project's own: found from the folder that the command runs in, never brought along.
 */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { explain, UsageError } from './explain.ts'

/** A client of a driver, and what ends it. */
export interface Client {
  readonly client: unknown
  readonly end: () => Promise<unknown>
}
/** Makes a client from what the driver exports, by its name. */
export type Drivers = { readonly [name: string]: (driver: never, url: string) => Client | Promise<Client> }

type Make<Options, Made> = new (options: Options) => Made
const timeout = 5000

/** For `postgres://…`. */
export const postgresDrivers: Drivers = {
  pg({ Pool }: { Pool: Make<object, { end(): Promise<unknown> }> }, connectionString) {
    const client = new Pool({ connectionString, max: 2, connectionTimeoutMillis: timeout })
    return { client, end: () => client.end() }
  },
  postgres(
    {
      default: postgres,
    }: { default: (url: string, options: object) => { end(options: object): Promise<unknown> } },
    url,
  ) {
    const client = postgres(url, { max: 2, connect_timeout: timeout / 1000, onnotice: () => {} })
    return { client, end: () => client.end({ timeout: 1 }) }
  },
}

interface RedisClient {
  on(name: 'error', hear: () => void): unknown
  connect(): Promise<unknown>
  close(): Promise<unknown>
  disconnect(): unknown
}
/** For `redis://…`. */
export const redisDrivers: Drivers = {
  async redis({ createClient }: { createClient: (options: object) => RedisClient }, url) {
    const client = createClient({ url, socket: { connectTimeout: timeout, reconnectStrategy: false } })
    // Each failure is told by the call that failed.
    client.on('error', () => {})
    await client.connect()
    return { client, end: () => client.close() }
  },
  async ioredis({ Redis }: { Redis: new (url: string, options: object) => RedisClient }, url) {
    const client = new Redis(url, {
      lazyConnect: true,
      connectTimeout: timeout,
      maxRetriesPerRequest: 0,
      retryStrategy: () => null,
    })
    client.on('error', () => {})
    await client.connect()
    return { client, end: async () => client.disconnect() }
  },
}

/**
 * Connects by the first of `drivers` that the project has.
 *
 * @throws {@link UsageError} where it has none, which names the one to install, or where the server cannot be reached; never with the
 *   address, which may hold a password.
 */
export async function connect(drivers: Drivers, url: string): Promise<Client> {
  const names = Object.keys(drivers)
  const require = createRequire(join(process.cwd(), 'package.json'))
  for (const name of names) {
    let path: string
    try {
      path = require.resolve(name)
    } catch {
      continue
    }
    const driver = (await import(pathToFileURL(path).href)) as object
    try {
      return await drivers[name]!({ ...(driver as { default?: object }).default, ...driver } as never, url)
    } catch (error) {
      // A server whose command for passwords was renamed repeats what it was sent.
      const password = decodeURIComponent(new URL(url).password)
      const why = password === '' ? explain(error) : explain(error).replaceAll(password, '…')
      throw new UsageError(`--store: ${name} cannot connect: ${why}`, { cause: error })
    }
  }
  throw new UsageError(
    `--store: this folder has no driver for it: npm install ${names[0]} (or ${names.slice(1).join(', ')}), and run the command from the project`,
  )
}
