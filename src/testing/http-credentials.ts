/**
 * Rows about where the token is found: the header, the query, the cookie, and what is refused for being there twice.
 */
import { blog, scope, tokens } from './http-routes.ts'
import {
  bearer,
  get,
  letThrough,
  plain,
  postToken,
  refused,
  unasked,
  unlogged,
  untraced,
  wrong,
} from './http-rows.ts'
import type { Row } from './http-rows.ts'

const post = letThrough('post 42')
const unloggedPost = letThrough('post 42', untraced)

/** All rows about credentials. */
export function credentialRows(): readonly Row[] {
  const own = postToken()
  const other = tokens.generate(scope.accessApp(blog, 'read'))
  return [...inHeader(own, other), ...inQuery(own, other), ...inCookie(own, other), ...moved(own, other)]
}

function inHeader(own: string, other: string): readonly Row[] {
  const basic = 'Basic bGF0Y2g6a2V5'
  const rows: readonly (readonly [string, readonly string[], Row['expected']])[] = [
    ['no header', [], unasked],
    ['an empty header', ['Authorization:'], unasked],
    ['a scheme without a token', ['Authorization: Bearer'], unasked],
    ['a scheme with spaces for a token', ['Authorization: Bearer   '], unasked],
    ['another scheme', [`Authorization: ${basic}`], unasked],
    ['a scheme that begins like the right one', [`Authorization: Bearerx ${own}`], unasked],
    ['a scheme that ends in a colon', [`Authorization: Bearer:${own}`], unasked],
    ['a token without a scheme', [`Authorization: ${own}`], unasked],
    ['a good token', [bearer(own)], plain(post)],
    ['a scheme in lower case', [`Authorization: bearer ${own}`], post],
    ['a scheme in capitals', [`authorization: BEARER ${own}`], post],
    ['spaces before the token and behind it', [`Authorization:   Bearer   ${own}  `], post],
    ['a header longer than 8,192 characters with a good token', [bearer(longToken())], post],
    ['two headers', [bearer(own), bearer(own)], wrong],
    ['two headers of different tokens', [bearer(own), bearer(other)], wrong],
    ['a second header of another scheme', [bearer(own), `Authorization: ${basic}`], wrong],
    ['a second header before, of another scheme', [`Authorization: ${basic}`, bearer(own)], wrong],
    ['a second header that is empty', [bearer(own), 'Authorization:'], wrong],
    ['a list of credentials', [`${bearer(own)}, ${basic}`], wrong],
    ['a list of one', [`${bearer(own)},`], wrong],
    ['a token in a proxy header', [`Proxy-Authorization: Bearer ${own}`], unasked],
    ['a token in a header of another name', [`X-Authorization: Bearer ${own}`], unasked],
  ]
  return rows.map(([name, headers, expected]) => get(name, '/posts/42', headers, expected))
}

/** A genuine token of almost 8,192 characters, which is longer than that with its scheme. */
function longToken(): string {
  const comments = Array.from({ length: 370 }, (_, index) => {
    const digits = ((index + 1) * 2_654_435_761).toString(16).padStart(12, '0')
    return scope.accessObj(
      blog.Comment(`${digits.slice(4)}-${digits.slice(0, 4)}-4000-8000-${digits}`),
      'read',
    )
  })
  const many = scope.union(scope.accessObj(blog.Post(42), 'read'), ...comments)
  const { length } = tokens.generate(many, { subject: 's' })
  return tokens.generate(many, { subject: 's'.repeat(1 + Math.floor(((8191 - length) * 3) / 4)) })
}

function inQuery(own: string, other: string): readonly Row[] {
  const escaped = `%${own.charCodeAt(0).toString(16)}${own.slice(1)}`
  const rows: readonly (readonly [string, string, readonly string[], Row['expected']])[] = [
    ['a parameter that was not asked for', `/posts/42?token=${own}`, [], plain(unasked)],
    ['no parameter', '/query/42', [], plain(unasked)],
    ['a good parameter', `/query/42?token=${own}`, [], unloggedPost],
    ['a parameter among others', `/query/42?a=1&token=${own}&b=2`, [], unloggedPost],
    ['a parameter with a percent-encoded value', `/query/42?token=${escaped}`, [], unloggedPost],
    ['a parameter with a percent-encoded name', `/query/42?%74oken=${own}`, [], unloggedPost],
    [
      'a parameter that is encoded twice',
      `/query/42?token=${escaped.replace('%', '%25')}`,
      [],
      unlogged(refused),
    ],
    ['a parameter before a fragment', `/query/42?token=${own}#end`, [], unloggedPost],
    ['a parameter in a fragment', `/query/42#?token=${own}`, [], unasked],
    ['a parameter with another name', `/query/42?Token=${own}`, [], unasked],
    ['a parameter that is a list', `/query/42?token[]=${own}`, [], unasked],
    ['an empty parameter', '/query/42?token=', [], unlogged(unasked)],
    ['a parameter without a value', '/query/42?token', [], unlogged(unasked)],
    ['a parameter that is no token', '/query/42?token=%FF%00%zz', [], unlogged(refused)],
    ['a doubled parameter', `/query/42?token=${own}&token=${own}`, [], unlogged(wrong)],
    ['a doubled parameter with two names', `/query/42?token=${own}&%74oken=${other}`, [], unlogged(wrong)],
    ['a doubled parameter, once empty', `/query/42?token=${own}&token=`, [], unlogged(wrong)],
    ['the same token in the header and the query', `/query/42?token=${own}`, [bearer(own)], unloggedPost],
    [
      'another token in the header than in the query',
      `/query/42?token=${own}`,
      [bearer(other)],
      unlogged(wrong),
    ],
    ['a header where a parameter was asked for', '/query/42', [bearer(own)], plain(post)],
  ]
  return rows.map(([name, path, headers, expected]) => get(name, path, headers, expected))
}

