// Malformed ids: kinds, limits, texts that should be packed, tuples, and lists of both forms.

import type { Bytes } from './bytes.ts'
import { byte, hex, join, range, text, varint } from './bytes.ts'
import { bad, badGrant, badIds } from './malform.ts'
import { head, idsResource, intList, mask, root, tuple, valueList } from './wire.ts'

const UUID = 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6'
const OBJECT_ID = '507f1f77bcf86cd799439011'
const SMALL = byte(0, 1)

function badId(name: string, comment: string, kind: number, bytes: Bytes): void {
  badIds(`id-${name}`, comment, 4, join(byte(kind), bytes))
}

function single(): void {
  badId('kind-0', 'An integer written as a kind outside a tuple.', 0, varint(42))
  for (const kind of [6, 7, 8, 16, 127, 128, 132, 255]) {
    badId(`kind-${String(kind)}`, `An id of the unknown kind ${String(kind)}.`, kind, text('a'))
  }
  badId('kind-padded', 'A kind written as a varint with a needless group.', 0x84, join(byte(0), text('a')))
  badId('below-min', 'An id of -2^63 - 1.', 1, varint(2n ** 63n))
  badId('far-below-min', 'An id of -2^64.', 1, varint(2n ** 64n - 1n))
  badId('text-empty', 'An empty text id.', 4, text(''))
  badId('text-256', 'A text id of 256 bytes.', 4, text('i'.repeat(256)))
  badId('text-past-end', 'A text id longer than the root.', 4, text('abc', 100))
  badId('text-uuid', 'A canonical uuid written as a text.', 4, text(UUID))
  badId(
    'text-uuid-nil',
    'The uuid of zeros written as a text.',
    4,
    text('00000000-0000-0000-0000-000000000000'),
  )
  badId('text-objectid', 'An objectid written as a text.', 4, text(OBJECT_ID))
  badId('text-24-digits', '24 decimal digits written as a text.', 4, text('000000000000000000000042'))
  bad(
    'id-uuid-15',
    'A uuid of which one byte is missing.',
    root({ low: 1, grants: [idsResource(4, 'a', 'b', join(byte(2), new Uint8Array(15)))] }),
  )
  bad(
    'id-objectid-11',
    'An objectid of which one byte is missing.',
    root({ low: 1, grants: [idsResource(4, 'a', 'b', join(byte(3), new Uint8Array(11)))] }),
  )
  badGrant('id-number-kind-0', 'An integer written as a kind on a number.', head(4, 3), byte(0, 42), mask(0))
  badGrant(
    'id-number-text-uuid',
    'A uuid written as a text on a number.',
    head(4, 3),
    byte(4),
    text(UUID),
    mask(0),
  )
}

function badTuple(name: string, comment: string, bytes: Bytes): void {
  badIds(`tuple-${name}`, comment, 4, join(byte(5), bytes))
}

function cutTuple(name: string, comment: string, bytes: Bytes): void {
  bad(
    `tuple-${name}`,
    comment,
    root({ low: 1, grants: [idsResource(4, 'blog', 'Post', join(byte(5), bytes))] }),
  )
}

function tuples(): void {
  badTuple('0', 'A tuple of no members.', tuple([]))
  badTuple('1', 'A tuple of one member.', tuple([SMALL]))
  badTuple('17', 'A tuple of 17 members.', tuple(range(17).map(() => SMALL)))
  badTuple('255', 'A tuple of 255 members.', tuple(range(255).map(() => SMALL)))
  badTuple(
    'count-padded',
    'The count of a tuple written as a varint with a needless group.',
    join(hex('8200'), SMALL, SMALL),
  )
  badTuple('count-too-many', 'A tuple of three of which two are there.', tuple([SMALL, SMALL], 3))
  badTuple('count-too-few', 'A tuple of two of which three are there.', tuple([SMALL, SMALL, SMALL], 2))
  badTuple('nested', 'A tuple in a tuple.', tuple([SMALL, join(byte(5), tuple([SMALL, SMALL]))]))
  badTuple(
    'nested-first',
    'A tuple as the first member of a tuple.',
    tuple([join(byte(5), tuple([SMALL, SMALL])), SMALL]),
  )
  for (const kind of [6, 7, 128, 255]) {
    badTuple(
      `kind-${String(kind)}`,
      `A member of the unknown kind ${String(kind)}.`,
      tuple([SMALL, join(byte(kind), text('a'))]),
    )
  }
  badTuple('member-below-min', 'A member of -2^63 - 1.', tuple([SMALL, join(byte(1), varint(2n ** 63n))]))
  badTuple('member-above-max', 'A member of 2^64.', tuple([SMALL, join(byte(0), varint(2n ** 64n))]))
  badTuple('member-empty', 'An empty text as a member.', tuple([SMALL, join(byte(4), text(''))]))
  badTuple('member-256', 'A member of 256 bytes.', tuple([SMALL, join(byte(4), text('m'.repeat(256)))]))
  badTuple('member-uuid', 'A uuid written as a text in a tuple.', tuple([join(byte(4), text(UUID)), SMALL]))
  badTuple(
    'member-objectid',
    'An objectid written as a text in a tuple.',
    tuple([SMALL, join(byte(4), text(OBJECT_ID))]),
  )
  cutTuple('cut-after-kind', 'The root ends after the kind of a member.', byte(2, 0, 1, 4))
  cutTuple('cut-after-member', 'The root ends after the first of two members.', byte(2, 0, 1))
  cutTuple('cut-before-count', 'The root ends before the count of a tuple.', byte())
  cutTuple(
    'cut-in-uuid',
    'The root ends within a uuid in a tuple.',
    join(byte(2, 0, 1, 2), new Uint8Array(9)),
  )
}

