// Tokens of a key that the verifier has not, and the order of the stages: where several would refuse, the
// first gives the reason.

import { byte, flip, hex, join, range, varint } from './bytes.ts'
import type { InvalidContext, Reason } from './collect.ts'
import { invalid, KEY } from './collect.ts'
import { kidOf, secret, secretWithKid, sign } from './keys.ts'
import { bad, GRANT } from './malform.ts'
import { assemble, mint, narrow } from './mint.ts'
import { app, post } from './scope.ts'
import { block, head, intList, ISSUED, KID, mask, root } from './wire.ts'

const SCOPE = [post(42, 'read')]
const PLAIN = mint({ scope: SCOPE })

function unknown(name: string, comment: string, token: string, context: InvalidContext = {}): void {
  invalid('unknown-key', name, comment, token, context)
}

const signedWithKid = (kid: number): string => sign(root({ kid, grants: [GRANT] }), [], KEY).token

function unknownKeys(): void {
  unknown('other-secret', 'A token of another secret.', mint({ scope: SCOPE, secret: secret(1) }).token)
  const ring = range(40)
    .map((n) => secret(n + 1))
    .filter(
      (one, at, all) => all.findIndex((other) => kidOf(other) === kidOf(one)) === at && kidOf(one) !== KID,
    )
  unknown('not-in-ring', 'A token of a secret that is not among the many of the ring.', PLAIN.token, {
    secrets: ring.slice(0, 16),
  })
  unknown('removed', 'A token of a secret that was removed from the ring.', PLAIN.token, {
    secrets: [secret(1), secret(2)],
  })
  unknown(
    'kid-flipped',
    'The lowest bit of the kid is flipped.',
    assemble(flip(PLAIN.root, 2), [], PLAIN.tag),
  )
  unknown(
    'kid-high-bit',
    'The highest bit of the kid is flipped.',
    assemble(flip(PLAIN.root, 2, 128), [], PLAIN.tag),
  )
  unknown('kid-0', 'A kid of zero, signed by the right secret.', signedWithKid(0))
  unknown('kid-255', 'A kid of 255, signed by the right secret.', signedWithKid(255))
  const longer = join(KEY.secret, byte(0))
  unknown(
    'secret-and-zero',
    'A token of the secret with a zero byte after it, which is another secret.',
    mint({ scope: SCOPE, secret: longer }).token,
  )
  const child = narrow(mint({ scope: SCOPE, secret: secret(1) }), { expiresAt: ISSUED + 3600 })
  unknown('narrowed', 'A narrowed token of another secret.', child.token)
  unknown(
    'kid-0-secret',
    'A token of a secret whose kid is zero.',
    mint({ scope: SCOPE, secret: secretWithKid(0) }).token,
  )
}

function first(
  reason: Reason,
  name: string,
  comment: string,
  token: string,
  context: InvalidContext = {},
): void {
  invalid(reason, `order-${name}`, comment, token, context)
}

