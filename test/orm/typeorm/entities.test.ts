/**
 * What the TypeORM adapter reads of entities, which rows it refuses, and how its filter stands beside other conditions.
 */
import { keygen, latchkey, lockOf } from 'latchkey'
import type { AppLike, Pass, Scope } from 'latchkey'
import { permitted, typeormApp, where } from 'latchkey/typeorm'
import initSqlJs from 'sql.js'
import {
  ChildEntity,
  Column,
  DataSource,
  Entity,
  EntitySchema,
  In,
  Not,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  Raw,
  TableInheritance,
} from 'typeorm'
import type { FindOptionsWhere, Repository } from 'typeorm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

@Entity()
@TableInheritance({ column: { type: 'varchar', name: 'kind' } })
class Page {
  @PrimaryGeneratedColumn()
  declare id: number
  @Column({ type: 'text', default: '' })
  declare title: string
}
@ChildEntity()
class Article extends Page {
  @Column({ type: 'text', nullable: true })
  declare summary: string | null
}
/** An entity with a table of its own, whose class stands below another. */
@Entity()
class Draft extends Page {}
/** A class of the program, which TypeORM does not know. */
class Preview extends Page {}

@Entity()
class Event {
  @PrimaryColumn({ type: 'bigint', transformer: { from: BigInt, to: String } })
  declare id: bigint
}
class Key {
  @PrimaryColumn()
  declare number: number
}
@Entity()
class Embedding {
  @PrimaryColumn()
  declare org: number
  @Column(() => Key)
  declare key: Key
}
@Entity()
class Price {
  @PrimaryColumn({ type: 'decimal' })
  declare id: string
}
@Entity()
class Member {
  @PrimaryColumn()
  declare org: number
  @PrimaryColumn()
  declare user: string
}

const permissions = ['read'] as const
const site = typeormApp('site', {
  Page: { entity: Page, permissions },
  Draft: { entity: Draft, permissions },
  Member: { entity: Member, idField: ['org', 'user'], permissions },
})

function verified(app: AppLike, granted: Scope): Pass {
  const { tokens } = latchkey({ secrets: keygen(), apps: [app] })
  const verdict = tokens.verify(tokens.generate(granted, { expiresIn: '1h' }), 'authentic')
  if (!verdict.ok) throw new Error(verdict.detail)
  return verdict.pass
}
const { scope } = latchkey({ secrets: keygen(), apps: [site] })
const passFor = (...granted: Scope[]): Pass => verified(site, scope.union(...granted))

let source: DataSource
let pages: Repository<Page>
beforeAll(async () => {
  const entities = [Page, Article, Draft, Member]
  source = await new DataSource({
    type: 'sqljs',
    driver: await initSqlJs(),
    entities,
    synchronize: true,
  }).initialize()
  pages = source.getRepository(Page)
})
afterAll(() => source.destroy())
beforeEach(async () => {
  await source.synchronize(true)
  await pages.save(['a', 'b', 'c', 'd'].map((title) => ({ title })))
})

const idsOf = async (condition: FindOptionsWhere<Page>[]): Promise<number[]> =>
  (await pages.find({ where: condition })).map(({ id }) => id)

const make = (spec: object) => () => typeormApp('app', { Model: spec } as never)

