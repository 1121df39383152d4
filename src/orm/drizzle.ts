/**
 * Drizzle: an app from its tables, and tokens as filters of its queries.
 *
 * From `pgTable`, `mysqlTable` or `sqliteTable` to handles, and from a pass to a condition for `.where()`. No connection is needed.
 * The one adapter of SQL that imports its ORM: for `sql`, which puts a condition together, and for what tells a table.
 *
 * @module
 */
import { getTableColumns, getTableName, is, sql, Table } from 'drizzle-orm'
import type { Column, SQL, SQLChunk } from 'drizzle-orm'
import { LatchkeyError } from '../index.ts'
import type { AppLike, Pass } from '../index.ts'
import { conditionOf, isColumn } from './condition.ts'
import type { Dialect } from './condition.ts'
import { checkKey, invalidApp, makeAdapter, readOptions } from './filter.ts'
import type {
  Adapter,
  IdInput,
  IdKind,
  IdKinds,
  IdOf,
  Key as RowKey,
  PermissionIn,
  SourceModel,
  SourceModelLike,
} from './filter.ts'

export { permitted } from './filter.ts'

// ---------------------------------------------------------------- types

/** A table of Drizzle, as its types say it. */
export interface DrizzleTable {
  readonly _: { readonly name: string; readonly columns: object; readonly inferSelect: object }
}
/** What {@link drizzleApp} takes for one model. */
export interface DrizzleSpec {
  readonly table: DrizzleTable
  /** The kind of the id, where the column does not say it: `'uuid'` for one that is kept as text, or in a column type of your own. */
  readonly id?: IdKinds
  /** The fields of the key, where no column is the primary key by itself. */
  readonly idField?: string | readonly string[]
  /** The names that may be granted; left out: any name. */
  readonly permissions?: readonly [string, ...string[]]
}

type IsPrimary<Columns, Key extends keyof Columns> = Columns[Key] extends {
  readonly _: { readonly isPrimaryKey: infer Primary }
}
  ? Primary
  : never
/** A column named `id` first: scanning a wide table costs the compiler ten times as much. */
type PrimaryKey<Columns> = 'id' extends keyof Columns
  ? IsPrimary<Columns, 'id'> extends true
    ? 'id'
    : ScanForPrimaryKey<Columns>
  : ScanForPrimaryKey<Columns>
type ScanForPrimaryKey<Columns> = {
  [Key in keyof Columns]: IsPrimary<Columns, Key> extends true ? Key : never
}[keyof Columns]
type ColumnData<Columns, Key> = Key extends keyof Columns
  ? Columns[Key] extends { readonly _: { readonly data: infer Data } }
    ? Data
    : never
  : never
/** A column of numbers also takes their text, as a route parameter has it. */
type Textual<Data> = Data extends number | bigint ? number | bigint | string : Data
type ColumnsOf<Spec> = Spec extends { readonly table: { readonly _: { readonly columns: infer Columns } } }
  ? Columns
  : never
type RowOf<Spec> = Spec extends { readonly table: { readonly _: { readonly inferSelect: infer Row } } }
  ? Row
  : never
type KeyOf<Spec> = Spec extends { readonly idField: infer Field } ? Field : PrimaryKey<ColumnsOf<Spec>>
type DataOf<Columns, Key> = Key extends readonly unknown[]
  ? { readonly [Index in keyof Key]: ColumnData<Columns, Key[Index]> }
  : ColumnData<Columns, Key>
type DrizzleId<Spec> = Spec extends { readonly id: infer Kind extends IdKinds }
  ? IdOf<Kind>
  : DataOf<ColumnsOf<Spec>, KeyOf<Spec>>
type Written<Data> = Data extends readonly unknown[]
  ? { readonly [Index in keyof Data]: Textual<Data[Index]> }
  : Textual<Data>
type DrizzleInput<Spec> = Spec extends { readonly id: infer Kind extends IdKinds }
  ? IdInput<Kind>
  : Written<DataOf<ColumnsOf<Spec>, KeyOf<Spec>>>

/** An app of Drizzle's tables: its models by name. */
export type DrizzleApp<Name extends string, Models, Own extends string = never> = {
  readonly [Key in keyof Models & string]: SourceModel<
    `${Name}.${Key}`,
    DrizzleId<Models[Key]>,
    DrizzleInput<Models[Key]> | RowOf<Models[Key]>,
    PermissionIn<Models[Key]>,
    Models[Key] extends { readonly table: infer Source } ? Source : never
  >
} & AppLike<Name, Own | PermissionIn<Models[keyof Models]>, never>

