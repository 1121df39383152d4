/** API keys with a registry: who has which, what it is for, when it was used, what ends soon. The table has ids, and no key. */
import { DatabaseSync } from 'node:sqlite'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { defineApp, latchkey, type NonEmpty } from 'latchkey'
import { requires } from 'latchkey/hono'
import { sqliteStore } from 'latchkey/sqlite'

const api = defineApp('api', { Account: { id: 'int', permissions: ['read', 'write', 'manage keys'] } })
const { scope, tokens } = latchkey({
  secrets: process.env['LATCHKEY_SECRETS'],
  apps: [api],
  store: await sqliteStore('latchkey.db'), // begun once: npx latchkey store init --store sqlite:latchkey.db
})
await tokens.ready()
const keys = tokens.with({ salt: 'api-key', expiresIn: '90d' })

const database = new DatabaseSync('api.db')
database.exec(`CREATE TABLE IF NOT EXISTS api_key (id TEXT PRIMARY KEY, owner INTEGER NOT NULL, name TEXT NOT NULL,
  created INTEGER NOT NULL, expires INTEGER NOT NULL, used INTEGER, revoked INTEGER) STRICT`)
const add = database.prepare('INSERT INTO api_key (id, owner, name, created, expires) VALUES (?, ?, ?, ?, ?)')
const list = database.prepare(`SELECT id, name, created, expires, used, revoked,
  revoked IS NULL AND expires BETWEEN :now AND :now + 14 * 86400 AS endsSoon FROM api_key WHERE owner = :owner ORDER BY created`)
const find = database.prepare('SELECT expires FROM api_key WHERE id = ? AND owner = ?')
const markUsed = database.prepare('UPDATE api_key SET used = ? WHERE id = ?')
const markRevoked = database.prepare('UPDATE api_key SET revoked = ? WHERE id = ?')
const now = (): number => Math.floor(Date.now() / 1000)

const app = new Hono()

// Your login stands here. In this program whoever manages the keys of an account has a token; no key can make a key.
const manages = requires(tokens, (c) => scope.accessObj(api.Account(c.req.param('id')), 'manage keys'))

app.post('/accounts/:id/keys', manages, async (c) => {
  const form = new URLSearchParams(await c.req.text())
  const name = form.get('name')?.trim() ?? ''
  if (name === '' || name.length > 100) return c.text('A key needs a name.\n', 400)
  // Shown this once, and kept nowhere.
  return c.json(makeKey(c.var.pass.required(api.Account).id, name, form.get('write') === 'on'), 201)
})

app.get('/accounts/:id/keys', manages, (c) =>
  c.json(list.all({ owner: c.var.pass.required(api.Account).id, now: now() })),
)

app.delete('/accounts/:id/keys/:key', manages, async (c) => {
  const id = c.req.param('key')
  const row = find.get(id, c.var.pass.required(api.Account).id) as { expires: number } | undefined
  if (row === undefined) return c.notFound()
  // Back from here, no server of the fleet takes it for longer than a second. The table only remembers it.
  await keys.revoke({ id, expiresAt: new Date(row.expires * 1000) })
  markRevoked.run(now(), id)
  return c.body(null, 204)
})

const mayRead = requires(keys, (c) => scope.accessObj(api.Account(c.req.param('id')), 'read'))
app.get('/accounts/:id', mayRead, (c) => {
  // The id of the key itself, also where its holder has narrowed it.
  noteUse(c.var.pass.rootId)
  return c.json({ account: c.var.pass.required(api.Account).id })
})

/** When each key was last written down: at most once a minute, so that a busy key costs no more than an idle one. */
const noted = new Map<string, number>()
function noteUse(id: string): void {
  const second = now()
  if (second - (noted.get(id) ?? 0) < 60) return
  noted.set(id, second)
  markUsed.run(second, id)
}

function makeKey(owner: number, name: string, isWriter: boolean): { id: string; key: string } {
  const permissions: NonEmpty<'read' | 'write'> = isWriter ? ['read', 'write'] : ['read']
  const key = keys.generate(scope.accessObj(api.Account(owner), ...permissions), { unique: true })
  const verdict = keys.verify(key, 'authentic')
  if (!verdict.ok) throw new Error(verdict.detail)
  const { id, issuedAt, expiresAt } = verdict.pass
  add.run(id, owner, name, issuedAt.getTime() / 1000, expiresAt!.getTime() / 1000)
  return { id, key }
}

serve({ fetch: app.fetch, hostname: '127.0.0.1', port: Number(process.env['PORT'] ?? 3000) }, ({ port }) => {
  const at = `http://127.0.0.1:${port}/accounts/1`
  const login = `-H 'Authorization: Bearer ${tokens.generate(scope.accessObj(api.Account(1), 'manage keys'), { expiresIn: '12h' })}'`
  const { id, key } = makeKey(1, 'the nightly report', false)
  console.log(`\
curl ${login} -d name=backup ${at}/keys   # 201 a new key
curl -H 'Authorization: Bearer ${key}' ${at}   # 200 what the key opens
curl ${login} ${at}/keys   # 200 the table
curl -H 'Authorization: Bearer ${key}' ${at}/keys   # 401 a key manages no keys
curl -X DELETE ${login} ${at}/keys/${id}   # 204 taken back
curl -H 'Authorization: Bearer ${key}' ${at}   # 401`)
})
