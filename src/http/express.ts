/**
 * Guards routes of Express 4 and 5.
 *
 * @module
 */
import { makeGuard, nodeHeader, nodeUrl, readOwn } from './bearer.ts'
import type { GuardOptions, HeaderList, RequiredFor, TokensFor, Verifier } from './bearer.ts'

export { passOf } from './bearer.ts'
export type {
  GuardOptions,
  Param,
  Redeemer,
  Refusal,
  RequiredFor,
  TokensFor,
  Unjudged,
  Verifier,
} from './bearer.ts'

/** What the functions of a guard are given unless they say more: `(request: express.Request) => …`. */
export interface GuardRequest {
  readonly headers: { readonly [name: string]: string | readonly string[] | undefined }
  readonly params: { readonly [name: string]: string }
  readonly query: { readonly [name: string]: unknown }
}

interface IncomingMessage {
  readonly headers: object
  readonly rawHeaders?: readonly string[]
  readonly method: string
  readonly url: string
  readonly originalUrl?: string
}
interface ServerResponse {
  statusCode: number
  setHeader(name: string, value: string): unknown
  appendHeader(name: string, value: string): unknown
  end(body: string): unknown
}
type Next = (error?: unknown) => void

/** The application's own "not found", as it is put behind all routes: `(request, response) => void`. */
export type NotFound = (request: never, response: never, next: Next) => unknown
/** Middleware that says nothing of parameters or locals: Express keeps inferring them for the handlers behind it. */
export type ExpressGuard = (request: IncomingMessage, response: ServerResponse, next: Next) => void

/**
 * Puts a guard in front of a route or a router; handlers find the pass by `passOf(request)`.
 *
 * With `hideExistence`, what is not granted goes to the application's error handling as an error of status 404, or to the handler that is
 * given there: the application's own one. It never goes to a later route.
 *
 * @example
 * ```ts
 * import { defineApp, keygen, latchkey } from 'latchkey'
 * import { passOf, requires } from 'latchkey/express'
 *
 * const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })
 * const { scope, tokens } = latchkey({ secrets: keygen(), apps: [blog] })
 *
 * const mayRead = requires(tokens, (_request, param) => scope.accessObj(blog.Post(param('id')), 'read'))
 * // server.get('/posts/:id', mayRead, (request, response) => response.send(`post ${passOf(request).required(blog.Post).id}`))
 * mayRead.length // => 3
 * ```
 */
export function requires<Checker extends Verifier, Incoming extends object = GuardRequest>(
  tokens: TokensFor<Incoming, Checker>,
  required: RequiredFor<Incoming>,
  options?: GuardOptions<Incoming, Checker, NotFound>,
): ExpressGuard {
  const guard = makeGuard(tokens, required, options)

  async function run(request: IncomingMessage, response: ServerResponse, next: Next): Promise<void> {
    const decision = await guard({
      request: request as object as Incoming,
      method: request.method,
      // A router that is mounted takes its own path away from `url`.
      url: nodeUrl(request, request.url),
      header: (name) => nodeHeader(request, name),
      param: (name) => readOwn(readOwn(request, 'params'), name),
      prepare: (headers) => setAll(response, headers),
    })
    setAll(response, decision.headers)
    if (decision.ok) {
      next()
    } else if (decision.status === 404) {
      await hide(decision.notFound as NotFound | undefined, request, response, next)
    } else {
      response.statusCode = decision.status
      response.end(decision.body)
    }
  }
  return async (request, response, next) => {
    try {
      await run(request, response, next)
    } catch (error) {
      // Also what an answer throws that somebody else has sent meanwhile: an error of this request, and not of the process.
      next(error)
    }
  }
}

function setAll(response: ServerResponse, headers: HeaderList): void {
  for (const [name, value] of headers) {
    if (name === 'Set-Cookie') response.appendHeader(name, value)
    else response.setHeader(name, value)
  }
}

/**
 * Ends in an error, or in what the program does, since nothing else is safe: for `next('route')` Express goes on behind a guard of
 * `app.use()`, for `next('router')` behind the router of the guard.
 */
async function hide(
  notFound: NotFound | undefined,
  request: IncomingMessage,
  response: ServerResponse,
  next: Next,
): Promise<void> {
  const end: Next = (error) =>
    next(error ?? Object.assign(new Error('Not Found'), { status: 404, expose: true }))
  if (notFound === undefined) {
    end()
    return
  }
  try {
    await notFound(request as never, response as never, end)
  } catch (error) {
    next(error)
  }
}
