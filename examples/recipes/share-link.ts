/** A share link: whoever has it reads one document, without an account, for a week. The owner takes all links of it back at once. */
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { defineApp, latchkey } from 'latchkey'
import { requires } from 'latchkey/hono'
import { sqliteStore } from 'latchkey/sqlite'

const office = defineApp('office', { Document: { id: 'int', permissions: ['read', 'share'] } })
const { scope, tokens } = latchkey({
  secrets: process.env['LATCHKEY_SECRETS'],
  apps: [office],
  store: await sqliteStore('latchkey.db'), // begun once: npx latchkey store init --store sqlite:latchkey.db
})
await tokens.ready()

// A name space of their own: taking links back takes back nothing else, and what opens an account is no link.
const links = tokens.with({ salt: 'share-link', expiresIn: '7d', maxAge: '7d' })

const documents = new Map([
  [1, 'The plan for the spring.\n'],
  [2, 'What everybody earns.\n'],
])
const app = new Hono()

// Your login stands here. In this program an owner has a token of their account.
const owns = requires(tokens, (c) => scope.accessObj(office.Document(c.req.param('id')), 'share'))

app.post('/documents/:id/links', owns, (c) =>
  c.text(`${makeLink(c.var.pass.required(office.Document).id)}\n`),
)

app.delete('/documents/:id/links', owns, async (c) => {
  await links.revoke(c.var.pass.required(office.Document))
  return c.body(null, 204)
})

const opens = requires(links, (c) => scope.accessObj(office.Document(c.req.param('id')), 'read'), {
  query: 'token',
})
app.get('/documents/:id', opens, (c) => {
  const text = documents.get(c.var.pass.required(office.Document).id)
  return text === undefined ? c.notFound() : c.text(text)
})

function makeLink(id: number): string {
  // Unique: links that are made in one second differ, and can be taken back one by one as well.
  const token = links.generate(scope.accessObj(office.Document(id), 'read'), { unique: true })
  return `/documents/${id}?token=${token}`
}

serve({ fetch: app.fetch, hostname: '127.0.0.1', port: Number(process.env['PORT'] ?? 3000) }, ({ port }) => {
  const owner = tokens.generate(scope.accessObj(office.Document(1), 'share'), { expiresIn: '12h' })
  const [at, login, link] = [`http://127.0.0.1:${port}`, `'Authorization: Bearer ${owner}'`, makeLink(1)]
  console.log(`\
curl '${at}${link}'   # 200 the document
curl '${at}${link.replace('/1?', '/2?')}'   # 403 another document
curl -X POST -H ${login} ${at}/documents/1/links   # 200 a link
curl -X DELETE -H ${login} ${at}/documents/1/links   # 204 all links are taken back
curl '${at}${link}'   # 401 also this one`)
})
