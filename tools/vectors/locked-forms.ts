// Valid tokens made and verified with one lock: every form by number, masks, texts on a number, and what
// stands beside them.

import { byte, join, range, text } from './bytes.ts'
import { valid } from './collect.ts'
import { filled, liveNode, node, printAt } from './lock.ts'
import { LOCK, locked, right, WIDE } from './locked.ts'
import { mint, narrow } from './mint.ts'
import type { ShortId } from './scope.ts'
import { all, app, id, model, object, post } from './scope.ts'
import { head, ISSUED, mask, texts } from './wire.ts'

const UUIDS = ['f81d4fae-7dec-11d0-a765-00a0c91e6bf6', '081d4fae-7dec-11d0-a765-00a0c91e6bf6']
const OBJECT_IDS = ['507f1f77bcf86cd799439011', 'f07f1f77bcf86cd799439011']

function checkValues(): void {
  const whole = locked([post(42, 'read', 'change')])
  if (whole.token !== 'lkESA8O4gBsqA5yiIS2874VoQuGOKXs-xOc') throw new Error('check value with a lock')
  valid('lock-check', 'A check value of the format: blog.Post:42#read,change by number 3 of a lock.', whole)
  const child = narrow(whole, { expiresAt: ISSUED + 3600 })
  if (child.token !== 'lkESA8O4gBsqAwMBkBxB-NNZ898K_yitKlsGYrz2') throw new Error('check value narrowed')
  valid('lock-check-narrowed', 'A check value of the format: the same narrowed to 3,600 seconds.', child)
}

function forms(): void {
  right('everything', 'Number 1, everything.', [all('read')])
  right('everything-bits', 'Number 1 with three bits.', [all('read', 'change', 'audit')])
  right('app', 'An app by number.', [app('blog', 'read')])
  right('app-bits', 'An app by number with its first and its last bit.', [app('blog', 'read', 'moderate')])
  right('model', 'A model by number.', [model('blog', 'Post', 'read')])
  const ids: [string, string, ShortId][] = [
    ['int', 'an integer', 7],
    ['int-0', 'the integer 0', 0],
    ['int-max', 'the greatest integer', 2n ** 64n - 1n],
    ['negative', 'a negative integer', -7],
    ['uuid', 'a uuid', UUIDS[0] ?? ''],
    ['objectid', 'an objectid', OBJECT_IDS[0] ?? ''],
    ['text', 'a text', 'seven'],
    ['tuple', 'a tuple', [7, 'eu']],
  ]
  for (const [name, what, short] of ids)
    right(`object-${name}`, `An object by number, its id ${what}.`, [post(short, 'read')])
  const lists: [string, string, ShortId[]][] = [
    ['ints', 'integers', range(10).map((n) => n * 3)],
    ['negatives', 'negative integers', [-1, -200]],
    ['uuids', 'uuids', UUIDS],
    ['objectids', 'objectids', OBJECT_IDS],
    ['texts', 'texts', ['b', 'aa']],
    [
      'tuples',
      'tuples',
      [
        [1, 'a'],
        [2, -2],
      ],
    ],
  ]
  for (const [name, what, shorts] of lists) {
    const scope = shorts.map((short) => post(short, 'read'))
    right(`list-${name}`, `A list of ${what} by number.`, scope)
  }
  right('levels', 'All four levels by number, each with a permission of its own.', [
    all('audit'),
    app('blog', 'moderate'),
    model('blog', 'Post', 'publish'),
    post(1, 'read'),
  ])
  right('none', 'A token that grants nothing, for a verifier with a lock.', [])
}

