/**
 * How a server reads a store: page by page, again at once where it was woken meanwhile, and no more once it is closed.
 */
import { defineApp, keygen, latchkey } from 'latchkey'
import type { Changes, LatchkeyError, Store, StoreEvent } from 'latchkey'
import { afterEach, expect, test, vi } from 'vitest'
import { closingStore } from './closing.ts'

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })
const secrets = keygen()
const wait = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))
afterEach(() => void vi.unstubAllGlobals())

/** A memory that knows of `count` revocations of posts, from 1 on. */
async function filled(count: number): Promise<Store> {
  const store = closingStore()
  const { epoch } = await store.changes(undefined, 1)
  for (let id = 1; id <= count; id++)
    await store.revoke(epoch!.id, { target: `blog.Post:${id}`, before: 4e9, expiresAt: undefined })
  return store
}
/** The same store with other methods; whether it is closed is asked of the store. */
const changed = (store: Store, methods: object): Store =>
  Object.defineProperty({ ...store, ...methods }, 'closed', { get: () => store.closed })

function follow(store: Store | Promise<Store>) {
  const events: StoreEvent[] = []
  const { scope, tokens } = latchkey({
    secrets,
    apps: [blog],
    store,
    onEvent: (event) => void events.push(event),
  })
  const is = (id: number): boolean => {
    const read = scope.accessObj(blog.Post(id), 'read')
    return tokens.validate(tokens.generate(read), read)
  }
  return { tokens, events, is }
}

test.each([4999, 5000, 5001, 10_000, 10_001])('%d revocations are all known', async (count) => {
  const store = await filled(count)
  const waiting = [Promise.resolve(store), changed(store, { snapshot: undefined })].map(follow)
  for (const { is: early } of waiting) expect(() => early(0)).toThrow(/has not answered yet/)
  const { is } = follow(store)
  // What an open store says at once is enough where it is less than a page.
  const atOnce = (): boolean | string => {
    try {
      return is(count + 1) && !is(count)
    } catch (error) {
      return (error as LatchkeyError).code
    }
  }
  expect(atOnce()).toBe(count < 5000 ? true : 'STORE_UNAVAILABLE')
  for (const { tokens, is: later } of [...waiting, follow(store)]) {
    await tokens.ready()
    expect([later(1), later(count), later(count + 1)]).toEqual([false, false, true])
  }
})

test('a store that changes while it is read is read again at once', async () => {
  const store = closingStore()
  const { epoch } = await store.changes(undefined, 1)
  let asked = 0
  const slow = changed(store, {
    changes: async (...given: Parameters<Store['changes']>): Promise<Changes> => {
      const changes = await store.changes(...given)
      if (++asked === 2)
        await store.revoke(epoch!.id, { target: 'blog.Post:1', before: 4e9, expiresAt: undefined })
      await wait(20)
      return changes
    },
  })
  const { is } = follow(slow)
  await wait(50)
  await store.revoke(epoch!.id, { target: 'blog.Post:2', before: 4e9, expiresAt: undefined })
  await wait(200)
  // The poll that the second revocation woke did not see the first: the next one did, long before the heartbeat.
  expect([is(1), is(2), asked]).toEqual([false, false, 3])
})

test('a new life of the data is read from its beginning', async () => {
  const store = closingStore()
  const { is } = follow(store)
  await wait(20)
  const { epoch } = await store.changes(undefined, 1)
  await store.revoke(epoch!.id, { target: 'blog.Post:1', before: 4e9, expiresAt: undefined })
  await wait(20)
  expect([is(1), is(2)]).toEqual([false, true])
  await store.acknowledge({ id: 'c'.repeat(32), since: epoch!.since })
  await store.revoke('c'.repeat(32), { target: 'blog.Post:2', before: 4e9, expiresAt: undefined })
  await wait(50)
  expect([is(1), is(2), is(3)]).toEqual([false, false, true])
})

test('what a store refuses as lost is refused, and nobody is told that it was done', async () => {
  const store = closingStore()
  const { tokens, events } = follow(changed(store, { revoke: async () => 'lost' }))
  await tokens.ready()
  await expect(tokens.revoke(blog.Post(1))).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', status: 503 })
  expect(events).toEqual([])
})

test('a listener that throws decides nothing, and is heard of by the process', async () => {
  const thrown: unknown[] = []
  vi.stubGlobal('queueMicrotask', (act: () => void) => {
    try {
      act()
    } catch (error) {
      thrown.push(error)
    }
  })
  const full = new Error('the log is full')
  const onEvent = (): void => {
    if (thrown.length === 0) throw full
  }
  const { tokens } = latchkey({ secrets, apps: [blog], store: closingStore(), onEvent })
  await tokens.revoke(blog.Post(1))
  expect(thrown).toEqual([full])
})

/** A token is of use where it is younger than the data of the store, which begins after it here. */
const clock = (): number => Date.now() + 30_000

test('a store that comes late is waited for by whatever needs it, no longer than the deadline', async () => {
  const late = Promise.withResolvers<Store>()
  const { scope, tokens } = latchkey({ secrets, apps: [blog], store: late.promise, deadline: 100, clock })
  const read = scope.accessObj(blog.Post(1), 'read')
  const single = tokens.generate(read, { singleUse: true })
  await expect(tokens.redeem(single, read)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  await expect(tokens.revoke(blog.Post(1))).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  late.resolve(closingStore())
  await tokens.ready()
  expect(await tokens.redeem(single, read)).toBe(true)
})

test('a store that was closed is not read, whoever wakes', async () => {
  const store = closingStore()
  const wakes: (() => void)[] = []
  let asked = 0
  const watched = changed(store, {
    watch: (given: () => void) => (wakes.push(given), () => {}),
    changes: (...given: Parameters<Store['changes']>) => (asked++, store.changes(...given)),
  })
  follow(watched)
  await wait(20)
  const before = asked
  for (const wake of wakes) wake()
  await wait(20)
  expect([wakes.length, asked]).toEqual([1, before + 1])
  await store.close()
  for (const wake of wakes) wake()
  await wait(20)
  expect(asked).toBe(before + 1)
})

test.each([
  ['a text', 'no route to host', 'no route to host'],
  ['an error without a message', new Error(), 'it failed without a message'],
  ['nothing', undefined, 'it failed without a message'],
])('a store that rejects with %s is told of', async (_name, reason, detail) => {
  const failing = changed(closingStore(), {
    snapshot: undefined,
    changes: async () => {
      throw reason
    },
  })
  const { tokens, events } = follow(failing)
  await expect(tokens.ready()).rejects.toThrow(detail)
  expect(events).toEqual([{ name: 'stale', detail }])
})

test('timers may be numbers, as in browsers', async () => {
  const { setTimeout: original } = globalThis
  const numbers = (...given: Parameters<typeof setTimeout>): number => Number(original(...given))
  vi.stubGlobal('setTimeout', numbers)
  const { tokens, is } = follow(changed(closingStore(), { snapshot: undefined }))
  await tokens.ready()
  await tokens.revoke(blog.Post(1), { before: new Date(0) })
  expect(is(1)).toBe(true)
})
