/**
 * Sequelize's filters on PostgreSQL and MariaDB: the rows are those that `validate` allows.
 */
import { sequelizeApp, where } from 'latchkey/sequelize'
import { Op, Sequelize } from 'sequelize'
import type { ModelStatic, Options } from 'sequelize'
import { makePlace, mariadb, noMariadb, noPostgres, postgres } from '../services.ts'
import { testFilters } from '../suite.ts'
import type { Engine } from '../suite.ts'
import { makeModels } from './models.ts'

const permissions = ['read', 'change'] as const

async function makeEngine(
  models: ReturnType<typeof makeModels>,
  close: () => Promise<void>,
): Promise<Engine> {
  const app = sequelizeApp('blog', {
    Post: { entity: models.Post, permissions },
    Event: { entity: models.Event, permissions },
    Comment: { entity: models.Comment, permissions },
    Tag: { entity: models.Tag, permissions },
    Member: { entity: models.Member, idField: ['orgId', 'userId'], permissions },
  })
  return {
    app,
    models: app as unknown as Engine['models'],
    parallel: 4,
    select(model, { pass, permission, published, mutated }) {
      const handle: typeof app.Post = app[model] as never
      // In Sequelize 7 an empty list of alternatives is every row; in 6 an empty list of conditions is.
      const isNothing = mutated && pass.objects(handle, permission).kind === 'none'
      const filter = isNothing
        ? { [Op.and]: [] }
        : published
          ? where(pass, handle, permission, { published: 1 })
          : where(pass, handle, permission)
      return (models[model] as ModelStatic<InstanceType<typeof models.Post>>).findAll({ where: filter })
    },
    close,
  }
}

const open = ({ user: username, ...service }: typeof postgres, options: Options): Sequelize =>
  new Sequelize({ ...service, username, logging: false, ...options })

testFilters(
  'Sequelize on PostgreSQL',
  async () => {
    const sequelize = open(postgres, { dialect: 'postgres' })
    const place = await makePlace('postgres', (statement) => sequelize.query(statement))
    return makeEngine(makeModels(sequelize, place.name), async () => {
      await place.drop()
      await sequelize.close()
    })
  },
  noPostgres,
)

testFilters(
  'Sequelize on MariaDB',
  async () => {
    // The driver's own second is too little for a machine that does something else beside.
    const options = { dialect: 'mariadb', dialectOptions: { connectTimeout: 30_000 } } as const
    const admin = open(mariadb, options)
    const place = await makePlace('mysql', (statement) => admin.query(statement))
    const sequelize = open({ ...mariadb, database: place.name }, options)
    return makeEngine(makeModels(sequelize), async () => {
      await sequelize.close()
      await place.drop()
      await admin.close()
    })
  },
  noMariadb,
)
