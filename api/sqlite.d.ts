// The public interface of latchkey/sqlite, written by `npm run reference`: a change here is a change for users.
export interface SqliteStoreOptions {
  readonly create?: boolean
  readonly busyTimeout?: number
}
export function sqliteStore(file: string, options?: SqliteStoreOptions): Promise<Store>
