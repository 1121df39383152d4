/**
 * MikroORM's filters on SQLite, PostgreSQL and MariaDB: the rows are those that `validate` allows.
 */
import { MikroORM as MariadbOrm } from '@mikro-orm/mariadb'
import { MikroORM as PostgresOrm } from '@mikro-orm/postgresql'
import { MikroORM as SqliteOrm } from '@mikro-orm/sqlite'
import type { EntityManager } from '@mikro-orm/core'
import { mikroOrmApp, where } from 'latchkey/mikro-orm'
import { makePlace, mariadb, noMariadb, noPostgres, postgres } from '../services.ts'
import { testFilters } from '../suite.ts'
import type { Engine } from '../suite.ts'
import { statements } from '../tables.ts'
import * as classes from './entities.ts'
import * as schemas from './schemas.ts'

const permissions = ['read', 'change'] as const

const decorated = mikroOrmApp('blog', {
  Post: { entity: classes.Post, permissions },
  Event: { entity: classes.Event, permissions },
  Comment: { entity: classes.Comment, permissions },
  Tag: { entity: classes.Tag, permissions },
  Member: { entity: classes.Member, idField: ['orgId', 'userId'], permissions },
})
const declared = mikroOrmApp('blog', {
  Post: { entity: schemas.Post, permissions },
  Event: { entity: schemas.Event, permissions },
  Comment: { entity: schemas.Comment, permissions },
  Tag: { entity: schemas.Tag, permissions },
  Member: { entity: schemas.Member, permissions },
})

async function makeEngine(
  { app, entities }: { app: typeof decorated | typeof declared; entities: typeof classes | typeof schemas },
  orm: { readonly em: Pick<EntityManager, 'fork'>; close(): Promise<void> },
  close: () => Promise<void> = () => orm.close(),
): Promise<Engine> {
  return {
    app,
    models: app as unknown as Engine['models'],
    parallel: 4,
    select(model, { pass, permission, published, mutated }) {
      const handle: typeof decorated.Post = app[model] as never
      const isNothing = mutated && pass.objects(handle, permission).kind === 'none'
      const filter = isNothing
        ? { $and: [] }
        : published
          ? where(pass, handle, permission, { published: 1 })
          : where(pass, handle, permission)
      return orm.em.fork().find(entities[model] as typeof classes.Post, filter)
    },
    close,
  }
}

const entities = Object.values(classes)

testFilters('MikroORM on SQLite', async () => {
  const orm = await SqliteOrm.init({ entities, dbName: ':memory:' })
  for (const statement of statements('sqlite')) await orm.em.execute(statement)
  return makeEngine({ app: decorated, entities: classes }, orm)
})

testFilters(
  'MikroORM with schemas on SQLite',
  async () => {
    const orm = await SqliteOrm.init({ entities: Object.values(schemas), dbName: ':memory:' })
    for (const statement of statements('sqlite')) await orm.em.execute(statement)
    return makeEngine({ app: declared, entities: schemas }, orm)
  },
  undefined,
  1_000,
)

testFilters(
  'MikroORM on PostgreSQL',
  async () => {
    const { database: dbName, ...service } = postgres
    const admin = await PostgresOrm.init({ entities, ...service, dbName })
    const place = await makePlace('postgres', (statement) => admin.em.execute(statement))
    const orm = await PostgresOrm.init({ entities, ...service, dbName, schema: place.name })
    return makeEngine({ app: decorated, entities: classes }, orm, async () => {
      await orm.close()
      await place.drop()
      await admin.close()
    })
  },
  noPostgres,
)

testFilters(
  'MikroORM on MariaDB',
  async () => {
    const { database: dbName, ...service } = mariadb
    const admin = await MariadbOrm.init({ entities, ...service, dbName })
    const place = await makePlace('mysql', (statement) => admin.em.execute(statement))
    const orm = await MariadbOrm.init({ entities, ...service, dbName: place.name })
    return makeEngine({ app: decorated, entities: classes }, orm, async () => {
      await orm.close()
      await place.drop()
      await admin.close()
    })
  },
  noMariadb,
)
