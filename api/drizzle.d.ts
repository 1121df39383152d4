// The public interface of latchkey/drizzle, written by `npm run reference`: a change here is a change for users.
export { permitted } from 'latchkey/sql'
export interface DrizzleTable {
  readonly _: {
    readonly name: string
    readonly columns: object
    readonly inferSelect: object
  }
}
export interface DrizzleSpec {
  readonly table: DrizzleTable
  readonly id?: IdKinds
  readonly idField?: string | readonly string[]
  readonly permissions?: readonly [string, ...string[]]
}
export type DrizzleApp<Name extends string, Models, Own extends string = never> = {
  readonly [Key in keyof Models & string]: SourceModel<
    `${Name}.${Key}`,
    DrizzleId<Models[Key]>,
    DrizzleInput<Models[Key]> | RowOf<Models[Key]>,
    PermissionIn<Models[Key]>,
    Models[Key] extends {
      readonly table: infer Source
    }
      ? Source
      : never
  >
} & AppLike<Name, Own | PermissionIn<Models[keyof Models]>, never>
export function drizzleApp<
  const Name extends string,
  const Models extends Readonly<Record<string, DrizzleSpec>>,
  const Own extends string = never,
>(
  name: Name,
  models: Models,
  options?: {
    readonly permissions?: readonly Own[]
  },
): DrizzleApp<Name, Models, Own>
export function where<Permission extends string>(
  pass: Pass,
  model: SourceModelLike<DrizzleTable, unknown, Permission>,
  permission: NoInfer<Permission>,
  options?: {
    readonly table?: DrizzleTable
  },
): SQL<boolean>
// src/orm/drizzle.ts
type ColumnData<Columns, Key> = Key extends keyof Columns
  ? Columns[Key] extends {
      readonly _: {
        readonly data: infer Data
      }
    }
    ? Data
    : never
  : never
// src/orm/drizzle.ts
type ColumnsOf<Spec> = Spec extends {
  readonly table: {
    readonly _: {
      readonly columns: infer Columns
    }
  }
}
  ? Columns
  : never
// src/orm/drizzle.ts
type DataOf<Columns, Key> = Key extends readonly unknown[]
  ? {
      readonly [Index in keyof Key]: ColumnData<Columns, Key[Index]>
    }
  : ColumnData<Columns, Key>
// src/orm/drizzle.ts
type DrizzleId<Spec> = Spec extends {
  readonly id: infer Kind extends IdKinds
}
  ? IdOf<Kind>
  : DataOf<ColumnsOf<Spec>, KeyOf<Spec>>
// src/orm/drizzle.ts
type DrizzleInput<Spec> = Spec extends {
  readonly id: infer Kind extends IdKinds
}
  ? IdInput<Kind>
  : Written<DataOf<ColumnsOf<Spec>, KeyOf<Spec>>>
// src/orm/drizzle.ts
type IsPrimary<Columns, Key extends keyof Columns> = Columns[Key] extends {
  readonly _: {
    readonly isPrimaryKey: infer Primary
  }
}
  ? Primary
  : never
// src/orm/drizzle.ts
type KeyOf<Spec> = Spec extends {
  readonly idField: infer Field
}
  ? Field
  : PrimaryKey<ColumnsOf<Spec>>
// src/orm/drizzle.ts
type PrimaryKey<Columns> = 'id' extends keyof Columns
  ? IsPrimary<Columns, 'id'> extends true
    ? 'id'
    : ScanForPrimaryKey<Columns>
  : ScanForPrimaryKey<Columns>
// src/orm/drizzle.ts
type RowOf<Spec> = Spec extends {
  readonly table: {
    readonly _: {
      readonly inferSelect: infer Row
    }
  }
}
  ? Row
  : never
// src/orm/drizzle.ts
type ScanForPrimaryKey<Columns> = {
  [Key in keyof Columns]: IsPrimary<Columns, Key> extends true ? Key : never
}[keyof Columns]
// src/orm/drizzle.ts
type Textual<Data> = Data extends number | bigint ? number | bigint | string : Data
// src/orm/drizzle.ts
type Written<Data> = Data extends readonly unknown[]
  ? {
      readonly [Index in keyof Data]: Textual<Data[Index]>
    }
  : Textual<Data>
// src/orm/filter.ts
interface SourceModel<
  Path extends string,
  ObjectId,
  Input,
  Permission extends string,
  Source,
> extends Model<Path, ObjectId, Input, Permission> {
  readonly [source]: Source
}
// src/orm/filter.ts
interface SourceModelLike<Source, ObjectId, Permission extends string> extends ModelLike<
  string,
  ObjectId,
  Permission
> {
  readonly [source]: Source
}
// src/orm/filter.ts
declare const source: unique symbol
