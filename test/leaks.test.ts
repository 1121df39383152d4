/**
 * No error, verdict, pass, inspection or instance shows a secret, a token or a tag, however it is written.
 *
 * Everything that the library gives is written in each way that a log might choose, and searched for each way that a secret might be
 * written. What `inspect()` is given is not searched for in what it gives, since it gives back what the token says.
 */
import { Buffer } from 'node:buffer'
import { inspect as show } from 'node:util'
import { serialize } from 'node:v8'
import { defineApp, inspect, keygen, latchkey, narrow, scope as pure } from 'latchkey'
import type { Limits, Scope, VerifyOptions } from 'latchkey'
import { expect, test } from 'vitest'

const blog = defineApp('blog', {
  Post: { id: 'int', permissions: ['read', 'change'] },
  Event: { id: 'bigint', permissions: ['read'] },
})
const start = 1_800_000_000_000
const secret = keygen()
const second = keygen(secret)
const perCall = keygen([secret, second])
const instance = latchkey({ secrets: [secret, second], apps: [blog], clock: () => start })
const { scope, tokens } = instance
const post = scope.accessObj(blog.Post(42), 'read')
const wide = scope.accessModel(blog.Post, 'read', 'change')

// ---------------------------------------------------------------- what must not be found

const bytesOfSecret = (text: string): Buffer => Buffer.from(text.slice(10, 53), 'base64url')
const tagOf = (token: string): Buffer => Buffer.from(token, 'base64url').subarray(-16)

const made: Record<string, string> = {
  plain: tokens.generate(post),
  wide: tokens.generate(wide),
  hour: tokens.generate(post, { expiresIn: '1h' }),
  bound: tokens.generate(post, { bind: ['a value that is bound'] }),
  salted: tokens.generate(post, { salt: 'invite' }),
  limited: tokens.generate(post, { uses: 3, subject: blog.Post(7) }),
  sealed: tokens.generate(post, { narrowable: false, subject: 'ann' }),
  other: tokens.generate(post, { key: perCall }),
  large: tokens.generate(scope.accessObj(blog.Event(2n ** 63n), 'read')),
  many: tokens.generate(
    pure.union(...Array.from({ length: 20 }, (_, id) => scope.accessObj(blog.Post(id), 'read'))),
  ),
}
made['narrowed'] = tokens.narrow(made['wide']!, { to: post, expiresIn: '1m' })
made['twice'] = tokens.narrow(made['narrowed'], { expiresIn: 30 })
const forged = Buffer.from(made['plain']!, 'base64url')
forged[forged.length - 1]! ^= 1
made['forged'] = forged.toString('base64url')
const issued = Object.values(made)
/** Tags that stand in no text any more are keys of those that do. */
const tags = issued.map(tagOf)
const secrets = [secret, second, perCall]

/** Ways to write bytes, whole or in part. */
function spellings(bytes: Buffer): string[] {
  const listed = [...bytes]
  return [
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    bytes.toString('base64').replaceAll('=', ''),
    bytes.toString('base64url'),
    listed.join(','),
    listed.join(', '),
    [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' '),
    bytes.toString('latin1'),
  ]
}
const windows = (text: string, size: number): string[] =>
  Array.from({ length: Math.max(text.length - size + 1, 0) }, (_, at) => text.slice(at, at + size))

const hidden = new Set<string>([
  ...issued,
  // The text of a tag, in any 8 characters; the first of them hold bits of what stands before it.
  ...issued.flatMap((token) => windows(token.slice(-21), 8)),
  ...tags.flatMap((tag) => [
    ...spellings(tag),
    ...spellings(tag.subarray(0, 8)),
    ...spellings(tag.subarray(8)),
  ]),
  ...tags.flatMap((tag) => [...windows(tag.toString('hex'), 12), ...windows(tag.toString('base64url'), 8)]),
  ...secrets,
  ...secrets.flatMap((text) => windows(text.slice(10), 8)),
  ...secrets.flatMap((text) => {
    const bytes = bytesOfSecret(text)
    return [...spellings(bytes), ...spellings(bytes.subarray(0, 16)), ...windows(bytes.toString('hex'), 12)]
  }),
])
const hiddenBytes = [...tags, ...secrets.map(bytesOfSecret)].flatMap((bytes) => [bytes, bytes.subarray(0, 8)])

