/**
 * The store in a SQLite file: it keeps the contract, and refuses every file that is none of its own.
 */
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Store } from 'latchkey'
import { sqliteStore } from 'latchkey/sqlite'
import { storeContract } from 'latchkey/testing'
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'latchkey-sqlite-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let count = 0
const newFile = (): string => join(folder, `${++count}.db`)
const remove = (file: string): void => {
  for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true })
}

/** Runs a program with a store in a process of its own. */
function runProgram(
  program: string,
  options: { uid?: number; prefix?: string } = {},
): { stdout: string; stderr: string } {
  const { uid, prefix = '' } = options
  const node = `'${process.execPath}' --conditions=@latchkey/source --disable-warning=ExperimentalWarning --input-type=module`
  return spawnSync('sh', ['-c', `${prefix} exec ${node}`], {
    encoding: 'utf8',
    input: `import { sqliteStore } from 'latchkey/sqlite'\n${program}`,
    ...(uid !== undefined && { uid }),
  })
}

describe('the contract', () => {
  const cases = storeContract(async () => {
    const file = newFile()
    const stores: Store[] = []
    return {
      async open() {
        const store = await sqliteStore(file, { create: true, busyTimeout: 5000 })
        stores.push(store)
        return store
      },
      wipe: async () => remove(file),
      async tearDown() {
        for (const store of stores) await store.close()
      },
    }
  })
  test.each(cases)('$name', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined()
  })
})

const refusal = (message: RegExp): object => ({
  code: 'STORE_UNAVAILABLE',
  status: 503,
  message: expect.stringMatching(message) as string,
})

describe('a file that is none of its own is refused, and left as it is', () => {
  test('one that is not there', async () => {
    const file = newFile()
    await expect(sqliteStore(file)).rejects.toMatchObject(refusal(/never initialized.*latchkey store init/))
    expect(existsSync(file)).toBe(false)
  })

  test('one that is empty', async () => {
    const file = newFile()
    writeFileSync(file, '')
    await expect(sqliteStore(file)).rejects.toMatchObject(refusal(/never initialized/))
    expect(readFileSync(file).length).toBe(0)
  })

  test.each([false, true])('one that is no database, with create %s', async (create) => {
    const file = newFile()
    writeFileSync(file, 'not a database, '.repeat(100))
    await expect(sqliteStore(file, { create })).rejects.toMatchObject(refusal(/another program/))
    expect(readFileSync(file, 'utf8')).toBe('not a database, '.repeat(100))
  })

  test.each([false, true])('the database of another program, with create %s', async (create) => {
    const file = newFile()
    const other = new DatabaseSync(file)
    other.exec('CREATE TABLE posts (id INTEGER PRIMARY KEY)')
    other.close()
    const before = readFileSync(file)
    await expect(sqliteStore(file, { create })).rejects.toMatchObject(refusal(/another program/))
    expect(readFileSync(file)).toEqual(before)
  })

  test.each([false, true])('one of a later version, with create %s', async (create) => {
    const file = newFile()
    await (await sqliteStore(file, { create: true })).close()
    const later = new DatabaseSync(file)
    later.exec('PRAGMA user_version = 2')
    later.close()
    await expect(sqliteStore(file, { create })).rejects.toMatchObject(
      refusal(/later latchkey \(version 2, this one knows 1\): update latchkey/),
    )
  })

  test('one in a folder that is not there', async () => {
    await expect(sqliteStore(join(folder, 'none', 'x.db'), { create: true })).rejects.toMatchObject(
      refusal(/cannot be opened: unable to open database file/),
    )
  })

  test('no name', async () => {
    for (const file of ['', ':memory:', undefined])
      await expect(sqliteStore(file as string)).rejects.toMatchObject({ code: 'INVALID_OPTION' })
  })

  test('an option that is none', async () => {
    for (const options of [
      { created: true },
      { create: 'yes' },
      { create: undefined },
      { busyTimeout: '1s' },
    ])
      await expect(sqliteStore(newFile(), options as object)).rejects.toMatchObject({
        code: 'INVALID_OPTION',
      })
  })

  test('one that is read-only', async () => {
    const file = newFile()
    await (await sqliteStore(file, { create: true })).close()
    chmodSync(file, 0o444)
    chmodSync(folder, 0o755)
    // Root writes what it likes: somebody else tries.
    const uid = process.getuid?.() === 0 ? 65_534 : undefined
    const { stdout } = runProgram(
      `await sqliteStore('${file}').catch(({ code, message }) => console.log(code, message))`,
      {
        ...(uid !== undefined && { uid }),
      },
    )
    expect(stdout).toMatch(/^STORE_UNAVAILABLE the SQLite file .* (is read-only|cannot be opened: .*)\n$/)
  })
})

