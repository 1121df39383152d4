/**
 * The rows of the HTTP conformance suite: what is sent, and the one right answer; and the answers that most rows share.
 */
import { agedTokens, blog, scope, strangers, tokens } from './http-routes.ts'

/** What has to come back; what is left out is the framework's own. */
export interface Expected {
  readonly status: number
  /** The WWW-Authenticate header; empty for none. */
  readonly challenge?: string
  readonly body?: string
  /** Other headers by their name in lower case; empty for none. */
  readonly headers?: { readonly [name: string]: string }
}
/** One exchange. */
export interface Row {
  readonly name: string
  readonly method: string
  readonly path: string
  readonly headers: readonly string[]
  readonly expected: Expected
}

/** A row of a GET. */
export function get(name: string, path: string, headers: readonly string[], expected: Expected): Row {
  return { name, method: 'GET', path, headers, expected }
}

/** An Authorization header. */
export function bearer(token: string): string {
  return `Authorization: Bearer ${token}`
}

/** The handler's own answer. */
export function letThrough(body: string, headers: { readonly [name: string]: string } = {}): Expected {
  return { status: 200, challenge: '', body, headers }
}

const json = { 'content-type': 'application/json' }

/** No credentials. */
export const unasked: Expected = {
  status: 401,
  challenge: 'Bearer',
  body: '{"error":"unauthorized"}',
  headers: json,
}
/** Credentials, and not good ones. */
export const refused: Expected = {
  status: 401,
  challenge: 'Bearer error="invalid_token"',
  body: '{"error":"invalid_token"}',
  headers: json,
}
/** No proper request. */
export const wrong: Expected = {
  status: 400,
  challenge: 'Bearer error="invalid_request"',
  body: '{"error":"invalid_request"}',
  headers: json,
}
/** A good token that does not grant what is needed. */
export function lacking(needed: string): Expected {
  return {
    status: 403,
    challenge: `Bearer error="insufficient_scope", scope="${needed}"`,
    body: '{"error":"insufficient_scope"}',
    headers: json,
  }
}

/** The headers of whatever is answered to a token in an address or a cookie. */
export const untraced = { 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' } as const
/** The same answer with those headers. */
export function unlogged(expected: Expected): Expected {
  return { ...expected, headers: { ...expected.headers, ...untraced } }
}
/** The same answer without them. */
export function plain(expected: Expected): Expected {
  return { ...expected, headers: { ...expected.headers, 'referrer-policy': '' } }
}

/** A token for post 42 alone. */
export function postToken(): string {
  return tokens.generate(scope.accessObj(blog.Post(42), 'read'), { expiresIn: '1h' })
}

/** Tokens that are wrong in every way there is: all are answered alike. */
function badTokens(): readonly (readonly [name: string, token: string])[] {
  const all = scope.accessAll('read')
  const good = postToken()
  return [
    ['a token whose last character is another', good.slice(0, -1) + (good.endsWith('A') ? 'Q' : 'A')],
    ['a token without its end', good.slice(0, -4)],
    ['a token of other secrets', strangers.generate(all)],
    ['a token of an unknown version', `zz${good.slice(2)}`],
    ['an expired token', agedTokens(Date.UTC(2026, 0, 1)).generate(all, { expiresIn: '5m' })],
    ['a token of the future', agedTokens(Date.UTC(2100, 0, 1)).generate(all)],
    ['a token of another name space', tokens.with({ salt: 'invite' }).generate(all)],
    ['a bound token', tokens.generate(all, { bind: ['session'] })],
    ['a token of limited use', tokens.generate(all, { singleUse: true })],
    ['a token that is padded', `${good}=`],
    ['a quoted token', `"${good}"`],
    ['a token in two parts', `${good.slice(0, 9)} ${good.slice(9)}`],
    ['a percent-encoded token', `%${good.charCodeAt(0).toString(16)}${good.slice(1)}`],
    ['two tokens behind one another', `${good} ${good}`],
    ['a key text', `lksecret1_${good}`],
    ['a word', 'undefined'],
    ['a letter of Latin-1', 'ä'],
    ['9,000 characters', 'A'.repeat(9000)],
  ]
}

/** The same route with each of them. */
export function alikeRefusals(): readonly Row[] {
  return badTokens().map(([name, token]) => get(name, '/posts/42', [bearer(token)], refused))
}
