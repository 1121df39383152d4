/**
 * The secrets: which are refused when an instance is made, which sign and which verify, and what an instance is.
 */
import { createSecretKey, generateKeyPairSync, randomBytes, webcrypto } from 'node:crypto'
import fc from 'fast-check'
import { defineApp, inspect, keygen, latchkey, LatchkeyError } from 'latchkey'
import type { Scope, Secrets } from 'latchkey'
import { describe, expect, test } from 'vitest'

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })
const make = (secrets: unknown): ReturnType<typeof latchkey<readonly []>> =>
  latchkey({ secrets: secrets as Secrets, apps: [] })

function errorOf(action: () => unknown): LatchkeyError | undefined {
  try {
    action()
    return undefined
  } catch (error) {
    if (error instanceof LatchkeyError) return error
    throw error
  }
}
const read = [{ app: 'blog', model: 'Post', id: 42, permissions: ['read'] }] as unknown as Scope
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

// ---------------------------------------------------------------- bad secrets

/** The secret of README.md: everybody has read it. */
const printed = 'lksecret1_UZwAiJ-Wy_FAcRJD8pqb_j_sNQgOGJ9zkchnFyMIJxQgDnMRf'
/** Two neighbors differ, so that they can be swapped. */
let good = keygen()
while (good[20] === good[21]) good = keygen()
const phrase = 'wallaby quokka dingo numbat bilby kowari'
const hex = randomBytes(32).toString('hex')
const base64 = randomBytes(32).toString('base64')
const base64url = randomBytes(48).toString('base64url')
const ed25519 = generateKeyPairSync('ed25519')
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const spki = (key: typeof ed25519.publicKey): Buffer => key.export({ type: 'spki', format: 'der' })
const pem = ed25519.publicKey.export({ type: 'spki', format: 'pem' }) as string
const privatePem = ed25519.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
const rsaPem = rsa.publicKey.export({ type: 'pkcs1', format: 'pem' }) as string
const jwk = ec.publicKey.export({ format: 'jwk' })
const octJwk = createSecretKey(randomBytes(32)).export({ format: 'jwk' })
const bytesOf = (text: string): Buffer => Buffer.from(text.slice(10, 53), 'base64url')
const swapped = (text: string, at: number): string =>
  text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1)
const padded = (text: string, length: number): Uint8Array => {
  const bytes = new Uint8Array(length)
  bytes.set(utf8(text))
  return bytes
}
const repeated = (unit: Uint8Array, length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, index) => unit[index % unit.length]!)

