/** A blog whose posts open with a token: Fastify, with the plugin, and a guard in front of one route. */
import fastify from 'fastify'
import { defineApp, keygen, latchkey } from 'latchkey'
import { latchkeyPlugin } from 'latchkey/fastify'

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })
const { scope, tokens } = latchkey({ secrets: process.env['LATCHKEY_SECRETS'] ?? keygen(), apps: [blog] })

const app = fastify()
await app.register(latchkeyPlugin, { tokens })
app.get(
  '/posts/:id',
  { onRequest: app.requires((_request, param) => scope.accessObj(blog.Post(param('id')), 'read')) },
  async (request) => `This is post ${request.pass.required(blog.Post).id}.\n`,
)

const address = await app.listen({ host: '127.0.0.1', port: Number(process.env['PORT'] ?? 3000) })
process.once('SIGTERM', () => void app.close())

const token = tokens.generate(scope.accessObj(blog.Post(42), 'read'), { expiresIn: '1h' })
const curl = `curl -H 'Authorization: Bearer ${token}' ${address}/posts`
console.log(`${curl}/42   # 200\n${curl}/43   # 403`)
