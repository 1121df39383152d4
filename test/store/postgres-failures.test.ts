/**
 * The store in PostgreSQL while its server is paused, killed, or out of reach: it works again as soon as the server does.
 */
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { createConnection, createServer } from 'node:net'
import type { Server, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Store } from 'latchkey'
import { postgresStore } from 'latchkey/postgres'
import { Pool } from 'pg'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { binaries, startPostgres } from './postgres-server.ts'
import type { PostgresServer } from './postgres-server.ts'

const skipped = binaries === undefined ? ': its server is not installed (apt-get install postgresql)' : ''
/** Promised are 2 s; asserted with five times the margin. */
const recovery = 10_000

let server: PostgresServer
beforeAll(async () => {
  if (binaries === undefined) return
  server = await startPostgres()
}, 60_000)
afterAll(() => server?.stop())

type Given = Parameters<typeof postgresStore>[0]
const drivers: { readonly [name: string]: (url: string) => { client: Given; end: () => Promise<unknown> } } =
  {
    pg(url) {
      const client = new Pool({ connectionString: url, max: 4 })
      return { client, end: () => client.end() }
    },
    postgres(url) {
      const client = postgres(url, { max: 4, fetch_types: false })
      return { client, end: () => client.end({ timeout: 1 }) }
    },
  }

/** How many connections somebody holds. */
const lent = (pool: Pool): number => pool.totalCount - pool.idleCount

/** Ids that no test has used. */
let used = 0
const nextId = (): string => (used++).toString(16).padStart(32, '0')
const revocation = (): { target: string; before: number; expiresAt: undefined } => ({
  target: `id:${nextId()}`,
  before: 0,
  expiresAt: undefined,
})
/** What a call comes to within some milliseconds. */
const within = (milliseconds: number, call: Promise<unknown>): Promise<unknown> =>
  Promise.race([call.catch(() => 'rejected'), sleep(milliseconds, 'nothing')])

/** Asks again and again until all of it works; how many milliseconds that took. */
async function untilItWorks(store: Store, epoch: string): Promise<number> {
  const start = performance.now()
  for (;;) {
    const said = await within(
      250,
      Promise.all([
        store.changes(undefined, 1),
        store.use(epoch, nextId(), 1, undefined),
        store.revoke(epoch, revocation()),
      ]),
    )
    const took = performance.now() - start
    if (Array.isArray(said)) return took
    if (took > recovery * 3) throw new Error(`it does not work ${took} ms after its server does`)
    await sleep(50)
  }
}

