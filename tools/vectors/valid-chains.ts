// Valid vectors about narrowed tokens and about structures that nobody writes in normal form but every
// reader accepts, since grants add up.

import { hex, join, range, utf8, varint } from './bytes.ts'
import { valid } from './collect.ts'
import { secret } from './keys.ts'
import type { Minted, Narrowing } from './mint.ts'
import { grantsOf, mint, narrow } from './mint.ts'
import type { Scope } from './scope.ts'
import { all, app, model, object, post } from './scope.ts'
import {
  appResource,
  idsResource,
  intList,
  ISSUED,
  modelResource,
  rawTexts,
  texts,
  valueList,
} from './wire.ts'

function chain(parent: Minted, ...by: Narrowing[]): Minted {
  return by.reduce(narrow, parent)
}

const BLOG = mint({ scope: [app('blog', 'read', 'change')] })
const POSTS = range(20).map((n) => post(n, 'read'))

function chains(): void {
  const hour = ISSUED + 3600
  valid('chain-time', 'Narrowed in time only.', chain(BLOG, { expiresAt: hour }))
  valid(
    'chain-time-last-second',
    'A narrowed token lives in the second before its expiry.',
    chain(BLOG, { expiresAt: hour }),
    {
      now: hour - 1,
    },
  )
  valid('chain-scope', 'Narrowed in scope only.', chain(BLOG, { to: [post(42, 'read')] }))
  valid('chain-both', 'Narrowed in scope and time.', chain(BLOG, { to: [post(42, 'read')], expiresAt: hour }))
  valid('chain-lifetime-1', 'Narrowed to one second.', chain(BLOG, { expiresAt: ISSUED + 1 }), {
    now: ISSUED,
  })
  valid(
    'chain-lifetime-max',
    'A block may hold the longest lifetime.',
    chain(BLOG, { expiresAt: ISSUED + 2 ** 32 - 1 }),
  )
  valid(
    'chain-two',
    'Narrowed twice in scope.',
    chain(BLOG, { to: [model('blog', 'Post', 'read')] }, { to: [post(1, 'read')] }),
  )
  valid(
    'chain-same-twice',
    'Two equal blocks are two links.',
    chain(BLOG, { expiresAt: hour }, { expiresAt: hour }),
  )
  const single = range(16).map((n) => ({ expiresAt: hour - n }))
  valid('chain-16', 'Sixteen blocks, the most, each an earlier expiry.', chain(BLOG, ...single))
  const shrinking = range(16).map((n) => ({ to: POSTS.slice(n) }))
  valid(
    'chain-16-scopes',
    'Sixteen blocks, each with one object fewer.',
    chain(mint({ scope: POSTS }), ...shrinking),
  )
  const short = mint({ scope: [app('blog', 'read')], expiresAt: ISSUED + 60 })
  valid('chain-later-expiry', 'A later expiry in a block has no effect.', chain(short, { expiresAt: hour }))
  valid(
    'chain-later-after-earlier',
    'A later expiry after an earlier one has no effect.',
    chain(BLOG, { expiresAt: ISSUED + 60 }, { expiresAt: hour }),
  )
  valid(
    'chain-wider',
    'A block that names everything takes away only other permissions.',
    chain(BLOG, { to: [all('read')] }),
  )
  valid(
    'chain-above-and-below',
    'What remains of a model and of an app with one object: each counts where it is narrower.',
    chain(mint({ scope: [model('blog', 'Post', 'read'), app('shop', 'read')] }), {
      to: [app('blog', 'read'), object('shop', 'Order', 1, 'read'), all('change')],
    }),
  )
  valid(
    'chain-disjoint',
    'A block of other objects leaves a genuine token that allows nothing.',
    chain(mint({ scope: POSTS }), { to: [post(99, 'read')] }),
    {
      required: [],
    },
  )
  valid(
    'chain-permissions',
    'A block of other permissions leaves nothing of them.',
    chain(BLOG, { to: [app('blog', 'read', 'delete')] }),
  )
  valid(
    'chain-lists',
    'Two lists that overlap leave what both name.',
    chain(mint({ scope: POSTS.slice(0, 12) }), { to: POSTS.slice(8) }),
  )
  valid(
    'chain-5-or-text-5',
    'A block of the text 5 leaves nothing of the integer 5.',
    chain(mint({ scope: [post(5, 'read'), post('6', 'read')] }), {
      to: [post('5', 'read'), post('6', 'read')],
    }),
  )
  valid(
    'chain-from-none',
    'A token without grants may be narrowed.',
    chain(mint({ scope: [] }), { to: [all('read')] }),
    {
      required: [],
    },
  )
  valid(
    'chain-uses',
    'A narrowed token keeps its uses, which count under the first id.',
    chain(mint({ scope: POSTS, uses: 2, nonce: '0102030405060708' }), { to: [post(1, 'read')] }),
  )
  valid(
    'chain-everything-set',
    'Subject, nonce, bound value, salt and second secret of a ring on a narrowed token.',
    chain(
      mint({
        scope: POSTS,
        subject: { text: 'ann' },
        nonce: '0102030405060708',
        bind: [{ int: '7' }],
        salt: 'invite',
        secret: secret(1),
        expiresAt: hour,
      }),
      { to: [post(1, 'read')], expiresAt: hour - 60 },
    ),
    { secrets: [secret(0), secret(1)] },
  )
}

