// Narrowing triples: a parent, what narrow() is asked for, and the one child it must write. Chains are
// triples too, where the child of one is the parent of the next.

import { range } from './bytes.ts'
import { narrowed } from './collect.ts'
import { secret } from './keys.ts'
import type { Minted } from './mint.ts'
import { mint } from './mint.ts'
import type { Scope } from './scope.ts'
import { all, app, id, model, object, post } from './scope.ts'
import { EPOCH, ISSUED } from './wire.ts'

const HOUR = ISSUED + 3600
const UUIDS = ['f81d4fae-7dec-11d0-a765-00a0c91e6bf6', '081d4fae-7dec-11d0-a765-00a0c91e6bf6']
const OBJECT_IDS = ['507f1f77bcf86cd799439011', 'f07f1f77bcf86cd799439011']

const ROOT = mint({ scope: [all('read', 'change')] })
const BLOG = mint({ scope: [app('blog', 'read', 'change')] })

const inTime = (name: string, comment: string, parent: Minted, expiresAt: number, now?: number): Minted =>
  narrowed(`time-${name}`, comment, parent, { expiresAt }, now)

function times(): void {
  inTime('1', 'Narrowed to the first second.', BLOG, ISSUED + 1, ISSUED)
  inTime('127', 'A lifetime of one byte in a block.', BLOG, ISSUED + 127)
  inTime('128', 'A lifetime of two bytes in a block.', BLOG, ISSUED + 128)
  inTime('week', 'Narrowed to a week.', BLOG, ISSUED + 7 * 86_400)
  inTime('max', 'The longest lifetime in a block.', BLOG, ISSUED + 2 ** 32 - 1)
  inTime(
    'late',
    'The lifetime counts from the issue of the root, not from the narrowing.',
    BLOG,
    HOUR,
    ISSUED + 1800,
  )
  inTime(
    'issued-0',
    'Narrowed from a root issued at the epoch.',
    mint({ scope: [], issuedAt: EPOCH }),
    EPOCH + 60,
  )
  const short = mint({ scope: [app('blog', 'read')], expiresAt: HOUR })
  inTime('earlier', 'An expiry before that of the root is the effective one.', short, HOUR - 1)
  inTime('same', 'The expiry of the root again is a block that changes nothing.', short, HOUR)
  inTime('later', 'An expiry after that of the root is written and has no effect.', short, HOUR + 1)
}

const inScope = (name: string, comment: string, scope: Scope, parent: Minted = ROOT): Minted =>
  narrowed(`to-${name}`, comment, parent, { to: scope })

function scopes(): void {
  inScope('everything', 'Narrowed to one of two permissions on everything.', [all('read')])
  inScope('app', 'Narrowed to an app.', [app('blog', 'read')])
  inScope('model', 'Narrowed to a model.', [model('blog', 'Post', 'read')])
  inScope('object', 'Narrowed to an object.', [post(42, 'read')])
  inScope(
    'list',
    'Narrowed to a list of integers.',
    range(10).map((n) => post(n * 3, 'read')),
  )
  inScope('negatives', 'Narrowed to a list of negative integers.', [
    post(-1, 'read'),
    post(-200, 'read'),
    post(-300, 'read'),
  ])
  inScope(
    'uuids',
    'Narrowed to a list of uuids.',
    UUIDS.map((one) => post(one, 'read')),
  )
  inScope(
    'objectids',
    'Narrowed to a list of objectids.',
    OBJECT_IDS.map((one) => post(one, 'read')),
  )
  inScope(
    'texts',
    'Narrowed to a list of texts.',
    ['b', 'aa', '\ufeff', '\u{10000}', '\uffff'].map((one) => post(one, 'read')),
  )
  inScope('tuples', 'Narrowed to a list of tuples.', [post([1, 'a'], 'read'), post([2, -2], 'read')])
  inScope('int-max', 'Narrowed to the greatest id.', [post(2n ** 64n - 1n, 'read')])
  inScope('int-min', 'Narrowed to the least id.', [post(-(2n ** 63n), 'read')])
  inScope(
    'five-grants',
    'A block of five grants has no count.',
    range(5).map((n) => app(`app${String(n)}`, 'read')),
  )
  inScope(
    '300-grants',
    'A block of 300 grants has a length of two bytes.',
    range(300).map((n) => app(`app${String(n)}`, 'read')),
  )
  inScope(
    'same',
    'Narrowed to the whole scope of the root: a block that takes nothing away.',
    [app('blog', 'read', 'change')],
    BLOG,
  )
  inScope(
    'wider',
    'Narrowed to more than the root has: written as asked, the root still limits.',
    [all('read', 'delete')],
    BLOG,
  )
  inScope('disjoint', 'Narrowed to what the root has not: nothing remains.', [app('shop', 'read')], BLOG)
  inScope(
    'other-permission',
    'Narrowed to a permission that the root has not: nothing remains.',
    [app('blog', 'delete')],
    BLOG,
  )
  inScope('names', 'Narrowed to names that are words of JavaScript.', [
    object('__proto__', 'constructor', 'toString', 'valueOf'),
  ])
}

