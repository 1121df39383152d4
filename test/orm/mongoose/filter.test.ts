/**
 * Mongoose's filters without a server: cast by the model, and evaluated by mingo on documents as they would be stored.
 */
import { mongooseApp, where } from 'latchkey/mongoose'
import { Query } from 'mingo'
import type { Document, Model } from 'mongoose'
import { testFilters } from '../suite.ts'
import type { Engine } from '../suite.ts'
import { modelNames, tables } from '../tables.ts'
import type { ModelName } from '../tables.ts'
import * as models from './models.ts'

const permissions = ['read', 'change'] as const
const app = mongooseApp('blog', {
  Post: { entity: models.Post, permissions },
  Event: { entity: models.Event, permissions },
  Comment: { entity: models.Comment, permissions },
  Tag: { entity: models.Tag, permissions },
  Member: { entity: models.Member, permissions },
})

interface Stored {
  _id: unknown
  published: number
}
const byName = { ...models } as unknown as Readonly<
  Record<ModelName, Model<Stored> & (new (values: object) => Document<unknown, object, Stored>)>
>
const collections = Object.fromEntries(
  modelNames.map((name) => [
    name,
    tables[name].rows.map(({ key, published }): Stored => {
      const id = name === 'Member' ? { org: key[0], user: key[1] } : key[0]
      return new byName[name]({ _id: id, published }).toObject()
    }),
  ]),
) as Record<ModelName, Stored[]>

const comparables = Object.fromEntries(
  modelNames.map((name) => [name, collections[name].map(comparable)]),
) as Record<ModelName, unknown[]>

testFilters('Mongoose, by cast() and mingo', async (): Promise<Engine> => {
  return {
    app,
    models: app as unknown as Engine['models'],
    async select(name, { pass, permission, published, mutated }) {
      const handle: typeof app.Post = app[name] as never
      const isNothing = mutated && pass.objects(handle, permission).kind === 'none'
      const filter = isNothing
        ? {}
        : published
          ? where(pass, handle, permission, { published: 1 })
          : where(pass, handle, permission)
      const model = byName[name]
      const cast = model.find(filter as never).cast(model)
      const query = new Query(comparable(cast) as never)
      return collections[name]
        .filter((_document, at) => query.test(comparables[name][at] as never))
        .map((document) => model.hydrate(document))
    },
    async close() {},
  }
})

/** MongoDB compares values of BSON by their bytes, mingo objects by their members, and no bigint: their text stands for them. */
function comparable(value: unknown): unknown {
  if (typeof value === 'bigint') return `a long: ${value}`
  if (typeof value !== 'object' || value === null) return value
  if ('toHexString' in value && typeof value.toHexString === 'function') return value.toHexString()
  if (Array.isArray(value)) return value.map(comparable)
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, comparable(part)]))
}