const bad: readonly (readonly [label: string, secrets: unknown])[] = [
  ['undefined, as from an unset variable', undefined],
  ['null', null],
  ['0', 0],
  ['a number', 12_345_678],
  ['a bigint', 2n ** 256n],
  ['true', true],
  ['a symbol', Symbol(good)],
  ['a function that gives one', () => good],
  ['a promise of one', Promise.resolve(good)],
  ['a String of one', new String(good)],
  ['an object', { secret: good }],
  ['the empty text', ''],
  ['white space', '   '],
  ['a comma', ','],
  ['a list of nothing', []],
  ['a list of undefined', [undefined]],
  ['a list of null', [null]],
  ['a list with a gap', Array.from({ length: 1 })],
  ['a list of an empty text', ['']],
  ['a list of a list', [[good]]],
  ['a set', new Set([good])],
  ['a list of numbers', [...bytesOf(good)]],

  ['a word', 'wombat'],
  ['changeme', 'changeme'],
  ['32 characters', 'w'.repeat(32)],
  ['64 characters', 'w'.repeat(64)],
  ['a pass-phrase', phrase],
  ['a pass-phrase of other letters', 'пароль пароль пароль пароль пароль'],
  ['a pass-phrase in bytes', utf8(phrase)],
  ['a pass-phrase of other letters in bytes', utf8('пароль пароль пароль пароль')],
  ['a pass-phrase with a line end, in bytes', utf8(`${phrase}\r\n`)],
  ['a pass-phrase in a Buffer', Buffer.from(phrase)],
  ['a pass-phrase filled up with zeros', padded('wombat', 32)],
  ['a pass-phrase with a zero behind it', padded(phrase, phrase.length + 1)],
  ['a pass-phrase in UTF-16', Buffer.from(phrase, 'utf16le')],
  ['a pass-phrase in Latin-1', Buffer.from('la grenouille a mangé la fève et le blé', 'latin1')],
  ['a UUID', '3f2504e0-4f89-41d3-9a0c-0305e82c3301'],
  ['a UUID in bytes', utf8('3f2504e0-4f89-41d3-9a0c-0305e82c3301')],
  ['hexadecimal text', hex],
  ['hexadecimal text in capitals', hex.toUpperCase()],
  ['hexadecimal text in bytes', Buffer.from(hex)],
  ['hexadecimal text with 0x', `0x${hex}`],
  ['base64', base64],
  ['base64 in bytes', Buffer.from(base64)],
  ['base64url', base64url],
  ['base64url in bytes', Buffer.from(base64url)],
  ['a token of ours', make(good).tokens.generate(read)],
  ['a token of others', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dyt0CoTl4WoVjAHI9Q_CwSKhl6d_9rhM3NrXuJttkao'],

  ['31 bytes', randomBytes(31)],
  ['16 bytes', randomBytes(16)],
  ['no bytes', new Uint8Array(0)],
  ['32 zeros', new Uint8Array(32)],
  ['64 zeros', new Uint8Array(64)],
  ['32 equal bytes', new Uint8Array(32).fill(0xa7)],
  ['32 times 255', new Uint8Array(32).fill(255)],
  ['two bytes in turn', repeated(Uint8Array.of(0x9f, 0x03), 32)],
  ['4 bytes eight times', repeated(randomBytes(4), 32)],
  ['8 bytes four times', repeated(randomBytes(8), 32)],
  ['16 bytes twice', repeated(randomBytes(16), 32)],
  ['16 bytes four times', repeated(randomBytes(16), 64)],
  ['7 bytes again and again', repeated(randomBytes(7), 40)],
  ['31 zeros and a one', Uint8Array.from({ length: 32 }, (_, index) => (index === 31 ? 1 : 0))],
  ['the time, and zeros', padded('\u0001\u0094\u0002\u0011', 32)],

  ['a PEM public key', pem],
  ['a PEM public key with white space before', ` ${pem}`],
  ['a PEM public key with line ends before', `\r\n\r\n${pem}`],
  ['a PEM public key with tabs around', `\t${pem}\t`],
  ['a PEM public key without its last line end', pem.trim()],
  ['a PEM public key with CRLF', pem.replaceAll('\n', '\r\n')],
  ['a PEM public key in one line', pem.replaceAll('\n', '\\n')],
  ['a PEM public key in bytes', Buffer.from(pem)],
  ['a PEM public key in bytes, white space before', Buffer.from(` \n\t${pem}`)],
  ['a PEM public key in bytes, a byte order mark before', Buffer.from(`\ufeff${pem}`)],
  ['a PEM public key in bytes, a no-break space before', Buffer.from(`\u00a0${pem}`)],
  ['a PEM public key in bytes, a form feed before', Buffer.from(`\f${pem}`)],
  ['a PEM public key in bytes, a vertical tab behind', Buffer.from(`${pem}\v`)],
  ['a PEM public key in bytes, a zero behind', Buffer.from(`${pem}\u0000`)],
  ['a PEM private key', privatePem],
  ['a PEM private key in bytes', Buffer.from(privatePem)],
  ['a PEM RSA key', rsaPem],
  ['a PEM RSA key in bytes', Buffer.from(rsaPem)],
  ['an SSH key', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ2bQ8p3dJ0b2cQm4K2n1dX1oL3bYfE0uY5rJt9kqW1z me@here'],
  ['a JWK', jwk],
  ['a symmetric JWK', octJwk],
  ['a JWK as text', JSON.stringify(jwk)],
  ['a JWK as indented text in bytes', Buffer.from(JSON.stringify(octJwk, undefined, 2))],
  ['a JWK set', { keys: [jwk] }],
  ['a DER public key of Ed25519', spki(ed25519.publicKey)],
  ['a DER public key of RSA', spki(rsa.publicKey)],
  ['a DER public key of P-256', spki(ec.publicKey)],
  ['a DER public key of RSA, PKCS#1', rsa.publicKey.export({ type: 'pkcs1', format: 'der' })],
  ['a DER private key of Ed25519', ed25519.privateKey.export({ type: 'pkcs8', format: 'der' })],
  ['a DER private key of RSA', rsa.privateKey.export({ type: 'pkcs1', format: 'der' })],
  ['a DER private key of P-256', ec.privateKey.export({ type: 'sec1', format: 'der' })],
  ['a DER public key as base64', spki(ed25519.publicKey).toString('base64')],
  ['a public KeyObject', ed25519.publicKey],
  ['a private KeyObject', ed25519.privateKey],
  ['a secret KeyObject', createSecretKey(randomBytes(32))],
  [
    'a CryptoKey',
    await webcrypto.subtle.importKey('raw', randomBytes(32), { name: 'HMAC', hash: 'SHA-256' }, true, [
      'sign',
    ]),
  ],
  ['an ArrayBuffer', new Uint8Array(randomBytes(32)).buffer],
  ['a DataView', new DataView(new Uint8Array(randomBytes(32)).buffer)],
  ['a Uint16Array', new Uint16Array(randomBytes(32))],
  ['a Uint8ClampedArray', new Uint8ClampedArray(randomBytes(32))],
  ['bytes as JSON has them', JSON.parse(JSON.stringify(randomBytes(32)))],

  ['the secret of the documentation', printed],
  ['the secret of the documentation, in bytes', bytesOf(printed)],
  ['the secret of the documentation, among others', [good, printed]],
  ['a key text with its first character changed', swapped(good, 10)],
  ['a key text with a character in the middle changed', swapped(good, 30)],
  ['a key text with its last character changed', swapped(good, 58)],
  ['a key text with its prefix changed', swapped(good, 0)],
  ['a key text of another version', good.replace('secret1', 'secret2')],
  ['a key text with a character too few', good.slice(0, -1)],
  ['a key text with a character too many', `${good}A`],
  ['a key text with two characters swapped', good.slice(0, 20) + good[21]! + good[20]! + good.slice(22)],
  ['a key text with a space before', ` ${good}`],
  ['a key text with a space behind', `${good} `],
  ['a key text with a line end', `${good}\n`],
  ['a key text with a space in the middle', `${good.slice(0, 30)} ${good.slice(30)}`],
  ['a key text with a zero-width space', `${good}\u200b`],
  ['a key text with a byte order mark', `\ufeff${good}`],
  ['a key text in quotes', `"${good}"`],
  ['a key text with a comma behind', `${good},`],
  ['a key text with a comma before', `,${good}`],
  ['two key texts with a space between', `${good} ${keygen(good)}`],
  ['two key texts with a comma and a space', `${good}, ${keygen(good)}`],
  ['two key texts with two commas', `${good},,${keygen(good)}`],
  ['two key texts with a semicolon', `${good};${keygen(good)}`],
  ['a key text in capitals', good.toUpperCase()],
  ['a key text in small letters', good.toLowerCase()],
  ['a key text with its prefix in capitals', good.replace('lksecret1_', 'LKSECRET1_')],
  ['a key text without its prefix', good.slice(10)],
  ['a key text without its check characters', good.slice(0, -6)],
  ['a key text in bytes', utf8(good)],
  ['a key text, padded', `${good}=`],
  ['a key text with its assignment', `LATCHKEY_SECRETS=${good}`],
  ['the prefix', 'lksecret1_'],
  ['a weak secret behind a good one', [good, 'wombat']],
  ['a short secret behind a good one', [good, randomBytes(16)]],
  ['undefined behind a good one', [good, undefined]],
]

test('the table has at least 60 bad secrets', () => expect(bad.length).toBeGreaterThanOrEqual(60))

/** Words that the message says by itself. */
const said = 'lksecret1_ npx latchkey keygen'

describe.each(bad)('%s', (_label, secrets) => {
  test('is no secret when an instance is made', () => {
    expect(errorOf(() => make(secrets))).toMatchObject({ code: 'WEAK_SECRET', status: 500 })
  })
  test('is answered by how to make one, and not repeated', () => {
    const message = errorOf(() => make(secrets))?.message ?? 'npx latchkey keygen'
    expect(message).toContain('npx latchkey keygen')
    const texts = [secrets].flat().filter((one) => typeof one === 'string')
    const windows = texts.flatMap((text) => Array.from(text, (_, index) => text.slice(index, index + 6)))
    const repeats = windows.filter((one) => one.length === 6 && message.includes(one) && !said.includes(one))
    expect(repeats).toEqual([])
  })
})

test('a weak ring is no ring for keygen, nor a key of a call', () => {
  for (const weak of ['', 'wombat', phrase, [], [good, 'wombat'], null, 5, new Uint8Array(32)]) {
    expect(errorOf(() => keygen(weak as string))?.code).toBe('WEAK_SECRET')
    expect(errorOf(() => make(good).tokens.validate('', 'authentic', { key: weak as string }))?.code).toBe(
      'WEAK_SECRET',
    )
  }
})

test('secrets that are missing are told from options that are none', () => {
  expect(errorOf(() => latchkey({ apps: [] } as never))?.code).toBe('WEAK_SECRET')
  expect(errorOf(() => latchkey({ secrets: undefined, apps: undefined } as never))?.code).toBe('WEAK_SECRET')
  expect(errorOf(() => latchkey({} as never))?.code).toBe('WEAK_SECRET')
  expect(errorOf(() => latchkey(undefined as never))?.code).toBe('WEAK_SECRET')
  expect(errorOf(() => latchkey({ secret: good, apps: [] } as never))?.code).toBe('INVALID_OPTION')
})

// ---------------------------------------------------------------- good secrets

test.each([
  ['key text', keygen()],
  ['32 bytes', randomBytes(32)],
  ['33 bytes', randomBytes(33)],
  ['64 bytes', new Uint8Array(randomBytes(64))],
  ['4,096 bytes', randomBytes(4096)],
  ['a Buffer', Buffer.from(randomBytes(32))],
  ['a view of a larger array', new Uint8Array(randomBytes(96)).subarray(20, 60)],
  ['shared bytes', new Uint8Array(new SharedArrayBuffer(32)).map((_, index) => (index * 197 + 13) & 255)],
  ['a list of one', [keygen()]],
  [
    '17 different bytes twice',
    repeated(
      Uint8Array.from({ length: 17 }, (_, index) => 129 + index * 7),
      34,
    ),
  ],
])('%s is a secret', (_label, secrets) => {
  const { tokens } = make(secrets)
  expect(tokens.validate(tokens.generate(read), read)).toBe(true)
})

test('random bytes are never taken for something else', () => {
  for (let index = 0; index < 2000; index++)
    expect(errorOf(() => make(randomBytes(32 + (index % 40))))).toBe(undefined)
})

test('key text and its bytes are one secret', () => {
  const secret = keygen()
  const token = make(secret).tokens.generate(read)
  expect(make(bytesOf(secret)).tokens.validate(token, read)).toBe(true)
  expect(errorOf(() => make([secret, bytesOf(secret)]))?.code).toBe('DUPLICATE_KEY')
})

test('a longer secret is another one, also by zeros', () => {
  const secret = randomBytes(32)
  const token = make(secret).tokens.generate(read)
  for (const other of [Buffer.concat([secret, Buffer.alloc(1)]), Buffer.concat([Buffer.alloc(1), secret])])
    expect(make(other).tokens.validate(token, read)).toBe(false)
})

test('keygen gives 59 characters, another secret each time, and one that fits the ring', () => {
  const texts = Array.from({ length: 100 }, () => keygen())
  expect(new Set(texts).size).toBe(100)
  for (const text of texts) expect(text).toMatch(/^lksecret1_[\w-]{49}$/)
  const ring: string[] = [keygen()]
  while (ring.length < 60) ring.push(keygen(ring))
  expect(errorOf(() => make(ring))).toBe(undefined)
  expect(errorOf(() => make(ring.join(',')))).toBe(undefined)
})

// ---------------------------------------------------------------- rotation

const kidOf = (secret: string): number => {
  const seen = inspect(make(secret).tokens.generate([]))
  if (!seen.ok) throw new Error(seen.detail)
  return seen.unverifiedKeyId
}

test('a ring has at most 256 secrets, since there are 256 key ids', () => {
  const byKid = new Map<number, string>()
  while (byKid.size < 256) {
    const secret = keygen()
    byKid.set(kidOf(secret), secret)
  }
  const ring = [...byKid.values()]
  expect(errorOf(() => make(ring))).toBe(undefined)
  expect(errorOf(() => keygen(ring))?.code).toBe('DUPLICATE_KEY')
  expect(errorOf(() => make([...ring, keygen()]))?.code).toBe('DUPLICATE_KEY')
  const token = make(ring.toReversed()).tokens.generate(read)
  expect(make(ring).tokens.validate(token, read)).toBe(true)
})

test('two secrets of one key id, and one secret twice, are refused', () => {
  const byKid = new Map<number, string>()
  let twins: [string, string] | undefined
  while (twins === undefined) {
    const secret = keygen()
    const other = byKid.get(kidOf(secret))
    if (other !== undefined) twins = [other, secret]
    byKid.set(kidOf(secret), secret)
  }
  for (const secrets of [
    twins,
    twins.toReversed(),
    twins.join(','),
    [good, ...twins],
    [good, good],
    `${good},${good}`,
  ]) {
    const error = errorOf(() => make(secrets))
    expect(error?.code).toBe('DUPLICATE_KEY')
    expect(error?.message).toContain('npx latchkey keygen')
  }
  expect(make(twins[0]).tokens.verify(make(twins[1]).tokens.generate(read), read)).toMatchObject({
    reason: 'forged',
  })
})

test('rings of random secrets are refused exactly when two have one key id', () => {
  const secrets = Array.from({ length: 60 }, () => keygen())
  const kids = new Map(secrets.map((secret) => [secret, kidOf(secret)]))
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...secrets), { minLength: 1, maxLength: 24 }), (ring) => {
      const distinct = new Set(ring.map((secret) => kids.get(secret))).size === ring.length
      expect(errorOf(() => make(ring))?.code).toBe(distinct ? undefined : 'DUPLICATE_KEY')
    }),
    { numRuns: 150 },
  )
})

