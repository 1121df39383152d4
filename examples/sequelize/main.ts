/** A blog in Sequelize whose lists and pages open as far as a token does. Prints what it allows, and what it refuses. */
import { PGlite } from '@electric-sql/pglite'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'
import { keygen, latchkey } from 'latchkey'
import { where } from 'latchkey/sequelize'
import { blog } from './apps.ts'
import { port, sequelize } from './database.ts'
import { Post } from './models.ts'

const { scope, tokens } = latchkey({ secrets: process.env['LATCHKEY_SECRETS'] ?? keygen(), apps: [blog] })
const server = new PGLiteSocketServer({ db: await PGlite.create(), host: '127.0.0.1', port })
await server.start()
await sequelize.sync()
await Post.bulkCreate([
  { title: 'On keys' },
  { title: 'On doors' },
  { title: 'On locks', published: false },
  { title: 'On hinges' },
])

// A link to three posts, for whoever has it.
const shared = await Post.findAll({ where: { title: ['On keys', 'On locks', 'On hinges'] } })
const token = tokens.generate(scope.union(...shared.map((post) => scope.accessObj(post, 'read'))), {
  expiresIn: '7d',
})

// The list: those rows, and no others, that are published as well.
const verdict = tokens.verify(token, 'authentic')
if (!verdict.ok) throw new Error(verdict.detail)
const list = await Post.findAll({ where: where(verdict.pass, blog.Post, 'read', { published: true }) })
console.log(`allowed to list: ${list.map(({ title }) => title).join(', ')}`)

// One page: the instance itself is asked for.
for (const post of await Post.findAll({ order: ['id'] })) {
  const isAllowed = tokens.validate(token, scope.accessObj(post, 'read'))
  console.log(`${isAllowed ? 'allowed' : 'refused'} to read: ${post.title}`)
}

// No right is no row.
const [changed] = await Post.update({ title: 'Defaced' }, { where: where(verdict.pass, blog.Post, 'change') })
console.log(`refused to change: ${changed} rows changed`)
await sequelize.close()
await server.stop()
