/**
 * HMAC-SHA256 for tags, and how two tags are compared (SPEC §6).
 *
 * From bytes to the 16 bytes of a tag. Laws: a key's inner and outer states are computed once and cloned for each tag; tags are
 * compared length first and without an early exit; no tag leaves `seal/` but the last of a chain and the hashes of the others.
 */
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { tagLength } from '../codec/body.ts'

/** A key made ready: opaque, it never shows the key. */
export type ReadyKey = ReturnType<typeof hmac.create>

/** Where a ready key is cloned to. Tags are computed one at a time: no caller's code runs between two steps of one. */
const scratch: ReadyKey = /* @__PURE__ */ makeReady(new Uint8Array(32))
const digest: Uint8Array = /* @__PURE__ */ new Uint8Array(32)
const lastTag: Uint8Array = /* @__PURE__ */ digest.subarray(0, tagLength)

/** Makes a key ready for many tags. */
export function makeReady(key: Uint8Array): ReadyKey {
  return hmac.create(sha256, key)
}

/** The tag of a message: its bytes stay until the next tag, and who keeps them copies them. */
export function tagOf(key: ReadyKey, message: Uint8Array): Uint8Array {
  key.iHash._cloneInto(scratch.iHash)
  key.oHash._cloneInto(scratch.oHash)
  return finish(scratch, message)
}

/** The same by a key of which one tag is made. */
export function tagOnce(key: Uint8Array, message: Uint8Array): Uint8Array {
  return finish(makeReady(key), message)
}

/** HMAC is a hash of a hash (RFC 2104): as `hmac` does it, but that clears both states each time, and makes a view more. */
function finish({ iHash, oHash }: ReadyKey, message: Uint8Array): Uint8Array {
  iHash.update(message)
  iHash.digestInto(digest)
  oHash.update(digest)
  oHash.digestInto(digest)
  return lastTag
}

/** Whether `tag` stands in `bytes` from `at` to the end; takes the same time for every tag of the right length. */
export function isTag(tag: Uint8Array, bytes: Uint8Array, at: number): boolean {
  if (bytes.length - at !== tag.length) return false
  let difference = 0
  for (let left = tag.length; left > 0; left--) difference |= tag[left - 1]! ^ bytes[at + left - 1]!
  return difference === 0
}
