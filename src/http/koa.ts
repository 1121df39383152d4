/**
 * Guards routes of Koa 3.
 *
 * @module
 */
import { makeGuard, nodeHeader, readOwn } from './bearer.ts'
import type {
  Admitted,
  Answer,
  GuardOptions,
  HeaderList,
  RequiredFor,
  TokensFor,
  Verifier,
} from './bearer.ts'

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

/** What the functions of a guard are given unless they say more: `(context: Koa.Context) => …`. */
export interface GuardContext {
  readonly headers: { readonly [name: string]: string | readonly string[] | undefined }
  readonly params: { readonly [name: string]: string }
  readonly query: { readonly [name: string]: unknown }
}

interface KoaContext {
  readonly req: { readonly headers: object; readonly rawHeaders?: readonly string[] }
  readonly method: string
  readonly originalUrl: string
  /** Of a router. */
  readonly params?: unknown
  status: number
  body: unknown
  set(name: string, value: string): unknown
  append(name: string, value: string): unknown
}
/** Middleware of Koa that says nothing of its state. */
export type KoaGuard = (context: KoaContext, next: () => Promise<unknown>) => Promise<void>

/**
 * Puts a guard in front of a route, with a router that has `context.params`; what runs behind it finds the pass by `passOf(context)`.
 *
 * @example
 * ```ts
 * import { defineApp, keygen, latchkey } from 'latchkey'
 * import { passOf, requires } from 'latchkey/koa'
 *
 * const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })
 * const { scope, tokens } = latchkey({ secrets: keygen(), apps: [blog] })
 *
 * const mayRead = requires(tokens, (_context, param) => scope.accessObj(blog.Post(param('id')), 'read'))
 * // router.get('/posts/:id', mayRead, (context) => (context.body = `post ${passOf(context).required(blog.Post).id}`))
 * mayRead.length // => 2
 * ```
 */
export function requires<Checker extends Verifier, Incoming extends object = GuardContext>(
  tokens: TokensFor<Incoming, Checker>,
  required: RequiredFor<Incoming>,
  options?: GuardOptions<Incoming, Checker>,
): KoaGuard {
  const guard = makeGuard(tokens, required, options)
  return async (context, next) => {
    const set = (headers: HeaderList): void => {
      for (const [name, value] of headers) {
        if (name === 'Set-Cookie') context.append(name, value)
        else context.set(name, value)
      }
    }
    let kept: HeaderList = []
    try {
      const decision = await decide(context, (headers) => set((kept = headers)))
      set(decision.headers)
      if (decision.ok) {
        await next()
        return
      }
      context.status = decision.status
      // Without a body, what is hidden gets the application's own page.
      if (decision.status !== 404) context.body = decision.body
    } catch (error) {
      // Koa answers to an error with the headers of the error alone.
      if (error instanceof Error && kept.length > 0) {
        const own = (error as { headers?: object }).headers
        Object.assign(error, { headers: { ...Object.fromEntries(kept), ...own } })
      }
      throw error
    }
  }

  async function decide(
    context: KoaContext,
    prepare: (headers: HeaderList) => void,
  ): Promise<Admitted | Answer> {
    return guard({
      request: context as object as Incoming,
      method: context.method,
      url: context.originalUrl,
      header: (name) => nodeHeader(context.req, name),
      param: (name) => readOwn(readOwn(context, 'params'), name),
      prepare,
    })
  }
}
