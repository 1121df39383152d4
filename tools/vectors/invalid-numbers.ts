// Tokens that use a lock's numbers, for a verifier that has no lock. They are of right structure, and
// under a lock of 1 root, 2 blog, 3 blog.Post (read, change, publish) the first ones would be genuine.

import type { Bytes } from './bytes.ts'
import { byte, join, text, varint } from './bytes.ts'
import { invalid, KEY } from './collect.ts'
import { names, sign } from './keys.ts'
import { GRANT, numbered } from './malform.ts'
import type { Root } from './wire.ts'
import { block, extras, head, intList, mask, root, texts, tuple, valueList } from './wire.ts'

const READ = mask(0)
const BITS = { 0: 'read' }
const POST = names('blog', 'Post', BITS)

function forged(
  name: string,
  comment: string,
  bytes: Root,
  prints: Bytes[] = [],
  blocks: Bytes[] = [],
): void {
  invalid('forged', `number-${name}`, comment, sign(root(bytes), blocks, KEY, prints).token)
}

function one(name: string, comment: string, prints: Bytes, ...parts: Bytes[]): void {
  forged(name, comment, { grants: [join(...parts)] }, [prints])
}

function forms(): void {
  one('1-root', 'Number 1, the root node, in form 0.', names('', '', BITS), head(0, 1), READ)
  one('2-app', 'Number 2 as an app.', names('blog', '', BITS), head(1, 2), READ)
  one('3-app', 'Number 3, a model, as an app.', POST, head(1, 3), READ)
  one('3-form-2', 'Number 3 as a model.', POST, head(2, 3), READ)
  one('3-form-3', 'Number 3 with an integer id.', POST, head(3, 3), varint(7), READ)
  one('3-form-4', 'Number 3 with a text id.', POST, head(4, 3), byte(4), text('a'), READ)
  one(
    '3-form-4-tuple',
    'Number 3 with a tuple as id.',
    POST,
    head(4, 3),
    byte(5),
    tuple([byte(0, 1), byte(0, 2)]),
    READ,
  )
  one('3-form-5', 'Number 3 with a list of integers.', POST, head(5, 3), intList([1, 2, 3]), READ)
  one(
    '3-form-6',
    'Number 3 with a list of texts.',
    POST,
    head(6, 3),
    valueList(4, [text('a'), text('b')]),
    READ,
  )
  one('2-object', 'Number 2, an app, with an id.', names('blog', '', BITS), head(3, 2), varint(42), READ)
  one('16', 'Number 16, the first whose head takes two bytes.', POST, head(3, 16), varint(42), READ)
  one('65535', 'Number 65,535, the greatest.', POST, head(3, 65_535), varint(42), READ)
}

function permissions(): void {
  const post = (name: string, comment: string, ...parts: Bytes[]): void => {
    one(name, comment, POST, head(3, 3), varint(42), ...parts)
  }
  post('texts', 'Number 3 with permissions as texts.', texts('change', 'read'))
  post('mask-0-6', 'Number 3 with all seven bits of a byte.', mask(0, 1, 2, 3, 4, 5, 6))
  post('mask-7', 'Number 3 with bit 7 alone, a mask of two bytes.', mask(7))
  post('mask-32', 'Number 3 with bit 32, which a shift of 32 bits takes for bit 0.', mask(32))
  post('mask-255', 'Number 3 with bit 255, the last there is.', mask(255))
  post('mask-256-bits', 'Number 3 with all 256 bits.', mask(...Array.from({ length: 256 }, (_, bit) => bit)))
  one('texts-root', 'Number 1 with permissions as texts.', names('', ''), head(0, 1), texts('read'))
}

const subjectOf = (form: number, ...ids: Bytes[]): Bytes => extras({ subject: join(head(form, 3), ...ids) })

function places(): void {
  forged(
    'beside-names',
    'A numbered grant after one that is written with names.',
    { grants: [GRANT, join(head(3, 3), varint(7), READ)] },
    [POST],
  )
  forged('1024-grants', '1,024 numbered grants, the most that a root may hold.', { grants: numbered(1024) })
  const user = names('blog', 'Post')
  forged(
    'subject',
    'A subject of number 3 with an integer id.',
    { extras: subjectOf(3, varint(7)), grants: [GRANT] },
    [user],
  )
  forged(
    'subject-text',
    'A subject of number 3 with a text id.',
    { extras: subjectOf(4, byte(4), text('ann')), grants: [GRANT] },
    [user],
  )
  forged('subject-65535', 'A subject of the greatest number.', {
    extras: extras({ subject: join(head(3, 65_535), varint(7)) }),
    grants: [GRANT],
  })
  const grants = [join(head(3, 3), varint(42), READ)]
  forged(
    'block',
    'A block with a numbered grant under a root without.',
    { grants: [GRANT] },
    [byte(), POST],
    [block({ grants })],
  )
  const many = block({ grants: numbered(1024) })
  forged('block-1024-grants', 'A block of 1,024 numbered grants, the most.', { grants: [GRANT] }, [], [many])
  const later = [block({ lifetime: 60 }), block({ grants })]
  forged(
    'second-block',
    'A second block with a numbered grant.',
    { grants: [GRANT] },
    [byte(), byte(), POST],
    later,
  )
  const noNames = sign(root({ grants }), [], KEY).token
  invalid('forged', 'number-no-names', 'Number 3 with a tag that leaves the names out.', noNames)
}

export function unknownNumbers(): void {
  forms()
  permissions()
  places()
}
