/**
 * What the Sequelize adapter reads of models, which rows it refuses, and how its filter stands beside other conditions.
 */
import { keygen, latchkey, lockOf } from 'latchkey'
import type { Pass, Scope } from 'latchkey'
import { permitted, sequelizeApp, where } from 'latchkey/sequelize'
import { DataTypes, Model, Op, Sequelize } from 'sequelize'
import type { CreationOptional, InferAttributes, InferCreationAttributes, WhereOptions } from 'sequelize'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { noPostgres, postgres } from '../services.ts'

const { user: username, ...service } = postgres
const sequelize = new Sequelize({ ...service, username, dialect: 'postgres', logging: false })
const schema = `latchkey_orm_${crypto.randomUUID().slice(0, 8)}`

class Page extends Model<InferAttributes<Page>, InferCreationAttributes<Page>> {
  declare id: CreationOptional<number>
  declare title: string
  declare tenant: CreationOptional<number>
  declare deletedAt: CreationOptional<Date | null>
}
const attributes = () => ({
  id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
  title: DataTypes.TEXT,
  tenant: { type: DataTypes.INTEGER, defaultValue: 1 },
  deletedAt: DataTypes.DATE,
})
Page.init(attributes(), {
  sequelize,
  schema,
  tableName: 'pages',
  createdAt: false,
  updatedAt: false,
  paranoid: true,
  defaultScope: { where: { tenant: 1 } },
  scopes: { second: { where: { id: 2 } } },
})
/** A model below another, in the same table, and one with a table of its own. */
class Article extends Page {}
Article.init(attributes(), { sequelize, schema, tableName: 'pages', timestamps: false })
class Draft extends Page {}
Draft.init(attributes(), { sequelize, schema, tableName: 'drafts', timestamps: false })

class Note extends Model<InferAttributes<Note>, InferCreationAttributes<Note>> {
  declare id: CreationOptional<string>
}
Note.init(
  { id: { type: DataTypes.UUID, primaryKey: true, defaultValue: DataTypes.UUIDV4 } },
  { sequelize, schema, tableName: 'notes', timestamps: false },
)
class Member extends Model<InferAttributes<Member>, InferCreationAttributes<Member>> {
  declare org: number
  declare user: string
}
Member.init(
  { org: { type: DataTypes.INTEGER, primaryKey: true }, user: { type: DataTypes.STRING, primaryKey: true } },
  { sequelize, schema, tableName: 'members', timestamps: false },
)
class Price extends Model {}
Price.init({ id: { type: DataTypes.DECIMAL, primaryKey: true } }, { sequelize })
class Uninitialized extends Model {}

const permissions = ['read'] as const
const site = sequelizeApp('site', {
  Page: { entity: Page, permissions },
  Draft: { entity: Draft, permissions },
  Note: { entity: Note, permissions },
  Member: { entity: Member, idField: ['org', 'user'], permissions },
})
const { scope, tokens } = latchkey({ secrets: keygen(), apps: [site] })
function passFor(...granted: Scope[]): Pass {
  const verdict = tokens.verify(tokens.generate(scope.union(...granted), { expiresIn: '1h' }), 'authentic')
  if (!verdict.ok) throw new Error(verdict.detail)
  return verdict.pass
}
const make = (spec: object) => () => sequelizeApp('app', { Model: spec } as never)
async function idsOf(condition: WhereOptions<InferAttributes<Page>>, model = Page): Promise<number[]> {
  return (await model.findAll({ where: condition, order: ['id'] })).map(({ id }) => id)
}
const refused = expect.objectContaining({ code: 'INVALID_ID' }) as Error

