// Numbers and bits that the verifier's lock does not have, or has for a node of another level: forged, under
// tags that are right by the lock of the maker.

import type { Bytes } from './bytes.ts'
import { byte, join, text } from './bytes.ts'
import { invalid } from './collect.ts'
import { names } from './keys.ts'
import type { Lock } from './lock.ts'
import { node, printAt, put } from './lock.ts'
import { LOCK, locked, MORE, numberedPost, POST, unknown, WIDE, wrong, wrongGrant } from './locked.ts'
import type { Minted } from './mint.ts'
import { mint, narrow } from './mint.ts'
import type { Scope } from './scope.ts'
import { all, app, id, model, object, post } from './scope.ts'
import { block, extras, head, intList, ISSUED, mask, texts, tuple, valueList } from './wire.ts'

const READ = mask(0)

const past = (name: string, comment: string, scope: Scope): void =>
  unknown(name, comment, mint({ scope, lock: MORE }))

function unknownNumbers(): void {
  past('app', 'An app, one past the end of the lock.', [app('shop', 'read')])
  past('model', 'A model, two past the end of the lock.', [model('shop', 'Order', 'read')])
  past('object', 'An object of a number past the end.', [object('shop', 'Order', 7, 'read')])
  past('object-text', 'An object with a text id, of a number past the end.', [
    object('shop', 'Order', 'a', 'read'),
  ])
  past('list', 'A list of integers of a number past the end.', [
    object('shop', 'Order', 1, 'read'),
    object('shop', 'Order', 2, 'read'),
  ])
  past('list-texts', 'A list of texts of a number past the end.', [
    object('shop', 'Order', 'a', 'read'),
    object('shop', 'Order', 'b', 'read'),
  ])
  past('text', 'A permission as text on a number past the end.', [app('shop', 'refund')])
  past('beside', 'A number past the end after one that the lock has.', [
    post(42, 'read'),
    app('shop', 'read'),
  ])
  const subject = { app: 'shop', model: 'Order', id: id(7) }
  unknown(
    'subject',
    'A subject of a number past the end.',
    mint({ scope: [post(42, 'read')], subject, lock: MORE }),
  )
  const named = { ...subject, id: id('ann') }
  unknown(
    'subject-text',
    'A subject with a text id, of a number past the end.',
    mint({ scope: [], subject: named, lock: MORE }),
  )
  const whole = locked([all('read')])
  const far = narrow(whole, { to: [app('shop', 'read')], lock: MORE })
  unknown('block', 'A block with a number past the end.', far)
  unknown(
    'second-block',
    'A second block with a number past the end.',
    narrow(narrow(whole, { expiresAt: ISSUED + 60 }), { to: [app('shop', 'read')], lock: MORE }),
  )
  unknown(
    'before-last',
    'A number past the end in a block before the last.',
    narrow(far, { to: [post(1, 'read')] }),
  )
  unknown('everything-alone', 'Number 2 of a lock that has number 1 alone.', locked([app('blog', 'read')]), [
    node([], 'read'),
  ])
  const grants = [join(head(1, 65_535), READ)]
  wrong('unknown-65535', 'The greatest number, with the names of an app.', { grants }, [
    names('shop', '', { 0: 'read' }),
  ])
  wrong(
    'unknown-no-names',
    'A number past the end, with no names in the tag.',
    { grants: [join(head(1, 7), READ)] },
    [],
  )
}

const none = (name: string, comment: string, { token }: Minted): void =>
  invalid('forged', `lock-none-${name}`, comment, token)

/** The same tokens are right for a verifier with the lock. */
function withoutLock(): void {
  none('everything', 'Number 1, for a verifier without the lock that names it.', locked([all('audit')]))
  none('model', 'A model of a lock, for a verifier without it.', locked([model('blog', 'Post', 'change')]))
  none('list', 'A list of a lock, for a verifier without it.', locked([post(1, 'change'), post(2, 'change')]))
  none('text', 'A text on a number of a lock, for a verifier without it.', locked([post(1, 'archive')]))
  const subject = { app: 'auth', model: 'User', id: id(7) }
  none('subject', 'A subject of a lock, for a verifier without it.', locked([], { subject }))
  const child = narrow(mint({ scope: [all('read')] }), { to: [post(1, 'read')], lock: LOCK })
  none('block', 'A block of a lock on a root by name, for a verifier without it.', child)
}