// ---------------------------------------------------------------- run time

interface Found {
  readonly dialect: Dialect
  readonly table: Table
  /** Whether a column stores what its id is, so that it is compared as in any SQL; one of a type of its own encodes each value. */
  readonly isPlain: boolean
}

const dialects: readonly (readonly [string, Dialect])[] = [
  ['Pg', 'postgres'],
  ['MySql', 'mysql'],
  ['SQLite', 'sqlite'],
]
const integers = new Set(
  'smallint smallserial integer int serial bigint bigserial tinyint mediumint numeric decimal'.split(' '),
)
const texts = new Set('text varchar char tinytext mediumtext longtext'.split(' '))

const adapter: Adapter<Found> = /* @__PURE__ */ makeAdapter<Found>({
  maker: 'drizzleApp',
  options: ['table'],
  read(path, { table, id, idField }) {
    if (!is(table, Table)) throw invalidApp(`${path} is declared by its table, as in { table: posts }`)
    const columns = getTableColumns(table)
    const field = idField === undefined ? primaryKey(path, columns) : (idField as string | readonly string[])
    const keys = [field].flat().map((name) => {
      if (!Object.hasOwn(columns, name))
        throw invalidApp(`the table of ${path} has no column for its idField`)
      return columns[name]!
    })
    const kinds = keys.map(kindOf)
    if (id === undefined && kinds.includes(undefined))
      throw invalidApp(`a column of the key of ${path} does not say which kind of id it holds: say { id: … }`)
    const inferred = kinds.length === 1 ? kinds[0]! : kinds
    checkKey(path, id === undefined ? inferred : id, field)
    const dialect = dialectOf(path, keys[0]!)
    return {
      source: { dialect, table, isPlain: !kinds.includes(undefined) },
      id: (id === undefined ? inferred : id) as IdKinds,
      idField: field,
      ...(dialect === 'mysql' ? { fits: () => true } : {}),
      refuse(row) {
        const lacking = Object.keys(columns).find((name) => !Object.hasOwn(row, name))
        return lacking && `a row without ${lacking}, of another model or in part: give the id alone`
      },
    }
  },
})

function primaryKey(path: string, columns: Readonly<Record<string, Column>>): string {
  const [first, ...others] = Object.keys(columns).filter((name) => columns[name]!.primary)
  if (first === undefined || others.length > 0)
    throw invalidApp(`the table of ${path} has no column that is its primary key: say { idField: [… ] }`)
  return first
}

function kindOf(column: Column): IdKind | undefined {
  // PostgreSQL pads a char, and takes the padding away where it becomes a text.
  if (column.columnType.endsWith('CustomColumn') || column.columnType === 'PgChar') return undefined
  const type = column.getSQLType().toLowerCase().split('(')[0]!.split(' ')[0]!
  // Drizzle 0.45 says 'number', 1.0 'number int32'.
  const data = column.dataType.split(' ')[0]
  if (type === 'uuid') return 'uuid'
  if (texts.has(type)) return data === 'string' ? 'string' : undefined
  if (!integers.has(type)) return undefined
  if (data === 'bigint') return 'bigint'
  return data === 'number' && type !== 'numeric' && type !== 'decimal' ? 'int' : undefined
}

function dialectOf(path: string, column: Column): Dialect {
  const found = dialects.find(([prefix]) => column.columnType.startsWith(prefix))
  if (found === undefined) throw invalidApp(`the table of ${path} is none of PostgreSQL, MySQL or SQLite`)
  return found[1]
}

/**
 * Declares what can be granted on the tables of Drizzle: what `defineApp` does, with the ids and rows of the tables.
 *
 * The key is the column that is the primary key; `idField` names the columns of a composite one. A row is a whole one.
 *
 * @throws {@link LatchkeyError} `INVALID_APP` when a table does not say what its key is, or a declaration is not as {@link DrizzleSpec} says.
 *
 * @example
 * ```ts
 * import { drizzleApp } from 'latchkey/drizzle'
 * import { integer, pgTable, text } from 'drizzle-orm/pg-core'
 *
 * const posts = pgTable('posts', { id: integer().primaryKey(), title: text().notNull() })
 * const blog = drizzleApp('blog', { posts: { table: posts, permissions: ['read', 'change'] } })
 * blog.posts('42').id // => 42
 * blog.posts({ id: 42, title: 'On keys' }).id // => 42
 * ```
 */