test('keys and kinds come from the models, without a connection', () => {
  const closed = new Sequelize('postgres://nobody@127.0.0.1:1/none', { logging: false })
  const Event = closed.define('Event', { id: { type: DataTypes.BIGINT, primaryKey: true } })
  const app = sequelizeApp('app', {
    Event: { entity: Event },
    Note: { entity: Note },
    Member: { entity: Member },
  })
  expect(app.Event('9007199254740993').id).toBe('9007199254740993')
  expect(app.Event(9007199254740993n).id).toBe('9007199254740993')
  expect(app.Member([1, 'a'] as never).id).toEqual([1, 'a'])
  expect(() => app.Note('5')).toThrow(refused)
  expect(JSON.stringify(lockOf([app]))).toContain('"app.Event"')
})

test('what Sequelize does not tell is asked for, and a part of a key is refused', () => {
  const specs = [
    undefined,
    {},
    { entity: 'Page' },
    { entity: Uninitialized },
    { entity: Date },
    { entity: Price },
  ]
  for (const spec of [...specs, { entity: Member, idField: 'org' }, { entity: Page, idField: 'slug' }])
    expect(make(spec as object)).toThrow(expect.objectContaining({ code: 'INVALID_APP' }))
  const app = sequelizeApp('app', {
    Price: { entity: Price, id: 'string' },
    Page: { entity: Page, idField: 'title' },
  })
  expect(app.Price('1.50').id).toBe('1.50')
  expect(app.Page('home').id).toBe('home')
})

test('what is not saved names no object, though it has a key', () => {
  const note = Note.build()
  expect(note.id).toMatch(/-4/)
  expect(() => scope.accessObj(note, 'read')).toThrow(refused)
  expect(() => site.Page(Page.build({ id: 5, title: 'new' }))).toThrow(refused)
})

