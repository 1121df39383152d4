/**
 * The campaign against stores: a reader of the store, somebody who writes into it, an adapter that lies, and a programmer in a hurry.
 *
 * docs/findings.md tells of each attempt by the sign before its name; `npx vitest run test/attacks -t 'S1:'` repeats one.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { defineApp, keygen, latchkey, narrow, type Store } from 'latchkey'
import { memoryStore } from 'latchkey/memory'
import { postgresStore } from 'latchkey/postgres'
import { redisStore } from 'latchkey/redis'
import { sql } from 'latchkey/sql'
import { sqliteStore } from 'latchkey/sqlite'
import { Pool } from 'pg'
import { expect, onTestFinished, test, vi } from 'vitest'
import { recorder } from '../outputs/recorder.ts'
import { postgresUrl, reachable } from '../store/postgres-url.ts'
import { connectTo } from '../store/redis-clients.ts'
import { type RedisServer, startRedis, withoutRedis } from '../store/redis-server.ts'

const blog = defineApp('blog', {
  Post: { id: 'int', permissions: ['read'] },
  Tag: { id: 'string', permissions: ['read'] },
})

function instance(store: Store | Promise<Store>, options: object = {}) {
  return latchkey({ secrets: keygen(), apps: [blog], store, ...options })
}
function place(): string {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-attack-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return join(folder, 'latchkey.db')
}
async function open(file: string): Promise<Store> {
  const store = await sqliteStore(file, { create: !existsSync(file) })
  onTestFinished(() => store.close())
  return store
}
/** What somebody does who may write into the file. */
function meddle(file: string, statement: string): void {
  const database = new DatabaseSync(file)
  database.exec(statement)
  database.close()
}
/** A store that answers one call otherwise. */
function lying(lie: Partial<Record<keyof Store, unknown>>): Store {
  return { ...memoryStore(), snapshot: undefined, ...lie } as unknown as Store
}

test('S1: whoever reads the file finds nothing that is a token, or that makes one', async () => {
  const file = place()
  const store = await open(file)
  const { scope, tokens } = instance(store)
  await tokens.ready()
  const read = scope.accessObj(blog.Post(42), 'read')
  const once = tokens.generate(read, { uses: 3 })
  const revoked = tokens.generate(read, { unique: true })
  const narrowed = narrow(revoked, { expiresIn: '1h' })
  await tokens.redeem(once, read)
  await tokens.revoke({ token: narrowed })
  const files = ['', '-wal', '-shm'].map((end) => file + end).filter((name) => existsSync(name))
  const bytes = Buffer.concat(files.map((name) => readFileSync(name)))
  expect(bytes.includes(once.slice(-20)) || bytes.includes(narrowed.slice(-20))).toBe(false)

  // The first two texts are genuine but for their tags: each 16 bytes of the file are tried as such, and as a key of the next link.
  const hex = [...bytes.toString('latin1').matchAll(/[0-9a-f]{32}/g)].map(([text]) =>
    Buffer.from(text, 'hex'),
  )
  const windows = new Set(
    [...hex, ...Array.from({ length: bytes.length - 16 }, (_, at) => bytes.subarray(at, at + 16))].map(
      (window) => window.toString('base64url'),
    ),
  )
  expect(recorder.search()).toEqual([])
  let accepted = 0
  for (const token of [tokens.generate(read), once, revoked]) {
    const body = Buffer.from(token, 'base64url').subarray(0, -16)
    for (const window of windows) {
      const forged = Buffer.concat([body, Buffer.from(window, 'base64url')]).toString('base64url')
      if (forged === token) continue
      for (const text of [forged, narrow(forged, { expiresIn: '1h' })]) {
        const verdict = tokens.verify(text, read)
        if (verdict.ok || verdict.reason === 'single-use') accepted++
      }
    }
  }
  // What was tried as a key is no secret: ids are in it.
  recorder.search()
  expect(windows.size).toBeGreaterThan(100)
  expect(accepted).toBe(0)
}, 120_000)

