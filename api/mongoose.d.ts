// The public interface of latchkey/mongoose, written by `npm run reference`: a change here is a change for users.
export { permitted } from 'latchkey/sql'
export interface MongooseEntity {
  new (...values: never[]): object
  readonly modelName: string
}
export type MongooseApp<
  Name extends string,
  Models extends Readonly<Record<string, EntitySpec<MongooseEntity>>>,
  Own extends string = never,
> = EntityApp<
  Name,
  Models,
  {
    [Named in keyof Models]: InstanceType<Models[Named]['entity']>
  },
  Own
>
export interface MongooseWhere<Row, Own = never> {
  $and: (Own | KeyCondition<Row>)[]
}
export function mongooseApp<
  const Name extends string,
  const Models extends Readonly<Record<string, EntitySpec<MongooseEntity>>>,
  const Own extends string = never,
>(
  name: Name,
  models: Models,
  options?: {
    readonly permissions?: readonly Own[]
  },
): MongooseApp<Name, Models, Own>
export function where<
  Row extends object,
  Permission extends string,
  const Own extends object = never,
>(
  pass: Pass,
  model: SourceModelLike<Row, unknown, Permission>,
  permission: NoInfer<Permission>,
  own?: Own,
): MongooseWhere<Row, Own>
// src/orm/mongoose.ts
type KeyCondition<Row> = Row extends {
  _id: infer Id
}
  ? {
      _id?: {
        $in: Id[]
      }
    }
  : object
