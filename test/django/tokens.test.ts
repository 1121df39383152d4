/**
 * `djangoTokens`: the verbs of the core on Django's bytes, what the format cannot carry, and that no format is ever tried in turn.
 */
import fc from 'fast-check'
import { defineApp, inspect, keygen, latchkey, LatchkeyError, narrow, scope as free } from 'latchkey'
import type { Scope, Tokens } from 'latchkey'
import { djangoTokens, isDjangoToken, signing } from 'latchkey/django'
import { describe, expect, test } from 'vitest'
import { counterexample } from '../property/always.ts'
import { accepted } from './accepted.ts'
import { tables } from './tables.ts'

const secretKey = 'the SECRET_KEY of a site, which is long: 0123456789'
const start = Date.UTC(2026, 0, 1)
const clock = (): number => start

const blog = defineApp('blog', {
  Post: { id: 'int', permissions: ['read', 'blog.change_post'] },
  Comment: { id: 'bigint', permissions: ['read', 'blog.moderate'] },
  Tag: { id: 'string', permissions: ['read'] },
})
const shop = defineApp('shop', { OrderLine: { permissions: ['ship'] } })
const django = djangoTokens({ secretKey, apps: [blog, shop], tables, clock })
const { tokens, scope } = django
const secrets = keygen()
const own = latchkey({ secrets, apps: [blog, shop], clock })

const post = scope.accessObj(blog.Post(42), 'read', 'blog.change_post')
const token = tokens.generate(post)

describe('a pass', () => {
  const all = scope.union(
    post,
    scope.accessObj(blog.Post(7), 'read'),
    scope.accessModel(blog.Comment, 'read'),
    scope.accessApp(shop, 'ship'),
  )
  const verdict = tokens.verify(tokens.generate(all), post)
  if (!verdict.ok) throw new Error(verdict.detail)
  const { pass } = verdict

  test('says what the token grants, by the names that are declared', () => {
    expect(pass.scope).toEqual([
      { app: 'blog', model: 'Comment', permissions: ['read'] },
      { app: 'blog', model: 'Post', id: 7, permissions: ['read'] },
      { app: 'blog', model: 'Post', id: 42, permissions: ['blog.change_post', 'read'] },
      { app: 'shop', permissions: ['ship'] },
    ])
    expect(pass.issuedAt).toEqual(new Date(start))
    expect([pass.expiresAt, pass.subject]).toEqual([undefined, undefined])
  })

  test('answers further questions', () => {
    expect(pass.allows(scope.accessObj(blog.Post(7), 'read'))).toBe(true)
    expect(pass.allows(scope.accessObj(blog.Post(8), 'read'))).toBe(false)
    expect(pass.allows(scope.accessObj(blog.Comment('5'), 'read'))).toBe(true)
    expect(pass.allows(scope.accessObj(shop.OrderLine('x'), 'ship'))).toBe(true)
    expect(pass.objects(blog.Post, 'read')).toEqual({ kind: 'some', ids: [7, 42] })
    expect(pass.objects(blog.Comment, 'read')).toEqual({ kind: 'all' })
    expect(pass.objects(blog.Tag, 'read')).toEqual({ kind: 'none' })
    expect(pass.required(blog.Post)).toEqual(blog.Post(42))
  })

  test('has an id that is no part of the token, the same for the same token', () => {
    const again = tokens.verify(token, 'authentic')
    const other = tokens.verify(tokens.generate(post, { salt: 'x' }), 'authentic', { salt: 'x' })
    if (!again.ok || !other.ok) throw new Error('refused')
    expect(again.pass.id).toMatch(/^[0-9a-f]{32}$/)
    expect(again.pass.id).toBe(again.pass.rootId)
    expect(again.pass.id).not.toBe(other.pass.id)
    expect(tokens.inspect(token)).toMatchObject({ unverifiedId: again.pass.id })
    expect(token).not.toContain(again.pass.id)
  })

  test('mints a token of the new kind inside what the old one grants', () => {
    const minted = own.tokens.generate(post, { within: pass, expiresIn: '7d' })
    expect(own.tokens.validate(minted, post)).toBe(true)
    expect(() => own.tokens.generate(scope.accessAll('ship'), { within: pass })).toThrow(LatchkeyError)
    const back = tokens.generate(post, { within: pass })
    expect(tokens.validate(back, post)).toBe(true)
    expect(() => tokens.generate(scope.accessModel(blog.Post, 'read'), { within: pass })).toThrow(
      LatchkeyError,
    )
    const dying = own.tokens.verify(minted, post)
    expect(() => tokens.generate(post, { within: dying.ok ? dying.pass : pass })).toThrow(LatchkeyError)
    expect(() => tokens.generate(post, { within: { ...pass } })).toThrow(LatchkeyError)
  })
})

