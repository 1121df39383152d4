/**
 * Clients of both packages, as programs make them.
 */
import { Cluster, Redis } from 'ioredis'
import type { redisStore } from 'latchkey/redis'
import { createClient, createCluster } from 'redis'

export type Client = Parameters<typeof redisStore>[0]
/** A client that is connected, and what ends it. */
export interface Connected {
  readonly client: Client
  readonly end: () => Promise<unknown>
}

const ignore = (): void => {}

/** By the name of the package. Both try again every 100 ms, so that a server that is back is found at once. */
export const connectTo: Readonly<Record<'redis' | 'ioredis', (url: string) => Promise<Connected>>> = {
  async redis(url) {
    const client = createClient({ url, socket: { reconnectStrategy: 100 } }).on('error', ignore)
    await client.connect()
    return { client, end: async () => client.destroy() }
  },
  async ioredis(url) {
    const client = new Redis(url, { retryStrategy: () => 100 }).on('error', ignore)
    return { client, end: async () => client.disconnect() }
  },
}

/** The same for a cluster. */
export const connectToCluster: typeof connectTo = {
  async redis(url) {
    const client = createCluster({ rootNodes: [{ url }] }).on('error', ignore)
    await client.connect()
    return { client, end: async () => client.destroy() }
  },
  async ioredis(url) {
    const client = new Cluster([url]).on('error', ignore)
    return { client, end: async () => client.disconnect() }
  },
}
