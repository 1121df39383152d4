// The public interface of latchkey/redis, written by `npm run reference`: a change here is a change for users.
export interface IoredisClient extends Partial<Emitter> {
  evalsha(sha: string, keys: number, ...rest: string[]): Promise<unknown>
  eval(script: string, keys: number, ...rest: string[]): Promise<unknown>
  duplicate?(): IoredisListener
}
export interface NodeRedisClient extends Partial<Emitter> {
  evalSha(
    sha: string,
    options: {
      keys: string[]
      arguments: string[]
    },
  ): Promise<unknown>
  eval(
    script: string,
    options: {
      keys: string[]
      arguments: string[]
    },
  ): Promise<unknown>
  duplicate?(): NodeRedisListener
}
export interface RedisStoreOptions {
  readonly prefix?: string
  readonly create?: boolean
  readonly acceptLossOfSpentTokens?: boolean
}
export function redisStore(
  client: NodeRedisClient | IoredisClient,
  options?: RedisStoreOptions,
): Promise<Store>
// src/store/redis/client.ts
interface Emitter {
  on(event: string, listener: () => void): unknown
  off(event: string, listener: () => void): unknown
}
// src/store/redis/client.ts
interface IoredisListener extends Emitter {
  readonly stream?: {
    unref?(): unknown
  }
  connect(): Promise<unknown>
  subscribe(channel: string): Promise<unknown>
  disconnect(): void
}
// src/store/redis/client.ts
interface NodeRedisListener extends Emitter {
  connect(): Promise<unknown>
  subscribe(channel: string, listener: () => void): Promise<unknown>
  unref?(): void
  destroy(): void
}
