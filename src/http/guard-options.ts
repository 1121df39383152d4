/**
 * What a program says of a guard, and how it is read: a mistake throws when the route is set up, and not at the first request.
 */
import { LatchkeyError } from '../index.ts'
import type { Requirement, Tokens, Verdict } from '../index.ts'
import { isPlain, readOptions } from '../options.ts'
import type { NotFound, Refusal } from './answers.ts'
import type { Sources } from './credentials.ts'

/** What a guard needs of `tokens`. */
export type Verifier = Pick<Tokens, 'verify'>
/** What a guard needs of `tokens` to redeem: those of a `latchkey()` with a store have it. */
export interface Redeemer extends Verifier {
  redeemVerdict(token: unknown, required: Requirement): Promise<Verdict>
}

/** What a guard may be told; `Request` is what its functions are given, `Checker` the tokens it has. */
export interface GuardOptions<Request, Checker extends Verifier = Verifier, Hidden extends NotFound = never> {
  /** The name of a query parameter that may carry the token. */
  readonly query?: string
  /** The name of a cookie that may carry the token. */
  readonly cookie?: string
  /**
   * Moves a good token from the query into the cookie (`HttpOnly; Secure; SameSite=Lax`, of the path `/` unless another is said), and
   * redirects to the address without it. Needs `query` and `cookie`.
   */
  readonly moveToCookie?: boolean | { readonly path: string }
  /** Names the protected space in challenges. */
  readonly realm?: string
  /** Redeems tokens of limited use, and takes no others; GET, HEAD and OPTIONS only look. Needs `tokens` with a store. */
  readonly redeem?: MayRedeem<Checker>
  /** Answers what the token does not grant as if nothing were there: 404 in place of 403. */
  readonly hideExistence?: boolean | Hidden
  /** Is told of each refusal, for logs. What it returns is awaited. */
  readonly onRefusal?: (refusal: Refusal, request: Request) => unknown
}

/**
 * Tokens without a store are known not to redeem. Of a mere {@link Verifier} it is not known: the compiler takes a function of the request
 * for one until it has read it, and would refuse the option before.
 */
type MayRedeem<Checker extends Verifier> = Checker extends Redeemer
  ? boolean
  : Verifier extends Checker
    ? boolean
    : false

/** Options that were read. */
export interface GuardSettings<Request> {
  readonly sources: Sources
  /** The path of the cookie that the token is moved to; `undefined` where it is not moved. */
  readonly cookiePath: string | undefined
  readonly realm: string | undefined
  readonly redeem: boolean
  readonly hideExistence: boolean | NotFound
  readonly onRefusal: ((refusal: Refusal, request: Request) => unknown) | undefined
}

const names = ['query', 'cookie', 'moveToCookie', 'realm', 'redeem', 'hideExistence', 'onRefusal'] as const
/** What no name of a cookie has (RFC 6265 §4.1.1), beside what is not printable ASCII. */
const separators: ReadonlySet<string> = new Set('()<>@,;:\\"/[]?={}')

/**
 * Reads the options of a guard.
 *
 * @throws {@link LatchkeyError} `INVALID_OPTION`.
 */
export function readGuardOptions<Request>(options: unknown): GuardSettings<Request> {
  const read = readOptions(options, names, 'requires()')
  const query = readText(read.query, 'query', () => true)
  const cookie = readText(
    read.cookie,
    'cookie',
    (character) => character !== ' ' && !separators.has(character),
  )
  const cookiePath = readPath(read.moveToCookie)
  if (cookiePath !== undefined && (query === undefined || cookie === undefined))
    throw invalid('moveToCookie needs the names of both: query and cookie')
  const { onRefusal } = read
  if (onRefusal !== undefined && typeof onRefusal !== 'function') throw invalid('onRefusal is a function')
  return {
    sources: { query, cookie, replaces: cookiePath !== undefined },
    cookiePath,
    realm: readText(read.realm, 'realm', (character) => character !== '"' && character !== '\\'),
    redeem: readBoolean(read.redeem, 'redeem'),
    hideExistence: readHidden(read.hideExistence),
    onRefusal: onRefusal as GuardSettings<Request>['onRefusal'],
  }
}

/** A text of printable ASCII, each character of which is allowed; it goes into headers. */
function readText(value: unknown, name: string, allows: (character: string) => boolean): string | undefined {
  if (value === undefined) return undefined
  if (typeof value !== 'string' || value === '') throw invalid(`${name} is a text`)
  for (const character of value) {
    if (!(character >= ' ' && character <= '~' && allows(character)))
      throw invalid(`${name} has a character that it cannot have`)
  }
  return value
}

function readPath(value: unknown): string | undefined {
  if (value === undefined || value === false) return undefined
  if (value === true) return '/'
  if (!isPlain(value)) throw invalid("moveToCookie is true, or { path: '/…' }")
  const path = readText(
    readOptions(value, ['path'], 'moveToCookie').path,
    'path',
    (character) => character !== ';',
  )
  if (path === undefined || !path.startsWith('/')) throw invalid('the path of a cookie begins with /')
  return path
}

function readHidden(value: unknown): boolean | NotFound {
  return typeof value === 'function' ? (value as NotFound) : readBoolean(value, 'hideExistence')
}

function readBoolean(value: unknown, name: string): boolean {
  if (value !== undefined && typeof value !== 'boolean') throw invalid(`${name} is true or false`)
  return value === true
}

function invalid(message: string): LatchkeyError {
  return new LatchkeyError('INVALID_OPTION', message)
}
