/**
 * Prisma: an app from the types of the generated client, and tokens as its `where`.
 *
 * From `Prisma.TypeMap` to handles, and from a pass to the `where` of a query. The client does not know its keys at run time, so that the
 * kind of each id is written, and the compiler holds it against the model. No package is imported.
 *
 * @module
 */
import type { AppLike, Pass } from '../index.ts'
import { checkKey, fitsKind, invalidApp, isInteger, makeAdapter } from './filter.ts'
import type {
  Adapter,
  IdInput,
  IdKind,
  IdKinds,
  IdOf,
  Key as RowKey,
  PermissionIn,
  SingleId,
  SourceModel,
  SourceModelLike,
} from './filter.ts'

export { permitted } from './filter.ts'

// ---------------------------------------------------------------- types

/** `Prisma.TypeMap` of a generated client. */
export interface PrismaTypeMap {
  readonly model: object
}
type ModelIn<Map extends PrismaTypeMap, Name> = Name extends keyof Map['model'] ? Map['model'][Name] : never
type RowOf<Entry> = Entry extends { payload: { scalars: infer Row } } ? Row : never
type WhereOf<Entry> = Entry extends { operations: { findMany: { args: { where?: infer Where } } } }
  ? NonNullable<Where>
  : never
type KindsFor<Data> = Data extends number
  ? 'int'
  : Data extends bigint
    ? 'bigint'
    : Data extends string
      ? Exclude<IdKind, 'int' | 'bigint'>
      : never
type KindsOf<Row, Field> = Field extends readonly unknown[]
  ? { readonly [Index in keyof Field]: KindsOf<Row, Field[Index]> }
  : Field extends keyof Row
    ? KindsFor<Row[Field]>
    : never

/** What {@link prismaApp} takes for one model. */
export interface PrismaSpec {
  /** How ids are written; held against the field. */
  readonly id: IdKinds
  /** The fields of the key; default `id`. */
  readonly idField?: string | readonly string[]
  /** The names that may be granted; left out: any name. */
  readonly permissions?: readonly [string, ...string[]]
}
type FieldOf<Spec> = Spec extends { readonly idField: infer Field } ? Field : 'id'
/** What the declarations have to be for this schema. */
type Fitting<Map extends PrismaTypeMap, Models> = {
  readonly [Name in keyof Models]: { readonly id: KindsOf<RowOf<ModelIn<Map, Name>>, FieldOf<Models[Name]>> }
}
type KindOf<Spec> = Spec extends { readonly id: infer Kind extends IdKinds } ? Kind : never

/** An app of Prisma's models, by name. */
export type PrismaApp<Map extends PrismaTypeMap, Name extends string, Models, Own extends string = never> = {
  readonly [Key in keyof Models & string]: SourceModel<
    `${Name}.${Key}`,
    IdOf<KindOf<Models[Key]>>,
    IdInput<KindOf<Models[Key]>> | RowOf<ModelIn<Map, Key>>,
    PermissionIn<Models[Key]>,
    WhereOf<ModelIn<Map, Key>>
  >
} & AppLike<Name, Own | PermissionIn<Models[keyof Models]>, never>

/** Takes the name of an app and its models: see {@link prismaApp}. */
export interface DefinePrismaApp<Map extends PrismaTypeMap> {
  <
    const Name extends string,
    const Models extends Readonly<Record<string, PrismaSpec>>,
    const Own extends string = never,
  >(
    name: Name,
    models: Models & Fitting<Map, Models>,
    options?: { readonly permissions?: readonly Own[] },
  ): PrismaApp<Map, Name, Models, Own>
}

// ---------------------------------------------------------------- run time

/** Prisma throws for an integer beyond the type of its field: `Int` has 32 bits everywhere. */
const fits = (kind: IdKind, member: SingleId): boolean =>
  kind === 'int' ? isInteger(member, -(2 ** 31), 2 ** 31 - 1) : fitsKind(kind, member)

