/** An invitation: whoever can read the mail joins the team, once, as the address that was invited. */
import { DatabaseSync } from 'node:sqlite'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { html } from 'hono/html'
import { secureHeaders } from 'hono/secure-headers'
import { defineApp, latchkey } from 'latchkey'
import { requires } from 'latchkey/hono'
import { sqliteStore } from 'latchkey/sqlite'

const teams = defineApp('teams', { Team: { id: 'int', permissions: ['join', 'invite'] } })
const { scope, tokens } = latchkey({
  secrets: process.env['LATCHKEY_SECRETS'],
  apps: [teams],
  store: await sqliteStore('latchkey.db'), // begun once: npx latchkey store init --store sqlite:latchkey.db
})
await tokens.ready()
// Of the configuration, and not of the request: whoever asks chooses its Host header, and the mail would lead to them.
const origin = process.env['ORIGIN'] ?? 'http://127.0.0.1:3000'
const invitations = tokens.with({ salt: 'invitation', expiresIn: '3d' })

const database = new DatabaseSync('teams.db')
database.exec('CREATE TABLE IF NOT EXISTS member (team INTEGER, address TEXT, PRIMARY KEY (team, address))')
const join = database.prepare('INSERT OR IGNORE INTO member VALUES (?, ?)')

const app = new Hono()
app.use(secureHeaders({ contentSecurityPolicy: { defaultSrc: ["'none'"], formAction: ["'self'"] } }))

// Your login stands here. In this program whoever may invite has a token.
const mayInvite = requires(tokens, (c) => scope.accessObj(teams.Team(c.req.param('id')), 'invite'))
app.post('/teams/:id/invitations', mayInvite, async (c) => {
  const address = new URLSearchParams(await c.req.text()).get('address')?.trim().toLowerCase() ?? ''
  if (!/^[^\s@<>]+@[^\s@<>]+$/.test(address) || address.length > 200)
    return c.text('This is no address.\n', 400)
  // The link goes to the mailbox and to nobody else: who invites could otherwise join as the one who is invited.
  sendMail(address, `Join the team: ${origin}${makeLink(c.var.pass.required(teams.Team).id, address)}`)
  return c.text('The invitation is on its way.\n', 202)
})

// GET looks, and uses nothing up: mail scanners follow every link. POST redeems, and of two at once one wins.
const once = requires(invitations, (c) => scope.accessObj(teams.Team(c.req.param('id')), 'join'), {
  query: 'token',
  redeem: true,
})
app.get('/teams/:id/join', once, (c) =>
  c.html(
    html`<!doctype html><title>Join</title>
      <form method="post"><button>Join as ${c.var.pass.subject}</button></form>`,
  ),
)
app.post('/teams/:id/join', once, (c) => {
  // Whom the token was given to, not what a form says.
  const { subject } = c.var.pass
  if (typeof subject !== 'string') return c.text('This invitation is for nobody.\n', 400)
  join.run(c.var.pass.required(teams.Team).id, subject)
  return c.text(`${subject} is a member.\n`)
})

function makeLink(team: number, address: string): string {
  const token = invitations.generate(scope.accessObj(teams.Team(team), 'join'), {
    subject: address,
    singleUse: true,
  })
  return `/teams/${team}/join?token=${token}`
}
function sendMail(address: string, text: string): void {
  console.log(`To: ${address}\n\n${text}`)
}

serve({ fetch: app.fetch, hostname: '127.0.0.1', port: Number(process.env['PORT'] ?? 3000) }, ({ port }) => {
  const at = `http://127.0.0.1:${port}`
  const owner = tokens.generate(scope.accessObj(teams.Team(1), 'invite'), { expiresIn: '12h' })
  const link = `${at}${makeLink(1, 'ann@example.org')}`
  console.log(`\
curl -H 'Authorization: Bearer ${owner}' -d address=bob@example.org ${at}/teams/1/invitations   # 202 a mail is sent
curl '${link}'   # 200 a page with a button
curl -X POST '${link.replace('/1/', '/2/')}'   # 403 another team
curl -X POST '${link}'   # 200 Ann is a member
curl -X POST '${link}'   # 401 the invitation is used up`)
})
