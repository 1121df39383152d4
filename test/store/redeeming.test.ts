/**
 * Limited use: verified first, counted last, and never for a token that is refused.
 */
import { defineApp, keygen, latchkey, narrow } from 'latchkey'
import type { LatchkeyError, Reason, Scope, Store } from 'latchkey'
import { memoryStore } from 'latchkey/memory'
import { expect, test } from 'vitest'

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read', 'change'] } })
const secrets = keygen()
const start = 1_800_000_000

/** An instance on a store that counts how often a use was asked for. */
async function setUp() {
  let second = start
  const clock = (): number => second * 1000
  const inner = memoryStore({ clock })
  let asked = 0
  /** Until when the last use was to be remembered. */
  let kept: number | undefined
  const store: Store = {
    ...inner,
    use: (...given) => {
      asked++
      kept = given[3]
      return inner.use(...given)
    },
  }
  const { scope, tokens } = latchkey({ secrets, apps: [blog], store, clock })
  await tokens.ready()
  const redeem = async (token: unknown, required: Scope | 'authentic'): Promise<Reason | 'ok'> => {
    const verdict = await tokens.redeemVerdict(token, required)
    return verdict.ok ? 'ok' : verdict.reason
  }
  const set = (to: number): void => void (second = to)
  return { scope, tokens, store, redeem, asked: () => asked, kept: () => kept, set, inner }
}

test('a token of n uses is redeemed n times, by whichever of its narrowings (R20)', async () => {
  const { scope, tokens, redeem } = await setUp()
  const read = scope.accessObj(blog.Post(1), 'read')
  const token = tokens.generate(read, { uses: 3 })
  const links = Array.from({ length: 10 }, () => narrow(token, { to: read }))
  const said = []
  for (const each of [token, ...links]) said.push(await redeem(each, read))
  expect(said).toEqual(['ok', 'ok', 'ok', ...Array.from({ length: 8 }, () => 'spent')])
})

test('of many at once exactly one wins', async () => {
  const { scope, tokens } = await setUp()
  const read = scope.accessObj(blog.Post(1), 'read')
  const token = tokens.generate(read, { singleUse: true })
  const won = await Promise.all(Array.from({ length: 100 }, () => tokens.redeem(token, read)))
  expect(won.filter(Boolean)).toHaveLength(1)
})

test('validate consumes nothing, and refuses it', async () => {
  const { scope, tokens, redeem, asked } = await setUp()
  const read = scope.accessObj(blog.Post(1), 'read')
  const token = tokens.generate(read, { singleUse: true })
  for (let turn = 0; turn < 3; turn++)
    expect(tokens.verify(token, read)).toMatchObject({ reason: 'single-use' })
  expect(asked()).toBe(0)
  expect(await redeem(token, read)).toBe('ok')
})

test('the reasons come in the order of the stages, and no refused token is used up', async () => {
  const { scope, tokens, redeem, asked, set } = await setUp()
  const read = scope.accessObj(blog.Post(1), 'read')
  const change = scope.accessObj(blog.Post(1), 'change')
  const token = tokens.generate(read, { singleUse: true, expiresIn: '1h' })
  const reusable = tokens.generate(read)
  expect(await redeem(undefined, read)).toBe('malformed')
  expect(await redeem(`${token.slice(0, -2)}${token.endsWith('AA') ? 'BB' : 'AA'}`, read)).toBe('forged')
  expect(await redeem(token, change)).toBe('insufficient')
  expect(await redeem(reusable, change)).toBe('insufficient')
  expect(await redeem(reusable, read)).toBe('reusable')
  set(start + 3601)
  expect(await redeem(token, read)).toBe('expired')
  set(start + 1)
  await tokens.revoke(blog.Post(1))
  expect(tokens.verify(token, change)).toMatchObject({ reason: 'insufficient' })
  expect(tokens.verify(token, read)).toMatchObject({ reason: 'revoked' })
  expect(await redeem(token, change)).toBe('insufficient')
  expect(await redeem(token, read)).toBe('revoked')
  expect(await redeem(reusable, read)).toBe('revoked')
  expect(asked()).toBe(0)
})

