// What the lock has no part in: the structure, the key, the times; and which of two faults is told.

import type { Bytes } from './bytes.ts'
import { byte, join, range, text, varint } from './bytes.ts'
import { invalid, KEY } from './collect.ts'
import { secret, sign } from './keys.ts'
import { filled, node, printAt } from './lock.ts'
import { LOCK, locked, MORE, numberedPost, unknown } from './locked.ts'
import { mint } from './mint.ts'
import { app, model, post } from './scope.ts'
import { head, ISSUED, mask, root } from './wire.ts'

const READ = mask(0)

const bad = (name: string, comment: string, ...grants: Bytes[]): void => {
  const { token } = sign(root({ grants }), [], KEY, [printAt(LOCK, 3, 0)])
  invalid('malformed', `lock-${name}`, comment, token, { lock: LOCK })
}

/** Structure is judged as without a lock, and before it. */
function malformed(): void {
  const named = join(head(3), text('blog'), text('Post'), byte(42))
  bad('mask-on-names', 'A mask on a path by name, which has a number in the lock.', join(named, READ))
  bad('mask-zero', 'A mask of zero, for a verifier with a lock.', join(head(3, 3), byte(42), byte(0x80, 0)))
  bad(
    'mask-padded',
    'A mask of bit 0 in two bytes, for a verifier with a lock.',
    join(head(3, 3), byte(42), byte(0x81, 0)),
  )
  bad('mask-256', 'A mask of bit 256, for a verifier with a lock.', numberedPost(3, 42, 256))
  bad(
    'everything-as-app',
    'Number 1 in the form of an app, for a verifier with a lock.',
    join(head(1, 1), READ),
  )
  bad(
    'app-as-everything',
    'Number 2 in the form of everything, for a verifier with a lock.',
    join(head(0, 2), READ),
  )
  bad('65536', 'Number 65,536, which 16 bits take for 0.', join(head(1, 65_536), READ))
  bad('65539', 'Number 65,539, which 16 bits take for 3.', join(head(3, 65_539), byte(42), READ))
  bad('twice', 'One resource twice by number.', numberedPost(3, 42, 0), numberedPost(3, 42, 1))
  bad('descending', 'Numbers that descend.', numberedPost(4, 1, 0), numberedPost(3, 1, 0))
  bad(
    'by-number',
    'Heads in the order of their numbers, 32 after 31, not of their bytes.',
    ...[31, 32].map((n) => join(head(1, n), READ)),
  )
  bad(
    'names-follow',
    'A number with the names of its path after it.',
    join(head(3, 3), text('blog'), text('Post'), byte(42), READ),
  )
}

function order(): void {
  const { token: other } = locked([post(42, 'read')], { secret: secret(1) })
  invalid(
    'unknown-key',
    'lock-other-secret',
    'Signed by number with a secret that is none of the ring.',
    other,
    { lock: LOCK },
  )
  const far = mint({ scope: [app('shop', 'read')], lock: MORE, secret: secret(1) })
  invalid(
    'unknown-key',
    'lock-unknown-number',
    'An unknown secret comes before an unknown number.',
    far.token,
    { lock: LOCK },
  )
  const late = mint({ scope: [app('shop', 'read')], lock: MORE, expiresAt: ISSUED + 1 })
  unknown('expired', 'An unknown number comes before an expiry.', late)
  const week = locked([post(42, 'read')], { expiresAt: ISSUED + 30 })
  invalid('expired', 'lock-expired', 'A token by number in the second of its expiry.', week.token, {
    lock: LOCK,
  })
  const used = locked([post(42, 'read')], { uses: 1, nonce: '0011223344556677' })
  invalid('single-use', 'lock-uses', 'A token by number whose uses are limited.', used.token, { lock: LOCK })
  const salted = locked([post(42, 'read')], { salt: 'invite' })
  unknown('salt', 'A salted token by number without the salt.', salted)
  const many = mint({
    scope: range(500).map((n) => model('f', n.toString(36), 'any')),
    lock: filled([node([])], 501),
  })
  unknown('500', '500 grants by number, of which the lock has the first.', many, filled([node([])], 2))
  unknown(
    'varint',
    'A number of three bytes in a lock of six.',
    mint({ scope: [model('f', (2041).toString(36), 'any')], lock: filled(LOCK, 2048) }),
  )
  if (varint(2048 * 8 + 2).length !== 3) throw new Error('not three bytes')
}

export function lockedOrder(): void {
  malformed()
  order()
}
