/**
 * Guards routes of Fastify 5: a hook for a route, and a plugin that gives the application `requires` and each request its `pass`.
 *
 * @module
 */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { makeGuard, nodeHeader, nodeUrl, passOf, readOwn } from './bearer.ts'
import type { GuardOptions, HeaderList, Pass, Redeemer, RequiredFor, TokensFor, Verifier } from './bearer.ts'
import type { NodeMessage } from './credentials.ts'

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

declare module 'fastify' {
  interface FastifyRequest {
    /** The pass of this request, where {@link latchkeyPlugin} is registered; reading it throws `NO_PASS` where no guard ran. */
    readonly pass: Pass
  }
  interface FastifyInstance {
    /** Makes the hook that guards a route, by the tokens and options that {@link latchkeyPlugin} was given. */
    requires(
      required: RequiredFor<FastifyRequest>,
      options?: GuardOptions<FastifyRequest, Redeemer>,
    ): GuardHook
  }
}

/** A hook for `onRequest`, or for one that runs later. Its types are what it needs, so that it fits routes of any types. */
export type GuardHook = (
  request: Pick<FastifyRequest, 'method' | 'originalUrl'> & {
    readonly raw: NodeMessage
    readonly params: unknown
  },
  reply: {
    code(status: number): unknown
    header(name: string, value: string): unknown
    send(body: Uint8Array): unknown
    callNotFound(): unknown
  },
) => Promise<unknown>

/**
 * Makes the hook that guards a route. The handler has the pass as `passOf(request)`.
 *
 * @throws {@link LatchkeyError} as every guard: `EMPTY_SCOPE`, `INVALID_SCOPE`, `INVALID_OPTION`, `STORE_REQUIRED`.
 *
 * @example
 * ```ts
 * import { defineApp, keygen, latchkey } from 'latchkey'
 * import { passOf, requires } from 'latchkey/fastify'
 *
 * const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })
 * const { scope, tokens } = latchkey({ secrets: keygen(), apps: [blog] })
 *
 * const readsPost = requires(tokens, (_request, param) => scope.accessObj(blog.Post(param('id')), 'read'))
 * // app.get('/posts/:id', { onRequest: readsPost }, async (request) => `post ${passOf(request).required(blog.Post).id}`)
 * passOf({}) // => throws NO_PASS
 * requires(tokens, []) // => throws EMPTY_SCOPE
 * ```
 */
export function requires<Checker extends Verifier>(
  tokens: TokensFor<FastifyRequest, Checker>,
  required: RequiredFor<FastifyRequest>,
  options?: GuardOptions<FastifyRequest, Checker>,
): GuardHook {
  const guard = makeGuard<FastifyRequest, Checker>(tokens, required, options)
  return async (request, reply) => {
    const decision = await guard({
      request: request as unknown as FastifyRequest,
      method: request.method,
      url: nodeUrl(request.raw, request.originalUrl),
      header: (name) => nodeHeader(request.raw, name),
      param: (name) => readOwn(request.params, name),
      prepare: (headers) => set(reply, headers),
    })
    set(reply, decision.headers)
    if (decision.ok) return undefined
    if (decision.status === 404) {
      reply.callNotFound()
    } else {
      reply.code(decision.status)
      // As bytes: to a text of JSON Fastify would add a charset, which JSON has not.
      reply.send(new TextEncoder().encode(decision.body))
    }
    // A hook that gives back the reply has answered.
    return reply
  }
}

function set(reply: { header(name: string, value: string): unknown }, headers: HeaderList): void {
  for (const [name, value] of headers) reply.header(name, value)
}

/**
 * What the plugin is told: the tokens, and the options of its guards where they say no others. That tokens which are to be redeemed have a
 * store is checked when a guard is made.
 */
export interface LatchkeyPluginOptions extends GuardOptions<FastifyRequest, Redeemer> {
  readonly tokens: TokensFor<FastifyRequest, Verifier>
}
/** What the plugin needs of an application. */
export interface Decorated {
  decorate(name: string, value: unknown): unknown
  decorateRequest(name: string, value: { getter(this: object): unknown }): unknown
}

/**
 * Gives the application `requires`, and each request its `pass`.
 *
 * @example
 * ```ts fragment
 * const app = fastify()
 * await app.register(latchkeyPlugin, { tokens })
 * app.get(
 *   '/posts/:id',
 *   { onRequest: app.requires((_request, param) => scope.accessObj(blog.Post(param('id')), 'read')) },
 *   async (request) => `This is post ${request.pass.required(blog.Post).id}.\n`,
 * )
 * ```
 */
export const latchkeyPlugin: (app: Decorated, options: LatchkeyPluginOptions) => Promise<void> =
  /* @__PURE__ */ Object.assign(
    async (app: Decorated, { tokens, ...shared }: LatchkeyPluginOptions): Promise<void> => {
      app.decorate('requires', (...[required, options]: Parameters<FastifyInstance['requires']>) =>
        requires(tokens, required, { ...shared, ...options }),
      )
      app.decorateRequest('pass', {
        getter() {
          return passOf(this)
        },
      })
    },
    // What the package fastify-plugin does: what is decorated is there outside of the plugin, and only in the Fastify it was made for.
    {
      [Symbol.for('skip-override')]: true,
      [Symbol.for('fastify.display-name')]: 'latchkey',
      [Symbol.for('plugin-meta')]: { name: 'latchkey', fastify: '5.x' },
    },
  )