test('S2: rows of another making deny at most, and stop nothing', async () => {
  const file = place()
  const store = await open(file)
  const { scope, tokens } = instance(store)
  await tokens.ready()
  const read = scope.accessObj(blog.Post(42), 'read')
  const token = tokens.generate(read, { unique: true })
  const targets = [
    '',
    'x',
    'id:',
    'id:zz',
    'subject:',
    'long:',
    '|',
    'a|b|c',
    '*|*',
    '\u{1f600}',
    'é',
    'blog.Post:',
    'y'.repeat(70_000),
    'z'.repeat(2 ** 20 + 1),
  ]
  const database = new DatabaseSync(file)
  const columns = database.prepare("SELECT name FROM pragma_table_info('revocations')").all()
  expect(columns.map(({ name }) => name)).toContain('target')
  let version = 100
  for (const target of targets)
    for (const before of [-5, 0, 2 ** 40])
      database
        .prepare('INSERT OR REPLACE INTO revocations (target, before, expires, version) VALUES (?, ?, ?, ?)')
        .run(target, before, null, ++version)
  database.exec(`UPDATE state SET version = ${version}`)
  database.close()
  await tokens.ready()
  await sleep(700)
  expect(tokens.validate(token, read)).toBe(true)
  expect(tokens.validate(token, scope.accessObj(blog.Post(43), 'read'))).toBe(false)
  await tokens.revoke({ token })
  expect(tokens.validate(token, read)).toBe(false)
})

test('S3: a row that is deleted, or set back, opens nothing on the server that knows of it', async () => {
  const file = place()
  const { scope, tokens } = instance(await open(file))
  await tokens.ready()
  const read = scope.accessObj(blog.Post(42), 'read')
  const token = tokens.generate(read)
  await tokens.revoke(blog.Post(42))
  for (const statement of [
    'UPDATE revocations SET before = 0, version = version + 1; UPDATE state SET version = version + 1',
    'DELETE FROM revocations',
  ]) {
    meddle(file, statement)
    await sleep(700)
    expect(tokens.validate(token, read)).toBe(false)
  }
})

test('S4: an operator who empties the file and begins it anew gives no use back', async () => {
  const file = place()
  const { scope, tokens } = instance(await open(file))
  await tokens.ready()
  const read = scope.accessObj(blog.Post(42), 'read')
  const token = tokens.generate(read, { singleUse: true })
  expect(await tokens.redeem(token, read)).toBe(true)
  await (await open(file)).acknowledge({ id: 'f'.repeat(32), since: Math.floor(Date.now() / 1000) + 5 }) // as the command does
  await expect(tokens.redeem(token, read)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  await sleep(700)
  expect(await tokens.redeem(token, read)).toBe(false)
})

test.each([undefined, null, true, 1, 'yes', 'COUNTED', {}, ['counted']])(
  'S5: a store that answers %o to a use lets nobody in',
  async (answer) => {
    const { scope, tokens } = instance(lying({ use: async () => answer }))
    await tokens.ready()
    const read = scope.accessObj(blog.Post(42), 'read')
    expect(await tokens.redeem(tokens.generate(read, { singleUse: true }), read)).toBe(false)
  },
)

test.each([undefined, null, true, 'done', 'REVOKED'])(
  'S6: a store that answers %o to a revocation has not revoked',
  async (answer) => {
    const { tokens } = instance(lying({ revoke: async () => answer }))
    await tokens.ready()
    await expect(tokens.revoke(blog.Post(42))).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  },
)

test('S7: a store whose pages never end does not stop the server', async () => {
  const store = memoryStore()
  const first = await store.changes(undefined, 1)
  const row = { target: 'blog', before: 0, expiresAt: undefined }
  const endless = lying({
    changes: async (_cursor: string | undefined, limit: number) => ({
      ...first,
      revocations: Array.from({ length: limit }, () => row),
    }),
  })
  const { scope, tokens } = instance(endless)
  const token = tokens.generate(scope.accessObj(blog.Post(42), 'read'))
  await sleep(50)
  await expect(tokens.ready()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  expect(() => tokens.validate(token, scope.accessObj(blog.Post(42), 'read'))).toThrow('cannot be followed')
})

test.each([
  ['no object', async () => 'nothing new'],
  ['no list', async () => ({ epoch: { id: 'a', since: 0 }, cursor: '1' })],
  [
    'a row without a target',
    async () => ({ epoch: { id: 'a', since: 0 }, cursor: '1', revocations: [{ before: 5 }] }),
  ],
  [
    'a throw',
    () => {
      throw new Error('broken')
    },
  ],
  ['nothing, for ever', () => new Promise(() => {})],
])('S8: a store that answers %s is a store that is down', async (_what, changes) => {
  const { scope, tokens } = instance(lying({ changes }), { deadline: 50 })
  const read = scope.accessObj(blog.Post(42), 'read')
  await expect(tokens.ready()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  expect(() => tokens.validate(tokens.generate(read), read)).toThrow('cannot be followed')
  await expect(tokens.redeem(tokens.generate(read, { singleUse: true }), read)).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
  })
})

test('S9: an answer that comes too late lets nobody in', async () => {
  const slow = memoryStore()
  const { scope, tokens } = instance(
    lying({
      use: async (...asked: Parameters<Store['use']>) => {
        await sleep(150)
        return slow.use(...asked)
      },
    }),
    { deadline: 50 },
  )
  await tokens.ready()
  const read = scope.accessObj(blog.Post(42), 'read')
  await expect(tokens.redeem(tokens.generate(read, { singleUse: true }), read)).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
  })
  await sleep(200)
})

