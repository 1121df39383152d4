/**
 * Guards route handlers of Next 16, and its proxy.
 *
 * Next keeps one of several Authorization headers and hides the others: a request with two is taken for one with the first.
 *
 * @module
 */
import { makeGuard } from './bearer.ts'
import type { GuardOptions, RequiredFor, TokensFor, Verifier } from './bearer.ts'
import { toResponse } from './fetch.ts'

export { passOf, requires } from './fetch.ts'
export type {
  GuardOptions,
  Handler,
  Param,
  Redeemer,
  Refusal,
  RequiredFor,
  TokensFor,
  Unjudged,
  Verifier,
} from './fetch.ts'

/**
 * Puts a guard into `proxy.ts`: what it refuses reaches no page.
 *
 * A proxy has no route parameters, and hands on no pass: a route handler that acts on an object has {@link requires} of its own.
 *
 * @example
 * ```ts
 * import { defineApp, keygen, latchkey } from 'latchkey'
 * import { requiresInProxy } from 'latchkey/next'
 *
 * const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })
 * const { scope, tokens } = latchkey({ secrets: keygen(), apps: [blog] })
 *
 * const proxy = requiresInProxy(tokens, scope.accessModel(blog.Post, 'read'))
 *
 * const address = 'https://example.com/drafts'
 * const refused = await proxy(new Request(address))
 * refused?.status // => 401
 *
 * const headers = { Authorization: `Bearer ${tokens.generate(scope.accessApp(blog, 'read'), { expiresIn: '7d' })}` }
 * await proxy(new Request(address, { headers })) // => undefined
 * ```
 */
export function requiresInProxy<Incoming extends Request, Checker extends Verifier>(
  tokens: TokensFor<Incoming, Checker>,
  required: RequiredFor<Incoming>,
  options?: GuardOptions<Incoming, Checker>,
): (request: Incoming) => Promise<Response | undefined> {
  const guard = makeGuard(tokens, required, options)
  return async (request) => {
    const decision = await guard({
      request,
      method: request.method,
      url: request.url,
      header: (name) => request.headers.get(name) ?? undefined,
      param: () => undefined,
    })
    if (!decision.ok) return toResponse({ ...decision, headers: decision.headers.map(toAbsolute) })

    function toAbsolute([name, value]: readonly [string, string]): readonly [string, string] {
      // Next reads the location of a proxy as a whole address.
      return [name, name === 'Location' ? new URL(value, request.url).href : value]
    }
    if (decision.headers.length === 0) return undefined
    // What `NextResponse.next({ headers })` makes. Without its first header this would be an empty page, and no open door.
    return new Response(null, {
      headers: [['x-middleware-next', '1'], ...(decision.headers as [string, string][])],
    })
  }
}