function badInts(
  name: string,
  comment: string,
  ids: (number | bigint)[],
  options: Parameters<typeof intList>[1] = {},
): void {
  badIds(`ints-${name}`, comment, 5, intList(ids, options))
}

function cutInts(name: string, comment: string, bytes: Bytes): void {
  bad(`ints-${name}`, comment, root({ low: 1, grants: [idsResource(5, 'blog', 'Post', bytes)] }))
}

function integers(): void {
  const even = [10, 20, 30]
  badInts('count-0', 'A list of integers with count zero.', [1], { count: 0 })
  badInts('count-1', 'A list of one integer.', [1])
  badInts('count-4097', 'A list of 4,097 integers.', range(4097))
  badInts('count-2-32', 'A list whose count is 2^32 + 2, which wraps to 2 in 32 bits.', [1, 2], {
    count: 2 ** 32 + 2,
  })
  badInts('first-2-64', 'A list whose first id is 2^64.', [1, 2], { first: 2n ** 64n })
  badInts('k-64', 'A list with k 64.', [0, 2n ** 64n - 1n], { k: 64 })
  badInts('k-255', 'A list with k 255.', [1, 2], { kByte: 255 })
  badInts('k-128', 'A list with k 128, a byte with its high bit set.', [1, 2], { kByte: 128 })
  badInts('k-too-small', 'A list whose k is too small by one.', even, { k: 1 })
  badInts('k-too-small-by-2', 'A list whose k is too small by two.', even, { k: 0 })
  badInts('k-tie', 'A list whose k costs the same as a smaller one.', even, { k: 3 })
  badInts('k-too-big', 'A list whose k is too big.', even, { k: 4 })
  badInts('k-tie-0-and-1', 'A list with k 1 where 0 costs the same.', [0, 2], { k: 1 })
  badInts('k-1-for-neighbours', 'Consecutive ids written with k 1.', [1, 2, 3, 4], { k: 1 })
  badInts('k-62-for-63', 'A list with k 62 where 63 is right.', [0, 2n ** 64n - 1n], { k: 62 })
  badInts('k-63-for-62', 'A list with k 63 where 62 is right.', [0, 2n ** 63n], { k: 63 })
  badInts(
    'k-for-outlier',
    'A list with the k of its greatest gap, where most gaps are small.',
    [0, 1, 2, 3, 4, 5, 6, 7, 1000],
    { k: 9 },
  )
  const ten = range(10).map((n) => n + 1)
  for (const bit of [0, 3, 6]) {
    badInts(`padding-${String(bit)}`, `Bit ${String(bit)} of the padding after a list is set.`, ten, {
      bits: byte(0xff, 0x80 | (1 << bit)),
    })
  }
  badInts('padding-byte', 'A needless byte of zeros after the bits of a list.', ten, {
    bits: byte(0xff, 0x80, 0),
  })
  badInts('past-end', 'A list whose second id is 2^64.', [2n ** 64n - 1n, 2n ** 64n])
  badInts('past-end-third', 'A list whose third id is 2^64.', [2n ** 64n - 2n, 2n ** 64n - 1n, 2n ** 64n])
  badInts('past-end-far', 'A list whose second id is above 2^64 and would wrap to a small one.', [
    2n ** 63n,
    2n ** 64n + 5n,
  ])
  badInts('gap-2-64', 'A list with a gap of 2^64.', [0, 2n ** 64n + 1n])
  cutInts('cut-count', 'The root ends after the count of a list.', varint(3))
  cutInts('cut-first', 'The root ends after the first id of a list.', byte(3, 1))
  cutInts('cut-k', 'The root ends after the k of a list.', byte(3, 1, 0))
  cutInts(
    'bits-missing',
    'A list of 4,096 ids of which three bytes of bits are there.',
    join(varint(4096), byte(1, 0, 0xff, 0xff, 0xff)),
  )
  cutInts(
    'bits-missing-k-63',
    'A list whose bits would be enough for a smaller k only.',
    join(byte(3, 1, 63), new Uint8Array(15).fill(0xff)),
  )
  cutInts(
    'unary-past-end',
    'A gap whose zeros run to the end of the root.',
    join(byte(2, 1, 0), new Uint8Array(8)),
  )
  cutInts('unary-then-past-end', 'A gap whose low bits run past the end of the root.', byte(2, 1, 7, 0x01))
}

