/** A name space for each tenant: a token of one is as good as forged at another, though all are signed with one secret. */
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { defineApp, latchkey, type Tokens } from 'latchkey'
import { requires } from 'latchkey/hono'

const books = defineApp('books', { Invoice: { id: 'int', permissions: ['read'] } })
const { scope, tokens } = latchkey({ secrets: process.env['LATCHKEY_SECRETS'], apps: [books] })

// The tenants there are: in your program rows of a table. The salt is made of what never changes and is never given to another.
const tenants = new Map([
  ['acme', { key: 1, invoices: new Map([[1, 'Acme owes 10.\n']]) }],
  ['bolt', { key: 2, invoices: new Map([[1, 'Bolt owes 20.\n']]) }],
])

function tenantOf(name: string): { key: number; invoices: Map<number, string> } {
  const tenant = tenants.get(name)
  // Not a salt of what the request says: only of a tenant that was found.
  if (tenant === undefined) throw new HTTPException(404)
  return tenant
}
function tokensOf({ key }: { key: number }): Tokens {
  return tokens.with({ salt: `tenant:${key}`, expiresIn: '30d' })
}

const app = new Hono()
const reads = requires(
  (c) => tokensOf(tenantOf(c.req.param('tenant'))),
  (c) => scope.accessObj(books.Invoice(c.req.param('id')), 'read'),
)
app.get('/:tenant/invoices/:id', reads, (c) => {
  // Invoice 1 of this tenant: that of another has the same number.
  const text = tenantOf(c.req.param('tenant')).invoices.get(c.var.pass.required(books.Invoice).id)
  return text === undefined ? c.notFound() : c.text(text)
})

serve({ fetch: app.fetch, hostname: '127.0.0.1', port: Number(process.env['PORT'] ?? 3000) }, ({ port }) => {
  const at = `http://127.0.0.1:${port}`
  const granted = scope.accessObj(books.Invoice(1), 'read')
  const acme = `-H 'Authorization: Bearer ${tokensOf(tenants.get('acme')!).generate(granted)}'`
  const shared = `-H 'Authorization: Bearer ${tokens.generate(granted, { expiresIn: '30d' })}'`
  console.log(`\
curl ${acme} ${at}/acme/invoices/1   # 200 at its own tenant
curl ${acme} ${at}/bolt/invoices/1   # 401 at another
curl ${shared} ${at}/acme/invoices/1   # 401 without a tenant
curl ${acme} ${at}/nobody/invoices/1   # 404 there is no such tenant`)
})
