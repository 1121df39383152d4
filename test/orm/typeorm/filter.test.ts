/**
 * TypeORM's filters on sql.js, PostgreSQL and MariaDB: the rows are those that `validate` allows.
 */
import { typeormApp, where } from 'latchkey/typeorm'
import initSqlJs from 'sql.js'
import { DataSource } from 'typeorm'
import type { DataSourceOptions, FindOptionsWhere } from 'typeorm'
import { makePlace, mariadb, noMariadb, noPostgres, postgres } from '../services.ts'
import { testFilters } from '../suite.ts'
import type { Engine } from '../suite.ts'
import { statements } from '../tables.ts'
import * as classes from './entities.ts'
import * as schemas from './schemas.ts'

const permissions = ['read', 'change'] as const

const decorated = typeormApp('blog', {
  Post: { entity: classes.Post, permissions },
  Event: { entity: classes.Event, permissions },
  Comment: { entity: classes.Comment, permissions },
  Tag: { entity: classes.Tag, permissions },
  Member: { entity: classes.Member, idField: ['orgId', 'userId'], permissions },
})
const declared = typeormApp('blog', {
  Post: { entity: schemas.Post, permissions },
  Event: { entity: schemas.Event, permissions },
  Comment: { entity: schemas.Comment, permissions },
  Tag: { entity: schemas.Tag, permissions },
  Member: { entity: schemas.Member, permissions },
})

async function makeEngine(
  { app, entities }: { app: typeof decorated | typeof declared; entities: typeof classes | typeof schemas },
  source: DataSource,
  close: () => Promise<void>,
): Promise<Engine> {
  const isSqlite = source.options.type === 'sqljs'
  return {
    app,
    models: app as unknown as Engine['models'],
    parallel: isSqlite ? 1 : 4,
    async select(model, { pass, permission, published, mutated }) {
      const repository = source.getRepository<{ id: unknown; published: number }>(entities[model])
      const handle = app[model] as typeof decorated.Post
      const own: FindOptionsWhere<classes.Post> = published ? { published: 1 } : {}
      const filter =
        mutated && pass.objects(handle, permission).kind === 'none'
          ? []
          : where(pass, handle, permission, own)
      // sql.js rounds what is beyond 2^53 when it reads it, so that the text is asked for.
      if (isSqlite && model === 'Event')
        return repository
          .createQueryBuilder('event')
          .select('cast(event.id as text)', 'id')
          .addSelect('event.published', 'published')
          .where(filter)
          .getRawMany<object>()
      return repository.find({ where: filter as never })
    },
    close,
  }
}

async function open(options: DataSourceOptions): Promise<DataSource> {
  return new DataSource({ ...options, logging: false }).initialize()
}

const entities = Object.values(classes)

testFilters('TypeORM on sql.js', async () => {
  const source = await open({ type: 'sqljs', driver: await initSqlJs(), entities })
  for (const statement of statements('sqlite')) await source.query(statement)
  return makeEngine({ app: decorated, entities: classes }, source, () => source.destroy())
})

testFilters(
  'TypeORM with schemas on sql.js',
  async () => {
    const source = await open({ type: 'sqljs', driver: await initSqlJs(), entities: Object.values(schemas) })
    for (const statement of statements('sqlite')) await source.query(statement)
    return makeEngine({ app: declared, entities: schemas }, source, () => source.destroy())
  },
  undefined,
  1_000,
)

testFilters(
  'TypeORM on PostgreSQL',
  async () => {
    const { user: username, ...service } = postgres
    const admin = await open({ type: 'postgres', ...service, username })
    const place = await makePlace('postgres', (statement) => admin.query(statement))
    const source = await open({ type: 'postgres', ...service, username, schema: place.name, entities })
    return makeEngine({ app: decorated, entities: classes }, source, async () => {
      await source.destroy()
      await place.drop()
      await admin.destroy()
    })
  },
  noPostgres,
)

testFilters(
  'TypeORM on MariaDB',
  async () => {
    const { user: username, ...service } = mariadb
    const admin = await open({ type: 'mariadb', ...service, username })
    const place = await makePlace('mysql', (statement) => admin.query(statement))
    const source = await open({ type: 'mariadb', ...service, username, database: place.name, entities })
    return makeEngine({ app: decorated, entities: classes }, source, async () => {
      await source.destroy()
      await place.drop()
      await admin.destroy()
    })
  },
  noMariadb,
)