describe('a refusal', () => {
  test('has a reason, and what is missing', () => {
    const asked = scope.union(post, scope.accessModel(blog.Tag, 'read'))
    expect(tokens.verify(token, asked)).toMatchObject({
      ok: false,
      reason: 'insufficient',
      missing: [{ app: 'blog', model: 'Tag', permissions: ['read'] }],
    })
    expect(tokens.verify(token, post, { key: 'another' })).toMatchObject({ ok: false, reason: 'forged' })
    expect(tokens.verify(token, post, { salt: 'another' })).toMatchObject({ ok: false, reason: 'forged' })
    expect(tokens.verify(token.slice(1), post)).toMatchObject({ ok: false, reason: 'forged' })
    expect(tokens.verify(token.slice(0, -1), post)).toMatchObject({ ok: false, reason: 'malformed' })
  })

  test('and an error have no token, signature or key in them', () => {
    const texts = [
      JSON.stringify(tokens.verify(`${token.slice(0, -1)}A`, post)),
      JSON.stringify(tokens.inspect(`${token}x`)),
    ]
    for (const wrong of [
      () => tokens.generate(post, { [token]: 1 }),
      () => tokens.generate(post, { key: [secretKey, ''] }),
      () => tokens.narrow(token, {}),
      () => djangoTokens({ secretKey, apps: [], serializer: secretKey as 'basic' }),
    ]) {
      try {
        wrong()
        texts.push(secretKey)
      } catch (error) {
        texts.push(String((error as Error).stack).split('\n')[0]!, JSON.stringify(error))
      }
    }
    for (const text of texts)
      for (const hidden of [secretKey, ...token.split(':')]) expect(text).not.toContain(hidden)
  })
})

const payload = (made: string): string => Buffer.from(made.split(':')[0]!, 'base64url').toString()

const by = (serializer?: 'basic' | 'contenttypes' | 'auth' | 'both'): string =>
  payload(
    djangoTokens({ secretKey, apps: [blog], tables, ...(serializer && { serializer }) }).tokens.generate(
      post,
    ),
  )

describe('names', () => {
  test('blog.Post is blog.post of Django, whoever writes it', () => {
    expect(tokens.inspect(token)).toMatchObject({
      numbered: true,
      unverifiedScope: [{ app: 'blog', model: 'Post', id: 42 }],
    })
    const plain = djangoTokens({ secretKey, apps: [blog], clock })
    const named = plain.tokens.generate(post)
    expect(Buffer.from(named.split(':')[0]!, 'base64url').toString()).toBe(
      '[[["blog","post",42],["read","blog.change_post"]]]',
    )
    expect(plain.tokens.validate(named, post)).toBe(true)
    // Handles that are not registered stand for Django's models all the same.
    const other = defineApp('blog', { post: {} })
    expect(plain.tokens.validate(named, free.accessObj(other.post(42), 'read'))).toBe(true)
    const tag = defineApp('tags', { TagGroup: {} })
    const grouped = plain.tokens.generate(free.accessModel(tag.TagGroup, 'read'))
    expect(plain.tokens.validate(grouped, free.accessModel(tag.TagGroup, 'read'))).toBe(true)
  })

  test('a model that a token writes in capitals is no model of Django', () => {
    const forged = signing.dumps([[['blog', 'Post', 42], ['read']]], {
      key: secretKey,
      salt: 'access_tokens.token:1.0.0:1.0.0',
    })
    expect(tokens.validate(forged, scope.accessObj(blog.Post(42), 'read'))).toBe(false)
    expect(tokens.verify(forged, 'authentic').ok).toBe(true)
  })

  test('the serializer is both where there are tables, and basic where there are none', () => {
    expect(by()).toBe('[[[83,42],["read",206]]]')
    expect([by('both'), by('contenttypes'), by('auth'), by('basic')]).toEqual([
      by(),
      '[[[83,42],["read","blog.change_post"]]]',
      '[[["blog","post",42],["read",206]]]',
      '[[["blog","post",42],["read","blog.change_post"]]]',
    ])
    for (const serializer of ['contenttypes', 'auth', 'both'] as const)
      expect(() => djangoTokens({ secretKey, apps: [], serializer })).toThrow(LatchkeyError)
    expect(() => tokens.generate(free.accessModel(defineApp('x', { Y: {} }).Y, 'z'))).toThrow(LatchkeyError)
  })
})

