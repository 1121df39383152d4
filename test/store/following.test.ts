/**
 * What a server does when its store is silent, slow, lost, closed, late: it lets nobody in, says so, and recovers by itself.
 */
import { spawnSync } from 'node:child_process'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineApp, keygen, latchkey } from 'latchkey'
import type { LatchkeyError, Store, StoredOptions, StoreEvent } from 'latchkey'
import type { MemoryStore } from 'latchkey/memory'
import { describe, expect, onTestFinished, test } from 'vitest'
import { closingStore } from './closing.ts'

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })
const secrets = keygen()
const wait = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))
const never = new Promise<never>(() => {})
const unavailable = { code: 'STORE_UNAVAILABLE', status: 503 }

/** A store that can fall silent or fail, as a server that is paused or gone. */
function fragile(): { store: Store; inner: MemoryStore; state: { is: 'well' | 'silent' | 'failing' } } {
  const inner = closingStore()
  const state: { is: 'well' | 'silent' | 'failing' } = { is: 'well' }
  const weak =
    <Input extends readonly unknown[], Output>(call: (...input: Input) => Promise<Output>) =>
    (...input: Input): Promise<Output> => {
      if (state.is === 'silent') return never
      if (state.is === 'failing') return Promise.reject(new Error('the connection is gone'))
      return call(...input)
    }
  const store: Store = {
    ...inner,
    use: weak((...given: Parameters<Store['use']>) => inner.use(...given)),
    revoke: weak((...given: Parameters<Store['revoke']>) => inner.revoke(...given)),
    changes: weak((...given: Parameters<Store['changes']>) => inner.changes(...given)),
    watch: (wake) => inner.watch!(() => state.is === 'well' && wake()),
    get closed() {
      return inner.closed
    },
  }
  return { store, inner, state }
}

async function setUp(options: StoredOptions = {}) {
  const weak = fragile()
  const events: StoreEvent[] = []
  const { scope, tokens } = latchkey({
    secrets,
    apps: [blog],
    store: weak.store,
    deadline: 50,
    onEvent: (event) => void events.push(event),
    ...options,
  })
  await tokens.ready()
  const read = scope.accessObj(blog.Post(1), 'read')
  const ask = (token: string): boolean | string => {
    try {
      return tokens.validate(token, read)
    } catch (error) {
      return (error as LatchkeyError).code
    }
  }
  return { ...weak, scope, tokens, events, read, ask, token: tokens.generate(read) }
}

describe.each(['silent', 'failing'] as const)('a store that is %s', (kind) => {
  test('is believed for staleFor, then closes the door, and opens it when it is back', async () => {
    const { state, events, ask, token, tokens, read, inner } = await setUp()
    const verdict = tokens.verify(token, read)
    state.is = kind
    await wait(300)
    expect(ask(token)).toBe(true)
    await wait(1100)
    expect(ask(token)).toBe('STORE_UNAVAILABLE')
    expect(() => verdict.ok && verdict.pass.allows(read)).toThrow(/cannot be followed/)
    expect(() => verdict.ok && verdict.pass.objects(blog.Post, 'read')).toThrow(/cannot be followed/)
    expect(verdict.ok && verdict.pass.scope).toHaveLength(1)
    // What is refused anyway is refused, whatever the store does.
    expect(tokens.verify('x', read)).toMatchObject({ reason: 'malformed' })
    expect(tokens.verify(`${token.slice(0, -2)}${token.endsWith('AA') ? 'BB' : 'AA'}`, read)).toMatchObject({
      reason: 'forged',
    })
    expect(events).toEqual([
      { name: 'stale', detail: kind === 'silent' ? 'no answer within 50 ms' : 'the connection is gone' },
    ])
    state.is = 'well'
    await inner.revoke((await inner.changes(undefined, 1)).epoch!.id, {
      target: 'blog',
      before: 4e9,
      expiresAt: undefined,
    })
    await wait(200)
    expect(events.at(-1)).toEqual({ name: 'recovered' })
    expect(ask(token)).toBe(false)
  })

  test('answers every call within the deadline, and grants nothing', async () => {
    const { state, tokens, read, token } = await setUp()
    const single = tokens.generate(read, { singleUse: true })
    state.is = kind
    const begun = performance.now()
    await expect(tokens.redeem(single, read)).rejects.toMatchObject(unavailable)
    await expect(tokens.revoke(blog.Post(1))).rejects.toMatchObject(unavailable)
    await expect(tokens.revoke({ token })).rejects.toMatchObject(unavailable)
    expect(performance.now() - begun).toBeLessThan(5 * 3 * 50)
    state.is = 'well'
    expect(await tokens.redeem(single, read)).toBe(true)
  })
})

