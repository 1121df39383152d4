// Genuine tokens outside their time, each at the first second that is refused; and tokens of limited uses
// given to plain validation.

import { range } from './bytes.ts'
import type { InvalidContext, Reason } from './collect.ts'
import { invalid } from './collect.ts'
import type { Minted } from './mint.ts'
import { mint, narrow } from './mint.ts'
import { app, id, post } from './scope.ts'
import { EPOCH, ISSUED } from './wire.ts'

const SCOPE = [app('blog', 'read')]
const HOUR = ISSUED + 3600
const PLAIN = mint({ scope: SCOPE })
const LAST = EPOCH + 2 ** 32 - 1

function refused(
  reason: Reason,
): (name: string, comment: string, minted: Minted, context: InvalidContext) => void {
  return (name, comment, minted, context) => invalid(reason, name, comment, minted.token, context)
}

function notYetValid(): void {
  const early = refused('not-yet-valid')
  early('61-ahead', 'Issued 61 seconds ahead of the clock.', PLAIN, { now: ISSUED - 61 })
  early('a-day-ahead', 'Issued a day ahead of the clock.', PLAIN, { now: ISSUED - 86_400 })
  early('61-ahead-max-age', 'Issued 61 seconds ahead, though no age is too young for maxAge.', PLAIN, {
    now: ISSUED - 61,
    maxAge: 300,
  })
  early(
    '61-ahead-narrowed',
    'Narrowed from a root that was issued 61 seconds ahead.',
    narrow(PLAIN, { expiresAt: HOUR }),
    { now: ISSUED - 61 },
  )
  early(
    '61-ahead-lifetime',
    'Issued 61 seconds ahead with a lifetime of a second.',
    mint({ scope: SCOPE, expiresAt: ISSUED + 1 }),
    { now: ISSUED - 61 },
  )
  early(
    '2-31',
    'Issued in 2092, where a signed reading of 32 bits sees the past.',
    mint({ scope: SCOPE, issuedAt: EPOCH + 2 ** 31 }),
    {},
  )
  early(
    'last',
    'Issued in the last second of the format, long ahead.',
    mint({ scope: SCOPE, issuedAt: LAST }),
    {},
  )
  early(
    'epoch',
    'Issued at the epoch, 61 seconds ahead of the clock.',
    mint({ scope: SCOPE, issuedAt: EPOCH }),
    { now: EPOCH - 61 },
  )
}

function expired(): void {
  const late = refused('expired')
  const hour = mint({ scope: SCOPE, expiresAt: HOUR })
  late('at-expiry', 'The second of the expiry is too late.', hour, { now: HOUR })
  late('after-expiry', 'A second after the expiry.', hour, { now: HOUR + 1 })
  late('a-year-after', 'A year after the expiry.', hour, { now: HOUR + 31_556_952 })
  late(
    'lifetime-1',
    'A lifetime of one second, a second after its issue.',
    mint({ scope: SCOPE, expiresAt: ISSUED + 1 }),
    { now: ISSUED + 1 },
  )
  const longest = mint({ scope: SCOPE, expiresAt: ISSUED + 2 ** 32 - 1 })
  late('lifetime-max', 'The longest lifetime at its end.', longest, { now: ISSUED + 2 ** 32 - 1 })
  const latest = mint({ scope: SCOPE, issuedAt: LAST, expiresAt: LAST + 2 ** 32 - 1 })
  late('latest', 'The latest expiry there is.', latest, { now: LAST + 2 ** 32 - 1 })
  late('max-age-left', 'Expired though younger than maxAge.', hour, { now: HOUR, maxAge: 7200 })
  late('block', 'The expiry of a block.', narrow(PLAIN, { expiresAt: ISSUED + 60 }), { now: ISSUED + 60 })
  late(
    'block-before-root',
    'The expiry of a block before that of the root.',
    narrow(hour, { expiresAt: ISSUED + 60 }),
    { now: ISSUED + 60 },
  )
  late(
    'root-before-block',
    'The expiry of the root before that of a block.',
    narrow(hour, { expiresAt: HOUR + 60 }),
    { now: HOUR },
  )
  const falling = narrow(narrow(PLAIN, { expiresAt: HOUR }), { expiresAt: ISSUED + 60 })
  late('second-block', 'The expiry of the second block before that of the first.', falling, {
    now: ISSUED + 60,
  })
  const rising = narrow(narrow(PLAIN, { expiresAt: ISSUED + 60 }), { expiresAt: HOUR })
  late('first-block', 'The expiry of the first block before that of the second.', rising, {
    now: ISSUED + 60,
  })
  const middle = narrow(narrow(rising, { expiresAt: ISSUED + 30 }), { expiresAt: HOUR })
  late('middle-block', 'The expiry of a block in the middle is the earliest.', middle, { now: ISSUED + 30 })
  const sixteen = range(16).reduce((minted, n) => narrow(minted, { expiresAt: HOUR - n }), PLAIN)
  late('sixteenth-block', 'The expiry of the sixteenth block.', sixteen, { now: HOUR - 15 })
  late(
    'block-lifetime-1',
    'A block of one second, a second after the issue of the root.',
    narrow(PLAIN, { expiresAt: ISSUED + 1 }),
    { now: ISSUED + 1 },
  )
}

