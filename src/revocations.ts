/**
 * The mirror: all revocations of a store in the memory of a server, so that a check asks no database.
 *
 * From `following.ts` in, to `revoked.ts` and `stamps.ts` out. A million revocations have to fit into 100 MB, so they are no objects: the
 * bytes of their targets stand one behind another, and a table of numbers, searched by a hash, says where. Law: a target is compared as a
 * whole, so that a collision of hashes never denies what was not revoked.
 */
import type { Revocation } from './store.ts'

/** What was revoked, by target. */
export interface Revocations {
  /** How many targets there are by what they are about. */
  readonly counts: Counts
  /** The greatest second up to which a path or a subject is revoked: what was issued later needs no look-up of these. */
  readonly latest: number
  /** Rises with every change. */
  readonly changes: number
  /** The second up to which `target + tail` is revoked, given apart since joining texts costs more than looking; -1 for what is not. */
  before(target: string, tail?: string): number
  /** Keeps a revocation: the greatest second, the latest expiry. `now` in seconds since 1970. */
  put(revocation: Revocation, now: number): void
}
interface Counts {
  ids: number
  subjects: number
  apps: number
  models: number
  objects: number
}

/** How long after its expiry a revocation is kept, in seconds: the clock of this server may be ahead. */
const grace = 3600
const never = 0xffff_ffff
/** One entry in the table: the hash, where its bytes are plus one (0: empty), `before`, `expiresAt`. */
const width = 4
const chunkBits = 20
const chunkSize = 1 << chunkBits

/** Makes an empty mirror. */
export function makeRevocations(): Revocations {
  const counts: Counts = { ids: 0, subjects: 0, apps: 0, models: 0, objects: 0 }
  let table = new Uint32Array(64 * width)
  let size = 0
  let latest = -1
  let changes = 0
  let chunks: Uint8Array[] = []
  let end = chunkSize
  // Whoever chooses names cannot choose names that meet in one place of the table.
  const seed = crypto.getRandomValues(new Uint32Array(1))[0]!

  /** Where the entry of `target` and `tail` begins in the table: its own, or the empty one that it would take. */
  function find(target: string, tail: string, hash: number): number {
    const mask = table.length / width - 1
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const at = slot * width
      const place = table[at + 1]!
      if (place === 0 || (table[at] === hash && isAt(chunks, place - 1, target, tail))) return at
    }
  }

  function append(target: string): number {
    const { length } = target
    if (end + 2 + length > chunkSize) {
      chunks.push(new Uint8Array(chunkSize))
      end = 0
    }
    const chunk = chunks.at(-1)!
    const place = (chunks.length - 1) * chunkSize + end
    chunk[end] = length >> 8
    chunk[end + 1] = length & 255
    for (let index = 0; index < length; index++) chunk[end + 2 + index] = target.charCodeAt(index)
    end += 2 + length
    return place
  }

  /** Takes in what the table does not have yet. */
  function add(target: string, hash: number, before: number, expiresAt: number): void {
    const at = find(target, '', hash)
    table[at] = hash
    table[at + 1] = append(target) + 1
    table[at + 2] = before
    table[at + 3] = expiresAt
    size++
    count(counts, target)
  }

  /** Makes room: by forgetting what is expired where that is half of all, or else by a table twice as large. */
  function grow(now: number): void {
    const old = table
    let expired = 0
    for (let at = 0; at < old.length; at += width)
      if (old[at + 1] !== 0 && isExpired(old[at + 3]!, now)) expired++
    if (expired * 2 < size) {
      table = new Uint32Array(old.length * 2)
      const mask = table.length / width - 1
      for (let at = 0; at < old.length; at += width) {
        if (old[at + 1] === 0) continue
        let slot = old[at]! & mask
        while (table[slot * width + 1] !== 0) slot = (slot + 1) & mask
        table.set(old.subarray(at, at + width), slot * width)
      }
      return
    }
    const oldChunks = chunks
    table = new Uint32Array(old.length)
    chunks = []
    end = chunkSize
    size = 0
    Object.assign(counts, { ids: 0, subjects: 0, apps: 0, models: 0, objects: 0 })
    for (let at = 0; at < old.length; at += width) {
      if (old[at + 1] === 0 || isExpired(old[at + 3]!, now)) continue
      add(textAt(oldChunks, old[at + 1]! - 1), old[at]!, old[at + 2]!, old[at + 3]!)
    }
  }

  return {
    counts,
    get latest() {
      return latest
    },
    get changes() {
      return changes
    },
    before(target: string, tail = ''): number {
      if (size === 0) return -1
      const at = find(target, tail, finish(mix(tail, mix(target, seed))))
      return table[at + 1] === 0 ? -1 : table[at + 2]!
    },
    put({ target, before, expiresAt = never }: Revocation, now: number): void {
      // Seconds have 32 bits: until 2106.
      const second = Math.min(before, never - 1)
      const expiry = Math.min(expiresAt, never)
      if (isExpired(expiry, now)) return
      if ((size + 1) * 4 > (table.length / width) * 3) grow(now)
      changes++
      const hash = finish(mix(target, seed))
      const at = find(target, '', hash)
      if (table[at + 1] === 0) {
        add(target, hash, second, expiry)
      } else {
        table[at + 2] = Math.max(table[at + 2]!, second)
        table[at + 3] = Math.max(table[at + 3]!, expiry)
      }
      if (!isId(target)) latest = Math.max(latest, second)
    },
  }
}