function order(): void {
  const zeros = new Uint8Array(16)
  const unsorted = [join(head(3, 3), byte(7), mask(0)), GRANT]
  first(
    'malformed',
    'malformed-unknown-key',
    'A wrong structure is found before an unknown kid.',
    sign(root({ kid: 0, low: 2, grants: [GRANT] }), [], KEY).token,
  )
  first(
    'malformed',
    'malformed-forged',
    'A wrong structure is found before a wrong tag.',
    assemble(root({ low: 2, grants: [GRANT] }), [], zeros),
  )
  first(
    'malformed',
    'malformed-expired',
    'A wrong structure is found before the expiry.',
    sign(root({ lifetime: 1, low: 2, grants: [GRANT] }), [], KEY).token,
  )
  bad(
    'order-malformed-number',
    'A wrong structure is found before an unknown number.',
    root({ grants: unsorted }),
  )
  bad(
    'order-malformed-number-k',
    'A list with a wrong k on an unknown number.',
    root({ grants: [join(head(5, 3), intList([10, 20, 30], { k: 3 }), mask(0))] }),
  )
  bad(
    'order-malformed-last-block',
    'A wrong last block is found before an unknown number in the root.',
    root({ grants: [join(head(3, 3), varint(42), mask(0))] }),
    byte(1, 0),
  )
  first(
    'unknown-key',
    'unknown-key-number',
    'An unknown kid is found before an unknown number.',
    sign(root({ kid: 0, grants: [join(head(3, 3), varint(42), mask(0))] }), [], KEY).token,
  )
  first(
    'unknown-key',
    'unknown-key-bind',
    'An unknown kid is found before a missing bound value.',
    mint({ scope: SCOPE, secret: secret(1), bind: [{ int: '1' }] }).token,
  )
  first(
    'unknown-key',
    'unknown-key-expired',
    'An unknown kid is found before the expiry.',
    mint({ scope: SCOPE, secret: secret(1), expiresAt: ISSUED + 1 }).token,
  )
  const dead = mint({ scope: SCOPE, expiresAt: ISSUED + 10 })
  first('forged', 'forged-expired', 'A wrong tag is found before the expiry.', assemble(dead.root, [], zeros))
  first(
    'forged',
    'forged-not-yet-valid',
    'A wrong tag is found before an issue time ahead.',
    assemble(PLAIN.root, [], flip(zeros, 0)),
    { now: ISSUED - 1000 },
  )
  first(
    'forged',
    'forged-too-old',
    'A wrong tag is found before the age.',
    assemble(PLAIN.root, [], flip(zeros, 1)),
    { maxAge: 1 },
  )
  first(
    'forged',
    'forged-insufficient',
    'A wrong tag is found before a scope that is not granted.',
    assemble(PLAIN.root, [], flip(zeros, 2)),
    { required: [post(43, 'read')] },
  )
  first(
    'forged',
    'forged-number-expired',
    'An unknown number is found before the expiry.',
    sign(root({ lifetime: 1, grants: [join(head(3, 3), varint(42), mask(0))] }), [], KEY).token,
  )
  const soon = mint({ scope: SCOPE, expiresAt: ISSUED + 10 })
  first(
    'not-yet-valid',
    'not-yet-valid-insufficient',
    'An issue time ahead is found before a scope that is not granted.',
    soon.token,
    { now: ISSUED - 61, required: [post(43, 'read')] },
  )
  first('expired', 'expired-too-old', 'The expiry is found before the age.', soon.token, {
    now: ISSUED + 20,
    maxAge: 5,
  })
  first(
    'expired',
    'expired-insufficient',
    'The expiry is found before a scope that is not granted.',
    soon.token,
    { now: ISSUED + 20, required: [post(43, 'read')] },
  )
  first(
    'too-old',
    'too-old-insufficient',
    'The age is found before a scope that is not granted.',
    PLAIN.token,
    { maxAge: 5, required: [post(43, 'read')] },
  )
  const once = mint({ scope: SCOPE, uses: 1, nonce: '0011223344556677', expiresAt: ISSUED + 60 })
  first('expired', 'expired-single-use', 'The expiry is found before the limit of uses.', once.token, {
    now: ISSUED + 60,
  })
  first('too-old', 'too-old-single-use', 'The age is found before the limit of uses.', once.token, {
    maxAge: 29,
  })
  const lacking = { required: [post(42, 'read'), app('shop', 'read')], missing: [app('shop', 'read')] }
  first(
    'insufficient',
    'insufficient-single-use',
    'A scope that is not granted is found before the limit of uses.',
    once.token,
    lacking,
  )
  const sealed = join(PLAIN.root, block({ lifetime: 60 }))
  first(
    'forged',
    'forged-block-single',
    'A right block under a tag of zeros.',
    assemble(sealed, [], hex('00'.repeat(16))),
  )
}

export function keysAndOrder(): void {
  unknownKeys()
  order()
}
