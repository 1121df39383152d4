/**
 * Guards handlers of fetch: workers, `Bun.serve`, `Deno.serve`, and whatever takes a `Request` and gives a `Response`.
 *
 * @module
 */
import { makeGuard, readField, readOwn } from './bearer.ts'
import type { Answer, GuardOptions, HeaderList, Pass, RequiredFor, TokensFor, Verifier } from './bearer.ts'

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

/** What runs once a request was let through: it is given the pass behind the request, then what the server gave behind it. */
export type Handler<Incoming extends Request, Rest extends readonly unknown[]> = (
  request: Incoming,
  pass: Pass,
  ...rest: Rest
) => Response | PromiseLike<Response>

/** The application's own "not found". */
export type NotFound<Incoming extends Request> = (request: Incoming) => Response | PromiseLike<Response>

/**
 * Puts a guard in front of `handler`.
 *
 * Route parameters are read from the second argument of the server, `{ params }`, or from `request.params`.
 *
 * @example
 * ```ts
 * import { defineApp, keygen, latchkey } from 'latchkey'
 * import { requires } from 'latchkey/fetch'
 *
 * const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })
 * const { scope, tokens } = latchkey({ secrets: keygen(), apps: [blog] })
 *
 * const server = {
 *   fetch: requires(tokens, scope.accessModel(blog.Post, 'read'), (_request, pass) => Response.json(pass.scope)),
 * }
 * const refused = await server.fetch(new Request('https://example.com/'))
 * refused.status // => 401
 * refused.headers.get('WWW-Authenticate') // => 'Bearer'
 *
 * const token = tokens.generate(scope.accessApp(blog, 'read'), { expiresIn: '7d' })
 * const headers = { Authorization: `Bearer ${token}` }
 * const answer = await server.fetch(new Request('https://example.com/', { headers }))
 * answer.status // => 200
 * ```
 */
export function requires<Incoming extends Request, Checker extends Verifier, Rest extends readonly unknown[]>(
  tokens: TokensFor<Incoming, Checker>,
  required: RequiredFor<Incoming>,
  ...last:
    | readonly [handler: Handler<Incoming, Rest>]
    | readonly [
        options: GuardOptions<Incoming, Checker, NotFound<Incoming>>,
        handler: Handler<Incoming, Rest>,
      ]
): (request: Incoming, ...rest: Rest) => Promise<Response> {
  const [options, handler] = last.length === 1 ? [undefined, last[0]] : last
  const guard = makeGuard(tokens, required, options)
  return async (request, ...rest) => {
    const params = await routeParams(request, rest[0])
    const decision = await guard({
      request,
      method: request.method,
      url: request.url,
      header: (name) => request.headers.get(name) ?? undefined,
      param: (name) => readOwn(params, name),
    })
    if (decision.ok) return withHeaders(await handler(request, decision.pass, ...rest), decision.headers)
    const notFound = readOwn(decision, 'notFound') as NotFound<Incoming> | undefined
    return notFound === undefined
      ? toResponse(decision)
      : withHeaders(await notFound(request), decision.headers)
  }
}

/**
 * An answer as a response of fetch: for an adapter of one's own.
 *
 * @example
 * ```ts
 * import { toResponse } from 'latchkey/fetch'
 *
 * toResponse({ ok: false, status: 401, headers: [['WWW-Authenticate', 'Bearer']], body: '' }).status // => 401
 * ```
 */
export function toResponse({ status, headers, body }: Answer): Response {
  return new Response(body === '' ? null : body, { status, headers: headers as [string, string][] })
}

function withHeaders(response: Response, headers: HeaderList): Response {
  const added = headers.filter(([name]) => !response.headers.has(name))
  // An upgrade, or an error, is no answer that has headers; it cannot be made anew.
  if (added.length === 0 || response.status < 200) return response
  // The headers of some responses, of a redirection for instance, cannot be changed.
  const copy = new Response(response.body, response)
  for (const [name, value] of added) copy.headers.set(name, value)
  return copy
}

/** Where routers put the parameters of a route: some into what they give behind the request, some on it; some as a promise. */
async function routeParams(request: object, context: unknown): Promise<unknown> {
  return (await readField(context, 'params')) ?? readField(request, 'params')
}