function together(): void {
  right('sorted', 'Grants are sorted by number: blog.Post, 3, before blog.Comment, 4.', [
    object('blog', 'Comment', 1, 'hide'),
    post(1, 'read'),
  ])
  right(
    'sorted-heads',
    'Grants are sorted by the bytes of their heads: a model of 4 after one object of 3.',
    [model('blog', 'Comment', 'hide'), post(9, 'change')],
  )
  right('mixed', 'An app with a number and one without, whose name is written first.', [
    app('blog', 'read'),
    app('shop', 'read'),
  ])
  right('mixed-model', 'A model without a number in an app with one.', [
    model('blog', 'Draft', 'read'),
    model('blog', 'Post', 'read'),
  ])
  right('mixed-objects', 'Objects of a model with a number and of one without.', [
    post(1, 'read'),
    object('blog', 'Draft', 1, 'read'),
  ])
  right('names-alone', 'Paths that the lock does not have are written with names.', [
    model('shop', 'Order', 'read', 'cancel'),
  ])
  right('case', 'A path that differs from one with a number in a capital letter.', [
    model('blog', 'post', 'read'),
  ])
  right('lists-by-permissions', 'Lists by number, divided by their permissions.', [
    post(1, 'read'),
    post(2, 'read'),
    post(3, 'change'),
    post(4, 'change'),
    post(5, 'read', 'change'),
  ])
  right(
    'two-hundred',
    'A hundred models of a lock and a hundred without a number.',
    [
      ...range(100).map((n) => model('f', n.toString(36), 'read')),
      ...range(100).map((n) => model('g', n.toString(36), 'read')),
    ],
    { lock: filled(LOCK, 106) },
  )
  right(
    'requires-app',
    'A grant on an app by number covers an object of a model without a number.',
    [app('blog', 'read')],
    {},
    { required: [object('blog', 'Draft', 1, 'read')] },
  )
  right(
    'requires-mixed',
    'Grants by number and by name together cover what is required.',
    [post(1, 'read'), model('shop', 'Order', 'read')],
    {},
    { required: [object('shop', 'Order', 1, 'read'), post(1, 'read')] },
  )
}

const bits = (name: string, comment: string, ...set: number[]): void => {
  right(`mask-${name}`, comment, [post(42, ...set.map((bit) => `p${String(bit)}`))], { lock: WIDE })
}

function masks(): void {
  for (const bit of [0, 6, 7, 13, 14, 31, 32, 33, 52, 53, 62, 63, 64, 127, 128, 254, 255])
    bits(String(bit), `A mask of bit ${String(bit)} alone.`, bit)
  bits('0-6', 'A mask of the bits 0 to 6, all of one byte.', ...range(7))
  bits('0-7', 'A mask of the bits 0 to 7.', ...range(8))
  bits('6-7', 'A mask of the bits on both sides of the first byte.', 6, 7)
  bits('31-32', 'A mask of the bits on both sides of 32.', 31, 32)
  bits('0-32', 'A mask of bit 0 and of the bit that 32 bits take for it.', 0, 32)
  bits('63-64', 'A mask of the bits on both sides of 64.', 63, 64)
  bits('0-255', 'A mask of the first bit and the last.', 0, 255)
  bits('odd', 'A mask of every other bit.', ...range(128).map((n) => 2 * n + 1))
  bits('all', 'A mask of all 256 bits.', ...range(256))
}

function textsOnNumbers(): void {
  right('text', 'A permission without a bit is a text on the number.', [post(42, 'archive')])
  right('text-and-bit', 'A permission with a bit and one without are both texts.', [
    post(42, 'read', 'archive'),
  ])
  right('text-everything', 'A permission without a bit on number 1.', [all('publish')])
  right('text-app', 'A permission without a bit on an app by number.', [app('blog', 'archive')])
  right('text-list', 'A permission without a bit on a list by number.', [
    post(1, 'archive'),
    post(2, 'archive'),
  ])
  right('text-beside-mask', 'One model: a list with a mask and one with texts.', [
    post(1, 'read'),
    post(2, 'read'),
    post(3, 'archive'),
    post(4, 'archive'),
  ])
  right('text-257', 'The 257th permission of a model is a text.', [post(42, 'p256')], { lock: WIDE })
  right('text-open', 'A model of a lock that numbers none of its permissions.', [model('f', '0', 'any')], {
    lock: filled(LOCK, 7),
  })
  const made = locked([post(42, 'read', 'change')], {
    grants: [join(head(3, 3), byte(42), texts('change', 'read'))],
    prints: printAt(LOCK, 3),
  })
  valid('lock-odd-texts', 'Permissions that have bits, written as texts on a number.', made)
}

