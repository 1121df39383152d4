// Valid vectors about everything beside the scope: times, subjects, nonces, uses, bound values, secrets,
// salts, and the greatest token.

import { byte, range } from './bytes.ts'
import { valid } from './collect.ts'
import { kidOf, secret } from './keys.ts'
import type { Mint, Subject } from './mint.ts'
import { mint } from './mint.ts'
import type { ShortId } from './scope.ts'
import { app, id, post } from './scope.ts'
import { EPOCH, ISSUED } from './wire.ts'

const SCOPE = [post(42, 'read')]
const NONCE = 'a1b2c3d4e5f60718'

function one(
  name: string,
  comment: string,
  options: Partial<Mint>,
  context: Parameters<typeof valid>[3] = {},
): void {
  valid(name, comment, mint({ scope: SCOPE, ...options }), context)
}

function times(): void {
  const week = ISSUED + 7 * 86_400
  one(
    'time-lifetime-1',
    'A lifetime of one second, in that second.',
    { expiresAt: ISSUED + 1 },
    { now: ISSUED },
  )
  one('time-lifetime-127', 'A lifetime of one byte.', { expiresAt: ISSUED + 127 })
  one('time-lifetime-128', 'A lifetime of two bytes.', { expiresAt: ISSUED + 128 })
  one('time-lifetime-week', 'A lifetime of a week.', { expiresAt: week })
  one('time-lifetime-max', 'The longest lifetime, 2^32 - 1 seconds.', { expiresAt: ISSUED + 2 ** 32 - 1 })
  one(
    'time-last-second',
    'A token lives in the second before its expiry.',
    { expiresAt: week },
    { now: week - 1 },
  )
  one('time-issued-now', 'A token lives in the second of its issue.', {}, { now: ISSUED })
  one('time-60-ahead', 'A token issued 60 seconds ahead of the clock is accepted.', {}, { now: ISSUED - 60 })
  one('time-1-ahead', 'A token issued a second ahead of the clock is accepted.', {}, { now: ISSUED - 1 })
  one('time-max-age', 'A token as old as maxAge is accepted.', {}, { now: ISSUED + 300, maxAge: 300 })
  one(
    'time-max-age-younger',
    'A token younger than maxAge is accepted.',
    {},
    { now: ISSUED + 299, maxAge: 300 },
  )
  one('time-max-age-ahead', 'An age below zero is below every maxAge.', {}, { now: ISSUED - 60, maxAge: 1 })
  one(
    'time-max-age-and-expiry',
    'Expiry and maxAge both at their last second.',
    { expiresAt: ISSUED + 301 },
    { now: ISSUED + 300, maxAge: 300 },
  )
  one(
    'time-never',
    'A token without lifetime lives on after 80 years.',
    {},
    { now: ISSUED + 80 * 31_556_952 },
  )
  one('time-issued-0', 'A token issued at the epoch of the format.', { issuedAt: EPOCH })
  one('time-issued-max', 'A token issued in the last second of the format.', {
    issuedAt: EPOCH + 2 ** 32 - 1,
  })
  one('time-issued-2-31', 'An issue time whose highest bit is set.', { issuedAt: EPOCH + 2 ** 31 })
  one('time-latest-expiry', 'The latest expiry: last issue and longest lifetime.', {
    issuedAt: EPOCH + 2 ** 32 - 1,
    expiresAt: EPOCH + 2 ** 33 - 2,
  })
}

const named = (content: string): Subject => ({ text: content })

const user = (short: ShortId): Subject => ({ app: 'auth', model: 'User', id: id(short) })

function subjects(): void {
  const list: [string, string, Subject][] = [
    ['text', 'A subject as text.', named('ann@example.org')],
    ['text-255-bytes', 'A subject of 255 bytes.', named('s'.repeat(255))],
    ['text-uuid', 'A subject as text may look like a uuid.', named('f81d4fae-7dec-11d0-a765-00a0c91e6bf6')],
    ['text-bom', 'A subject keeps its byte order mark.', named('\ufeffann')],
    ['int', 'A subject that is an object with an integer id.', user(7)],
    ['int-max', 'A subject with the greatest id.', user(2n ** 64n - 1n)],
    ['negative', 'A subject with a negative id.', user(-7)],
    ['uuid', 'A subject with a uuid.', user('f81d4fae-7dec-11d0-a765-00a0c91e6bf6')],
    ['objectid', 'A subject with an objectid.', user('507f1f77bcf86cd799439011')],
    ['object-text', 'A subject with a text id.', user('ann')],
    ['tuple', 'A subject with a composite key.', user([7, 'ann'])],
  ]
  for (const [name, comment, subject] of list) one(`subject-${name}`, comment, { subject })
}

