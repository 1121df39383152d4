/**
 * Rows about what is answered once a token was found: verdicts, ids, methods, and what the program's own functions do.
 */
import { blog, scope, tokens } from './http-routes.ts'
import {
  alikeRefusals,
  bearer,
  get,
  lacking,
  letThrough,
  plain,
  postToken,
  refused,
  unasked,
  untraced,
  wrong,
} from './http-rows.ts'
import type { Expected, Row } from './http-rows.ts'

const post = letThrough('post 42')
const uuid = '6f9619ff-8b86-4d01-b42d-00cf4fc964ff'
/** The framework's own page. */
const broken: Expected = { status: 500, challenge: '' }

/** All rows about answers. */
export function answerRows(): readonly Row[] {
  const own = postToken()
  return [...alikeRefusals(), ...scopes(own), ...ids(own), ...realms(own), ...programs(own), ...methods(own)]
}

function onPost(...permissions: ['read', ...'change'[]]): string {
  return tokens.generate(scope.accessObj(blog.Post(42), ...permissions))
}

function scopes(own: string): readonly Row[] {
  const wide = tokens.generate(scope.accessAll('read', 'change'))
  const rows: readonly (readonly [string, string, string, Expected])[] = [
    ['another object', '/posts/43', own, lacking('blog.Post:43#read')],
    ['a token for the model', '/posts/42', tokens.generate(scope.accessModel(blog.Post, 'read')), post],
    ['a token for the app', '/posts/42', tokens.generate(scope.accessApp(blog, 'read')), post],
    ['a token for everything', '/posts/42', wide, post],
    ['one of two permissions', '/both/42', onPost('read'), lacking('blog.Post:42#read,change')],
    ['both of two permissions', '/both/42', onPost('read', 'change'), post],
    ['an object where the model is required', '/model', own, lacking('blog.Post#read')],
    ['any genuine token', '/list', own, letThrough('{"kind":"some","ids":[42]}')],
    [
      'a token that was narrowed to this',
      '/posts/42',
      tokens.narrow(wide, { to: scope.accessObj(blog.Post(42), 'read') }),
      post,
    ],
    [
      'a token that was narrowed to something else',
      '/posts/42',
      tokens.narrow(wide, { to: scope.accessObj(blog.Post(7), 'read') }),
      lacking('blog.Post:42#read'),
    ],
    ['what is hidden, and not granted', '/hidden/43', own, { status: 404, challenge: '' }],
    ['what is hidden, and granted', '/hidden/42', own, post],
    ['what is hidden, and a bad token', '/hidden/43', 'undefined', refused],
    [
      'a token of this tenant',
      '/tenants/acme/42',
      tokens.with({ salt: 'acme' }).generate(scope.accessAll('read')),
      post,
    ],
    [
      'a token of another tenant',
      '/tenants/acme/42',
      tokens.with({ salt: 'other' }).generate(scope.accessAll('read')),
      refused,
    ],
    ['a token of no tenant', '/tenants/acme/42', own, refused],
  ]
  return [
    ...rows.map(([name, path, token, expected]) => get(name, path, [bearer(token)], expected)),
    get('what is hidden, and not granted to a token in the address', `/hidden/43?token=${own}`, [], {
      status: 404,
      challenge: '',
      headers: untraced,
    }),
    get('what is hidden, and no token', '/hidden/43', [], unasked),
    get('any genuine token, and none', '/list', [], unasked),
  ]
}

function ids(own: string): readonly Row[] {
  const texts = [
    '5abc',
    '0x2a',
    '042',
    '42.0',
    '-0',
    '1e3',
    '9007199254740993',
    '%20',
    '42%20',
    '%D9%A4%D9%A2',
    '42%2C43',
    '42%00',
    '9'.repeat(300),
  ]
  const all = tokens.generate(scope.accessAll('read'))
  return [
    ...texts.map((text) =>
      get(`the id ${text.length > 20 ? 'of 300 digits' : text}`, `/posts/${text}`, [bearer(all)], wrong),
    ),
    get('an id that can be none, and no token', '/posts/5abc', [], unasked),
    get('an id that can be none, and a bad token', '/posts/5abc', [bearer('undefined')], refused),
    get('a percent-encoded id', '/posts/%34%32', [bearer(own)], post),
    get(
      'a UUID in capitals',
      `/comments/${uuid.toUpperCase()}`,
      [bearer(all)],
      letThrough(`comment ${uuid}`),
    ),
    get('a number where a UUID is asked for', '/comments/42', [bearer(all)], wrong),
  ]
}

function named({ challenge = '', ...expected }: Expected): Expected {
  const parameters = challenge.slice('Bearer '.length)
  const realm = 'Bearer realm="the blog"'
  return { ...expected, challenge: parameters === '' ? realm : `${realm}, ${parameters}` }
}

function realms(own: string): readonly Row[] {
  return [
    get('a realm, and no token', '/realm/42', [], named(unasked)),
    get('a realm, and a bad token', '/realm/42', [bearer('undefined')], named(refused)),
    get('a realm, and another object', '/realm/43', [bearer(own)], named(lacking('blog.Post:43#read'))),
    get('a realm, and no id', '/realm/5abc', [bearer(own)], named(wrong)),
    get('a realm, and a good token', '/realm/42', [bearer(own)], post),
  ]
}

function programs(own: string): readonly Row[] {
  return ['/empty', '/throws', '/rejects', '/nothing', '/unknown/42'].flatMap((path) => [
    get(`${path}, which is a mistake of the program`, path, [bearer(own)], broken),
    get(`${path}, which does not run without a token`, path, [], unasked),
    get(`${path}, which does not run for a bad token`, path, [bearer('undefined')], refused),
  ])
}

function bodiless(expected: Expected): Expected {
  return { ...expected, body: '' }
}

function methods(own: string): readonly Row[] {
  return [
    { ...get('POST without a token', '/posts/42', [], unasked), method: 'POST' },
    { ...get('POST with a good token', '/posts/42', [bearer(own)], plain(post)), method: 'POST' },
    { ...get('HEAD without a token', '/posts/42', [], bodiless(unasked)), method: 'HEAD' },
    {
      ...get('HEAD with a bad token', '/posts/42', [bearer('undefined')], bodiless(refused)),
      method: 'HEAD',
    },
    { ...get('HEAD with a good token', '/posts/42', [bearer(own)], bodiless(post)), method: 'HEAD' },
    { ...get('OPTIONS without a token', '/posts/42', [], unasked), method: 'OPTIONS' },
    { ...get('OPTIONS with a good token', '/posts/42', [bearer(own)], post), method: 'OPTIONS' },
  ]
}