const ints = (...ids: number[]): Uint8Array => idsResource(5, 'blog', 'Post', intList(ids))
const one = (id: number): Uint8Array => idsResource(3, 'blog', 'Post', varint(id))
const READ = texts('read')

function odd(name: string, comment: string, scope: Scope, grants: Uint8Array[]): void {
  valid(`odd-${name}`, comment, mint({ scope, grants }), { generated: false })
}

const readable = (...ids: number[]): Scope => ids.map((n) => post(n, 'read'))

function oddities(): void {
  odd('single-objects', 'Two objects of one permission set written singly.', readable(1, 2), [
    join(one(1), READ),
    join(one(2), READ),
  ])
  odd('two-lists', 'Two lists of one path and permission set that ascend.', readable(1, 2, 3, 4), [
    join(ints(1, 2), READ),
    join(ints(3, 4), READ),
  ])
  odd('two-lists-overlap', 'Two lists of one path that share an id.', readable(1, 2, 3), [
    join(ints(1, 2), READ),
    join(ints(2, 3), READ),
  ])
  odd('object-and-list', 'An object written singly and again in a list.', readable(1, 2), [
    join(one(1), READ),
    join(ints(1, 2), READ),
  ])
  odd(
    'list-under-model',
    'A list that is redundant beside its model.',
    [model('blog', 'Post', 'read')],
    [join(modelResource('blog', 'Post'), READ), join(ints(1, 2), READ)],
  )
  odd(
    'model-under-app',
    'A model that is redundant beside its app.',
    [app('blog', 'read')],
    [join(appResource('blog'), READ), join(modelResource('blog', 'Post'), READ)],
  )
  odd(
    'app-under-everything',
    'Everything, and an app with one further permission.',
    [all('read'), app('blog', 'change')],
    [...grantsOf([all('read')]), join(appResource('blog'), texts('change', 'read'))],
  )
  odd(
    'list-by-permission',
    'One object in two lists, one for each permission.',
    [post(1, 'read', 'change'), post(2, 'read'), post(3, 'change')],
    [join(ints(1, 3), texts('change')), join(ints(1, 2), READ)],
  )
  const textList = idsResource(6, 'blog', 'Post', valueList(4, [hex('0161'), hex('0162')]))
  const textOne = idsResource(4, 'blog', 'Post', hex('040161'))
  odd(
    'text-and-list',
    'A text id written singly and again in a list.',
    [post('a', 'read'), post('b', 'read')],
    [join(textOne, READ), join(textList, READ)],
  )
  odd(
    'text-lists',
    'Two lists of text ids of one path that ascend.',
    ['a', 'b', 'c', 'd'].map((t) => post(t, 'read')),
    [
      join(textList, READ),
      join(idsResource(6, 'blog', 'Post', valueList(4, [hex('0163'), hex('0164')])), READ),
    ],
  )
  const everywhere = range(5).map((n) =>
    join(idsResource(3, 'blog', 'Post', varint(n + 1)), rawTexts([utf8('read')])),
  )
  odd(
    'five-single-objects',
    'Five objects written singly, counted by a total.',
    readable(1, 2, 3, 4, 5),
    everywhere,
  )
  valid(
    'odd-block',
    'A block whose objects are written singly under their model.',
    narrow(BLOG, {
      to: [model('blog', 'Post', 'read')],
      grants: [join(modelResource('blog', 'Post'), READ), join(one(1), READ), join(one(2), READ)],
    }),
    { required: [post(3, 'read')] },
  )
}

export function validChains(): void {
  chains()
  oddities()
}