// ---------------------------------------------------------------- how things are written

function texts(value: unknown): string[] {
  const written: string[] = []
  const add = (write: () => unknown): void => {
    try {
      const text = write()
      if (typeof text === 'string') written.push(text)
    } catch (error) {
      written.push(String(error))
    }
  }
  add(() => String(value))
  add(() => JSON.stringify(value))
  add(() => JSON.stringify(value, Object.getOwnPropertyNames(Object(value))))
  add(() => show(value))
  add(() =>
    show(value, {
      showHidden: true,
      depth: Infinity,
      showProxy: true,
      getters: true,
      maxArrayLength: null,
      maxStringLength: null,
    }),
  )
  add(() => show(structuredClone(value), { showHidden: true, depth: Infinity, getters: true }))
  add(() => Buffer.from(serialize(value)).toString('latin1'))
  if (value instanceof Error) {
    add(() => value.message)
    add(() => value.stack)
    add(() => show(value.cause, { showHidden: true, depth: Infinity }))
  }
  add(() => reached(value, new Set()).join('\n'))
  return written
}

/** Everything that can be reached by names, symbols, getters and classes; bytes as characters, functions as their source. */
function reached(value: unknown, seen: Set<unknown>, found: string[] = []): string[] {
  if (typeof value === 'string') found.push(value)
  else if (ArrayBuffer.isView(value))
    found.push(Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1'))
  else if ((typeof value !== 'object' && typeof value !== 'function') || value === null)
    found.push(String(value))
  else if (!seen.has(value)) {
    seen.add(value)
    if (typeof value === 'function') found.push(Function.prototype.toString.call(value))
    const prototype: unknown = Object.getPrototypeOf(value)
    // Getters of a class are asked on the instance, not on the prototype.
    const inherited = prototype === null || builtIn.has(prototype) ? [] : Reflect.ownKeys(prototype as object)
    for (const key of [...Reflect.ownKeys(value), ...inherited]) {
      found.push(String(key))
      let part: unknown
      try {
        part = Reflect.get(value, key)
      } catch (error) {
        part = String(error)
      }
      reached(part, seen, found)
    }
  }
  return found
}
const builtIn = new Set<unknown>(
  [Object, Function, Array, Error, Date, Map, Promise].map((owner) => owner.prototype),
)

function leaksOf(value: unknown): string[] {
  const found = new Set<string>()
  for (const text of texts(value)) {
    const bytes = Buffer.from(text, 'latin1')
    for (const one of hidden) if (text.includes(one)) found.add(one)
    for (const one of hiddenBytes) if (bytes.includes(one)) found.add(one.toString('hex'))
  }
  return [...found]
}
function outcomeOf(action: () => unknown): unknown {
  try {
    return action()
  } catch (error) {
    return error
  }
}

// ---------------------------------------------------------------- the scenarios

const requirements = [post, wide, scope.accessAll('read'), 'authentic', []] as const
const optionSets: VerifyOptions[] = [
  {},
  { salt: 'invite' },
  { bind: ['a value that is bound'] },
  { maxAge: 0 },
  { key: perCall },
  { key: [second, perCall] },
]
const misnamed: object = { [secret]: 1 }
const wrongCalls: Record<string, () => unknown> = {
  'a secret for a token': () => tokens.verify(secret, post),
  'a secret for an option': () => tokens.validate('', post, secret as VerifyOptions),
  'a secret for the name of an option': () => tokens.validate('', post, { [secret]: 1 }),
  'a secret for a salt that is too long': () => tokens.with({ salt: secret.repeat(9) }),
  'a secret for a duration': () => tokens.generate(post, { expiresIn: secret as '5s' }),
  'a secret for a subject': () => tokens.generate(post, { subject: [secret] as unknown as string }),
  'a secret for an id': () => blog.Post(secret),
  'a secret for a row': () => blog.Post({ id: secret, [secret]: secret }),
  'a secret for a permission': () => scope.accessModel(blog.Post, secret as 'read'),
  'a secret for a scope': () => tokens.generate(secret as unknown as Scope),
  'a secret for a notation': () => pure.parse(secret),
  'a secret for a path': () => scope.parse(`${secret}#read`),
  'a secret for a model': () => scope.parse(`blog.${secret}#read`),
  'a secret for a kind': () => defineApp('app', { Model: { id: secret as 'int' } }),
  'a secret for a declaration': () => defineApp('app', { Model: misnamed }),
  'a secret twice': () => latchkey({ secrets: [secret, secret], apps: [] }),
  'a secret with white space': () => latchkey({ secrets: ` ${secret}`, apps: [] }),
  'a secret that was cut': () => latchkey({ secrets: secret.slice(0, -1), apps: [] }),
  'a secret that was mistyped': () => latchkey({ secrets: `${secret.slice(0, -1)}_`, apps: [] }),
  'a secret without its prefix': () => latchkey({ secrets: secret.slice(10), apps: [] }),
  'a secret in bytes of its text': () => latchkey({ secrets: Buffer.from(secret), apps: [] }),
  'a part of a secret in bytes': () => latchkey({ secrets: bytesOfSecret(secret).subarray(1), apps: [] }),
  'a secret for the option of an instance': () => latchkey({ ...misnamed, secrets: secret, apps: [] }),
  'a secret for a clock': () => latchkey({ secrets: secret, apps: [], clock: secret as never }),
  'a secret for apps': () => latchkey({ secrets: secret, apps: [secret] as never }),
  'a secret for a ring of keygen': () => keygen(`${secret},`),
  'a secret to narrow': () => narrow(secret, { to: post }),
  'a token for an option': () => tokens.validate('', post, made['plain'] as VerifyOptions),
  'a token for the name of an option': () => tokens.generate(post, { [made['plain']!]: 1 }),
  'a token for an id': () => blog.Post(made['plain']!),
  'a token for a permission': () => scope.accessModel(blog.Post, made['plain'] as 'read'),
  'a token for a notation': () => scope.parse(`${made['plain']}#read`),
  'a token for a requirement': () => tokens.validate('', made['plain'] as 'authentic'),
  'a token for a secret': () => latchkey({ secrets: made['plain'], apps: [] }),
  'a token for a pass': () => tokens.generate(post, { within: made['plain'] as never }),
  'a token for limits': () => narrow(made['plain']!, made['wide'] as Limits),
  'a token that cannot be narrowed': () => narrow(made['sealed']!, { to: post }),
  'a token narrowed to nothing': () => narrow(made['plain']!, { to: [] }),
  'a damaged token narrowed': () => narrow(`${made['plain']}A`, { to: post }),
  'a token narrowed too often': () =>
    Array.from({ length: 17 }).reduce<string>((token) => narrow(token, { to: post }), made['plain']!),
}

test('what is searched for is found where it stands', () => {
  expect(leaksOf({ text: `x${made['plain']}x` })).not.toEqual([])
  expect(leaksOf([secret])).not.toEqual([])
  for (const bytes of [...tags, ...secrets.map(bytesOfSecret)]) {
    expect(leaksOf(new Error(bytes.toString('hex')))).not.toEqual([])
    expect(leaksOf({ held: new Uint8Array(bytes) })).not.toEqual([])
    expect(leaksOf({ held: [...bytes] })).not.toEqual([])
    expect(leaksOf(Object.defineProperty({}, 'held', { get: () => bytes.toString('base64') }))).not.toEqual(
      [],
    )
    expect(leaksOf(bytes.toString('base64url').slice(6, 15))).not.toEqual([])
  }
})

test('no instance shows a secret', () => {
  const fixed = tokens.with({ salt: 'invite', key: perCall, bind: ['a value that is bound'] })
  for (const part of [instance, scope, tokens, fixed, blog, blog.Post, blog.Post(42), keygen])
    expect(leaksOf(part)).toEqual([])
  expect(leaksOf(outcomeOf(() => Object.assign(tokens, { secret: 1 })))).toEqual([])
})

test('no verdict and no pass shows a secret, a token or a tag', () => {
  const seen = new Set<string>()
  for (const [name, token] of Object.entries(made)) {
    for (const required of requirements) {
      for (const options of optionSets) {
        const verdict = tokens.verify(token, required, options)
        seen.add(verdict.ok ? 'ok' : verdict.reason)
        // The ways of writing are many: the verdicts that differ are few.
        if (!verdict.ok && required !== post && required !== 'authentic') continue
        expect([name, ...leaksOf(verdict)]).toEqual([name])
      }
    }
  }
  for (const reason of ['ok', 'unknown-key', 'forged', 'insufficient', 'single-use'])
    expect(seen).toContain(reason)
})

test('no verdict of what is no token repeats what was sent', () => {
  const late = latchkey({ secrets: secret, apps: [], maxAge: '1h', clock: () => start + 7_200_000 }).tokens
  const early = latchkey({ secrets: secret, apps: [], clock: () => start - 61_000 }).tokens
  const sent = issued.flatMap((token) => [
    `${token}A`,
    ` ${token}`,
    token.slice(0, -1),
    `ll${token.slice(2)}`,
    `Bearer ${token}`,
  ])
  for (const token of [
    ...sent,
    ...secrets,
    `${secret},${second}`,
    bytesOfSecret(secret),
    { token: made['plain'] },
  ])
    expect(leaksOf(tokens.verify(token, post))).toEqual([])
  for (const token of issued) {
    expect(leaksOf(late.verify(token, 'authentic'))).toEqual([])
    expect(leaksOf(early.verify(token, 'authentic'))).toEqual([])
  }
})

test('a pass that was asked shows no tag either', () => {
  for (const token of [made['plain']!, made['twice']!, made['many']!, made['large']!]) {
    const required = token === made['plain'] ? post : 'authentic'
    const verdict = tokens.verify(token, required)
    if (!verdict.ok) throw new Error(verdict.detail)
    const { pass } = verdict
    const answers = [
      pass.allows(post),
      pass.objects(blog.Post, 'read'),
      pass.scope,
      pass.id,
      pass.rootId,
      outcomeOf(() => pass.required(blog.Post)),
      outcomeOf(() => pass.objects(blog.Post, 'fly' as 'read')),
      outcomeOf(() => tokens.generate(scope.accessAll('read'), { within: pass })),
    ]
    for (const answer of [pass, ...answers]) expect(leaksOf(answer)).toEqual([])
  }
})

test('no inspection shows a tag', () => {
  for (const token of issued) {
    const seen = inspect(token)
    expect(seen.ok).toBe(true)
    expect(leaksOf(seen)).toEqual([])
  }
  for (const token of [...issued.map((text) => `${text}A`), secret, `ll${made['plain']!.slice(2)}`])
    expect(leaksOf(inspect(token))).toEqual([])
})

test.each(Object.entries(wrongCalls))('no error shows %s', (_label, call) => {
  const outcome = outcomeOf(call)
  expect(typeof outcome).toBe('object')
  expect(leaksOf(outcome)).toEqual([])
})

test('an id of a pass is no tag, nor a part of one', () => {
  for (const token of [made['plain']!, made['wide']!, made['twice']!]) {
    const verdict = tokens.verify(token, 'authentic')
    if (!verdict.ok) throw new Error(verdict.detail)
    for (const id of [verdict.pass.id, verdict.pass.rootId]) {
      expect(tagOf(token).toString('hex')).not.toContain(id.slice(0, 8))
      // An id in the place of a tag makes no token.
      const bytes = Buffer.concat([Buffer.from(token, 'base64url').subarray(0, -16), Buffer.from(id, 'hex')])
      expect(tokens.validate(bytes.toString('base64url'), 'authentic')).toBe(false)
    }
  }
})
