// The public interface of latchkey/mikro-orm, written by `npm run reference`: a change here is a change for users.
export { permitted } from 'latchkey/sql'
export type MikroOrmEntity =
  | AnyClass
  | {
      readonly meta: object
    }
export type MikroOrmApp<
  Name extends string,
  Models extends Readonly<Record<string, EntitySpec<MikroOrmEntity>>>,
  Own extends string = never,
> = EntityApp<
  Name,
  Models,
  {
    [Named in keyof Models]: RowOf<Models[Named]['entity']>
  },
  Own
>
export interface MikroOrmWhere<Row, Own = never> {
  $and: (Own | KeyCondition<Row>)[]
}
export function mikroOrmApp<
  const Name extends string,
  const Models extends Readonly<Record<string, EntitySpec<MikroOrmEntity>>>,
  const Own extends string = never,
>(
  name: Name,
  models: Models,
  options?: {
    readonly permissions?: readonly Own[]
  },
): MikroOrmApp<Name, Models, Own>
export function where<
  Row extends object,
  Permission extends string,
  const Own extends object = never,
>(
  pass: Pass,
  model: SourceModelLike<Row, unknown, Permission>,
  permission: NoInfer<Permission>,
  own?: Own,
): MikroOrmWhere<Row, Own>
// src/orm/mikro-orm.ts
type KeyCondition<Row> = Row extends {
  id: infer Id
}
  ? {
      id?: {
        $in: Id[]
      }
    }
  : Row extends {
        _id: infer Id
      }
    ? {
        _id?: {
          $in: Id[]
        }
      }
    : object
// src/orm/mikro-orm.ts
type RowOf<Entity> = Entity extends {
  readonly '~entity': infer Row
}
  ? Row & object
  : Entity extends AnyClass
    ? InstanceType<Entity>
    : never
