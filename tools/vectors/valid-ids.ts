// Valid vectors about ids: every kind at its limits, lists of each kind, and texts that look like
// something else.

import { range, utf8 } from './bytes.ts'
import { valid } from './collect.ts'
import { sha256 } from './keys.ts'
import { mint } from './mint.ts'
import type { ShortId } from './scope.ts'
import { model, object, post } from './scope.ts'

const UUID = 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6'
const OBJECT_ID = '507f1f77bcf86cd799439011'

const SINGLE: [string, string, ShortId][] = [
  ['int-0', 'Zero is an id.', 0],
  ['int-1', 'One is an id.', 1],
  ['int-127', 'The last integer of one byte.', 127],
  ['int-128', 'The first integer of two bytes.', 128],
  ['int-16383', 'The last integer of two bytes.', 16_383],
  ['int-16384', 'The first integer of three bytes.', 16_384],
  ['int-2-32', 'An integer just above 32 bits.', 2 ** 32],
  ['int-2-53-less-1', 'The last safe integer of JavaScript.', 2n ** 53n - 1n],
  ['int-2-53', 'The first integer that a double may have rounded.', 2n ** 53n],
  ['int-2-53-and-1', 'An integer that no double holds.', 2n ** 53n + 1n],
  ['int-2-63-less-1', 'The last signed integer of 64 bits.', 2n ** 63n - 1n],
  ['int-2-63', 'The first integer of the 64th bit.', 2n ** 63n],
  ['int-2-64-less-1', 'The greatest id.', 2n ** 64n - 1n],
  ['negative-1', 'Minus one is written as varint zero.', -1],
  ['negative-128', 'The last negative integer of one byte.', -128],
  ['negative-129', 'The first negative integer of two bytes.', -129],
  ['negative-2-53-and-1', 'A negative integer that no double holds.', -(2n ** 53n) - 1n],
  ['negative-2-63', 'The least id.', -(2n ** 63n)],
  ['uuid', 'A canonical uuid is packed in 16 bytes.', UUID],
  ['uuid-nil', 'The uuid of zeros only is packed.', '00000000-0000-0000-0000-000000000000'],
  ['uuid-max', 'The uuid of ones only is packed.', 'ffffffff-ffff-ffff-ffff-ffffffffffff'],
  ['objectid', '24 lower-case hex digits are packed in 12 bytes.', OBJECT_ID],
  ['objectid-of-digits', '24 decimal digits are 24 hex digits and packed.', '000000000000000000000042'],
  ['text', 'A text id.', 'hello-world'],
  ['text-of-digits', 'The text 5 is not the integer 5.', '5'],
  ['text-negative', 'The text -1 is not the integer -1.', '-1'],
  ['text-exponent', 'The text 1e3 is a text.', '1e3'],
  ['text-null', 'The text null is a text.', 'null'],
  ['text-space', 'A single space is a text.', ' '],
  ['text-nul', 'A text may be U+0000 alone.', '\u0000'],
  ['text-bom', 'A byte order mark in front is part of a text.', '\ufeff5'],
  ['text-nfc', 'A composed text id is kept.', '\u00e9'],
  ['text-nfd', 'A decomposed text id is kept.', 'e\u0301'],
  ['text-emoji', 'A text id beyond the basic plane.', '\u{1f511}'],
  ['text-proto', '__proto__ is an id like any other.', '__proto__'],
  ['text-127-bytes', 'A text id of 127 bytes has a length of one byte.', 'i'.repeat(127)],
  ['text-128-bytes', 'A text id of 128 bytes has a length of two bytes.', 'i'.repeat(128)],
  ['text-255-bytes', 'A text id may be 255 bytes.', 'i'.repeat(255)],
  ['text-uuid-upper-case', 'An upper-case uuid is a text.', UUID.toUpperCase()],
  ['text-uuid-one-upper', 'A uuid with one upper-case digit is a text.', UUID.replace('f', 'F')],
  ['text-uuid-braces', 'A uuid in braces is a text.', `{${UUID}}`],
  ['text-uuid-no-dashes', '32 hex digits without dashes are a text.', UUID.replaceAll('-', '')],
  ['text-uuid-wrong-dashes', 'A uuid with its dashes elsewhere is a text.', UUID.replace('e-', '-e')],
  ['text-uuid-not-hex', 'A text of the shape of a uuid with a letter g is a text.', UUID.replace('f', 'g')],
  ['text-23-hex', '23 hex digits are a text.', OBJECT_ID.slice(1)],
  ['text-25-hex', '25 hex digits are a text.', `${OBJECT_ID}0`],
  ['text-24-upper-case', '24 hex digits in upper case are a text.', OBJECT_ID.toUpperCase()],
  ['text-24-not-hex', '24 characters with a letter g are a text.', OBJECT_ID.replace('f', 'g')],
  [
    'text-24-full-width',
    '24 characters of which one is a full-width digit are a text.',
    OBJECT_ID.replace('5', '\uff15'),
  ],
  ['tuple-2', 'A tuple of an integer and a text.', [1, 'a']],
  ['tuple-of-digits', 'A tuple of the text 1 and the integer 1 keeps both types.', ['1', 1]],
  ['tuple-16', 'A tuple of 16 members.', range(16)],
  ['tuple-kinds', 'A tuple of every kind a member may have.', [42, -42, UUID, OBJECT_ID, 'text']],
  ['tuple-limits', 'A tuple of the greatest and the least integer.', [2n ** 64n - 1n, -(2n ** 63n)]],
  ['text-comma', 'The text 1,2 is not the tuple (1, 2).', '1,2'],
]

