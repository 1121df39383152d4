// Malformed blocks: lengths, flags, lifetimes, grants, too many, and any block after sealed.

import type { Bytes } from './bytes.ts'
import { byte, join, range, text, varint } from './bytes.ts'
import { bad, GRANT, numbered, POST_42, READ, ROOT } from './malform.ts'
import { id } from './scope.ts'
import {
  appResource,
  block,
  extras,
  head,
  idsResource,
  mask,
  objectResource,
  rawTexts,
  root,
} from './wire.ts'

function badBlock(name: string, comment: string, ...blocks: Bytes[]): void {
  bad(`block-${name}`, comment, ROOT, ...blocks)
}

function lengths(): void {
  badBlock('length-0', 'A block of length zero.', byte(0))
  badBlock('length-0-after', 'A block of length zero after a right one.', block({ lifetime: 60 }), byte(0))
  badBlock(
    'length-too-long',
    'A block whose length reaches one byte into the tag.',
    block({ lifetime: 60, length: 3 }),
  )
  badBlock(
    'length-to-the-end',
    'A block whose length reaches to the end of the tag.',
    block({ lifetime: 60, length: 18 }),
  )
  badBlock(
    'length-far',
    'A block whose length reaches past the end of the token.',
    block({ lifetime: 60, length: 1000 }),
  )
  badBlock(
    'length-2-32',
    'A block whose length is 2^32 + 2, which wraps to 2 in 32 bits.',
    block({ lifetime: 60, length: 2 ** 32 + 2 }),
  )
  badBlock('length-2-63', 'A block whose length is 2^63.', block({ lifetime: 60, length: 2n ** 63n }))
  badBlock(
    'length-too-short',
    'A block whose length cuts its lifetime off.',
    block({ lifetime: 60, length: 1 }),
  )
  badBlock(
    'length-cuts-grant',
    'A block whose length ends within its grant.',
    block({ grants: [GRANT], length: GRANT.length }),
  )
  badBlock(
    'length-over-next',
    'A grant that begins in one block and ends in the next.',
    join(byte(12, 2), GRANT.subarray(0, 11)),
    join(byte(5), GRANT.subarray(11)),
  )
  badBlock('length-alone', 'A length at the end and no block.', byte(3))
}

function flags(): void {
  badBlock('flags-0', 'A block without a flag.', byte(1, 0))
  badBlock(
    'flags-0-content',
    'A block without a flag but with a lifetime.',
    block({ flags: 0, lifetime: 60 }),
  )
  for (const flag of [4, 8, 16, 32, 64, 128]) {
    badBlock(`flag-${String(flag)}`, `The unknown block flag ${String(flag)} alone.`, byte(1, flag))
    const both = block({ flags: 1 | flag, lifetime: 60 })
    badBlock(
      `flag-${String(flag)}-lifetime`,
      `The unknown block flag ${String(flag)} beside a lifetime.`,
      both,
    )
  }
  badBlock('flag-lifetime-missing', 'The flag of a lifetime and no lifetime.', byte(1, 1))
  badBlock('flag-grants-missing', 'The flag of grants and no grants.', byte(1, 2))
  badBlock(
    'flags-both-grants-missing',
    'The flags of lifetime and grants and no grants.',
    block({ flags: 3, lifetime: 60 }),
  )
  badBlock(
    'flags-both-lifetime-missing',
    'The flags of lifetime and grants and no lifetime.',
    block({ flags: 3, grants: [GRANT] }),
  )
  badBlock(
    'rest-after-lifetime',
    'A byte after the lifetime of a block without grants.',
    join(byte(3, 1, 60, 0)),
  )
  badBlock(
    'rest-grants-unflagged',
    'A block with grants whose flag is not set.',
    block({ flags: 1, lifetime: 60, grants: [GRANT] }),
  )
  badBlock(
    'rest-after-grants',
    'A zero byte after the grants of a block.',
    block({ grants: [GRANT, byte(0)] }),
  )
  badBlock('rest-second-lifetime', 'A block with two lifetimes.', join(byte(3, 1, 60, 60)))
  badBlock('lifetime-0', 'A block with a lifetime of zero.', block({ lifetime: 0 }))
  badBlock('lifetime-2-32', 'A block with a lifetime of 2^32.', block({ lifetime: 2 ** 32 }))
}

