/**
 * Guards routes of H3 2, and with it of Nitro 3.
 *
 * @module
 */
import { makeGuard, readOwn } from './bearer.ts'
import type { GuardOptions, HeaderList, RequiredFor, TokensFor, Verifier } from './bearer.ts'
import { toResponse } from './fetch.ts'

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

/** What a guard needs of an event of H3. */
export interface EventLike {
  readonly req: { readonly method: string; readonly url: string; readonly headers: Pick<Headers, 'get'> }
  readonly context: { readonly params?: object }
  readonly res: { readonly headers: Pick<Headers, 'set'>; readonly errHeaders: Pick<Headers, 'set'> }
}
/** A middleware: for `{ middleware: […] }` of a route or a handler. */
export type Middleware<Event> = (event: Event, next: () => unknown) => Promise<unknown>

/** What stands for "no such route" in H3, in every copy of it: thrown, it becomes the answer to an unknown address. */
const notFound: symbol = /* @__PURE__ */ Symbol.for('h3.notFound')

/**
 * Makes the middleware that guards a route. The handler has the pass as `passOf(event)`.
 *
 * @throws {@link LatchkeyError} as every guard: `EMPTY_SCOPE`, `INVALID_SCOPE`, `INVALID_OPTION`, `STORE_REQUIRED`.
 *
 * @example
 * ```ts fragment
 * const readsPost = requires(tokens, (_event, param) => scope.accessObj(blog.Post(param('id')), 'read'))
 * const app = new H3()
 * app.get('/posts/:id', (event) => `This is post ${passOf(event).required(blog.Post).id}.\n`, {
 *   middleware: [readsPost],
 * })
 * ```
 */
export function requires<Event extends EventLike, Checker extends Verifier>(
  tokens: TokensFor<Event, Checker>,
  required: RequiredFor<Event>,
  options?: GuardOptions<Event, Checker>,
): Middleware<Event> {
  const guard = makeGuard(tokens, required, options)
  return async (event, next) => {
    const { method, url, headers } = event.req
    const decision = await guard({
      request: event,
      method,
      url,
      header: (name) => headers.get(name) ?? undefined,
      param: (name) => decoded(readOwn(readOwn(event.context, 'params'), name)),
      prepare: (prepared) => set(event, prepared),
    })
    if (!decision.ok && decision.status !== 404) return toResponse(decision)
    set(event, decision.headers)
    if (decision.ok) return next()
    // oxlint-disable-next-line typescript/only-throw-error -- returned, it would mean that this middleware has nothing to say.
    throw notFound
  }
}

function set(event: EventLike, headers: HeaderList): void {
  for (const [name, value] of headers) {
    event.res.headers.set(name, value)
    event.res.errHeaders.set(name, value)
  }
}

/** H3 gives parameters as they are in the address, and has refused those that cannot be decoded. */
function decoded(value: unknown): string | undefined {
  return typeof value === 'string' ? decodeURIComponent(value) : undefined
}
