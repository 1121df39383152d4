/**
 * What a revocation kills, and what it leaves alone: by path, subject, id and time.
 */
import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { defineApp, keygen, latchkey, lockOf, narrow } from 'latchkey'
import type {
  GenerateOptions,
  LatchkeyError,
  Revocable,
  Scope,
  Store,
  StoreEvent,
  StoredTokens,
} from 'latchkey'
import { memoryStore } from 'latchkey/memory'
import type { MemoryStore } from 'latchkey/memory'
import { describe, expect, onTestFinished, test, vi } from 'vitest'

const blog = defineApp('blog', {
  Post: { id: 'int', permissions: ['read', 'change'] },
  Page: { id: 'string', permissions: ['read'] },
})
const shop = defineApp('shop', {
  User: { permissions: ['read'] },
  Line: { id: ['int', 'string'], permissions: ['read'] },
})
const secrets = keygen()
const start = 1_800_000_000

/** An instance whose clock stands still until it is set. */
async function setUp(options: { maxAge?: '1h'; lock?: ReturnType<typeof lockOf> } = {}) {
  let second = start
  const clock = (): number => second * 1000
  const store = memoryStore({ clock })
  const events: StoreEvent[] = []
  const onEvent = (event: StoreEvent): void => void events.push(event)
  const { scope, tokens } = latchkey({ secrets, apps: [blog, shop], store, clock, onEvent, ...options })
  await tokens.ready()
  const reason = (token: string, asked: Scope | 'authentic'): string => {
    const verdict = tokens.verify(token, asked)
    return verdict.ok ? 'ok' : verdict.reason
  }
  const told = async () => (await store.changes(undefined, 100)).revocations
  return { scope, tokens, store, events, reason, told, tick: (seconds = 1) => void (second += seconds) }
}

