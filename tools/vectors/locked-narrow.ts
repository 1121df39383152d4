// Narrowing with a lock: blocks by number and by name, on roots by number and by name; as triples, and as
// valid tokens where narrower and verifier have different locks.

import { range } from './bytes.ts'
import { narrowed, valid } from './collect.ts'
import { filled } from './lock.ts'
import { LOCK, locked, WIDE } from './locked.ts'
import type { Minted, Narrowing } from './mint.ts'
import { mint, narrow } from './mint.ts'
import type { Scope, ShortId } from './scope.ts'
import { all, app, id, model, object, post } from './scope.ts'
import { ISSUED } from './wire.ts'

const HOUR = ISSUED + 3600
const EVERYTHING = locked([all('read', 'change', 'audit')])
const BLOG = locked([app('blog', 'read', 'change')])
const NAMED = mint({ scope: [app('blog', 'read', 'change'), app('shop', 'read')] })

const by = (name: string, comment: string, parent: Minted, how: Narrowing): Minted =>
  narrowed(`lock-${name}`, comment, parent, how)

const to = (name: string, comment: string, scope: Scope, parent: Minted = EVERYTHING): Minted =>
  by(name, comment, parent, { to: scope })

function scopes(): void {
  to('everything', 'Narrowed by number 1.', [all('read')])
  to('app', 'Narrowed to an app by number.', [app('blog', 'read')])
  to('model', 'Narrowed to a model by number.', [model('blog', 'Post', 'read', 'change')])
  to('object', 'Narrowed to an object by number.', [post(42, 'read')])
  const ids: [string, string, ShortId[]][] = [
    ['negative', 'a negative integer', [-7]],
    ['uuid', 'a uuid', ['f81d4fae-7dec-11d0-a765-00a0c91e6bf6']],
    ['tuple', 'a tuple', [[1, 'a']]],
    ['ints', 'ten integers', range(10)],
    ['texts', 'two texts', ['b', 'aa']],
    ['kinds', 'integers, negatives and texts, a list each', [1, 2, -1, -2, '1', '2']],
  ]
  for (const [name, what, shorts] of ids) {
    const scope = shorts.map((short) => post(short, 'read'))
    to(`ids-${name}`, `Narrowed by number to ${what}.`, scope)
  }
  to(
    'text',
    'Narrowed to a permission without a bit, a text on the number.',
    [post(42, 'archive')],
    locked([all('archive')]),
  )
  to('mixed', 'Narrowed to a path with a number and one without.', [post(42, 'read'), app('shop', 'read')])
  to('names-alone', 'Narrowed to a path that the lock does not have.', [model('shop', 'Order', 'read')])
  to('wider', 'Narrowed to more than the root has, by number.', [all('read', 'audit')], BLOG)
  to('disjoint', 'Narrowed by number to what the root has not.', [model('auth', 'User', 'read')], BLOG)
  to('same', 'Narrowed to the very scope of the root, by number.', [app('blog', 'read', 'change')], BLOG)
  to('sorted', 'What is written by number is in the order of heads.', [
    object('blog', 'Comment', 1, 'hide'),
    app('auth', 'read'),
    post(1, 'read'),
    app('blog', 'change'),
  ])
  to('lists', 'Lists by number, divided by what remains of their permissions.', [
    post(1, 'read'),
    post(2, 'read', 'change'),
    post(3, 'change', 'read'),
    app('blog', 'change'),
  ])
  const wide = mint({ scope: [all('p1', 'p255')], lock: WIDE })
  to(
    'mask',
    'Narrowed to all 256 bits of a model.',
    [model('blog', 'Post', ...range(256).map((n) => `p${String(n)}`))],
    wide,
  )
  const many = mint({ scope: [all('any')], lock: filled(LOCK, 300) })
  to(
    '300',
    'A block with 200 numbers, most of two bytes.',
    range(200).map((n) => model('f', n.toString(36), 'any')),
    many,
  )
}

function parents(): void {
  to('from-names', 'A root by name, narrowed by number.', [post(42, 'read')], NAMED_WITH_LOCK)
  const salted = locked([app('blog', 'read')], { salt: 'invite', bind: [{ text: 'v' }] })
  to('from-bound', 'A salted and bound root, narrowed by number without either.', [post(42, 'read')], salted)
  const whom = locked([app('blog', 'read')], { subject: { app: 'auth', model: 'User', id: id(7) } })
  to('from-subject', 'A root with a subject by number, narrowed by number.', [post(42, 'read')], whom)
  by('time', 'A root by number, narrowed in time.', BLOG, { expiresAt: HOUR })
  by('both', 'A root by number, narrowed in scope and time.', BLOG, {
    to: [post(1, 'read')],
    expiresAt: HOUR,
  })
}

/** A root that was made when there was no lock. */
const NAMED_WITH_LOCK: Minted = { ...NAMED, spec: { ...NAMED.spec, lock: LOCK } }

function chains(): void {
  let child = to('chain-1', 'First link by number: an app.', [app('blog', 'read', 'change')])
  child = to('chain-2', 'Second link by number: a model.', [model('blog', 'Post', 'read', 'change')], child)
  child = by('chain-3', 'Third link with a lock: time alone.', child, { expiresAt: HOUR })
  child = to('chain-4', 'Fourth link by number and by name.', [post(1, 'read'), app('shop', 'read')], child)
  to('chain-5', 'Fifth link by number: one bit of one object.', [post(1, 'read')], child)
}

const seen = (name: string, comment: string, minted: Minted): void =>
  valid(`lock-chain-${name}`, comment, minted, { lock: LOCK })

/** Narrowers whose lock is not that of the verifier. */
function narrowers(): void {
  const scope = [post(42, 'read')]
  const without = narrow(BLOG, { to: scope, lock: null })
  seen('texts-on-numbers', 'A root by number, narrowed by one without a lock, who writes names.', without)
  const upon = narrow(NAMED, { to: scope, lock: LOCK })
  seen('numbers-on-texts', 'A root by name, narrowed by one with a lock, who writes numbers.', upon)
  seen(
    'texts-and-numbers',
    'A block by name and a block by number on a root by number.',
    narrow(without, { to: [model('blog', 'Post', 'read', 'change')] }),
  )
  seen(
    'time',
    'A block of time alone between two by number.',
    narrow(narrow(BLOG, { to: [model('blog', 'Post', 'read')] }), { expiresAt: HOUR }),
  )
  let deep = BLOG
  for (const n of range(16)) deep = narrow(deep, { to: range(18 - n).map((one) => post(one, 'read')) })
  seen('16', 'Sixteen blocks by number, each a list one shorter.', deep)
  const apart = narrow(locked([post(1, 'read'), post(2, 'read')]), { to: [app('blog', 'read')] })
  seen('above', 'A block with the number of the app above the objects of the root.', apart)
}

export function lockedNarrowings(): void {
  scopes()
  parents()
  chains()
  narrowers()
}
