/**
 * When a server asks its store, how long it waits, and how long it believes: by a clock that stands still until it is moved.
 */
import { defineApp, keygen, latchkey } from 'latchkey'
import type { Changes, LatchkeyError, Store, StoredOptions, StoreEvent } from 'latchkey'
import { expect, onTestFinished, test, vi } from 'vitest'
import { closingStore } from './closing.ts'
import { standStill } from './standstill.ts'

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })
const secrets = keygen()
const never = new Promise<never>(() => {})
const heartbeat = { after: 500, isHolding: false }

/** A store in memory that may be silent or fail, and counts how often it is read. */
function weakStore(methods: Partial<Store> = {}) {
  const inner = closingStore()
  const state: { is: 'well' | 'silent' | 'failing'; reads: number } = { is: 'well', reads: 0 }
  async function weakly<Answer>(answer: () => Promise<Answer>): Promise<Answer> {
    if (state.is === 'failing') throw new Error('the connection is gone')
    return state.is === 'silent' ? never : answer()
  }
  const store: Store = {
    ...inner,
    changes(...given) {
      state.reads++
      return weakly(() => inner.changes(...given))
    },
    use: (...given) => weakly(() => inner.use(...given)),
    revoke: (...given) => weakly(() => inner.revoke(...given)),
    ...methods,
  }
  Object.defineProperty(store, 'closed', { get: () => inner.closed })
  return { store, inner, state }
}

function follow(store: Store | Promise<Store>, options: StoredOptions = {}) {
  const events: StoreEvent[] = []
  const onEvent = (event: StoreEvent): void => void events.push(event)
  const { scope, tokens } = latchkey({ secrets, apps: [blog], store, onEvent, ...options })
  const read = scope.accessObj(blog.Post(1), 'read')
  const token = tokens.generate(read)
  const ask = (): boolean | string => {
    try {
      return tokens.validate(token, read)
    } catch (error) {
      return (error as LatchkeyError).message.replace(/.*followed: /, '')
    }
  }
  return { tokens, read, token, events, ask }
}

test.each([
  [{}, 1250],
  [{ deadline: 100 }, 1100],
  [{ staleFor: '2s' }, 2000],
  [{ staleFor: 3, deadline: 60_000 }, 3000],
] as const)('with %o a store is believed to the millisecond', async (options, staleFor) => {
  const time = standStill()
  const { store, state } = weakStore()
  const { ask, events } = follow(store, options)
  await time.pass(0)
  state.is = 'failing'
  await time.pass(staleFor)
  expect([ask(), events]).toEqual([true, []])
  await time.pass(1)
  expect(ask()).toBe('the connection is gone')
})

test('that a store is gone is told once, and that it is back too', async () => {
  const time = standStill()
  const { store, state } = weakStore()
  const { ask, events } = follow(store)
  await time.pass(600)
  expect(events).toEqual([])
  state.is = 'failing'
  await time.pass(5000)
  expect(events).toEqual([{ name: 'stale', detail: 'the connection is gone' }])
  state.is = 'well'
  await time.pass(5000)
  expect([ask(), events.slice(1)]).toEqual([true, [{ name: 'recovered' }]])
})

test('a store is read each half second, and each tenth where that fails; one timer waits, and keeps no process alive', async () => {
  const time = standStill()
  const { store, inner, state } = weakStore()
  const { tokens, token, read } = follow(store)
  await time.pass(0)
  expect([state.reads, time.waiting()]).toEqual([1, [heartbeat]])
  await time.pass(1000)
  expect([state.reads, time.waiting()]).toEqual([3, [heartbeat]])
  // Who needs what is known already reads nothing.
  await tokens.ready()
  await tokens.redeemVerdict(token, read)
  expect(state.reads).toBe(3)
  // A hint is a reason to read at once.
  await time.pass(200)
  await inner.revoke((await inner.changes(undefined, 1)).epoch!.id, {
    target: 'blog.Post:2',
    before: 4e9,
    expiresAt: undefined,
  })
  await time.pass(0)
  expect([state.reads, time.waiting()]).toEqual([4, [heartbeat]])
  state.is = 'failing'
  await time.pass(800)
  expect([state.reads, time.waiting()]).toEqual([8, [{ after: 100, isHolding: false }]])
})

test('a poll that is not answered keeps no process alive, and a call that somebody waits for does', async () => {
  const time = standStill()
  const { store, state } = weakStore({ snapshot: () => undefined })
  state.is = 'silent'
  const { tokens, read } = follow(store, { deadline: 100 })
  const single = tokens.generate(read, { singleUse: true })
  await time.pass(0)
  expect(time.waiting()).toEqual([{ after: 100, isHolding: false }])
  const redeeming = tokens.redeem(single, read).catch(({ message }: Error) => message)
  await time.pass(0)
  expect(time.waiting().map(({ isHolding }) => isHolding)).toEqual([false, true])
  await time.pass(100)
  expect(await redeeming).toMatch(/no answer within 100 ms/)
  state.is = 'well'
  await time.pass(200)
  expect(time.waiting()).toEqual([{ after: 400, isHolding: false }])
  state.is = 'silent'
  const revoking = tokens.revoke(blog.Post(1)).catch(({ message }: Error) => message)
  await time.pass(0)
  expect(time.waiting()).toContainEqual({ after: 100, isHolding: true })
  await time.pass(100)
  expect(await revoking).toMatch(/no answer within 100 ms/)
})

