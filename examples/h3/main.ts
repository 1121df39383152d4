/** A blog whose posts open with a token: H3, and `requires` in front of one route. */
import { H3, serve } from 'h3'
import { defineApp, keygen, latchkey } from 'latchkey'
import { passOf, requires } from 'latchkey/h3'

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })
const { scope, tokens } = latchkey({ secrets: process.env['LATCHKEY_SECRETS'] ?? keygen(), apps: [blog] })

const readsPost = requires(tokens, (_event, param) => scope.accessObj(blog.Post(param('id')), 'read'))
const app = new H3()
app.get('/posts/:id', (event) => `This is post ${passOf(event).required(blog.Post).id}.\n`, {
  middleware: [readsPost],
})

const port = Number(process.env['PORT'] ?? 3000)
const server = serve(app, { hostname: '127.0.0.1', port, silent: true, gracefulShutdown: false })
await server.ready()
process.once('SIGTERM', () => void server.close())

const token = tokens.generate(scope.accessObj(blog.Post(42), 'read'), { expiresIn: '1h' })
const curl = `curl -H 'Authorization: Bearer ${token}' ${server.url}posts`
console.log(`${curl}/42   # 200\n${curl}/43   # 403`)