describe('a path', () => {
  test('kills the grants at or below it, and leaves wider ones alone', async () => {
    const { scope, tokens, reason, tick } = await setUp()
    const five = scope.accessObj(blog.Post(5), 'read')
    const six = scope.accessObj(blog.Post(6), 'read')
    const link = tokens.generate(five)
    const both = tokens.generate(scope.union(five, six))
    const editor = tokens.generate(scope.accessModel(blog.Post, 'read', 'change'))
    const mixed = tokens.generate(scope.union(five, scope.accessModel(blog.Post, 'change')))
    tick()
    await tokens.revoke(blog.Post(5))
    expect([reason(link, five), reason(link, 'authentic')]).toEqual(['revoked', 'revoked'])
    expect([reason(both, five), reason(both, six), reason(both, 'authentic')]).toEqual([
      'revoked',
      'ok',
      'ok',
    ])
    expect(reason(both, scope.union(five, six))).toBe('revoked')
    expect([reason(editor, five), reason(editor, 'authentic')]).toEqual(['ok', 'ok'])
    expect([reason(mixed, five), reason(mixed, scope.accessObj(blog.Post(5), 'change'))]).toEqual([
      'revoked',
      'ok',
    ])
    tick()
    expect(reason(tokens.generate(five), five)).toBe('ok')
    await tokens.revoke(blog.Post)
    expect([reason(editor, five), reason(both, six)]).toEqual(['revoked', 'revoked'])
    const app = tokens.generate(scope.accessApp(blog, 'read'))
    tick()
    await tokens.revoke(blog.Post)
    expect(reason(app, five)).toBe('ok')
    await tokens.revoke(blog)
    expect([reason(app, five), reason(app, 'authentic')]).toEqual(['revoked', 'revoked'])
    const all = tokens.generate(scope.accessAll('read'))
    const none = tokens.generate([])
    tick()
    expect([reason(all, five), reason(none, 'authentic')]).toEqual(['ok', 'ok'])
    await tokens.revoke('all')
    expect([reason(all, five), reason(none, 'authentic')]).toEqual(['revoked', 'revoked'])
  })

  test('kills a narrowing to it, whoever made that from a wider token', async () => {
    const { scope, tokens, reason, tick } = await setUp()
    const five = scope.accessObj(blog.Post(5), 'read')
    const editor = tokens.generate(scope.accessModel(blog.Post, 'read'))
    const link = narrow(editor, { to: five })
    tick()
    await tokens.revoke(blog.Post(5))
    expect([reason(link, five), reason(editor, five)]).toEqual(['revoked', 'ok'])
  })

  test('is of one id: neither its text, nor a like name, nor another tuple', async () => {
    const { scope, tokens, reason, tick } = await setUp()
    const asked = [
      scope.accessObj(shop.User(5), 'read'),
      scope.accessObj(shop.User('5'), 'read'),
      scope.accessObj(shop.User('50'), 'read'),
      scope.accessObj(shop.User(2n ** 63n), 'read'),
      scope.accessObj(shop.Line([1, '2']), 'read'),
      scope.accessObj(shop.Line([12, 'x,y']), 'read'),
      scope.accessObj(blog.Page('ä/b'), 'read'),
      scope.accessObj(blog.Page('x'.repeat(255)), 'read'),
      scope.accessObj(blog.Page('ä'.repeat(127)), 'read'),
    ]
    const targets = [
      shop.User(5),
      shop.User('5'),
      shop.User('50'),
      shop.User(2n ** 63n),
      shop.Line([1, '2']),
      shop.Line([12, 'x,y']),
      blog.Page('ä/b'),
      blog.Page('x'.repeat(255)),
      blog.Page('ä'.repeat(127)),
    ]
    for (const [index, target] of targets.entries()) {
      const made = asked.map((scopes) => tokens.generate(scopes))
      tick()
      await tokens.revoke(target)
      expect(made.map((token, at) => reason(token, asked[at]!))).toEqual(
        asked.map((_, at) => (at === index ? 'revoked' : 'ok')),
      )
      tick()
    }
  })

  test('is told to stores in printable ASCII of 512 characters at most', async () => {
    const { tokens, told } = await setUp()
    await tokens.revoke(blog.Page('ä'.repeat(127)))
    await tokens.with({ salt: 'ü'.repeat(120) }).revoke(blog.Page('x y"%|'))
    for (const { target } of await told()) expect(target).toMatch(/^[!-~]{1,512}$/)
  })

  test('of a model that is renamed in the lock stays revoked', async () => {
    const lock = lockOf([blog, shop])
    const before = await setUp({ lock })
    const link = before.tokens.generate(before.scope.accessObj(blog.Post(5), 'read'))
    before.tick()
    await before.tokens.revoke(blog.Post(5))
    const news = defineApp('blog', {
      Article: { id: 'int', permissions: ['read', 'change'] },
      Page: { id: 'string', permissions: ['read'] },
    })
    const renamed = lockOf([news, shop], lock, { 'blog.Post': 'blog.Article' })
    const { tokens, scope } = latchkey({
      secrets,
      apps: [news, shop],
      lock: renamed,
      store: before.store,
      clock: () => (start + 5) * 1000,
    })
    await tokens.ready()
    expect(tokens.verify(link, scope.accessObj(news.Article(5), 'read'))).toMatchObject({ reason: 'revoked' })
    await tokens.revoke(news.Article(6))
    expect((await before.told()).map(({ target }) => target)).toEqual(['blog.Post:5', 'blog.Post:6'])
  })

  test('is kept until everything it kills is dead where there is a maxAge, and for ever where there is none', async () => {
    const [bounded, unbounded] = [await setUp({ maxAge: '1h' }), await setUp()]
    for (const { tokens } of [bounded, unbounded]) await tokens.revoke(blog.Post(5))
    expect(await bounded.told()).toEqual([{ target: 'blog.Post:5', before: start, expiresAt: start + 3601 }])
    expect(await unbounded.told()).toEqual([{ target: 'blog.Post:5', before: start, expiresAt: undefined }])
  })
})

describe('a subject', () => {
  test('loses everything it was given, and nobody else does', async () => {
    const { scope, tokens, reason, tick } = await setUp()
    const read = scope.accessAll('read')
    const subjects = ['alice', 'shop.User:7', '"alice"', shop.User(7), shop.User('7')]
    const of = (): string[] => [
      ...subjects.map((subject) => tokens.generate(read, { subject })),
      tokens.generate(read),
    ]
    for (const [index, subject] of subjects.entries()) {
      const made = of()
      tick()
      await tokens.revoke({ subject })
      expect(made.map((token) => reason(token, read))).toEqual(
        made.map((_, at) => (at === index ? 'revoked' : 'ok')),
      )
      tick()
    }
  })
})

