/**
 * Every code of LatchkeyError, reached by a program that provokes it; and what an error is.
 */
import { globSync, readFileSync } from 'node:fs'
import { defineApp, keygen, latchkey, LatchkeyError, lockOf, narrow, scope } from 'latchkey'
import type { LatchkeyErrorCode, Pass, Scope } from 'latchkey'
import { djangoTokens, loadTables, signing } from 'latchkey/django'
import { memoryStore } from 'latchkey/memory'
import { sqliteStore } from 'latchkey/sqlite'
import { passOf as passOfRequest, requires } from 'latchkey/fetch'
import { permitted, sql } from 'latchkey/sql'
import { describe, expect, test } from 'vitest'

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })
const notes = defineApp('notes', { Note: {} })
const secret = keygen()
const known = latchkey({ secrets: secret, apps: [blog] })
const { tokens } = known
const read = known.scope.accessObj(blog.Post(42), 'read')
const loose = known.scope as unknown as typeof scope
type Stored = Record<'redeem' | 'redeemVerdict' | 'revoke', (...given: unknown[]) => Promise<unknown>>
const stored = tokens as unknown as Stored

function passOf(granted: Scope): { readonly within: Pass } {
  const verdict = tokens.verify(tokens.generate(granted, { expiresIn: '1h' }), 'authentic')
  if (!verdict.ok) throw new Error(verdict.detail)
  return { within: verdict.pass }
}

const request = new Request('https://example.com/', {
  headers: { Authorization: `Bearer ${tokens.generate(read)}` },
})
const handler = (): Response => new Response('let through')
const closedStore = memoryStore()
await closedStore.close()
const django = djangoTokens({ secretKey: 'that of a site', apps: [blog] }).tokens

const misspelled: object = { permission: ['read'] }