test('S10: a store that is never opened is given up', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const { tokens } = instance(new Promise<Store>(() => {}))
  const ready = tokens.ready().catch(({ code }: { code: string }) => code)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(await ready).toBe('STORE_UNAVAILABLE')
})

test('S11: of eight narrowings of a token of three uses, on two servers at once, three win', async () => {
  const file = place()
  const secrets = keygen()
  const servers = [await open(file), await open(file)].map((store) =>
    latchkey({ secrets, apps: [blog], store, deadline: 5000 }),
  )
  const [{ scope, tokens }] = servers as [(typeof servers)[0]]
  await Promise.all(servers.map((server) => server.tokens.ready()))
  const read = scope.accessObj(blog.Post(42), 'read')
  const token = tokens.generate(read, { uses: 3 })
  const family = Array.from({ length: 8 }, (_, index) => narrow(token, { expiresIn: index + 60 }))
  const won = await Promise.all(
    family.flatMap((one) => servers.map((server) => server.tokens.redeem(one, read))),
  )
  expect(won.filter(Boolean)).toHaveLength(3)
})

const names = [
  "'); DROP TABLE revocations; --",
  '"',
  '\\',
  'a"|subject:"b',
  'x|y',
  '*',
  'id:' + '0'.repeat(32),
  'long:',
  'blog.Post:42',
  'ann',
  'ann ',
  'Ann',
  'a\u0301',
  '\u00e1',
  '\0',
  '\u{1f600}',
  '%s',
  'y'.repeat(255),
]
async function inMemory(): Promise<Store> {
  return memoryStore()
}
async function inPostgres(): Promise<Store> {
  const schema = `latchkey_attack_${randomBytes(6).toString('hex')}`
  const client = new Pool({ connectionString: postgresUrl, max: 3 })
  const store = await postgresStore(client, { schema, create: true })
  onTestFinished(async () => {
    await store.close()
    await client.query(`DROP SCHEMA ${schema} CASCADE`)
    await client.end()
  })
  return store
}
async function inRedis(): Promise<{ store: Store; server: RedisServer }> {
  const server = await startRedis()
  const { client, end } = await connectTo.redis(server.url)
  const store = await redisStore(client, { create: true })
  onTestFinished(async () => {
    await store.close()
    await end()
    await server.end()
  })
  return { store, server }
}

for (const [name, make, isThere] of [
  ['memory', inMemory, true],
  ['SQLite', async () => open(place()), true],
  [reachable ? 'PostgreSQL' : `PostgreSQL: not reachable at ${postgresUrl}`, inPostgres, reachable],
  [`Redis${withoutRedis}`, async () => (await inRedis()).store, withoutRedis === ''],
] as const)
  test.skipIf(!isThere)(
    `S12: a name for a subject reaches no other target, whatever it holds: ${name}`,
    async () => {
      const { scope, tokens } = instance(await make())
      await tokens.ready()
      const read = scope.accessObj(blog.Post(42), 'read')
      const given = names.map((subject) => tokens.generate(read, { subject, unique: true }))
      for (const [index, subject] of names.entries()) {
        await tokens.revoke({ subject })
        expect(given.map((token) => tokens.validate(token, read))).toEqual(
          names.map((_one, at) => at > index),
        )
      }
    },
  )

test('S13: no two pairs of a salt and a target are one', async () => {
  const salts = ['', 'a', 'a|b', 'a"', '"a"', 'subject:', 'a\\|b', '|', 'long:', '*', 'blog']
  const { scope, tokens } = instance(memoryStore())
  await tokens.ready()
  const read = scope.accessObj(blog.Tag('x'), 'read')
  for (const from of salts) {
    if (from === '') continue // without a salt it revokes in all
    const given = salts.map((salt) => tokens.generate(read, { salt, unique: true, subject: 'b' }))
    await tokens.with({ salt: from }).revoke({ subject: 'b' })
    expect(given.map((token, at) => tokens.validate(token, read, { salt: salts[at]! }))).toEqual(
      salts.map((salt) => salt !== from),
    )
  }
})

