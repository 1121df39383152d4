// The public interface of latchkey/postgres, written by `npm run reference`: a change here is a change for users.
export interface PgClient {
  query(statement: { text: string; values?: Value[]; name?: string }): Promise<unknown>
  on(event: 'error' | 'notification', listener: () => void): unknown
  removeListener(event: 'error' | 'notification', listener: () => void): unknown
  release(destroy?: boolean): void
  ref?(): void
  unref?(): void
}
export interface PgPool {
  connect(): Promise<PgClient>
  on(event: 'error', listener: () => void): unknown
  removeListener(event: 'error', listener: () => void): unknown
  readonly totalCount: number
  readonly ending?: boolean
  readonly options?: {
    readonly max?: number | undefined
  }
}
export interface PostgresSql {
  unsafe(
    text: string,
    values?: Value[],
    options?: {
      prepare?: boolean
    },
  ): PromiseLike<readonly unknown[]>
  listen(
    channel: string,
    wake: () => void,
    listening?: () => void,
  ): Promise<{
    unlisten: () => Promise<unknown>
  }>
}
export interface PostgresStoreOptions {
  readonly schema?: string
  readonly create?: boolean
  readonly pooler?: boolean
  readonly patience?: number
}
export function postgresStore(
  client: PgPool | PostgresSql,
  options?: PostgresStoreOptions,
): Promise<Store>
// src/store/postgres/connection.ts
type Value = string | number | null
