/**
 * What nobody who checks an HMAC can go below: HMAC-SHA256 alone.
 *
 * The floor is HMAC-SHA256 of 10 bytes, so two compressions, with the states of the key computed beforehand.
 */
import { createHmac, createSecretKey } from 'node:crypto'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import type { Contender } from './measure.ts'

const key = crypto.getRandomValues(new Uint8Array(32))
const ready = hmac.create(sha256, key)
const scratch = hmac.create(sha256, key)
const digest = new Uint8Array(32)
const keyObject = createSecretKey(key)
const message = crypto.getRandomValues(new Uint8Array(10))
const tag = message.slice(0, 8)

function digestOf(bytes: Uint8Array): boolean {
  // oxlint-disable no-underscore-dangle -- the names that @noble/hashes gave them
  ready.iHash._cloneInto(scratch.iHash)
  ready.oHash._cloneInto(scratch.oHash)
  // oxlint-enable no-underscore-dangle
  scratch.iHash.update(bytes)
  scratch.iHash.digestInto(digest)
  scratch.oHash.update(digest)
  scratch.oHash.digestInto(digest)
  return digest.length === 32
}

export const floor: Contender = {
  name: 'the floor: HMAC-SHA256 of 10 bytes',
  run: () => digestOf(message),
}

export const bare: Contender = {
  name: 'createHmac of node:crypto, the same bytes',
  run: () => createHmac('sha256', keyObject).update(message).digest().length === 32,
}

/** HMAC-SHA256 of the bytes of a token before its tag. */
export function hmacOf(token: string): Contender {
  const bytes = Buffer.from(token, 'base64url').subarray(0, -16)
  return { name: `HMAC-SHA256 of ${bytes.length} bytes`, run: () => digestOf(bytes) }
}

/** The tag of a block behind a root of as many bytes as that of `token`: under a new key, over the hash of what stands before it. */
export function tagOfBlock(token: string): Contender {
  const before = Buffer.from(token, 'base64url').subarray(0, -16)
  return {
    name: 'the tag of one block',
    run: () =>
      hmac.create(sha256, tag).update(sha256(before)).update(message.subarray(0, 6)).digest().length === 32,
  }
}