describe.skipIf(noPostgres !== undefined)(`on PostgreSQL ${noPostgres ?? ''}`, () => {
  beforeAll(() => sequelize.createSchema(schema, {}))
  afterAll(async () => {
    await sequelize.dropSchema(schema, {})
    await sequelize.close()
  })
  beforeEach(async () => {
    for (const model of [Page, Draft, Note, Member]) await model.sync({ force: true })
    await Page.bulkCreate(['a', 'b', 'c', 'd'].map((title) => ({ title })))
    await Page.create({ title: 'e', tenant: 2 })
  })

  test('an instance names its own object', async () => {
    const page = (await Page.findByPk(2))!
    expect(scope.accessObj(page, 'read')).toEqual(scope.accessObj(site.Page(2), 'read'))
    const note = await Note.create()
    expect(scope.accessObj(note, 'read')).toEqual(scope.accessObj(site.Note(note.id), 'read'))
  })

  test('an instance that was deleted names none, and one that can be restored does', async () => {
    const page = (await Page.findByPk(2))!
    await page.destroy()
    expect(site.Page(page).id).toBe(2)
    await page.destroy({ force: true })
    expect(() => scope.accessObj(page, 'read')).toThrow(refused)
    const note = await Note.create()
    await note.destroy()
    expect(() => site.Note(note)).toThrow(refused)
  })

  test('a row without its key names none, and a plain one with it does', async () => {
    const [lean] = await Page.findAll({ attributes: ['title'] })
    expect(() => site.Page(lean!)).toThrow(refused)
    expect(() =>
      permitted(passFor(scope.accessModel(site.Page, 'read')), [lean!], site.Page, 'read'),
    ).toThrow(refused)
    const raw = await Page.findAll({ raw: true, order: ['id'] })
    expect(raw.map((row) => site.Page(row).id)).toEqual([1, 2, 3, 4])
  })

  test('models with scopes, and below in the same table, have rows of the model; other tables have not', async () => {
    const scoped = (await Page.scope('second').findOne())!
    expect(scoped.constructor).not.toBe(Page)
    expect(scope.accessObj(scoped, 'read')).toEqual(scope.accessObj(site.Page(2), 'read'))
    const article = (await Article.findByPk(3))!
    expect(scope.accessObj(article, 'read')).toEqual(scope.accessObj(site.Page(3), 'read'))

    const draft = await Draft.create({ title: 'd' })
    expect(scope.accessObj(draft, 'read')).toEqual(scope.accessObj(site.Draft(1), 'read'))
    expect(() => site.Page(draft)).toThrow(refused)
    expect(() => site.Page(Page.schema('other').build({ id: 1, title: '' }, { isNewRecord: false }))).toThrow(
      refused,
    )
    expect(() => site.Page(Member.build({ org: 1, user: 'a' }, { isNewRecord: false }) as never)).toThrow(
      refused,
    )
    const without = latchkey({
      secrets: keygen(),
      apps: [sequelizeApp('site', { Page: { entity: Page, permissions } })],
    })
    expect(() => without.scope.accessObj(draft, 'read')).toThrow(refused)
  })

  const some = passFor(...[1, 2, 5].map((id) => scope.accessObj(site.Page(id), 'read')))
  const none = passFor(scope.accessObj(site.Draft(1), 'read'))
  const all = passFor(scope.accessModel(site.Page, 'read'))

  test('a condition on the same attribute is met as well, and a default scope too', async () => {
    const own: [WhereOptions<InferAttributes<Page>>, number[]][] = [
      [{}, [1, 2]],
      [{ id: 2 }, [2]],
      [{ id: 4 }, []],
      [{ id: { [Op.ne]: 2 } }, [1]],
      [{ [Op.and]: [{ title: 'a' }] }, [1]],
      [{ [Op.or]: [{ title: 'a' }, { id: 4 }] }, [1]],
    ]
    for (const [condition, expected] of own) {
      expect(await idsOf(where(some, site.Page, 'read', condition))).toEqual(expected)
      expect(await idsOf(where(none, site.Page, 'read', condition))).toEqual([])
      expect(await idsOf(where(all, site.Page, 'read', condition))).toEqual(
        await idsOf({ [Op.and]: [condition] }),
      )
      expect(await idsOf({ [Op.and]: [condition, where(some, site.Page, 'read')] })).toEqual(expected)
    }
    // A literal is written as it is, and would widen the list that it stands in.
    const literal = Sequelize.literal('true or true')
    expect(await idsOf(where(some, site.Page, 'read', literal))).toEqual([1, 2])
    expect(await idsOf({ [Op.and]: [literal, where(some, site.Page, 'read')] })).toEqual([1, 2, 3, 4])
    expect(await idsOf(where(some, site.Page, 'read'), Page.scope('second') as typeof Page)).toEqual([2])
    expect(await idsOf(where(some, site.Page, 'read'), Page.unscoped())).toEqual([1, 2, 5])
  })

  test('spread beside other attributes it still stands', async () => {
    expect(await idsOf({ ...where(some, site.Page, 'read'), id: 4 })).toEqual([])
    expect(await idsOf({ id: 2, ...where(some, site.Page, 'read') })).toEqual([2])
  })

  test('no row stays no row when it is negated, and in an update', async () => {
    expect(await idsOf({ [Op.not]: where(none, site.Page, 'read') })).toEqual([])
    expect(await Page.update({ title: 'x' }, { where: where(none, site.Page, 'read') })).toEqual([0])
    expect(await Page.update({ title: 'x' }, { where: where(some, site.Page, 'read') })).toEqual([2])
    expect(await Page.destroy({ where: where(none, site.Page, 'read') })).toBe(0)
  })

  test('composite keys that share a field are one alternative', async () => {
    const keys = [[1, 'a'], [1, 'b'], [2, 'a'], [1, 'c']] as const // prettier-ignore
    await Member.bulkCreate([...keys, [2, 'b'] as const].map(([org, user]) => ({ org, user })))
    const pass = passFor(...keys.map((key) => scope.accessObj(site.Member(key), 'read')))
    const found = await Member.findAll({ where: where(pass, site.Member, 'read'), order: ['org', 'user'] })
    expect(found.map(({ org, user }) => [org, user])).toEqual([[1, 'a'], [1, 'b'], [1, 'c'], [2, 'a']]) // prettier-ignore
  })
})
