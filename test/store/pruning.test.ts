/**
 * Pruning never forgets what a living token depends on, whatever the expiries are and however far the clock of who prunes is off (R42).
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import type { Store } from 'latchkey'
import { memoryStore } from 'latchkey/memory'
import { sqliteStore } from 'latchkey/sqlite'
import { afterAll, expect, test } from 'vitest'
import { times } from '../property/always.ts'

const folder = mkdtempSync(join(tmpdir(), 'latchkey-pruning-'))
afterAll(() => rmSync(folder, { recursive: true }))

const now = 1_800_000_000
const epoch = { id: '0'.repeat(32), since: 0 }
/** What the contract demands of who prunes, in seconds. */
const margin = 60

/** Seconds from now; some never expire. */
const expiries = fc.array(fc.option(fc.integer({ min: -300, max: 300 }), { nil: undefined, freq: 8 }), {
  maxLength: 20,
})
const cases = fc.record({
  uses: expiries,
  revocations: expiries,
  skew: fc.integer({ min: 1 - margin, max: margin - 1 }),
})

const stores: Readonly<Record<string, (number: number) => Promise<Store>>> = {
  memory: async () => memoryStore({ clock: () => now * 1000 }),
  SQLite: async (number) => sqliteStore(join(folder, `${number}.db`), { create: true }),
}
let opened = 0

type Case = typeof cases extends fc.Arbitrary<infer One> ? One : never
const at = (offset: number | undefined): number | undefined =>
  offset === undefined ? undefined : now + offset
const idOf = (index: number): string => index.toString(16).padStart(32, '0')
const isAlive = (offset: number | undefined): boolean => offset === undefined || offset > 0

async function law(store: Store, { uses, revocations, skew }: Case): Promise<void> {
  await store.acknowledge(epoch)
  for (const [index, offset] of uses.entries())
    expect(await store.use(epoch.id, idOf(index), 1, at(offset))).toBe('counted')
  for (const [index, offset] of revocations.entries())
    await store.revoke(epoch.id, { target: `blog.Post:${index}`, before: now, expiresAt: at(offset) })

  const before = now + skew - margin
  const dead = [...uses, ...revocations].filter((offset) => (at(offset) ?? Infinity) < before)
  expect(await store.prune(before)).toBe(dead.length)

  const kept = new Set((await store.changes(undefined, 1000)).revocations.map(({ target }) => target))
  const lost = revocations.filter((offset, index) => isAlive(offset) && !kept.has(`blog.Post:${index}`))
  for (const [index, offset] of uses.entries())
    if (isAlive(offset) && (await store.use(epoch.id, idOf(index), 1, at(offset))) !== 'spent')
      lost.push(offset)
  expect(lost).toEqual([])
  await store.close()
}

test.each([
  ['memory', 2000],
  ['SQLite', 60],
] as const)(
  'nothing that lives is forgotten by the store in %s, and all that is dead is',
  async (name, runs) => {
    const holds = fc.asyncProperty(cases, async (one) => law(await stores[name]!(opened++), one))
    const report = await fc.check(holds, { numRuns: Math.min(times(runs), 20_000) })
    expect(report.failed ? fc.defaultReportMessage(report) : undefined).toBeUndefined()
  },
)
