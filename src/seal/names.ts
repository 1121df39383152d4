/**
 * The names behind a lock's numbers, mixed into the tag and not sent (SPEC §6.2).
 *
 * Law: should a number or a bit ever come to mean another name, the tags made over the old one die; no token changes its meaning.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import type { LockEntry } from '../lock.ts'
import { joinFrames } from './frame.ts'

/** A number of a lock as it stands in a token: the entry, and the bits of a mask. */
export interface Numbered {
  readonly entry: LockEntry
  readonly bits: readonly number[] | undefined
}

interface Prints {
  readonly path: number
  readonly bits: readonly number[]
}
const encoder = /* @__PURE__ */ new TextEncoder()
export const noBytes: Uint8Array = /* @__PURE__ */ new Uint8Array(0)
/** Computed once an entry. */
const known = /* @__PURE__ */ new WeakMap<LockEntry, Prints>()

/** Four bytes for each number of a root or a block, in the order in which they stand. */
export function namesOf(numbers: readonly Numbered[]): Uint8Array {
  if (numbers.length === 0) return noBytes
  const names = new Uint8Array(numbers.length * 4)
  let at = 0
  for (const { entry, bits } of numbers) {
    const prints = printsOf(entry)
    let mixed = prints.path
    if (bits !== undefined) for (const bit of bits) mixed ^= prints.bits[bit]!
    for (let shift = 24; shift >= 0; shift -= 8) names[at++] = mixed >>> shift
  }
  return names
}

function printsOf(entry: LockEntry): Prints {
  let prints = known.get(entry)
  if (prints === undefined) {
    const { app = '', model = '' } = entry.tagged
    prints = {
      path: fingerprint(app, model, '', 0),
      bits: entry.bits.map(({ tagged }, bit) => fingerprint(app, model, tagged, bit)),
    }
    known.set(entry, prints)
  }
  return prints
}

function fingerprint(app: string, model: string, permission: string, bit: number): number {
  const framed = joinFrames([app, model, permission].map((name) => encoder.encode(name)))
  const hash = sha256
    .create()
    .update(encoder.encode('latchkey/1/name'))
    .update(framed)
    .update(Uint8Array.of(bit))
    .digest()
  return (hash[0]! << 24) | (hash[1]! << 16) | (hash[2]! << 8) | hash[3]!
}
