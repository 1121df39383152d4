/** An unsubscribe link: one click in the mail program (RFC 8058), or a page with a button; to look at it changes nothing. */
import { DatabaseSync } from 'node:sqlite'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { html } from 'hono/html'
import { secureHeaders } from 'hono/secure-headers'
import { defineApp, latchkey } from 'latchkey'
import { requires } from 'latchkey/hono'

const news = defineApp('news', { Subscription: { id: 'int', permissions: ['end'] } })
const { scope, tokens } = latchkey({ secrets: process.env['LATCHKEY_SECRETS'], apps: [news] })

// Mails are read late: the link lives a year. It can do one harmless thing, so it needs no store.
const links = tokens.with({ salt: 'unsubscribe', expiresIn: '365d' })

const database = new DatabaseSync('news.db')
database.exec(
  'CREATE TABLE IF NOT EXISTS subscription (id INTEGER PRIMARY KEY, address TEXT UNIQUE, ended INTEGER)',
)
const end = database.prepare('UPDATE subscription SET ended = ? WHERE id = ? AND ended IS NULL')

const app = new Hono()
app.use(secureHeaders({ contentSecurityPolicy: { defaultSrc: ["'none'"], formAction: ["'self'"] } }))

const mayEnd = requires(links, (c) => scope.accessObj(news.Subscription(c.req.param('id')), 'end'), {
  query: 'token',
})

// Mail scanners and previews follow every link: GET only asks.
app.get('/unsubscribe/:id', mayEnd, (c) =>
  c.html(
    html`<!doctype html><title>Unsubscribe</title>
      <form method="post"><button>Unsubscribe</button></form>`,
  ),
)

// From the button, or from the mail program, which sends `List-Unsubscribe=One-Click` and no cookie. Twice is as good as once.
app.post('/unsubscribe/:id', mayEnd, (c) => {
  end.run(Math.floor(Date.now() / 1000), c.var.pass.required(news.Subscription).id)
  return c.text('You get no more mail from this list.\n')
})

/** The headers of a mail to this subscriber. Sign both with DKIM: mail programs show the button only then. */
function unsubscribeHeaders(id: number, origin: string): Record<string, string> {
  // The number of a row, not the address: whoever sees the link can read what is in the token.
  const token = links.generate(scope.accessObj(news.Subscription(id), 'end'))
  return {
    'List-Unsubscribe': `<${origin}/unsubscribe/${id}?token=${token}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  }
}

serve({ fetch: app.fetch, hostname: '127.0.0.1', port: Number(process.env['PORT'] ?? 3000) }, ({ port }) => {
  database.exec(
    "INSERT OR IGNORE INTO subscription VALUES (1, 'ann@example.org', NULL), (2, 'bob@example.org', NULL)",
  )
  const headers = unsubscribeHeaders(1, process.env['ORIGIN'] ?? `http://127.0.0.1:${port}`)
  const link = headers['List-Unsubscribe']!.slice(1, -1)
  for (const [name, value] of Object.entries(headers)) console.log(`${name}: ${value}`)
  console.log(`
curl '${link}'   # 200 a page with a button
curl -d List-Unsubscribe=One-Click '${link}'   # 200 the subscription ends
curl -d List-Unsubscribe=One-Click '${link.replace('/1?', '/2?')}'   # 403 not that of somebody else`)
})