/** Programs by the code that they provoke. A code without a row does not compile, nor does a row without a code. */
const programs: Readonly<Record<LatchkeyErrorCode, readonly (() => unknown)[]>> = {
  WEAK_SECRET: [
    () => latchkey({ secrets: undefined, apps: [] }),
    () => latchkey({ secrets: 'hunter2', apps: [] }),
    () => tokens.generate(read, { key: '' }),
    () => tokens.validate('', read, { key: new Uint8Array(31) }),
    () => tokens.with({ key: [] }),
    () => keygen('hunter2'),
    () => djangoTokens({ secretKey: undefined, apps: [] }),
    () => signing.Signer({ key: '' }),
  ],
  DUPLICATE_KEY: [
    () => latchkey({ secrets: [secret, secret], apps: [] }),
    () => tokens.with({ key: `${secret},${secret}` }),
    () => keygen([secret, secret]),
  ],
  LOCK_OUT_OF_DATE: [
    () => latchkey({ secrets: secret, apps: [blog], lock: lockOf([]) }),
    () => latchkey({ secrets: secret, apps: [blog, notes], lock: lockOf([blog]) }),
  ],
  INVALID_APP: [
    () => defineApp('', {}),
    () => defineApp('blog', { Post: { id: 'number' as 'int' } }),
    () => defineApp('blog', { Post: {}, post: {} }),
    () => latchkey({ secrets: secret, apps: [blog, blog] }),
  ],
  UNKNOWN_APP: [
    () => latchkey({ secrets: secret, apps: [{ ...blog }] }),
    () => loose.accessObj(notes.Note(1), 'read'),
    () => loose.accessModel(notes.Note, 'read'),
    () => loose.accessApp(notes, 'read'),
    () => loose.parse('notes#read'),
    () => scope.accessApp('blog' as unknown as typeof blog, 'read'),
    () => {
      const tables = { contentTypes: [], permissions: [] }
      return djangoTokens({ secretKey: 'x', apps: [blog], tables }).tokens.generate(read)
    },
  ],
  INVALID_ID: [
    () => blog.Post(NaN),
    () => blog.Post('5abc'),
    () => blog.Post(undefined as unknown as number),
    () =>
      scope.accessObj(
        { app: 'blog', model: 'Post', id: 42 } as unknown as ReturnType<typeof blog.Post>,
        'read',
      ),
    () => scope.accessObj(Object.create(Object.getPrototypeOf(blog.Post(1)) as object) as never, 'read'),
    () => known.scope.parse('blog.Post:x#read'),
  ],
  UNKNOWN_PERMISSION: [
    () => known.scope.accessObj(blog.Post(1), 'fly' as 'read'),
    () => known.scope.accessAll('fly' as 'read'),
    () => scope.accessModel(blog.Post, 'fly' as 'read'),
    () => known.scope.parse('blog.Post#fly'),
  ],
  INVALID_SCOPE: [
    () => tokens.generate(undefined as unknown as Scope),
    () => tokens.validate('', [{ permissions: ['read'], id: 5 }] as unknown as Scope),
    () => tokens.narrow(tokens.generate(read), { to: [] }),
    () => scope.accessModel(blog as unknown as typeof blog.Post, 'read'),
    () => scope.accessAll(''),
    () => passOf(read).within.required(blog.Post),
  ],
  INVALID_NOTATION: [
    () => scope.parse('blog.Post:42'),
    () => known.scope.parse('*#read  *#read'),
    () => scope.parse(undefined as unknown as string),
  ],
  EMPTY_SCOPE: [
    () => requires(tokens, [], handler),
    () => requires(tokens, [...read, { permissions: [] }] as unknown as Scope, handler),
    () => requires(tokens, '' as unknown as Scope, handler),
    () => requires(tokens, undefined as unknown as Scope, handler),
    () => requires(tokens, () => ({}) as unknown as Scope, handler)(request),
    ...['', undefined, null, [], {}].flatMap((none) => [
      () => permitted(passOf(read).within, [], blog.Post, none as 'read'),
      () => sql(passOf(read).within, blog.Post, none as 'read', { dialect: 'sqlite' }),
    ]),
  ],
  EXCEEDS_PASS: [
    () => tokens.generate(known.scope.accessAll('read'), { ...passOf(read), expiresIn: '1m' }),
    () => tokens.generate(read, { ...passOf(read), expiresIn: '1d' }),
    () => tokens.generate(read, passOf(read)),
  ],
  INVALID_OPTION: [
    () => tokens.generate(read, { expiresIn: '0s' }),
    () => tokens.validate('', read, { maxage: 5 } as unknown as { maxAge: 5 }),
    () => tokens.with({ salt: undefined as unknown as string }),
    () => narrow(tokens.generate(read), {}),
    () => latchkey({ secrets: secret, apps: [], clock: 5 as unknown as () => number }),
    () => latchkey({ secrets: secret, apps: [], clock: () => NaN }).tokens.generate(read),
    () => defineApp('blog', { Post: misspelled }),
    () => django.generate(read, { expiresIn: '7d' } as object),
    () => loadTables(() => 'no rows'),
  ],
  MALFORMED_TOKEN: [
    () => narrow('no token', { to: read }),
    () => tokens.narrow(undefined as unknown as string, { to: read }),
    () => narrow(secret, { to: read }),
  ],
  SEALED_TOKEN: [
    () => narrow(tokens.generate(read, { narrowable: false }), { to: read }),
    () => tokens.narrow(tokens.generate(read, { narrowable: false }), { expiresIn: '1h' }),
    () => django.narrow(django.generate(read), { to: read }),
  ],
  TOO_LARGE: [
    () =>
      tokens.generate(Array.from({ length: 4097 }, (_, id) => scope.accessObj(blog.Post(id), 'read')[0]!)),
    () =>
      Array.from({ length: 17 }).reduce<string>(
        (token) => narrow(token, { to: read }),
        tokens.generate(read),
      ),
    () => signing.dumps('x'.repeat(65_536), { key: 'x' }),
  ],
  UNKNOWN_PARAMETER: [
    () => requires(tokens, (_request, param) => scope.parse(param('id')), handler)(request),
    () => requires((_request, param) => tokens.with({ salt: param('tenant') }), read, handler)(request),
  ],
  NO_PASS: [
    () => passOfRequest(request),
    ...[undefined, read, { ok: true }, { ...passOf(read).within }].flatMap((none) => [
      () => permitted(none as unknown as Pass, [], blog.Post, 'read'),
      () => sql(none as unknown as Pass, blog.Post, 'read', { dialect: 'sqlite' }),
    ]),
  ],
  STORE_REQUIRED: [
    () => requires(tokens, read, { redeem: true as false }, handler),
    () => requires(() => tokens, read, { redeem: true as false }, handler)(request),
    () => stored.redeem('', read),
    () => stored.redeemVerdict('', read),
    () => stored.revoke(blog.Post(42)),
    () => (tokens.with({ salt: 'a' }) as unknown as Stored).revoke('all'),
    () => (django as unknown as Stored).revoke('all'),
  ],
  STORE_UNAVAILABLE: [() => closedStore.changes(undefined, 1), () => closedStore.prune(0)],
}
const codes = Object.keys(programs) as LatchkeyErrorCode[]

