// Tokens that one refusal alone keeps out: without it they would be read to the end.

import { byte, join, text, utf8, varint } from './bytes.ts'
import { invalid, KEY } from './collect.ts'
import { blockTag, rootTag } from './keys.ts'
import { badGrant, badIds, READ, ROOT } from './malform.ts'
import { assemble } from './mint.ts'
import { block, everything, head } from './wire.ts'

/** All that only one place of a reader refuses. */
export function alone(): void {
  // Sixteen characters where the tag should be, which end a permission of a block.
  const reaching = join(byte(21, 2), everything, byte(0, 1, 16))
  invalid(
    'malformed',
    'block-over-the-tag',
    'A block that is right when the last sixteen bytes are its own.',
    assemble(ROOT, [reaching], utf8('sixteen letters!')),
  )

  const inner = block({ lifetime: 60 })
  const outer = join(varint(2 + inner.length), byte(1), varint(120))
  const first = blockTag(rootTag(ROOT, KEY), ROOT, outer)
  const second = blockTag(first, join(ROOT, outer), inner)
  invalid(
    'malformed',
    'block-holds-a-block',
    'A block behind whose lifetime a further block stands, inside its length, with the tag of two.',
    assemble(ROOT, [outer, inner], second),
  )

  badGrant(
    'head-form-7-no-ids',
    'A grant of form 7 that is a right model else.',
    head(7),
    text('blog'),
    text('Post'),
    READ,
  )

  // Two gaps of which the first ends where the list does: 255 bits further no byte of the token is left.
  const bits = new Uint8Array(64)
  bits[32] = 1
  badIds(
    'ints-k-255-far',
    'A parameter of 255 whose second gap would begin behind the token.',
    5,
    join(byte(3), varint(1), byte(255), bits),
  )

  invalid('malformed', 'token-null', 'No text at all, as a request without a token has it.', null)
}
