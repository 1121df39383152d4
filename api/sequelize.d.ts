// The public interface of latchkey/sequelize, written by `npm run reference`: a change here is a change for users.
export { permitted } from 'latchkey/sql'
export interface SequelizeEntity {
  new (...values: never[]): object
  readonly name: string
  readonly primaryKeyAttributes: readonly string[]
}
export type SequelizeApp<
  Name extends string,
  Models extends Readonly<Record<string, EntitySpec<SequelizeEntity>>>,
  Own extends string = never,
> = EntityApp<
  Name,
  Models,
  {
    [Named in keyof Models]: InstanceType<Models[Named]['entity']>
  },
  Own
>
export type SequelizeWhere<Row> = Row extends {
  _attributes: infer Attributes
}
  ? Partial<Attributes>
  : object
export function sequelizeApp<
  const Name extends string,
  const Models extends Readonly<Record<string, EntitySpec<SequelizeEntity>>>,
  const Own extends string = never,
>(
  name: Name,
  models: Models,
  options?: {
    readonly permissions?: readonly Own[]
  },
): SequelizeApp<Name, Models, Own>
export function where<Row extends object, Permission extends string>(
  pass: Pass,
  model: SourceModelLike<Row, unknown, Permission>,
  permission: NoInfer<Permission>,
  own?: object,
): SequelizeWhere<Row>