function uses(): void {
  one('nonce', 'A nonce alone makes a token unique.', { nonce: NONCE })
  one('nonce-zeros', 'A nonce may be eight zeros.', { nonce: '0000000000000000' })
  for (const [count, note] of [
    [1, 'one use'],
    [2, 'two uses'],
    [127, '127 uses, one byte'],
    [128, '128 uses, two bytes'],
    [65_535, '65,535 uses, the most'],
  ] as const) {
    one(`uses-${String(count)}`, `A token of ${note}: plain validation says single-use.`, {
      uses: count,
      nonce: NONCE,
    })
  }
  one('sealed', 'A sealed token without blocks.', { sealed: true })
  one('extras-all', 'Every flag of extras at once, with a lifetime and four grants.', {
    scope: [app('a', 'read'), app('b', 'read'), app('c', 'read'), ...SCOPE],
    expiresAt: ISSUED + 3600,
    subject: { app: 'auth', model: 'User', id: id(7) },
    nonce: NONCE,
    uses: 3,
    bind: [{ text: 'session' }],
    sealed: true,
  })
  one('extras-no-grants', 'Extras and lifetime on a token of no grants.', {
    scope: [],
    subject: { text: 'ann' },
    expiresAt: ISSUED + 60,
  })
}

function binds(): void {
  one('bind-text', 'Bound to a text.', { bind: [{ text: 'v1' }] })
  one('bind-text-empty', 'Bound to the empty text.', { bind: [{ text: '' }] })
  one('bind-text-unicode', 'Bound to a text in UTF-8.', { bind: [{ text: '\ufeffcaf\u00e9 \u{1f511}' }] })
  one('bind-text-long', 'Bound to a text of 1,000 bytes.', { bind: [{ text: 'x'.repeat(1000) }] })
  one('bind-int', 'Bound to an integer.', { bind: [{ int: '42' }] })
  one('bind-int-zero', 'Bound to zero.', { bind: [{ int: '0' }] })
  one('bind-int-negative', 'Bound to a negative integer.', { bind: [{ int: '-7' }] })
  one('bind-int-big', 'Bound to an integer that no double holds.', { bind: [{ int: '9007199254740993' }] })
  one('bind-true', 'Bound to true.', { bind: [{ bool: true }] })
  one('bind-false', 'Bound to false.', { bind: [{ bool: false }] })
  one('bind-bytes', 'Bound to bytes.', { bind: [{ bytes: '00ff80' }] })
  one('bind-bytes-empty', 'Bound to no bytes.', { bind: [{ bytes: '' }] })
  one('bind-several', 'Bound to a value of each type, in this order.', {
    bind: [{ text: 'a' }, { int: '1' }, { bool: true }, { bytes: '61' }],
  })
  one('bind-twice', 'Bound to one value twice.', { bind: [{ int: '1' }, { int: '1' }] })
}

const someBytes = (length: number): Uint8Array => Uint8Array.from(range(length), (n) => (n * 7 + 3) & 255)

function keys(): void {
  one('secret-33-bytes', 'A secret of 33 bytes.', { secret: someBytes(33) })
  one('secret-64-bytes', 'A secret of 64 bytes.', { secret: someBytes(64) })
  one('secret-65-bytes', 'A secret longer than a block of SHA-256.', { secret: someBytes(65) })
  one('secret-100-bytes', 'A secret of 100 bytes.', { secret: someBytes(100) })
  one('secret-1', 'Another secret has another kid.', { secret: secret(1) })
  const ring = [secret(0), secret(1), secret(2)]
  one('ring-first', 'The first secret of a ring signs.', {}, { secrets: ring })
  one('ring-second', 'The second secret of a ring verifies.', { secret: secret(1) }, { secrets: ring })
  one('ring-last', 'The last secret of a ring verifies.', { secret: secret(2) }, { secrets: ring })
  const wide = range(40).map((n) => secret(n))
  const ring16 = wide
    .filter((one_, at) => wide.findIndex((other) => kidOf(other) === kidOf(one_)) === at)
    .slice(0, 16)
  one(
    'ring-16',
    'A ring of sixteen secrets, signed by the last.',
    { secret: ring16[15] ?? byte() },
    { secrets: ring16 },
  )
  const salts: [string, string, string][] = [
    ['text', 'A salt.', 'invite'],
    ['short', 'The salt a.', 'a'],
    ['longer', 'The salt abc.', 'abc'],
    ['nul', 'A salt of U+0000 is not the empty salt.', '\u0000'],
    ['trailing-nul', 'A salt that ends in U+0000.', 'invite\u0000'],
    ['unicode', 'A salt is UTF-8.', '\u6f22\u5b57\u{1f511}'],
    ['nfd', 'A salt is not normalised.', 'cafe\u0301'],
    ['255-bytes', 'A salt of 255 bytes.', 's'.repeat(255)],
  ]
  for (const [name, comment, salt] of salts) one(`salt-${name}`, comment, { salt })
  one('salt-and-bind', 'A salt and a bound value together.', { salt: 'invite', bind: [{ int: '1' }] })
}

function greatest(): void {
  const long = range(23).map((n) => String(n).padEnd(255, 'p'))
  const exact = mint({ scope: [app('app', ...long, 'q'.repeat(201))] })
  if (exact.token.length !== 8192) throw new Error(`${String(exact.token.length)} characters`)
  valid('size-8192', 'A token of 8,192 characters, the most.', exact, {
    required: [app('app', 'q'.repeat(201))],
  })
  const below = mint({ scope: [app('app', ...long, 'q'.repeat(200))] })
  valid('size-8191', 'A token of 8,191 characters.', below, { required: [app('app', 'q'.repeat(200))] })
  one('size-32', 'A token of 32 characters, the fewest.', { scope: [] })
}

export function validOptions(): void {
  times()
  subjects()
  uses()
  binds()
  keys()
  greatest()
}
