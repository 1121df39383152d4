/**
 * Says in one sentence what to do where the peers are not installed.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Ends the program unless the packages of bench/ are installed; call it before they are imported. */
export function requirePeers(): void {
  if (existsSync(join(import.meta.dirname, 'node_modules'))) return
  console.error(
    'The packages that latchkey is measured beside are not installed: run `npm ci --prefix bench` first.',
  )
  process.exit(1)
}
