/**
 * The store in memory keeps the contract.
 */
import type { Epoch, Revocation } from 'latchkey'
import { memoryStore } from 'latchkey/memory'
import type { MemoryStore } from 'latchkey/memory'
import { storeContract } from 'latchkey/testing'
import { expect, test } from 'vitest'

const cases = storeContract(async () => {
  const store = memoryStore()
  return { open: async () => store, wipe: async () => store.wipe(), tearDown: () => store.close() }
})
test.each(cases)('$name', async ({ run }) => {
  await expect(run()).resolves.toBeUndefined()
})

async function setUp(): Promise<{ store: MemoryStore; epoch: Epoch }> {
  const store = memoryStore()
  const { epoch } = await store.changes(undefined, 1)
  return { store, epoch: epoch! }
}
const row = (target: string): Revocation => ({ target, before: 1, expiresAt: undefined })

test('it forgets everything when it is wiped, and begins with nothing', async () => {
  const { store, epoch } = await setUp()
  await store.use(epoch.id, 'a', 1, undefined)
  await store.revoke(epoch.id, row('blog'))
  store.wipe()
  expect(await store.changes('1', 9)).toEqual({ epoch: undefined, revocations: [], cursor: '0' })
  expect(await store.use(epoch.id, 'a', 1, undefined)).toBe('lost')
  expect(await store.revoke(epoch.id, row('blog'))).toBe('lost')
  expect(await store.acknowledge(epoch)).toBe(0)
  expect(await store.use(epoch.id, 'a', 1, undefined)).toBe('counted')
  await store.revoke(epoch.id, row('shop'))
  expect((await store.changes(undefined, 9)).revocations).toEqual([row('shop')])
})

test('it tells what was revoked again after what was revoked meanwhile, page by page', async () => {
  const { store, epoch } = await setUp()
  for (const target of ['blog', 'shop', 'blog']) await store.revoke(epoch.id, row(target))
  const first = await store.changes(undefined, 1)
  const second = await store.changes(first.cursor, 1)
  expect([first, second].map(({ revocations }) => revocations[0])).toEqual([row('shop'), row('blog')])
  expect(await store.changes(second.cursor, 1)).toEqual({ epoch, revocations: [], cursor: second.cursor })
})

test('it wakes who watches when something was revoked or everything is lost, until that ends', async () => {
  const { store, epoch } = await setUp()
  let woken = 0
  const end = store.watch!(() => woken++)
  await store.revoke(epoch.id, row('blog'))
  expect(woken).toBe(1)
  store.wipe()
  expect(woken).toBe(2)
  end()
  store.wipe()
  expect(woken).toBe(2)
})
