/**
 * What `latchkey/testing` gives to tests of programs: a clock, tokens, passes, and what says that an answer is a refusal.
 */
import { defineApp, keygen, latchkey } from 'latchkey'
import type { Duration } from 'latchkey'
import { requires } from 'latchkey/fetch'
import { expectRefused, fixedClock, passFor, testSecret, tokenFor } from 'latchkey/testing'
import type { HttpReason } from 'latchkey/testing'
import { describe, expect, test } from 'vitest'

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read', 'change'] } })
const { scope, tokens } = latchkey({ secrets: testSecret(), apps: [blog] })
const read = scope.accessObj(blog.Post(42), 'read')

const answer = (): Response => new Response('let through')
function ask(token: string): Request {
  return new Request('https://example.com', { headers: { Authorization: `Bearer ${token}` } })
}

describe('fixedClock', () => {
  test('stands still, moves on, and moves back', () => {
    const clock = fixedClock(new Date(5000))
    expect([clock(), clock()]).toEqual([5000, 5000])
    clock.advance('15m')
    expect(clock()).toBe(905_000)
    clock.advance(2)
    expect(clock()).toBe(907_000)
    clock.set(new Date(7))
    expect(clock()).toBe(7)
  })

  test.each([[undefined], ['2026-01-01'], [5], [new Date(NaN)]])('does not take %j for a time', (time) => {
    expect(() => fixedClock(time as Date)).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }))
    expect(() => fixedClock(new Date()).set(time as Date)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION' }),
    )
  })

  test('does not take a word for a duration', () => {
    const clock = fixedClock(new Date(0))
    expect(() => clock.advance('soon' as Duration)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION' }),
    )
  })
})

describe('tokenFor', () => {
  test('makes tokens that this process accepts, and no other', () => {
    expect(tokens.validate(tokenFor(read), read)).toBe(true)
    expect(testSecret()).toBe(testSecret())
    expect(latchkey({ secrets: keygen(), apps: [blog] }).tokens.validate(tokenFor(read), read)).toBe(false)
  })

  test('makes them by the tokens and the options it is given', () => {
    const other = latchkey({ secrets: keygen(), apps: [blog] }).tokens
    const token = tokenFor(read, { tokens: other, salt: 'invite', expiresIn: '1h' })
    expect(other.verify(token, read, { salt: 'invite' })).toMatchObject({ ok: true })
    expect(other.validate(token, read)).toBe(false)
  })
})

describe('passFor', () => {
  test('is the pass of a check that required the scope, or what is said', () => {
    expect(passFor(read).required(blog.Post).id).toBe(42)
    const model = scope.accessModel(blog.Post, 'read')
    expect(passFor(model, { required: read }).required(blog.Post).id).toBe(42)
    expect(() => passFor(model, { required: 'authentic' }).required(blog.Post)).toThrow('0 objects')
    expect(passFor(read, { subject: 'ada', salt: 'invite', bind: [7], key: keygen() }).subject).toBe('ada')
  })

  test('is none where the token does not grant what is required', () => {
    const change = scope.accessObj(blog.Post(42), 'change')
    expect(() => passFor(read, { required: change })).toThrow('refused as insufficient')
  })
})

describe('expectRefused', () => {
  const responses: Readonly<Record<string, () => Promise<Response>>> = {
    'no-token': () => requires(tokens, read, answer)(new Request('https://example.com')),
    'invalid-request': () => requires(tokens, read, answer)(ask('a, b')),
    malformed: () => requires(tokens, read, answer)(ask('a')),
    insufficient: () => requires(tokens, scope.accessModel(blog.Post, 'read'), answer)(ask(tokenFor(read))),
    'store-unavailable': async () => new Response('', { status: 503 }),
    'let through': () => requires(tokens, read, answer)(ask(tokenFor(read))),
  }
  const reasons = Object.keys(responses).filter((name) => name !== 'let through')

  test.each(reasons)('knows %s from all others', async (reason) => {
    const taken: string[] = []
    for (const [name, respond] of Object.entries(responses)) {
      const response = await respond()
      try {
        expectRefused(response, reason as HttpReason)
        taken.push(name)
      } catch {
        // Told apart.
      }
    }
    expect(taken).toEqual([reason])
  })

  test('takes refusals of one answer for one another', async () => {
    const response = await responses['malformed']!()
    for (const reason of ['forged', 'expired', 'unknown-key', 'revoked', 'spent'] as const)
      expect(() => expectRefused(response, reason)).not.toThrow()
  })

  test('reads answers as other clients have them', async () => {
    const headers = { 'www-authenticate': 'Bearer realm="the blog", error="invalid_token"' }
    expect(() => expectRefused({ statusCode: 401, headers }, 'expired')).not.toThrow()
    expect(() => expectRefused({ statusCode: 401, headers }, 'no-token')).toThrow('error="invalid_token"')
    expect(() => expectRefused({ status: 401, headers: {} }, 'no-token')).toThrow('no challenge')
  })
})
