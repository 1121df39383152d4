// The public interface of latchkey/kysely, written by `npm run reference`: a change here is a change for users.
export { permitted } from 'latchkey/sql'
export { Dialect } from 'latchkey/sql'
export interface KyselySpec<Database> {
  readonly table?: keyof Database & string
  readonly id: IdKinds
  readonly idField?: string | readonly string[]
  readonly permissions?: readonly [string, ...string[]]
}
export type KyselyApp<Database, Name extends string, Models, Own extends string = never> = {
  readonly [Key in keyof Models & string]: SourceModel<
    `${Name}.${Key}`,
    IdOf<KindOf<Models[Key]>>,
    IdInput<KindOf<Models[Key]>> | RowOf<TableOf<Database, Key, Models[Key]>>,
    PermissionIn<Models[Key]>,
    KyselySource
  >
} & AppLike<Name, Own | PermissionIn<Models[keyof Models]>, never>
export interface KyselySource {
  readonly library: 'kysely'
}
export interface Condition {
  readonly expressionType: boolean | undefined
  toOperationNode(): {
    readonly kind: 'RawNode'
  }
}
export interface DefineKyselyApp<Database> {
  <
    const Name extends string,
    const Models extends Readonly<Record<string, KyselySpec<Database>>>,
    const Own extends string = never,
  >(
    name: Name,
    models: Models & Fitting<Database, Models>,
    options?: {
      readonly permissions?: readonly Own[]
    },
  ): KyselyApp<Database, Name, Models, Own>
}
export function kyselyApp<Database>(dialect: Dialect): DefineKyselyApp<Database>
export function where<Permission extends string>(
  pass: Pass,
  model: SourceModelLike<KyselySource, unknown, Permission>,
  permission: NoInfer<Permission>,
  options?: {
    readonly table?: string
  },
): Condition
// src/orm/kysely.ts
type FieldOf<Spec> = Spec extends {
  readonly idField: infer Field
}
  ? Field
  : 'id'
// src/orm/kysely.ts
type Fitting<Database, Models> = {
  readonly [Name in keyof Models]: {
    readonly id: KindsOf<RowOf<TableOf<Database, Name, Models[Name]>>, FieldOf<Models[Name]>>
  }
}
// src/orm/kysely.ts
type KindOf<Spec> = Spec extends {
  readonly id: infer Kind extends IdKinds
}
  ? Kind
  : never
// src/orm/kysely.ts
type KindsFor<Data> = Data extends number
  ? 'int' | 'bigint'
  : Data extends bigint
    ? 'bigint'
    : Data extends string
      ? Exclude<IdKind, 'int'>
      : IdKind
// src/orm/kysely.ts
type KindsOf<Row, Field> = Field extends readonly unknown[]
  ? {
      readonly [Index in keyof Field]: KindsOf<Row, Field[Index]>
    }
  : Field extends keyof Row
    ? KindsFor<Row[Field]>
    : never
// src/orm/kysely.ts
type RowOf<Table> = {
  readonly [Field in keyof Table]: Selected<Table[Field]>
}
// src/orm/kysely.ts
type Selected<Column> = Column extends {
  readonly __select__: infer Data
}
  ? Data
  : Column
// src/orm/kysely.ts
type TableOf<Database, Name, Spec> = Spec extends {
  readonly table: infer Table extends keyof Database
}
  ? Database[Table]
  : Name extends keyof Database
    ? Database[Name]
    : never