function tooOld(): void {
  const old = refused('too-old')
  const hour = mint({ scope: SCOPE, expiresAt: HOUR })
  old('by-one', 'Older than maxAge by a second.', PLAIN, { now: ISSUED + 301, maxAge: 300 })
  old('max-age-1', 'Two seconds old with a maxAge of one.', PLAIN, { now: ISSUED + 2, maxAge: 1 })
  old('years', 'Ten years old with a maxAge of a day.', PLAIN, { now: ISSUED + 315_569_520, maxAge: 86_400 })
  old('before-expiry', 'Older than maxAge though its own expiry is ahead.', hour, {
    now: ISSUED + 301,
    maxAge: 300,
  })
  old(
    'narrowed',
    'The age counts from the issue of the root, however late it was narrowed.',
    narrow(hour, { expiresAt: HOUR - 1 }),
    { now: ISSUED + 301, maxAge: 300 },
  )
  old(
    'epoch',
    'Issued at the epoch, older than a maxAge of a year.',
    mint({ scope: SCOPE, issuedAt: EPOCH }),
    { maxAge: 31_556_952 },
  )
}

function singleUse(): void {
  const single = refused('single-use')
  const of = (uses: number): Minted => mint({ scope: SCOPE, uses, nonce: '0011223344556677' })
  single('1', 'A token of one use, given to plain validation.', of(1), { required: SCOPE })
  single('2', 'A token of two uses, given to plain validation.', of(2), { required: SCOPE })
  single('65535', 'A token of 65,535 uses, given to plain validation.', of(65_535), { required: SCOPE })
  single('authentic', 'A token of one use, asked for nothing but its genuineness.', of(1), {})
  single('requires-nothing', 'A token of one use, asked for an empty scope.', of(1), { required: [] })
  single('narrowed', 'A narrowed token of one use.', narrow(of(1), { to: [post(42, 'read')] }), {
    required: [post(42, 'read')],
  })
  single(
    'narrowed-twice',
    'A token of three uses, narrowed twice.',
    narrow(narrow(of(3), { to: SCOPE }), { expiresAt: HOUR }),
    { required: SCOPE },
  )
  const bound = mint({ scope: SCOPE, uses: 1, nonce: '0011223344556677', bind: [{ int: '7' }] })
  single('bound', 'A token of one use, bound to a value that is given.', bound, { bind: [{ int: '7' }] })
  const sealed = mint({
    scope: SCOPE,
    uses: 1,
    nonce: 'ffffffffffffffff',
    sealed: true,
    subject: { app: 'auth', model: 'User', id: id(7) },
  })
  single('sealed', 'A sealed token of one use with a subject.', sealed, { required: SCOPE })
  single(
    'no-grants',
    'A token of one use and no grants.',
    mint({ scope: [], uses: 1, nonce: '0000000000000000' }),
    {},
  )
}

export function wrongTimes(): void {
  notYetValid()
  expired()
  tooOld()
  singleUse()
}
