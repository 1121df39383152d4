/**
 * The chain of tags: the root's under a key of the ring, each block's under the tag before it (SPEC §6).
 *
 * Laws: a block's message covers the hash of all bytes before it, so that one guess cannot be tried on many tokens and no block can
 * be moved; only the last tag is in the token; the tags before it are keys, and stay here.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { bodyStart, tagLength } from '../codec/body.ts'
import type { Body } from '../codec/body.ts'
import { toHex } from '../text/hex.ts'
import { isTag, tagOf, tagOnce } from './mac.ts'
import type { ReadyKey } from './mac.ts'
import { writeNames } from './names.ts'
import type { Names } from './names.ts'

const blockDomain = 1
const empty = /* @__PURE__ */ sha256.create()
/** Where hashes are cloned to: making a hash costs as much as hashing so little. */
const scratch = /* @__PURE__ */ sha256.create()
const digest: Uint8Array = /* @__PURE__ */ new Uint8Array(32)
const id: Uint8Array = /* @__PURE__ */ digest.subarray(0, tagLength)
/** Where the usual messages are put together, by length: to make an array costs more than to fill one. */
const rooms: readonly Uint8Array[] = /* @__PURE__ */ Array.from(
  new Uint8Array(128),
  // Stryker disable next-line ArrowFunction: it only saves time
  (_, length) => new Uint8Array(length),
)

/** The tag of the root, whose bytes end at `rootEnd` behind the spare byte (zero: the domain); it stays until the next tag. */
export function rootTag(
  key: ReadyKey,
  bytes: Uint8Array,
  rootEnd: number,
  names: Names,
  bound: Uint8Array,
): Uint8Array {
  const boundAt = rootEnd + names.length * 4
  const message = roomFor(boundAt + bound.length)
  copy(bytes, 0, rootEnd, message, 0)
  writeNames(names, message, rootEnd)
  copy(bound, 0, bound.length, message, boundAt)
  return tagOf(key, message)
}

/** The tag of a block under the tag before it; `before` has all bytes of the token before the block. It stays until the next tag. */
export function blockTag(
  previousTag: Uint8Array,
  before: Uint8Array,
  block: Uint8Array,
  names: Names,
): Uint8Array {
  return tagOfBlock(previousTag, sha256(before), block, 0, block.length, names)
}

/** The same by the hash of what stands before the block; that is in `bytes` from `start` to `end`. */
function tagOfBlock(
  previousTag: Uint8Array,
  before: Uint8Array,
  bytes: Uint8Array,
  start: number,
  end: number,
  names: Names,
): Uint8Array {
  const namesAt = 1 + before.length + end - start
  const message = roomFor(namesAt + names.length * 4)
  message[0] = blockDomain
  copy(before, 0, before.length, message, 1)
  copy(bytes, start, end, message, 1 + before.length)
  writeNames(names, message, namesAt)
  return tagOnce(previousTag, message)
}

/** Bytes for a message, each of which is to be written. */
function roomFor(length: number): Uint8Array {
  // Not by an index: behind the end that asks the prototype.
  return rooms.at(length) ?? new Uint8Array(length)
}

/** Copies few bytes: by a loop, since the first view of a short array makes an engine move it, which costs more than a hash of it. */
function copy(from: Uint8Array, start: number, end: number, to: Uint8Array, at: number): void {
  for (let index = start; index < end; index++) to[at + index - start] = from[index]!
}

/**
 * Proves a token by its bytes, its names and the key: the tags before the last, the root's first, or `undefined` unless the last is the
 * tag that the token has.
 */
export function proveChain(
  key: ReadyKey,
  { bytes, tagAt, root, blocks }: Body,
  names: readonly Names[],
  bound: Uint8Array,
): readonly Uint8Array[] | undefined {
  let tag = rootTag(key, bytes, root.end, names[0]!, bound)
  const ancestors: Uint8Array[] = []
  // Made for the first block: most tokens have none.
  let before: ReturnType<typeof sha256.create> | undefined
  let hashed = bodyStart
  for (let index = 0; index < blocks.length; index++) {
    const { start, end } = blocks[index]!
    const more = roomFor(start - hashed)
    copy(bytes, hashed, start, more, 0)
    before = (before ?? sha256.create()).update(more)
    hashed = start
    before._cloneInto(scratch)
    scratch.digestInto(digest)
    const ancestor = tag.slice()
    ancestors.push(ancestor)
    tag = tagOfBlock(ancestor, digest, bytes, start, end, names[index + 1]!)
  }
  return isTag(tag, bytes, tagAt) ? ancestors : undefined
}

/** The id of a link: a hash of the bytes to its end and its tag. Not the tag, which would be a key to whoever reads ids. */
export function linkId(...link: Parameters<typeof linkDigest>): string {
  return toHex(linkDigest(...link))
}

/**
 * The 16 bytes of the id of a link, 0 for the root; they stay until the next hash.
 *
 * @param ancestors The tags before the last, as {@link proveChain} gives them; the last is in the token.
 */
export function linkDigest(
  { bytes, tagAt, root, blocks }: Body,
  ancestors: readonly Uint8Array[],
  link: number,
): Uint8Array {
  const { end } = link === 0 ? root : blocks[link - 1]!
  const tagged = ancestors.at(link) ?? bytes
  const from = tagged === bytes ? tagAt : 0
  const length = end - bodyStart
  const message = roomFor(length + 1 + tagged.length - from)
  // The domain of ids.
  message[length] = 0
  copy(bytes, bodyStart, end, message, 0)
  copy(tagged, from, tagged.length, message, length + 1)
  empty._cloneInto(scratch)
  scratch.update(message)
  scratch.digestInto(digest)
  return id
}