describe('what is read of entities', () => {
  test('keys and kinds come from decorators, without a DataSource', () => {
    const app = typeormApp('app', {
      Event: { entity: Event },
      Member: { entity: Member },
      Page: { entity: Page },
    })
    expect(app.Event('9007199254740993').id).toBe(9007199254740993n)
    expect(app.Member([1, 'a'] as never).id).toEqual([1, 'a'])
    expect(app.Page('42').id).toBe(42)
    expect(() => app.Page('x')).toThrow(expect.objectContaining({ code: 'INVALID_ID' }))
    expect(JSON.stringify(lockOf([app]))).toContain('"app.Event"')
  })

  test('a part of a key that lies elsewhere is never left out', () => {
    const relation = new EntitySchema<{ org: number; owner: object }>({
      name: 'Owned',
      columns: { org: { type: 'int', primary: true } },
      relations: { owner: { type: 'many-to-one', target: 'User', primary: true } },
    })
    for (const spec of [
      { entity: Embedding },
      { entity: Embedding, idField: 'org' },
      { entity: relation },
      { entity: Member, idField: 'org' },
    ])
      expect(make(spec)).toThrow(expect.objectContaining({ code: 'INVALID_APP' }))
    expect(make({ entity: Embedding, idField: ['org', 'key'] })).toThrow(/no field key/)
  })

  test('what TypeORM does not tell is asked for', () => {
    for (const spec of [
      undefined,
      {},
      { entity: 'Post' },
      { entity: null },
      { entity: Date },
      { entity: Price },
    ])
      expect(make(spec as object)).toThrow(expect.objectContaining({ code: 'INVALID_APP' }))
    expect(make({ entity: Page, columns: 1 })).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }))
    const prices = typeormApp('app', { Price: { entity: Price, id: 'string' } })
    expect(prices.Price('1.50').id).toBe('1.50')
    expect(typeormApp('app', { Page: { entity: Page, idField: 'title' } }).Page('home').id).toBe('home')
  })

  test('the filter has the values of the property', () => {
    const app = typeormApp('app', { Event: { entity: Event, permissions } })
    const pass = verified(
      app,
      latchkey({ secrets: keygen(), apps: [app] }).scope.accessObj(app.Event(5n), 'read'),
    )
    expect(where(pass, app.Event, 'read')).toEqual([{ id: In([5n]) }])
    expect(pass.objects(app.Event, 'read')).toEqual({ kind: 'some', ids: [5n] })
  })
})

describe('rows', () => {
  const refused = expect.objectContaining({ code: 'INVALID_ID' }) as Error

  test('an instance names its own object', async () => {
    const page = await pages.findOneByOrFail({ id: 2 })
    expect(scope.accessObj(page, 'read')).toEqual(scope.accessObj(site.Page(2), 'read'))
  })

  test('an instance that is not saved, or removed, names none', async () => {
    expect(() => scope.accessObj(pages.create({ title: 'new' }), 'read')).toThrow(refused)
    const page = await pages.findOneByOrFail({ id: 2 })
    await pages.remove(page)
    expect(() => scope.accessObj(page, 'read')).toThrow(refused)
    expect(() => site.Page(page)).toThrow(refused)
  })

  test('a row without its key names none, and a plain one with it does', async () => {
    const lean = await pages.find({ select: { title: true } })
    expect(() => site.Page(lean[0]!)).toThrow(refused)
    const raw = await pages.createQueryBuilder('page').select('page.id', 'id').getRawMany<Page>()
    expect(raw.map((row) => site.Page(row).id)).toEqual([1, 2, 3, 4])
    const pass = passFor(scope.accessModel(site.Page, 'read'))
    expect(() => permitted(pass, lean, site.Page, 'read')).toThrow(refused)
  })

  test('a class in the same table is a row of the model, and one with a table of its own is not', async () => {
    const article = await source.getRepository(Article).save({ title: 'e' })
    const loaded = (await pages.find()).at(-1)!
    expect(loaded).toBeInstanceOf(Article)
    expect(site.Page(loaded).id).toBe(article.id)
    expect(scope.accessObj(loaded, 'read')).toEqual(scope.accessObj(site.Page(5), 'read'))

    const draft = await source.getRepository(Draft).save(Object.assign(new Draft(), { title: 'd' }))
    expect(draft.id).toBe(1)
    expect(scope.accessObj(draft, 'read')).toEqual(scope.accessObj(site.Draft(1), 'read'))
    expect(() => site.Page(draft)).toThrow(refused)
    expect(() => site.Page(Object.assign(new Preview(), { id: 1 }))).toThrow(refused)
    expect(() => site.Page(Object.assign(new Member(), { id: 1 }) as never)).toThrow(refused)
    const without = latchkey({
      secrets: keygen(),
      apps: [typeormApp('site', { Page: { entity: Page, permissions } })],
    })
    expect(() => without.scope.accessObj(draft, 'read')).toThrow(refused)
    expect(() => without.scope.accessObj(new Member() as never, 'read')).toThrow(refused)
  })

  test('the filter selects the rows of classes below', async () => {
    await source.getRepository(Article).save({ title: 'e' })
    expect(await idsOf(where(passFor(scope.accessObj(site.Page(5), 'read')), site.Page, 'read'))).toEqual([5])
  })
})

