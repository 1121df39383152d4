/**
 * Models from Sequelize, and tokens as its filters: `latchkey/sequelize`.
 *
 * From models that `init` has run for to an app handle, without a query. From a pass to a `where`, whose one key is `Op.and`: beside a
 * default scope, and spread beside a user's own condition, nothing of it is replaced. No package is imported: `Op` are known symbols.
 *
 * @module
 */
import type { Pass } from '../index.ts'
import { groupKeys, readEntityKey, refuseOthers } from './entity.ts'
import type { AnyClass, EntityApp, EntityField, EntitySpec } from './entity.ts'
import { invalidApp, makeAdapter, readField } from './filter.ts'
import type { Declared, IdKind, SingleId, SourceModelLike } from './filter.ts'

export { permitted } from './filter.ts'

/** What is asked of a model of Sequelize. */
export interface SequelizeEntity {
  new (...values: never[]): object
  readonly name: string
  readonly primaryKeyAttributes: readonly string[]
}
/** What the run time finds in a model that `init` has run for. */
interface Known extends SequelizeEntity {
  readonly rawAttributes: { readonly [name: string]: { readonly type?: { readonly key?: unknown } } }
  readonly options: { readonly paranoid?: boolean }
  readonly sequelize?: Connection
  getTableName(): unknown
  addHook(hook: 'afterDestroy', name: string, run: (row: object, options?: { force?: boolean }) => void): void
}
interface Connection {
  getDialect(): string
  readonly constructor: { cast(value: unknown, type: string): unknown }
}

/** An app handle of models of Sequelize. */
export type SequelizeApp<
  Name extends string,
  Models extends Readonly<Record<string, EntitySpec<SequelizeEntity>>>,
  Own extends string = never,
> = EntityApp<Name, Models, { [Named in keyof Models]: InstanceType<Models[Named]['entity']> }, Own>

/** A condition on the attributes of a row, as Sequelize's `where` takes it. */
export type SequelizeWhere<Row> = Row extends { _attributes: infer Attributes } ? Partial<Attributes> : object

// Sequelize's own Op.and, Op.or and Op.in.
const and: unique symbol = Symbol.for('and')
const or: unique symbol = Symbol.for('or')
const isIn: unique symbol = Symbol.for('in')

interface Source {
  readonly entity: Known
  readonly fields: readonly string[]
  readonly kinds: readonly IdKind[]
}

const adapter = makeAdapter<Source>({ maker: 'sequelizeApp', options: ['entity'], read: readEntity })

/**
 * Makes an app handle from models, as `defineApp` does from a declaration: names of keys and kinds of ids are read from Sequelize.
 *
 * `init` has run for the models; no connection is needed. A hook on each notes which instances were deleted. A composite key whose
 * fields are named by `idField` has its types too.
 *
 * @throws {@link LatchkeyError} `INVALID_APP` for a model whose key or kind of id Sequelize does not tell, as well as for what
 *   `defineApp` refuses.
 *
 * @example
 * ```ts fragment
 * const models = { Post: { entity: Post, permissions: ['read', 'change'] } } as const
 * export const blog: SequelizeApp<'blog', typeof models> = sequelizeApp('blog', models)
 * ```
 */
export function sequelizeApp<
  const Name extends string,
  const Models extends Readonly<Record<string, EntitySpec<SequelizeEntity>>>,
  const Own extends string = never,
>(
  name: Name,
  models: Models,
  options?: { readonly permissions?: readonly Own[] },
): SequelizeApp<Name, Models, Own> {
  return adapter.makeApp(name, models, options) as unknown as SequelizeApp<Name, Models, Own>
}

/**
 * The `where` that selects the rows of `model` which `pass` allows `permission` on.
 *
 * No row is `id in ()`, which Sequelize writes as `IN (NULL)`, and stays no row when it is negated; every row is an empty condition.
 *
 * @param own The program's own `where`: a row has to meet it as well, whichever attributes it is about.
 * @throws {@link LatchkeyError} `NO_PASS`, `EMPTY_SCOPE`, `UNKNOWN_PERMISSION`, `UNKNOWN_APP` for a pass, a permission or a model that
 *   is none.
 *
 * @example
 * ```ts fragment
 * const list = await Post.findAll({ where: where(verdict.pass, blog.Post, 'read', { published: true }) })
 * ```
 */