test('who waits for a store that never opens is told so after ten seconds', async () => {
  const time = standStill()
  const { tokens } = follow(never)
  let told = ''
  void tokens.ready().catch(({ message }: Error) => (told = message))
  await time.pass(9999)
  expect([told, time.waiting()]).toEqual(['', [{ after: 1, isHolding: true }]])
  await time.pass(1)
  expect(told).toMatch(/has not answered yet/)
  expect(time.waiting()).toEqual([])
})

test('a store that could not be opened is asked no more, nor one that was closed', async () => {
  const time = standStill()
  const { tokens } = follow(Promise.reject(new Error('wrong password')))
  await expect(tokens.ready()).rejects.toThrow('wrong password')
  expect(time.waiting()).toEqual([])
  const { store, state } = weakStore()
  const { ask } = follow(store)
  await time.pass(0)
  await store.close()
  await time.pass(5000)
  expect([state.reads, time.waiting(), ask()]).toEqual([2, [], expect.stringMatching(/closed/)])
})

test('a store that was closed before it was followed is not watched', async () => {
  const time = standStill()
  let watched = 0
  const { store } = weakStore({ watch: () => (watched++, () => {}) })
  follow(store)
  await time.pass(0)
  expect(watched).toBe(1)
  await store.close()
  follow(store)
  await time.pass(0)
  expect(watched).toBe(1)
})

test('a life of data that has ended stays lost, though a copy of it comes back', async () => {
  const time = standStill()
  const { store, inner } = weakStore()
  const { ask } = follow(store)
  const { epoch } = await inner.changes(undefined, 1)
  await inner.revoke(epoch!.id, { target: 'blog.Post:2', before: 4e9, expiresAt: undefined })
  await time.pass(500)
  inner.wipe()
  for (let poll = 0; poll < 3; poll++) {
    await time.pass(500)
    expect(ask()).toMatch(/^it has lost its data/)
  }
  await inner.acknowledge(epoch!)
  await time.pass(500)
  expect(ask()).toMatch(/^it has lost its data/)
  await inner.acknowledge({ id: 'b'.repeat(32), since: epoch!.since })
  await time.pass(500)
  expect(ask()).toBe(true)
})

test('a store without a snapshot is read once to begin', async () => {
  const time = standStill()
  const { store, state } = weakStore({ snapshot: () => undefined })
  const { ask } = follow(store)
  await time.pass(0)
  expect([state.reads, ask()]).toEqual([1, true])
})

test('a store that tells the same page again and again is not followed', async () => {
  const time = standStill()
  const { inner } = weakStore()
  const { epoch } = await inner.changes(undefined, 1)
  const row = { target: 'blog.Post:2', before: 4e9, expiresAt: undefined }
  let reads = 0
  const told: Changes = { epoch, revocations: Array.from({ length: 5000 }, () => row), cursor: '5000' }
  const { store } = weakStore({
    snapshot: () => undefined,
    changes: async () => {
      // An endless reader would leave no room for the end of the test.
      if (reads++ > 9) throw new Error('it is read without end')
      return told
    },
  })
  const { ask } = follow(store)
  await time.pass(0)
  expect([reads, ask()]).toEqual([2, 'it tells the same page again and again'])
})

test('what expired long ago by the clock of the program is not taken in', async () => {
  standStill()
  const inner = closingStore()
  const now = Math.floor(Date.now() / 1000)
  const { epoch } = await inner.changes(undefined, 1)
  for (const [id, expiresAt] of [
    [1, now - 4000],
    [2, now + 4000],
  ] as const)
    await inner.revoke(epoch!.id, { target: `blog.Post:${id}`, before: now + 9, expiresAt })
  const { tokens } = follow(inner)
  const alive = [1, 2].map((id) => {
    const read = latchkey({ secrets, apps: [blog] }).scope.accessObj(blog.Post(id), 'read')
    return tokens.validate(latchkey({ secrets, apps: [blog] }).tokens.generate(read), read)
  })
  expect(alive).toEqual([true, false])
})

test.each([
  ['no process', undefined],
  ['a process of few parts', {}],
  ['no such channel', { getBuiltinModule: () => undefined }],
])('where the runtime has %s, the program hears of events', async (_name, process) => {
  const { tokens, events } = follow(closingStore())
  vi.stubGlobal('process', process)
  onTestFinished(() => void vi.unstubAllGlobals())
  try {
    await tokens.revoke(blog.Post(1))
  } finally {
    vi.unstubAllGlobals()
  }
  expect(events).toMatchObject([{ name: 'revoked' }])
})

test('nobody has to listen', async () => {
  const { tokens } = latchkey({ secrets, apps: [blog], store: closingStore() })
  await expect(tokens.revoke(blog.Post(1))).resolves.toBeUndefined()
})
