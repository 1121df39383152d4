/**
 * `latchkey/next` in the types of Next: what it takes, and what does not compile.
 */
import { NextResponse } from 'next/server'
import type { NextProxy, NextRequest } from 'next/server'
import { defineApp, keygen, latchkey } from 'latchkey'
import type { ObjectRef, Pass, Requirement, Tokens, Verdict } from 'latchkey'
import { passOf, requires, requiresInProxy } from 'latchkey/next'
import { yes } from '../../types/same.ts'
import type { Same } from '../../types/same.ts'

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read', 'change'] } })
const { scope, tokens } = latchkey({ secrets: keygen(), apps: [blog] })
interface StoredTokens extends Tokens {
  redeemVerdict(token: unknown, required: Requirement): Promise<Verdict>
}
declare const stored: StoredTokens
const read = scope.accessModel(blog.Post, 'read')

/** What Next asks of an export of `app/posts/[id]/route.ts`. */
type RouteHandler = (
  request: NextRequest,
  context: { params: Promise<{ id: string }> },
) => Response | Promise<Response>

// ---------------------------------------------------------------- compiles

export const GET: RouteHandler = requires(
  tokens,
  (_request, param) => scope.accessObj(blog.Post(param('id')), 'read'),
  (request, pass) => {
    yes<Same<typeof pass, Pass>>()
    const same = passOf(request)
    yes<Same<typeof same, Pass>>()
    const post = pass.required(blog.Post)
    yes<Same<typeof post, ObjectRef<'blog.Post', number, 'read' | 'change'>>>()
    return NextResponse.json({ id: post.id, url: request.url })
  },
)
export const POST: RouteHandler = requires(
  async (request: NextRequest) => tokens.with({ salt: request.nextUrl.hostname }),
  read,
  { query: 'token', hideExistence: true, onRefusal: (refusal, request) => [refusal, request.nextUrl] },
  async (request, _pass, context: { params: Promise<{ id: string }> }) => {
    const { id } = await context.params
    return new Response(request.nextUrl.pathname + id)
  },
)
export const DELETE: RouteHandler = requires(stored, read, { redeem: true }, () => new Response())

export const proxy: NextProxy = requiresInProxy(tokens, (request: NextRequest) =>
  request.nextUrl.pathname === '/' ? 'authentic' : read,
)
export const other: NextProxy = requiresInProxy(tokens, read, { cookie: 'latchkey', realm: 'blog' })

// ---------------------------------------------------------------- does not compile

const answer = (): Response => new Response()
// @ts-expect-error no handler
requires(tokens, read)
// @ts-expect-error a handler that answers nothing
requires(tokens, read, () => 'post')
// @ts-expect-error a permission that there is not
requires(tokens, () => scope.accessModel(blog.Post, 'raed'), answer)
// @ts-expect-error an option that there is not
requires(tokens, read, { cokie: 'token' }, answer)
// @ts-expect-error tokens without a store cannot be redeemed
requires(tokens, read, { redeem: true }, answer)
// @ts-expect-error a guard for a proxy goes on with no answer, and a route handler has to answer
export const PUT: RouteHandler = requiresInProxy(tokens, read)
// @ts-expect-error the parameters of another route
export const PATCH: RouteHandler = requires(
  tokens,
  read,
  async (_request, _pass, context: { params: Promise<{ slug: string }> }) =>
    new Response((await context.params).slug),
)
