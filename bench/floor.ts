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

export const floor = 'the floor: HMAC-SHA256 of 10 bytes'
export const bare = 'createHmac of node:crypto, the same bytes'
export const listHmac = 'HMAC-SHA256 of the bytes of the 4,096 ids'
export const blockTag = 'the tag of one block'

function digestOf(bytes: Uint8Array): boolean {
  // oxlint-disable-next-line no-underscore-dangle -- the name that @noble/hashes gave it
  ready._cloneInto(scratch)
  scratch.update(bytes)
  scratch.digestInto(digest)
  return digest.length === 32
}

function bareDigest(): Buffer {
  return createHmac('sha256', keyObject).update(message).digest()
}

export const makeBare: Contender = { name: bare, run: () => bareDigest().length === 32 }

/** The floors; `list` and `block` are tokens of 4,096 ids and of one block. */
export function floors(list: string, block: string): readonly Contender[] {
  const listBytes = Buffer.from(list, 'base64url').subarray(0, -16)
  const before = Buffer.from(block, 'base64url').subarray(0, -21)
  return [
    { name: floor, run: () => digestOf(message) },
    makeBare,
    { name: listHmac, run: () => digestOf(listBytes) },
    {
      // Under a new key, over the hash of what stands before it and five bytes of its own.
      name: blockTag,
      run: () =>
        hmac.create(sha256, tag).update(sha256(before)).update(message.subarray(0, 6)).digest().length === 32,
    },
  ]
}