describe('one token', () => {
  test('dies with all that were narrowed from it, by itself or by its id, and its twin lives', async () => {
    const { scope, tokens, reason, tick } = await setUp()
    const read = scope.accessModel(blog.Post, 'read')
    const [one, twin] = [tokens.generate(read, { unique: true }), tokens.generate(read, { unique: true })]
    const links = Array.from({ length: 100 }, (_, index) =>
      narrow(one, { to: scope.accessObj(blog.Post(index), 'read') }),
    )
    const leaf = tokens.narrow(links[7]!, { expiresIn: '1h' })
    tick()
    await tokens.revoke({ token: links[7]! })
    expect([reason(leaf, 'authentic'), reason(links[7]!, 'authentic')]).toEqual(['revoked', 'revoked'])
    expect([reason(links[8]!, 'authentic'), reason(one, read)]).toEqual(['ok', 'ok'])
    const verdict = tokens.verify(links[9]!, 'authentic')
    await tokens.revoke({ id: verdict.ok ? verdict.pass.rootId : '' })
    for (const token of [one, ...links]) expect(reason(token, 'authentic')).toBe('revoked')
    expect(reason(twin, read)).toBe('ok')
  })

  test('is revoked whatever second it is stamped with', async () => {
    const { scope, tokens, reason } = await setUp()
    const read = scope.accessModel(blog.Post, 'read')
    for (let turn = 0; turn < 3; turn++) {
      await tokens.revoke('all')
      const ahead = tokens.generate(read, { unique: true })
      expect(reason(ahead, read)).toBe('ok')
      await tokens.revoke({ token: ahead })
      expect(reason(ahead, read)).toBe('revoked')
    }
  })

  test('is kept no longer than it lives', async () => {
    const { scope, tokens, told, tick } = await setUp({ maxAge: '1h' })
    const read = scope.accessModel(blog.Post, 'read')
    await tokens.revoke({ token: tokens.generate(read, { expiresIn: '5m' }) })
    await tokens.revoke({ token: tokens.generate(read, { unique: true }) })
    await tokens.revoke({ id: '0'.repeat(32) })
    await tokens.revoke({ id: '1'.repeat(32), expiresAt: new Date((start + 9) * 1000) })
    expect((await told()).map(({ expiresAt }) => expiresAt! - start)).toEqual([300, 3601, 3661, 10])
    const dead = tokens.generate(read, { expiresIn: '5m' })
    tick(301)
    await tokens.revoke({ token: dead })
    expect(await told()).toHaveLength(4)
  })

  test('that never expires is kept for ever', async () => {
    const { scope, tokens, told } = await setUp()
    await tokens.revoke({ token: tokens.generate(scope.accessModel(blog.Post, 'read')) })
    await tokens.revoke({ id: '0'.repeat(32) })
    expect((await told()).map(({ expiresAt }) => expiresAt)).toEqual([undefined, undefined])
  })

  test('that does not verify here is not revoked, and the program is told', async () => {
    const { scope, tokens, told } = await setUp()
    const token = tokens.with({ salt: 'a' }).generate(scope.accessModel(blog.Post, 'read'))
    for (const given of [token, `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`, '', 'x'])
      await expect(tokens.revoke({ token: given })).rejects.toMatchObject({
        code: 'MALFORMED_TOKEN',
        status: 400,
      })
    expect(await told()).toEqual([])
    await tokens.with({ salt: 'a' }).revoke({ token })
    expect(await told()).toHaveLength(1)
  })
})