test('a store that lost its data closes the door until a loss is acknowledged, and then replays are refused (R34)', async () => {
  const { inner, ask, token, tokens, read, events } = await setUp()
  const used = tokens.generate(read, { singleUse: true })
  const unused = tokens.generate(read, { singleUse: true })
  expect(await tokens.redeem(used, read)).toBe(true)
  inner.wipe()
  for (const single of [used, unused])
    await expect(tokens.redeem(single, read)).rejects.toMatchObject(unavailable)
  await wait(20)
  expect([ask(token), events.at(-1)?.name]).toEqual(['STORE_UNAVAILABLE', 'stale'])
  await expect(tokens.revoke(blog)).rejects.toMatchObject(unavailable)
  const since = Math.floor(Date.now() / 1000) + 3
  await inner.acknowledge({ id: 'a'.repeat(32), since })
  await wait(200)
  expect([ask(token), events.at(-1)?.name]).toEqual([true, 'recovered'])
  for (const single of [used, unused])
    expect(await tokens.redeemVerdict(single, read)).toMatchObject({ reason: 'spent' })
  expect(await tokens.redeem(tokens.generate(read, { singleUse: true }), read)).toBe(true)
})

test('two servers on one store: what one revokes the other refuses, and a use is counted for both', async () => {
  const store = closingStore()
  const [one, other] = [
    latchkey({ secrets, apps: [blog], store }),
    latchkey({ secrets, apps: [blog], store }),
  ]
  await Promise.all([one.tokens.ready(), other.tokens.ready()])
  const read = one.scope.accessObj(blog.Post(1), 'read')
  const [token, single] = [one.tokens.generate(read), one.tokens.generate(read, { singleUse: true })]
  expect([await one.tokens.redeem(single, read), await other.tokens.redeem(single, read)]).toEqual([
    true,
    false,
  ])
  await one.tokens.revoke(blog.Post(1))
  expect(one.tokens.validate(token, read)).toBe(false)
  await wait(20)
  expect(other.tokens.validate(token, read)).toBe(false)
})

test('a store that is open is read at once: a token can be checked without waiting', async () => {
  const store = closingStore()
  const earlier = latchkey({ secrets, apps: [blog], store })
  const read = earlier.scope.accessObj(blog.Post(1), 'read')
  const token = earlier.tokens.generate(read)
  expect(earlier.tokens.validate(token, read)).toBe(true)
  await earlier.tokens.revoke(blog.Post(1))
  const { tokens } = latchkey({ secrets, apps: [blog], store })
  expect(tokens.validate(token, read)).toBe(false)
  expect(tokens.validate(tokens.generate(read), read)).toBe(true)
  expect(await tokens.redeem(tokens.generate(read, { singleUse: true }), read)).toBe(true)
})

test('a store that comes as a promise is waited for by ready() and redeem(), and closes the door until then', async () => {
  const store = wait(100).then(() => closingStore())
  const { scope, tokens } = latchkey({ secrets, apps: [blog], store })
  const read = scope.accessObj(blog.Post(1), 'read')
  expect(() => tokens.validate(tokens.generate(read), read)).toThrow(/has not answered yet/)
  expect(await tokens.redeemVerdict(tokens.generate(read), read)).toMatchObject({ reason: 'reusable' })
  await tokens.ready()
  expect(tokens.validate(tokens.generate(read), read)).toBe(true)
})