test('forged tokens never reach the store (R31)', async () => {
  const { scope, tokens, redeem, asked } = await setUp()
  const read = scope.accessObj(blog.Post(1), 'read')
  const token = tokens.generate(read, { singleUse: true })
  for (let index = 0; index < 10_000; index++) {
    const last = String(index).padStart(6, '0')
    expect(['forged', 'malformed']).toContain(await redeem(token.slice(0, -6) + last, read))
  }
  expect(asked()).toBe(0)
})

test('a token that is older than the data of the store is refused for good, and one made since is not (R34)', async () => {
  const { scope, tokens, redeem, set } = await setUp()
  const read = scope.accessObj(blog.Post(1), 'read')
  const { tokens: plain } = latchkey({ secrets, apps: [blog], clock: () => start * 1000 })
  expect(await redeem(plain.generate(read, { singleUse: true }), read)).toBe('spent')
  expect(await redeem(tokens.generate(read, { singleUse: true }), read)).toBe('ok')
  set(start + 60)
  expect(await redeem(plain.generate(read, { singleUse: true }), read)).toBe('spent')
})

test('a token of limited use is made before the store has answered, and is of the next second', () => {
  const store = new Promise<Store>(() => {})
  const { scope, tokens } = latchkey({ secrets, apps: [blog], store, clock: () => start * 1000 })
  const seen = tokens.inspect(tokens.generate(scope.accessObj(blog.Post(1), 'read'), { singleUse: true }))
  expect(seen.ok && seen.unverifiedIssuedAt).toEqual(new Date((start + 1) * 1000))
})

test('what is revoked while the store counts is refused', async () => {
  const { scope, inner } = await setUp()
  const read = scope.accessObj(blog.Post(1), 'read')
  const slow: Store = {
    ...inner,
    use: async (...given) => {
      await joined.tokens.revoke(blog.Post(1))
      return inner.use(...given)
    },
  }
  const joined = latchkey({ secrets, apps: [blog], store: slow, clock: () => start * 1000 })
  await joined.tokens.ready()
  const token = joined.tokens.generate(read, { singleUse: true })
  expect(await joined.tokens.redeemVerdict(token, read)).toMatchObject({ reason: 'revoked' })
})

test('the count is kept as long as the root lives, not the narrowing that used it', async () => {
  const { scope, tokens, inner } = await setUp()
  const read = scope.accessObj(blog.Post(1), 'read')
  const token = tokens.generate(read, { singleUse: true, expiresIn: '1h' })
  const short = tokens.narrow(token, { expiresIn: '2m' })
  expect(await tokens.redeem(short, read)).toBe(true)
  expect(await inner.prune(start + 3600)).toBe(0)
  expect(await tokens.redeem(token, read)).toBe(false)
  expect(await inner.prune(start + 3603)).toBe(1)
})

test('the count of a token that never expires is kept for ever', async () => {
  const { scope, tokens, redeem, kept } = await setUp()
  const read = scope.accessObj(blog.Post(1), 'read')
  const token = tokens.generate(read, { singleUse: true, expiresIn: '1h' })
  expect([await redeem(token, read), kept()]).toEqual(['ok', start + 3601])
  expect(await redeem(tokens.generate(read, { singleUse: true }), read)).toBe('ok')
  expect(kept()).toBeUndefined()
})

test('mistakes of the program reject before the token is looked at', async () => {
  const { tokens, asked } = await setUp()
  const calls = [
    () => tokens.redeem('', undefined as unknown as Scope),
    () => tokens.redeem('', 'authentic', { maxage: 5 } as object),
    () => tokens.redeemVerdict('', 'authentic', { maxAge: NaN }),
  ]
  for (const call of calls) {
    const error = await call().catch((failure: unknown) => failure as LatchkeyError)
    expect((error as LatchkeyError).code).toMatch(/^INVALID_(OPTION|SCOPE)$/)
  }
  expect(asked()).toBe(0)
})
