/**
 * The mirror: all revocations of a store in the memory of a server, so that a check asks no database.
 *
 * From `following.ts` in, to `revoked.ts` and `stamps.ts` out. A million revocations have to fit into 100 MB, so they are no objects: the
 * bytes of their targets stand one behind another, and a table of numbers, searched by a hash, says where. Before it stands a byte of each
 * hash: most of what is asked for is not there, and that is seen in two megabytes, which a processor keeps near, instead of in thirty. Law: a
 * target is compared as a whole, so that a collision of hashes never denies what was not revoked.
 */
import type { Revocation } from './store.ts'
import { idPrefix } from './target.ts'
import { hexDigits, toHex } from './text/hex.ts'

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
  /** The same for the id of a link, as the 16 bytes that its target has as hexadecimal digits. */
  beforeId(id: Uint8Array): number
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
/** One entry in the table: the hash, where its bytes are, `before`, `expiresAt`. */
const width = 4
const encoder = /* @__PURE__ */ new TextEncoder()
const chunkBits = 20
const chunkSize = 1 << chunkBits

/** Makes an empty mirror. */
export function makeRevocations(): Revocations {
  const counts: Counts = { ids: 0, subjects: 0, apps: 0, models: 0, objects: 0 }
  let table = new Uint32Array(64 * width)
  /** Of each place in the table: a byte of its hash, or 0 where it is empty. */
  let marks = new Uint8Array(64)
  let size = 0
  let latest = -1
  let changes = 0
  let chunks: Uint8Array[] = []
  let end = chunkSize
  // Whoever chooses names cannot choose names that meet in one place of the table.
  const seed = crypto.getRandomValues(new Uint32Array(1))[0]!
  const idSeed = mix(idPrefix, seed)
  let last: string | undefined
  let lastMixed = 0

  /** From `slot` on the first that has this hash, or is empty. */
  function seek(hash: number, slot: number): number {
    const mask = marks.length - 1
    const mark = markOf(hash)
    for (let at = slot & mask; ; at = (at + 1) & mask) {
      const held = marks[at]
      if (held === 0 || (held === mark && table[at * width] === hash)) return at
    }
  }

  /** The slot of `target` and `tail`: its own, or the empty one that it would take. */
  function find(target: string, tail: string, hash: number): number {
    for (let slot = hash; ; slot++) {
      slot = seek(hash, slot)
      if (marks[slot] === 0 || isAt(chunks, table[slot * width + 1]!, target, tail)) return slot
    }
  }

  /** Most of what is asked for is not there, and has a hash that nothing has. */
  const isUnknown = (hash: number): boolean => marks[seek(hash, hash)] === 0

  function lookUp(target: string, tail: string, hash: number): number {
    const slot = find(target, tail, hash)
    return marks[slot] === 0 ? -1 : table[slot * width + 2]!
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
    encoder.encodeInto(target, chunk.subarray(end + 2))
    end += 2 + length
    return place
  }

  /** The first empty slot for this hash. */
  function free(hash: number): number {
    const mask = marks.length - 1
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) if (marks[slot] === 0) return slot
  }

  /** Takes in what the table does not have yet. */
  function add(slot: number, target: string, hash: number, before: number, expiresAt: number): void {
    marks[slot] = markOf(hash)
    table.set([hash, append(target), before, expiresAt], slot * width)
    size++
    count(counts, target)
  }

  /** Makes room: by forgetting what is expired where that is half of all, or else by a table twice as large. */
  function grow(now: number): void {
    const [oldTable, oldMarks, oldChunks] = [table, marks, chunks]
    const slots = [...oldMarks.keys()].filter((slot) => oldMarks[slot] !== 0)
    const living = slots.filter((slot) => !isExpired(oldTable[slot * width + 3]!, now))
    const isCrowded = living.length * 2 > slots.length
    const factor = isCrowded ? 2 : 1
    table = new Uint32Array(oldTable.length * factor)
    marks = new Uint8Array(oldMarks.length * factor)
    if (isCrowded) {
      for (const slot of slots) {
        const entry = oldTable.subarray(slot * width, (slot + 1) * width)
        const place = free(entry[0]!)
        marks[place] = oldMarks[slot]!
        table.set(entry, place * width)
      }
      return
    }
    chunks = []
    end = chunkSize
    size = 0
    Object.assign(counts, { ids: 0, subjects: 0, apps: 0, models: 0, objects: 0 })
    for (const slot of living) {
      const [hash, place, before, expiresAt] = oldTable.subarray(slot * width, (slot + 1) * width)
      add(free(hash!), textAt(oldChunks, place!), hash!, before!, expiresAt!)
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
      // Most questions begin as the one before: with the path of a model.
      if (target !== last) {
        lastMixed = mix(target, seed)
        last = target
      }
      const hash = finish(mix(tail, lastMixed))
      return isUnknown(hash) ? -1 : lookUp(target, tail, hash)
    },
    beforeId(id: Uint8Array): number {
      let mixed = idSeed
      for (const byte of id) mixed = mixCode(hexDigits[byte & 15]!, mixCode(hexDigits[byte >> 4]!, mixed))
      const hash = finish(mixed)
      return isUnknown(hash) ? -1 : lookUp(idPrefix, toHex(id), hash)
    },
    put({ target, before, expiresAt = never }: Revocation, now: number): void {
      // Seconds have 32 bits: until 2106.
      const second = Math.min(before, never - 1)
      const expiry = Math.min(expiresAt, never)
      if (isExpired(expiry, now)) return
      if ((size + 1) * 4 > marks.length * 3) grow(now)
      changes++
      const hash = finish(mix(target, seed))
      const slot = find(target, '', hash)
      if (marks[slot] === 0) {
        add(slot, target, hash, second, expiry)
      } else {
        const at = slot * width
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
  return target.startsWith(idPrefix) && !target.includes('|')
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
  for (let index = 0; index < text.length; index++) hash = mixCode(text.charCodeAt(index), hash)
  return hash
}

function mixCode(code: number, before: number): number {
  return Math.imul(before ^ code, 0x0100_0193)
}

/** What of a hash stands before the table: 1 to 255. The slot comes from its lowest bits, and this from its highest. */
function markOf(hash: number): number {
  return hash >>> 24 || 1
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