function unknownBits(): void {
  const grown = put(LOCK, 3, node(POST, 'read', 'change', 'publish', 'archive'))
  const by = (name: string, comment: string, scope: Scope, lock: Lock = grown): void =>
    unknown(`bit-${name}`, comment, mint({ scope, lock }))
  by('next', 'A bit one past the end of its number.', [post(42, 'archive')])
  by('and-known', 'A bit past the end beside two that the number has.', [
    post(42, 'read', 'change', 'archive'),
  ])
  by('255', 'Bit 255 of a number that has three.', [post(42, 'p255')], WIDE)
  by('32', 'Bit 32, which 32 bits take for bit 0.', [post(42, 'p32')], WIDE)
  by('64', 'Bit 64, which 64 bits take for bit 0.', [post(42, 'p64')], WIDE)
  by('list', 'A bit past the end on a list.', [post(1, 'archive'), post(2, 'archive')])
  by('model', 'A bit past the end on a model.', [model('blog', 'Post', 'archive')])
  const app2 = put(LOCK, 2, node(['blog'], 'read', 'change', 'publish', 'moderate', 'close'))
  by('app', 'A bit past the end on an app; a model below it has as many.', [app('blog', 'close')], app2)
  const root1 = put(LOCK, 1, node([], 'read', 'change', 'audit', 'publish'))
  by('everything', 'A bit past the end on number 1.', [all('publish')], root1)
  const child = narrow(locked([all('archive')]), { to: [post(42, 'archive')], lock: grown })
  unknown('bit-block', 'A block with a bit past the end.', child)
  unknown('bit-of-none', 'A bit of a number that has none.', mint({ scope: [post(42, 'p0')], lock: WIDE }), [
    node([]),
    node(['blog']),
    node(POST),
  ])
  wrongGrant(
    'unknown-bit-left-out',
    'A bit past the end that the names leave out.',
    printAt(LOCK, 3, 0),
    numberedPost(3, 42, 0, 3),
  )
  wrongGrant(
    'unknown-bit-alone',
    'A bit past the end alone, the names those of the node.',
    printAt(LOCK, 3),
    numberedPost(3, 42, 3),
  )
}

const level = (name: string, comment: string, print: Bytes, ...parts: Bytes[]): void =>
  wrongGrant(`level-${name}`, comment, print, ...parts)

const whose = (form: number, ...ids: Bytes[]): Bytes => extras({ subject: join(head(form, 5), ...ids) })

/** The names are those of the number, whatever the form says. */
function levels(): void {
  const POST_READ = printAt(LOCK, 3, 0)
  const BLOG_READ = printAt(LOCK, 2, 0)
  level('model-as-app', 'Number 3, a model, in the form of an app.', POST_READ, head(1, 3), READ)
  level('app-as-model', 'Number 2, an app, in the form of a model.', BLOG_READ, head(2, 2), READ)
  level('app-as-object', 'Number 2, an app, with an integer id.', BLOG_READ, head(3, 2), byte(42), READ)
  level('app-as-text', 'Number 2, an app, with a text id.', BLOG_READ, head(4, 2), byte(4), text('a'), READ)
  level(
    'app-as-tuple',
    'Number 2, an app, with a tuple.',
    BLOG_READ,
    head(4, 2),
    byte(5),
    tuple([byte(0, 1), byte(0, 2)]),
    READ,
  )
  level(
    'app-as-list',
    'Number 2, an app, with a list of integers.',
    BLOG_READ,
    head(5, 2),
    intList([1, 2]),
    READ,
  )
  level(
    'app-as-texts',
    'Number 2, an app, with a list of texts.',
    BLOG_READ,
    head(6, 2),
    valueList(4, [text('a'), text('b')]),
    READ,
  )
  level('text', 'A text on a model in the form of an app.', printAt(LOCK, 3), head(1, 3), texts('read'))
  level('text-app', 'A text on an app in the form of a model.', printAt(LOCK, 2), head(2, 2), texts('read'))
  const child = [block({ grants: [join(head(2, 2), READ)] })]
  const grants = [join(head(0, 1), READ)]
  wrong(
    'level-block',
    'A block with an app in the form of a model.',
    { grants },
    [printAt(LOCK, 1, 0), BLOG_READ],
    child,
  )
  wrong(
    'level-subject',
    'A subject of the number of an app, with an integer id.',
    { extras: whose(3, byte(7)), grants },
    [join(printAt(LOCK, 5), printAt(LOCK, 1, 0))],
  )
  wrong(
    'level-subject-text',
    'A subject of the number of an app, with a text id.',
    { extras: whose(4, byte(4), text('ann')), grants },
    [join(printAt(LOCK, 5), printAt(LOCK, 1, 0))],
  )
  const dead = put(LOCK, 2, { ...node(['blog'], 'read'), retired: true })
  wrong(
    'level-retired',
    'A retired app in the form of a model.',
    { grants: [join(head(2, 2), READ)] },
    [BLOG_READ],
    [],
    { lock: dead },
  )
}

export function lockedNumbers(): void {
  unknownNumbers()
  withoutLock()
  unknownBits()
  levels()
}
