/**
 * The store of one process: for tests, and for a server that may forget everything when it ends.
 *
 * @module
 */
import type { Changes, Epoch, Revocation, Store } from '../index.ts'
import { newEpoch, ownOf, wasClosed } from './opening.ts'

/** What {@link memoryStore} returns. */
export interface MemoryStore extends Store {
  /** Loses everything, as a server that was restarted empty: to see what your program does then. */
  wipe(): void
}

/** What {@link memoryStore} takes. */
export interface MemoryStoreOptions {
  /** The clock that `latchkey()` has, where that is not `Date.now`. */
  readonly clock?: () => number
}

interface Use {
  count: number
  readonly expiresAt: number | undefined
}

/**
 * Makes a store in memory.
 *
 * @example
 * ```ts
 * import { defineApp, keygen, latchkey } from 'latchkey'
 * import { memoryStore } from 'latchkey/memory'
 *
 * const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })
 * const { scope, tokens } = latchkey({ secrets: keygen(), apps: [blog], store: memoryStore() })
 * const read = scope.accessObj(blog.Post(42), 'read')
 *
 * await tokens.redeem(tokens.generate(read, { singleUse: true }), read) // => true
 * ```
 */
export function memoryStore(options: MemoryStoreOptions = {}): MemoryStore {
  const { clock } = ownOf(options)
  let epoch: Epoch | undefined = newEpoch(clock)
  let version = 0
  let closed = false
  const uses = new Map<string, Use>()
  /** In the order of their versions: what is revoked again goes to the end. */
  const revocations = new Map<string, Revocation & { readonly version: number }>()
  const wakes = new Set<() => void>()

  /** Makes a method of what is done at once: each call is one atomic step, since nothing here waits. */
  const method =
    <Input extends readonly unknown[], Output>(step: (...input: Input) => Output) =>
    async (...input: Input): Promise<Output> => {
      if (closed) throw wasClosed()
      return step(...input)
    }

  function read(cursor: string | undefined, limit: number): Changes {
    const after = Number(cursor ?? 0)
    if (after > version) return { epoch: undefined, revocations: [], cursor: String(version) }
    const found: Revocation[] = []
    let last = after
    if (after === version) return { epoch, revocations: found, cursor: String(version) }
    for (const { version: at, ...revocation } of revocations.values()) {
      if (at <= after) continue
      if (found.length === limit) break
      found.push(revocation)
      last = at
    }
    return { epoch, revocations: found, cursor: String(last) }
  }

  async function close(): Promise<void> {
    closed = true
  }

  return Object.freeze({
    use: method((current: string, id: string, limit: number, expiresAt: number | undefined) => {
      if (current !== epoch?.id) return 'lost'
      const use = uses.get(id) ?? { count: 0, expiresAt }
      if (use.count >= limit) return 'spent'
      use.count++
      uses.set(id, use)
      return 'counted'
    }),
    revoke: method((current: string, { target, before, expiresAt }: Revocation) => {
      if (current !== epoch?.id) return 'lost'
      const known = revocations.get(target)
      revocations.delete(target)
      revocations.set(target, {
        target,
        before: Math.max(before, known?.before ?? before),
        expiresAt: latest(expiresAt, known === undefined ? expiresAt : known.expiresAt),
        version: ++version,
      })
      for (const wake of wakes) wake()
      return 'revoked'
    }),
    changes: method(read),
    snapshot: (limit: number) =>
      closed ? undefined : { at: performance.now(), changes: read(undefined, limit) },
    watch(wake: () => void): () => void {
      wakes.add(wake)
      return () => void wakes.delete(wake)
    },
    prune: method((before: number) => forget(uses, before) + forget(revocations, before)),
    acknowledge: method((next: Epoch) => {
      const lost = uses.size
      epoch = next
      uses.clear()
      return lost
    }),
    wipe(): void {
      epoch = undefined
      version = 0
      uses.clear()
      revocations.clear()
      for (const wake of wakes) wake()
    },
    get closed() {
      return closed
    },
    close,
    [Symbol.asyncDispose]: close,
  })
}

function latest(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? undefined : Math.max(one, other)
}

function forget(rows: Map<string, { readonly expiresAt: number | undefined }>, before: number): number {
  let forgotten = 0
  for (const [key, { expiresAt }] of rows)
    if (expiresAt !== undefined && expiresAt < before && rows.delete(key)) forgotten++
  return forgotten
}