function isExpired(expiresAt: number, now: number): boolean {
  return expiresAt !== never && expiresAt + grace < now
}

function isId(target: string): boolean {
  return target.startsWith('id:') && !target.includes('|')
}

/** Notes what a target is about, so that no check looks for what nobody has revoked. See `target.ts` for the texts. */
function count(counts: Counts, target: string): void {
  if (isId(target)) {
    counts.ids++
    return
  }
  // A path has a colon behind a model, and so behind a dot: it is never taken for another kind.
  const text = target.slice(target.indexOf('|') + 1)
  const isLong = text.startsWith('long:')
  if (isLong || text.startsWith('subject:')) counts.subjects++
  if (isLong || (text.includes(':') && !text.startsWith('subject:'))) counts.objects++
  if (isLong || (text.includes('.') && !text.includes(':'))) counts.models++
  if (isLong || !(text.includes('.') || text.includes(':'))) counts.apps++
}

/** The hash of what came before, and of `text` behind it. */
function mix(text: string, before: number): number {
  let hash = before
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x0100_0193)
  return hash
}

function finish(mixed: number): number {
  const hash = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b_3c6d)
  return (hash ^ (hash >>> 13)) >>> 0
}

/** Whether `target` and `tail` behind it are what stands at a place. */
function isAt(chunks: readonly Uint8Array[], place: number, target: string, tail: string): boolean {
  const chunk = chunks[place >>> chunkBits]!
  const start = (place & (chunkSize - 1)) + 2
  const length = (chunk[start - 2]! << 8) | chunk[start - 1]!
  return (
    length === target.length + tail.length &&
    stands(chunk, start, target) &&
    stands(chunk, start + target.length, tail)
  )
}

function stands(chunk: Uint8Array, start: number, text: string): boolean {
  for (let index = 0; index < text.length; index++)
    if (chunk[start + index] !== text.charCodeAt(index)) return false
  return true
}

function textAt(chunks: readonly Uint8Array[], place: number): string {
  const chunk = chunks[place >>> chunkBits]!
  const start = (place & (chunkSize - 1)) + 2
  const length = (chunk[start - 2]! << 8) | chunk[start - 1]!
  let text = ''
  for (let index = 0; index < length; index++) text += String.fromCharCode(chunk[start + index]!)
  return text
}