function inCookie(own: string, other: string): readonly Row[] {
  const rows: readonly (readonly [string, string, readonly string[], Row['expected']])[] = [
    ['a cookie that was not asked for', '/posts/42', [`Cookie: latchkey=${own}`], plain(unasked)],
    ['a good cookie', '/cookie/42', [`Cookie: latchkey=${own}`], unloggedPost],
    ['a cookie among others', '/cookie/42', [`Cookie: a=1; latchkey=${own}; b=2`], unloggedPost],
    ['a cookie with another name', '/cookie/42', [`Cookie: Latchkey=${own}; xlatchkey=${own}`], unasked],
    ['an empty cookie', '/cookie/42', ['Cookie: latchkey='], unlogged(unasked)],
    ['a quoted cookie', '/cookie/42', [`Cookie: latchkey="${own}"`], unlogged(refused)],
    ['a doubled cookie', '/cookie/42', [`Cookie: latchkey=${own}; latchkey=${own}`], unlogged(wrong)],
    [
      'the same token in the header and a cookie',
      '/cookie/42',
      [bearer(own), `Cookie: latchkey=${own}`],
      unloggedPost,
    ],
    [
      'another token in the header than in a cookie',
      '/cookie/42',
      [bearer(other), `Cookie: latchkey=${own}`],
      unlogged(wrong),
    ],
    [
      'another token in the query than in a cookie',
      `/either/42?token=${own}`,
      [`Cookie: latchkey=${other}`],
      unlogged(wrong),
    ],
  ]
  return rows.map(([name, path, headers, expected]) => get(name, path, headers, expected))
}

function cookie(token: string, expires = ''): string {
  return `latchkey=${token}; Path=/${expires}; HttpOnly; Secure; SameSite=Lax`
}

function redirected(location: string, set: string): Row['expected'] {
  const headers = { location, 'set-cookie': set, ...untraced }
  // The body is the framework's: nobody is shown it.
  return { status: 303, challenge: '', headers }
}

function moved(own: string, other: string): readonly Row[] {
  const verdict = tokens.verify(own, 'authentic')
  const expires = `; Expires=${(verdict.ok ? verdict.pass.expiresAt : undefined)?.toUTCString()}`
  const unset = { 'set-cookie': '', location: '' }
  const keptBack = (expected: Row['expected']): Row['expected'] => ({
    ...unlogged(expected),
    headers: { ...unset, ...expected.headers, ...untraced },
  })
  const others = '/moved/42?a=1&token='
  return [
    get(
      'a token that moves into a cookie',
      `/moved/42?token=${other}`,
      [],
      redirected('./42', cookie(other)),
    ),
    get(
      'a token that expires with its cookie',
      `/moved/42?token=${own}`,
      [],
      redirected('./42', cookie(own, expires)),
    ),
    get('other parameters stay', `${others}${other}&b=%2F`, [], redirected('./42?a=1&b=%2F', cookie(other))),
    get(
      'a new link beside an old cookie',
      `/moved/42?token=${other}`,
      [`Cookie: latchkey=${own}`],
      redirected('./42', cookie(other)),
    ),
    get('the cookie alone', '/moved/42', [`Cookie: latchkey=${own}`], unloggedPost),
    get(
      'a bad token does not move',
      '/moved/42?token=undefined',
      [`Cookie: latchkey=${own}`],
      keptBack(refused),
    ),
    get('a token in the header does not move', '/moved/42', [bearer(own)], letThrough('post 42', unset)),
    {
      ...get(
        'a token of a POST does not move',
        `/moved/42?token=${own}`,
        [],
        letThrough('post 42', { ...unset, ...untraced }),
      ),
      method: 'POST',
    },
  ]
}
