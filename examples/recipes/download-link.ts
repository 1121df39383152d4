/** A download link: a browser can send no header with a download, so the address itself opens one file, for two minutes. */
import { readFile } from 'node:fs/promises'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { defineApp, latchkey } from 'latchkey'
import { requires } from 'latchkey/hono'

const shop = defineApp('shop', { Invoice: { id: 'int', permissions: ['read'] } })
const { scope, tokens } = latchkey({ secrets: process.env['LATCHKEY_SECRETS'], apps: [shop] })

// Long enough to click, too short to be found in a log. maxAge holds even where somebody forgets expiresIn.
const downloads = tokens.with({ salt: 'download', expiresIn: '2m', maxAge: '2m' })

// A file is found by the id that was proved. No request ever names a path.
const invoices = new Map([[1, { name: 'Überweisung (März).txt', file: new URL(import.meta.url) }]])

const app = new Hono()

// The page of an account, behind your login; here behind a token of the account.
const isCustomer = requires(tokens, (c) => scope.accessObj(shop.Invoice(c.req.param('id')), 'read'))
app.post('/invoices/:id/downloads', isCustomer, (c) =>
  c.json({ href: makeLink(c.var.pass.required(shop.Invoice).id) }),
)

const mayDownload = requires(downloads, (c) => scope.accessObj(shop.Invoice(c.req.param('id')), 'read'), {
  query: 'token', // so the answer is `no-store` and `no-referrer`
})
app.get('/downloads/:id', mayDownload, async (c) => {
  const invoice = invoices.get(c.var.pass.required(shop.Invoice).id)
  if (invoice === undefined) return c.notFound()
  return c.body(await readFile(invoice.file), 200, {
    'Content-Disposition': attachment(invoice.name),
    // A file that somebody uploaded is never a page of this site, whatever is in it.
    'Content-Type': 'application/octet-stream',
    'X-Content-Type-Options': 'nosniff',
  })
})

function makeLink(id: number): string {
  return `/downloads/${id}?token=${downloads.generate(scope.accessObj(shop.Invoice(id), 'read'))}`
}

/** The name of a file as RFC 6266 has it: no quote, line break or letter of it can say anything else. */
function attachment(name: string): string {
  const escaped = encodeURIComponent(name.toWellFormed()).replaceAll(
    /['()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename*=UTF-8''${escaped}`
}

serve({ fetch: app.fetch, hostname: '127.0.0.1', port: Number(process.env['PORT'] ?? 3000) }, ({ port }) => {
  const account = tokens.generate(scope.accessObj(shop.Invoice(1), 'read'), { expiresIn: '12h' })
  const [at, link] = [`http://127.0.0.1:${port}`, makeLink(1)]
  console.log(`\
curl -X POST -H 'Authorization: Bearer ${account}' ${at}/invoices/1/downloads   # 200 a link
curl '${at}${link}'   # 200 the file
curl '${at}${link.replace('/1?', '/2?')}'   # 403 another file
curl '${at}/downloads/1?token=${account}'   # 401 what opens the account is no link`)
})
