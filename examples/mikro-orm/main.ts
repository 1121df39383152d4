/** A blog in MikroORM whose lists and pages open as far as a token does. Prints what it allows, and what it refuses. */
import { MikroORM } from '@mikro-orm/sqlite'
import { keygen, latchkey } from 'latchkey'
import { where } from 'latchkey/mikro-orm'
import { blog } from './apps.ts'
import { Post } from './entities.ts'

const { scope, tokens } = latchkey({ secrets: process.env['LATCHKEY_SECRETS'] ?? keygen(), apps: [blog] })
const orm = await MikroORM.init({ entities: [Post], dbName: ':memory:' })
await orm.schema.create()
const em = orm.em.fork()
em.create(Post, { title: 'On keys' })
em.create(Post, { title: 'On doors' })
em.create(Post, { title: 'On locks', published: false })
em.create(Post, { title: 'On hinges' })
await em.flush()

// A link to three posts, for whoever has it.
const shared = await em.find(Post, { title: ['On keys', 'On locks', 'On hinges'] })
const token = tokens.generate(scope.union(...shared.map((post) => scope.accessObj(post, 'read'))), {
  expiresIn: '7d',
})

// The list: those rows, and no others, that are published as well.
const verdict = tokens.verify(token, 'authentic')
if (!verdict.ok) throw new Error(verdict.detail)
const list = await em.find(Post, where(verdict.pass, blog.Post, 'read', { published: true }))
console.log(`allowed to list: ${list.map(({ title }) => title).join(', ')}`)

// The same in a query builder, beside a condition of its own.
const mine = where(verdict.pass, blog.Post, 'read')
const built = await em.createQueryBuilder(Post).where({ published: true }).andWhere(mine).getResult()
console.log(`allowed to select: ${built.map(({ title }) => title).join(', ')}`)

// One page: the instance itself is asked for.
for (const post of await em.find(Post, {})) {
  const isAllowed = tokens.validate(token, scope.accessObj(post, 'read'))
  console.log(`${isAllowed ? 'allowed' : 'refused'} to read: ${post.title}`)
}

// No right is no row.
const changed = await em.nativeUpdate(Post, where(verdict.pass, blog.Post, 'change'), { title: 'Defaced' })
console.log(`refused to change: ${changed} rows changed`)
await orm.close()
