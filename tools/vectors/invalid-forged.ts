// Tokens of right structure whose tag is another's: changed bytes, changed tags, chains taken apart, and
// tags made by near misses of the construction.

import type { Bytes } from './bytes.ts'
import { flip, hex, join, range } from './bytes.ts'
import type { InvalidContext } from './collect.ts'
import { invalid, KEY } from './collect.ts'
import { kidOf, rootTag, secret } from './keys.ts'
import { assemble, mint, narrow } from './mint.ts'
import { app, model, post } from './scope.ts'
import { GRANT } from './malform.ts'
import { block, extras, ISSUED, root, subjectText } from './wire.ts'

function forged(name: string, comment: string, token: string, context: InvalidContext = {}): void {
  invalid('forged', name, comment, token, context)
}

const HOUR = ISSUED + 3600
const PLAIN = mint({ scope: [post(42, 'read')] })
const NONCE = hex('0011223344556677')

function tags(): void {
  for (const at of [0, 1, 7, 8, 14, 15]) {
    forged(
      `tag-byte-${String(at)}`,
      `The lowest bit of byte ${String(at)} of the tag is flipped.`,
      assemble(PLAIN.root, [], flip(PLAIN.tag, at)),
    )
  }
  forged(
    'tag-high-bit-0',
    'The highest bit of the first byte of the tag is flipped.',
    assemble(PLAIN.root, [], flip(PLAIN.tag, 0, 128)),
  )
  forged(
    'tag-high-bit-15',
    'The highest bit of the last byte of the tag is flipped.',
    assemble(PLAIN.root, [], flip(PLAIN.tag, 15, 128)),
  )
  const cancel = flip(flip(PLAIN.tag, 3), 11)
  forged(
    'tag-two-bits',
    'The same bit of two bytes of the tag is flipped, so that their exclusive-or is right.',
    assemble(PLAIN.root, [], cancel),
  )
  forged(
    'tag-inverted',
    'Every bit of the tag is flipped.',
    assemble(
      PLAIN.root,
      [],
      PLAIN.tag.map((n) => n ^ 255),
    ),
  )
  forged('tag-zeros', 'The tag is sixteen zeros.', assemble(PLAIN.root, [], new Uint8Array(16)))
  forged(
    'tag-ones',
    'The tag is sixteen bytes of ones.',
    assemble(PLAIN.root, [], new Uint8Array(16).fill(255)),
  )
  forged(
    'tag-reversed',
    'The bytes of the tag are reversed.',
    assemble(PLAIN.root, [], PLAIN.tag.toReversed()),
  )
  forged(
    'tag-rotated',
    'The bytes of the tag are moved by one.',
    assemble(PLAIN.root, [], join(PLAIN.tag.subarray(1), PLAIN.tag.subarray(0, 1))),
  )
  forged(
    'tag-half',
    'The second half of the tag is zeros.',
    assemble(PLAIN.root, [], join(PLAIN.tag.subarray(0, 8), new Uint8Array(8))),
  )
  forged(
    'tag-of-another',
    'The tag of another token of the same secret.',
    assemble(PLAIN.root, [], mint({ scope: [post(43, 'read')] }).tag),
  )
  forged(
    'tag-is-id',
    'The first id of the token in place of its tag.',
    assemble(PLAIN.root, [], hex(PLAIN.ids[0] ?? '')),
  )
  const child = narrow(PLAIN, { expiresAt: HOUR })
  forged(
    'tag-child-flipped',
    'A bit of the tag of a narrowed token is flipped.',
    assemble(child.root, child.blocks, flip(child.tag, 5)),
  )
  forged(
    'tag-child-is-id',
    'The second id of a narrowed token in place of its tag.',
    assemble(child.root, child.blocks, hex(child.ids[1] ?? '')),
  )
}

const rootOf = (scope: Parameters<typeof mint>[0]['scope']): Bytes => mint({ scope }).root

function badScope(name: string, comment: string, scope: Parameters<typeof mint>[0]['scope']): void {
  forged(`changed-${name}`, comment, assemble(rootOf(scope), [], PLAIN.tag))
}

/** Each puts the tag of one root under another that a holder would like better. */
function changed(): void {
  const key = { ...KEY }
  const rich = {
    lifetime: 60,
    extras: extras({ subject: subjectText('ann'), nonce: NONCE, uses: 3, sealed: true }),
    grants: [GRANT],
  }
  const tag = rootTag(root(rich), key)
  const change = (name: string, comment: string, parts: Parameters<typeof root>[0]): void => {
    forged(`changed-${name}`, comment, assemble(root({ ...rich, ...parts }), [], tag))
  }
  const other = (parts: Parameters<typeof extras>[0]): Bytes =>
    extras({ subject: subjectText('ann'), nonce: NONCE, uses: 3, sealed: true, ...parts })
  change('lifetime', 'The lifetime is longer.', { lifetime: 61 })
  change('issued', 'The issue time is a second later.', { issuedAt: ISSUED + 1 })
  change('issued-earlier', 'The issue time is a second earlier.', { issuedAt: ISSUED - 1 })
  change('subject', 'The subject is another.', { extras: other({ subject: subjectText('bob') }) })
  change('nonce', 'A bit of the nonce is flipped.', { extras: other({ nonce: flip(NONCE, 0) }) })
  change('uses', 'The uses are more.', { extras: other({ uses: 4 }) })
  change('unsealed', 'The flag for sealed is cleared.', { extras: other({ sealed: false }) })
  change('uses-removed', 'The uses are taken out, with their flag.', {
    extras: extras({ subject: subjectText('ann'), nonce: NONCE, sealed: true }),
  })
  badScope('id', 'The id is another.', [post(43, 'read')])
  badScope('id-type', 'The id 42 is the text 42.', [post('42', 'read')])
  badScope('permission', 'The permission is another.', [post(42, 'writ')])
  badScope('permission-added', 'A permission is added.', [post(42, 'read', 'change')])
  badScope('app', 'The app is another.', [{ ...post(42, 'read'), app: 'blob' }])
  badScope('model-wide', 'The id is taken out: the model is granted.', [model('blog', 'Post', 'read')])
  badScope('grant-added', 'A grant is added.', [post(42, 'read'), app('blog', 'change')])
  badScope('grants-removed', 'The grant is removed.', [])
}

