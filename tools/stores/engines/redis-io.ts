/**
 * Redis through `ioredis`, which loses its data while it goes on running: in the short run only what depends on that.
 */
import type { Engine } from '../engine.ts'
import { engineOf } from './redis.ts'

export const engine: Engine = {
  ...engineOf({
    name: 'Redis through ioredis',
    client: 'ioredis',
    isCluster: false,
    wipe: async (server) => void (await server.ask('FLUSHALL')),
  }),
  short: ['faults'],
}
