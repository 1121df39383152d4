/**
 * Models from Mongoose, and tokens as its filters: `latchkey/mongoose`. Experimental: tested on metadata, casts and an evaluator of filters,
 * and not on a server.
 *
 * From models to an app handle, without a connection. From a pass to a filter whose one key is `$and`: Mongoose joins it with another
 * `$and`, and replaces nothing of it. No package is imported: the schema of a model casts what the filter holds.
 *
 * @module
 */
import type { Pass } from '../index.ts'
import { groupKeys, readEntityKey, refuseOthers } from './entity.ts'
import type { AnyClass, EntityApp, EntityField, EntitySpec } from './entity.ts'
import { fitsKind, invalidApp, makeAdapter, readField } from './filter.ts'
import type { Declared, IdKind, SingleId, SourceModelLike } from './filter.ts'

export { permitted } from './filter.ts'

/** What is asked of a model of Mongoose. */
export interface MongooseEntity {
  new (...values: never[]): object
  readonly modelName: string
}
/** What the run time finds in a model. */
interface Known extends MongooseEntity {
  readonly baseModelName?: string
  readonly collection: object
  readonly schema: { path(name: string): Path | undefined; readonly paths: Paths }
}
interface Paths {
  readonly [name: string]: unknown
}
interface Path {
  readonly instance: string
  readonly schema?: { readonly paths: Paths }
  cast(value: unknown): unknown
  castForQuery(operator: null, value: unknown): unknown
}

/** An app handle of models of Mongoose. */
export type MongooseApp<
  Name extends string,
  Models extends Readonly<Record<string, EntitySpec<MongooseEntity>>>,
  Own extends string = never,
> = EntityApp<Name, Models, { [Named in keyof Models]: InstanceType<Models[Named]['entity']> }, Own>

/** A filter of Mongoose: the program's own one, and one on the key. */
export interface MongooseWhere<Row, Own = never> {
  $and: (Own | KeyCondition<Row>)[]
}
type KeyCondition<Row> = Row extends { _id: infer Id } ? { _id?: { $in: Id[] } } : object

interface Source {
  readonly schema: Known['schema']
  readonly fields: readonly string[]
}

const adapter = makeAdapter<Source>({ maker: 'mongooseApp', options: ['entity'], read: readEntity })

/**
 * Makes an app handle from models, as `defineApp` does from a declaration: the kind of `_id` is read from the schema.
 *
 * No connection is needed. An `_id` that is an embedded document is a composite key, of its members in the order of the schema.
 *
 * @throws {@link LatchkeyError} `INVALID_APP` for a model whose kind of id the schema does not tell, as well as for what `defineApp`
 *   refuses.
 *
 * @example
 * ```ts fragment
 * const models = { Post: { entity: Post, permissions: ['read', 'change'] } } as const
 * export const blog: MongooseApp<'blog', typeof models> = mongooseApp('blog', models)
 * ```
 */
export function mongooseApp<
  const Name extends string,
  const Models extends Readonly<Record<string, EntitySpec<MongooseEntity>>>,
  const Own extends string = never,
>(
  name: Name,
  models: Models,
  options?: { readonly permissions?: readonly Own[] },
): MongooseApp<Name, Models, Own> {
  return adapter.makeApp(name, models, options) as unknown as MongooseApp<Name, Models, Own>
}

/**
 * The filter that selects the documents of `model` which `pass` allows `permission` on.
 *
 * `Post.find(where(…))` takes it. Ids in it are as they are stored, so that it serves `aggregate` too. No document is `$in: []`; every
 * document is an empty condition.
 *
 * @param own The program's own filter: a document has to meet it as well, whichever paths it is about.
 * @throws {@link LatchkeyError} `NO_PASS`, `EMPTY_SCOPE`, `UNKNOWN_PERMISSION`, `UNKNOWN_APP` for a pass, a permission or a model that
 *   is none.
 *
 * @example
 * ```ts fragment
 * const list = find(where(verdict.pass, blog.Post, 'read', { published: true }))
 * ```
 */
