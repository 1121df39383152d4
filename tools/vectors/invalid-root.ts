// Malformed roots: cut after each field, wrong lifetime, wrong totals and heads, bytes
// left over.

import type { Bytes } from './bytes.ts'
import { byte, hex, join, range, text, u32, utf8, varint } from './bytes.ts'
import { bad, GRANT, numbered, READ, ROOT } from './malform.ts'
import { id } from './scope.ts'
import {
  appResource,
  EPOCH,
  everything,
  head,
  intList,
  ISSUED,
  KID,
  mask,
  modelResource,
  objectResource,
  root,
  valueList,
} from './wire.ts'

const NONCE = hex('0011223344556677')

/** Every field of a root in its order, so that it can be cut after each. */
function cuts(): void {
  const fields: [string, Bytes][] = [
    ['the second byte', byte(0x96, 0x4c)],
    ['the kid', byte(KID)],
    ['two bytes of the issue time', u32(ISSUED - EPOCH).subarray(0, 2)],
    ['the issue time', u32(ISSUED - EPOCH).subarray(2)],
    ['the lifetime', varint(100)],
    ['the flags of the extras', byte(7)],
    ['the head of the subject', head(4)],
    ['the app of the subject', text('auth')],
    ['the model of the subject', text('User')],
    ['the kind of the subject', byte(4)],
    ['the length of the subject', varint(3)],
    ['two of three bytes of the subject', utf8('an')],
    ['the subject', utf8('n')],
    ['five bytes of the nonce', NONCE.subarray(0, 5)],
    ['the nonce', NONCE.subarray(5)],
    ['the uses', varint(3)],
    ['the total', varint(4)],
    ['one of four grants', join(everything, READ)],
    ['the head of a grant', head(1)],
    ['the length of an app', varint(4)],
    ['half an app', utf8('bl')],
    ['an app', utf8('og')],
    ['the mark of texts', byte(0)],
    ['the count of permissions', varint(2)],
    ['one of two permissions', text('change')],
    ['the length of a permission', varint(4)],
    ['half a permission', utf8('re')],
    ['two of four grants', utf8('ad')],
    ['the head of a model', head(2)],
    ['the app of a model', text('blog')],
    ['a model', text('Post')],
    ['three of four grants', READ],
    ['the head of an object', head(3)],
    ['the names of an object', join(text('blog'), text('Post'))],
    ['the id of an object', varint(42)],
  ]
  let sofar = byte()
  for (const [index, [after, bytes]] of fields.entries()) {
    sofar = join(sofar, bytes)
    const place = String(index).padStart(2, '0')
    bad(`root-cut-${place}`, `The root ends after ${after}.`, sofar)
  }
}

function lifetimes(): void {
  const grants = [GRANT]
  bad('lifetime-0', 'A lifetime of zero.', root({ lifetime: 0, grants }))
  bad('lifetime-2-32', 'A lifetime of 2^32.', root({ lifetime: 2 ** 32, grants }))
  bad('lifetime-2-63', 'A lifetime of 2^63.', root({ lifetime: 2n ** 63n, grants }))
}

function totals(): void {
  const posts = range(6).map((n) => join(objectResource('blog', 'Post', id(n)), READ))
  const counted = (name: string, comment: string, total: number, count: number): void => {
    bad(`total-${name}`, comment, root({ low: 0, total, grants: posts.slice(0, count) }))
  }
  for (const total of [1, 2, 3]) {
    counted(String(total), `A total of ${String(total)}, which the second byte should count.`, total, total)
  }
  counted('0-of-1', 'A total of zero before one grant.', 0, 1)
  counted('4-of-3', 'A total of four before three grants.', 4, 3)
  counted('5-of-4', 'A total of five before four grants.', 5, 4)
  counted('4-of-5', 'A total of four before five grants.', 4, 5)
  counted('1024-of-6', 'A total of 1,024 before six grants.', 1024, 6)
  bad('total-1025', '1,025 grants.', root({ grants: numbered(1025) }))
  bad('total-2-32', 'A total of 2^32, which wraps to zero in 32 bits.', root({ low: 0, total: 2 ** 32 }))
  bad('low-1-of-0', 'The second byte counts one grant of none.', root({ low: 1 }))
  bad('low-2-of-1', 'The second byte counts two grants of one.', root({ low: 2, grants: posts.slice(0, 1) }))
  bad(
    'low-3-of-2',
    'The second byte counts three grants of two.',
    root({ low: 3, grants: posts.slice(0, 2) }),
  )
  bad('low-1-of-2', 'The second byte counts one grant of two.', root({ low: 1, grants: posts.slice(0, 2) }))
  bad(
    'low-3-of-4',
    'The second byte counts three grants of four.',
    root({ low: 3, grants: posts.slice(0, 4) }),
  )
  bad(
    'low-1-and-total',
    'The second byte counts one grant, and a total says so again.',
    root({ low: 1, total: 1, grants: posts.slice(0, 1) }),
  )
}

