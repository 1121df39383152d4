/**
 * The file of a SQLite store: how it is recognized, begun and opened, and what SQLite means by its codes.
 */
import { statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import type { StatementSync } from 'node:sqlite'
import { LatchkeyError } from '../index.ts'
import { newEpoch, notBegun, notOurs, schemaVersion, unavailable } from './opening.ts'

/** `lkey`: by this number in its header a file is known as ours. */
const applicationId = 0x6c6b_6579
/** Primary result codes of SQLite. */
export const codes = { busy: 5, readOnly: 8, notADatabase: 26 }
const schema = `
  CREATE TABLE state (one INTEGER PRIMARY KEY CHECK (one = 1), epoch TEXT NOT NULL, since INTEGER NOT NULL, version INTEGER NOT NULL);
  CREATE TABLE uses (id TEXT PRIMARY KEY, count INTEGER NOT NULL, expires INTEGER) WITHOUT ROWID;
  CREATE INDEX uses_expires ON uses (expires) WHERE expires IS NOT NULL;
  CREATE TABLE revocations (version INTEGER PRIMARY KEY, target TEXT NOT NULL UNIQUE, before INTEGER NOT NULL, expires INTEGER);
  CREATE INDEX revocations_expires ON revocations (expires) WHERE expires IS NOT NULL;
  PRAGMA application_id = ${applicationId};
  PRAGMA user_version = ${schemaVersion};
`
const statements = {
  state: 'SELECT epoch, since, version FROM state',
  isSpent: 'SELECT 1 FROM uses WHERE id = ? AND count >= ?',
  use: `INSERT INTO uses (id, count, expires) SELECT ?1, 1, ?2 FROM state WHERE epoch = ?3
    ON CONFLICT (id) DO UPDATE SET count = count + 1 WHERE count < ?4`,
  next: 'UPDATE state SET version = version + 1 WHERE epoch = ?',
  revoke: `INSERT INTO revocations (version, target, before, expires) SELECT version, ?1, ?2, ?3 FROM state WHERE true
    ON CONFLICT (target) DO UPDATE SET version = excluded.version, before = max(before, excluded.before),
      expires = CASE WHEN expires IS NULL OR excluded.expires IS NULL THEN NULL ELSE max(expires, excluded.expires) END`,
  changes:
    'SELECT version, target, before, expires FROM revocations WHERE version > ? ORDER BY version LIMIT ?',
  pruneUses: 'DELETE FROM uses WHERE expires < ?',
  pruneRevocations: 'DELETE FROM revocations WHERE expires < ?',
  giveUp: 'DELETE FROM uses',
  begin: 'UPDATE state SET epoch = ?, since = ?',
  dataVersion: 'PRAGMA data_version',
}
type Statements = { readonly [Name in keyof typeof statements]: StatementSync }

/** A file that is open, and which one it was. */
export interface Opened {
  readonly database: DatabaseSync
  readonly run: Statements
  readonly inode: number
}
/** Opens `file`, and begins it where it is new and `create` says so. */
export function openFile(file: string, create: boolean): Opened {
  const name = `the SQLite file ${file}`
  if (!create && inodeOf(file) === undefined) throw notBegun(name)
  const database = connect(file, name)
  try {
    if (isNew(database, name)) {
      if (!create) throw notBegun(name)
      database.exec('PRAGMA journal_mode = WAL')
      transact(database, 'IMMEDIATE', () => {
        // Another process may have begun it meanwhile.
        if (isNew(database, name)) begin(database)
      })
    }
    database.exec('PRAGMA synchronous = FULL')
    // Takes the lock of a writer and gives it back: whoever cannot is told now, and not at the first use.
    transact(database, 'IMMEDIATE', () => {})
    const run = Object.fromEntries(
      Object.entries(statements).map(([key, text]) => [key, database.prepare(text)]),
    ) as unknown as Statements
    return { database, run, inode: inodeOf(file)! }
  } catch (error) {
    database.close()
    throw explain(error, name)
  }
}

function connect(file: string, name: string): DatabaseSync {
  try {
    return new DatabaseSync(file, { timeout: 0 })
  } catch (error) {
    throw explain(error, name)
  }
}

/** Whether nobody has written to the file yet; throws where somebody else has. */
function isNew(database: DatabaseSync, name: string): boolean {
  const first = (sql: string): unknown => Object.values(database.prepare(sql).get() ?? {})[0]
  const version = Number(first('PRAGMA user_version'))
  if (first('PRAGMA application_id') === applicationId) {
    if (version > schemaVersion) throw notOurs(name, version)
    return false
  }
  if (version !== 0 || first('SELECT count(*) FROM sqlite_schema') !== 0) throw notOurs(name, undefined)
  return true
}

/** Whether `file` is one of ours. */
export function isBegun(file: string): boolean {
  const database = new DatabaseSync(file, { timeout: 0 })
  try {
    return !isNew(database, file)
  } finally {
    database.close()
  }
}

function begin(database: DatabaseSync): void {
  database.exec(schema)
  const { id, since } = newEpoch()
  database.prepare('INSERT INTO state VALUES (1, ?, ?, 0)').run(id, since)
}

/** Which file has this name; `undefined` for none. */
export function inodeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false, bigint: false })?.ino
}

function explain(error: unknown, name: string): unknown {
  if (error instanceof LatchkeyError || isCode(error, codes.busy)) return error
  if (isCode(error, codes.notADatabase)) return notOurs(name, undefined)
  if (isCode(error, codes.readOnly)) return unavailable(`${name} cannot be written: it is read-only`, error)
  return unavailable(
    `${name} cannot be opened: ${error instanceof Error ? error.message : 'no reason given'}`,
    error,
  )
}

/** Does a step as a whole, or not at all. */
export function transact<Output>(
  database: DatabaseSync,
  kind: 'IMMEDIATE' | 'DEFERRED',
  step: () => Output,
): Output {
  database.exec(`BEGIN ${kind}`)
  try {
    const output = step()
    database.exec('COMMIT')
    return output
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

/** Whether SQLite failed with a code, by the primary one: the upper bits tell more, as in SQLITE_BUSY_SNAPSHOT. */
export function isCode(error: unknown, code: number): boolean {
  const { errcode } = error as { readonly errcode?: unknown }
  return typeof errcode === 'number' && (errcode & 255) === code
}