test('S14: what is no target revokes nothing, and says so', async () => {
  const store = memoryStore()
  const { scope, tokens } = instance(store)
  await tokens.ready()
  const token = tokens.generate(scope.accessObj(blog.Post(42), 'read'))
  const other = tokens.with({ salt: 'other' }).generate(scope.accessObj(blog.Post(42), 'read'))
  const wrong: unknown[] = [
    undefined,
    null,
    '',
    'ALL',
    token,
    'blog.Post:42',
    {},
    [],
    { token: undefined },
    { token: 'x' },
    { token: other },
    { id: token },
    { id: 'A'.repeat(32) },
    { id: '' },
    { subject: '' },
    { subject: undefined },
    { subject: 7 },
    { subject: 'ann', token },
    { id: '0'.repeat(32), before: new Date() },
    5,
  ]
  for (const target of wrong)
    await expect(tokens.revoke(target as never)).rejects.toMatchObject({ name: 'LatchkeyError' })
  expect((await store.changes(undefined, 100)).revocations).toEqual([])
})

test('S15: a token, or a secret, that is taken for a subject or an id is kept nowhere', async () => {
  const store = memoryStore()
  const { scope, tokens } = instance(store)
  await tokens.ready()
  const token = tokens.generate(scope.accessObj(blog.Post(42), 'read'))
  for (const text of [token, keygen(), `Bearer ${token}`])
    for (const target of [{ subject: text }, blog.Tag(text), { subject: blog.Tag(text) }])
      await tokens.revoke(target)
  const kept = JSON.stringify((await store.changes(undefined, 100)).revocations)
  expect(kept.match(/long:/g)).toHaveLength(9)
  expect(kept).not.toContain('lk')
})

test('S18: nobody is out of reach by a name that looks like a token or a secret', async () => {
  const { scope, tokens } = instance(memoryStore())
  await tokens.ready()
  const post = scope.accessObj(blog.Post(42), 'read')
  const some = tokens.generate(post)
  for (const verbs of [tokens.with({ salt: 'of a tenant' }), tokens])
    for (const name of [some, 'lksecret1_my-holiday', 'lk', `a:${some}`, 'walk-through', 'x'.repeat(255)]) {
      const read = scope.accessObj(blog.Tag(name), 'read')
      const bySubject = verbs.generate(post, { subject: name })
      const byObject = verbs.generate(read)
      expect(verbs.validate(bySubject, 'authentic') && verbs.validate(byObject, read)).toBe(true)
      await verbs.revoke({ subject: name })
      await verbs.revoke(blog.Tag(name))
      expect(verbs.validate(bySubject, 'authentic') || verbs.validate(byObject, read)).toBe(false)
    }
})

test('S16: a pass that was kept opens nothing that was revoked since, nor does a filter that is made of it', async () => {
  const { scope, tokens } = instance(memoryStore())
  await tokens.ready()
  const read = scope.accessObj(blog.Post(42), 'read')
  const verdict = tokens.verify(tokens.generate(read), read)
  if (!verdict.ok) throw new Error(verdict.detail)
  const { pass } = verdict
  expect(sql(pass, blog.Post, 'read', { dialect: 'sqlite' }).values).toEqual(['[42]'])
  await tokens.revoke(blog.Post)
  expect(pass.allows(read)).toBe(false)
  expect(pass.objects(blog.Post, 'read')).toEqual({ kind: 'none' })
  expect(sql(pass, blog.Post, 'read', { dialect: 'sqlite' }).text).toBe('(1 = 0)')
})

test.skipIf(withoutRedis)(
  `S17: keys of Redis that somebody writes over let nobody in${withoutRedis}`,
  async () => {
    const { server, store } = await inRedis()
    const { scope, tokens } = instance(store, { staleFor: '1s' })
    await tokens.ready()
    const read = scope.accessObj(blog.Post(42), 'read')
    const spent = tokens.generate(read, { singleUse: true })
    const revoked = tokens.generate(read, { subject: 'ann' })
    expect(await tokens.redeem(spent, read)).toBe(true)
    await tokens.revoke({ subject: 'ann' })
    const keys = (await server.ask('KEYS', '*')).split(/\r?\n/).filter((key) => key.includes('latchkey'))
    expect(keys.length).toBeGreaterThan(1)
    for (const key of keys) {
      await server.ask('SET', key, 'x')
      await sleep(600)
      expect(await tokens.redeem(spent, read).catch(({ code }: { code: string }) => code)).toBeOneOf([
        false,
        'STORE_UNAVAILABLE',
      ])
      const checked = await Promise.resolve()
        .then(() => tokens.validate(revoked, read))
        .catch(({ code }: { code: string }) => code)
      expect(checked).toBeOneOf([false, 'STORE_UNAVAILABLE'])
    }
  },
)
