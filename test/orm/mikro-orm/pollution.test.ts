/**
 * Filters of MikroORM, with a property on every object.
 */
import { MikroORM } from '@mikro-orm/sqlite'
import { mikroOrmApp, where } from 'latchkey/mikro-orm'
import { testPollutedFilters } from '../../pollution/filters.ts'
import { Member, Post, Tag } from './entities.ts'

const permissions = ['read', 'change'] as const
const classes = { Post, Tag, Member }
const orm = await MikroORM.init({ entities: [Post, Tag, Member], dbName: ':memory:' })

testPollutedFilters({
  name: 'MikroORM',
  files: 'mikro-orm*',
  makeApp: () =>
    mikroOrmApp('blog', {
      Post: { entity: Post, permissions },
      Tag: { entity: Tag, permissions },
      Member: { entity: Member, idField: ['orgId', 'userId'], permissions },
    }),
  where,
  hasOwn: true,
  write: (filter, model) =>
    orm.em.fork().createQueryBuilder<object>(classes[model]).where(filter).getFormattedQuery(),
  rows: [orm.em.fork().map(Post, { id: 5, published: 1 }), new Post()],
})
