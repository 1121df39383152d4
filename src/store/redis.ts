/**
 * The store on Redis: for servers on several machines that share a Redis which keeps its data on disk.
 *
 * It takes the client of the program, of the package `redis` or `ioredis`. What happens on the server is in `redis/scripts.ts`. Laws: nothing
 * is asked of a server that may lose what it acknowledged, unless the loss was accepted; an error of a client is not passed on, since it
 * may hold the command that failed, and so a password.
 *
 * @module
 */
import { LatchkeyError } from '../index.ts'
import type { Changes, Epoch, Revocation, Snapshot, Store } from '../index.ts'
import { newEpoch, notBegun, notOurs, schemaVersion, unavailable, wasClosed } from './opening.ts'
import { connectionOf } from './redis/client.ts'
import type { IoredisClient, Listening, NodeRedisClient } from './redis/client.ts'
import { failureOf } from './redis/failure.ts'
import { keysOf, scripts } from './redis/scripts.ts'

export type { IoredisClient, NodeRedisClient } from './redis/client.ts'

/** How {@link redisStore} opens a store. */
export interface RedisStoreOptions {
  /** What the names of all keys begin with, in braces; `latchkey` where it is left out. */
  readonly prefix?: string
  /** Begins the store where there is none yet. */
  readonly create?: boolean
  /**
   * Takes a server that keeps no append-only file, or that may evict keys. Such a server may come back with an older state: what was spent
   * since then can be spent again, and what was revoked since then is alive again.
   */
  readonly acceptLossOfSpentTokens?: boolean
}

/** Milliseconds in which the server has to answer when a store is opened: a client may wait for ever. */
const openingDeadline = 5000
/** How many revocations are read when a store is opened. */
const firstPage = 5000
/** Rows of each kind that are forgotten in one step: a server does nothing else meanwhile. */
const pruned = 1000

/** What the script `changes` says: about the server, whether there is a head, its fields, and targets, each with its version and its row. */
type Reply = [
  server: unknown[],
  exists: unknown,
  head: (Text | null)[],
  told: (Text | [version: Text, row: Text])[],
]
/** A string, or a Buffer where the client is set to give these. */
interface Text {
  toString(): string
}

/**
 * Opens the store of a Redis server, or of a cluster.
 *
 * The client is the caller's, who connects it and closes it. From it one connection more is made, which hears of revocations at once; where
 * it cannot, they are found by asking. A server without an append-only file, one that may evict any key, and a replica are refused: here,
 * and later as soon as the server became one.
 *
 * @throws {@link LatchkeyError} `STORE_UNAVAILABLE` where the server cannot be used, or the store was never begun; `INVALID_OPTION` for
 * what is no client or no option.
 *
 * @example
 * ```ts no-run
 * import { redisStore } from 'latchkey/redis'
 * import { createClient } from 'redis'
 *
 * const client = createClient({ url: 'redis://127.0.0.1:6379' })
 * await client.connect()
 * const store = await redisStore(client, { create: true })
 * ```
 */