const badGrants = (name: string, comment: string, ...list: Bytes[]): void =>
  badBlock(name, comment, block({ grants: list }))

const postGrant = (n: number): Bytes => join(objectResource('blog', 'Post', id(n)), READ)

function grants(): void {
  badGrants('grants-equal', 'A block that names one resource twice.', postGrant(1), postGrant(1))
  badGrants('grants-descend', 'A block whose resources descend.', postGrant(2), postGrant(1))
  badGrants(
    'grants-alphabetical',
    'A block whose apps are in alphabetical order, aa before b.',
    join(appResource('aa'), READ),
    join(appResource('b'), READ),
  )
  badGrants('grants-total', 'A block that counts its grants in front like a root.', join(byte(1), GRANT))
  badGrants('grants-form-7', 'A block with a grant of form 7.', join(head(7), text('ann'), READ))
  badGrants('grants-mask', 'A block with a mask on names.', join(POST_42, mask(0)))
  badGrants('grants-no-permissions', 'A block with a grant of no permissions.', join(POST_42, byte(0, 0)))
  badGrants('grants-resource-only', 'A block that ends after a resource.', POST_42)
  badGrants(
    'grants-permissions-descend',
    'A block whose permissions descend.',
    join(POST_42, rawTexts(['read', 'change'])),
  )
  badGrants('grants-number-1', 'A block with number 1 in form 3.', join(head(3, 1), varint(42), mask(0)))
  badGrants(
    'grants-list-of-1',
    'A block with a list of one.',
    join(idsResource(5, 'blog', 'Post', byte(1, 42, 0)), READ),
  )
  badGrants(
    'grants-kind-0',
    'A block with an integer written as a kind.',
    join(idsResource(4, 'blog', 'Post', byte(0, 42)), READ),
  )
  badGrants('grants-utf8', 'A block with an app of ill-formed UTF-8.', join(appResource(byte(0x80)), READ))
  badGrants('grants-1025', 'A block of 1,025 grants.', ...numbered(1025))
}

function chains(): void {
  const single = range(17).map((n) => block({ lifetime: 3600 - n }))
  badBlock('17', 'Seventeen blocks.', ...single)
  badBlock(
    'sixteenth-wrong',
    'Fifteen right blocks and a sixteenth of length zero.',
    ...single.slice(2),
    byte(0),
  )
  badBlock(
    'second-wrong',
    'A second block with an unknown flag after a right one.',
    block({ lifetime: 60 }),
    byte(1, 4),
  )
  badBlock(
    'first-wrong',
    'A first block of lifetime zero before a right one.',
    block({ lifetime: 0 }),
    block({ lifetime: 60 }),
  )
  const sealed = root({ extras: extras({ sealed: true }), grants: [GRANT] })
  bad('sealed-lifetime', 'A block with a lifetime after a sealed root.', sealed, block({ lifetime: 60 }))
  bad('sealed-grants', 'A block with grants after a sealed root.', sealed, block({ grants: [GRANT] }))
  bad(
    'sealed-two',
    'Two blocks after a sealed root.',
    sealed,
    block({ lifetime: 60 }),
    block({ lifetime: 50 }),
  )
  const all = extras({ sealed: true, nonce: new Uint8Array(8), uses: 1 })
  bad(
    'sealed-uses',
    'A block after a sealed root of one use.',
    root({ extras: all, grants: [GRANT] }),
    block({ lifetime: 60 }),
  )
}

export function invalidBlocks(): void {
  lengths()
  flags()
  grants()
  chains()
}