describe('beside other conditions', () => {
  const some = passFor(...[1, 2, 3].map((id) => scope.accessObj(site.Page(id), 'read')))
  const none = passFor(scope.accessObj(site.Draft(1), 'read'))
  const all = passFor(scope.accessModel(site.Page, 'read'))

  test('a condition on the same field is met as well', async () => {
    const own: [FindOptionsWhere<Page> | FindOptionsWhere<Page>[], number[]][] = [
      [{ id: 2 }, [2]],
      [{ id: 4 }, []],
      [{ id: In([3, 4]) }, [3]],
      [{ id: Not(2) }, [1, 3]],
      [{ id: Raw((id) => `${id} > 2 or 1 = 1`) }, [1, 2, 3]],
      [{ title: Raw((title) => `${title} = 'x' or 1 = 1`) }, [1, 2, 3]],
      [[{ id: 4 }, { title: 'a' }], [1]],
      [
        [{ id: 1 }, {}],
        [1, 2, 3],
      ],
    ]
    for (const [condition, expected] of own) {
      expect(await idsOf(where(some, site.Page, 'read', condition))).toEqual(expected)
      expect(await idsOf(where(none, site.Page, 'read', condition))).toEqual([])
      expect(await idsOf(where(all, site.Page, 'read', condition))).toEqual(await idsOf([condition].flat()))
    }
  })

  test('a condition that TypeORM would read as every row is refused', () => {
    const refused = expect.objectContaining({ code: 'INVALID_OPTION' }) as Error
    expect(() => where(some, site.Page, 'read', [])).toThrow(refused)
    expect(() => where(some, site.Page, 'read', { id: undefined as never })).toThrow(refused)
    expect(() => where(some, site.Page, 'read', { id: null as never })).toThrow(refused)
  })

  test('a filter that is spread into a condition is an error, and not a wider condition', async () => {
    for (const spread of [
      { id: 4, ...where(some, site.Page, 'read') },
      { ...where(some, site.Page, 'read'), id: 4 },
    ])
      await expect(pages.find({ where: spread as FindOptionsWhere<Page> })).rejects.toThrow(
        'Property "0" was not found',
      )
  })

  test('it stands in a query builder, and in an update', async () => {
    const query = pages.createQueryBuilder('page').where('page.title != :title', { title: 'b' })
    expect(await query.andWhere(where(some, site.Page, 'read')).getCount()).toBe(2)
    expect(await query.andWhere(where(none, site.Page, 'read')).getCount()).toBe(0)
    expect((await pages.update(where(none, site.Page, 'read'), { title: 'x' })).affected).toBe(0)
    await pages
      .createQueryBuilder()
      .update()
      .set({ title: 'x' })
      .where(where(some, site.Page, 'read'))
      .execute()
    expect((await pages.find()).map(({ title }) => title)).toEqual(['x', 'x', 'x', 'd'])
  })

  test('composite keys that share a field are one alternative, and each alternative has its own operators', async () => {
    const keys = [[1, 'a'], [1, 'b'], [2, 'a'], [1, 'c']] as const // prettier-ignore
    const pass = passFor(...keys.map((key) => scope.accessObj(site.Member(key), 'read')))
    const members = source.getRepository(Member)
    await members.save([...keys, [2, 'b'] as const].map(([org, user]) => ({ org, user })))
    const filter = where(pass, site.Member, 'read', { user: In(['a', 'b']) })
    expect(filter).toHaveLength(2)
    expect(filter[0]!.user).not.toBe(filter[1]!.user)
    const found = await members.find({ where: filter, order: { org: 'ASC', user: 'ASC' } })
    expect(found.map(({ org, user }) => [org, user])).toEqual([[1, 'a'], [1, 'b'], [2, 'a']]) // prettier-ignore
  })

  test('as many composite keys as a token holds are few enough for SQLite', async () => {
    const keys = Array.from({ length: 800 }, (_, at) => [at, at.toString(36)] as const)
    const members = source.getRepository(Member)
    await members.insert(keys.map(([org, user]) => ({ org, user })))
    const pass = passFor(...keys.slice(0, 700).map((key) => scope.accessObj(site.Member(key), 'read')))
    expect(await members.count({ where: where(pass, site.Member, 'read') })).toBe(700)
  })
})
