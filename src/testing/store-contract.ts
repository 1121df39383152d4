/**
 * The contract of stores as cases that run: what every store, of latchkey or of a user, must do.
 *
 * It needs no test runner: it is a list of names and functions, which reject where the store breaks its word.
 */
import type { Epoch, Revocation } from '../index.ts'
import { raceCases } from './store-races.ts'
import { epochOf, expectSame, now, tellAll } from './store-setup.ts'
import type { Cases, StoreSetup } from './store-setup.ts'

/** One case: hand its name and its function to a test runner. */
export interface ContractCase {
  readonly name: string
  readonly run: () => Promise<void>
}

/**
 * Makes the suite for a store.
 *
 * @param setUp Makes a new, empty place; called once for each case.
 *
 * @example
 * ```ts
 * import { memoryStore } from 'latchkey/memory'
 * import { storeContract } from 'latchkey/testing'
 *
 * const cases = storeContract(async () => {
 *   const store = memoryStore()
 *   return { open: async () => store, wipe: async () => store.wipe(), tearDown: () => store.close() }
 * })
 * for (const { run } of cases) await run() // in a test file: test(name, run)
 * ```
 */
export function storeContract(setUp: () => Promise<StoreSetup>): readonly ContractCase[] {
  return Object.entries({ ...cases, ...raceCases }).map(([name, run]) => ({
    name,
    run: async () => {
      const setup = await setUp()
      try {
        await run(setup)
      } finally {
        await setup.tearDown()
      }
    },
  }))
}

const next: Epoch = { id: 'e'.repeat(32), since: now }
const ids = ['1', '2', '3', '4'].map((digit) => digit.repeat(32)) as [string, string, string, string]