describe('a file that changes behind its back', () => {
  const revocation = { target: 'blog', before: 1, expiresAt: undefined }

  test('is lost when it is deleted, and when another takes its place', async () => {
    const file = newFile()
    const store = await sqliteStore(file, { create: true })
    const { epoch } = await store.changes(undefined, 1)
    await store.use(epoch!.id, 'a', 1, undefined)
    remove(file)
    expect(await store.use(epoch!.id, 'a', 1, undefined)).toBe('lost')
    const other = newFile()
    await (await sqliteStore(other, { create: true })).close()
    copyFileSync(other, file)
    expect(await store.use(epoch!.id, 'a', 1, undefined)).toBe('lost')
    expect(await store.revoke(epoch!.id, revocation)).toBe('lost')
    const next = await store.changes(undefined, 1)
    expect(next.epoch).toBeDefined()
    expect(next.epoch!.id).not.toBe(epoch!.id)
    expect(await store.use(next.epoch!.id, 'a', 1, undefined)).toBe('counted')
    await store.close()
  })

  test('is lost while it is gone, or a copy of itself stands in its place, which is let go', async () => {
    const file = newFile()
    const store = await sqliteStore(file, { create: true })
    const { epoch } = await store.changes(undefined, 1)
    const copy = newFile()
    const copier = new DatabaseSync(file)
    copier.exec(`VACUUM INTO '${copy}'`)
    copier.close()
    remove(file)
    const lost = { epoch: undefined, revocations: [], cursor: '0' }
    expect([await store.changes(undefined, 1), store.snapshot!(1)]).toEqual([lost, undefined])
    renameSync(copy, file)
    expect(await store.changes(undefined, 1)).toEqual(lost)
    expect(await store.use(epoch!.id, 'a', 1, undefined)).toBe('lost')
    // The last connection takes this file away when it ends.
    expect(existsSync(`${file}-wal`)).toBe(false)
    await store.close()
  })

  test('cannot be read any more: a snapshot is left out, and a call says why', async () => {
    const file = newFile()
    const store = await sqliteStore(file, { create: true })
    remove(file)
    writeFileSync(file, 'not a database, '.repeat(100))
    expect(store.snapshot!(1)).toBeUndefined()
    await expect(store.changes(undefined, 1)).rejects.toThrow(/not a database/)
    await store.close()
    expect(store.snapshot!(1)).toBeUndefined()
  })

  test('keeps nothing of a step that fails, and goes on', async () => {
    const store = await sqliteStore(newFile(), { create: true })
    const { epoch, cursor } = await store.changes(undefined, 1)
    const broken = { target: null as unknown as string, before: 1, expiresAt: undefined }
    await expect(store.revoke(epoch!.id, broken)).rejects.toThrow(/NOT NULL/)
    expect(await store.changes(undefined, 1)).toEqual({ epoch, revocations: [], cursor })
    expect(await store.revoke(epoch!.id, revocation)).toBe('revoked')
    await store.close()
  })

  test('has no room left: what is not on the disk is not said to be done, and nothing that was said is lost', async () => {
    const file = newFile()
    await (await sqliteStore(file, { create: true })).close()
    // No file of that process may grow beyond 200 blocks of 512 bytes.
    const { stdout } = runProgram(
      `const store = await sqliteStore('${file}')
      const { epoch } = await store.changes(undefined, 1)
      let count = 0
      try {
        for (; count < 100_000; count++) await store.use(epoch.id, String(count).padStart(32, '0'), 1, undefined)
      } catch (error) {
        console.log(JSON.stringify({ count, message: error.message }))
      }`,
      { prefix: 'ulimit -f 200;' },
    )
    const { count: done, message } = JSON.parse(stdout) as { count: number; message: string }
    expect(message).toMatch(/full|disk I\/O error/)
    expect(done).toBeGreaterThan(5)
    const store = await sqliteStore(file)
    const { epoch } = await store.changes(undefined, 1)
    for (let index = 0; index < done; index++)
      expect(await store.use(epoch!.id, String(index).padStart(32, '0'), 1, undefined)).toBe('spent')
    expect(await store.use(epoch!.id, 'f'.repeat(32), 1, undefined)).toBe('counted')
    await store.close()
  })

  test('is locked by another program: the call is given up, and the process lives on meanwhile', async () => {
    const file = newFile()
    const store = await sqliteStore(file, { create: true, busyTimeout: 100 })
    const { epoch } = await store.changes(undefined, 1)
    const other = new DatabaseSync(file)
    other.exec('BEGIN IMMEDIATE')
    let ticks = 0
    const ticking = setInterval(() => ticks++, 5)
    await expect(store.use(epoch!.id, 'a', 1, undefined)).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: expect.stringMatching(/locked by other processes for 100 ms/) as string,
    })
    clearInterval(ticking)
    // A wait inside SQLite would let no timer run.
    expect(ticks).toBeGreaterThan(0)
    other.exec('ROLLBACK')
    other.close()
    expect(await store.use(epoch!.id, 'a', 1, undefined)).toBe('counted')
    await store.close()
  })

  test('is watched: another connection that writes wakes', async () => {
    const file = newFile()
    const [one, other] = [await sqliteStore(file, { create: true }), await sqliteStore(file)]
    const { epoch } = await one.changes(undefined, 1)
    const woken = new Promise<void>((resolve) => {
      other.watch!(resolve)
    })
    await new Promise((resolve) => setTimeout(resolve, 120))
    await one.revoke(epoch!.id, revocation)
    await expect(woken).resolves.toBeUndefined()
    await one.close()
    await other.close()
  })

  test('is watched until that ends: what writes, what takes the file away, and what puts it back wakes', async () => {
    const file = newFile()
    const store = await sqliteStore(file, { create: true })
    const { id } = (await store.changes(undefined, 1)).epoch!
    const looks: (() => void)[] = []
    vi.stubGlobal('setInterval', (look: () => void) => (looks.push(look), setTimeout(() => {}).unref()))
    onTestFinished(() => void vi.unstubAllGlobals())
    let woken = 0
    const look = (): number => {
      looks[0]!()
      return woken
    }
    store.watch!(() => woken++)
    expect([look(), look()]).toEqual([0, 0])
    const other = await sqliteStore(file)
    await other.revoke(id, revocation)
    expect([look(), look()]).toEqual([1, 1])
    await other.close()
    remove(file)
    expect([look(), look()]).toEqual([2, 2])
    await (await sqliteStore(file, { create: true })).close()
    expect([look(), look()]).toEqual([3, 3])
    await store.close()
  })

  test('is watched no more once who watches, or the store, has ended', async () => {
    const file = newFile()
    const [one, other] = [await sqliteStore(file, { create: true }), await sqliteStore(file)]
    let woken = 0
    other.watch!(() => woken++)()
    const closed = await sqliteStore(file)
    closed.watch!(() => woken++)
    await closed.close()
    await one.revoke((await one.changes(undefined, 1)).epoch!.id, revocation)
    await new Promise((resolve) => setTimeout(resolve, 120))
    expect(woken).toBe(0)
    await one.close()
    await other.close()
  })
})
