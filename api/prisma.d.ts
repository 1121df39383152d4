// The public interface of latchkey/prisma, written by `npm run reference`: a change here is a change for users.
export { permitted } from 'latchkey/sql'
export interface PrismaTypeMap {
  readonly model: object
}
export interface PrismaSpec {
  readonly id: IdKinds
  readonly idField?: string | readonly string[]
  readonly permissions?: readonly [string, ...string[]]
}
export type PrismaApp<Map extends PrismaTypeMap, Name extends string, Models, Own extends string = never> = {
  readonly [Key in keyof Models & string]: SourceModel<
    `${Name}.${Key}`,
    IdOf<KindOf<Models[Key]>>,
    IdInput<KindOf<Models[Key]>> | RowOf<ModelIn<Map, Key>>,
    PermissionIn<Models[Key]>,
    WhereOf<ModelIn<Map, Key>>
  >
} & AppLike<Name, Own | PermissionIn<Models[keyof Models]>, never>
export interface DefinePrismaApp<Map extends PrismaTypeMap> {
  <
    const Name extends string,
    const Models extends Readonly<Record<string, PrismaSpec>>,
    const Own extends string = never,
  >(
    name: Name,
    models: Models & Fitting<Map, Models>,
    options?: {
      readonly permissions?: readonly Own[]
    },
  ): PrismaApp<Map, Name, Models, Own>
}
export function prismaApp<Map extends PrismaTypeMap>(): DefinePrismaApp<Map>
export function where<Where, Permission extends string>(
  pass: Pass,
  model: SourceModelLike<Where, unknown, Permission>,
  permission: NoInfer<Permission>,
): Where
// src/orm/prisma.ts
type FieldOf<Spec> = Spec extends {
  readonly idField: infer Field
}
  ? Field
  : 'id'
// src/orm/prisma.ts
type Fitting<Map extends PrismaTypeMap, Models> = {
  readonly [Name in keyof Models]: {
    readonly id: KindsOf<RowOf<ModelIn<Map, Name>>, FieldOf<Models[Name]>>
  }
}
// src/orm/prisma.ts
type KindOf<Spec> = Spec extends {
  readonly id: infer Kind extends IdKinds
}
  ? Kind
  : never
// src/orm/prisma.ts
type KindsFor<Data> = Data extends number
  ? 'int'
  : Data extends bigint
    ? 'bigint'
    : Data extends string
      ? Exclude<IdKind, 'int' | 'bigint'>
      : never
// src/orm/prisma.ts
type KindsOf<Row, Field> = Field extends readonly unknown[]
  ? {
      readonly [Index in keyof Field]: KindsOf<Row, Field[Index]>
    }
  : Field extends keyof Row
    ? KindsFor<Row[Field]>
    : never
// src/orm/prisma.ts
type ModelIn<Map extends PrismaTypeMap, Name> = Name extends keyof Map['model'] ? Map['model'][Name] : never
// src/orm/prisma.ts
type RowOf<Entry> = Entry extends {
  payload: {
    scalars: infer Row
  }
}
  ? Row
  : never
// src/orm/prisma.ts
type WhereOf<Entry> = Entry extends {
  operations: {
    findMany: {
      args: {
        where?: infer Where
      }
    }
  }
}
  ? NonNullable<Where>
  : never