const cases: Cases = {
  'a new store has an epoch of 32 random digits, no revocations, and gives a cursor': async ({ open }) => {
    const { epoch, revocations, cursor } = await (await open()).changes(undefined, 10)
    const isId =
      epoch?.id.length === 32 && Array.from(epoch.id).every((digit) => '0123456789abcdef'.includes(digit))
    expectSame('the epoch', [isId, Number.isSafeInteger(epoch?.since)], [true, true])
    expectSame('what is told', [revocations, typeof cursor], [[], 'string'])
  },

  'a use is counted up to its limit, and each id by itself': async ({ open }) => {
    const store = await open()
    const { id } = await epochOf(store)
    const said = []
    for (let turn = 0; turn < 4; turn++) said.push(await store.use(id, ids[0], 3, undefined))
    expectSame('four uses of three', said, ['counted', 'counted', 'counted', 'spent'])
    expectSame('another id', await store.use(id, ids[1], 1, now), 'counted')
    expectSame('again', await store.use(id, ids[1], 1, now), 'spent')
    expectSame('the greatest limit', await store.use(id, ids[2], 65_535, now), 'counted')
  },

  'a revocation is told as it was given': async ({ open }) => {
    const store = await open()
    const { id } = await epochOf(store)
    const given: Revocation[] = [
      { target: '*', before: now, expiresAt: undefined },
      { target: "blog.Post:a%2Cb~'/@:.(x)-_", before: now - 1, expiresAt: now + 4_294_967_295 },
      { target: `id:${ids[0]}`, before: 0, expiresAt: now },
      { target: `subject:"${'x'.repeat(502)}"`, before: now + 60, expiresAt: undefined },
      { target: 'blog.Post:1', before: now, expiresAt: undefined },
      { target: 'blog.post:1', before: now, expiresAt: undefined },
    ]
    for (const revocation of given) expectSame('revoke', await store.revoke(id, revocation), 'revoked')
    expectSame('what is told', (await tellAll(store)).revocations, given)
  },

  'changes come in pages, in their order, each once, and after a cursor only what is new': async ({
    open,
  }) => {
    const store = await open()
    const { id } = await epochOf(store)
    const targets = Array.from({ length: 10 }, (_, index) => `blog.Post:${index}`)
    for (const target of targets) await store.revoke(id, { target, before: now, expiresAt: undefined })
    for (const limit of [1, 3, 5, 10, 11]) {
      const { revocations } = await tellAll(store, undefined, limit)
      expectSame(
        `in pages of ${limit}`,
        revocations.map(({ target }) => target),
        targets,
      )
    }
    const { cursor } = await tellAll(store)
    expectSame('nothing new', (await tellAll(store, cursor)).revocations, [])
    await store.revoke(id, { target: 'blog', before: now, expiresAt: undefined })
    const fresh = await tellAll(store, cursor)
    expectSame('one new', fresh.revocations, [{ target: 'blog', before: now, expiresAt: undefined }])
    expectSame('and then none', (await tellAll(store, fresh.cursor)).revocations, [])
  },

  'a target that is revoked again is one row: the greatest second, the latest expiry, told anew': async ({
    open,
  }) => {
    const store = await open()
    const { id } = await epochOf(store)
    const steps: [before: number, expiresAt: number | undefined, then: [number, number | undefined]][] = [
      [now, now + 10, [now, now + 10]],
      [now + 5, now + 5, [now + 5, now + 10]],
      [now + 1, now + 20, [now + 5, now + 20]],
      [now + 2, undefined, [now + 5, undefined]],
      [now + 9, now + 30, [now + 9, undefined]],
    ]
    let cursor: string | undefined
    for (const [before, expiresAt, [greatest, latest]] of steps) {
      await store.revoke(id, { target: 'blog', before, expiresAt })
      await store.revoke(id, { target: 'shop', before: now, expiresAt: now })
      const told = await tellAll(store, cursor)
      const expected = { target: 'blog', before: greatest, expiresAt: latest }
      expectSame(
        'told anew',
        told.revocations.filter(({ target }) => target === 'blog'),
        [expected],
      )
      expectSame('rows', (await tellAll(store)).revocations.length, 2)
      cursor = told.cursor
    }
  },

  'a snapshot, where there is one, says what changes says': async ({ open }) => {
    const store = await open()
    const { id } = await epochOf(store)
    for (let index = 0; index < 3; index++)
      await store.revoke(id, { target: `blog.Post:${index}`, before: now, expiresAt: undefined })
    const reopened = await open()
    const snapshot = reopened.snapshot?.(2)
    if (snapshot === undefined) return
    expectSame('the snapshot', snapshot.changes, await reopened.changes(undefined, 2))
    expectSame('its time', snapshot.at <= performance.now(), true)
  },

  'another instance sees what one has done': async ({ open }) => {
    const [one, other] = [await open(), await open()]
    const { id } = await epochOf(one)
    expectSame('the epoch of the other', (await epochOf(other)).id, id)
    expectSame('a use', await one.use(id, ids[0], 1, undefined), 'counted')
    expectSame('the same use', await other.use(id, ids[0], 1, undefined), 'spent')
    await one.revoke(id, { target: 'blog', before: now, expiresAt: undefined })
    expectSame('what is told', (await tellAll(other)).revocations.length, 1)
  },

  'under another epoch nothing is counted and nothing is kept': async ({ open }) => {
    const store = await open()
    const { id } = await epochOf(store)
    expectSame('use', await store.use(next.id, ids[0], 1, undefined), 'lost')
    const revocation = { target: 'blog', before: now, expiresAt: undefined }
    expectSame('revoke', await store.revoke(next.id, revocation), 'lost')
    expectSame('what is told', (await tellAll(store)).revocations, [])
    expectSame('the use was not counted', await store.use(id, ids[0], 1, undefined), 'counted')
  },

  'a store that lost its data says so, whatever it is asked, until a new epoch begins': async ({
    open,
    wipe,
  }) => {
    const store = await open()
    const { id } = await epochOf(store)
    const revocation = { target: 'blog', before: now, expiresAt: undefined }
    await store.use(id, ids[0], 1, undefined)
    await store.revoke(id, revocation)
    const { cursor } = await tellAll(store)
    await wipe()
    for (const after of [cursor, undefined])
      expectSame('the epoch', await isLost(async () => (await store.changes(after, 10)).epoch), true)
    expectSame('use', await isLost(() => store.use(id, ids[0], 1, undefined)), true)
    expectSame('revoke', await isLost(() => store.revoke(id, revocation)), true)
  },

  'a new epoch gives up the uses that were counted, and keeps the revocations': async ({ open }) => {
    const store = await open()
    const { id } = await epochOf(store)
    for (const used of ids.slice(0, 3)) await store.use(id, used, 1, undefined)
    const revocation = { target: 'blog', before: now, expiresAt: undefined }
    await store.revoke(id, revocation)
    expectSame('given up', await store.acknowledge(next), 3)
    expectSame('the epoch', await epochOf(store), next)
    expectSame('the epoch before', await store.use(id, ids[3], 1, undefined), 'lost')
    expectSame('a use', await store.use(next.id, ids[0], 1, undefined), 'counted')
    expectSame('what is told', (await tellAll(store)).revocations, [revocation])
  },

  'a cursor beyond all that a store knows of means that data were lost': async ({ open, wipe }) => {
    const store = await open()
    const { id } = await epochOf(store)
    for (let index = 0; index < 5; index++)
      await store.revoke(id, { target: `blog.Post:${index}`, before: now, expiresAt: undefined })
    const { cursor } = await tellAll(store)
    await wipe()
    const empty = await open()
    await empty.acknowledge(next)
    expectSame('the epoch by an old cursor', (await empty.changes(cursor, 10)).epoch, undefined)
    expectSame('the epoch from the beginning', (await empty.changes(undefined, 10)).epoch, next)
  },

  'pruning forgets what expired before a second, and nothing else': async ({ open }) => {
    const store = await open()
    const { id } = await epochOf(store)
    const expiries = [now - 2, now - 1, now, now + 1, undefined]
    for (const [index, expiresAt] of expiries.entries()) {
      await store.use(id, String(index).repeat(32), 1, expiresAt)
      await store.revoke(id, { target: `blog.Post:${index}`, before: now - 9, expiresAt })
    }
    const { cursor } = await tellAll(store)
    expectSame('forgotten', await store.prune(now), 4)
    expectSame('forgotten again', await store.prune(now), 0)
    const left = (await tellAll(store)).revocations.map(({ target }) => target)
    expectSame('revocations that are left', left, ['blog.Post:2', 'blog.Post:3', 'blog.Post:4'])
    const uses = []
    for (const index of expiries.keys()) uses.push(await store.use(id, String(index).repeat(32), 1, now + 9))
    expectSame('uses that are left', uses, ['counted', 'counted', 'spent', 'spent', 'spent'])
    await store.prune(now + 10_000)
    expectSame('the cursor still stands', (await tellAll(store, cursor)).revocations, [])
    await store.revoke(id, { target: 'shop', before: now, expiresAt: undefined })
    expectSame('and tells what is new', (await tellAll(store, cursor)).revocations.length, 1)
  },

  'a closed store says so, and rejects': async ({ open }) => {
    const store = await open()
    const { id } = await epochOf(store)
    expectSame('closed', store.closed, false)
    await store.close()
    await store.close()
    expectSame('closed', store.closed, true)
    const calls = [
      () => store.changes(undefined, 1),
      () => store.use(id, ids[0], 1, undefined),
      () => store.revoke(id, { target: 'blog', before: now, expiresAt: undefined }),
    ]
    for (const call of calls) {
      const rejects = await call().then(
        () => false,
        () => true,
      )
      expectSame('a call rejects', rejects, true)
    }
  },
}

/** Whether a call says that the data are gone: by its answer, or by failing, which closes the door as well. */
async function isLost(call: () => Promise<unknown>): Promise<boolean> {
  try {
    const answer = await call()
    return answer === 'lost' || answer === undefined
  } catch {
    return true
  }
}
