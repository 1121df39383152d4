/**
 * What a store is told is revoked: one text for one thing, and never that of a token or a secret.
 */
import { defineApp, keygen, latchkey, lockOf } from 'latchkey'
import type { Revocable } from 'latchkey'
import { memoryStore } from 'latchkey/memory'
import { expect, test } from 'vitest'
import { objectPrefix } from '../../src/target.ts'

const blog = defineApp('blog', {
  Post: { id: 'int', permissions: ['read'] },
  Page: { id: 'string', permissions: ['read'] },
  Line: { id: ['string', 'string'], permissions: ['read'] },
})
const shop = defineApp('shop', { Post: { id: 'int', permissions: ['read'] } })
const start = 1_800_000_000
const clock = (): number => start * 1000

function setUp() {
  const store = memoryStore({ clock })
  const { scope, tokens } = latchkey({ secrets: keygen(), apps: [blog, shop], store, clock })
  /** What the store is told of a target, in a name space or in all of them. */
  async function told(target: Revocable, salt = ''): Promise<string> {
    await (salt === '' ? tokens : tokens.with({ salt })).revoke(target)
    return (await store.changes(undefined, 100)).revocations.at(-1)!.target
  }
  return { scope, tokens, told }
}

test('what is revoked has the text that the contract of stores says', async () => {
  const { told } = setUp()
  const id = '0123456789abcdef'.repeat(2)
  expect(await told(blog.Post(5))).toBe('blog.Post:5')
  expect(await told(blog.Post)).toBe('blog.Post')
  expect(await told(blog)).toBe('blog')
  expect(await told('all')).toBe('*')
  expect(await told({ subject: shop.Post(7) })).toBe('subject:shop.Post:7')
  expect(await told({ subject: 'ann' })).toBe('subject:"ann"')
  expect(await told({ id })).toBe(`id:${id}`)
  expect(await told(blog.Post(5), 'invite')).toBe('invite|blog.Post:5')
  expect(await told({ id }, 'invite')).toBe(`id:${id}`)
})

test('a text of up to 512 characters stands as it is, and a longer one as its hash', async () => {
  const { told } = setUp()
  // Two bytes and six characters each.
  const wide = 'ä'.repeat(83)
  const longest = await told(blog.Page(`${wide}abcd`))
  expect([longest.length, longest.slice(0, 16)]).toEqual([512, 'blog.Page:%C3%A4'])
  expect(await told(blog.Page(`${wide}abcde`))).toMatch(/^long:[\w-]{20,}$/)
})

test('what may be a token or a secret stands as its hash, wherever it is', async () => {
  const { told } = setUp()
  const hidden = [
    blog.Page('lkAB'),
    blog.Line(['lkAB', 'x']),
    blog.Line(['x', 'lkAB']),
    { subject: 'lkAB' },
    blog.Page('Bearer lkAB'),
  ]
  const texts = new Set<string>()
  for (const target of hidden) texts.add(await told(target))
  expect(texts.size).toBe(hidden.length)
  for (const text of texts) expect(text).toMatch(/^long:[\w-]{20,}$/)
  expect(await told(blog.Page('walk'))).toBe('blog.Page:walk')
})

test('models of one name in two apps are two', async () => {
  const { scope, tokens } = setUp()
  const [one, other] = [scope.accessObj(blog.Post(5), 'read'), scope.accessObj(shop.Post(5), 'read')]
  const both = tokens.generate(scope.union(one, other))
  await tokens.revoke(blog.Post(5))
  expect([tokens.validate(both, one), tokens.validate(both, other)]).toEqual([false, true])
})

test('a model that has the name of a way to revoke is revoked with its app', async () => {
  const app = defineApp('desk', {
    id: { permissions: ['read'] },
    token: { permissions: ['read'] },
    subject: { permissions: ['read'] },
  })
  const { scope, tokens } = latchkey({ secrets: keygen(), apps: [app], store: memoryStore() })
  const read = scope.accessModel(app.token, 'read')
  const token = tokens.generate(read)
  await tokens.revoke(app)
  expect(tokens.validate(token, read)).toBe(false)
})

test('a token on everything, made after everything was revoked, lives where there is a lock too', async () => {
  const lock = lockOf([blog])
  const { scope, tokens } = latchkey({ secrets: keygen(), apps: [blog], lock, store: memoryStore(), clock })
  await tokens.revoke('all')
  const all = scope.accessAll('read')
  expect(tokens.validate(tokens.generate(all), all)).toBe(true)
})

test('a name that looks like a token is revoked like any other', async () => {
  const { scope, tokens } = setUp()
  for (const name of ['lkAB', 'Bearer lkAB', 'walk']) {
    const read = scope.accessObj(blog.Page(name), 'read')
    const token = tokens.generate(read)
    await tokens.revoke(blog.Page(name))
    expect(tokens.validate(token, read)).toBe(false)
  }
})

const prefixOf = (id: string): string | undefined => objectPrefix(undefined, 'blog', 'Page', id, id)

test('an object is looked for by two texts where its target stands as it is, and else by the whole', () => {
  expect([prefixOf('42'), prefixOf('x'.repeat(502))]).toEqual(['blog.Page:', 'blog.Page:'])
  expect([prefixOf('x'.repeat(503)), prefixOf('lkAB')]).toEqual([undefined, undefined])
})

test('a name is that of its own lock, in whichever order two are asked', async () => {
  const old = lockOf([blog])
  const news = defineApp('blog', {
    Article: { id: 'int', permissions: ['read'] },
    Page: { id: 'string', permissions: ['read'] },
    Line: { id: ['string', 'string'], permissions: ['read'] },
  })
  const lock = lockOf([news], old, { 'blog.Post': 'blog.Article' })
  const stores = [memoryStore(), memoryStore()] as const
  const apps = [news]
  const renamed = latchkey({ secrets: keygen(), apps, lock, store: stores[0] }).tokens
  const plain = latchkey({ secrets: keygen(), apps, store: stores[1] }).tokens
  for (const id of [1, 2]) {
    await renamed.revoke(news.Article(id))
    await plain.revoke(news.Article(id))
  }
  const told = await Promise.all(stores.map((store) => store.changes(undefined, 10)))
  expect(told.map(({ revocations }) => revocations.map(({ target }) => target))).toEqual([
    ['blog.Post:1', 'blog.Post:2'],
    ['blog.Article:1', 'blog.Article:2'],
  ])
})

test('a token on an app that the lock does not have is asked of what was revoked as well', async () => {
  const secrets = keygen()
  const { tokens: wide, scope } = latchkey({ secrets, apps: [blog, shop], clock })
  const [ours, theirs] = [scope.accessModel(blog.Post, 'read'), scope.accessModel(shop.Post, 'read')]
  const token = wide.generate(scope.union(ours, theirs))
  const store = memoryStore({ clock })
  const { tokens } = latchkey({ secrets, apps: [blog], lock: lockOf([blog]), store, clock })
  await tokens.revoke(blog)
  expect([tokens.validate(token, ours), tokens.validate(token, 'authentic')]).toEqual([false, true])
})