describe('what the format cannot carry', () => {
  const uncarried = {
    expiresIn: '7d',
    expiresAt: new Date(start + 1e6),
    subject: 'ann',
    singleUse: true,
    uses: 2,
    unique: true,
    bind: [1],
    narrowable: false,
  }
  test.each(Object.entries(uncarried))('%s throws', (name, value) => {
    const options: object = { [name]: value }
    for (const say of [
      () => tokens.generate(post, options),
      () => tokens.validate(token, post, options),
      () => tokens.verify(token, post, options),
      () => tokens.with(options),
    ])
      expect(say).toThrow(
        expect.objectContaining({ code: 'INVALID_OPTION', message: expect.stringContaining(name) }),
      )
  })

  test('narrowing throws, and so do counting and revoking', async () => {
    expect(() => tokens.narrow(token, { to: post })).toThrow(
      expect.objectContaining({ code: 'SEALED_TOKEN' }),
    )
    expect(() => narrow(token, { to: post })).toThrow(expect.objectContaining({ code: 'MALFORMED_TOKEN' }))
    const loose = tokens as unknown as Record<'redeem' | 'redeemVerdict' | 'revoke', () => Promise<unknown>>
    for (const verb of ['redeem', 'redeemVerdict', 'revoke'] as const)
      await expect(loose[verb]()).rejects.toMatchObject({ code: 'STORE_REQUIRED' })
  })

  test('an option is never ignored', () => {
    const wrong: (() => unknown)[] = [
      () => tokens.generate(post, { maxAge: 5 } as object),
      () => tokens.generate(post, { salt: undefined } as object),
      () => tokens.validate(token, post, { compress: true } as object),
      () => tokens.validate(token, post, { maxage: 5 } as object),
      () => tokens.with({ salt: 5 } as unknown as { salt: string }),
      () =>
        djangoTokens({ secretKey, apps: [], misspelled: 1 } as unknown as { secretKey: string; apps: [] }),
      () => djangoTokens({ secretKey, apps: [], tables: {} as typeof tables }),
      () => djangoTokens({ secretKey, apps: [], tables: { ...tables, permissions: [{ id: 1.5 } as never] } }),
      () => djangoTokens({ secretKey, apps: [], fallbacks: 'x' as unknown as string[] }),
      () => djangoTokens({ secretKey, apps: undefined as unknown as [] }),
      () => djangoTokens({ secretKey, apps: [], clock: 5 as unknown as () => number }),
      () => djangoTokens({ secretKey, apps: [], clock: () => NaN }).tokens.generate(post),
    ]
    expect(accepted(wrong)).toEqual([])
    expect(() => djangoTokens({ secretKey: undefined, apps: [] })).toThrow(
      expect.objectContaining({ code: 'WEAK_SECRET' }),
    )
  })
})

