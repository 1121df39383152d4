/** A blog in TypeORM whose lists and pages open as far as a token does. Prints what it allows, and what it refuses. */
import { keygen, latchkey } from 'latchkey'
import { where } from 'latchkey/typeorm'
import { DataSource } from 'typeorm'
import { blog } from './apps.ts'
import { Post, posts } from './entities.ts'

const { scope, tokens } = latchkey({ secrets: process.env['LATCHKEY_SECRETS'] ?? keygen(), apps: [blog] })
const source = new DataSource({ type: 'sqljs', entities: [posts], synchronize: true })
await source.initialize()
const repository = source.getRepository(Post)
await repository.save([
  { title: 'On keys' },
  { title: 'On doors' },
  { title: 'On locks', published: false },
  { title: 'On hinges' },
])

// A link to three posts, for whoever has it.
const shared = await repository.findBy([{ title: 'On keys' }, { title: 'On locks' }, { title: 'On hinges' }])
const token = tokens.generate(scope.union(...shared.map((post) => scope.accessObj(post, 'read'))), {
  expiresIn: '7d',
})

// The list: those rows, and no others, that are published as well.
const verdict = tokens.verify(token, 'authentic')
if (!verdict.ok) throw new Error(verdict.detail)
const list = await repository.find({ where: where(verdict.pass, blog.Post, 'read', { published: true }) })
console.log(`allowed to list: ${list.map(({ title }) => title).join(', ')}`)

// The same in a query builder, beside a condition of its own.
const mine = where(verdict.pass, blog.Post, 'read')
const built = await repository.createQueryBuilder('post').where('post.published').andWhere(mine).getMany()
console.log(`allowed to select: ${built.map(({ title }) => title).join(', ')}`)

// One page: the instance itself is asked for.
for (const post of await repository.find()) {
  const isAllowed = tokens.validate(token, scope.accessObj(post, 'read'))
  console.log(`${isAllowed ? 'allowed' : 'refused'} to read: ${post.title}`)
}

// No right is no row.
const changed = await repository.update(where(verdict.pass, blog.Post, 'change'), { title: 'Defaced' })
console.log(`refused to change: ${changed.affected} rows changed`)
await source.destroy()