const adapter: Adapter<undefined> = /* @__PURE__ */ makeAdapter<undefined>({
  maker: 'prismaApp',
  options: [],
  read(path, { id, idField = 'id' }) {
    if (id === undefined) throw invalidApp(`${path} says the kind of its id, as in { id: 'int' }`)
    checkKey(path, id, idField)
    const kinds = [id].flat() as IdKind[]
    return {
      source: undefined,
      id: id as IdKinds,
      idField: idField as string | readonly string[],
      fits: (member, index) => fits(kinds[index]!, member),
    }
  },
})

function define(name: string, models: object, options?: object): object {
  return adapter.makeApp(name, models, options)
}

/**
 * Declares what can be granted on the models of Prisma: what `defineApp` does, with the names, ids and rows of the schema.
 *
 * @throws {@link LatchkeyError} `INVALID_APP` when a declaration is not as {@link PrismaSpec} says.
 *
 * @example
 * ```ts
 * import { prismaApp } from 'latchkey/prisma'
 *
 * // The Prisma.TypeMap of your generated client.
 * interface TypeMap {
 *   model: { Post: { payload: { scalars: { id: number; title: string } } } }
 * }
 * const blog = prismaApp<TypeMap>()('blog', { Post: { id: 'int', permissions: ['read', 'change'] } })
 * blog.Post('42').id // => 42
 * blog.Post({ id: 42, title: 'On keys' }).id // => 42
 * ```
 */
export function prismaApp<Map extends PrismaTypeMap>(): DefinePrismaApp<Map> {
  return define as DefinePrismaApp<Map>
}

/**
 * The `where` that selects the rows of `model` which `pass` allows `permission` on. Beside conditions of one's own it stands in an `AND`:
 * `where: { AND: [{ published: true }, where(pass, blog.Post, 'read')] }`.
 *
 * All rows are `{}`, none are a key in an empty list.
 *
 * @throws {@link LatchkeyError} `NO_PASS`, `EMPTY_SCOPE`, `UNKNOWN_PERMISSION`, `UNKNOWN_APP` for an argument that is none.
 *
 * @example
 * ```ts
 * import { keygen, latchkey } from 'latchkey'
 * import { prismaApp, where } from 'latchkey/prisma'
 *
 * interface TypeMap {
 *   model: { Post: { payload: { scalars: { id: number } }; operations: { findMany: { args: { where?: object } } } } }
 * }
 * const blog = prismaApp<TypeMap>()('blog', { Post: { id: 'int', permissions: ['read', 'change'] } })
 * const { scope, tokens } = latchkey({ secrets: keygen(), apps: [blog] })
 * const verdict = tokens.verify(tokens.generate(scope.accessObj(blog.Post(42), 'read')), 'authentic')
 * if (!verdict.ok) throw new Error(verdict.detail)
 *
 * where(verdict.pass, blog.Post, 'read') // => { id: { in: [42] } }
 * where(verdict.pass, blog.Post, 'change') // => { id: { in: [] } }
 * ```
 */
export function where<Where, Permission extends string>(
  pass: Pass,
  model: SourceModelLike<Where, unknown, Permission>,
  permission: NoInfer<Permission>,
): Where {
  const { rows, fields } = adapter.rowsOf(pass, model, permission)
  if (rows.kind === 'all') return {} as Where
  if (rows.kind === 'none') return { [fields[0]!]: { in: [] } } as Where
  return alternatives(fields, rows.keys) as Where
}

/** Keys that differ in one member are one condition: in the member that leaves the fewest, as each parameter counts. */
function alternatives(fields: readonly string[], keys: readonly RowKey[]): object {
  const groupings = fields.map((_field, at) =>
    Map.groupBy(keys, (key) => JSON.stringify(key.with(at, 0).map(String))),
  )
  const varying = groupings.reduce((best, { size }, at) => (size < groupings[best]!.size ? at : best), 0)
  const conditions = [...groupings[varying]!.values()].map((group) =>
    Object.fromEntries(
      fields.map((field, at) => [
        field,
        at === varying ? { in: group.map((key) => key[at]) } : group[0]![at],
      ]),
    ),
  )
  return conditions.length === 1 ? conditions[0]! : { OR: conditions }
}
