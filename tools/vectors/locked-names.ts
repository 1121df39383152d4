// Names that are nearly right, names in the wrong place, and locks that came to mean something else: forged
// by the tag alone, as every number and bit is in the lock.

import { createHash } from 'node:crypto'
import type { Bytes } from './bytes.ts'
import { byte, frame, hex, join, toHex, utf8 } from './bytes.ts'
import { invalid, KEY } from './collect.ts'
import { bound, hmac, macKey, names, rootTag } from './keys.ts'
import { printAt } from './lock.ts'
import { LOCK, numberedPost, wrong, wrongGrant } from './locked.ts'
import { assemble } from './mint.ts'
import { block, extras, head, mask, root, texts } from './wire.ts'

const GRANT = numberedPost(3, 42, 0, 1)
/** What is mixed into its names. */
const WHAT: readonly [string, number][] = [
  ['', 0],
  ['read', 0],
  ['change', 1],
]
const RIGHT = printAt(LOCK, 3, 0, 1)

function hashed(...parts: (Bytes | string)[]): Bytes {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return Uint8Array.from(hash.digest())
}

function mixed(...prints: Bytes[]): Bytes {
  return prints.reduce((a, b) => a.map((n, index) => n ^ (b[index] ?? 0)))
}

const near = (name: string, comment: string, print: Bytes, grant: Bytes = GRANT): void =>
  wrongGrant(`near-${name}`, comment, print, grant)

/** blog.Post:42#read,change with names as someone would make them who misread one step. */
function nearMisses(): void {
  const label = 'latchkey/1/name'
  const path = [frame('blog'), frame('Post')]
  const print = (permission: string, bit: number): Bytes =>
    hashed(label, ...path, frame(permission), byte(bit)).subarray(0, 4)
  const parts = [print('', 0), print('read', 0), print('change', 1)]
  if (toHex(mixed(...parts)) !== toHex(RIGHT)) throw new Error('the names are made otherwise here')
  near('left-out', 'The names are left out, though the lock has them.', byte())
  near('zero', 'Four zeros for names.', byte(0, 0, 0, 0))
  near('node-alone', 'The names of the node without those of its bits.', print('', 0))
  near(
    'bits-alone',
    'The names of the bits without that of the node.',
    mixed(print('read', 0), print('change', 1)),
  )
  near('bit-too-few', 'The names of one of two bits.', mixed(print('', 0), print('read', 0)))
  near('bit-too-many', 'The names of three bits for a mask of two.', mixed(...parts, print('publish', 2)))
  near(
    'other-bit',
    'The names of another bit of the number.',
    mixed(print('', 0), print('read', 0), print('publish', 2)),
  )
  near(
    'bit-byte-0',
    'The bit is left out of the names: 0 for each.',
    mixed(print('', 0), print('read', 0), print('change', 0)),
  )
  near(
    'bit-byte-from-1',
    'Bits are counted from 1 in the names.',
    mixed(print('', 0), print('read', 1), print('change', 2)),
  )
  near(
    'bit-byte-swapped',
    'The bits of two names are swapped.',
    mixed(print('', 0), print('read', 1), print('change', 0)),
  )
  near(
    'bit-as-mask',
    'The byte of a bit is its mask.',
    mixed(print('', 0), print('read', 1), print('change', 2 ** 1 + 1)),
  )
  near('node-bit-255', 'The node has the byte ff in the names.', mixed(print('', 255), ...parts.slice(1)))
  near(
    'no-bit-byte',
    'No byte for the bit.',
    mixed(...['', 'read', 'change'].map((one) => hashed(label, ...path, frame(one)).subarray(0, 4))),
  )
  near('side-by-side', 'The names of node and bits side by side, not mixed.', join(...parts))
  near('sum', 'The names of node and bits added up.', added(parts))
  near(
    'last-four',
    'The last four bytes of each hash.',
    mixed(...WHAT.map(([one, bit]) => hashed(label, ...path, frame(one), byte(bit)).subarray(28))),
  )
  near(
    'eight',
    'Eight bytes of each hash.',
    mixed(...WHAT.map(([one, bit]) => hashed(label, ...path, frame(one), byte(bit)).subarray(0, 8))),
  )
  near('reversed', 'The four bytes in reverse.', RIGHT.toReversed())
  const other = (made: (permission: string, bit: number) => Bytes): Bytes =>
    mixed(...WHAT.map(([one, bit]) => made(one, bit).subarray(0, 4)))
  near(
    'no-label',
    'Fingerprints without their label.',
    other((one, bit) => hashed(...path, frame(one), byte(bit))),
  )
  near(
    'label-key',
    'Fingerprints with the label of keys.',
    other((one, bit) => hashed('latchkey/1/key', ...path, frame(one), byte(bit))),
  )
  near(
    'label-framed',
    'Fingerprints with a frame around the label.',
    other((one, bit) => hashed(frame(label), ...path, frame(one), byte(bit))),
  )
  near(
    'unframed',
    'Fingerprints of names without frames.',
    other((one, bit) => hashed(label, 'blogPost', one, byte(bit))),
  )
  near(
    'one-byte-frames',
    'Fingerprints with lengths of one byte.',
    other((one, bit) => hashed(label, byte(4), 'blog', byte(4), 'Post', byte(one.length), one, byte(bit))),
  )
  near(
    'dotted',
    'Fingerprints of the path as one text with a dot.',
    other((one, bit) => hashed(label, frame('blog.Post'), frame(''), frame(one), byte(bit))),
  )
  near(
    'with-number',
    'Fingerprints with the number.',
    other((one, bit) => hashed(label, byte(3), ...path, frame(one), byte(bit))),
  )
  near(
    'with-id',
    'Names with the id of the object.',
    mixed(...parts, hashed(label, ...path, byte(42)).subarray(0, 4)),
  )
  near(
    'no-empty-frame',
    'The node without the frame of the empty permission.',
    mixed(hashed(label, ...path, byte(0)).subarray(0, 4), ...parts.slice(1)),
  )
  near('of-app', 'The names of the app in place of the model.', names('blog', '', { 0: 'read', 1: 'change' }))
  near(
    'of-model-alone',
    'The names of the model without its app.',
    names('', 'Post', { 0: 'read', 1: 'change' }),
  )
  near(
    'swapped-path',
    'App and model are swapped in the names.',
    names('Post', 'blog', { 0: 'read', 1: 'change' }),
  )
  near(
    'texts',
    'A text on a number is mixed into the names as a bit.',
    mixed(print('', 0), print('read', 0)),
    join(head(3, 3), byte(42), texts('read')),
  )
  near(
    'texts-hashed',
    'Texts on a number and no names of the node.',
    byte(),
    join(head(3, 3), byte(42), texts('read')),
  )
  const bytes = root({ grants: [GRANT] })
  const tagged = (name: string, comment: string, tag: Bytes): void =>
    invalid('forged', `lock-near-${name}`, comment, assemble(bytes, [], tag), { lock: LOCK })
  const key = macKey(KEY.secret, '')
  tagged('before-root', 'The names before the root.', hmac(key, join(byte(0), RIGHT, bytes)).subarray(0, 16))
  tagged(
    'in-key',
    'The names mixed into the key.',
    hmac(join(key, RIGHT), join(byte(0), bytes)).subarray(0, 16),
  )
  tagged('framed', 'The names in a frame.', rootTag(bytes, KEY, frame(RIGHT)))
  tagged('twice', 'The names twice.', rootTag(bytes, KEY, join(RIGHT, RIGHT)))
  const bind = [{ text: 'v1' }]
  const withBound = root({ extras: extras({ bound: true }), grants: [GRANT] })
  const after = hmac(key, join(byte(0), withBound, bound(bind), RIGHT)).subarray(0, 16)
  invalid(
    'forged',
    'lock-near-after-bound',
    'The names after the bound values.',
    assemble(withBound, [], after),
    { lock: LOCK, bind },
  )
}