function badHead(name: string, comment: string, ...parts: Bytes[]): void {
  bad(`head-${name}`, comment, root({ low: 1, grants: [join(...parts)] }))
}

function numbers(): void {
  badHead('number-65536-app', 'Number 65,536 as an app.', head(1, 65_536), mask(0))
  badHead(
    'number-65536-object',
    'Number 65,536 as a model of one object, which wraps to no number in 16 bits.',
    head(3, 65_536),
    varint(42),
    mask(0),
  )
  badHead(
    'number-2-32',
    'Number 2^32 + 3, which wraps to 3 in 32 bits.',
    head(3, 2n ** 32n + 3n),
    varint(42),
    mask(0),
  )
  const rests: Record<number, Bytes> = {
    1: byte(),
    2: byte(),
    3: varint(42),
    4: byte(1, 0),
    5: intList([1, 2]),
    6: valueList(1, [byte(0), byte(1)]),
    7: text('ann'),
  }
  for (const [form, rest] of Object.entries(rests)) {
    badHead(
      `number-1-form-${form}`,
      `Number 1, the root node, in form ${form}.`,
      head(Number(form), 1),
      rest,
      mask(0),
    )
  }
  badHead('number-2-form-0', 'Number 2 in form 0.', head(0, 2), mask(0))
  badHead('number-65535-form-0', 'Number 65,535 in form 0.', head(0, 65_535), mask(0))
  badHead('form-7', 'A grant of form 7 that holds a text.', head(7), text('ann'), READ)
  badHead(
    'form-7-names',
    'A grant of form 7 that holds names and an id.',
    head(7),
    text('blog'),
    text('Post'),
    varint(42),
    READ,
  )
  badHead('number-3-form-7', 'A grant of form 7 with number 3.', head(7, 3), varint(42), mask(0))
  badHead(
    'number-3-names',
    'A grant with number 3 and names too.',
    head(3, 3),
    text('blog'),
    text('Post'),
    varint(42),
    READ,
  )
}

function badOrder(name: string, comment: string, ...resources: Bytes[]): void {
  bad(`order-${name}`, comment, root({ grants: resources.map((resource) => join(resource, READ)) }))
}

const postResource = (n: number): Bytes => objectResource('blog', 'Post', id(n))

function orders(): void {
  badOrder('equal', 'One resource granted twice.', postResource(1), postResource(1))
  bad(
    'order-equal-other-permissions',
    'One resource granted twice with different permissions.',
    root({ grants: [join(postResource(1), byte(0, 1), text('change')), join(postResource(1), READ)] }),
  )
  badOrder('descending-ids', 'Two objects whose resources descend.', postResource(2), postResource(1))
  badOrder('descending-forms', 'A model before its app.', modelResource('blog', 'Post'), appResource('blog'))
  badOrder(
    'descending-models',
    'Two models whose resources descend.',
    modelResource('blog', 'b'),
    modelResource('blog', 'a'),
  )
  badOrder('everything-last', 'Everything after an app.', appResource('blog'), everything)
  badOrder(
    'alphabetical',
    'Apps in alphabetical order, aa before b, where bytes put the shorter first.',
    appResource('aa'),
    appResource('b'),
  )
  badOrder(
    'numerical',
    'Objects 255 and 256 in numerical order, where their bytes descend.',
    postResource(255),
    postResource(256),
  )
  badOrder(
    'utf16',
    'Apps in the order of UTF-16, U+10000 before U+FFFF with a letter to equal their lengths.',
    appResource('\u{10000}'),
    appResource('\uffffa'),
  )
  badOrder(
    'last-of-five',
    'Five grants of which the last is out of order.',
    postResource(1),
    postResource(2),
    postResource(3),
    postResource(5),
    postResource(4),
  )
  badOrder(
    'equal-of-five',
    'Five grants of which the last two are one.',
    postResource(1),
    postResource(2),
    postResource(3),
    postResource(4),
    postResource(4),
  )
}

function leftOvers(): void {
  bad('after-zero', 'A zero byte between root and tag.', join(ROOT, byte(0)))
  bad('after-one', 'A byte of value 1 between root and tag.', join(ROOT, byte(1)))
  bad('after-ff', 'A byte of value 255 between root and tag.', join(ROOT, byte(0xff)))
  bad('after-zeros', 'Sixteen zero bytes between root and tag.', join(ROOT, new Uint8Array(16)))
  bad('after-grant', 'A second grant that nothing counts.', join(ROOT, GRANT))
  bad('after-nothing', 'A zero byte after a root of no grants.', join(root({}), byte(0)))
}

export function invalidRoots(): void {
  cuts()
  lifetimes()
  totals()
  numbers()
  orders()
  leftOvers()
}