describe('time', () => {
  test('a token of the same second that is made after a revocation lives, and dies by the next one', async () => {
    const { scope, tokens, reason } = await setUp()
    const five = scope.accessObj(blog.Post(5), 'read')
    const targets: Revocable[] = [blog.Post(5), blog.Post, blog, 'all', { subject: 'alice' }, blog.Post(5)]
    for (const target of targets) {
      const token = tokens.generate(five, { subject: 'alice' })
      expect(reason(token, five)).toBe('ok')
      await tokens.revoke(target)
      expect(reason(token, five)).toBe('revoked')
    }
    // Who was not revoked is not stamped ahead.
    const other = tokens.verify(tokens.generate(scope.accessObj(blog.Page('x'), 'read')), 'authentic')
    expect(other.ok).toBe(true)
  })

  test('many who log in and out in one second are not pushed into the future', async () => {
    const { scope, tokens, reason } = await setUp()
    const read = scope.accessModel(blog.Post, 'read')
    for (let index = 0; index < 200; index++) {
      await tokens.revoke({ subject: `user ${index}` })
      const token = tokens.generate(read, { subject: `user ${index}` })
      expect(reason(token, read)).toBe('ok')
    }
  })

  test('before spares what was issued since', async () => {
    const { scope, tokens, reason, tick } = await setUp()
    const read = scope.accessModel(blog.Post, 'read')
    const old = tokens.generate(read)
    tick(10)
    const young = tokens.generate(read)
    await tokens.revoke(blog.Post, { before: new Date((start + 9) * 1000) })
    expect([reason(old, read), reason(young, read)]).toEqual(['revoked', 'ok'])
  })

  test('before may be any second from 1970 until now', async () => {
    const { scope, tokens, reason } = await setUp()
    const read = scope.accessModel(blog.Post, 'read')
    const token = tokens.generate(read)
    await tokens.revoke(blog.Post, { before: new Date(0) })
    expect(reason(token, read)).toBe('ok')
    await expect(tokens.revoke(blog.Post, { before: new Date(-1000) })).rejects.toMatchObject({
      code: 'INVALID_OPTION',
    })
    await tokens.revoke(blog.Post, { before: new Date(start * 1000) })
    expect(reason(token, read)).toBe('revoked')
  })

  test('a token is stamped with a second to come only where it would be dead otherwise', async () => {
    const { scope, tokens, tick } = await setUp()
    const read = scope.accessModel(blog.Post, 'read')
    const stamp = (options: GenerateOptions = {}): number => {
      const verdict = tokens.inspect(tokens.generate(read, options))
      return verdict.ok ? verdict.unverifiedIssuedAt.getTime() / 1000 - start : NaN
    }
    // The store begins in this second: a use that was counted before is of a token of this second, or of one before.
    expect([stamp(), stamp({ uses: 2 })]).toEqual([0, 1])
    tick(10)
    expect([stamp(), stamp({ uses: 2 })]).toEqual([10, 10])
    await tokens.revoke({ subject: 'alice' })
    expect([stamp(), stamp({ subject: 'bob' }), stamp({ subject: 'alice' })]).toEqual([10, 10, 11])
  })

  test('several that are stamped ahead are all known when one of them is revoked', async () => {
    const { scope, tokens, reason } = await setUp()
    const read = scope.accessModel(blog.Post, 'read')
    const subjects = ['alice', 'bob', 'carol']
    for (const subject of subjects) await tokens.revoke({ subject })
    const made = subjects.map((subject) => tokens.generate(read, { subject }))
    for (const [index, subject] of subjects.entries()) {
      await tokens.revoke({ subject })
      expect(made.map((token) => reason(token, read))).toEqual(
        subjects.map((_, at) => (at > index ? 'ok' : 'revoked')),
      )
    }
  })

  test('a token that is stamped far ahead, as the clock of another server was, is revoked in any second', async () => {
    const { scope, tokens, store, reason, tick } = await setUp()
    const read = scope.accessModel(blog.Post, 'read')
    const { epoch } = await store.changes(undefined, 1)
    await setImmediate()
    await store.revoke(epoch!.id, { target: 'subject:"alice"', before: start + 30, expiresAt: undefined })
    await setImmediate()
    const ahead = tokens.generate(read, { subject: 'alice' })
    expect(reason(ahead, read)).toBe('ok')
    tick()
    await tokens.revoke({ subject: 'bob' })
    tokens.generate(read, { subject: 'bob' })
    await tokens.revoke({ subject: 'alice' })
    expect(reason(ahead, read)).toBe('revoked')
  })

  test('what was stamped ahead is forgotten once its second is over', async () => {
    const maps: Map<unknown, unknown>[] = []
    vi.stubGlobal(
      'Map',
      class extends Map {
        constructor() {
          super()
          maps.push(this)
        }
      },
    )
    onTestFinished(() => void vi.unstubAllGlobals())
    const { scope, tokens, tick } = await setUp()
    const read = scope.accessModel(blog.Post, 'read')
    const size = (): number => maps.reduce((sum, map) => sum + map.size, 0)
    const before = size()
    tokens.generate(read, { subject: 'alice' })
    expect(size()).toBe(before)
    const sizes: number[] = []
    for (let second = 0; second < 5; second++) {
      const subject = `visitor ${second}`
      await tokens.revoke({ subject })
      tokens.generate(read, { subject })
      sizes.push(size())
      tick()
    }
    // The row of the store, and what was stamped ahead in this second.
    expect(sizes.map((one, at) => one - (sizes[at - 1] ?? 0)).slice(1)).toEqual([1, 1, 1, 1])
  })

  test('in any order of making and revoking a naive list agrees (R35)', async () => {
    const targets = [
      blog.Post(1),
      blog.Post(2),
      blog.Post,
      blog,
      shop,
      'all',
      { subject: 'alice' },
      { subject: 'bob' },
    ] as const
    const step = fc.oneof(
      fc.record({
        make: fc.integer({ min: 0, max: 6 }),
        subject: fc.constantFrom('alice', 'bob', undefined),
      }),
      fc.record({ revoke: fc.integer({ min: 0, max: targets.length - 1 }) }),
      fc.record({ wait: fc.integer({ min: 0, max: 2 }) }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
        const { scope, tokens, reason, tick } = await setUp()
        const asked = scope.accessObj(blog.Post(1), 'read')
        const kinds = [
          { scope: asked, killed: [0, 2, 3, 5] },
          { scope: scope.accessModel(blog.Post, 'read'), killed: [2, 3, 5] },
          { scope: scope.accessApp(blog, 'read'), killed: [3, 5] },
          { scope: scope.accessAll('read'), killed: [5] },
          { scope: scope.union(asked, scope.accessObj(blog.Post(2), 'read')), killed: [0, 2, 3, 5] },
          { scope: scope.union(asked, scope.accessModel(blog.Post, 'read')), killed: [2, 3, 5] },
          { scope: scope.union(asked, scope.accessApp(blog, 'read')), killed: [3, 5] },
        ]
        const made: { token: string; kills: Set<number>; isDead: boolean }[] = []
        for (const each of steps) {
          if ('make' in each) {
            const { scope: granted, killed } = kinds[each.make]!
            const { subject } = each
            const token = tokens.generate(granted, {
              unique: true,
              ...(subject !== undefined && { subject }),
            })
            const bySubject = subject === undefined ? [] : [subject === 'alice' ? 6 : 7]
            made.push({ token, kills: new Set([...killed, ...bySubject]), isDead: false })
          } else if ('revoke' in each) {
            await tokens.revoke(targets[each.revoke]!)
            for (const token of made) if (token.kills.has(each.revoke)) token.isDead = true
          } else tick(each.wait)
          for (const { token, isDead } of made) expect(reason(token, asked)).toBe(isDead ? 'revoked' : 'ok')
        }
      }),
      { numRuns: 200 },
    )
  })
})

