// How a lock lives on: tokens made by an older lock and verified by a grown one, with what was retired,
// added again or renamed since; what remains valid of them, and what is insufficient.

import { byte, join } from './bytes.ts'
import { valid } from './collect.ts'
import type { Lock } from './lock.ts'
import { printAt } from './lock.ts'
import { LOCK, locked } from './locked.ts'
import {
  AGAIN,
  ARTICLE,
  article,
  BIT_AGAIN,
  BOTH,
  BOTH_GONE,
  CHANGE,
  ESSAY,
  GROWN,
  MEMBER,
  NEWS,
  NO_BITS,
  NO_BLOG,
  NO_CHANGE,
  NO_POST,
  NO_USER,
  REUSED,
  SEE,
  SEE_GONE,
  SEE_REUSED,
  USER,
} from './locked-grown.ts'
import type { Minted } from './mint.ts'
import { mint, narrow } from './mint.ts'
import type { Scope } from './scope.ts'
import { all, app, id, model, object, post } from './scope.ts'
import { head, texts } from './wire.ts'

/** Made by the lock, verified by another: what each link grants there. */
function later(name: string, comment: string, minted: Minted, lock: Lock, ...links: Scope[]): void {
  valid(`lock-${name}`, comment, minted, links.length === 0 ? { lock } : { lock, links })
}

function grown(): void {
  later(
    'grown',
    'A token made before its model got a fourth bit and the lock a seventh number.',
    CHANGE,
    GROWN,
  )
  const whole = locked([all('read', 'change', 'audit')])
  later('grown-everything', 'Number 1, made before the lock grew.', whole, GROWN)
  const text = locked([post(42, 'archive')])
  later('grown-text', 'A text on a number that has become a bit since.', text, GROWN)
  const names = locked([model('shop', 'Order', 'read'), app('shop', 'read')])
  later('grown-names', 'An app by name that has got a number since.', names, GROWN)
  later(
    'grown-narrowed',
    'A root by the lock, narrowed by the grown lock.',
    narrow(CHANGE, {
      to: [post(42, 'read'), app('shop', 'read')],
      lock: GROWN,
    }),
    GROWN,
  )
  const young = mint({ scope: [post(42, 'read', 'archive'), app('shop', 'read')], lock: GROWN })
  later(
    'grown-older-narrower',
    'A root by the grown lock, narrowed by the older one.',
    narrow(young, {
      to: [post(42, 'read', 'archive')],
      lock: LOCK,
    }),
    GROWN,
  )
}

function retiredNumbers(): void {
  later('retired', 'Of a retired number nothing is granted; the token is authentic.', CHANGE, NO_POST, [])
  const two = locked([post(42, 'read'), object('blog', 'Comment', 1, 'hide')])
  later('retired-beside', 'A retired number beside a live one.', two, NO_POST, [
    object('blog', 'Comment', 1, 'hide'),
  ])
  const text = locked([post(42, 'archive')])
  later('retired-text', 'A text on a retired number grants nothing either.', text, NO_POST, [])
  const list = locked([1, 2, 3].map((n) => post(n, 'read')))
  later('retired-list', 'A list of a retired number grants nothing.', list, NO_POST, [])
  later(
    'retired-app',
    'A retired app takes nothing from its models.',
    locked([app('blog', 'read'), post(1, 'change')]),
    NO_BLOG,
    [post(1, 'change')],
  )
  const above = locked([app('blog', 'read')])
  valid(
    'lock-retired-under-app',
    'A retired model is still below its app, which grants by its name.',
    above,
    {
      lock: NO_POST,
      required: [post(1, 'read')],
    },
  )
  const named = mint({ scope: [post(42, 'read')] })
  later('retired-by-name', 'A retired path written with names: texts do not retire.', named, NO_POST)
  const now = mint({ scope: [post(42, 'read')], lock: NO_POST })
  valid('lock-retired-made', 'A path whose number is retired is written with names.', now)
  valid('lock-retired-subject', 'A subject of a retired number keeps its name.', USER, { lock: NO_USER })
  const block = narrow(locked([app('blog', 'read')]), { to: [post(42, 'read')] })
  later(
    'retired-block',
    'A block of a retired number grants nothing, and still limits.',
    block,
    NO_POST,
    [app('blog', 'read')],
    [],
  )
  const mixed = narrow(locked([app('blog', 'read')]), {
    to: [post(42, 'read'), object('blog', 'Comment', 1, 'read')],
  })
  later(
    'retired-block-beside',
    'A block of a retired number and a live one.',
    mixed,
    NO_POST,
    [app('blog', 'read')],
    [object('blog', 'Comment', 1, 'read')],
  )
}

