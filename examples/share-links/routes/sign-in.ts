/** Signing in and out. The session is a token of latchkey in a cookie: nothing is kept on the server until somebody signs out. */
import { eq } from 'drizzle-orm'
import { type Context, Hono } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { HTTPException } from 'hono/http-exception'
import { invitations, openSession, personOf, sessions } from '../access.ts'
import { database, people, type Person } from '../database.ts'
import { cookieOptions, sessionCookie } from '../guards.ts'
import { answer } from '../pages/layout.ts'
import { askForInvitation, chooseSelf, enter } from '../pages/sign-in.ts'
import { origin } from '../settings.ts'

export const signIn: Hono = new Hono()

signIn.get('/', async (c) => {
  if (sessions.validate(getCookie(c, sessionCookie), 'authentic')) return c.redirect('/posts', 303)
  if (origin !== undefined) return answer(c, 200, askForInvitation())
  return answer(c, 200, chooseSelf(await database.select().from(people)))
})

signIn.get('/sign-in', (c) => answer(c, 200, enter(c.req.query('token') ?? '')))

signIn.post('/sign-in', async (c) => {
  const form = new URLSearchParams(await c.req.text())
  const person = origin === undefined && form.has('person') ? await chosen(form) : await invited(form)
  if (person === undefined) throw new HTTPException(401, { message: 'This does not let you in.' })
  setCookie(c, sessionCookie, await openSession(person), { ...cookieOptions, path: '/' })
  return c.redirect('/posts', 303)
})

signIn.post('/sign-out', async (c) => {
  const verdict = sessions.verify(getCookie(c, sessionCookie), 'authentic')
  // A copy of the cookie is of no use from here on.
  if (verdict.ok) await sessions.revoke({ id: verdict.pass.id, expiresAt: verdict.pass.expiresAt! })
  return leave(c)
})

function leave(c: Context): Response {
  deleteCookie(c, sessionCookie, { ...cookieOptions, path: '/' })
  return c.redirect('/', 303)
}

async function chosen(form: URLSearchParams): Promise<Person | undefined> {
  return database
    .select()
    .from(people)
    .where(eq(people.id, Number(form.get('person'))))
    .get()
}
async function invited(form: URLSearchParams): Promise<Person | undefined> {
  const verdict = await invitations.redeemVerdict(form.get('token'), 'authentic')
  return verdict.ok ? personOf(verdict.pass) : undefined
}
