/**
 * What the Mongoose adapter reads of models, which documents it refuses, and how its filter stands beside other conditions.
 */
import { keygen, latchkey, lockOf } from 'latchkey'
import type { Pass, Scope } from 'latchkey'
import { mongooseApp, permitted, where } from 'latchkey/mongoose'
import mongoose from 'mongoose'
import { expect, test } from 'vitest'

const { Schema, Types, model } = mongoose
const title = { type: String, required: true }
const Page = model('Page', new Schema({ title }))
const Article = Page.discriminator('Article', new Schema({ summary: String }))
const Event = model('Event', new Schema({ _id: { type: BigInt, required: true } }))
const Note = model('Note', new Schema({ _id: { type: Schema.Types.UUID, required: true } }))
/** The key is an embedded document, in the two ways of Mongoose. */
const Nested = model('Nested', new Schema({ _id: { org: Number, user: String } }))
const key = new Schema({ org: Number, user: String }, { _id: false })
const Embedded = model('Embedded', new Schema({ _id: { type: key, required: true } }))
const Price = model('Price', new Schema({ _id: { type: Schema.Types.Decimal128, required: true } }))

const permissions = ['read'] as const
const site = mongooseApp('site', {
  Page: { entity: Page, permissions },
  Event: { entity: Event, permissions },
  Note: { entity: Note, permissions },
  Nested: { entity: Nested, permissions },
  Embedded: { entity: Embedded, permissions },
})
const { scope, tokens } = latchkey({ secrets: keygen(), apps: [site] })
function passFor(...granted: Scope[]): Pass {
  const verdict = tokens.verify(tokens.generate(scope.union(...granted), { expiresIn: '1h' }), 'authentic')
  if (!verdict.ok) throw new Error(verdict.detail)
  return verdict.pass
}
const make = (spec: object) => () => mongooseApp('app', { Model: spec } as never)
const refused = expect.objectContaining({ code: 'INVALID_ID' }) as Error
const hex = '507f1f77bcf86cd799439011'
const uuid = '0b0e7c53-6b2f-4a0c-9b7c-2d0a3a1e5f60'

test('the key and its kind come from the schema, without a connection', () => {
  expect(site.Page(hex.toUpperCase()).id).toBe(hex)
  expect(site.Page(new Types.ObjectId(hex)).id).toBe(hex)
  expect(site.Event('9007199254740993').id).toBe(9007199254740993n)
  expect(site.Note(uuid).id).toBe(uuid)
  expect(site.Nested([1, 'a']).id).toEqual([1, 'a'])
  expect(site.Embedded([1, 'a']).id).toEqual([1, 'a'])
  expect(() => site.Page('5')).toThrow(refused)
  expect(JSON.stringify(lockOf([site]))).toContain('"site.Page"')
})

test('what the schema does not tell is asked for, and a part of a key is refused', () => {
  for (const spec of [
    undefined,
    {},
    { entity: 'Page' },
    { entity: Date },
    { entity: Price },
    { entity: Nested, idField: '_id.org' },
    { entity: Page, idField: 'slug' },
  ])
    expect(make(spec as object)).toThrow(expect.objectContaining({ code: 'INVALID_APP' }))
  expect(mongooseApp('app', { Page: { entity: Page, idField: 'title' } }).Page('home').id).toBe('home')
})

test('a document names its own object, and so does a lean one with its key', () => {
  const page = Page.hydrate({ _id: hex, title: 'a' })
  expect(scope.accessObj(page, 'read')).toEqual(scope.accessObj(site.Page(hex), 'read'))
  expect(site.Page(page.toObject() as never).id).toBe(hex)
  expect(site.Note(Note.hydrate({ _id: uuid })).id).toBe(uuid)
  expect(site.Note({ _id: new Types.UUID(uuid) } as never).id).toBe(uuid)
  expect(site.Event(Event.hydrate({ _id: 9007199254740993n })).id).toBe(9007199254740993n)
  expect(site.Nested(Nested.hydrate({ _id: { user: 'a', org: 1 } })).id).toEqual([1, 'a'])
  expect(site.Embedded(Embedded.hydrate({ _id: { user: 'a', org: 1 } })).id).toEqual([1, 'a'])
  expect(site.Embedded({ _id: { user: 'a', org: 1 } } as never).id).toEqual([1, 'a'])
})