describe('a pass', () => {
  test('that is kept knows what was revoked since', async () => {
    const { scope, tokens, tick } = await setUp()
    const [five, six] = [scope.accessObj(blog.Post(5), 'read'), scope.accessObj(blog.Post(6), 'read')]
    const verdict = tokens.verify(tokens.generate(scope.union(five, six), { subject: 'alice' }), five)
    if (!verdict.ok) throw new Error(verdict.detail)
    const { pass } = verdict
    tick()
    expect([pass.allows(five), scope.format(pass.scope)]).toEqual([true, 'blog.Post:5#read blog.Post:6#read'])
    await tokens.revoke(blog.Post(5))
    expect([pass.allows(five), pass.allows(six), scope.format(pass.scope)]).toEqual([
      false,
      true,
      'blog.Post:6#read',
    ])
    expect(pass.objects(blog.Post, 'read')).toEqual({ kind: 'some', ids: [6] })
    await tokens.revoke({ subject: 'alice' })
    expect([pass.allows(six), scope.format(pass.scope)]).toEqual([false, ''])
    expect(pass.objects(blog.Post, 'read')).toEqual({ kind: 'none' })
  })

  test('that is kept goes by a new life of the data, though that was told of as many revocations', async () => {
    const lives = [5, 6].map((id) => ({ target: `blog.Post:${id}`, before: 4e9, expiresAt: undefined }))
    const stores = await Promise.all(
      lives.map(async (revocation) => {
        const store = memoryStore()
        const { epoch } = await store.changes(undefined, 1)
        await store.revoke(epoch!.id, revocation)
        return store
      }),
    )
    const [first, second] = stores as [MemoryStore, MemoryStore]
    let current = first
    const store: Store = { ...first, changes: (...asked) => current.changes(...asked) }
    const { scope, tokens } = latchkey({ secrets, apps: [blog], store })
    await tokens.ready()
    await setImmediate()
    const [five, six] = [scope.accessObj(blog.Post(5), 'read'), scope.accessObj(blog.Post(6), 'read')]
    const verdict = tokens.verify(tokens.generate(scope.union(five, six)), six)
    if (!verdict.ok) throw new Error(verdict.detail)
    expect(verdict.pass.scope).toEqual(six)
    current = second
    first.wipe()
    await setImmediate()
    expect(verdict.pass.scope).toEqual(five)
  })
})

