/**
 * The store in a SQLite file, by `node:sqlite`, which Node, Deno and Bun have: for one machine, in one process or several.
 *
 * Laws: every answer is on the disk before it is given (WAL, `synchronous=FULL`); a lock that another process holds is waited for without
 * stopping this one; a file that was deleted or put in the place of ours is another life of the data, never this one.
 *
 * @module
 */
import { LatchkeyError } from '../index.ts'
import type { Changes, Epoch, Revocation, Snapshot, Store } from '../index.ts'
import { ownOf, unavailable, wasClosed } from './opening.ts'
import { inodeOf, isBegun, isCode, codes, openFile, transact } from './sqlite-file.ts'
import type { Opened } from './sqlite-file.ts'

/** What {@link sqliteStore} takes. */
export interface SqliteStoreOptions {
  /** Begins the store where the file is new, as `latchkey store init` does. Without it a new file is an error: it may have been lost. */
  readonly create?: boolean
  /** Milliseconds to wait while another process writes; 200 unless it is said. Less than the deadline of `latchkey()`. */
  readonly busyTimeout?: number
}

/** Milliseconds to wait for the file when it is opened: after a crash another process may be mending it. */
const openingTimeout = 5000
/** Milliseconds between two looks whether another process has written. */
const watchInterval = 50

interface State {
  readonly epoch: string
  readonly since: number
  readonly version: number
}
interface Row {
  readonly version: number
  readonly target: string
  readonly before: number
  readonly expires: number | null
}

/**
 * Opens the store in `file`.
 *
 * @throws {@link LatchkeyError} `STORE_UNAVAILABLE` for a file that was never begun, is not ours, was written by a later latchkey, or cannot
 *   be written.
 *
 * @example
 * ```ts
 * import { sqliteStore } from 'latchkey/sqlite'
 *
 * await using store = await sqliteStore('latchkey.db', { create: true })
 * store.closed // => false
 * ```
 */