test('a document that is new, deleted, without its key or of another model names none', () => {
  const page = new Page({ title: 'a' })
  expect(page._id).toBeInstanceOf(Types.ObjectId)
  expect(() => scope.accessObj(page, 'read')).toThrow(refused)
  const deleted = Page.hydrate({ _id: hex, title: 'a' })
  // What deleteOne() of a document sets.
  deleted.$isDeleted(true)
  expect(() => site.Page(deleted)).toThrow(refused)
  const lean = Page.hydrate({ title: 'a' })
  expect(() => site.Page(lean)).toThrow(refused)
  expect(() => site.Nested({ _id: { org: 1 } } as never)).toThrow(refused)
  expect(() => permitted(passFor(scope.accessAll('read')), [lean], site.Page, 'read')).toThrow(refused)
  expect(() => site.Page(Event.hydrate({ _id: 5n }) as never)).toThrow(refused)
  expect(() => scope.accessObj(new Price() as never, 'read')).toThrow(refused)
})

test('a document of a discriminator is one of the model', () => {
  const article = Article.hydrate({ _id: hex, title: 'a' })
  expect(scope.accessObj(article, 'read')).toEqual(scope.accessObj(site.Page(hex), 'read'))
  expect(() => site.Page(new Article({ title: 'a' }))).toThrow(refused)
})

test('a filter has the values that are stored, and only such that can be', () => {
  const pass = passFor(scope.accessObj(site.Page(hex), 'read'), scope.accessObj(site.Event(5n), 'read'))
  expect(where(pass, site.Page, 'read')).toEqual({ $and: [{ _id: { $in: [new Types.ObjectId(hex)] } }] })
  expect(where(pass, site.Event, 'read')).toEqual({ $and: [{ _id: { $in: [5n] } }] })
  // Mongoose does not cast a UUID of no version, which would make the query fail.
  const nil = passFor(scope.accessObj(site.Note('00000000-0000-0000-0000-000000000000'), 'read'))
  expect(where(nil, site.Note, 'read')).toEqual({ $and: [{ _id: { $in: [] } }] })
  const keys = [[1, 'a'], [1, 'b']] as const // prettier-ignore
  const two = passFor(...keys.map((id) => scope.accessObj(site.Embedded(id), 'read')))
  expect(where(two, site.Embedded, 'read')).toEqual({
    $and: [{ '_id.org': { $in: [1] }, '_id.user': { $in: ['a', 'b'] } }],
  })
  expect(where(passFor(scope.accessAll('read')), site.Page, 'read')).toEqual({ $and: [{}] })
})

test('beside other conditions nothing of it is replaced', () => {
  const filter = where(passFor(scope.accessObj(site.Page(hex), 'read')), site.Page, 'read')
  const other = new Types.ObjectId()
  const [ours] = filter.$and
  expect(where(passFor(), site.Page, 'read', { _id: other })).toEqual({
    $and: [{ _id: other }, { _id: { $in: [] } }],
  })
  expect(Page.find(filter).where({ _id: other }).getFilter()).toEqual({ $and: [ours], _id: other })
  expect(
    Page.find(filter)
      .find({ $and: [{ _id: other }] })
      .getFilter(),
  ).toEqual({
    $and: [ours, { _id: other }],
  })
  expect(Page.findById(other).and([filter]).getFilter()).toEqual({ _id: other, $and: [filter] })
  expect({ ...filter, _id: other }).toEqual({ $and: [ours], _id: other })
})

test('a setter of the key, which a query would run, makes no filter for another document', () => {
  const Lower = model('Lower', new Schema({ _id: { type: String, lowercase: true, required: true } }))
  const app = mongooseApp('app', { Lower: { entity: Lower, permissions } })
  const instance = latchkey({ secrets: keygen(), apps: [app] })
  const passOf = (id: string): Pass => {
    const verdict = instance.tokens.verify(
      instance.tokens.generate(instance.scope.accessObj(app.Lower(id), 'read')),
      'authentic',
    )
    if (!verdict.ok) throw new Error(verdict.detail)
    return verdict.pass
  }
  const sent = (id: string): object => Lower.find(where(passOf(id), app.Lower, 'read')).cast(Lower) as object
  expect(JSON.stringify(sent('ABC'))).not.toContain('abc')
  expect(JSON.stringify(sent('abc'))).toContain('abc')
})
