/**
 * What a guard does beside its answers: how often it verifies, when the program's functions run, what it tells to logs, how it reads its
 * options, and how a token moves into a cookie.
 */
import { inspect as show } from 'node:util'
import { defineApp, keygen, latchkey, LatchkeyError } from 'latchkey'
import type { Pass, Scope, Tokens } from 'latchkey'
import { passOf, requires } from 'latchkey/fetch'
import type { GuardOptions, Refusal } from 'latchkey/fetch'
import { expectRefused } from 'latchkey/testing'
import { describe, expect, test, vi } from 'vitest'
import { withoutParameter } from '../../src/http/credentials.ts'

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read', 'change'] } })
const { scope, tokens } = latchkey({ secrets: keygen(), apps: [blog] })
const read = scope.accessObj(blog.Post(42), 'read')
const token = tokens.generate(read)
const address = 'https://example.com/posts/42'

function ask(init: { token?: string; path?: string; cookie?: string; method?: string } = {}): Request {
  const headers = new Headers()
  if (init.token !== undefined) headers.set('Authorization', `Bearer ${init.token}`)
  if (init.cookie !== undefined) headers.set('Cookie', init.cookie)
  return new Request(address + (init.path ?? ''), { headers, method: init.method ?? 'GET' })
}
const good = (): Request => ask({ token })
const answer = (): Response => new Response('let through')

const badScope = (): Scope => scope.accessObj(blog.Post('5abc'), 'read')
/** Throws as the tokens of a store that is down do. */
const down: Pick<Tokens, 'verify'> = {
  verify: () => {
    const Thrown = LatchkeyError as unknown as new (
      code: string,
      message: string,
      status: number,
    ) => LatchkeyError
    throw new Thrown('STORE_UNAVAILABLE', 'the store did not answer', 503)
  },
}
/** A handler's answer behind a guard that found the token in the address. */
const answered = (response: Response): Promise<Response> =>
  requires(tokens, read, { query: 'token' }, () => response)(ask({ path: `?token=${token}` }))

