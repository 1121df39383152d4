/**
 * The names behind a lock's numbers: computed once an entry, since every verification asks for them.
 */
import { expect, test } from 'vitest'
import type { LockEntry } from '../../src/lock.ts'
import { nameOf, writeNames } from '../../src/seal/names.ts'

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
  const path = nameOf(entry, undefined)
  const bit = nameOf(entry, [0])
  expect(path).not.toBe(bit)
  expect([nameOf(entry, undefined), nameOf(entry, [0])]).toEqual([path, bit])
  expect(asked()).toBe(1)
})

test('names are written one behind the other, the highest byte first', () => {
  const bytes = new Uint8Array(11).fill(7)
  writeNames([0x01_02_03_04, -2], bytes, 2)
  expect([...bytes]).toEqual([7, 7, 1, 2, 3, 4, 255, 255, 255, 254, 7])
  writeNames([], bytes, 0)
  expect([...bytes]).toEqual([7, 7, 1, 2, 3, 4, 255, 255, 255, 254, 7])
})
