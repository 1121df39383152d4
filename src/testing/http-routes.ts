/**
 * The routes that a server under test has to serve for the HTTP conformance suite.
 *
 * All that is in them is fixed, the secret too: the server may be another process, and the suite makes tokens that it knows.
 */
import { defineApp, latchkey } from '../index.ts'
import type { App, Pass, Requirement, ScopeOf, Store, Tokens } from '../index.ts'
import type { Param, Redeemer } from '../http/bearer.ts'
import { memoryStore } from '../store/memory.ts'

/** A route to be served: `requires(route.tokens, route.required, route.options)` in front of a handler that sends `route.answer(pass)`. */
export interface HttpRoute {
  readonly method: 'GET' | 'POST' | 'OPTIONS'
  /** With parameters as Express and Hono write them: `/posts/:id`. */
  readonly path: string
  readonly tokens: Redeemer | ((request: unknown, param: Param) => Redeemer | Promise<Redeemer>)
  readonly required: Requirement | ((request: unknown, param: Param) => Requirement | Promise<Requirement>)
  readonly options: HttpRouteOptions
  /** What the handler sends, as text, with status 200. */
  readonly answer: (pass: Pass) => string
}
/** The options of guards that the suite uses. */
export interface HttpRouteOptions {
  readonly query?: string
  readonly cookie?: string
  readonly moveToCookie?: boolean
  readonly realm?: string
  readonly hideExistence?: boolean
  readonly redeem?: boolean
}

const models = {
  Post: { id: 'int', permissions: ['read', 'change'] },
  Comment: { id: 'uuid', permissions: ['read'] },
} as const
export const blog: App<'blog', typeof models> = /* @__PURE__ */ defineApp('blog', models)

/** Secrets that anybody can make, good for tests only. */
const secret = (first: number): Uint8Array =>
  Uint8Array.from({ length: 32 }, (_, index) => (first + index * index * 7 + index * 31) % 251)
const fixed = { secrets: /* @__PURE__ */ secret(1), apps: [blog] as const }
const own = /* @__PURE__ */ latchkey(fixed)
export const scope: ScopeOf<typeof blog> = own.scope
/** None of them is redeemed: the routes that do have a store. */
export const tokens: Tokens & Redeemer = own.tokens as Tokens & Redeemer
/** Makes tokens of secrets that the server lacks. */
export const strangers: Tokens = /* @__PURE__ */ latchkey({ ...fixed, secrets: secret(2) }).tokens
/** Makes tokens as of another time. */
export function agedTokens(now: number): Tokens {
  return latchkey({ ...fixed, clock: () => now }).tokens
}

/** Made at the first request: whoever imports this file follows no store. */
function lazily(makeStore: () => Store): () => Redeemer {
  let made: Redeemer | undefined
  return () => (made ??= latchkey({ ...fixed, store: makeStore() }).tokens)
}
/** Begun in 1970: a store refuses tokens of limited use that are older than its data. */
const stored = lazily(() => memoryStore({ clock: () => 0 }))
async function fails(): Promise<never> {
  throw new Error('this store is down')
}
async function ends(): Promise<void> {}
const down = lazily(() => ({
  use: fails,
  revoke: fails,
  changes: fails,
  prune: fails,
  acknowledge: fails,
  closed: false,
  close: ends,
  [Symbol.asyncDispose]: ends,
}))

type Given = Pick<HttpRoute, 'path' | 'required'> & Partial<HttpRoute>

function route(given: Given): HttpRoute {
  return { method: 'GET', tokens, options: {}, answer: () => 'let through', ...given }
}

const readPost: HttpRoute['required'] = (_request, param) => scope.accessObj(blog.Post(param('id')), 'read')
const answer = (pass: Pass): string => `post ${pass.required(blog.Post).id}`

/**
 * What the server under test serves, for {@link httpConformance}.
 *
 * @example
 * ```ts
 * import { Hono } from 'hono'
 * import { requires } from 'latchkey/hono'
 * import { httpRoutes } from 'latchkey/testing'
 *
 * const server = new Hono()
 * for (const { method, path, tokens, required, options, answer } of httpRoutes)
 *   server.on(method, path, requires(tokens, required, options), (c) => c.text(answer(c.var.pass)))
 * const refused = await server.request('/posts/42')
 * refused.status // => 401
 * ```
 */
export const httpRoutes: readonly HttpRoute[] = [
  route({ path: '/posts/:id', required: readPost, answer }),
  route({ path: '/posts/:id', method: 'POST', required: readPost, answer }),
  route({ path: '/posts/:id', method: 'OPTIONS', required: readPost, answer }),
  route({
    path: '/both/:id',
    required: (_request, param) => scope.accessObj(blog.Post(param('id')), 'read', 'change'),
    answer,
  }),
  route({
    path: '/comments/:id',
    required: (_request, param) => scope.accessObj(blog.Comment(param('id')), 'read'),
    answer: (pass) => `comment ${pass.required(blog.Comment).id}`,
  }),
  route({ path: '/model', required: scope.accessModel(blog.Post, 'read') }),
  route({
    path: '/list',
    required: 'authentic',
    answer: (pass) => JSON.stringify(pass.objects(blog.Post, 'read')),
  }),
  route({ path: '/realm/:id', required: readPost, options: { realm: 'the blog' }, answer }),
  route({ path: '/query/:id', required: readPost, options: { query: 'token' }, answer }),
  route({ path: '/cookie/:id', required: readPost, options: { cookie: 'latchkey' }, answer }),
  route({ path: '/either/:id', required: readPost, options: { query: 'token', cookie: 'latchkey' }, answer }),
  route({
    path: '/moved/:id',
    required: readPost,
    options: { query: 'token', cookie: 'latchkey', moveToCookie: true },
    answer,
  }),
  route({
    path: '/moved/:id',
    method: 'POST',
    required: readPost,
    options: { query: 'token', cookie: 'latchkey', moveToCookie: true },
    answer,
  }),
  route({
    path: '/hidden/:id',
    required: readPost,
    options: { hideExistence: true, query: 'token' },
    answer,
  }),
  route({
    path: '/tenants/:tenant/:id',
    tokens: async (_request, param) => tokens.with({ salt: param('tenant') }),
    required: async (request, param) => (readPost as (...given: unknown[]) => Requirement)(request, param),
    answer,
  }),
  ...(['GET', 'POST', 'OPTIONS'] as const).flatMap((method) => [
    route({
      path: '/once/:id',
      method,
      tokens: stored,
      required: readPost,
      options: { redeem: true },
      answer,
    }),
    route({ path: '/down/:id', method, tokens: down, required: readPost, options: { redeem: true }, answer }),
  ]),
  route({ path: '/stored/:id', tokens: stored, required: readPost, answer }),
  route({ path: '/empty', required: () => [] }),
  route({
    path: '/throws',
    required: () => {
      throw new Error('thrown by the scope function')
    },
  }),
  route({ path: '/rejects', required: () => Promise.reject(new Error('rejected by the scope function')) }),
  route({ path: '/nothing', required: () => undefined as unknown as Requirement }),
  route({
    path: '/unknown/:id',
    required: (_request, param) => scope.accessObj(blog.Post(param('no')), 'read'),
  }),
]
