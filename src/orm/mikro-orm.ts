/**
 * Models from MikroORM, and tokens as its filters: `latchkey/mikro-orm`.
 *
 * From entities to an app handle, without a connection: keys and types are read from what decorators or a schema say. From a pass to a
 * filter whose one key is `$and`. No package is imported: metadata is found under the symbols that MikroORM registers for it.
 *
 * @module
 */
import type { Pass } from '../index.ts'
import { groupKeys } from './entity.ts'
import type { AnyClass, EntityApp, EntitySpec } from './entity.ts'
import { makeAdapter, readField } from './filter.ts'
import type { SingleId, SourceModelLike } from './filter.ts'
import { isPlatform, readEntity } from './mikro-orm-entity.ts'
import type { Source } from './mikro-orm-entity.ts'

export { permitted } from './filter.ts'

/** A class of an entity, or a schema of `defineEntity()` or `new EntitySchema()`. */
export type MikroOrmEntity = AnyClass | { readonly meta: object }
type RowOf<Entity> = Entity extends { readonly '~entity': infer Row }
  ? Row & object
  : Entity extends AnyClass
    ? InstanceType<Entity>
    : never

/** An app handle of entities of MikroORM. */
export type MikroOrmApp<
  Name extends string,
  Models extends Readonly<Record<string, EntitySpec<MikroOrmEntity>>>,
  Own extends string = never,
> = EntityApp<Name, Models, { [Named in keyof Models]: RowOf<Models[Named]['entity']> }, Own>

/** A filter of MikroORM: the program's own one, and one on the key. */
export interface MikroOrmWhere<Row, Own = never> {
  $and: (Own | KeyCondition<Row>)[]
}
type KeyCondition<Row> = Row extends { id: infer Id }
  ? { id?: { $in: Id[] } }
  : Row extends { _id: infer Id }
    ? { _id?: { $in: Id[] } }
    : object

const adapter = makeAdapter<Source>({ maker: 'mikroOrmApp', options: ['entity'], read: readEntity })

/**
 * Makes an app handle from entities, as `defineApp` does from a declaration: names of keys and kinds of ids are read from MikroORM.
 *
 * `MikroORM.init` need not have run. A composite key whose fields are named by `idField` has its types too.
 *
 * @throws {@link LatchkeyError} `INVALID_APP` for an entity whose key or kind of id MikroORM does not tell, as well as for what
 *   `defineApp` refuses.
 *
 * @example
 * ```ts fragment
 * const models = { Post: { entity: Post, permissions: ['read', 'change'] } } as const
 * export const blog: MikroOrmApp<'blog', typeof models> = mikroOrmApp('blog', models)
 * ```
 */
export function mikroOrmApp<
  const Name extends string,
  const Models extends Readonly<Record<string, EntitySpec<MikroOrmEntity>>>,
  const Own extends string = never,
>(
  name: Name,
  models: Models,
  options?: { readonly permissions?: readonly Own[] },
): MikroOrmApp<Name, Models, Own> {
  return adapter.makeApp(name, models, options) as unknown as MikroOrmApp<Name, Models, Own>
}

/**
 * The filter that selects the rows of `model` which `pass` allows `permission` on.
 *
 * No row is `$in: []`; every row is an empty condition.
 *
 * @param own The program's own filter: a row has to meet it as well, whichever properties it is about.
 * @throws {@link LatchkeyError} `NO_PASS`, `EMPTY_SCOPE`, `UNKNOWN_PERMISSION`, `UNKNOWN_APP` for a pass, a permission or a model that
 *   is none.
 *
 * @example
 * ```ts fragment
 * const list = await em.find(Post, where(verdict.pass, blog.Post, 'read', { published: true }))
 * ```
 */
export function where<Row extends object, Permission extends string, const Own extends object = never>(
  pass: Pass,
  model: SourceModelLike<Row, unknown, Permission>,
  permission: NoInfer<Permission>,
  own?: Own,
): MikroOrmWhere<Row, Own> {
  const { rows, source } = adapter.rowsOf(pass, model, permission)
  const groups =
    rows.kind === 'some' ? groupKeys(rows.keys) : rows.kind === 'none' ? [source.fields.map(() => [])] : []
  const alternatives = groups.map((group) => ({
    $and: group.flatMap((members, at) => oneOf(source, at, members)),
  }))
  // MikroORM writes SQL of the program as it is, and an `or` in it would widen the list; twice negated it stands in parentheses.
  const theirs = own !== undefined && hasSql(own) ? { $not: { $not: own } } : (own ?? {})
  const ours = alternatives.length > 1 ? { $or: alternatives } : (alternatives.at(0) ?? {})
  return { $and: [theirs, ours] } as MikroOrmWhere<Row, Own>
}

/** Whether a fragment of `raw()` is in a condition, as a value or as a key, which is a symbol then. */
function hasSql(condition: unknown): boolean {
  if (typeof condition !== 'object' || condition === null) return false
  if (
    readField(condition, '__mikroOrmRawFragment') !== undefined ||
    Object.getOwnPropertySymbols(condition).length > 0
  )
    return true
  return Object.values(condition).some(hasSql)
}

/** `property in (…)`; in MySQL and MariaDB once more byte by byte, since collations take texts for one another. */
function oneOf({ target, fields, kinds }: Source, at: number, members: readonly SingleId[]): object[] {
  const field = fields[at]!
  const found = { [field]: { $in: members } }
  if (kinds[at] !== 'string' || !isPlatform(target, 'MySqlPlatform')) return [found]
  return [found, { [field]: { $in: members.map(asBytes) } }]
}

/** What MikroORM's `raw()` makes, known to every copy of MikroORM by its prototype. */
function asBytes(member: SingleId): object {
  const fragment = Object.create(rawFragment) as { sql: string; params: readonly SingleId[] }
  fragment.sql = 'cast(? as binary)'
  fragment.params = [member]
  return fragment
}
const rawFragment: object = /* @__PURE__ */ Object.freeze(
  /* @__PURE__ */ Object.assign(/* @__PURE__ */ Object.create(null) as object, {
    __mikroOrmRawFragment: true,
  }),
)