describe('a guard', () => {
  test('answers what a verifier that is not ours refuses before anything was asked of it', async () => {
    const wider: Pick<Tokens, 'verify'> = {
      verify: (given) => tokens.verify(given, scope.accessAll('change')),
    }
    const response = await requires(wider, () => read, answer)(good())
    expect([response.status, response.headers.get('WWW-Authenticate')]).toEqual([
      403,
      'Bearer error="insufficient_scope"',
    ])
  })

  test('verifies a token once', async () => {
    const asked: unknown[] = []
    const foreign: Pick<Tokens, 'verify'> = {
      verify: (given, required) => (asked.push(required), tokens.verify(given, required)),
    }
    await requires(foreign, () => read, answer)(good())
    // Tokens that latchkey() did not make are verified twice, since they have no door between.
    expect(asked).toEqual(['authentic', read])

    const clock = vi.fn<() => number>(Date.now)
    const counted = latchkey({ secrets: keygen(), apps: [blog], clock })
    const own = counted.tokens.generate(read)
    clock.mockClear()
    const response = await requires(counted.tokens, async () => read, answer)(ask({ token: own }))
    expect([response.status, clock.mock.calls.length]).toEqual([200, 1])
  })

  test('gives the handler a pass that knows what was required', async () => {
    const seen: Pass[] = []
    const handle = requires(
      tokens,
      () => read,
      (request, pass) => {
        seen.push(pass, passOf(request))
        return answer()
      },
    )
    await handle(good())
    expect(seen[0]).toBe(seen[1])
    expect(seen[0]!.required(blog.Post).id).toBe(42)
  })

  test('runs no function of the program for a token that is not genuine', async () => {
    const required = vi.fn<() => Scope>(() => read)
    const handle = requires(tokens, required, answer)
    for (const bad of [undefined, 'undefined', `${token.slice(0, -3)}AAA`])
      await handle(ask(bad === undefined ? {} : { token: bad }))
    expect(required).not.toHaveBeenCalled()
    await handle(good())
    expect(required).toHaveBeenCalledTimes(1)
  })

  test('asks for the tokens of a request only when it has one', async () => {
    const choose = vi.fn<() => Tokens>(() => tokens)
    const handle = requires(choose, read, answer)
    await handle(ask())
    expect(choose).not.toHaveBeenCalled()
    expect((await handle(good())).status).toBe(200)
  })

  test('lets what the program throws through, unchanged', async () => {
    const thrown = new Error('the database is down')
    const broken = (): never => {
      throw thrown
    }
    await expect(requires(tokens, broken, answer)(good())).rejects.toBe(thrown)
    await expect(requires(broken, read, answer)(good())).rejects.toBe(thrown)
    await expect(requires(tokens, async () => broken(), answer)(good())).rejects.toBe(thrown)
    await expect(requires(tokens, read, { onRefusal: broken }, answer)(ask())).rejects.toBe(thrown)
    // The mistake of a program is no bad request, though its code is that of one.
    const empty = requires(
      tokens,
      () => scope.accessObj(blog.Post(undefined as unknown as number), 'read'),
      answer,
    )
    await expect(empty(good())).rejects.toMatchObject({ code: 'INVALID_ID', status: 500 })
  })

  test('answers 400 to a text that is no id, wherever the program reads it', async () => {
    const scoped = await requires(tokens, badScope, answer)(good())
    const chosen = await requires(() => (badScope(), tokens), read, answer)(good())
    expect([scoped.status, chosen.status]).toEqual([400, 400])
  })

  test.each([
    [[]],
    [{}],
    [''],
    [undefined],
    [null],
    [true],
    ['authentc'],
    [[{ permissions: [] }]],
    [[...read, { app: 'blog', model: 'Post', id: 7, permissions: [] }]],
  ])('takes %j for no requirement', async (asked) => {
    const required = asked as unknown as Scope
    expect(() => requires(tokens, required, answer)).toThrow(expect.objectContaining({ code: 'EMPTY_SCOPE' }))
    const handle = requires(tokens, () => required, answer)
    await expect(handle(good())).rejects.toMatchObject({ code: 'EMPTY_SCOPE', status: 500 })
  })

  test('needs a store to redeem', async () => {
    const redeem = { redeem: true } as unknown as GuardOptions<Request>
    expect(() => requires(tokens, read, redeem, answer)).toThrow(
      expect.objectContaining({ code: 'STORE_REQUIRED' }),
    )
    await expect(requires(() => tokens, read, redeem, answer)(good())).rejects.toMatchObject({
      code: 'STORE_REQUIRED',
    })
  })

  test('refuses a token of limited use where it is not redeemed', async () => {
    const limited = tokens.generate(read, { singleUse: true })
    const response = await requires(tokens, read, answer)(ask({ token: limited }))
    expect(response.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"')
  })

  test('takes a handler behind a guard only', () => {
    expect(() => passOf(good())).toThrow(expect.objectContaining({ code: 'NO_PASS' }))
  })

  test('answers 503 when a store is down, and nothing else', async () => {
    const refusals: Refusal[] = []
    const options = { onRefusal: (refusal: Refusal) => refusals.push(refusal) }
    const response = await requires(down, read, options, answer)(good())
    expectRefused(response, 'store-unavailable')
    expect(await response.text()).toBe('{"error":"temporarily_unavailable"}')
    expect(refusals).toMatchObject([{ reason: 'store-unavailable', detail: 'the store did not answer' }])
    // What a scope function asks of a store of its own is the program's.
    const asks = requires(tokens, () => (down.verify('', read), read), answer)
    await expect(asks(good())).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  })
})

describe('onRefusal', () => {
  test('is told the whole verdict and the request, and is awaited', async () => {
    const told: unknown[] = []
    let isDone = false
    const handle = requires(
      tokens,
      scope.accessObj(blog.Post(42), 'read', 'change'),
      {
        query: 'token',
        onRefusal: async (refusal, request) => {
          await new Promise((resolve) => setTimeout(resolve, 5))
          told.push(refusal.reason, refusal.missing, request.url)
          isDone = true
        },
      },
      answer,
    )
    const response = await handle(good())
    expect([response.status, isDone]).toEqual([403, true])
    expect(told).toEqual(['insufficient', scope.accessObj(blog.Post(42), 'change'), address])
  })

  test('tells apart what is answered alike', async () => {
    const reasons: string[] = []
    const handle = requires(
      tokens,
      read,
      { query: 'token', onRefusal: ({ reason }) => reasons.push(reason) },
      answer,
    )
    const expired = latchkey({ secrets: keygen(), apps: [] }).tokens.generate(read)
    for (const request of [
      ask(),
      ask({ token: 'undefined' }),
      ask({ token: `${token.slice(0, -3)}AAA` }),
      ask({ token: expired }),
      ask({ token, path: `?token=${expired}` }),
    ])
      await handle(request)
    expect(reasons.slice(0, 3)).toEqual(['no-token', 'malformed', 'forged'])
    expect(['unknown-key', 'forged']).toContain(reasons[3])
    expect(reasons[4]).toBe('invalid-request')
  })

  test('is told no token', async () => {
    const told: Refusal[] = []
    const handle = requires(
      tokens,
      read,
      { query: 'token', onRefusal: (refusal) => told.push(refusal) },
      answer,
    )
    const other = tokens.generate(scope.accessObj(blog.Post(43), 'read'))
    await handle(ask({ token: other }))
    await handle(ask({ token, path: `?token=${other}` }))
    await handle(ask({ token: `${token.slice(0, -3)}AAA` }))
    expect(told).toHaveLength(3)
    for (const text of [show(told, { depth: null, showHidden: true }), JSON.stringify(told)])
      for (const sent of [token, other]) expect(text).not.toContain(sent.slice(4, 24))
  })
})

describe('options', () => {
  test.each([
    [{ querry: 'token' }],
    [{ query: '' }],
    [{ query: undefined }],
    [{ query: 1 }],
    [{ cookie: 'a b' }],
    [{ cookie: 'a;b' }],
    [{ cookie: 'a=b' }],
    [{ realm: 'a "b"' }],
    [{ realm: 'a\r\nSet-Cookie: b' }],
    [{ realm: 'ä' }],
    [{ redeem: 'yes' }],
    [{ hideExistence: 1 }],
    [{ onRefusal: 'log' }],
    [{ moveToCookie: true }],
    [{ moveToCookie: true, query: 'token' }],
    [{ moveToCookie: { path: 'posts' }, query: 'token', cookie: 'token' }],
    [{ moveToCookie: { path: '/; Domain=example.com' }, query: 'token', cookie: 'token' }],
    [{ moveToCookie: {}, query: 'token', cookie: 'token' }],
    [[]],
    [null],
  ])('%j throws when the route is set up', (options) => {
    expect(() => requires(tokens, read, options as GuardOptions<Request>, answer)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION' }),
    )
  })

  test('what is no tokens throws when the route is set up, or at the request', async () => {
    for (const given of [undefined, null, {}, 'tokens', blog]) {
      const wrong = given as Tokens
      expect(() => requires(wrong, read, answer)).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }))
      await expect(requires(() => wrong, read, answer)(good())).rejects.toMatchObject({
        code: 'INVALID_OPTION',
      })
    }
  })

  test('properties that somebody put on every object are none', async () => {
    const polluted = {
      query: 'token',
      cookie: 'latchkey',
      redeem: true,
      hideExistence: true,
      onRefusal: answer,
    }
    const request = ask({ path: `?token=${token}`, cookie: `latchkey=${token}` })
    const more = {
      authorization: `Bearer ${token}`,
      params: { id: '42' },
      id: '42',
      token,
      ok: true,
      pass: {},
    }
    const byParam = requires(
      tokens,
      (_request, param) => scope.accessObj(blog.Post(param('id')), 'read'),
      answer,
    )
    try {
      Object.assign(Object.prototype, polluted, more)
      expectRefused(await requires(tokens, read, answer)(request), 'no-token')
      expectRefused(await requires(tokens, read, {}, answer)(request), 'no-token')
      await expect(byParam(good())).rejects.toMatchObject({ code: 'UNKNOWN_PARAMETER' })
    } finally {
      for (const name of Object.keys({ ...polluted, ...more })) Reflect.deleteProperty(Object.prototype, name)
    }
  })
})

