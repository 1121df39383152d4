// The published check values, asserted byte for byte, and the sizes that follow from the format. Those
// made without a lock are valid vectors; those with one are forged to a verifier that has none.

import { byte, join, toHex, varint } from './bytes.ts'
import { invalid, KEY, narrowed, valid } from './collect.ts'
import { kidOf, names, secret, sign } from './keys.ts'
import type { Minted } from './mint.ts'
import { mint } from './mint.ts'
import { post } from './scope.ts'
import { block, EPOCH, head, intList, ISSUED, mask, root } from './wire.ts'

function expect(what: string, made: unknown, published: unknown): void {
  if (made !== published)
    throw new Error(`check value ${what}: made ${String(made)}, not ${String(published)}`)
}

const PERMISSIONS = { 0: 'read', 1: 'change', 2: 'publish' }

function lockedChecks(): void {
  expect('kid', kidOf(secret(0)), 0x12)
  expect('epoch', EPOCH, Date.UTC(2024, 0, 1) / 1000)
  expect('issued', ISSUED, Date.UTC(2026, 0, 1) / 1000)
  const prints = names('blog', 'Post', { 0: 'read', 1: 'change' })
  expect('names', toHex(prints), 'b7bb7d90')
  const bytes = root({ grants: [join(head(3, 3), varint(42), mask(0, 1))] })
  const whole = sign(bytes, [], KEY, [prints])
  expect('locked', whole.token, 'lkESA8O4gBsqA5yiIS2874VoQuGOKXs-xOc')
  expect('locked id_0', whole.ids[0], '61e03d02a9c1ceb623623a67fe2affcc')
  invalid('forged', 'check-locked', 'Number 3 is unknown to a verifier without a lock.', whole.token)
  const chain = sign(bytes, [block({ lifetime: 3600 })], KEY, [prints])
  const parent: Minted = { ...mint({ scope: [] }), ...whole, root: bytes, numbered: true }
  const child = narrowed(
    'check-locked',
    'A check value of the format: a token with number 3, narrowed to 3,600 seconds, which needs no lock.',
    parent,
    { expiresAt: ISSUED + 3600 },
  )
  expect('locked, narrowed', child.token, 'lkESA8O4gBsqAwMBkBxB-NNZ898K_yitKlsGYrz2')
  expect('locked, narrowed offline', child.token, chain.token)
  narrowed(
    'locked-to',
    'A token with number 3, narrowed without a lock, which writes names as text.',
    parent,
    { to: [post(42, 'read')] },
  )
  invalid(
    'forged',
    'check-locked-narrowed',
    'A narrowed token whose root uses number 3 is unknown to a verifier without a lock.',
    chain.token,
  )
}

function numberedLength(ids: Uint8Array, form: number, lifetime?: number): number {
  const grants = [join(head(form, 3), ids, mask(0))]
  const options = lifetime === undefined ? { grants } : { grants, lifetime }
  return sign(root(options), [], KEY, [names('blog', 'Post', { 0: PERMISSIONS[0] })]).token.length
}

const ten = (first: number): Uint8Array => intList(Array.from({ length: 10 }, (_, n) => first + n))

function sizes(): void {
  const week = 7 * 86_400
  expect('id up to 127', numberedLength(varint(127), 3), 35)
  expect('id up to 16,383', numberedLength(varint(16_383), 3), 36)
  expect('id up to 2,097,151', numberedLength(varint(2_097_151), 3), 38)
  expect('id up to 127, a week', numberedLength(varint(127), 3, week), 39)
  expect('id up to 16,383, a week', numberedLength(varint(16_383), 3, week), 40)
  expect('id up to 2,097,151, a week', numberedLength(varint(2_097_151), 3, week), 42)
  expect('uuid', numberedLength(join(byte(2), new Uint8Array(16)), 4), 56)
  expect('objectid', numberedLength(join(byte(3), new Uint8Array(12)), 4), 51)
  expect('ten ids up to 127', numberedLength(ten(1), 5), 40)
  expect('ten ids up to 16,383', numberedLength(ten(1000), 5), 42)
  expect('ten ids up to 2,097,151', numberedLength(ten(100_000), 5), 43)
  expect('no lock', mint({ scope: [post(42, 'read')] }).token.length, 56)
}

export function checkValues(): void {
  lockedChecks()
  sizes()

  const plain = mint({ scope: [post(42, 'read', 'change')] })
  const plainToken = 'lkESA8O4gAMEYmxvZwRQb3N0KgACBmNoYW5nZQRyZWFkYzXpIDuet6wkKUEH39F4vg'
  expect('plain', plain.token, plainToken)
  expect('plain id_0', plain.ids[0], 'a700bb90790c276b7a8fbca5b1ba0741')
  valid('check-plain', 'A check value of the format: blog.Post:42#read,change without a lock.', plain)

  const child = narrowed(
    'check-both',
    'A check value of the format: narrowed to blog.Post:42#read and 3,600 seconds.',
    plain,
    { to: [post(42, 'read')], expiresAt: ISSUED + 3600 },
  )
  const childToken =
    'lkESA8O4gAMEYmxvZwRQb3N0KgACBmNoYW5nZQRyZWFkFgOQHAMEYmxvZwRQb3N0KgABBHJlYWSok0hJaCbB2f4B76NcuShD'
  expect('plain, narrowed', child.token, childToken)
  valid('check-narrowed', 'A check value of the format, narrowed in scope and time, verified.', child)

  const extras = mint({
    scope: [post(42, 'read')],
    salt: 'invite',
    subject: { text: 'ann' },
    uses: 3,
    nonce: '0011223344556677',
    expiresAt: ISSUED + 7 * 86_400,
  })
  const extrasToken = 'lk0SA8O4gID1JAcHA2FubgARIjNEVWZ3AwMEYmxvZwRQb3N0KgABBHJlYWRdJDPqvFNoW7TDf--VG4-L'
  expect('extras', extras.token, extrasToken)
  valid('check-extras', 'A check value of the format: subject, nonce, uses, lifetime and a salt.', extras)
}