function listed(name: string, comment: string, ids: ShortId[], required?: ShortId): void {
  const scope = ids.map((id) => post(id, 'read'))
  const asked = required === undefined ? {} : { required: [post(required, 'read')] }
  valid(`list-${name}`, comment, mint({ scope }), asked)
}

function lists(): void {
  listed('two', 'Two integers of one permission set are one list.', [5, 6])
  listed('two-zero-one', 'A list may begin at zero.', [0, 1])
  listed(
    'ten',
    'Ten consecutive integers take a bit each, k being 0.',
    range(10).map((n) => n + 1),
  )
  listed('nine', 'Eight gaps of one bit fill a byte without padding.', range(9))
  listed('tie', 'Gaps of 9 and 9 cost the same with k 2 and 3: the smaller is written.', [10, 20, 30])
  listed('one-far', 'A list whose last id is far away.', [1, 2, 3, 4, 5, 1000])
  listed('k-7', 'Gaps near 200 take k 7.', [0, 200, 390, 610, 801, 1003])
  listed('k-63', 'A gap that needs k 63, the greatest.', [0, 2n ** 64n - 1n])
  listed('k-32', 'Gaps of 2^32 and more.', [0, 2n ** 32n, 2n ** 33n, 3n * 2n ** 32n])
  listed('to-the-end', 'A list that ends at the greatest id.', [
    2n ** 64n - 3n,
    2n ** 64n - 2n,
    2n ** 64n - 1n,
  ])
  listed('beyond-doubles', 'Neighbours above 2^53 stay apart.', [2n ** 53n, 2n ** 53n + 1n, 2n ** 53n + 2n])
  listed('4096', 'A list may hold 4,096 ids.', range(4096), 4095)
  const random = range(1000).map((n) => {
    const digest = sha256(utf8(`latchkey vector id ${String(n)}`))
    return ((digest[0] ?? 0) * 65_536 + (digest[1] ?? 0) * 256 + (digest[2] ?? 0)) % 1_000_000
  })
  listed(
    '1000-random',
    'About a thousand ids below a million, drawn by a hash.',
    [...new Set(random)],
    random[0],
  )
  listed('negative', 'Negative integers are a list of kind 1, sorted as bytes.', [-1, -129, -257, -3])
  listed(
    'negative-200',
    'Two hundred negative integers.',
    range(200).map((n) => -n - 1),
  )
  listed('uuids', 'Two uuids are a list of kind 2.', [UUID, UUID.replace('f', '0')])
  listed('objectids', 'Two objectids are a list of kind 3.', [OBJECT_ID, OBJECT_ID.replace('5', 'f')])
  listed('texts', 'Texts are sorted with their length in front: b before aa.', [
    'b',
    'aa',
    'a',
    'ab',
    ''.padEnd(130, 'z'),
  ])
  listed('tuples', 'Tuples of two sizes are one list.', [
    [1, 2],
    [1, 2, 3],
    ['1', 2],
  ])
  listed(
    'all-kinds',
    'Integers, negatives, uuids, objectids, texts and tuples of one permission: six grants.',
    [
      1,
      2,
      -1,
      -2,
      UUID,
      UUID.replace('f', '0'),
      OBJECT_ID,
      OBJECT_ID.replace('5', 'f'),
      'a',
      'b',
      [1, 1],
      [1, 2],
    ],
  )
  listed('one-of-each', 'One id of each kind: no list of one is written.', [
    1,
    -1,
    UUID,
    OBJECT_ID,
    'a',
    [1, 1],
  ])
  listed('5-and-text-5', 'The integer 5 and the text 5 are two objects of two kinds.', [5, '5'])
}

function sets(): void {
  const scope = [post(1, 'read'), post(2, 'read', 'change'), post(3, 'change', 'read'), post(4, 'read')]
  valid('lists-by-permissions', 'Ids are listed together by their whole permission set.', mint({ scope }))
  valid(
    'lists-by-model',
    'Ids of two models with one permission are two lists.',
    mint({ scope: [1, 2].flatMap((n) => [post(n, 'read'), object('blog', 'Comment', n, 'read')]) }),
  )
  valid(
    'list-with-model',
    'A model and objects of it with a further permission.',
    mint({ scope: [model('blog', 'Post', 'read'), post(1, 'change'), post(2, 'change')] }),
  )
}

export function validIds(): void {
  for (const [name, comment, id] of SINGLE) {
    valid(`id-${name}`, comment, mint({ scope: [post(id, 'read')] }))
  }
  lists()
  sets()
}
