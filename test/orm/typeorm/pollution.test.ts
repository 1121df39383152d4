/**
 * Filters of TypeORM, with a property on every object.
 */
import { typeormApp, where } from 'latchkey/typeorm'
import initSqlJs from 'sql.js'
import { DataSource } from 'typeorm'
import { testPollutedFilters } from '../../pollution/filters.ts'
import { Member, Post, Tag } from './entities.ts'

const permissions = ['read', 'change'] as const
const classes = { Post, Tag, Member }
const source = await new DataSource({
  type: 'sqljs',
  driver: await initSqlJs(),
  entities: [Post, Tag, Member],
}).initialize()
const post = (values: object): object => Object.assign(new Post(), values)

testPollutedFilters({
  name: 'TypeORM',
  files: 'typeorm*',
  makeApp: () =>
    typeormApp('blog', {
      Post: { entity: Post, permissions },
      Tag: { entity: Tag, permissions },
      Member: { entity: Member, idField: ['orgId', 'userId'], permissions },
    }),
  where,
  hasOwn: true,
  write(filter, model) {
    const query = source.getRepository<object>(classes[model]).createQueryBuilder('one').where(filter)
    const [text, values] = query.getQueryAndParameters()
    return `${text} ${values.join()}`
  },
  // TypeORM assigns the parts of an operator: it fails, or compares the key with an object.
  mayBe: (answer, property) =>
    (property === '_value' && answer.startsWith('throws ')) ||
    (property === '@instanceof' && / = \?.*\[object Object\]/.test(answer)),
  rows: [post({ id: 5, published: 1 }), post({ published: 1 })],
})
