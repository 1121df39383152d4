/** What the environment says, read once at start-up. */
import { join } from 'node:path'

const environment = process.env

/** Where the secret and the databases are. */
export const folder: string = environment['DATA_DIR'] ?? join(import.meta.dirname, 'data')
export const port: string = environment['PORT'] || '3000'

/**
 * The address that people type, `https://…`, where this stands on a network. Without it this is a trial on one computer: it listens on the
 * loopback alone, and lets anybody sign in as anybody.
 */
export const origin: string | undefined = readOrigin(environment['ORIGIN'])
/** Where it listens: a proxy with HTTPS on the same machine needs nothing else than the loopback. */
export const host: string = (origin && environment['HOST']) || '127.0.0.1'
export const isHttps: boolean = origin?.startsWith('https:') ?? false

function readOrigin(text: string | undefined): string | undefined {
  if (!text) return undefined
  const { protocol, hostname, origin: read } = URL.parse(text) ?? {}
  if (read !== undefined && (protocol === 'https:' || hostname === '127.0.0.1')) return read
  throw new Error(`ORIGIN is the address of this site, such as https://blog.example, not '${text}'.`)
}