describe('said once', () => {
  test('with() says salt, key and age for all calls, and a call says otherwise', () => {
    const links = tokens.with({ salt: 'links', maxAge: '1h' })
    const link = links.generate(post)
    expect([links.validate(link, post), tokens.validate(link, post), links.validate(token, post)]).toEqual([
      true,
      false,
      false,
    ])
    expect(links.validate(token, post, { salt: 'access_tokens.token' })).toBe(true)
    const tenant = links.with({ key: 'tenant' })
    expect(tenant.validate(tenant.generate(post), post)).toBe(true)
    expect(links.validate(tenant.generate(post), post)).toBe(false)
    expect(tenant.validate(links.generate(post), post, { key: secretKey })).toBe(true)
    const later = djangoTokens({
      secretKey,
      apps: [blog],
      tables,
      clock: () => start + 7_200_000,
      maxAge: '1d',
    })
    expect(later.tokens.validate(token, post)).toBe(true)
    expect(later.tokens.with({ maxAge: '1h' }).validate(token, post)).toBe(false)
    expect(later.tokens.with({ maxAge: '1h' }).validate(token, post, { maxAge: '3h' })).toBe(true)
    // The ceiling of the instance is lifted by nothing.
    const low = djangoTokens({
      secretKey,
      apps: [blog],
      tables,
      clock: () => start + 7_200_000,
      maxAge: '1h',
    })
    expect(low.tokens.validate(token, post, { maxAge: '3h' })).toBe(false)
  })

  test('secrets are copied: who writes over them changes nothing', () => {
    const bytes = new Uint8Array(32).fill(7)
    const list = [bytes]
    const one = djangoTokens({ secretKey: bytes, apps: [blog], tables, clock }).tokens
    const other = tokens.with({ key: list })
    bytes.fill(8)
    list.length = 0
    const right = tokens.with({ key: new Uint8Array(32).fill(7), salt: 'x' }).generate(post)
    expect(one.with({ salt: 'x' }).validate(right, post)).toBe(true)
    expect(other.with({ salt: 'x' }).validate(right, post)).toBe(true)
  })

  test('SHA-1 is read and made only where it is named', () => {
    const old = djangoTokens({ secretKey, apps: [blog], tables, clock, algorithm: 'sha1' }).tokens
    const both = djangoTokens({ secretKey, apps: [blog], tables, clock, sha1: true }).tokens
    const made = old.generate(post)
    expect([
      tokens.validate(made, post),
      both.validate(made, post),
      both.validate(token, post),
      old.validate(token, post),
    ]).toEqual([false, true, true, false])
    expect(both.generate(post)).toBe(token)
    expect(isDjangoToken(made)).toBe(true)
  })
})

describe('two formats', () => {
  const read = scope.accessObj(blog.Post(42), 'read')
  const made: Record<string, string> = {
    'a token of latchkey': own.tokens.generate(read),
    'a token of latchkey, narrowed': narrow(own.tokens.generate(read), { to: read }),
    'a token of Django': token,
    'a token of Django, compressed': tokens.generate(
      Array.from({ length: 30 }, () => read[0]!),
      { compress: true },
    ),
    'a signed text': signing.Signer({ key: secretKey }).sign('x'),
    'a signed value': signing.dumps([[[], ['read']]], { key: secretKey }),
    'a key text': secrets,
    'a JSON web token': 'eyJhbGciOiJub25lIn0.eyJzdWIiOiI0MiJ9.',
  }
  const verifiers: Record<string, (text: string) => boolean> = {
    'a token of latchkey': (text) => own.tokens.verify(text, 'authentic').ok,
    'a token of Django': (text) => tokens.verify(text, 'authentic').ok,
    'a signed text': (text) => signing.Signer({ key: secretKey }).unsign(text).ok,
    'a signed value': (text) => signing.loads(text, { key: secretKey }).ok,
  }
  test.each(Object.keys(made))('%s is accepted by its own verifier and by no other', (name) => {
    for (const [verifier, verify] of Object.entries(verifiers))
      expect([verifier, verify(made[name]!)]).toEqual([verifier, name.split(',')[0] === verifier])
  })

  test('are told apart by their syntax', () => {
    const isDjango = Object.keys(made).filter((name) => isDjangoToken(made[name]))
    expect(isDjango).toEqual(['a token of Django', 'a token of Django, compressed', 'a signed value'])
    for (const no of [
      undefined,
      null,
      5,
      {},
      [token],
      '',
      ':',
      '::',
      `:${token}`,
      `${token}=`,
      ` ${token}`,
      `${token}\n`,
      token.replace(':', '::'),
      token.replaceAll(':', '.'),
      `é${token}`,
      token.slice(0, -1),
      new String(token),
    ])
      expect(isDjangoToken(no)).toBe(false)
    const either = (text: unknown): boolean =>
      (isDjangoToken(text) ? tokens : own.tokens).validate(text, read)
    expect([either(token), either(own.tokens.generate(read)), either(undefined), either('x')]).toEqual([
      true,
      true,
      false,
      false,
    ])
    expect(isDjangoToken(`:1:${'A'.repeat(43)}`)).toBe(false)
    // Nothing is inflated: what no zlib could read is shown as compressed.
    expect(tokens.inspect(`.AAAA:1:${'A'.repeat(43)}`)).toMatchObject({ ok: true, compressed: true })
    expect(inspect(token).ok).toBe(false)
    expect(tokens.inspect(own.tokens.generate(read)).ok).toBe(false)
  })

  test('a program that makes and checks tokens of the core takes those of Django', () => {
    const verbs: Pick<Tokens, 'generate' | 'validate' | 'verify' | 'narrow'> = tokens
    expect(verbs.validate(token, read)).toBe(true)
  })
})

