/**
 * SQLite: the engine is in the processes that use it, so it is they who are killed.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { sqliteStore } from 'latchkey/sqlite'
import type { Engine } from '../engine.ts'

let folder = ''
let count = 0
const parts = ['', '-wal', '-shm']

export const engine: Engine = {
  name: 'SQLite',
  async prepare() {
    folder = mkdtempSync(join(tmpdir(), 'latchkey-stores-'))
    return undefined
  },
  async place() {
    const file = join(folder, `${++count}.db`)
    await (await sqliteStore(file, { create: true })).close()
    return file
  },
  async open(place, create = false) {
    const store = await sqliteStore(place, { create, busyTimeout: 200 })
    return { store, close: () => store.close() }
  },
  async wipe(place) {
    for (const part of parts) rmSync(place + part, { force: true })
  },
  async dump(place) {
    return Buffer.concat(
      parts.map((part) => {
        try {
          return readFileSync(place + part)
        } catch {
          return Buffer.alloc(0)
        }
      }),
    )
  },
  async check(place) {
    const database = new DatabaseSync(place, { timeout: 5000 })
    const found = database.prepare('PRAGMA integrity_check').all()
    database.close()
    if (JSON.stringify(found) !== '[{"integrity_check":"ok"}]')
      throw new Error(`damaged: ${JSON.stringify(found)}`)
  },
  kills: [200, 1000],
  async stop() {
    rmSync(folder, { recursive: true, force: true })
  },
}
