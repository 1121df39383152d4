/**
 * Says whether an answer is a guard's refusal, whatever client it came by.
 */
import type { Refusal } from '../http/bearer.ts'

/** Why a guard refuses. */
export type HttpReason = Refusal['reason']
/** An answer as clients have it: of fetch, and of what tests of Express, Fastify, Koa and Nest use. */
export interface ResponseLike {
  readonly status?: number
  readonly statusCode?: number
  readonly headers: object
}

/**
 * Throws unless `response` is what a guard answers for `reason`, by its status and its challenge.
 *
 * The refusals of a token that is not good (`'forged'`, `'expired'`, `'revoked'` and so on) are answered alike, so that each of them
 * stands for all of them here; `onRefusal` tells them apart.
 *
 * @example
 * ```ts
 * import { Hono } from 'hono'
 * import { defineApp, latchkey } from 'latchkey'
 * import { requires } from 'latchkey/hono'
 * import { expectRefused, testSecret, tokenFor } from 'latchkey/testing'
 *
 * const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read', 'change'] } })
 * const { scope, tokens } = latchkey({ secrets: testSecret(), apps: [blog] })
 * const server = new Hono()
 * server.get('/', requires(tokens, scope.accessModel(blog.Post, 'change')), (c) => c.text('let through'))
 *
 * expectRefused(await server.request('/'), 'no-token')
 * const token = tokenFor(scope.accessModel(blog.Post, 'read'))
 * const headers = { Authorization: `Bearer ${token}` }
 * expectRefused(await server.request('/', { headers }), 'insufficient')
 * ```
 */
export function expectRefused(response: ResponseLike, reason: HttpReason): void {
  const [status, error] = expected(reason)
  const challenge = headerOf(response.headers, 'www-authenticate') ?? ''
  const was = response.status ?? response.statusCode
  const named = error === undefined ? !challenge.includes('error=') : challenge.includes(`error="${error}"`)
  const isChallenge = status === 503 ? challenge === '' : challenge.startsWith('Bearer') && named
  if (was === status && isChallenge) return
  const wanted = status === 503 ? 'no challenge' : error === undefined ? "the challenge 'Bearer'" : error
  throw new Error(
    `refused as ${reason}, the answer has status ${status} and ${wanted}; it has status ${was} and ${challenge === '' ? 'no challenge' : challenge}`,
  )
}

function expected(reason: HttpReason): readonly [status: number, error?: string] {
  if (reason === 'no-token') return [401]
  if (reason === 'store-unavailable') return [503]
  if (reason === 'invalid-request') return [400, 'invalid_request']
  return reason === 'insufficient' ? [403, 'insufficient_scope'] : [401, 'invalid_token']
}

function headerOf(headers: object, name: string): string | undefined {
  const value: unknown =
    'get' in headers && typeof headers.get === 'function'
      ? (headers as { get(name: string): unknown }).get(name)
      : (headers as { readonly [name: string]: unknown })[name]
  return typeof value === 'string' ? value : undefined
}
