/** A weaker token for an agent: whoever holds a token makes it, offline and without the secret, before they hand it on. */
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { defineApp, latchkey, narrow, scope } from 'latchkey'
import { requires } from 'latchkey/hono'

// ---- what can be granted: in a module of its own, which server and holder both import; no secret is in it

const notes = defineApp('notes', { Note: { id: 'int', permissions: ['read', 'change'] } })

// ---- the holder: a script on your own computer, with your token and no secret

/** For an agent that is to summarize one note: to read it, for ten minutes. */
function tokenForAgent(mine: string, note: number): string {
  return narrow(mine, { to: scope.accessObj(notes.Note(note), 'read'), expiresIn: '10m' })
}

// ---- the server: it knows nothing of agents, and checks every token alike

const server = latchkey({ secrets: process.env['LATCHKEY_SECRETS'], apps: [notes] })
const texts = new Map([
  [7, 'Buy bread.\n'],
  [8, 'The code of the door.\n'],
])
const app = new Hono()
app.get(
  '/notes/:id',
  requires(server.tokens, (c) => scope.accessObj(notes.Note(c.req.param('id')), 'read')),
  (c) => {
    const text = texts.get(c.var.pass.required(notes.Note).id)
    return text === undefined ? c.notFound() : c.text(text)
  },
)
app.put(
  '/notes/:id',
  requires(server.tokens, (c) => scope.accessObj(notes.Note(c.req.param('id')), 'change')),
  async (c) => {
    const text = await c.req.text()
    if (text.length > 10_000) return c.text('This is too long.\n', 413)
    texts.set(c.var.pass.required(notes.Note).id, text)
    return c.body(null, 204)
  },
)

serve({ fetch: app.fetch, hostname: '127.0.0.1', port: Number(process.env['PORT'] ?? 3000) }, ({ port }) => {
  const at = `http://127.0.0.1:${port}/notes`
  const mine = server.tokens.generate(scope.accessModel(notes.Note, 'read', 'change'), { expiresIn: '30d' })
  const agent = `-H 'Authorization: Bearer ${tokenForAgent(mine, 7)}'`
  console.log(`\
curl ${agent} ${at}/7   # 200 the agent reads the note
curl ${agent} ${at}/8   # 403 not another one
curl -X PUT -d 'Buy nothing.' ${agent} ${at}/7   # 403 and changes nothing
curl -X PUT -d 'Buy bread and salt.' -H 'Authorization: Bearer ${mine}' ${at}/7   # 204 you do`)
})