export function where<Row extends object, Permission extends string, const Own extends object = never>(
  pass: Pass,
  model: SourceModelLike<Row, unknown, Permission>,
  permission: NoInfer<Permission>,
  own?: Own,
): MongooseWhere<Row, Own> {
  const { rows, source } = adapter.rowsOf(pass, model, permission)
  const groups =
    rows.kind === 'some' ? groupKeys(rows.keys) : rows.kind === 'none' ? [source.fields.map(() => [])] : []
  const alternatives = groups.map((group) =>
    Object.fromEntries(
      group.map((members, at) => {
        const field = source.fields[at]!
        return [field, { $in: members.map((member) => source.schema.path(field)!.cast(member)) }]
      }),
    ),
  )
  const ours = alternatives.length > 1 ? { $or: alternatives } : (alternatives.at(0) ?? {})
  return { $and: own === undefined ? [ours] : [own, ours] } as MongooseWhere<Row, Own>
}

// ---------------------------------------------------------------- from models

const ofType: { readonly [type: string]: IdKind | undefined } = {
  ObjectId: 'objectid',
  Number: 'int',
  Int32: 'int',
  BigInt: 'bigint',
  UUID: 'uuid',
  String: 'string',
}

function readEntity(path: string, given: { readonly [option: string]: unknown }): Declared<Source> {
  const entity = given['entity'] as Known
  if (typeof entity !== 'function' || typeof entity.schema?.path !== 'function')
    throw invalidApp(`${path} needs a model of Mongoose: { entity: Post }`)
  const { schema } = entity
  const key = readEntityKey(path, given, keyOf(schema), (name): EntityField | undefined => {
    const field = schema.path(name)
    return field && { type: field.instance, kind: ofType[field.instance] }
  })
  return {
    id: key.id,
    idField: key.idField,
    source: { schema, fields: key.fields },
    prototype: entity.prototype as object,
    fits: (member, at) => canHold(schema.path(key.fields[at]!)!, key.kinds[at]!, member),
    read: readPath,
    refuse: refuseOthers(entity, isKeptIn, refuseUnsaved),
  }
}

/** `_id`, or the members of an embedded document that stands there. */
function keyOf({ paths }: Known['schema']): string[] {
  const own = paths['_id'] as Path | undefined
  const embedded = own && (readField(own, 'schema') as Path['schema'])
  if (embedded !== undefined) return Object.keys(embedded.paths).map((name) => `_id.${name}`)
  return Object.keys(paths).filter((name) => name === '_id' || name.startsWith('_id.'))
}

/**
 * Whether a path can hold a member of a key: a UUID of no version, as all zeros, Mongoose does not cast; and what a setter of the path
 * changes in a query, as `lowercase` does, is the key of another document.
 */
function canHold(path: Path, kind: IdKind, member: SingleId): boolean {
  if (kind === 'bigint') return fitsKind(kind, member)
  try {
    return String(path.castForQuery(null, member)) === String(member)
  } catch {
    return false
  }
}

/** What stands at a path; an id of Mongoose as its text. */
function readPath(row: object, path: string): unknown {
  let value: unknown = row
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined
    value = readField(value, name)
  }
  return isId(value) ? value.toHexString() : value
}

/** An ObjectId or a UUID of the driver. */
function isId(value: unknown): value is { toHexString(): unknown } {
  return typeof value === 'object' && value !== null && typeof readField(value, 'toHexString') === 'function'
}

function refuseUnsaved(row: { readonly isNew?: unknown; $isDeleted?: () => unknown }): string | undefined {
  if (row.isNew === true) return 'a document that is not saved'
  return row.$isDeleted?.() === true ? 'a document that was deleted' : undefined
}

/** Whether a class is a discriminator of the one above it, and kept in the same collection. */
function isKeptIn(child: AnyClass, parent: AnyClass): boolean {
  const [own, above] = [child, parent] as Partial<Known>[] as [Partial<Known>, Partial<Known>]
  return (
    own.baseModelName !== undefined && own.collection !== undefined && own.collection === above.collection
  )
}
