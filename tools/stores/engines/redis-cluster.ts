/**
 * Redis as a cluster of one node: in the long run only; the contract runs on it in every run.
 */
import type { Engine } from '../engine.ts'
import { engineOf } from './redis.ts'

export const engine: Engine = {
  ...engineOf({
    name: 'Redis as a cluster',
    client: 'redis',
    isCluster: true,
    wipe: async (server) => void (await server.ask('FLUSHALL')),
  }),
  short: [],
}