export function where<Row extends object, Permission extends string>(
  pass: Pass,
  model: SourceModelLike<Row, unknown, Permission>,
  permission: NoInfer<Permission>,
  own: object = {},
): SequelizeWhere<Row> {
  const { rows, source } = adapter.rowsOf(pass, model, permission)
  const groups =
    rows.kind === 'some' ? groupKeys(rows.keys) : rows.kind === 'none' ? [source.fields.map(() => [])] : []
  const alternatives = groups.map((group) =>
    Object.fromEntries(
      group.map((members, at) => [source.fields[at]!, { [and]: isOneOf(source, at, members) }]),
    ),
  )
  const ours = alternatives.length > 1 ? { [or]: alternatives } : (alternatives.at(0) ?? {})
  // The inner list stands in parentheses: a literal with an `or` in it would widen the outer one.
  return { [and]: [{ [and]: [own] }, ours] } as SequelizeWhere<Row>
}

/** `attribute in (…)`; in MySQL and MariaDB once more byte by byte, since collations take texts for one another. */
function isOneOf({ entity, kinds }: Source, at: number, members: readonly SingleId[]): object[] {
  const found = { [isIn]: members }
  const { sequelize } = entity
  if (kinds[at] !== 'string' || sequelize === undefined) return [found]
  if (sequelize.getDialect() !== 'mysql' && sequelize.getDialect() !== 'mariadb') return [found]
  return [found, { [isIn]: members.map((member) => sequelize.constructor.cast(member, 'binary')) }]
}

// ---------------------------------------------------------------- from models

const ofType: { readonly [type: string]: IdKind | undefined } = {
  TINYINT: 'int',
  SMALLINT: 'int',
  MEDIUMINT: 'int',
  INTEGER: 'int',
  BIGINT: 'bigint',
  UUID: 'uuid',
  STRING: 'string',
  TEXT: 'string',
}

function readEntity(path: string, given: { readonly [option: string]: unknown }): Declared<Source> {
  const entity = given['entity'] as Known
  if (typeof entity !== 'function' || typeof entity.rawAttributes !== 'object')
    throw invalidApp(`${path} needs a model of Sequelize that init() has run for: { entity: Post }`)
  const key = readEntityKey(path, given, entity.primaryKeyAttributes, (name): EntityField | undefined => {
    if (!Object.hasOwn(entity.rawAttributes, name)) return undefined
    const type = String(entity.rawAttributes[name]!.type?.key)
    return { type, kind: ofType[type] }
  })
  noteDeleted(entity)
  return {
    id: key.id,
    idField: key.idField,
    source: { entity, fields: key.fields, kinds: key.kinds },
    prototype: entity.prototype as object,
    refuse: refuseOthers(entity, isKeptIn, refuseUnsaved),
    // Drivers give an integer of 64 bits as text.
    present: (member) => (typeof member === 'bigint' ? String(member) : member),
  }
}

const noted = new WeakSet<object>()
const deleted = new WeakSet<object>()

/** Sequelize says of no instance that its row was deleted. */
function noteDeleted(entity: Known): void {
  if (noted.has(entity)) return
  noted.add(entity)
  entity.addHook('afterDestroy', 'latchkey', (row, options) => {
    // What is only marked as deleted can still be read and restored.
    if (readField(entity.options, 'paranoid') !== true || (options && readField(options, 'force') === true))
      deleted.add(row)
  })
}

function refuseUnsaved(row: { readonly isNewRecord?: unknown }): string | undefined {
  if (row.isNewRecord === true) return 'an instance that is not saved'
  return deleted.has(row) ? 'an instance that was deleted' : undefined
}

/** Whether a class is kept in the table of the one above it: a model with a scope is a class below its model. */
function isKeptIn(child: AnyClass, parent: AnyClass): boolean {
  const [one, other] = [child, parent] as Partial<Known>[] as [Partial<Known>, Partial<Known>]
  if (one.sequelize === undefined || one.sequelize !== other.sequelize) return false
  const [own, above] = [tableOf(one), tableOf(other)]
  return own.every((part, at) => part === above[at])
}

/** The schema and the name of its table. */
function tableOf(entity: Partial<Known>): readonly [schema: unknown, name: unknown] {
  const table = entity.getTableName?.()
  if (typeof table !== 'object' || table === null) return ['', table]
  return [readField(table, 'schema'), readField(table, 'tableName')]
}
