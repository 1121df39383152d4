// The public interface of latchkey/typeorm, written by `npm run reference`: a change here is a change for users.
export { permitted } from 'latchkey/sql'
export type TypeormEntity = AnyClass | EntitySchema<object>
export type TypeormApp<
  Name extends string,
  Models extends Readonly<Record<string, EntitySpec<TypeormEntity>>>,
  Own extends string = never,
> = EntityApp<
  Name,
  Models,
  {
    [Named in keyof Models]: RowOf<Models[Named]['entity']>
  },
  Own
>
export function typeormApp<
  const Name extends string,
  const Models extends Readonly<Record<string, EntitySpec<TypeormEntity>>>,
  const Own extends string = never,
>(
  name: Name,
  models: Models,
  options?: {
    readonly permissions?: readonly Own[]
  },
): TypeormApp<Name, Models, Own>
export function where<Row extends object, Permission extends string>(
  pass: Pass,
  model: SourceModelLike<Row, unknown, Permission>,
  permission: NoInfer<Permission>,
  own?: FindOptionsWhere<NoInfer<Row>> | readonly FindOptionsWhere<NoInfer<Row>>[],
): FindOptionsWhere<Row>[]
// src/orm/entity.ts
type AnyClass = abstract new (...values: never[]) => object
// src/orm/entity.ts
type DocumentKey<Id> = Id extends AnyId
  ? Id
  : Id extends {
        toHexString(): string
      }
    ? string
    : readonly AnyId[]
// src/orm/entity.ts
type EntityApp<
  Name extends string,
  Models,
  Rows extends {
    readonly [Named in keyof Models]: object
  },
  Own extends string = never,
> = {
  readonly [Named in keyof Models & string]: SourceModel<
    `${Name}.${Named}`,
    KeyOf<Rows[Named], Models[Named]>,
    KeyInput<KeyOf<Rows[Named], Models[Named]>> | ObjectIdOf<Rows[Named]> | Rows[Named],
    PermissionIn<Models[Named]>,
    Rows[Named]
  >
} & AppLike<
  Name,
  Own | PermissionIn<Models[keyof Models]>,
  {
    [Named in keyof Models]: readonly [Rows[Named], PermissionIn<Models[Named]>]
  }[keyof Models]
>
// src/orm/entity.ts
interface EntitySpec<Entity> {
  readonly entity: Entity
  readonly id?: IdKinds
  readonly idField?: string | readonly string[]
  readonly permissions?: readonly [string, ...string[]]
}
// src/orm/entity.ts
type KeyInput<Id> = Id extends readonly unknown[]
  ? {
      readonly [Index in keyof Id]: Written<Id[Index]>
    }
  : Written<Id>
// src/orm/entity.ts
type KeyOf<Row, Spec> = Spec extends {
  readonly idField: infer Field
}
  ? Field extends readonly string[]
    ? {
        readonly [Index in keyof Field]: Row[Field[Index] & keyof Row]
      }
    : Row[Field & keyof Row]
  : Row extends {
        readonly _id: infer Id
      }
    ? DocumentKey<Id>
    : Row extends {
          readonly id: infer Id
        }
      ? Id
      : Spec extends {
            readonly id: infer Kinds extends IdKinds
          }
        ? IdOf<Kinds>
        : AnyId | readonly AnyId[]
// src/orm/entity.ts
type ObjectIdOf<Row> = Row extends {
  readonly _id: infer Id extends {
    toHexString(): string
  }
}
  ? Id extends {
      toBinary(): unknown
    }
    ? never
    : Id
  : never
// src/orm/entity.ts
type Written<Id> = Id extends number | bigint ? number | bigint | string : Id
// src/orm/typeorm.ts
type RowOf<Entity> =
  Entity extends EntitySchema<infer Row>
    ? Row & object
    : Entity extends abstract new (...args: never[]) => infer Row
      ? Row & object
      : never
