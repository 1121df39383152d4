/**
 * The suite of the contract itself: a store that breaks one promise fails it, and only a store that keeps all passes.
 */
import type { Changes, Revocation, Store } from 'latchkey'
import { memoryStore } from 'latchkey/memory'
import type { MemoryStore } from 'latchkey/memory'
import { storeContract } from 'latchkey/testing'
import { describe, expect, test } from 'vitest'

/** The names of the cases that a store fails, with a fault that `breaks` puts into it. */
async function failures(breaks: (store: MemoryStore) => Partial<Store>): Promise<string[]> {
  const cases = storeContract(async () => {
    const store = memoryStore()
    const broken: Store = { ...store, ...breaks(store) }
    Object.defineProperty(broken, 'closed', { get: () => store.closed })
    return { open: async () => broken, wipe: async () => store.wipe(), tearDown: () => store.close() }
  })
  const failed: string[] = []
  for (const { name, run } of cases) {
    try {
      await run()
    } catch (error) {
      if (!/breaks its contract/.test(String(error))) throw error
      failed.push(name)
    }
  }
  return failed
}

test('a store that keeps every promise passes', async () => {
  expect(await failures(() => ({}))).toEqual([])
})

/** A turn of the event loop: what a statement to a server takes. */
const trip = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('a store fails', () => {
  test('whose atomic use is a check and then an insert (R32)', async () => {
    const failed = await failures((store) => {
      const counts = new Map<string, number>()
      return {
        async use(epoch, id, limit) {
          if ((await store.changes(undefined, 1)).epoch?.id !== epoch) return 'lost'
          const count = counts.get(`${epoch}${id}`) ?? 0
          await trip()
          if (count >= limit) return 'spent'
          counts.set(`${epoch}${id}`, count + 1)
          return 'counted'
        },
      }
    })
    expect(failed).toContain('of many uses at once exactly as many win as the limit says')
    expect(failed).toContain(
      'of many uses at once through two instances exactly as many win as the limit says',
    )
  })

  test('whose cursor is a time, so that what is committed late is missed', async () => {
    const failed = await failures((store) => {
      let drawn = 0
      const rows: { version: number; revocation: Revocation }[] = []
      return {
        // A number is drawn first and the row is visible later, as by a sequence: readers can be past it by then.
        async revoke(epoch, revocation) {
          const version = ++drawn
          if (version % 3 === 0) await trip()
          rows.push({ version, revocation })
          return store.revoke(epoch, revocation)
        },
        async changes(cursor, limit): Promise<Changes> {
          const { epoch } = await store.changes(undefined, 1)
          const found = rows.filter(({ version }) => version > Number(cursor ?? 0)).slice(0, limit)
          const last = found.at(-1)?.version ?? Number(cursor ?? 0)
          return { epoch, revocations: found.map(({ revocation }) => revocation), cursor: String(last) }
        },
      }
    })
    expect(failed).toContain('whoever follows while two instances write misses nothing')
  })

  const faults: Record<string, (store: MemoryStore) => Partial<Store>> = {
    'that counts under any epoch': (store) => ({
      use: async (_, ...given) => store.use((await store.changes(undefined, 1)).epoch?.id ?? '', ...given),
    }),
    'that takes revocations under any epoch': (store) => ({
      revoke: async (_, revocation) =>
        store.revoke((await store.changes(undefined, 1)).epoch?.id ?? '', revocation),
    }),
    'that ignores the limit of a use': (store) => ({
      use: (epoch, id, _, expiresAt) => store.use(epoch, id, 1, expiresAt),
    }),
    'that ignores the limit of a page': (store) => ({ changes: (cursor) => store.changes(cursor, 1000) }),
    'that tells everything from the beginning': (store) => ({
      changes: (_, limit) => store.changes(undefined, limit),
    }),
    'that prunes too much': (store) => ({ prune: (before) => store.prune(before + 1) }),
    'that prunes too little': (store) => ({ prune: (before) => store.prune(before - 1) }),
    'that forgets when a revocation expires': (store) => ({
      revoke: (epoch, revocation) => store.revoke(epoch, { ...revocation, expiresAt: undefined }),
    }),
    'that compares names without their case': (store) => ({
      revoke: (epoch, revocation) =>
        store.revoke(epoch, { ...revocation, target: revocation.target.toLowerCase() }),
    }),
    'that begins by itself after a loss': (store) => ({
      async changes(cursor, limit) {
        const changes = await store.changes(undefined, limit)
        if (changes.epoch !== undefined) return store.changes(cursor, limit)
        await store.acknowledge({ id: 'c'.repeat(32), since: 0 })
        return store.changes(undefined, limit)
      },
    }),
    'that does not say how many uses a new epoch gives up': (store) => ({
      async acknowledge(epoch) {
        await store.acknowledge(epoch)
        return 0
      },
    }),
    'that answers when it is closed': () => ({ close: async () => {} }),
    'that is snapped without its revocations': (store) => ({
      snapshot: () => ({ at: 0, changes: { ...store.snapshot!(1)!.changes, revocations: [] } }),
    }),
  }
  test.each(Object.entries(faults))('%s', async (_, breaks) => {
    expect(await failures(breaks)).not.toEqual([])
  })
})