function numbers(): void {
  for (const number of [7, 15, 16, 31, 32, 2047, 2048]) {
    const name = (number - 7).toString(36)
    const lock = filled(LOCK, number)
    if (liveNode(lock, ['f', name])?.number !== number) throw new Error('another number')
    right(
      `number-${String(number)}`,
      `Number ${String(number)}, the last of its lock, in a head of ${number < 16 ? 'one byte' : number < 2048 ? 'two bytes' : 'three bytes'}.`,
      [model('f', name, 'any')],
      { lock },
    )
  }
}

const user = (short: ShortId): { subject: { app: string; model: string; id: ReturnType<typeof id> } } => ({
  subject: { app: 'auth', model: 'User', id: id(short) },
})

function extras(): void {
  const scope = [post(42, 'read')]
  right('subject', 'A subject by number with an integer id.', scope, user(7))
  right('subject-text', 'A subject by number with a text id.', scope, user('ann'))
  right('subject-uuid', 'A subject by number with a uuid.', scope, user(UUIDS[0] ?? ''))
  right('subject-alone', 'A subject by number and no grant.', [], user(7))
  right('subject-same', 'A subject of the number of the grant.', scope, {
    subject: { app: 'blog', model: 'Post', id: id(42) },
  })
  right('subject-named', 'A subject of a model without a number.', scope, {
    subject: { app: 'shop', model: 'Customer', id: id(7) },
  })
  right('subject-before-names', 'A subject by number before grants by name.', [app('shop', 'read')], user(7))
  right('subject-word', 'A subject that is a text, with a lock.', scope, { subject: { text: 'auth.User' } })
  right('bind', 'Bound values come after the names.', scope, { bind: [{ text: 'v1' }, { int: '2' }] })
  right('salt', 'A salt and a lock.', scope, { salt: 'invite' })
  right('uses', 'A token of limited uses by number.', scope, { uses: 2, nonce: '0011223344556677' })
  right('sealed', 'A sealed root by number.', scope, { sealed: true })
  right('week', 'A week, by number.', scope, { expiresAt: ISSUED + 7 * 86_400 })
  right('extras', 'All extras, a subject by number among them.', scope, {
    ...user(7),
    nonce: 'ffffffffffffffff',
    uses: 1,
    bind: [{ bytes: '00ff' }],
    salt: 'all',
    expiresAt: ISSUED + 60,
  })
}

function names(): void {
  const strange: [string, string, string][] = [
    ['dot', 'a dot', 'a.b'],
    ['percent', 'a percent sign', '100%41'],
    ['mark', 'the signs of a lock', '!x<y'],
    ['bmp', 'characters of two and three bytes', 'caf\u00e9\u4e16'],
    ['astral', 'a character of four bytes', '\u{1f511}'],
    ['proto', 'a word of JavaScript', '__proto__'],
    ['star', 'a star', '*'],
    ['space', 'spaces, quotes and a line break', ' "\'\n'],
  ]
  for (const [name, what, odd] of strange) {
    const lock = [node([], odd), node([odd], odd, 'b'), node([odd, odd], odd, 'b')]
    right(`name-${name}`, `App, model and permission hold ${what}.`, [object(odd, odd, 7, odd, 'b')], {
      lock,
    })
  }
  const pair = [...LOCK, node(['caf\u00e9'], 'read'), node(['cafe\u0301'], 'read')]
  right('name-nfc-nfd', 'Two composed forms of a name have two numbers.', [app('cafe\u0301', 'read')], {
    lock: pair,
  })
}

/** Not in normal form: a path by number and by name. */
function notNormal(): void {
  const made = mint({
    lock: LOCK,
    scope: [post(42, 'read', 'change')],
    grants: [
      join(head(3), text('blog'), text('Post'), byte(42), texts('change')),
      join(head(3, 3), byte(42), mask(0)),
    ],
    prints: printAt(LOCK, 3, 0),
  })
  valid('lock-odd-twice', 'One object by name and by number: the grants add up.', made)
  const byName = mint({ scope: [post(42, 'read')] })
  valid(
    'lock-odd-by-name',
    'A path that has a number, written with names: made before there was a lock.',
    byName,
    {
      lock: LOCK,
    },
  )
}

export function lockedForms(): void {
  checkValues()
  forms()
  together()
  masks()
  textsOnNumbers()
  numbers()
  extras()
  names()
  notNormal()
}