const badValues = (name: string, comment: string, bytes: Bytes): void =>
  badIds(`values-${name}`, comment, 6, bytes)

function cutValues(name: string, comment: string, bytes: Bytes): void {
  bad(`values-${name}`, comment, root({ low: 1, grants: [idsResource(6, 'blog', 'Post', bytes)] }))
}

function values(): void {
  const [a, b, c] = [text('a'), text('b'), text('c')]
  badValues('count-0', 'A list of values with count zero.', valueList(4, []))
  badValues('count-1', 'A list of one value.', valueList(4, [a]))
  badValues(
    'count-4097',
    'A list of 4,097 values, of which the first three are there.',
    valueList(4, [a, b, c], 4097),
  )
  badValues('count-too-many', 'A list of three values of which two are there.', valueList(4, [a, b], 3))
  badValues('count-too-few', 'A list of two values of which three are there.', valueList(4, [a, b, c], 2))
  badValues('kind-0', 'A list of integers written as values.', valueList(0, [byte(1), byte(2)]))
  for (const kind of [6, 7, 128, 255]) {
    badValues(
      `kind-${String(kind)}`,
      `A list of values of the unknown kind ${String(kind)}.`,
      valueList(kind, [a, b]),
    )
  }
  badValues(
    'kind-changes',
    'A list whose second value has another kind written before it.',
    valueList(4, [a, join(byte(4), b)]),
  )
  badValues('equal', 'A list that holds one text twice.', valueList(4, [a, a]))
  badValues('descending', 'A list of texts that descend.', valueList(4, [b, a]))
  badValues(
    'alphabetical',
    'A list of texts in alphabetical order, aa before b, where bytes put the shorter first.',
    valueList(4, [text('aa'), b]),
  )
  badValues(
    'last-descends',
    'A list of three texts of which the last is out of order.',
    valueList(4, [a, c, b]),
  )
  badValues(
    'negatives-equal',
    'A list that holds one negative integer twice.',
    valueList(1, [byte(5), byte(5)]),
  )
  badValues(
    'negatives-descend',
    'A list of negative integers whose bytes descend.',
    valueList(1, [byte(5), byte(4)]),
  )
  badValues(
    'negatives-numerical',
    'Negative integers in numerical order, -130 before -257, where their bytes descend.',
    valueList(1, [varint(129), varint(256)]),
  )
  badValues('negative-below-min', 'A list that holds -2^63 - 1.', valueList(1, [byte(5), varint(2n ** 63n)]))
  badValues('text-empty', 'A list that holds an empty text.', valueList(4, [text(''), a]))
  badValues('text-256', 'A list that holds a text of 256 bytes.', valueList(4, [a, text('v'.repeat(256))]))
  badValues('text-uuid', 'A list of texts that holds a uuid.', valueList(4, [a, text(UUID)]))
  badValues('text-objectid', 'A list of texts that holds an objectid.', valueList(4, [a, text(OBJECT_ID)]))
  const uuid = hex(UUID.replaceAll('-', ''))
  badValues('uuids-equal', 'A list that holds one uuid twice.', valueList(2, [uuid, uuid]))
  badValues('uuids-descend', 'A list of uuids that descend.', valueList(2, [uuid, new Uint8Array(16)]))
  badValues(
    'objectids-equal',
    'A list that holds one objectid twice.',
    valueList(3, [hex(OBJECT_ID), hex(OBJECT_ID)]),
  )
  const pair = (n: number): Bytes => tuple([SMALL, byte(0, n)])
  badValues('tuples-equal', 'A list that holds one tuple twice.', valueList(5, [pair(1), pair(1)]))
  badValues('tuples-descend', 'A list of tuples that descend.', valueList(5, [pair(2), pair(1)]))
  badValues('tuple-of-1', 'A list that holds a tuple of one.', valueList(5, [tuple([SMALL]), pair(1)]))
  cutValues('cut-kind', 'The root ends after the kind of a list.', byte(4))
  cutValues('cut-count', 'The root ends after the count of a list of values.', byte(4, 2))
  cutValues('cut-between', 'The root ends between two values of a list.', join(byte(4, 2), a))
  cutValues(
    'cut-within',
    'The root ends within the second uuid of a list.',
    join(byte(2, 2), new Uint8Array(16), byte(1, 2, 3)),
  )
}

export function invalidIds(): void {
  single()
  tuples()
  integers()
  values()
}