describe('name spaces', () => {
  test('a revocation through a salt kills under that salt, and one without a salt under all', async () => {
    const { scope, tokens, tick } = await setUp()
    const five = scope.accessObj(blog.Post(5), 'read')
    const [a, b] = [tokens.with({ salt: 'a|b' }), tokens.with({ salt: 'b' })]
    const made = (): [StoredTokens, string][] => [tokens, a, b].map((verbs) => [verbs, verbs.generate(five)])
    const alive = (list: [StoredTokens, string][]): boolean[] =>
      list.map(([verbs, token]) => verbs.validate(token, five))
    for (const target of [blog.Post(5), blog, 'all'] as const) {
      const first = made()
      tick()
      await a.revoke(target)
      expect(alive(first)).toEqual([true, false, true])
      await tokens.revoke(target)
      expect(alive(first)).toEqual([false, false, false])
      tick()
    }
  })
})

test('a grant on everything, or on an app, is asked of what was revoked above it and not below', async () => {
  const { scope, tokens, reason, tick } = await setUp()
  const [all, app] = [scope.accessAll('read'), scope.accessApp(blog, 'read')]
  const token = tokens.generate(all)
  tick()
  await tokens.revoke(blog.Post(5))
  await tokens.revoke(blog.Page)
  expect([reason(token, all), reason(token, app)]).toEqual(['ok', 'ok'])
  await tokens.revoke(shop)
  expect([reason(token, all), reason(token, app)]).toEqual(['ok', 'ok'])
  await tokens.revoke('all')
  expect([reason(token, all), reason(token, app)]).toEqual(['revoked', 'revoked'])
})

test('a token of a name space, for an object, that is made in the second of its revocation lives', async () => {
  const { scope, tokens, reason } = await setUp()
  const read = scope.accessModel(blog.Post, 'read')
  const invited = tokens.with({ salt: 'invite' })
  for (const revoking of [tokens, invited]) {
    const before = invited.generate(read, { subject: shop.User(7) })
    await revoking.revoke({ subject: shop.User(7) })
    const after = invited.generate(read, { subject: shop.User(7) })
    const reasons = [before, after].map((token) => {
      const verdict = invited.verify(token, read)
      return verdict.ok ? 'ok' : verdict.reason
    })
    expect(reasons).toEqual(['revoked', 'ok'])
  }
  expect(reason(tokens.generate(read, { subject: shop.User(7) }), read)).toBe('ok')
})

/** An instance whose store answers so; how often it was read meanwhile. */
async function answering(answer: unknown) {
  let reads = 0
  const inner = memoryStore()
  const store = {
    ...inner,
    changes: (...given: Parameters<Store['changes']>) => (reads++, inner.changes(...given)),
    revoke: async () => answer,
    use: async () => answer,
  } as unknown as Store
  const events: StoreEvent[] = []
  const { scope, tokens } = latchkey({
    secrets,
    apps: [blog],
    store: Object.defineProperty(store, 'closed', { value: false }),
    onEvent: (event) => void events.push(event),
  })
  await tokens.ready()
  const read = scope.accessObj(blog.Post(1), 'read')
  const single = tokens.generate(read, { singleUse: true })
  return { tokens, read, single, events, reads: () => reads }
}

