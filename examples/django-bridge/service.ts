/** The Node service: it reads Django's own database, opens links that Django made, and makes links that Django opens. */
import { DatabaseSync } from 'node:sqlite'
import { Hono } from 'hono'
import { defineApp } from 'latchkey'
import { djangoTokens, loadTables } from 'latchkey/django'

// Django's blog.post; its permissions are those that Django made for it.
const blog = defineApp('blog', { Post: { id: 'int', permissions: ['blog.view_post', 'blog.change_post'] } })

/** What the service is made by. */
export interface Settings {
  secretKey: string
  database: string
  djangoUrl: string
}

/** Makes the service. Content types and permissions are read once: start it anew after `manage.py migrate`. */
export async function makeService({ secretKey, database: file, djangoUrl }: Settings): Promise<Hono> {
  const database = new DatabaseSync(file, { readOnly: true })
  const tables = await loadTables((sql) => database.prepare(sql).all())
  const { scope, tokens } = djangoTokens({ secretKey, apps: [blog], tables, maxAge: '7d' })
  const titles = database.prepare('SELECT title FROM blog_post WHERE id = ?')

  const service = new Hono()
  service.get('/posts/:id', (c) => {
    const post = blog.Post(c.req.param('id'))
    if (!tokens.validate(c.req.query('token'), scope.accessObj(post, 'blog.view_post')))
      return c.text('Node: this link does not open this post.\n', 403)
    const row = titles.get(post.id)
    return row === undefined
      ? c.text('Node: the post is gone.\n', 404)
      : c.text(`Node: ${row['title'] as string}\n`)
  })
  // A real service asks for a login here.
  service.get('/share/:id', (c) => {
    const post = blog.Post(c.req.param('id'))
    if (titles.get(post.id) === undefined) return c.text('Node: there is no such post.\n', 404)
    const token = tokens.generate(scope.accessObj(post, 'blog.view_post'))
    return c.text(`${djangoUrl}/posts/${post.id}?token=${token}\n`)
  })
  service.onError((error, c) => {
    const { status } = error as { status?: number }
    return c.text('Node: that is no post.\n', status === 400 ? 400 : 500)
  })
  return service
}
