/** A token for CI: it deploys one project and reads all packages, and nothing else of what its maker may. */
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { defineApp, latchkey, type Scope } from 'latchkey'
import { requires } from 'latchkey/hono'
import { sqliteStore } from 'latchkey/sqlite'

const forge = defineApp('forge', {
  Project: { id: 'int', permissions: ['deploy', 'delete', 'make tokens'] },
  Package: { id: 'string', permissions: ['read', 'publish'] },
})
const { scope, tokens } = latchkey({
  secrets: process.env['LATCHKEY_SECRETS'],
  apps: [forge],
  store: await sqliteStore('latchkey.db'), // begun once: npx latchkey store init --store sqlite:latchkey.db
  maxAge: '90d', // a token that was forgotten in the settings of a CI system ends, whatever it says
})
await tokens.ready()

const app = new Hono()

/** What a job of a project needs, and no more. */
function needsOf(project: number): Scope {
  return scope.union(
    scope.accessObj(forge.Project(project), 'deploy'),
    scope.accessModel(forge.Package, 'read'),
  )
}

// A developer has a token for the whole app, and makes a smaller one for a project. That one makes no other: it could be taken back in vain.
const mayMake = requires(tokens, (c) => scope.accessObj(forge.Project(c.req.param('id')), 'make tokens'))
app.post('/projects/:id/ci-token', mayMake, (c) => {
  const { pass } = c.var
  const needs = needsOf(pass.required(forge.Project).id)
  // `within` would throw: nobody grants what they have not, or for longer than they have it.
  if (!pass.allows(needs)) return c.text('You may not grant this.\n', 403)
  const expiresAt = new Date(Math.min(Date.now() + 30 * 86_400_000, pass.expiresAt?.getTime() ?? Infinity))
  return c.text(`${tokens.generate(needs, { within: pass, expiresAt, subject: 'ci', unique: true })}\n`)
})

const mayDeploy = requires(tokens, (c) => scope.accessObj(forge.Project(c.req.param('id')), 'deploy'))
// What a job runs: curl -X POST -H "Authorization: Bearer $CI_TOKEN" …
app.post('/projects/:id/deployments', mayDeploy, (c) => {
  // For logs: who, and which token. The token itself is in no log.
  console.log(`project ${c.var.pass.required(forge.Project).id} deployed by ${c.var.pass.id}`)
  return c.text('Deployed.\n', 201)
})
app.delete(
  '/projects/:id',
  requires(tokens, (c) => scope.accessObj(forge.Project(c.req.param('id')), 'delete')),
  (c) => c.text('Deleted.\n'),
)
app.get(
  '/packages/:name',
  requires(tokens, (c) => scope.accessObj(forge.Package(c.req.param('name')), 'read')),
  (c) => c.text(`Package ${c.var.pass.required(forge.Package).id}.\n`),
)

serve({ fetch: app.fetch, hostname: '127.0.0.1', port: Number(process.env['PORT'] ?? 3000) }, ({ port }) => {
  const at = `http://127.0.0.1:${port}`
  const everything = scope.accessApp(forge, 'deploy', 'delete', 'read', 'make tokens')
  const developer = `-H 'Authorization: Bearer ${tokens.generate(everything, { expiresIn: '30d' })}'`
  const job = `-H 'Authorization: Bearer ${tokens.generate(needsOf(7), { expiresIn: '30d', subject: 'ci' })}'`
  console.log(`\
curl -X POST ${developer} ${at}/projects/7/ci-token   # 200 a token for CI
curl -X POST ${job} ${at}/projects/7/deployments   # 201 deployed
curl ${job} ${at}/packages/left-pad   # 200 any package
curl -X POST ${job} ${at}/projects/8/deployments   # 403 another project
curl -X POST ${job} ${at}/projects/7/ci-token   # 403 no further token`)
})