function added(parts: Bytes[]): Bytes {
  const sum = parts.reduce((total, part) => total + Number.parseInt(toHex(part), 16), 0) % 2 ** 32
  return hex(sum.toString(16).padStart(8, '0'))
}

/** Two and more names, each right, in the wrong place or order. */
function places(): void {
  const [one, two] = [printAt(LOCK, 3, 0), printAt(LOCK, 4, 1)]
  const grants = [numberedPost(3, 1, 0), numberedPost(4, 1, 1)]
  const put2 = (name: string, comment: string, ...prints: Bytes[]): void =>
    wrong(`place-${name}`, comment, { grants }, [join(...prints)])
  put2('swapped', 'The names of two grants are swapped.', two, one)
  put2('first-alone', 'The names of the first of two grants alone.', one)
  put2('last-alone', 'The names of the last of two grants alone.', two)
  put2('mixed', 'The names of two grants mixed into four bytes.', mixed(one, two))
  put2('zeros', 'Four zeros between the names of two grants.', one, byte(0, 0, 0, 0), two)
  const named = join(head(1), byte(4), utf8('shop'), texts('read'))
  wrong(
    'place-by-name',
    'Four zeros for a grant by name before one by number.',
    { grants: [named, numberedPost(3, 1, 0)] },
    [join(byte(0, 0, 0, 0), one)],
  )
  const whom = extras({ subject: join(head(3, 6), byte(7)) })
  const user = printAt(LOCK, 6)
  const subject = (name: string, comment: string, print: Bytes): void =>
    wrong(`place-subject-${name}`, comment, { extras: whom, grants: [numberedPost(3, 1, 0)] }, [print])
  subject('last', 'The names of the subject after those of the grant.', join(one, user))
  subject('left-out', 'The names of the subject are left out.', one)
  subject('alone', 'The names of the subject without those of the grant.', user)
  subject('bit', 'The names of the subject with a permission.', join(printAt(LOCK, 6, 0), one))
  const everything = join(head(0, 1), mask(0))
  const above = printAt(LOCK, 1, 0)
  const inBlocks = (name: string, comment: string, prints: Bytes[], count = 1): void => {
    const blocks = [block({ grants: [numberedPost(3, 1, 0)] }), block({ grants: [numberedPost(4, 1, 1)] })]
    wrong(`place-block-${name}`, comment, { grants: [everything] }, prints, blocks.slice(0, count))
  }
  inBlocks('left-out', 'The names of a block are left out.', [above])
  inBlocks('root-left-out', 'The names of the root are left out under a block with its own.', [byte(), one])
  inBlocks('in-root', 'The names of a block are in the tag of the root.', [join(above, one)])
  inBlocks('of-root', 'The names of the root are in the tag of the block.', [byte(), join(above, one)])
  inBlocks('swapped', 'The names of root and block are swapped.', [one, above])
  inBlocks('both', 'The tag of a block has the names of the root too.', [above, join(above, one)])
  inBlocks(
    'second-in-first',
    'The names of the second block are in the first.',
    [above, join(one, two), byte()],
    2,
  )
  inBlocks('two-swapped', 'The names of two blocks are swapped.', [above, two, one], 2)
}

export function lockedNames(): void {
  nearMisses()
  places()
}
