/**
 * From a decision to what is sent: statuses, challenges and bodies of RFC 6750 §3.
 *
 * Laws: whatever is wrong with a token, the answer is one and the same, to the byte; reasons are for the program's logs. What is sent
 * names at most the scope that the route requires, in characters that RFC 6750 allows.
 */
import { scope } from '../index.ts'
import type { Insufficient, Pass, Refused, Scope } from '../index.ts'

/** A refusal for which no token was judged. */
export interface Unjudged {
  readonly ok: false
  /** No token came; the request is wrong: two tokens, or an id that can be none; the store did not answer. */
  readonly reason: 'no-token' | 'invalid-request' | 'store-unavailable'
  readonly missing?: undefined
  /** For logs; it never holds a token, a tag or a key. */
  readonly detail: string
}
/** Why a guard let a request not pass: the verdict on its token, or why there is none. */
export type Refusal = Insufficient | Refused | Unjudged

/** Names and values of headers. */
export type HeaderList = readonly (readonly [name: string, value: string])[]

/** A function of the program that answers as if nothing were there; what it is given is the adapter's. */
export type NotFound = (...given: never[]) => unknown

/** What an adapter sends as it is. */
export interface Answer {
  readonly ok: false
  readonly status: 303 | 400 | 401 | 403 | 404 | 503
  readonly headers: HeaderList
  readonly body: string
  /** The function of the option `hideExistence`. */
  readonly notFound?: NotFound | undefined
}

/** A longer challenge could exceed what a server or a proxy lets through. */
const longestScope = 2048
/** Browsers keep a cookie whose name and value have 4,096 bytes together. */
const longestCookie = 4096

/** What an answer is made by, beside the reason. */
interface Circumstances {
  readonly required: Scope | 'authentic' | undefined
  readonly realm: string | undefined
  readonly hideExistence: boolean | NotFound
  readonly headers: HeaderList
}

/** The answer to a refused request. */
export function answerTo(
  { reason }: Refusal,
  { required, realm, hideExistence, headers }: Circumstances,
): Answer {
  switch (reason) {
    case 'no-token':
      return refuse(401, 'unauthorized', challenge(realm), headers)
    case 'invalid-request':
      return refuse(400, 'invalid_request', challenge(realm, 'invalid_request'), headers)
    case 'store-unavailable':
      return refuse(503, 'temporarily_unavailable', undefined, headers)
    case 'insufficient': {
      if (hideExistence !== false) {
        const notFound = hideExistence === true ? undefined : hideExistence
        return { ok: false, status: 404, headers, body: '', notFound }
      }
      // RFC 6750 §3: the scope that is necessary, all of it, so that whoever asks for a new token asks for enough.
      const needed = typeof required === 'object' ? scope.format(required) : ''
      const named = needed.length <= longestScope ? needed : ''
      return refuse(403, 'insufficient_scope', challenge(realm, 'insufficient_scope', named), headers)
    }
    default:
      return refuse(401, 'invalid_token', challenge(realm, 'invalid_token'), headers)
  }
}

/** The redirection that puts a token into a cookie; `undefined` where it is longer than what browsers keep. */
export function movedAnswer(
  location: string,
  cookie: { readonly name: string; readonly path: string },
  token: string,
  { expiresAt }: Pass,
  headers: HeaderList,
): Answer | undefined {
  if (cookie.name.length + token.length > longestCookie) return undefined
  const expires = expiresAt === undefined ? '' : `; Expires=${expiresAt.toUTCString()}`
  const value = `${cookie.name}=${token}; Path=${cookie.path}${expires}; HttpOnly; Secure; SameSite=Lax`
  return {
    ok: false,
    status: 303,
    headers: [['Location', location], ['Set-Cookie', value], ...headers],
    body: '',
  }
}

function refuse(
  status: Answer['status'],
  error: string,
  authenticate: string | undefined,
  headers: HeaderList,
): Answer {
  return {
    ok: false,
    status,
    headers: [
      ['Content-Type', 'application/json'],
      ...(authenticate === undefined ? [] : [['WWW-Authenticate', authenticate] as const]),
      ...headers,
    ],
    body: `{"error":"${error}"}`,
  }
}

function challenge(realm: string | undefined, error = '', needed = ''): string {
  const parameters = []
  if (realm !== undefined) parameters.push(`realm="${realm}"`)
  if (error !== '') parameters.push(`error="${error}"`)
  if (needed !== '') parameters.push(`scope="${needed}"`)
  return parameters.length === 0 ? 'Bearer' : `Bearer ${parameters.join(', ')}`
}