describe('route parameters', () => {
  const byParam = requires(
    tokens,
    (_request, param) => scope.accessObj(blog.Post(param('id')), 'read'),
    answer,
  )
  const loose: (request: Request, context?: unknown) => Promise<Response> = byParam

  test('come from the second argument, as they are or promised, or from the request', async () => {
    expect((await loose(good(), { params: { id: '42' } })).status).toBe(200)
    expect((await loose(good(), { params: Promise.resolve({ id: '42' }) })).status).toBe(200)
    expect((await loose(Object.assign(good(), { params: { id: '42' } }))).status).toBe(200)
    expectRefused(await loose(good(), { params: { id: '43' } }), 'insufficient')
  })

  test.each([
    [{}],
    [{ params: {} }],
    [{ params: { id: 42 } }],
    [{ params: { id: ['42'] } }],
    [undefined],
    ['env'],
  ])('are not in %j', async (context) => {
    await expect(loose(good(), context)).rejects.toMatchObject({ code: 'UNKNOWN_PARAMETER', status: 500 })
  })

  test('that every object has are none', async () => {
    const named = requires(tokens, (_request, param) => scope.parse(param('constructor')), answer)
    await expect(named(good())).rejects.toMatchObject({ code: 'UNKNOWN_PARAMETER' })
  })
})

