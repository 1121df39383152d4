/** Who may come in: the guards of latchkey, with the answers of a site for people in place of those of an API. */
import type { Context, MiddlewareHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { Pass } from 'latchkey'
import { type GuardContext, type Refusal, requires, type RequiredFor } from 'latchkey/hono'
import { links, personOf, sessions } from './access.ts'
import type { Person } from './database.ts'
import { answer } from './pages/layout.ts'
import { refusal } from './pages/problem.ts'
import { isHttps } from './settings.ts'

export type SignedIn = { Variables: { pass: Pass; person: Person } }
export type WithLink = { Variables: { pass: Pass } }
type Required = RequiredFor<GuardContext>

// What begins with __Host- or __Secure- is taken over HTTPS alone, and no neighboring domain can plant it.
export const sessionCookie = isHttps ? '__Host-session' : 'session'
export const linkCookie = isHttps ? '__Secure-link' : 'link'
export const cookieOptions = { httpOnly: true, secure: isHttps, sameSite: 'Lax' } as const

/** Lets in who is signed in and may do this. What somebody may not see is answered as what is not there. */
export function signedIn(required: Required = 'authentic'): MiddlewareHandler<SignedIn> {
  const guard = requires(sessions, required, { cookie: sessionCookie, hideExistence: true })
  return async (c, next) => {
    const refused = await guard(c as Context, async () => {
      c.set('person', (await personOf(c.var.pass)) ?? gone())
      await next()
    })
    if (refused?.status === 401) return c.redirect('/', 303)
    if (refused?.status === 400) return c.notFound()
    return refused?.status === 503 ? answer(c, 503, refusal('store-unavailable')) : refused
  }
}
function gone(): never {
  throw new HTTPException(401, { message: 'This person is not here any more.' })
}

/** Lets in who has a link that allows this. */
export function withLink(required: Required, { redeem = false } = {}): MiddlewareHandler<WithLink> {
  const guard = requires(links, required, {
    cookie: linkCookie,
    redeem,
    onRefusal: ({ reason }, c) => reasons.set(c, reason),
  })
  return async (c, next) => {
    const refused = await guard(c, next)
    return refused && answer(c, refused.status as 401, refusal(reasons.get(c) ?? 'malformed'))
  }
}
const reasons = new WeakMap<Context, Refusal['reason']>()
