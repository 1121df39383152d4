// Valid vectors about what is granted: the four levels, names, permissions, several grants, coverage.

import { range } from './bytes.ts'
import type { ValidContext } from './collect.ts'
import { valid } from './collect.ts'
import { mint } from './mint.ts'
import type { Scope } from './scope.ts'
import { all, app, model, object, post } from './scope.ts'

function grants(name: string, comment: string, scope: Scope, context: ValidContext = {}): void {
  valid(name, comment, mint({ scope }), context)
}

function levels(): void {
  grants('level-everything', 'A permission on everything.', [all('read')])
  grants('level-app', 'A permission on an app.', [app('blog', 'read')])
  grants('level-model', 'A permission on a model.', [model('blog', 'Post', 'read')])
  grants('level-object', 'A permission on one object.', [post(42, 'read')])
  grants('level-all-four', 'A grant on each level, each with a permission of its own, is four grants.', [
    all('a'),
    app('blog', 'b'),
    model('blog', 'Post', 'c'),
    post(1, 'd'),
  ])
  grants('grants-none', 'A token of no grants is genuine and allows nothing.', [])
  grants('grants-two', 'Two grants are counted in the second byte.', [post(1, 'read'), post(2, 'change')])
  grants('grants-three', 'Three grants are counted in the second byte.', [
    app('blog', 'read'),
    app('shop', 'read'),
    app('wiki', 'read'),
  ])
  grants('grants-four', 'Four grants are counted by a total of one byte.', [
    app('blog', 'read'),
    app('shop', 'read'),
    app('wiki', 'read'),
    app('zoo', 'read'),
  ])
  grants(
    'grants-200',
    'Two hundred grants are counted by a total of two bytes.',
    range(200).map((n) => app(`app${String(n)}`, 'read')),
  )
  grants('sorted-by-bytes', 'Grants are sorted as bytes, so a shorter name comes before a longer one.', [
    app('aa', 'read'),
    app('b', 'read'),
  ])
  grants('mixed-models', 'Objects of two models of two apps are four grants.', [
    post(7, 'read'),
    object('blog', 'Comment', 7, 'read'),
    object('shop', 'Post', 7, 'read'),
    object('shop', 'Order', 7, 'read'),
  ])
}

const NAMES: [string, string, string][] = [
  ['proto', '__proto__ is a name like any other.', '__proto__'],
  ['constructor', 'constructor is a name like any other.', 'constructor'],
  ['to-string', 'toString is a name like any other.', 'toString'],
  ['has-own', 'hasOwnProperty is a name like any other.', 'hasOwnProperty'],
  ['one-byte', 'A name may be one byte.', 'a'],
  ['127-bytes', 'A name of 127 bytes has a length of one byte.', 'n'.repeat(127)],
  ['128-bytes', 'A name of 128 bytes has a length of two bytes.', 'n'.repeat(128)],
  ['255-bytes', 'A name may be 255 bytes.', 'n'.repeat(255)],
  ['255-bytes-of-three', 'A name of 85 characters of three bytes is 255 bytes.', '\u6f22'.repeat(85)],
  ['bom', 'A byte order mark in front is part of a name.', '\ufeffblog'],
  ['only-bom', 'A byte order mark alone is a name.', '\ufeff'],
  ['nfc', 'A composed letter is kept as it is.', 'caf\u00e9'],
  ['nfd', 'A decomposed letter is kept as it is.', 'cafe\u0301'],
  ['nul', 'U+0000 is a character like any other.', 'a\u0000b'],
  ['space', 'A name may be one space.', ' '],
  ['notation', 'The characters of the notation are no separators in a token.', 'a.b:c#d,e'],
  ['replacement', 'U+FFFD written as such is well-formed.', '\ufffd'],
  ['noncharacter', 'U+FFFF is well-formed UTF-8.', '\uffff'],
  ['last-before-surrogates', 'U+D7FF, just below the surrogates, is well-formed.', '\ud7ff'],
  ['first-after-surrogates', 'U+E000, just above the surrogates, is well-formed.', '\ue000'],
  ['first-astral', 'U+10000, the first of four bytes, is well-formed.', '\u{10000}'],
  ['last-astral', 'U+10FFFF, the last of all, is well-formed.', '\u{10ffff}'],
  ['emoji', 'A name may hold an emoji of several code points.', '\u{1f469}\u200d\u{1f680}'],
  ['upper-case', 'Case is kept.', 'BLOG'],
]