describe('a token that moves into a cookie', () => {
  const options = { query: 'token', cookie: 'latchkey', moveToCookie: { path: '/posts' } } as const
  const handle = requires(tokens, read, options, answer)

  test('keeps to the path that is said', async () => {
    const response = await handle(ask({ path: `?token=${token}` }))
    expect(response.status).toBe(303)
    expect(response.headers.get('set-cookie')).toBe(
      `latchkey=${token}; Path=/posts; HttpOnly; Secure; SameSite=Lax`,
    )
  })

  test('stays where it is if no browser would keep the cookie', async () => {
    const ids = Array.from({ length: 2000 }, (_, index) => scope.accessObj(blog.Post(index * 7919), 'read'))
    const large = tokens.generate(scope.union(read, ...ids))
    expect(large.length).toBeGreaterThan(4096)
    const response = await handle(ask({ path: `?token=${large}` }))
    expect([response.status, response.headers.get('set-cookie')]).toEqual([200, null])
    expect(response.headers.get('referrer-policy')).toBe('no-referrer')
  })

  test.each([
    ['/posts/42?token=x', './42'],
    ['/posts/42?a=1&token=x&b=2', './42?a=1&b=2'],
    ['/posts/42?%74oken=x&tokens=1', './42?tokens=1'],
    ['/posts/?token=x', './'],
    ['/?token=x', './'],
    ['//evil.example/?token=x', './'],
    ['//evil.example?token=x', './evil.example'],
    ['/\\evil.example?token=x', './\\evil.example'],
    ['/javascript:alert(1)?token=x', './javascript:alert(1)'],
    ['/a/b:c?token=x#f', './b:c'],
    ['https://example.com/posts/42?token=x', './42'],
    ['/x??token=x&token=y', './x??token=x'],
    ['/x?a=/../b&token=x', './x?a=/../b'],
  ])('%s is %s', (url, clean) => {
    expect(withoutParameter(url, 'token')).toBe(clean)
    const [base, target] = [
      new URL(url, 'https://example.com'),
      new URL(clean, new URL(url, 'https://example.com')),
    ]
    expect(target.origin).toBe(base.origin)
  })
})

describe('answers of handlers', () => {
  test('keep what they say of caching themselves', async () => {
    const response = await answered(new Response('', { headers: { 'Cache-Control': 'private, max-age=5' } }))
    expect(response.headers.get('cache-control')).toBe('private, max-age=5')
    expect(response.headers.get('referrer-policy')).toBe('no-referrer')
  })

  test('get their headers where they cannot be changed', async () => {
    const response = await answered(Response.redirect('https://example.com/other', 302))
    expect([response.status, response.headers.get('location')]).toEqual([302, 'https://example.com/other'])
    expect(response.headers.get('cache-control')).toBe('no-store')
  })
})

test('a name of a cookie is what the header says, without white space of other kinds around it', async () => {
  const guarded = requires(tokens, read, { cookie: '__Host-lk' }, answer)
  expect((await guarded(ask({ cookie: `a=1; \u00a0__Host-lk=${token}` }))).status).toBe(401)
  expect((await guarded(ask({ cookie: `a=1;\t __Host-lk=${token} ` }))).status).toBe(200)
})

test('a list that was required, and emptied since, is no open door', async () => {
  const list = [...read]
  const guarded = requires(tokens, list, answer)
  expect((await guarded(good())).status).toBe(200)
  list.length = 0
  await expect(guarded(good())).rejects.toMatchObject({ code: 'EMPTY_SCOPE' })
})

