// Malformed varints in each place where the format has one: not minimal, 2^64 too great (so that a reader
// of 64 bits that wraps finds the right value), and cut by the end of the root or block.

import type { Bytes } from './bytes.ts'
import { byte, hex, join, paddedVarint, text, u32, utf8, varint, wrappedVarint } from './bytes.ts'
import { bad, GRANT, POST_42, READ, ROOT } from './malform.ts'
import { block, EPOCH, head, ISSUED, KID } from './wire.ts'

/** The field's value between what comes before and after it; `inBlock` where these are a block's rest. */
type Place = { name: string; what: string; before: Bytes; value: number; after: Bytes; inBlock?: true }

const start = (second: number): Bytes => join(byte(0x96, second, KID), u32(ISSUED - EPOCH))
const NAMES = join(text('blog'), text('Post'))
const MODEL = (form: number): Bytes => join(start(0x41), head(form), NAMES)
const FOUR = join(...[1, 2, 3, 4].map((n) => join(head(3), NAMES, varint(n), READ)))

const PLACES: Place[] = [
  { name: 'lifetime', what: 'The lifetime', before: start(0x49), value: 100, after: GRANT },
  {
    name: 'uses',
    what: 'The number of uses',
    before: join(start(0x45), byte(6), hex('0011223344556677')),
    value: 3,
    after: GRANT,
  },
  { name: 'total', what: 'The total', before: start(0x40), value: 4, after: FOUR },
  { name: 'head', what: 'The head of a grant', before: start(0x41), value: 3, after: GRANT.subarray(1) },
  {
    name: 'app-length',
    what: 'The length of an app',
    before: join(start(0x41), head(1)),
    value: 4,
    after: join(utf8('blog'), READ),
  },
  {
    name: 'model-length',
    what: 'The length of a model',
    before: join(start(0x41), head(2), text('blog')),
    value: 4,
    after: join(utf8('Post'), READ),
  },
  {
    name: 'permission-length',
    what: 'The length of a permission',
    before: join(start(0x41), POST_42, byte(0, 1)),
    value: 4,
    after: utf8('read'),
  },
  {
    name: 'permission-count',
    what: 'The count of permissions',
    before: join(start(0x41), POST_42, byte(0)),
    value: 1,
    after: text('read'),
  },
  { name: 'id', what: 'The id of one object', before: MODEL(3), value: 42, after: READ },
  {
    name: 'negative',
    what: 'The value of a negative id',
    before: join(MODEL(4), byte(1)),
    value: 42,
    after: READ,
  },
  {
    name: 'id-length',
    what: 'The length of a text id',
    before: join(MODEL(4), byte(4)),
    value: 3,
    after: join(utf8('abc'), READ),
  },
  {
    name: 'member-int',
    what: 'The integer in a tuple',
    before: join(MODEL(4), byte(5, 2, 1, 0, 0)),
    value: 42,
    after: READ,
  },
  {
    name: 'member-negative',
    what: 'The negative integer in a tuple',
    before: join(MODEL(4), byte(5, 2, 0, 0, 1)),
    value: 42,
    after: READ,
  },
  {
    name: 'member-length',
    what: 'The length of a text in a tuple',
    before: join(MODEL(4), byte(5, 2, 0, 0, 4)),
    value: 3,
    after: join(utf8('abc'), READ),
  },
  {
    name: 'list-count',
    what: 'The count of a list of integers',
    before: MODEL(5),
    value: 3,
    after: join(hex('0100c0'), READ),
  },
  {
    name: 'list-first',
    what: 'The first id of a list',
    before: join(MODEL(5), varint(3)),
    value: 1,
    after: join(hex('00c0'), READ),
  },
  {
    name: 'values-count',
    what: 'The count of a list of values',
    before: join(MODEL(6), byte(4)),
    value: 2,
    after: join(text('a'), text('b'), READ),
  },
  {
    name: 'values-negative',
    what: 'A negative integer in a list',
    before: join(MODEL(6), byte(1, 2, 3)),
    value: 42,
    after: READ,
  },
  {
    name: 'values-length',
    what: 'The length of a text in a list',
    before: join(MODEL(6), byte(4, 2), text('a')),
    value: 1,
    after: join(utf8('b'), READ),
  },
  {
    name: 'subject-head',
    what: 'The head of a subject',
    before: join(start(0x45), byte(1)),
    value: 7,
    after: join(text('ann'), GRANT),
  },
  {
    name: 'subject-length',
    what: 'The length of a subject',
    before: join(start(0x45), byte(1, 7)),
    value: 3,
    after: join(utf8('ann'), GRANT),
  },
  {
    name: 'subject-id',
    what: 'The id of a subject',
    before: join(start(0x45), byte(1), head(3), NAMES),
    value: 7,
    after: GRANT,
  },
  {
    name: 'block-lifetime',
    what: 'The lifetime of a block',
    before: byte(1),
    value: 100,
    after: byte(),
    inBlock: true,
  },
  {
    name: 'block-head',
    what: 'The head of a grant in a block',
    before: byte(2),
    value: 3,
    after: GRANT.subarray(1),
    inBlock: true,
  },
  {
    name: 'block-id',
    what: 'The id of an object in a block',
    before: join(byte(2), head(3), NAMES),
    value: 42,
    after: READ,
    inBlock: true,
  },
]

function written({ before, after, inBlock }: Place, value: Bytes, whole: boolean): [Bytes, ...Bytes[]] {
  const bytes = join(before, value, whole ? after : byte())
  return inBlock === true ? [ROOT, join(varint(bytes.length), bytes)] : [bytes]
}

export function invalidVarints(): void {
  for (const place of PLACES) {
    const { name, what, value } = place
    bad(
      `varint-${name}-padded`,
      `${what} is a varint with a needless group of zeros.`,
      ...written(place, paddedVarint(value), true),
    )
    bad(
      `varint-${name}-wrapped`,
      `${what} is a varint greater by 2^64.`,
      ...written(place, wrappedVarint(value), true),
    )
    bad(
      `varint-${name}-cut`,
      `${what} is a varint that the end cuts.`,
      ...written(place, byte(value | 128), false),
    )
  }
  const length = block({ lifetime: 100 }).length - 1
  bad(
    'varint-block-length-padded',
    'The length of a block is a varint with a needless group of zeros.',
    ROOT,
    block({ lifetime: 100, length: paddedVarint(length) }),
  )
  bad(
    'varint-block-length-wrapped',
    'The length of a block is a varint greater by 2^64.',
    ROOT,
    block({ lifetime: 100, length: wrappedVarint(length) }),
  )
  bad(
    'varint-block-length-cut',
    'The length of a block is a varint that the tag cuts.',
    join(ROOT, byte(0x82)),
  )
  bad(
    'varint-eleven-bytes',
    'A varint of eleven bytes.',
    join(MODEL(3), hex('aa8080808080808080808000'), READ),
  )
  bad(
    'varint-ten-bytes-padded',
    'A varint of ten bytes of which the last is zero.',
    join(MODEL(3), hex('aa808080808080808000'), READ),
  )
  bad(
    'varint-endless',
    'A varint of forty bytes that all promise another.',
    join(MODEL(3), new Uint8Array(40).fill(0x80), READ),
  )
  bad('varint-2-64', 'The id 2^64, one above the greatest.', join(MODEL(3), varint(2n ** 64n), READ))
  bad(
    'varint-2-70-less-1',
    'A varint of ten bytes whose bits are all ones.',
    join(MODEL(3), varint(2n ** 70n - 1n), READ),
  )
}