test('whatever is rotated: the first signs, every listed one verifies, a removed one is refused at once', () => {
  const pool: string[] = [keygen()]
  while (pool.length < 6) pool.push(keygen(pool))
  const step = fc.oneof(
    fc.record({ act: fc.constant('put first'), secret: fc.constantFrom(...pool) }),
    fc.record({ act: fc.constant('append'), secret: fc.constantFrom(...pool) }),
    fc.record({ act: fc.constant('remove'), secret: fc.constantFrom(...pool) }),
    fc.record({ act: fc.constant('sign'), secret: fc.constantFrom(...pool) }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      let ring = [pool[0]!]
      const issued: { token: string; by: string }[] = []
      for (const { act, secret } of steps) {
        if (act === 'put first') ring = [secret, ...ring.filter((one) => one !== secret)]
        if (act === 'append' && !ring.includes(secret)) ring = [...ring, secret]
        if (act === 'remove' && ring.length > 1) ring = ring.filter((one) => one !== secret)
        const { tokens } = make(ring)
        if (act === 'sign') issued.push({ token: tokens.generate(read), by: ring[0]! })
        for (const { token, by } of issued) {
          const verdict = tokens.verify(token, read)
          expect(verdict.ok ? 'ok' : verdict.reason).toBe(ring.includes(by) ? 'ok' : 'unknown-key')
        }
      }
    }),
    { numRuns: 60 },
  )
})