test('what a challenge would be too long for is not in it', async () => {
  const long = [2000, 100].map((length) => {
    const ids = Array.from({ length: length / 10 }, (_, index) =>
      scope.accessObj(blog.Post(index + 1e6), 'change'),
    )
    return requires(tokens, scope.union(...ids), answer)
  })
  const said = await Promise.all(
    long.map(async (guarded) => (await guarded(good())).headers.get('www-authenticate')),
  )
  expect(said[0]).toBe('Bearer error="insufficient_scope"')
  expect(said[1]).toMatch(/^Bearer error="insufficient_scope", scope="blog\.Post:1000000#change /)
})

test('what is hidden has no body and no type, or is answered by the program', async () => {
  const change = scope.accessObj(blog.Post(42), 'change')
  const hidden = await requires(tokens, change, { hideExistence: true }, answer)(good())
  expect([hidden.status, hidden.body, hidden.headers.get('content-type')]).toEqual([404, null, null])
  const asked: unknown[] = []
  const notFound = (request: Request): Response => {
    asked.push(request)
    return new Response('no such page', { status: 404 })
  }
  const request = good()
  const shown = await requires(tokens, change, { hideExistence: notFound }, answer)(request)
  expect([shown.status, await shown.text(), asked]).toEqual([404, 'no such page', [request]])
})

test('an answer that needs no headers is given on as it is', async () => {
  const own = new Response('mine')
  expect(await requires(tokens, read, () => own)(good())).toBe(own)
})

test.each([undefined, null, 'params', 5])('behind a request there may be %j', async (context) => {
  const guarded = requires(tokens, read, (_request, _pass, given: unknown) => Response.json([given ?? null]))
  expect(await (await guarded(good(), context)).json()).toEqual([context ?? null])
  const named = requires(tokens, (_request, param) => scope.parse(param('id')), answer)
  await expect((named as typeof guarded)(good(), context)).rejects.toMatchObject({
    code: 'UNKNOWN_PARAMETER',
  })
})

test.each([undefined, null, 'request', 5, {}, []])('%j has no pass', (request) => {
  expect(() => passOf(request as object)).toThrow(expect.objectContaining({ code: 'NO_PASS' }))
})

test.each([
  [{ query: '' }, 'query is a text'],
  [{ cookie: 5 }, 'cookie is a text'],
  [{ realm: '' }, 'realm is a text'],
  [{ moveToCookie: { path: '' }, query: 'a', cookie: 'b' }, 'path is a text'],
  [{ query: 'ä' }, 'query has a character'],
  [{ cookie: 'a b' }, 'cookie has a character'],
  [{ realm: '"' }, 'realm has a character'],
  [{ redeem: 'yes' }, 'redeem is true or false'],
  [{ hideExistence: 0 }, 'hideExistence is true or false'],
  [{ realm: 'a\\b' }, 'realm has a character'],
  [{ realm: '\u007f' }, 'realm has a character'],
  [{ realms: 'a' }, 'requires() has no option "realms"'],
  [{ moveToCookie: true, query: 'a' }, 'moveToCookie needs the names of both'],
  [{ moveToCookie: true, cookie: 'a' }, 'moveToCookie needs the names of both'],
  [{ moveToCookie: '/', query: 'a', cookie: 'b' }, "moveToCookie is true, or { path: '/…' }"],
  [{ moveToCookie: { paths: '/' }, query: 'a', cookie: 'b' }, 'moveToCookie has no option "paths"'],
])('what is wrong with %j is said by its name', (options, message) => {
  expect(() => requires(tokens, read, options as object, answer)).toThrow(message)
})

test.each([{ realm: ' ~' }, { moveToCookie: false }, { hideExistence: false, redeem: false }])(
  'with %j a guard is made',
  async (options) => {
    expect((await requires(tokens, read, options as object, answer)(good())).status).toBe(200)
  },
)

test('an upgrade behind a token in the address is answered as it is', async () => {
  const upgrade = Response.error()
  const guarded = requires(tokens, read, { query: 'token' }, () => upgrade)
  expect(await guarded(ask({ path: `?token=${token}` }))).toBe(upgrade)
})