function retiredBits(): void {
  later('retired-bit', 'A retired bit grants nothing, the others do.', CHANGE, NO_CHANGE, [post(42, 'read')])
  later('retired-bits', 'All bits of a number are retired.', CHANGE, NO_BITS, [])
  const text = locked([post(42, 'change')], {
    grants: [join(head(3, 3), byte(42), texts('change'))],
    prints: printAt(LOCK, 3),
  })
  later('retired-bit-text', 'The name of a retired bit as a text on a live number grants.', text, NO_CHANGE)
  const now = mint({ scope: [post(42, 'read', 'change')], lock: NO_CHANGE })
  valid('lock-retired-bit-made', 'Of a bit and the name of a retired one both are written as texts.', now)
}

function again(): void {
  later(
    'again-old',
    'A path is back under a new number: a token of the old one grants nothing.',
    CHANGE,
    AGAIN,
    [],
  )
  const now = mint({ scope: [post(42, 'read', 'change')], lock: AGAIN })
  valid('lock-again-new', 'A path that is back is written with its new number.', now)
  const both = narrow(locked([app('blog', 'read')]), { to: [post(1, 'read')], lock: AGAIN })
  valid('lock-again-block', 'A block with the new number of a path.', both, { lock: AGAIN })
  later(
    'again-bit-old',
    'A permission is back under a new bit: the old bit grants nothing.',
    CHANGE,
    BIT_AGAIN,
    [post(42, 'read')],
  )
  const bit = mint({ scope: [post(42, 'read', 'change')], lock: BIT_AGAIN })
  valid('lock-again-bit-new', 'A permission that is back is written with its new bit.', bit)
}

function renames(): void {
  later('renamed', 'A path was renamed: granted under the new name, tagged over the old.', CHANGE, ARTICLE, [
    article(42, 'read', 'change'),
  ])
  const now = mint({ scope: [article(42, 'publish')], lock: ARTICLE })
  valid('lock-renamed-new', 'Made after a rename, and still tagged over the old name.', now)
  later('renamed-twice', 'A path was renamed twice.', CHANGE, ESSAY, [
    object('blog', 'Essay', 42, 'read', 'change'),
  ])
  later('renamed-reused', 'A path was renamed, and its old name got a number of its own.', CHANGE, REUSED, [
    article(42, 'read', 'change'),
  ])
  const fresh = mint({ scope: [post(42, 'read')], lock: REUSED })
  valid(
    'lock-renamed-reused-new',
    'The old name of a renamed path, by its own number and tagged over a name of its own.',
    fresh,
  )
  const blog = locked([app('blog', 'publish'), post(1, 'read')])
  later('renamed-app', 'An app was renamed, and its models with it.', blog, NEWS, [
    app('news', 'publish'),
    object('news', 'Post', 1, 'read'),
  ])
  later('renamed-bit', 'A permission was renamed.', CHANGE, SEE, [post(42, 'see', 'change')])
  const see = mint({ scope: [post(42, 'see')], lock: SEE })
  valid('lock-renamed-bit-new', 'Made after the rename of a permission, tagged over its old name.', see)
  later(
    'renamed-bit-reused',
    'A permission was renamed, and its old name is another bit.',
    CHANGE,
    SEE_REUSED,
    [post(42, 'see', 'change')],
  )
  const read = mint({ scope: [post(42, 'read', 'see')], lock: SEE_REUSED })
  valid(
    'lock-renamed-bit-reused-new',
    'A permission with the old name of another, tagged over a name of its own.',
    read,
  )
  later('renamed-bit-retired', 'A permission was renamed and then retired.', CHANGE, SEE_GONE, [
    post(42, 'change'),
  ])
  later('renamed-both', 'A path and one of its permissions were renamed.', CHANGE, BOTH, [
    article(42, 'see', 'change'),
  ])
  later('renamed-retired', 'A path was renamed and then retired.', CHANGE, BOTH_GONE, [])
  const named = mint({ scope: [post(42, 'read')] })
  later('renamed-by-name', 'Names as texts do not take part in a rename.', named, BOTH)
  const subject = { app: 'auth', model: 'Member', id: id(7) }
  valid('lock-renamed-subject', 'A subject whose model was renamed.', USER, { lock: MEMBER, subject })
  const child = narrow(CHANGE, { to: [article(42, 'see')], lock: BOTH })
  later(
    'renamed-narrowed',
    'A root before and a block after a rename.',
    child,
    BOTH,
    [article(42, 'see', 'change')],
    [article(42, 'see')],
  )
}

export function lockedLives(): void {
  grown()
  retiredNumbers()
  retiredBits()
  again()
  renames()
}
