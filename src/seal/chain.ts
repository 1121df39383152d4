/**
 * The chain of tags: the root's under a key of the ring, each block's under the tag before it (SPEC §6).
 *
 * Laws: a block's message covers the hash of all bytes before it, so that one guess cannot be tried on many tokens and no block can
 * be moved; only the last tag is in the token; the tags before it are keys, and stay here.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { bodyStart, tagLength } from '../codec/body.ts'
import type { Body, Section } from '../codec/body.ts'
import { toHex } from '../text/hex.ts'
import { isTag, tagOf, tagOnce } from './mac.ts'
import type { ReadyKey } from './mac.ts'

const blockDomain = 1
const empty = /* @__PURE__ */ sha256.create()
/** Where hashes are cloned to: making a hash costs as much as hashing so little. */
const scratch = /* @__PURE__ */ sha256.create()
const digest: Uint8Array = /* @__PURE__ */ new Uint8Array(32)
const id: Uint8Array = /* @__PURE__ */ digest.subarray(0, tagLength)

/** The tag of the root, whose bytes end at `rootEnd` behind the spare byte (zero: the domain). */
export function rootTag(
  key: ReadyKey,
  bytes: Uint8Array,
  rootEnd: number,
  names: Uint8Array,
  bound: Uint8Array,
): Uint8Array {
  const message = new Uint8Array(rootEnd + names.length + bound.length)
  copy(bytes, 0, rootEnd, message, 0)
  copy(names, 0, names.length, message, rootEnd)
  message.set(bound, rootEnd + names.length)
  return tagOf(key, message)
}

/** The tag of a block under the tag before it; `before` has all bytes of the token before the block. */
export function blockTag(
  previousTag: Uint8Array,
  before: Uint8Array,
  block: Uint8Array,
  names: Uint8Array,
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
  names: Uint8Array,
): Uint8Array {
  const namesAt = 1 + before.length + end - start
  const message = new Uint8Array(namesAt + names.length)
  message[0] = blockDomain
  message.set(before, 1)
  copy(bytes, start, end, message, 1 + before.length)
  copy(names, 0, names.length, message, namesAt)
  return tagOnce(previousTag, message)
}

/** Copies few bytes: by a loop, since a view of a short array, like a step of a hash, costs more than its bytes. */
function copy(from: Uint8Array, start: number, end: number, to: Uint8Array, at: number): void {
  for (let index = start; index < end; index++) to[at + index - start] = from[index]!
}

/** All tags of a token as its bytes, its names and the key make them: the root's first. */
export function chainTags(
  key: ReadyKey,
  { bytes, root, blocks }: Body,
  names: readonly Uint8Array[],
  bound: Uint8Array,
): readonly Uint8Array[] {
  const tags = [rootTag(key, bytes, root.end, names[0]!, bound)]
  // Made for the first block: most tokens have none.
  let before: ReturnType<typeof sha256.create> | undefined
  let hashed = bodyStart
  for (let index = 0; index < blocks.length; index++) {
    const { start, end } = blocks[index]!
    before = (before ?? sha256.create()).update(bytes.subarray(hashed, start))
    hashed = start
    before._cloneInto(scratch)
    scratch.digestInto(digest)
    tags.push(tagOfBlock(tags[index]!, digest, bytes, start, end, names[index + 1]!))
  }
  return tags
}

/** Whether the last of `tags` is the tag of the token. */
export function endsIn(body: Body, tags: readonly Uint8Array[]): boolean {
  return isTag(tags.at(-1)!, body.bytes, body.tagAt)
}

/** The id of a link: a hash of the bytes to its end and its tag. Not the tag, which would be a key to whoever reads ids. */
export function linkId(...link: Parameters<typeof linkDigest>): string {
  return toHex(linkDigest(...link))
}

/** The 16 bytes of the id of a link; they stay until the next hash. */
export function linkDigest({ bytes }: Body, { end }: Section, tag: Uint8Array): Uint8Array {
  // A zero stays between the two: the domain of ids.
  const message = new Uint8Array(end - bodyStart + 1 + tag.length)
  copy(bytes, bodyStart, end, message, 0)
  message.set(tag, end - bodyStart + 1)
  empty._cloneInto(scratch)
  scratch.update(message)
  scratch.digestInto(digest)
  return id
}