async function failureOf(program: () => unknown): Promise<unknown> {
  try {
    await program()
    return undefined
  } catch (error) {
    return error
  }
}

describe.each(codes)('%s', (code) => {
  test.each(
    programs[code].map((program): [string, () => unknown] => [String(program).slice(6, 90), program]),
  )('is thrown by %s', async (_label, program) => {
    const error = await failureOf(program)
    expect(error).toBeInstanceOf(LatchkeyError)
    expect(error).toMatchObject({ name: 'LatchkeyError', code })
  })

  test('comes with a sentence that says what is wrong, and not only its code', async () => {
    for (const program of programs[code]) {
      const { message } = (await failureOf(program)) as LatchkeyError
      expect(message).toMatch(/^\S.{20,}$/)
      expect(message).not.toContain(code)
    }
  })

  test('is told in the documentation', () => {
    const files = ['README.md', ...globSync('docs/**/*.md')]
    expect(files.filter((file) => readFileSync(file, 'utf8').includes(`\`${code}\``))).not.toEqual([])
  })
})

test('the documentation tells of no code that there is not', () => {
  const told = [...readFileSync('docs/errors.md', 'utf8').matchAll(/^\| `([A-Z_]+)` \|/gm)].map(
    ([, code]) => code!,
  )
  expect(told.toSorted((one, other) => one.localeCompare(other))).toEqual(
    codes.toSorted((one, other) => one.localeCompare(other)),
  )
})

test('the codes of the source are those of the table', () => {
  const source = readFileSync('src/errors.ts', 'utf8')
  const written = [...source.matchAll(/^ {2}\| '([A-Z_]+)'/gm)].map(([, code]) => code)
  expect(written).toEqual(codes)
})

test('the status is 400 for a text that is no id, 503 for a store, and 500 for all the rest', async () => {
  for (const code of codes) {
    for (const program of programs[code]) {
      const { status, message } = (await failureOf(program)) as LatchkeyError
      const isText = code === 'INVALID_ID' && /5abc|Post:x/.test(String(program))
      expect([message, status]).toEqual([message, isText ? 400 : code === 'STORE_UNAVAILABLE' ? 503 : 500])
    }
  }
})

test('an error is an Error with a stack, and says what it is as JSON and as text', async () => {
  const error = (await failureOf(() => blog.Post('5abc'))) as LatchkeyError
  expect(error).toBeInstanceOf(Error)
  expect(Object.prototype.toString.call(error)).toBe('[object Error]')
  expect(error.stack).toContain(`LatchkeyError: ${error.message}`)
  expect(String(error)).toBe(`LatchkeyError: ${error.message}`)
  expect(JSON.parse(JSON.stringify(error))).toMatchObject({ code: 'INVALID_ID', status: 400 })
  expect(Object.keys(error).every((key) => ['name', 'code', 'status', 'cause'].includes(key))).toBe(true)
})

test('an error has a cause where another error led to it, and no such property elsewhere', async () => {
  const file = 'no/such/folder/store.sqlite'
  expect(await failureOf(() => sqliteStore(file, { create: true }))).toMatchObject({
    code: 'STORE_UNAVAILABLE',
    cause: expect.any(Error) as unknown,
  })
  expect(await failureOf(() => closedStore.prune(0))).not.toHaveProperty('cause')
})

test('a stranger provokes none of them: every token is answered by a reason', async () => {
  const sent: unknown[] = [
    undefined,
    null,
    '',
    'lk',
    secret,
    tokens.generate(read),
    {},
    [],
    5,
    'x'.repeat(10_000),
  ]
  for (const token of sent) {
    for (const ask of [
      () => tokens.validate(token, read),
      () => tokens.verify(token, 'authentic'),
      () => tokens.inspect(token),
    ])
      expect(await failureOf(ask)).toBe(undefined)
  }
})
