/**
 * Kysely: an app from the interface of its database, and tokens as filters of its queries.
 *
 * From `Kysely<Database>`'s own `Database` to handles, and from a pass to an expression for `.where()`. That interface is nothing at run
 * time, so that the kind of each id is written, and the compiler holds it against the column. No package is imported.
 *
 * @module
 */
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
  PermissionIn,
  SourceModel,
  SourceModelLike,
} from './filter.ts'

export { permitted } from './filter.ts'
export type { Dialect }

// ---------------------------------------------------------------- types

/** A column as a query gives it: `Generated<number>` is a number. */
type Selected<Column> = Column extends { readonly __select__: infer Data } ? Data : Column
/** A row as a query gives it. */
type RowOf<Table> = { readonly [Field in keyof Table]: Selected<Table[Field]> }
/** The kinds that fit a column; some drivers give an integer of 64 bits as text. */
type KindsFor<Data> = Data extends number
  ? 'int' | 'bigint'
  : Data extends bigint
    ? 'bigint'
    : Data extends string
      ? 'uuid' | 'string' | 'objectid' | 'bigint'
      : IdKind
type KindsOf<Row, Field> = Field extends readonly unknown[]
  ? { readonly [Index in keyof Field]: KindsOf<Row, Field[Index]> }
  : Field extends keyof Row
    ? KindsFor<Row[Field]>
    : never

/** What {@link kyselyApp} takes for one table. */
export interface KyselySpec<Database> {
  /** The table, where the model is named otherwise. */
  readonly table?: keyof Database & string
  /** How ids are written; held against the column. */
  readonly id: IdKinds
  /** The columns of the key; default `id`. */
  readonly idField?: string | readonly string[]
  /** The names that may be granted; left out: any name. */
  readonly permissions?: readonly [string, ...string[]]
}
type TableOf<Database, Name, Spec> = Spec extends { readonly table: infer Table extends keyof Database }
  ? Database[Table]
  : Name extends keyof Database
    ? Database[Name]
    : never
type FieldOf<Spec> = Spec extends { readonly idField: infer Field } ? Field : 'id'
/** What the declarations have to be for this database. */
type Fitting<Database, Models> = {
  readonly [Name in keyof Models]: {
    readonly id: KindsOf<RowOf<TableOf<Database, Name, Models[Name]>>, FieldOf<Models[Name]>>
  }
}
type KindOf<Spec> = Spec extends { readonly id: infer Kind extends IdKinds } ? Kind : never

/** An app of Kysely's tables: its models by name. */
export type KyselyApp<Database, Name extends string, Models, Own extends string = never> = {
  readonly [Key in keyof Models & string]: SourceModel<
    `${Name}.${Key}`,
    IdOf<KindOf<Models[Key]>>,
    IdInput<KindOf<Models[Key]>> | RowOf<TableOf<Database, Key, Models[Key]>>,
    PermissionIn<Models[Key]>,
    KyselySource
  >
} & AppLike<Name, Own | PermissionIn<Models[keyof Models]>, never>

/** Marks, in types, the models of Kysely. */
export interface KyselySource {
  readonly library: 'kysely'
}
/** An expression of Kysely, for `.where()`, `eb.and()` and wherever else one stands. */
export interface Condition {
  readonly expressionType: boolean | undefined
  toOperationNode(): { readonly kind: 'RawNode' }
}

// ---------------------------------------------------------------- run time

interface Found {
  readonly dialect: Dialect
  readonly table: string
}

const adapter: Adapter<Found> = /* @__PURE__ */ makeAdapter<Found>({
  maker: 'kyselyApp',
  options: ['table'],
  read(path, { table = path.slice(path.indexOf('.') + 1), id, idField = 'id' }, dialect) {
    if (id === undefined) throw invalidApp(`${path} says the kind of its id, as in { id: 'int' }`)
    checkKey(path, id, idField)
    return {
      source: { dialect: dialect as Dialect, table: readTable(table) },
      id: id as IdKinds,
      idField: idField as string | readonly string[],
      ...(dialect === 'mysql' ? { fits: () => true } : {}),
    }
  },
})

/** Takes the name of an app and its models: see {@link kyselyApp}. */
export interface DefineKyselyApp<Database> {
  <
    const Name extends string,
    const Models extends Readonly<Record<string, KyselySpec<Database>>>,
    const Own extends string = never,
  >(
    name: Name,
    models: Models & Fitting<Database, Models>,
    options?: { readonly permissions?: readonly Own[] },
  ): KyselyApp<Database, Name, Models, Own>
}

