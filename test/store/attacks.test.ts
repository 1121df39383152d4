/**
 * What a hostile reading of revocation and limited use has found, each with the test that holds it.
 */
import { copyFileSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { defineApp, keygen, latchkey } from 'latchkey'
import type { Store } from 'latchkey'
import { memoryStore } from 'latchkey/memory'
import { sqliteStore } from 'latchkey/sqlite'
import { expect, test } from 'vitest'
import { makeApp } from '../../src/app.ts'

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })

function instance(store: Store, clock?: () => number) {
  return latchkey({ secrets: keygen(), apps: [blog], store, ...(clock !== undefined && { clock }) })
}

test.each(['tenant', 'id:7', 'long:x', 'subject:', 'a|b', 'id:'])(
  'a revocation in the name space %s is obeyed there',
  async (salt) => {
    for (const target of [blog.Post(42), blog.Post, blog, 'all', { subject: 'ann' }] as const) {
      const { scope, tokens } = instance(memoryStore())
      const here = tokens.with({ salt })
      const read = scope.accessObj(blog.Post(42), 'read')
      const token = here.generate(read, { subject: 'ann' })
      await here.revoke(target)
      expect(here.validate(token, read)).toBe(false)
    }
  },
)

test('a pass of a token that was revoked since mints nothing', async () => {
  const { scope, tokens } = instance(memoryStore())
  await tokens.ready()
  const read = scope.accessObj(blog.Post(42), 'read')
  for (const target of [blog.Post(42), 'all'] as const) {
    const verdict = tokens.verify(tokens.generate(read), read)
    if (!verdict.ok) throw new Error(verdict.detail)
    await tokens.revoke(target)
    expect(() => tokens.generate(read, { within: verdict.pass })).toThrow('does not grant')
  }
})

test('no store is asked for a token that is not genuine, before its first answer either', async () => {
  let calls = 0
  const store = {
    ...memoryStore(),
    snapshot: undefined,
    changes: async () => {
      calls++
      throw new Error('this store is down')
    },
  } as unknown as Store
  const { scope, tokens } = instance(store)
  const read = scope.accessObj(blog.Post(42), 'read')
  await tokens.ready().catch(() => {})
  const before = calls
  const forged = latchkey({ secrets: keygen(), apps: [blog] }).tokens.generate(read, { singleUse: true })
  await Promise.all(Array.from({ length: 200 }, async () => tokens.redeem(forged, read)))
  expect(calls - before).toBeLessThan(20)
})

test('however often one subject is revoked in a second, nobody else is stamped into the future', async () => {
  let now = Date.UTC(2026, 0, 1)
  const { scope, tokens } = instance(memoryStore({ clock: () => now }), () => now)
  await tokens.ready()
  const read = scope.accessModel(blog.Post, 'read')
  for (let round = 0; round < 300; round++) {
    await tokens.revoke({ subject: 'mallory' })
    tokens.generate(read, { subject: 'mallory' })
  }
  await tokens.revoke('all')
  now += 61_000
  expect(tokens.validate(tokens.generate(read, { subject: 'bob' }), read)).toBe(true)
})

test('an older copy of the file, put in the place of the file, opens no door twice', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-attack-'))
  const [file, backup] = [join(folder, 'a.db'), join(folder, 'backup.db')]
  const store = await sqliteStore(file, { create: true })
  try {
    const { scope, tokens } = instance(store)
    await tokens.ready()
    const read = scope.accessObj(blog.Post(42), 'read')
    const token = tokens.generate(read, { singleUse: true })
    const copier = new DatabaseSync(file)
    copier.exec(`VACUUM INTO '${backup}'`)
    copier.close()
    expect(await tokens.redeem(token, read)).toBe(true)
    for (const end of ['-wal', '-shm']) rmSync(file + end, { force: true })
    renameSync(backup, file)
    copyFileSync(file, backup)
    await expect(tokens.redeem(token, read)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  } finally {
    await store.close()
    rmSync(folder, { recursive: true })
  }
})

test('a watch that throws ends nothing', async () => {
  const store = {
    ...memoryStore(),
    watch: () => {
      throw new Error('there is nothing to watch')
    },
  }
  const { tokens } = instance(store)
  await expect(tokens.ready()).resolves.toBe(undefined)
})

test('an object is revoked whatever its property holds: a bigint of an ORM that is a text there', async () => {
  // As `typeormApp()` makes it for a column whose property is a text.
  const app = makeApp(
    'shop',
    { Order: { id: 'bigint', permissions: ['read'] } },
    undefined,
    new Map([['Order', { present: String }]]),
    () => undefined,
  ) as unknown as { Order: (id: string) => never }
  const { scope, tokens } = latchkey({ secrets: keygen(), apps: [app as never], store: memoryStore() })
  const order = app.Order('9007199254740993')
  const read = scope.accessObj(order, 'read')
  const token = tokens.generate(read)
  expect(tokens.validate(token, read)).toBe(true)
  await tokens.revoke(order)
  expect(tokens.validate(token, read)).toBe(false)
})
