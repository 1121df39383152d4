/** A login link: a mail in place of a password. It works once, for a quarter of an hour, in the browser that asked for it. */
import { randomBytes } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { getCookie, setCookie } from 'hono/cookie'
import { csrf } from 'hono/csrf'
import { html } from 'hono/html'
import { secureHeaders } from 'hono/secure-headers'
import { defineApp, latchkey } from 'latchkey'
import { requires } from 'latchkey/hono'
import { sqliteStore } from 'latchkey/sqlite'

const accounts = defineApp('accounts', { User: { id: 'int', permissions: ['log in', 'use'] } })
const { scope, tokens } = latchkey({
  secrets: process.env['LATCHKEY_SECRETS'],
  apps: [accounts],
  store: await sqliteStore('latchkey.db'), // begun once: npx latchkey store init --store sqlite:latchkey.db
})
await tokens.ready()
// Of the configuration, and not of the request: whoever asks chooses its Host header, and the mail would lead to them.
const origin = process.env['ORIGIN'] ?? 'http://127.0.0.1:3000'
const logins = tokens.with({ salt: 'login', expiresIn: '15m' })
const sessions = tokens.with({ salt: 'session', expiresIn: '12h' })

const database = new DatabaseSync('accounts.db')
database.exec(`CREATE TABLE IF NOT EXISTS user (id INTEGER PRIMARY KEY, address TEXT UNIQUE) STRICT;
  CREATE TABLE IF NOT EXISTS mail (user INTEGER, sent INTEGER) STRICT`)
const find = database.prepare('SELECT id FROM user WHERE address = ?')
// Three mails in a quarter of an hour, whoever asks for them.
const note = database.prepare(
  'INSERT INTO mail SELECT :user, :now WHERE (SELECT count(*) FROM mail WHERE user = :user) < 3',
)
const forget = database.prepare('DELETE FROM mail WHERE sent < ?')

const app = new Hono()
app.use(secureHeaders({ contentSecurityPolicy: { defaultSrc: ["'none'"], formAction: ["'self'"] } }))
app.use(bodyLimit({ maxSize: 4096 }))
app.use(csrf()) // no other site logs a browser in, or out
const cookie = { path: '/', httpOnly: true, secure: true, sameSite: 'Lax' } as const

app.post('/login', async (c) => {
  const address = new URLSearchParams(await c.req.text()).get('address')?.trim().toLowerCase() ?? ''
  const browser = randomBytes(32).toString('base64url')
  setCookie(c, '__Host-login', browser, { ...cookie, maxAge: 900 })
  // Afterwards: neither what is answered nor how soon says whether there is such a user.
  setImmediate(() => sendLink(address, browser))
  return c.text('If you have an account, you get a mail. Open its link in this browser.\n', 202)
})

function sendLink(address: string, browser: string): void {
  const user = find.get(address) as { id: number } | undefined
  const now = Math.floor(Date.now() / 1000)
  forget.run(now - 900)
  if (user === undefined || note.run({ user: user.id, now }).changes === 0) return
  // Your mail service stands here.
  console.log(`To: ${address}\n\nLog in: ${origin}${makeLink(user.id, browser)}`)
}

// Mail scanners follow every link, so this only asks; whether the link is good, the button finds out.
app.get('/login/:id', (c) => {
  c.header('Cache-Control', 'no-store')
  return c.html(
    html`<!doctype html><title>Log in</title>
      <form method="post"><button>Log in</button></form>`,
  )
})

// The cookie of the browser is mixed into the signature: in another browser the link is as good as forged.
const once = requires(
  (c) => logins.with({ bind: [getCookie(c, '__Host-login') ?? ''] }),
  (c) => scope.accessObj(accounts.User(c.req.param('id')), 'log in'),
  { query: 'token', redeem: true },
)
app.post('/login/:id', once, (c) => {
  const user = c.var.pass.required(accounts.User)
  // Sealed: the session has one id, which logging out takes back.
  const session = sessions.generate(scope.accessObj(user, 'use'), { unique: true, narrowable: false })
  setCookie(c, '__Host-session', session, { ...cookie, maxAge: 12 * 3600 })
  return c.redirect(`/users/${user.id}`, 303)
})

const isUser = requires(sessions, (c) => scope.accessObj(accounts.User(c.req.param('id')), 'use'), {
  cookie: '__Host-session',
})
app.get('/users/:id', isUser, (c) => c.text(`You are user ${c.var.pass.required(accounts.User).id}.\n`))
app.post('/users/:id/logout', isUser, async (c) => {
  const { id, expiresAt } = c.var.pass
  await sessions.revoke({ id, expiresAt: expiresAt! })
  return c.text('You are logged out.\n')
})

function makeLink(user: number, browser: string): string {
  const token = logins.generate(scope.accessObj(accounts.User(user), 'log in'), {
    singleUse: true,
    bind: [browser],
  })
  return `/login/${user}?token=${token}`
}

serve({ fetch: app.fetch, hostname: '127.0.0.1', port: Number(process.env['PORT'] ?? 3000) }, ({ port }) => {
  database.exec("INSERT OR IGNORE INTO user VALUES (1, 'ann@example.org')")
  const at = `http://127.0.0.1:${port}`
  const [link, post] = [`${at}${makeLink(1, 'the-browser')}`, `curl -X POST -H 'Origin: ${at}'`]
  console.log(`\
${post} -d address=ann@example.org ${at}/login   # 202 a mail is sent
curl '${link}'   # 200 a page with a button
${post} '${link}'   # 401 another browser
${post} -H 'Cookie: __Host-login=the-browser' '${link}'   # 303 logged in
${post} -H 'Cookie: __Host-login=the-browser' '${link}'   # 401 the link is used up`)
})
