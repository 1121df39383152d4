/**
 * The HTTP conformance suite: raw exchanges with a server that serves {@link httpRoutes}, each with the one right answer.
 *
 * It stands on no test runner. For an adapter of one's own: serve the routes, then run each case and let it throw.
 */
import { exchange } from './exchange.ts'
import type { Response } from './exchange.ts'
import { blog, earlier, scope, strangers, tokens } from './http-routes.ts'

/** One fact about a server; `run` throws where it does not hold. */
export interface Case {
  readonly name: string
  readonly run: () => Promise<void>
}

const own = tokens.generate(scope.accessObj(blog.Post(42), 'read'))
const other = tokens.generate(scope.accessObj(blog.Post(7), 'read'))
const wide = tokens.generate(scope.accessModel(blog.Post, 'read', 'change'))
const uuid = '6f9619ff-8b86-4d01-b42d-00cf4fc964ff'

interface Expected {
  readonly status: number
  readonly challenge?: string
  /** Left out where it is the framework's: its own 404 and 500. */
  readonly body?: string
  readonly headers?: { readonly [name: string]: string | undefined }
}

const allowed = (body: string, headers = {}): Expected => ({ status: 200, body, headers })
const unasked: Expected = { status: 401, challenge: 'Bearer', body: '{"error":"unauthorized"}' }
const refused: Expected = {
  status: 401,
  challenge: 'Bearer error="invalid_token"',
  body: '{"error":"invalid_token"}',
}
const wrong: Expected = {
  status: 400,
  challenge: 'Bearer error="invalid_request"',
  body: '{"error":"invalid_request"}',
}
const lacking = (needed: string): Expected => ({
  status: 403,
  challenge: `Bearer error="insufficient_scope", scope="${needed}"`,
  body: '{"error":"insufficient_scope"}',
})
const untraced = { 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' }

/** Name, request line and headers, what is right. */
type Row = readonly [name: string, lines: readonly string[], expected: Expected]
const get = (path: string, ...headers: readonly string[]): readonly string[] => [
  `GET ${path} HTTP/1.1`,
  ...headers,
]
const bearer = (token: string): string => `Authorization: Bearer ${token}`

const rows: readonly Row[] = [
  ['no header', get('/posts/42'), unasked],
  ['an empty header', get('/posts/42', 'Authorization:'), unasked],
  ['a scheme without a token', get('/posts/42', 'Authorization: Bearer'), unasked],
  ['another scheme', get('/posts/42', 'Authorization: Basic bGF0Y2g6a2V5'), unasked],
  ['a scheme that begins like the right one', get('/posts/42', `Authorization: Bearerx ${own}`), unasked],
  ['a token without a scheme', get('/posts/42', `Authorization: ${own}`), unasked],
  ['a good token', get('/posts/42', bearer(own)), allowed('post 42')],
  ['two headers', get('/posts/42', bearer(own), bearer(own)), wrong],
  ['two headers of different tokens', get('/posts/42', bearer(own), bearer(other)), wrong],
  ['a list of credentials', get('/posts/42', `${bearer(own)}, Basic bGF0Y2g6a2V5`), wrong],
  ['another object', get('/posts/43', bearer(own)), lacking('blog.Post:43#read')],
  ['an id that can be none', get('/posts/5abc', bearer(own)), wrong],
  ['an id that can be none, and no token', get('/posts/5abc'), unasked],
  [
    'a forged token',
    get('/posts/42', bearer(`${own.slice(0, -1)}${own.endsWith('A') ? 'Q' : 'A'}`)),
    refused,
  ],
  [
    'a token of other secrets',
    get('/posts/42', bearer(strangers.generate(scope.accessAll('read')))),
    refused,
  ],
  [
    'an expired token',
    get('/posts/42', bearer(earlier.generate(scope.accessAll('read'), { expiresIn: '5m' }))),
    refused,
  ],
  ['a text that is no token', get('/posts/42', bearer('undefined')), refused],
]
void [wide, uuid, untraced]

/**
 * The cases for a server on the loopback interface.
 *
 * @param server Where it listens.
 */
export function httpConformance({ port }: { readonly port: number }): readonly Case[] {
  return rows.map(([name, lines, expected]) => ({
    name,
    run: async () => compare(name, await exchange(port, lines), expected),
  }))
}

function compare(name: string, answer: Response, { status, challenge, body, headers = {} }: Expected): void {
  const seen: { [what: string]: unknown } = {
    status: answer.status,
    'www-authenticate': answer.header('www-authenticate').join(' | '),
  }
  const wanted: { [what: string]: unknown } = { status, 'www-authenticate': challenge ?? '' }
  if (body !== undefined) {
    seen['body'] = answer.body
    wanted['body'] = body
  }
  for (const [header, value] of Object.entries(headers)) {
    seen[header] = answer.header(header).join(' | ')
    wanted[header] = value ?? ''
  }
  const [one, two] = [JSON.stringify(seen), JSON.stringify(wanted)]
  if (one !== two) throw new Error(`${name}: the answer was ${one}, and has to be ${two}`)
}
