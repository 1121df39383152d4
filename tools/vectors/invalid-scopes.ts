// Genuine, living tokens that do not grant what is required, by level, name and permission.

import { range } from './bytes.ts'
import { lacking, one } from './lacking.ts'
import { mint } from './mint.ts'
import { all, app, model, object, post } from './scope.ts'

function levels(): void {
  one(
    'object-for-model',
    'An object does not grant its model.',
    post(42, 'read'),
    model('blog', 'Post', 'read'),
  )
  one('object-for-app', 'An object does not grant its app.', post(42, 'read'), app('blog', 'read'))
  one('object-for-everything', 'An object does not grant everything.', post(42, 'read'), all('read'))
  one('model-for-app', 'A model does not grant its app.', model('blog', 'Post', 'read'), app('blog', 'read'))
  one(
    'model-for-everything',
    'A model does not grant everything.',
    model('blog', 'Post', 'read'),
    all('read'),
  )
  one('app-for-everything', 'An app does not grant everything.', app('blog', 'read'), all('read'))
  one('other-app', 'An app does not grant another.', app('blog', 'read'), app('shop', 'read'))
  one(
    'other-model',
    'A model does not grant another.',
    model('blog', 'Post', 'read'),
    model('blog', 'Comment', 'read'),
  )
  one(
    'model-of-other-app',
    'A model does not grant its namesake in another app.',
    model('blog', 'Post', 'read'),
    model('shop', 'Post', 'read'),
  )
  one(
    'object-of-other-model',
    'An object does not grant its namesake in another model.',
    post(42, 'read'),
    object('blog', 'Comment', 42, 'read'),
  )
  one(
    'object-of-other-app',
    'An object does not grant its namesake in another app.',
    post(42, 'read'),
    object('shop', 'Post', 42, 'read'),
  )
  one(
    'app-for-other-object',
    'An app does not grant the objects of another.',
    app('blog', 'read'),
    object('shop', 'Post', 42, 'read'),
  )
  one(
    'model-for-other-object',
    'A model does not grant the objects of another.',
    model('blog', 'Post', 'read'),
    object('blog', 'Comment', 42, 'read'),
  )
  lacking('none', 'A token of no grants grants nothing.', mint({ scope: [] }), [post(42, 'read')])
  one(
    'app-name-begins',
    'An app whose name begins the one required.',
    app('blog', 'read'),
    app('blogs', 'read'),
  )
  one('app-name-case', 'An app whose name differs in case.', app('blog', 'read'), app('Blog', 'read'))
  one(
    'app-name-nfd',
    'An app whose name differs in normal form.',
    app('caf\u00e9', 'read'),
    app('cafe\u0301', 'read'),
  )
  one(
    'app-name-bom',
    'An app whose name differs in a byte order mark.',
    app('blog', 'read'),
    app('\ufeffblog', 'read'),
  )
  one(
    'names-moved',
    'Names that are equal only when joined.',
    model('ab', 'c', 'read'),
    model('a', 'bc', 'read'),
  )
  one(
    'names-dotted',
    'An app whose name is that of a path in the notation.',
    app('blog.Post', 'read'),
    model('blog', 'Post', 'read'),
  )
  one('proto', 'A grant on an app does not grant __proto__.', app('blog', 'read'), app('__proto__', 'read'))
  one(
    'constructor',
    'A permission does not grant constructor.',
    app('blog', 'read'),
    app('blog', 'constructor'),
  )
  one('to-string', 'An object does not grant the id toString.', post('a', 'read'), post('toString', 'read'))
}

function permissions(): void {
  one('permission', 'Another permission is required.', post(42, 'read'), post(42, 'change'))
  one('permission-case', 'A permission that differs in case.', post(42, 'read'), post(42, 'Read'))
  one(
    'permission-begins',
    'A permission that begins the one required.',
    post(42, 'read'),
    post(42, 'read_all'),
  )
  one(
    'permission-is-begun',
    'A permission that the one required begins.',
    post(42, 'read_all'),
    post(42, 'read'),
  )
  one('permission-space', 'A permission with a space after it.', post(42, 'read'), post(42, 'read '))
  one('permission-nfd', 'A permission in another normal form.', post(42, '\u00e9'), post(42, 'e\u0301'))
  one(
    'permission-star',
    'A permission that is a star is a permission of that name.',
    post(42, '*'),
    post(42, 'read'),
  )
  one('permission-everything-other', 'A global permission of another name.', all('change'), post(42, 'read'))
  lacking(
    'permission-one-of-two',
    'One of two permissions is missing.',
    mint({ scope: [post(42, 'read')] }),
    [post(42, 'read', 'change')],
    [post(42, 'change')],
  )
  lacking(
    'permission-last-of-many',
    'One of a hundred permissions is missing.',
    mint({ scope: [post(42, ...range(100).map((n) => `p${String(n)}`))] }),
    [post(42, ...range(101).map((n) => `p${String(n)}`))],
    [post(42, 'p100')],
  )
}

function several(): void {
  const two = mint({ scope: [post(1, 'read'), post(2, 'change')] })
  lacking('crossed', 'Permissions of one object do not count for another.', two, [post(1, 'change')])
  lacking('crossed-both', 'Two requirements, each with the permission of the other.', two, [
    post(1, 'change'),
    post(2, 'read'),
  ])
  lacking(
    'crossed-in-part',
    'Of four pairs two are granted.',
    two,
    [post(1, 'read', 'change'), post(2, 'read', 'change')],
    [post(1, 'change'), post(2, 'read')],
  )
  lacking(
    'levels-one-missing',
    'Three levels contribute and one permission is still missing.',
    mint({ scope: [all('a'), app('blog', 'b'), model('blog', 'Post', 'c')] }),
    [post(42, 'a', 'b', 'c', 'd')],
    [post(42, 'd')],
  )
  lacking(
    'second-of-two-paths',
    'The second of two required paths is missing.',
    mint({ scope: [app('blog', 'read')] }),
    [post(42, 'read'), app('shop', 'read')],
    [app('shop', 'read')],
  )
  lacking(
    'missing-sorted',
    'What is missing is sorted and joined, however the requirement was written.',
    mint({ scope: [app('wiki', 'read')] }),
    [post(9, 'read'), post(1, 'read'), app('shop', 'b'), post(9, 'change'), app('shop', 'a')],
    [app('shop', 'a', 'b'), post(1, 'read'), post(9, 'change', 'read')],
  )
  lacking(
    'wide-and-narrow',
    'An app is required beside an object that is granted.',
    mint({ scope: [post(42, 'read')] }),
    [app('blog', 'read'), post(42, 'read')],
    [app('blog', 'read')],
  )
}

export function wrongScopes(): void {
  levels()
  permissions()
  several()
}
