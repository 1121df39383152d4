/**
 * The names behind a lock's numbers: computed once an entry, since every verification asks for them.
 */
import { expect, test } from 'vitest'
import type { LockEntry } from '../../src/lock.ts'
import { namesOf, noBytes } from '../../src/seal/names.ts'

/** Every entry of the table in SPEC §6.2 is in the vectors; this one counts how often it is asked for its names. */
function countedEntry(): { entry: LockEntry; asked: () => number } {
  let count = 0
  const entry = {
    number: 2,
    app: 'blog',
    model: undefined,
    get tagged() {
      count++
      return { app: 'blog', model: undefined }
    },
    live: true,
    bits: [{ name: 'read', tagged: 'read', live: true }],
    bitOf: new Map([['read', 0]]),
  }
  return { entry, asked: () => count }
}

test('the names of an entry are hashed once, and are the same ever after', () => {
  const { entry, asked } = countedEntry()
  const path = namesOf([{ entry, bits: undefined }])
  const bit = namesOf([{ entry, bits: [0] }])
  expect(path).not.toEqual(bit)
  expect(
    namesOf([
      { entry, bits: undefined },
      { entry, bits: [0] },
    ]),
  ).toEqual(Uint8Array.of(...path, ...bit))
  expect(asked()).toBe(1)
})

test('no numbers have no names, for which no bytes are made', () => {
  expect(namesOf([])).toBe(noBytes)
})