export async function redisStore(
  client: NodeRedisClient | IoredisClient,
  options: RedisStoreOptions = {},
): Promise<Store> {
  const { prefix, create, acceptLossOfSpentTokens } = read(options)
  const connection = connectionOf(client)
  const name = `the Redis store '${prefix}'`
  const keys = keysOf(prefix)
  const channel = `{${prefix}}:changed`
  const shas = Object.fromEntries(
    await Promise.all(Object.entries(scripts).map(async ([key, text]) => [key, await sha1(text)] as const)),
  )
  const watches = new Map<() => void, Listening>()
  let closed = false
  /** The last write that was seen, and its epoch: a server that counts fewer has lost it. */
  let seen = { epoch: '', version: 0 }

  async function run(script: keyof typeof scripts, ...values: (string | number)[]): Promise<unknown> {
    if (closed) throw wasClosed()
    try {
      return await connection.run({ text: scripts[script], sha: shas[script]! }, keys, values.map(String))
    } catch (error) {
      throw failureOf(error, name)
    }
  }

  async function write<Answer extends string>(
    script: 'use' | 'revoke',
    epoch: string,
    ...values: (string | number)[]
  ): Promise<Answer> {
    const floor = seen.epoch === epoch ? seen.version : 0
    const [answer, version] = (await run(script, epoch, floor, ...values)) as [Text, unknown]
    if (seen.epoch === epoch && Number(version) > seen.version) seen = { epoch, version: Number(version) }
    return answer.toString() as Answer
  }

  async function changes(cursor: string | undefined, limit: number): Promise<Changes> {
    const after = Number(cursor ?? 0)
    const before = seen
    const [server, exists, head, told] = (await run('changes', after, limit)) as Reply
    for (const [wake, { isOver }] of watches) if (isOver) watches.set(wake, connection.listen(channel, wake))
    refuse(server.map(Number), name, acceptLossOfSpentTokens)
    const [format, id, since, counted] = head.map((field) => field?.toString())
    if (format === undefined && Number(exists) === 1) throw notOurs(name, undefined)
    if (Number(format) > schemaVersion) throw notOurs(name, Number(format))

    const version = Number(counted ?? 0)
    const isBehind = after > version || (id === before.epoch && before.version > version)
    if (id === undefined || isBehind) return { epoch: undefined, revocations: [], cursor: String(version) }
    if (id !== seen.epoch || version > seen.version) seen = { epoch: id, version }
    const revocations: Revocation[] = []
    let last = version
    for (let at = 0; at < told.length; at += 2) {
      const [place, row] = told[at + 1] as [Text, Text]
      const [second, expiry] = row.toString().split(' ')
      revocations.push({
        target: told[at]!.toString(),
        before: Number(second),
        expiresAt: expiry === '' ? undefined : Number(expiry),
      })
      if (revocations.length === limit) last = Number(place)
    }
    return { epoch: { id, since: Number(since) }, revocations, cursor: String(last) }
  }

  const begin = (epoch: Epoch, how: 'once' | 'anew'): Promise<unknown> =>
    run('begin', schemaVersion, epoch.id, epoch.since, how)

  async function open(): Promise<Snapshot> {
    for (let isBegun = false; ; isBegun = true) {
      const at = performance.now()
      const first = await changes(undefined, firstPage)
      if (first.epoch !== undefined) return { at, changes: first }
      if (!create || isBegun) throw notBegun(name)
      await begin(newEpoch(), 'once')
    }
  }
  const opened = await inTime(open(), name)

  async function close(): Promise<void> {
    closed = true
    for (const listening of watches.values()) listening.end()
    watches.clear()
  }

  return Object.freeze({
    use: (epoch: string, id: string, limit: number, expiresAt: number | undefined) =>
      write<'counted' | 'spent' | 'lost'>('use', epoch, id, limit, expiresAt ?? ''),
    revoke: (epoch: string, { target, before, expiresAt }: Revocation) =>
      write<'revoked' | 'lost'>('revoke', epoch, target, before, expiresAt ?? '', channel),
    changes,
    snapshot(limit: number): Snapshot | undefined {
      const { length } = opened.changes.revocations
      return limit === firstPage || length < Math.min(limit, firstPage) ? opened : undefined
    },
    watch(wake: () => void): () => void {
      watches.set(wake, connection.listen(channel, wake))
      return () => {
        watches.get(wake)?.end()
        watches.delete(wake)
      }
    },
    async prune(before: number): Promise<number> {
      let forgotten = 0
      for (;;) {
        const count = Number(await run('prune', before, pruned))
        forgotten += count
        if (count < pruned) return forgotten
      }
    },
    acknowledge: async (epoch: Epoch) => Number(await begin(epoch, 'anew')),
    get closed() {
      return closed
    },
    close,
    [Symbol.asyncDispose]: close,
  })
}

/** An option that is given as undefined is a mistake: a prefix that was not found must not become the common one. */
function read(options: RedisStoreOptions): Required<RedisStoreOptions> {
  const given = { prefix: 'latchkey', create: false, acceptLossOfSpentTokens: false, ...options }
  const { prefix, create, acceptLossOfSpentTokens, ...unknown } = given
  const [stranger] = Object.keys(unknown)
  if (stranger !== undefined) throw invalid(`redisStore has no option '${stranger}'`)
  if (typeof prefix !== 'string' || prefix === '' || prefix.includes('{') || prefix.includes('}'))
    throw invalid('prefix is a text without braces, which latchkey puts around it')
  if (typeof create !== 'boolean' || typeof acceptLossOfSpentTokens !== 'boolean')
    throw invalid('create and acceptLossOfSpentTokens are true or false')
  return { prefix, create, acceptLossOfSpentTokens }
}

const invalid = (message: string): LatchkeyError => new LatchkeyError('INVALID_OPTION', message)

/** Refuses a server that may lose what it acknowledges. */
function refuse([isPrimary, isOnDisk, isEvicting]: number[], name: string, isLossAccepted: boolean): void {
  if (isPrimary !== 1) throw unavailable(`${name} is on a replica: connect to the primary`)
  if (isLossAccepted) return
  const accept = 'or take the loss of spent tokens with { acceptLossOfSpentTokens: true }'
  if (isOnDisk !== 1)
    throw unavailable(
      `${name} is on a server that keeps no append-only file: set 'appendonly yes', ${accept}`,
    )
  if (isEvicting === 1)
    throw unavailable(
      `${name} is on a server that may evict any key: set 'maxmemory-policy noeviction', ${accept}`,
    )
}

async function sha1(text: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-1', new TextEncoder().encode(text))
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

async function inTime<Opened>(opening: Promise<Opened>, name: string): Promise<Opened> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_resolve, reject) => {
    const seconds = openingDeadline / 1000
    timer = setTimeout(
      () =>
        reject(
          unavailable(
            `${name} did not answer within ${seconds} s: is the server running, and the client connected?`,
          ),
        ),
      openingDeadline,
    )
  })
  try {
    return await Promise.race([opening, late])
  } finally {
    clearTimeout(timer)
  }
}