export function drizzleApp<
  const Name extends string,
  const Models extends Readonly<Record<string, DrizzleSpec>>,
  const Own extends string = never,
>(
  name: Name,
  models: Models,
  options?: { readonly permissions?: readonly Own[] },
): DrizzleApp<Name, Models, Own> {
  return adapter.makeApp(name, models, options) as DrizzleApp<Name, Models, Own>
}

/**
 * The condition that selects the rows of `model` which `pass` allows `permission` on, for `.where()`, `and()` and relational queries.
 *
 * It is always a condition, never `undefined`: all rows are `1 = 1`, none are `1 = 0`.
 *
 * @param options `table`: the alias of the table in this query, from `alias(posts, 'p')`.
 * @throws {@link LatchkeyError} `NO_PASS`, `EMPTY_SCOPE`, `UNKNOWN_PERMISSION`, `UNKNOWN_APP` for an argument that is none.
 *
 * @example
 * ```ts
 * import { keygen, latchkey } from 'latchkey'
 * import { drizzleApp, where } from 'latchkey/drizzle'
 * import { and, eq } from 'drizzle-orm'
 * import { drizzle } from 'drizzle-orm/mysql-proxy'
 * import { boolean, int, mysqlTable } from 'drizzle-orm/mysql-core'
 *
 * const posts = mysqlTable('posts', { id: int().primaryKey(), published: boolean() })
 * const blog = drizzleApp('blog', { posts: { table: posts, permissions: ['read'] } })
 * const { scope, tokens } = latchkey({ secrets: keygen(), apps: [blog] })
 * const verdict = tokens.verify(tokens.generate(scope.accessModel(blog.posts, 'read')), 'authentic')
 * if (!verdict.ok) throw new Error(verdict.detail)
 *
 * const database = drizzle(async () => ({ rows: [] })) // your own
 * const mine = and(eq(posts.published, true), where(verdict.pass, blog.posts, 'read'))
 * await database.select().from(posts).where(mine) // => []
 * ```
 */
export function where<Permission extends string>(
  pass: Pass,
  model: SourceModelLike<DrizzleTable, unknown, Permission>,
  permission: NoInfer<Permission>,
  options?: { readonly table?: DrizzleTable },
): SQL<boolean> {
  const { rows, kinds, fields, source } = adapter.rowsOf(pass, model, permission)
  const columns = getTableColumns(aliasOf(source.table, options))
  const keys = fields.map((field) => columns[field]!)
  if (rows.kind === 'some' && !source.isPlain) return encoded(rows.keys, keys, source.dialect)
  const chunks = conditionOf({ rows, kinds }, source.dialect).map((piece) => {
    if (typeof piece === 'string') return sql.raw(piece)
    return isColumn(piece) ? keys[piece.column]! : sql.param(piece.value)
  })
  return sql.join(chunks) as SQL<boolean>
}

const originalName = /* @__PURE__ */ Symbol.for('drizzle:OriginalName')

/** The table as it is called in the query. */
function aliasOf(own: Table, options: object | undefined): Table {
  const { table = own } = readOptions(options, ['table'], 'where()')
  if (!is(table, Table) || Reflect.get(table, originalName) !== Reflect.get(own, originalName))
    throw new LatchkeyError('INVALID_OPTION', `table is an alias of ${getTableName(own)}, or left out`)
  return table
}

/** A column of a type of its own encodes each value, and is compared by its own equality. */
function encoded(keys: readonly RowKey[], columns: readonly Column[], dialect: Dialect): SQL<boolean> {
  const rows = keys.map((key) => tuple(key.map((member, at) => sql.param(member, columns[at]))))
  const list = sql.join(rows, sql`, `)
  return columns.length > 1 && dialect === 'sqlite'
    ? sql`(${tuple(columns)} in (values ${list}))`
    : sql`(${tuple(columns)} in (${list}))`
}

function tuple(members: readonly SQLChunk[]): SQLChunk {
  return members.length === 1 ? members[0]! : sql`(${sql.join([...members], sql`, `)})`
}
