/**
 * From a request to the one token in it: the Authorization header, and a cookie or a query parameter where the program asked for them.
 *
 * Laws: what is found does not depend on the framework, which gives only what came over the wire; a source that is there twice, a list
 * of credentials, and two different tokens are refused and never chosen from; an empty text is no token.
 */

/** What an adapter says of a request. */
export interface Incoming<Request extends object> {
  /** What the functions of the program are given, and what `passOf()` finds the pass by. */
  readonly request: Request
  /** In capitals, as it was sent. */
  readonly method: string
  /** The target as it was sent: a path with its query, or a whole address. */
  readonly url: string
  /** The value of a header; those of several of one name joined by a comma, as `Headers` of fetch does. */
  readonly header: (name: 'authorization' | 'cookie') => string | undefined
  /** The value of a route parameter; anything but a text is none. */
  readonly param: (name: string) => unknown
  /**
   * Sets headers of whatever will be answered, before any function of the program runs: to an error that one of them throws, too.
   * Left out where there is no answer yet to set them on.
   */
  readonly prepare?: (headers: readonly (readonly [string, string])[]) => void
}

/** Where a token may come from beside the Authorization header. */
export interface Sources {
  readonly query: string | undefined
  readonly cookie: string | undefined
  /** Whether a token in the query is to replace the one in the cookie. */
  readonly replaces: boolean
}

/** What was found. */
export interface Found {
  /** `undefined` for none. */
  readonly token: string | undefined
  /** What is wrong with how the token came, for logs. */
  readonly problem: string | undefined
  /** Whether the token came in the query. */
  readonly inQuery: boolean
  /** Whether the query or a cookie had something under the names asked for: the answer must not be kept or its address passed on. */
  readonly exposed: boolean
}

/** Finds the token of a request. */
export function findToken({ url, header }: Incoming<object>, { query, cookie, replaces }: Sources): Found {
  const authorization = header('authorization') ?? ''
  const inHeader = fromAuthorization(authorization)
  const queried = query === undefined ? [] : queryValues(url, query)
  const baked = cookie === undefined ? [] : cookieValues(header('cookie') ?? '', cookie)
  const kept = replaces && queried.length > 0 ? [] : baked

  const tokens = new Set([inHeader, ...queried, ...kept].filter((text) => text !== ''))
  const problem = authorization.includes(',')
    ? 'the Authorization header is there twice, or has a list'
    : queried.length > 1 || kept.length > 1
      ? 'the parameter or the cookie of the token is there twice'
      : tokens.size > 1
        ? 'there are two different tokens'
        : undefined
  return {
    token: problem === undefined ? tokens.values().next().value : undefined,
    problem,
    inQuery: queried.some((text) => text !== ''),
    exposed: queried.length > 0 || baked.length > 0,
  }
}

/** RFC 6750 §2.1; the name of a scheme has no case (RFC 9110 §11.1). Another scheme has no token. */
function fromAuthorization(header: string): string {
  if (header.slice(0, 6).toLowerCase() !== 'bearer') return ''
  let start = 6
  while (header[start] === ' ') start++
  return start === 6 ? '' : header.slice(start)
}

/** The values of a parameter of the query, decoded. */
function queryValues(url: string, name: string): string[] {
  return parsePairs(splitUrl(url).query).getAll(name)
}

/** A question mark at the beginning is a part of the first name here, which URLSearchParams would take away. */
function parsePairs(query: string): URLSearchParams {
  return new URLSearchParams(`&${query}`)
}

/** Some servers are given a fragment too, though no client should send one. */
function splitUrl(url: string): { readonly path: string; readonly query: string } {
  const sent = url.split('#', 1)[0]!
  const mark = sent.indexOf('?')
  return mark === -1 ? { path: sent, query: '' } : { path: sent.slice(0, mark), query: sent.slice(mark + 1) }
}

/** The values of cookies of one name, as they are: no token needs an escape (RFC 6265 §4.2.1). */
function cookieValues(header: string, name: string): string[] {
  const values: string[] = []
  for (const pair of header.split(';')) {
    const equals = pair.indexOf('=')
    if (equals !== -1 && strip(pair.slice(0, equals)) === name) values.push(strip(pair.slice(equals + 1)))
  }
  return values
}

/** Without the white space of RFC 6265 around it: what `trim()` takes away beside that could be part of another name. */
function strip(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isSpace(text[start])) start++
  while (start < end && isSpace(text[end - 1])) end--
  return text.slice(start, end)
}

function isSpace(character: string | undefined): boolean {
  return character === ' ' || character === '\t'
}

/**
 * The same address without a parameter of the query, relative to itself.
 *
 * A relative reference that begins with `./` never leaves the host, whatever the path begins with, and is right behind a proxy that
 * takes a prefix away.
 */
export function withoutParameter(url: string, name: string): string {
  const { path, query } = splitUrl(url)
  const rest = query.split('&').filter((pair) => pair !== '' && !parsePairs(pair).has(name))
  return `./${path.slice(path.lastIndexOf('/') + 1)}${rest.length === 0 ? '' : `?${rest.join('&')}`}`
}

/**
 * A header of Node's own requests. Node keeps one of several Authorization headers, and has all of them in `rawHeaders` only; what a
 * middleware before the guard has changed in `headers` counts.
 */
export function nodeHeader(message: NodeMessage, name: 'authorization' | 'cookie'): string | undefined {
  const { headers, rawHeaders } = message
  const kept = readOwn(headers, name)
  let count = 0
  if (name === 'authorization' && rawHeaders !== undefined) {
    for (let index = 0; index < rawHeaders.length; index += 2)
      // Stryker disable next-line ConditionalExpression: texts of two lengths are two, and no lower case is made of them
      if (rawHeaders[index]!.length === name.length && rawHeaders[index]!.toLowerCase() === name) count++
  }
  if (count > 1 || Array.isArray(kept)) return ','
  return typeof kept === 'string' ? kept : undefined
}

/** The target of a request of Node as it was sent: who takes a prefix away keeps the whole. */
export function nodeUrl(message: object, otherwise: string): string {
  return (readOwn(message, 'originalUrl') ?? readOwn(message, 'url') ?? otherwise) as string
}

/** What there is of a request of Node, and of the frameworks that stand on it. */
export interface NodeMessage {
  readonly headers: object
  readonly rawHeaders?: readonly string[]
}

/** A property of its own, of an object that the framework filled from the request: never one that somebody put on every object. */
export function readOwn(holder: unknown, name: string): unknown {
  return typeof holder === 'object' && holder !== null && Object.hasOwn(holder, name)
    ? (holder as { readonly [name: string]: unknown })[name]
    : undefined
}