test('a list or bytes that change after an instance was made change nothing', () => {
  const first = new Uint8Array(randomBytes(32))
  const second = keygen(first)
  const list: (string | Uint8Array)[] = [first, second]
  const { tokens } = make(list)
  const token = tokens.generate(read)
  const other = make(second).tokens.generate(read)
  first.fill(0)
  list.length = 0
  list.push(keygen())
  expect(tokens.validate(token, read)).toBe(true)
  expect(tokens.validate(other, read)).toBe(true)
  expect(tokens.generate(read, { expiresIn: '1h' }).length).toBeGreaterThan(token.length)
})

// ---------------------------------------------------------------- an instance

test('an instance, its verbs and its scope functions are frozen', () => {
  const instance = latchkey({ secrets: good, apps: [blog] })
  for (const part of [instance, instance.tokens, instance.scope, instance.tokens.with({ salt: 'a' })])
    expect(Object.isFrozen(part)).toBe(true)
  expect(() => Object.assign(instance.tokens, { validate: () => true })).toThrow(TypeError)
})

test('a list of apps that changes after an instance was made changes nothing', () => {
  const apps = [blog]
  const { scope } = latchkey({ secrets: good, apps })
  apps.pop()
  expect(scope.format(scope.accessModel(blog.Post, 'read'))).toBe('blog.Post#read')
})

test('two instances of one secret are one; of two secrets two', () => {
  const [one, twin, other] = [make(good), make([good]), make(keygen(good))]
  const token = one.tokens.generate(read)
  expect([one, twin, other].map(({ tokens }) => tokens.validate(token, read))).toEqual([true, true, false])
})