describe.skipIf(binaries === undefined).each(Object.entries(drivers))(
  `PostgreSQL failing under %s${skipped}`,
  (_name, driver) => {
    async function open(url: string): Promise<{ store: Store; epoch: string; close: () => Promise<void> }> {
      const { client, end } = driver(url)
      const store = await postgresStore(client, { create: true })
      const { epoch } = await store.changes(undefined, 1)
      return {
        store,
        epoch: epoch!.id,
        async close() {
          await store.close()
          await end()
        },
      }
    }
    /** Waits until a revocation through another instance wakes this one. */
    async function wakes(store: Store, epoch: string): Promise<unknown> {
      const { promise: woken, resolve } = Promise.withResolvers()
      const stop = store.watch!(() => resolve('woken'))
      const other = await open(server.url)
      try {
        for (let attempt = 0; attempt < 100; attempt++) {
          await other.store.revoke(epoch, revocation())
          if ((await within(100, woken)) === 'woken') return 'woken'
        }
        return 'nothing'
      } finally {
        stop()
        await other.close()
      }
    }

    test('a paused server answers nothing, and more calls than the pool has room for do not outlast the pause', async () => {
      const { store, epoch, close } = await open(server.url)
      expect(await wakes(store, epoch)).toBe('woken')
      server.pause()
      const calls = Array.from({ length: 50 }, () => store.use(epoch, nextId(), 1, undefined))
      const polls = [store.changes(undefined, 1), store.changes(undefined, 1)]
      const said = await Promise.all([...calls, ...polls].map((call) => within(500, call)))
      expect(new Set(said)).toEqual(new Set(['nothing']))
      server.resume()
      expect(await untilItWorks(store, epoch)).toBeLessThan(recovery)
      expect(await wakes(store, epoch)).toBe('woken')
      await close()
    })

    test('a killed server is an error at once, and is found again', async () => {
      const { store, epoch, close } = await open(server.url)
      expect(await store.use(epoch, nextId(), 1, undefined)).toBe('counted')
      const pending = within(recovery, store.changes(undefined, 1))
      await server.kill()
      expect(await pending).not.toBe('nothing')
      expect(await within(2000, store.use(epoch, nextId(), 1, undefined))).toBe('rejected')
      await expect(store.changes(undefined, 1)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
      await server.start()
      expect(await untilItWorks(store, epoch)).toBeLessThan(recovery)
      expect(await wakes(store, epoch)).toBe('woken')
      await close()
    })

    test('connections that went dark are given up', async () => {
      const line = await startLine(server.port)
      const { store, epoch, close } = await open(server.url.replace(`${server.port}`, `${line.port}`))
      expect(await store.use(epoch, nextId(), 1, undefined)).toBe('counted')
      line.darken()
      expect(await within(500, store.changes(undefined, 1))).toBe('nothing')
      expect(await untilItWorks(store, epoch)).toBeLessThan(recovery)
      line.end()
      await close()
    })
  },
)

/** A network that can go dark: what is connected then stays so, and hears nothing any more; who connects later is served. */
async function startLine(to: number): Promise<{ port: number; darken(): void; end(): void }> {
  const sockets = new Set<Socket>()
  const lit = new Set<Socket>()
  const line: Server = createServer((near) => {
    const far = createConnection(to, '127.0.0.1')
    for (const [from, into] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      lit.add(from)
      from.on('data', (bytes) => void (lit.has(from) && into.write(bytes)))
      from.on('close', () => void (lit.has(from) && into.destroy()))
      from.on('error', () => {})
    }
  }).listen(0, '127.0.0.1')
  await once(line, 'listening')
  return {
    port: (line.address() as { port: number }).port,
    darken: () => lit.clear(),
    end() {
      line.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

describe.skipIf(binaries === undefined)(`A pool of pg that the store borrows from${skipped}`, () => {
  test('gives one connection for polling, however many calls fail', async () => {
    const pool = new Pool({ connectionString: server.url, max: 4 })
    const store = await postgresStore(pool, { create: true })
    await store.changes(undefined, 1)
    expect(lent(pool)).toBe(1)
    await server.kill()
    for (let turn = 0; turn < 10; turn++) {
      await expect(store.changes(undefined, 1)).rejects.toMatchObject({ status: 503 })
      await expect(store.use('', nextId(), 1, undefined)).rejects.toMatchObject({ status: 503 })
    }
    expect(pool.totalCount).toBe(0)
    await server.start()
    await store.changes(undefined, 1)
    expect(lent(pool)).toBe(1)
    await store.close()
    await pool.end()
  })

  test('is asked for another client where the kept one broke while nobody polled', async () => {
    const pool = new Pool({ connectionString: server.url, max: 4 })
    const store = await postgresStore(pool, { create: true })
    const { epoch } = await store.changes(undefined, 1)
    await server.kill()
    await server.start()
    // What broke is known once the event loop has turned.
    await sleep(50)
    expect((await store.changes(undefined, 1)).epoch).toEqual(epoch)
    await store.close()
    await pool.end()
  })

  test('is of use again though all of its connections went dark', async () => {
    const line = await startLine(server.port)
    const pool = new Pool({ connectionString: server.url.replace(`${server.port}`, `${line.port}`), max: 4 })
    const store = await postgresStore(pool, { create: true })
    const epoch = (await store.changes(undefined, 1)).epoch!.id
    const use = (): Promise<unknown> => store.use(epoch, nextId(), 1, undefined)
    await Promise.all(Array.from({ length: 8 }, use))
    expect(pool.totalCount).toBe(4)
    line.darken()
    const polled = within(500, store.changes(undefined, 1))
    const said = await Promise.all(Array.from({ length: 8 }, () => within(500, use())))
    expect(new Set([await polled, ...said])).toEqual(new Set(['nothing']))
    expect(await untilItWorks(store, epoch)).toBeLessThan(recovery)
    await store.close()
    await pool.end()
    line.end()
  })

  test('of one connection is not kept from others', async () => {
    const pool = new Pool({ connectionString: server.url, max: 1 })
    const store = await postgresStore(pool, { create: true })
    await store.changes(undefined, 1)
    expect(lent(pool)).toBe(0)
    await store.close()
    await pool.end()
  })

  test('can end while the store is open, once it is asked again', async () => {
    const pool = new Pool({ connectionString: server.url, max: 4 })
    const store = await postgresStore(pool, { create: true })
    await store.changes(undefined, 1)
    const end = pool.end()
    expect(await within(100, end)).toBe('nothing')
    await expect(store.changes(undefined, 1)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
    expect(await within(2000, end)).toBeUndefined()
  })

  test('is not listened on where it must not be', async () => {
    const pool = new Pool({ connectionString: server.url, max: 4 })
    for (const pooler of [false, true]) {
      const store = await postgresStore(pool, { create: true, pooler })
      const { epoch } = await store.changes(undefined, 1)
      const woken = new Promise((resolve) => store.watch!(() => resolve('woken')))
      await store.revoke(epoch!.id, revocation())
      expect(await within(500, woken)).toBe(pooler ? 'nothing' : 'woken')
      await store.close()
    }
    await pool.end()
  })
})

/** Only root may mount a disk that is small enough to be filled. */
const mountable = binaries !== undefined && process.getuid?.() === 0

describe.skipIf(!mountable)(`A disk of PostgreSQL${mountable ? '' : ': only root can mount one'}`, () => {
  test('that is full closes the door, and loses nothing', async () => {
    const disk = mkdtempSync(join(tmpdir(), 'latchkey-disk-'))
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk])
    const pool = new Pool({ connectionString: server.url, max: 4 })
    try {
      execFileSync('chown', ['postgres:', disk])
      await pool.query(`CREATE TABLESPACE small LOCATION '${disk}'`)
      await pool.query(`CREATE DATABASE small`)
      await pool.query(`ALTER DATABASE small SET default_tablespace = small`)
      const client = new Pool({ connectionString: server.url.replace(/postgres$/, 'small'), max: 4 })
      const store = await postgresStore(client, { create: true })
      const epoch = (await store.changes(undefined, 1)).epoch!.id
      const { bavail, bsize } = statfsSync(disk)
      writeFileSync(join(disk, 'others'), Buffer.alloc(bavail * bsize - 65_536))
      const counted: string[] = []
      let error: unknown
      while (error === undefined) {
        const id = nextId()
        const said = await store
          .use(epoch, id, 1, undefined)
          .catch((reason: unknown) => void (error = reason))
        if (said === 'counted') counted.push(id)
      }
      expect(error).toMatchObject({
        code: 'STORE_UNAVAILABLE',
        message: expect.stringMatching(/no room on its disk \(53100\)/) as string,
      })
      expect(counted.length).toBeGreaterThan(100)
      for (const id of counted) expect(await store.use(epoch, id, 1, undefined)).toBe('spent')
      expect((await store.changes(undefined, 1)).epoch?.id).toBe(epoch)
      rmSync(join(disk, 'others'))
      expect(await store.use(epoch, nextId(), 1, undefined)).toBe('counted')
      await store.close()
      await client.end()
      await pool.query('DROP DATABASE small')
      await pool.query('DROP TABLESPACE small')
    } finally {
      await pool.end()
      execFileSync('umount', ['--lazy', disk])
      rmdirSync(disk)
    }
  })
})