const toNormal = (name: string, comment: string, scope: Scope): Minted =>
  narrowed(`normal-${name}`, comment, ROOT, { to: scope })

/** What is asked for is no normal form; what is written is. */
function normalForms(): void {
  toNormal('permissions-sorted', 'Permissions are sorted.', [post(42, 'read', 'change')])
  toNormal('permissions-once', 'A permission said twice is written once.', [post(42, 'read', 'read')])
  toNormal('paths-joined', 'Two items of one path are one grant.', [post(42, 'read'), post(42, 'change')])
  toNormal('items-sorted', 'Items are sorted.', [
    post(42, 'change'),
    model('blog', 'Post', 'read'),
    app('a', 'read'),
    all('list'),
  ])
  toNormal(
    'ids-sorted',
    'Ids are sorted and written once.',
    [3, 1, 2, 3].map((n) => post(n, 'read')),
  )
  toNormal('covered-dropped', 'What a path above has too is dropped.', [
    app('blog', 'read'),
    model('blog', 'Post', 'read'),
    post(1, 'read'),
  ])
  toNormal('covered-in-part', 'Of two permissions the one that a path above has is dropped.', [
    app('blog', 'read'),
    post(1, 'read', 'change'),
  ])
  toNormal('empty-dropped', 'An item without permissions is dropped.', [post(1), app('blog', 'read')])
  toNormal('split-by-permissions', 'Ids are split into lists by what remains of their permissions.', [
    post(1, 'read'),
    post(2, 'read'),
    post(3, 'read', 'change'),
    post(4, 'change', 'read'),
    post(5, 'change'),
  ])
  toNormal(
    'split-by-kind',
    'Ids are split into lists by their kind.',
    [5, '5', -5, 6, '6', -6].map((n) => post(n, 'read')),
  )
  toNormal('lists-equal-after-drop', 'Ids whose remaining permissions are equal are one list.', [
    model('blog', 'Post', 'read'),
    post(1, 'read', 'change'),
    post(2, 'change'),
  ])
}

function parents(): void {
  const by = { to: [post(42, 'read')], expiresAt: HOUR }
  const from = (name: string, comment: string, parent: Minted): Minted =>
    narrowed(`from-${name}`, comment, parent, by)
  from('none', 'A root without grants, narrowed in scope and time.', mint({ scope: [] }))
  from('everything', 'A root of everything, narrowed in scope and time.', ROOT)
  from(
    'list',
    'A root of a list, narrowed to one of its objects.',
    mint({ scope: range(100).map((n) => post(n, 'read')) }),
  )
  from(
    'salt',
    'A salted root is narrowed without the salt.',
    mint({ scope: BLOG.spec.scope, salt: 'invite' }),
  )
  from(
    'bind',
    'A bound root is narrowed without the bound values.',
    mint({ scope: BLOG.spec.scope, bind: [{ text: 'v' }, { int: '1' }] }),
  )
  from(
    'uses',
    'A root of limited uses keeps them.',
    mint({ scope: BLOG.spec.scope, uses: 3, nonce: '0011223344556677' }),
  )
  from('nonce', 'A root with a nonce.', mint({ scope: BLOG.spec.scope, nonce: 'ffffffffffffffff' }))
  from(
    'subject',
    'A root with a subject that is an object.',
    mint({ scope: BLOG.spec.scope, subject: { app: 'auth', model: 'User', id: id(7) } }),
  )
  from('other-secret', 'A root of another secret.', mint({ scope: BLOG.spec.scope, secret: secret(1) }))
}

function chains(): void {
  let child = narrowed('chain-a-1', 'First link: an app to a model.', BLOG, {
    to: [model('blog', 'Post', 'read', 'change')],
  })
  child = narrowed('chain-a-2', 'Second link: the model to one permission.', child, {
    to: [model('blog', 'Post', 'read')],
  })
  child = narrowed('chain-a-3', 'Third link: an hour.', child, { expiresAt: HOUR })
  child = narrowed('chain-a-4', 'Fourth link: one object and a minute.', child, {
    to: [post(1, 'read')],
    expiresAt: ISSUED + 60,
  })
  narrowed('chain-a-5', 'Fifth link: a later expiry, which has no effect.', child, { expiresAt: HOUR })
  child = narrowed('chain-b-1', 'A link of which nothing remains.', BLOG, { to: [app('shop', 'read')] })
  narrowed('chain-b-2', 'What is gone does not come back with a later link.', child, {
    to: [all('read', 'change')],
  })
  child = BLOG
  for (const n of range(16)) {
    child = narrowed(
      `chain-c-${String(n + 1).padStart(2, '0')}`,
      `Link ${String(n + 1)} of sixteen.`,
      child,
      { expiresAt: HOUR - n },
    )
  }
  child = narrowed('chain-d-1', 'A link, of which the next is a copy.', BLOG, { to: [post(1, 'read')] })
  narrowed('chain-d-2', 'The same narrowing again is a further link with an id of its own.', child, {
    to: [post(1, 'read')],
  })
}

export function narrowings(): void {
  times()
  scopes()
  normalForms()
  parents()
  chains()
}