export async function sqliteStore(file: string, options: SqliteStoreOptions = {}): Promise<Store> {
  const { create = false, busyTimeout = 200 } = ownOf(options)
  if (typeof file !== 'string' || file === '' || file === ':memory:')
    throw new LatchkeyError(
      'INVALID_OPTION',
      'sqliteStore takes the name of a file; memoryStore() needs none',
    )
  for (const [option, value] of Object.entries(options)) {
    const isKnown =
      option === 'create' ? typeof value === 'boolean' : option === 'busyTimeout' && Number.isInteger(value)
    if (!isKnown)
      throw new LatchkeyError(
        'INVALID_OPTION',
        'sqliteStore takes create, true or false, and busyTimeout, whole milliseconds',
      )
  }
  let opened: Opened | undefined = await patiently(() => openFile(file, create), openingTimeout)
  let life = epochOf(opened)
  let isClosed = false
  const timers = new Set<ReturnType<typeof setInterval>>()

  /** The file of this name, as it is now; `undefined` where it is gone, or nobody has begun it. */
  function current(): Opened | undefined {
    if (isClosed) throw wasClosed()
    if (opened !== undefined && inodeOf(file) === opened.inode) return opened
    opened?.database.close()
    opened = undefined
    if (inodeOf(file) === undefined || !isBegun(file)) return undefined
    const next = openFile(file, false)
    // A copy of this life, put in its place, may have forgotten uses.
    if (epochOf(next) === life) {
      next.database.close()
      return undefined
    }
    opened = next
    life = epochOf(next)
    return opened
  }

  /** Does a step once nobody else writes. */
  const method =
    <Input extends readonly unknown[], Output>(lost: Output, step: (at: Opened, ...input: Input) => Output) =>
    (...input: Input): Promise<Output> =>
      patiently(() => {
        const at = current()
        return at === undefined ? lost : step(at, ...input)
      }, busyTimeout)

  async function close(): Promise<void> {
    for (const timer of timers) clearInterval(timer)
    if (!isClosed) opened?.database.close()
    isClosed = true
  }

  return Object.freeze({
    use: method<[string, string, number, number | undefined], 'counted' | 'spent' | 'lost'>(
      'lost',
      ({ run }, epoch, id, limit, expiresAt) => {
        const isOurs = (): boolean => (run.state.get() as State | undefined)?.epoch === epoch
        // A use once spent stays so, and to say it again needs no lock.
        const isSpent = run.isSpent.get(id, limit) !== undefined
        if (!isSpent && run.use.run(id, expiresAt ?? null, epoch, limit).changes === 1) return 'counted'
        return isOurs() ? 'spent' : 'lost'
      },
    ),
    revoke: method<[string, Revocation], 'revoked' | 'lost'>(
      'lost',
      ({ database, run }, epoch, { target, before, expiresAt }) =>
        transact(database, 'IMMEDIATE', () => {
          if (run.next.run(epoch).changes === 0) return 'lost'
          run.revoke.run(target, before, expiresAt ?? null)
          return 'revoked'
        }),
    ),
    changes: method<[string | undefined, number], Changes>(lost, read),
    snapshot(limit: number): Snapshot | undefined {
      const at = performance.now()
      try {
        const now = current()
        return now === undefined ? undefined : { at, changes: read(now, undefined, limit) }
      } catch {
        // Locked, or broken: the first poll will say.
      }
      return undefined
    },
    watch(wake: () => void): () => void {
      let seen = versionOf(current)
      const look = (): void => {
        const now = versionOf(current)
        if (now !== seen) wake()
        seen = now
      }
      const timer = setInterval(look, watchInterval).unref()
      timers.add(timer)
      return () => clearInterval(timer)
    },
    prune: method(0, ({ database, run }, before: number) =>
      transact(
        database,
        'IMMEDIATE',
        () => Number(run.pruneUses.run(before).changes) + Number(run.pruneRevocations.run(before).changes),
      ),
    ),
    acknowledge: method(0, ({ database, run }, { id, since }: Epoch) =>
      transact(database, 'IMMEDIATE', () => {
        run.begin.run(id, since)
        return Number(run.giveUp.run().changes)
      }),
    ),
    get closed() {
      return isClosed
    },
    close,
    [Symbol.asyncDispose]: close,
  })
}

const epochOf = ({ run }: Opened): string | undefined => (run.state.get() as State | undefined)?.epoch

/** What changes when another process writes, or puts another file there; `undefined` while the file is gone, or cannot be read. */
function versionOf(current: () => Opened | undefined): string | undefined {
  try {
    const at = current()
    return at && `${at.inode}:${Object.values(at.run.dataVersion.get()!).join('')}`
  } catch {
    // The next poll will say.
  }
  return undefined
}

const lost: Changes = { epoch: undefined, revocations: [], cursor: '0' }

/** All that is new after a cursor, of one moment. */
function read({ database, run }: Opened, cursor: string | undefined, limit: number): Changes {
  const after = cursor ?? '0'
  return transact(database, 'DEFERRED', () => {
    const { epoch: id, since, version } = run.state.get() as unknown as State
    if (Number(after) > version) return lost
    const rows = run.changes.all(after, limit) as unknown as Row[]
    return {
      epoch: { id, since },
      revocations: rows.map(({ target, before, expires }) => ({
        target,
        before,
        expiresAt: expires ?? undefined,
      })),
      cursor: String(rows.length < limit ? version : rows.at(-1)!.version),
    }
  })
}

/** Tries again while another process writes; the wait is random, so that many do not meet again and again. */
async function patiently<Output>(step: () => Output, busyTimeout: number): Promise<Output> {
  const end = performance.now() + busyTimeout
  for (;;) {
    try {
      return step()
    } catch (error) {
      if (!isCode(error, codes.busy)) throw error
      if (performance.now() > end)
        throw unavailable(`the SQLite file was locked by other processes for ${busyTimeout} ms`, error)
    }
    await new Promise((resolve) =>
      setTimeout(resolve, 1 + (crypto.getRandomValues(new Uint8Array(1))[0]! & 7)),
    )
  }
}
