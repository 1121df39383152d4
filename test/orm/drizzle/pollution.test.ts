/**
 * Filters of Drizzle, with a property on every object.
 */
import { PgDialect } from 'drizzle-orm/pg-core'
import { drizzleApp, where } from 'latchkey/drizzle'
import { testPollutedFilters } from '../../pollution/filters.ts'
import { postgresTables } from './schema.ts'

const permissions = ['read', 'change'] as const
const dialect = new PgDialect()

testPollutedFilters({
  name: 'Drizzle',
  files: '{drizzle,condition}',
  makeApp: () =>
    drizzleApp('blog', {
      Post: { table: postgresTables.Post, permissions },
      Tag: { table: postgresTables.Tag, permissions },
      Member: { table: postgresTables.Member, idField: ['orgId', 'userId'], permissions },
    }),
  where,
  hasOwn: false,
  write(filter) {
    const { sql, params } = dialect.sqlToQuery(filter)
    return `${sql} ${params.join()}`
  },
  // Drizzle asks each value whether it is one of its own, and assigns a parameter: it fails, or the parameters are undefined, as NULL.
  mayBe: (answer, property) =>
    (property === 'hasOwnProperty' && answer.startsWith('throws ')) ||
    (property === 'value' && /^\(.*\$1.*\) ,*$/.test(answer)),
  rows: [{ id: 5, published: 1 }, { id: 5 }],
})