function names(): void {
  for (const [name, comment, text] of NAMES) {
    grants(`name-${name}`, comment, [object(text, text, 1, text)])
  }
  grants('names-nfc-nfd', 'A composed and a decomposed name are two apps.', [
    app('caf\u00e9', 'read'),
    app('cafe\u0301', 'change'),
  ])
  grants('names-case', 'Names that differ in case are two models.', [
    model('blog', 'Post', 'read'),
    model('blog', 'post', 'change'),
  ])
  grants('names-utf16-order', 'Apps sort by UTF-8 bytes, where U+FFFF is below U+10000.', [
    app('\uffff', 'read'),
    app('\u{10000}', 'read'),
  ])
}

function permissions(): void {
  const many = range(256).map((n) => n.toString(16).padStart(2, '0'))
  grants('permissions-256', 'A grant may name 256 permissions.', [app('blog', ...many)])
  grants('permissions-127', 'A count of 127 permissions is one byte.', [app('blog', ...many.slice(0, 127))])
  grants('permissions-128', 'A count of 128 permissions is two bytes.', [app('blog', ...many.slice(0, 128))])
  grants('permissions-by-bytes', 'Permissions sort by their bytes and not by length: aa before b.', [
    post(42, 'aa', 'b', 'ab', 'a'),
  ])
  grants('permissions-utf16-order', 'Permissions sort by UTF-8 bytes, where U+FFFF is below U+10000.', [
    post(42, '\u{10000}', '\uffff'),
  ])
  grants('permissions-nfc-nfd', 'A composed and a decomposed permission are two.', [
    post(42, 'd\u00e9tail', 'de\u0301tail'),
  ])
  grants('permissions-prefix', 'A permission may begin another.', [post(42, 'read', 'read_all', 'rea')])
}

function coverage(): void {
  const asked: Scope = [post(42, 'read')]
  grants('covers-by-model', 'A model covers each of its objects.', [model('blog', 'Post', 'read')], {
    required: asked,
  })
  grants('covers-by-app', 'An app covers each object of its models.', [app('blog', 'read')], {
    required: [...asked, object('blog', 'Comment', 'x', 'read'), model('blog', 'Post', 'read')],
  })
  grants('covers-by-everything', 'A global permission covers every path.', [all('read')], {
    required: [...asked, app('shop', 'read'), model('wiki', 'Page', 'read')],
  })
  grants(
    'covers-by-several',
    'Several grants contribute to one requirement.',
    [all('a'), app('blog', 'b'), model('blog', 'Post', 'c'), post(42, 'd')],
    { required: [post(42, 'a', 'b', 'c', 'd')] },
  )
  grants(
    'covers-from-lists',
    'Two objects with different permissions are asked for in one requirement.',
    [post(1, 'read'), post(2, 'read', 'change')],
    { required: [post(2, 'change'), post(1, 'read')] },
  )
  grants('requires-nothing', 'Asking for nothing is always granted.', asked, { required: [] })
  grants('requires-nothing-of-none', 'Asking nothing of a token without grants is granted.', [], {
    required: [],
    now: 1_767_225_599,
  })
  grants('requires-no-permission', 'A requirement without permissions asks for nothing.', asked, {
    required: [object('shop', 'Order', 1)],
  })
  grants('requires-twice', 'A requirement that repeats itself is one requirement.', asked, {
    required: [...asked, ...asked, post(42, 'read', 'read')],
  })
}

export function validScopes(): void {
  levels()
  names()
  permissions()
  coverage()
}
