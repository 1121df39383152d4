/**
 * Measures one part, named by the first argument, and sends what it tells: `run.ts` starts it as a process of its own.
 */
import type { Part } from './part.ts'

const [, , name, effort] = process.argv
const { measure } = (await import(`./parts/${name}.ts`)) as Part
const section = await measure({ quick: effort === '--quick' })
process.send!(section)
process.disconnect()
