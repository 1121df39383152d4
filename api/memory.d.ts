// The public interface of latchkey/memory, written by `npm run reference`: a change here is a change for users.
export interface MemoryStore extends Store {
  wipe(): void
}
export interface MemoryStoreOptions {
  readonly clock?: () => number
}
export function memoryStore(options?: MemoryStoreOptions): MemoryStore
