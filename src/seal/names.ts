/**
 * The names behind a lock's numbers, mixed into the tag and not sent (SPEC §6.2).
 *
 * Law: should a number or a bit ever come to mean another name, the tags made over the old one die; no token changes its meaning.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import type { LockEntry } from '../lock.ts'
import { joinFrames } from './frame.ts'

/** What stands for the names behind the numbers of a root or a block: 32 bits each, in the order in which they stand. */
export type Names = readonly number[]

interface Prints {
  readonly path: number
  readonly bits: readonly number[]
}
const encoder = /* @__PURE__ */ new TextEncoder()
/** Computed once an entry. */
const known = /* @__PURE__ */ new WeakMap<LockEntry, Prints>()

/** What stands for the names behind one number: of its entry, and of the bits of a mask. */
export function nameOf(entry: LockEntry, bits: readonly number[] | undefined): number {
  const prints = printsOf(entry)
  let mixed = prints.path
  if (bits !== undefined) for (const bit of bits) mixed ^= prints.bits[bit]!
  return mixed
}

/** Writes names into `bytes` from `at` on, four bytes each. */
export function writeNames(names: Names, bytes: Uint8Array, at: number): void {
  let next = at
  for (const name of names) for (let shift = 24; shift >= 0; shift -= 8) bytes[next++] = name >>> shift
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