describe('a store that does not do it', () => {
  test('since it has lost its data is read at once, and nothing is said to be done', async () => {
    const { tokens, read, single, events, reads } = await answering('lost')
    const lost = { code: 'STORE_UNAVAILABLE', status: 503, message: expect.stringMatching(/lost/) as string }
    const before = reads()
    await expect(tokens.revoke(blog.Post(1))).rejects.toMatchObject(lost)
    await setImmediate()
    expect(reads()).toBe(before + 1)
    await expect(tokens.redeem(single, read)).rejects.toMatchObject(lost)
    await setImmediate()
    expect([reads(), events]).toEqual([before + 2, []])
  })

  test('and says nothing that is known is not believed', async () => {
    const { tokens, read, single, events } = await answering(undefined)
    await expect(tokens.revoke(blog.Post(1))).rejects.toThrow(/does not say/)
    expect(await tokens.redeem(single, read)).toBe(false)
    expect(events).toEqual([])
  })

  test('as it has no data, and this is known, is not asked', async () => {
    const { tokens, store, told } = await setUp()
    await setImmediate()
    store.wipe()
    await setImmediate()
    await expect(tokens.revoke(blog.Post(1))).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: expect.stringMatching(/cannot be followed: it has lost its data/) as string,
    })
    expect(await told()).toEqual([])
  })
})

test('by a broken clock nothing is revoked', async () => {
  const { tokens, told, tick } = await setUp()
  tick(NaN)
  await expect(tokens.revoke(blog.Post(5))).rejects.toMatchObject({ code: 'INVALID_OPTION' })
  expect(await told()).toEqual([])
})

test('what is no target throws, and revokes nothing', async () => {
  const { tokens, told } = await setUp()
  const wrong: [unknown, object?][] = [
    ['blog.Post:5'],
    [undefined],
    [{}],
    [{ app: 'blog', model: 'Post', id: 5 }],
    [{ id: 'x'.repeat(32) }],
    [{ id: 5 }],
    [{ id: '0'.repeat(31) }],
    [{ id: `${'0'.repeat(31)}g` }],
    [{ id: Array(32).fill('0') }],
    [{ id: '0'.repeat(32), expires: 5 }],
    [{ subject: 5 }],
    [{ subject: undefined }],
    [{ token: 'x', id: '0'.repeat(32) }],
    [blog.Post(5), { before: new Date((start + 5) * 1000) }],
    [blog.Post(5), { before: start }],
    [blog.Post(5), { befor: new Date(0) }],
    [{ id: '0'.repeat(32) }, { before: new Date(0) }],
  ]
  for (const [target, options] of wrong) {
    const failed = await tokens
      .revoke(target as Revocable, options)
      .catch((error: unknown) => error as LatchkeyError)
    expect([target, (failed as LatchkeyError | undefined)?.code]).toEqual([target, 'INVALID_OPTION'])
  }
  expect(await told()).toEqual([])
})

test('what is wrong is said of revoke(), and of the option where it is one', async () => {
  const { tokens } = await setUp()
  const wrong: [target: unknown, options: object | undefined, message: RegExp][] = [
    [{}, undefined, /^revoke\(\) takes an object such as/],
    [{ app: 'blog' }, undefined, /^revoke\(\) takes an object such as/],
    [blog, { befor: new Date(0) }, /^revoke\(\) has no option "befor"/],
    [{ token: 'x', also: 5 }, undefined, /^revoke\(\) has no option "also"/],
    [{ id: '0'.repeat(32), also: 5 }, undefined, /^revoke\(\) has no option "also"/],
    [blog, { before: 5 }, /^before is no valid Date/],
    [{ id: '0'.repeat(32), expiresAt: 5 }, undefined, /^expiresAt is no valid Date/],
    [{ subject: 'ann', also: 5 }, undefined, /^revoke\(\) has no option "also"/],
  ]
  for (const [target, options, message] of wrong)
    await expect(tokens.revoke(target as Revocable, options)).rejects.toThrow(message)
})

test('events tell what was done, and hold no token', async () => {
  const { scope, tokens, events } = await setUp()
  const read = scope.accessModel(blog.Post, 'read')
  const token = tokens.generate(read, { singleUse: true })
  await tokens.redeem(token, read)
  await tokens.revoke({ token })
  const id = tokens.inspect(token)
  expect(events).toEqual([
    { name: 'redeemed', id: id.ok && id.unverifiedId },
    { name: 'revoked', target: `id:${id.ok && id.unverifiedId}`, before: new Date(start * 1000) },
  ])
  expect(JSON.stringify(events)).not.toContain(token.slice(-16))
})