/**
 * Declares what can be granted on the tables of Kysely: what `defineApp` does, with the tables, columns and rows of `Database`.
 *
 * @param dialect How filters are written: `'postgres'`, `'mysql'`, which is MariaDB too, or `'sqlite'`.
 * @throws {@link LatchkeyError} `INVALID_OPTION` for a dialect that is none; `INVALID_APP` when a declaration is not as
 *   {@link KyselySpec} says.
 *
 * @example
 * ```ts
 * import { kyselyApp } from 'latchkey/kysely'
 *
 * interface Database {
 *   posts: { id: number; title: string }
 * }
 * const blog = kyselyApp<Database>('postgres')('blog', { posts: { id: 'int', permissions: ['read', 'change'] } })
 * blog.posts('42').id // => 42
 * blog.posts({ id: 42, title: 'On keys' }).id // => 42
 * ```
 */
export function kyselyApp<Database>(dialect: Dialect): DefineKyselyApp<Database> {
  if (dialect !== 'postgres' && dialect !== 'mysql' && dialect !== 'sqlite')
    throw new LatchkeyError('INVALID_OPTION', "the dialect is 'postgres', 'mysql' or 'sqlite'")
  const define = (name: string, models: object, options?: object): object =>
    adapter.makeApp(name, models, options, dialect)
  return define as DefineKyselyApp<Database>
}

/**
 * The expression that selects the rows of `model` which `pass` allows `permission` on, for `.where()`.
 *
 * It is always an expression: all rows are `1 = 1`, none are `1 = 0`. An empty `in` is an error in PostgreSQL.
 *
 * @param options `table`: the alias of the table in this query.
 * @throws {@link LatchkeyError} `NO_PASS`, `EMPTY_SCOPE`, `UNKNOWN_PERMISSION`, `UNKNOWN_APP` for an argument that is none.
 *
 * @example
 * ```ts
 * import { keygen, latchkey } from 'latchkey'
 * import { kyselyApp, where } from 'latchkey/kysely'
 *
 * const blog = kyselyApp<{ posts: { id: number } }>('sqlite')('blog', { posts: { id: 'int', permissions: ['read'] } })
 * const { scope, tokens } = latchkey({ secrets: keygen(), apps: [blog] })
 * const verdict = tokens.verify(tokens.generate(scope.accessObj(blog.posts(42), 'read')), 'authentic')
 * if (!verdict.ok) throw new Error(verdict.detail)
 *
 * const mine = where(verdict.pass, blog.posts, 'read')
 * mine.toOperationNode().kind // => 'RawNode'
 * // database.selectFrom('posts').selectAll().where(mine)
 * ```
 */
export function where<Permission extends string>(
  pass: Pass,
  model: SourceModelLike<KyselySource, unknown, Permission>,
  permission: NoInfer<Permission>,
  options?: { readonly table?: string },
): Condition {
  const { rows, kinds, fields, source } = adapter.rowsOf(pass, model, permission)
  const table = readTable(readOptions(options, ['table'], 'where()').table ?? source.table)
  const fragments = ['']
  const parameters: object[] = []
  for (const piece of conditionOf({ rows, kinds }, source.dialect)) {
    if (typeof piece === 'string') fragments.push(`${fragments.pop()!}${piece}`)
    else {
      parameters.push(
        isColumn(piece)
          ? columnNode(table, fields[piece.column]!)
          : { kind: 'ValueNode', value: piece.value },
      )
      fragments.push('')
    }
  }
  const node = Object.freeze({ kind: 'RawNode', sqlFragments: fragments, parameters })
  return Object.freeze({ expressionType: undefined, toOperationNode: () => node })
}

/** As Kysely's parser makes it, so that its plugins find the names: `camelCase` for one. */
function columnNode(table: string, column: string): object {
  const [name, schema] = table.split('.').toReversed()
  const path = { kind: 'SchemableIdentifierNode', identifier: identifier(name!) }
  return {
    kind: 'ReferenceNode',
    column: { kind: 'ColumnNode', column: identifier(column) },
    table: {
      kind: 'TableNode',
      table: schema === undefined ? path : { ...path, schema: identifier(schema) },
    },
  }
}

function identifier(name: string): object {
  return { kind: 'IdentifierNode', name }
}

function readTable(table: unknown): string {
  if (typeof table !== 'string' || table === '')
    throw new LatchkeyError('INVALID_OPTION', 'table is the name of a table in the database')
  return table
}