test('whatever a stranger sends is answered', () => {
  const sent = fc.oneof(
    fc.anything({ withBigInt: true, withNullPrototype: true, withTypedArray: true }),
    fc.string({ unit: 'binary' }),
    fc.array(fc.constantFrom(...token, ':', '.', '-')).map((list) => list.join('')),
  )
  const broken = counterexample(sent, (text) => {
    if (text === token) return true
    const verdict = tokens.verify(text, read42)
    return !verdict.ok && !tokens.validate(text, 'authentic') && typeof tokens.inspect(text).ok === 'boolean'
  })
  expect(broken).toBeUndefined()
})
const read42: Scope = scope.accessObj(blog.Post(42), 'read')

test('of 20 tokens no substitution, insertion, deletion or exchange of characters is accepted', () => {
  let variants = 0
  const wrong: string[] = []
  const alphabet = 'ABCXYZabcxyz0189-_:.=+/ \n\0é\u0156\ud83d'
  for (let id = 0; id < 20; id++) {
    const made = tokens.generate(scope.accessObj(blog.Post(id), 'read'), id % 4 === 0 ? { salt: 'x' } : {})
    const options = id % 4 === 0 ? { salt: 'x' } : {}
    const all = new Set<string>()
    for (let at = 0; at <= made.length; at++) {
      const [head, tail] = [made.slice(0, at), made.slice(at)]
      all
        .add(head)
        .add(tail)
        .add(head + tail.slice(1))
        .add(head + (tail[1] ?? '') + (tail[0] ?? '') + tail.slice(2))
      for (const character of alphabet) all.add(head + character + tail).add(head + character + tail.slice(1))
    }
    all.delete(made)
    variants += all.size
    for (const text of all) if (tokens.validate(text, 'authentic', options)) wrong.push(text)
  }
  expect(variants).toBeGreaterThan(50_000)
  expect(wrong).toEqual([])
})

const decisions = (): unknown[] => [
  tokens.generate(post),
  tokens.validate(token, post),
  tokens.validate(token, scope.accessAll('read')),
  tokens.validate(`${token}x`, post),
  tokens.verify(token, 'authentic').ok,
  signing.loads(signing.dumps({ a: [1] }, { key: secretKey, clock }), { key: secretKey }).ok,
  djangoTokens({ secretKey, apps: [blog], clock }).tokens.generate(post),
]

test('what somebody put on every object changes no decision', () => {
  const names = [
    'key',
    'salt',
    'fallbacks',
    'sha1',
    'maxAge',
    'algorithm',
    'tables',
    'inflate',
    'get',
    'value',
    'ok',
    'compress',
    'app',
    'model',
    'id',
    'permissions',
    'serializer',
    'sep',
    'toJSON',
  ]
  const before = decisions()
  for (const name of names) {
    // oxlint-disable-next-line no-extend-native
    Object.defineProperty(Object.prototype, name, {
      value: () => 'polluted',
      configurable: true,
      writable: true,
    })
    let after: unknown[]
    try {
      after = decisions()
    } finally {
      delete (Object.prototype as unknown as Record<string, unknown>)[name]
    }
    expect([name, after]).toEqual([name, before])
  }
})