test('a store that could not be opened closes the door, says why, and nothing is thrown into the air', async () => {
  const { scope, tokens } = latchkey({
    secrets,
    apps: [blog],
    store: Promise.reject(new Error('wrong password')),
  })
  const read = scope.accessObj(blog.Post(1), 'read')
  await expect(tokens.ready()).rejects.toMatchObject({
    ...unavailable,
    message: expect.stringMatching(/wrong password/) as string,
  })
  expect(() => tokens.validate(tokens.generate(read), read)).toThrow(/wrong password/)
  await expect(tokens.redeem(tokens.generate(read, { singleUse: true }), read)).rejects.toMatchObject(
    unavailable,
  )
  await expect(tokens.revoke('all')).rejects.toMatchObject(unavailable)
})

test('events reach node:diagnostics_channel, and a listener that throws decides nothing', async () => {
  const heard: unknown[] = []
  const hear = (event: unknown): void => void heard.push(event)
  subscribe('latchkey', hear)
  const { tokens, read } = await setUp()
  const single = tokens.generate(read, { singleUse: true })
  expect(await tokens.redeem(single, read)).toBe(true)
  await tokens.revoke(blog.Post(9))
  unsubscribe('latchkey', hear)
  expect(heard).toMatchObject([{ name: 'redeemed' }, { name: 'revoked', target: 'blog.Post:9' }])
  expect(JSON.stringify(heard)).not.toContain(single.slice(-16))
})

test('its timers keep no process alive', () => {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-exit-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'store.db')
  const program = `
    import { defineApp, keygen, latchkey } from 'latchkey'
    import { memoryStore } from 'latchkey/memory'
    import { sqliteStore } from 'latchkey/sqlite'
    const apps = [defineApp('blog', { Post: {} })]
    for (const store of [memoryStore(), await sqliteStore('${file}', { create: true })])
      await latchkey({ secrets: keygen(), apps, store }).tokens.ready()
    console.log('ready')`
  const { stdout, status } = spawnSync(
    process.execPath,
    ['--conditions=@latchkey/source', '--input-type=module', '--eval', program],
    { encoding: 'utf8', timeout: 20_000 },
  )
  expect([stdout, status]).toEqual(['ready\n', 0])
})

test('options that are wrong throw at once', () => {
  const wrong = [
    { store: {} },
    { store: undefined },
    { store: 'sqlite:x' },
    { store: null },
    { store: closingStore(), deadline: 0 },
    { store: closingStore(), deadline: 60_001 },
    { store: closingStore(), deadline: '250ms' },
    { store: closingStore(), deadline: 1.5 },
    { store: closingStore(), staleFor: 0 },
    { store: closingStore(), staleFor: '1 s' },
    { store: closingStore(), onEvent: 'log' },
    { deadline: 250 },
    { onEvent: () => {} },
  ]
  for (const options of wrong)
    expect(() => latchkey({ secrets, apps: [blog], ...(options as object) })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION' }),
    )
})

test('what is said about a store is refused where there is none, and by its name where it is wrong', () => {
  const wrong: [object, RegExp][] = [
    [{ deadline: 250 }, /has none$/],
    [{ staleFor: '2s' }, /has none$/],
    [{ onEvent: () => {} }, /has none$/],
    [{ store: closingStore(), staleFor: 'soon' }, /^staleFor is no duration/],
    [{ store: null }, /^store is what/],
  ]
  for (const [options, message] of wrong)
    expect(() => latchkey({ secrets, apps: [blog], ...options })).toThrow(message)
  for (const deadline of [1, 60_000])
    expect(() => latchkey({ secrets, apps: [blog], store: closingStore(), deadline })).not.toThrow()
})
