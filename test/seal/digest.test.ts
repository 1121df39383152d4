import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { digestText } from '../../src/seal/digest.ts'

test.each(['', 'a', 'é\u{1f511}', 'x'.repeat(10_000)])('a text stands for no other: %#', (text) => {
  expect(digestText(text)).toBe(createHash('sha256').update(text).digest('hex'))
})