function kids(): void {
  const ring = [secret(0), secret(1)]
  const kid = kidOf(secret(1))
  forged(
    'kid-of-neighbour',
    'The kid is that of another secret of the ring.',
    assemble(root({ kid, grants: [GRANT] }), [], PLAIN.tag),
    { secrets: ring },
  )
  const signed = rootTag(root({ kid, grants: [GRANT] }), KEY)
  forged(
    'kid-of-neighbour-signed',
    'Signed by one secret over the kid of another of the ring.',
    assemble(root({ kid, grants: [GRANT] }), [], signed),
    { secrets: ring },
  )
  const twin = range(5000)
    .map((n) => secret(n + 1))
    .find((one) => kidOf(one) === kidOf(secret(0)))
  if (twin === undefined) throw new Error('no secret with the same kid')
  forged(
    'same-kid',
    'Another secret that has the same kid.',
    mint({ scope: [post(42, 'read')], secret: twin }).token,
  )
  forged(
    'same-kid-reverse',
    'A token of the usual secret, for a verifier whose secret has the same kid.',
    PLAIN.token,
    { secrets: [twin] },
  )
  forged(
    'same-kid-in-ring',
    'A token of the usual secret, for a ring where another has its kid.',
    PLAIN.token,
    { secrets: [secret(1), twin] },
  )
}

function chains(): void {
  const parent = mint({ scope: [app('blog', 'read')] })
  const first = narrow(parent, { to: [model('blog', 'Post', 'read')] })
  const second = narrow(first, { to: [post(42, 'read')] })
  const third = narrow(second, { expiresAt: HOUR })
  const [a, b, c] = third.blocks
  if (a === undefined || b === undefined || c === undefined) throw new Error('three blocks')
  const { root: bytes, tag } = third
  forged('chain-reordered', 'Two blocks are exchanged.', assemble(bytes, [b, a, c], tag))
  forged('chain-reordered-last', 'The last two blocks are exchanged.', assemble(bytes, [a, c, b], tag))
  forged('chain-first-dropped', 'The first block is dropped.', assemble(bytes, [b, c], tag))
  forged('chain-middle-dropped', 'The middle block is dropped.', assemble(bytes, [a, c], tag))
  forged('chain-last-dropped', 'The last block is dropped, its tag kept.', assemble(bytes, [a, b], tag))
  forged('chain-all-dropped', 'All blocks are dropped, the last tag kept.', assemble(bytes, [], tag))
  forged('chain-duplicated', 'A block is written twice.', assemble(bytes, [a, b, c, c], tag))
  forged('chain-first-duplicated', 'The first block is written twice.', assemble(bytes, [a, a, b, c], tag))
  forged(
    'chain-earlier-tag',
    'A block is appended and the tag before it kept.',
    assemble(bytes, [a], parent.tag),
  )
  forged(
    'chain-block-changed',
    'The expiry in a block is later.',
    assemble(bytes, [a, b, block({ lifetime: 7200 })], tag),
  )
  forged(
    'chain-block-widened',
    'A block that a later one follows is widened.',
    assemble(bytes, [block({ grants: [GRANT] }), b, c], tag),
  )
  forged(
    'chain-root-changed',
    'The root under a chain is another.',
    assemble(mint({ scope: [app('shop', 'read')] }).root, [a, b, c], tag),
  )
  const elsewhere = narrow(mint({ scope: [app('shop', 'read')] }), { expiresAt: HOUR })
  forged(
    'chain-spliced',
    'The block and tag of another token.',
    assemble(bytes, elsewhere.blocks, elsewhere.tag),
  )
  forged(
    'chain-spliced-twin',
    'The tag of an equal block that follows another root.',
    assemble(
      first.root,
      [a],
      narrow(mint({ scope: [app('shop', 'read')] }), { to: [model('blog', 'Post', 'read')] }).tag,
    ),
  )
  const cut = narrow({ ...parent, token: assemble(parent.root, [], first.tag) }, { expiresAt: HOUR })
  forged('chain-from-child-tag', 'Narrowed from the root with the tag of a child as key.', cut.token)
  const sealed = mint({ scope: [app('blog', 'read')], sealed: true })
  const open = assemble(parent.root, [], sealed.tag)
  forged(
    'chain-unsealed',
    'A sealed root made open, then narrowed with the tag of the sealed one.',
    narrow({ ...sealed, token: open }, { expiresAt: HOUR }).token,
  )
  forged(
    'chain-of-forged',
    'Narrowed from a token whose tag is wrong.',
    narrow({ ...parent, token: assemble(parent.root, [], flip(parent.tag, 0)) }, { expiresAt: HOUR }).token,
  )
}

export function forgeries(): void {
  tags()
  changed()
  kids()
  chains()
}
