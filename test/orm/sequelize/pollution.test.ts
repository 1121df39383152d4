/**
 * Filters of Sequelize, with a property on every object; no server is asked.
 */
import { sequelizeApp, where } from 'latchkey/sequelize'
import { Sequelize } from 'sequelize'
import { testPollutedFilters } from '../../pollution/filters.ts'
import { makeModels } from './models.ts'

const permissions = ['read', 'change'] as const
const sequelize = new Sequelize({ dialect: 'postgres', logging: false })
const models = makeModels(sequelize)
interface Generator {
  selectQuery(table: string, options: object, model: object): string
}
const { queryGenerator } = sequelize.getQueryInterface() as unknown as { queryGenerator: Generator }

testPollutedFilters({
  name: 'Sequelize',
  files: 'sequelize',
  makeApp: () =>
    sequelizeApp('blog', {
      Post: { entity: models.Post, permissions },
      Tag: { entity: models.Tag, permissions },
      Member: { entity: models.Member, idField: ['orgId', 'userId'], permissions },
    }),
  where,
  hasOwn: true,
  write: (filter, model) => queryGenerator.selectQuery('rows', { where: filter }, models[model]),
  // Sequelize calls this to read an attribute, and fails.
  mayBe: (answer, property) => property === 'hasOwnProperty' && answer === 'undefined',
  rows: [
    models.Post.build({ id: 5, published: 1 }, { isNewRecord: false }),
    models.Post.build({ id: 5, published: 1 }),
  ],
})
