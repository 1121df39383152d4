// The public interface of latchkey/sql, written by `npm run reference`: a change here is a change for users.
export function permitted<Row, Permission extends string>(
  pass: Pass,
  rows: Iterable<Row>,
  model: ModelLike<string, unknown, Permission> & ((row: Row) => unknown),
  permission: NoInfer<Permission>,
): Row[]
export type Dialect = 'postgres' | 'mysql' | 'sqlite'
export interface SqlOptions {
  readonly dialect: Dialect
  readonly columns?: string | readonly string[]
  readonly table?: string
  readonly startAt?: number
}
export interface SqlFilter {
  readonly text: string
  readonly values: readonly (string | number)[]
}
export function sql<Permission extends string>(
  pass: Pass,
  model: ModelLike<string, unknown, Permission>,
  permission: NoInfer<Permission>,
  options: SqlOptions,
): SqlFilter
