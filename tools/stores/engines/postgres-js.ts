/**
 * PostgreSQL through `postgres` in every process: in the short run only what depends on the driver.
 */
import type { Engine } from '../engine.ts'
import { engineOf } from './postgres.ts'

export const engine: Engine = { ...engineOf('postgres', false), short: ['faults'] }
