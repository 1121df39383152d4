/**
 * What the MikroORM adapter reads of entities, which rows it refuses, and how its filter stands beside other conditions.
 */
import { defineEntity, p } from '@mikro-orm/core'
import type { FilterQuery } from '@mikro-orm/core'
import { Entity, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy'
import { MikroORM, raw } from '@mikro-orm/sqlite'
import type { SqlEntityManager } from '@mikro-orm/sqlite'
import { keygen, latchkey, lockOf } from 'latchkey'
import type { Pass, Scope } from 'latchkey'
import { mikroOrmApp, permitted, where } from 'latchkey/mikro-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ExactBigInt } from './exact.ts'

abstract class Base {
  @PrimaryKey({ type: 'integer' })
  declare id: number
}
@Entity({ discriminatorColumn: 'kind', discriminatorValue: 'page' })
class Page extends Base {
  @Property({ type: 'string' })
  declare kind: string
  @Property({ type: 'text' })
  declare title: string
}
@Entity({ discriminatorValue: 'article' })
class Article extends Page {}
/** An entity with a table of its own, whose class stands below another. */
@Entity()
class Note {
  @PrimaryKey({ type: 'uuid' })
  id: string = crypto.randomUUID()
}
@Entity()
class LongNote extends Note {}
@Entity()
class Member {
  @PrimaryKey({ type: 'integer' })
  declare org: number
  @PrimaryKey({ type: 'string' })
  declare user: string
}
@Entity()
class Pair {
  @PrimaryKey({ type: 'integer' })
  declare left: number
  @PrimaryKey({ type: 'integer' })
  declare right: number
}
@Entity()
class Event {
  @PrimaryKey({ type: 'bigint' })
  declare id: bigint
}
@Entity()
class ExactEvent {
  @PrimaryKey({ type: ExactBigInt })
  declare id: bigint
}
@Entity()
class Owned {
  @ManyToOne({ entity: () => Note, primary: true })
  declare note: Note
}
const TextEvent = defineEntity({ name: 'TextEvent', properties: { id: p.bigint('string').primary() } })
const Price = defineEntity({ name: 'Price', properties: { id: p.decimal().primary() } })

const permissions = ['read'] as const
const site = mikroOrmApp('site', {
  Page: { entity: Page, permissions },
  Note: { entity: Note, permissions },
  Member: { entity: Member, idField: ['org', 'user'], permissions },
  Pair: { entity: Pair, idField: ['left', 'right'], permissions },
  Event: { entity: Event, permissions },
  ExactEvent: { entity: ExactEvent, permissions },
})
/** Before MikroORM has seen the entities. */
const lock = JSON.stringify(lockOf([site]))
const { scope, tokens } = latchkey({ secrets: keygen(), apps: [site] })
function passFor(...granted: Scope[]): Pass {
  const verdict = tokens.verify(tokens.generate(scope.union(...granted), { expiresIn: '1h' }), 'authentic')
  if (!verdict.ok) throw new Error(verdict.detail)
  return verdict.pass
}
const make = (spec: object) => () => mikroOrmApp('app', { Model: spec } as never)
const refused = expect.objectContaining({ code: 'INVALID_ID' }) as Error

test('keys and kinds come from decorators and schemas, before MikroORM has seen them', () => {
  expect(lock).toContain('"site.Page"')
  expect(site.Page('42').id).toBe(42)
  expect(site.Event('9007199254740993').id).toBe(9007199254740993n)
  expect(() => site.Note('5')).toThrow(refused)
  const app = mikroOrmApp('app', { TextEvent: { entity: TextEvent }, Member: { entity: Member } })
  expect(app.TextEvent('9007199254740993').id).toBe('9007199254740993')
  expect(app.Member([1, 'a'] as never).id).toEqual([1, 'a'])
})

test('what MikroORM does not tell is asked for, and a part of a key is refused', () => {
  const specs = [undefined, {}, { entity: 'Page' }, { entity: null }, { entity: Date }, { entity: Price }]
  for (const spec of [
    ...specs,
    { entity: Owned },
    { entity: Member, idField: 'org' },
    { entity: Page, idField: 'slug' },
  ])
    expect(make(spec as object)).toThrow(expect.objectContaining({ code: 'INVALID_APP' }))
  const app = mikroOrmApp('app', {
    Price: { entity: Price, id: 'string' },
    Page: { entity: Page, idField: 'title' },
  })
  expect(app.Price('1.50').id).toBe('1.50')
  expect(app.Page('home').id).toBe('home')
})

describe('on SQLite', () => {
  let orm: MikroORM
  let em: SqlEntityManager
  beforeAll(async () => {
    const entities = [Page, Article, Note, LongNote, Member, Pair, Event, ExactEvent]
    orm = await MikroORM.init({ entities, dbName: ':memory:' })
  })
  afterAll(() => orm.close())
  beforeEach(async () => {
    await orm.schema.refresh()
    em = orm.em.fork()
    await em.insertMany(
      Page,
      ['a', 'b', 'c', 'd'].map((title) => ({ title, kind: 'page' })),
    )
  })
  const idsOf = async (condition: FilterQuery<Page>): Promise<number[]> =>
    (await em.fork().find(Page, condition, { orderBy: { id: 'asc' } })).map(({ id }) => id)

  test('an instance names its own object, and so does a reference', async () => {
    const page = await em.findOneOrFail(Page, 2)
    expect(scope.accessObj(page, 'read')).toEqual(scope.accessObj(site.Page(2), 'read'))
    expect(site.Page(em.fork().getReference(Page, 3)).id).toBe(3)
    em.clear()
    expect(site.Page(page).id).toBe(2)
  })

  test('an instance that is not saved, or removed, names none, though it has a key', async () => {
    const note = em.create(Note, {})
    expect(note.id).toMatch(/-4/)
    expect(() => scope.accessObj(note, 'read')).toThrow(refused)
    await em.flush()
    expect(scope.accessObj(note, 'read')).toEqual(scope.accessObj(site.Note(note.id), 'read'))
    em.remove(note)
    await em.flush()
    expect(() => scope.accessObj(note, 'read')).toThrow(refused)
    expect(() => site.Page(Object.assign(new Page(), { id: 1 }))).toThrow(refused)
  })

  test('a row without its key names none, and a plain one with it does', async () => {
    const all = passFor(scope.accessModel(site.Page, 'read'))
    const lean = [{ title: 'a', kind: 'page' }] as Page[]
    expect(() => site.Page(lean[0]!)).toThrow(refused)
    expect(() => permitted(all, lean, site.Page, 'read')).toThrow(refused)
    const rows = await em.createQueryBuilder(Page).select('id').execute<Page[]>()
    expect(rows.map((row) => site.Page(row).id)).toEqual([1, 2, 3, 4])
  })

  test('a class in the same table is a row of the model, and one with a table of its own is not', async () => {
    em.create(Article, { title: 'e', kind: 'article' })
    await em.flush()
    const article = await em.fork().findOneOrFail(Page, 5)
    expect(article).toBeInstanceOf(Article)
    expect(scope.accessObj(article, 'read')).toEqual(scope.accessObj(site.Page(5), 'read'))
    expect(await idsOf(where(passFor(scope.accessObj(site.Page(5), 'read')), site.Page, 'read'))).toEqual([5])

    const long = em.create(LongNote, {})
    await em.flush()
    expect(() => site.Note(long)).toThrow(refused)
    expect(() => scope.accessObj(long, 'read')).toThrow(refused)
    expect(() => site.Page(long as never)).toThrow(refused)
  })

  test('a key that SQLite rounds is refused, and read as text it is exact', async () => {
    await em.insertMany(Event, [{ id: 5n }, { id: 9007199254740993n }])
    const [small, rounded] = await em.find(Event, {}, { orderBy: { id: 'asc' } })
    expect(site.Event(small!).id).toBe(5n)
    expect(rounded!.id).toBe(9007199254740992n)
    expect(() => scope.accessObj(rounded!, 'read')).toThrow(refused)
    await em.insertMany(ExactEvent, [{ id: 9007199254740993n }])
    const [exact] = await em.find(ExactEvent, {})
    expect(site.ExactEvent(exact!).id).toBe(9007199254740993n)
  })

  test('a condition on the same property is met as well', async () => {
    const some = passFor(...[1, 2, 3].map((id) => scope.accessObj(site.Page(id), 'read')))
    const none = passFor(scope.accessModel(site.Note, 'read'))
    const all = passFor(scope.accessModel(site.Page, 'read'))
    const own: [FilterQuery<Page> & object, number[]][] = [
      [{ id: 2 }, [2]],
      [{ id: 4 }, []],
      [{ id: { $ne: 2 } }, [1, 3]],
      [{ $or: [{ id: 4 }, { title: 'a' }] }, [1]],
      [{ $and: [{ title: 'c' }] }, [3]],
      [{ [raw('1 = 1 or 1 = 1')]: [] }, [1, 2, 3]],
    ]
    for (const [condition, expected] of own) {
      expect(await idsOf(where(some, site.Page, 'read', condition))).toEqual(expected)
      expect(await idsOf(where(none, site.Page, 'read', condition))).toEqual([])
      expect(await idsOf(where(all, site.Page, 'read', condition))).toEqual(await idsOf(condition))
    }
    expect(await idsOf({ ...where(some, site.Page, 'read'), id: 4 })).toEqual([])
    expect(await idsOf({ id: 2, ...where(some, site.Page, 'read') })).toEqual([2])
    expect(await idsOf({ $not: where(none, site.Page, 'read') })).toEqual([1, 2, 3, 4])
    expect(await em.nativeUpdate(Page, where(none, site.Page, 'read'), { title: 'x' })).toBe(0)
    expect(await em.nativeUpdate(Page, where(some, site.Page, 'read'), { title: 'x' })).toBe(3)
    const query = em
      .createQueryBuilder(Page)
      .where({ title: 'x' })
      .andWhere(where(some, site.Page, 'read', { id: 2 }))
    expect(await query.getCount()).toBe(1)
  })

  test('as many composite keys as a token holds are few enough for SQLite', async () => {
    const keys = Array.from({ length: 900 }, (_, at) => [at, 2_000 - at] as const)
    await em.insertMany(
      Pair,
      keys.map(([left, right]) => ({ left, right })),
    )
    const pass = passFor(...keys.slice(0, 880).map((key) => scope.accessObj(site.Pair(key), 'read')))
    expect(await em.count(Pair, where(pass, site.Pair, 'read'))).toBe(880)
  })
})
