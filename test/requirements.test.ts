/**
 * Every requirement is held by a test that is there: the table of docs/proof.md names files, and words that stand in them.
 */
import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const rows = readFileSync('docs/proof.md', 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, name, cell] = /^\| (R\d+) \| .*? \| (.*) \|$/.exec(line) ?? []
    return name === undefined ? [] : [[name, cell!] as const]
  })

test('there are 60, in order', () => {
  expect(rows.map(([name]) => name)).toEqual(Array.from({ length: 60 }, (_, index) => `R${index + 1}`))
})

test.each(rows)('%s is held by tests that are there', (_name, cell) => {
  const named = cell
    .split(/\), (?=`)/)
    .map((part) => /^`([^`]+)` \((.+?)\)?$/.exec(part)?.slice(1) ?? [part, ''])
  expect(named.length).toBeGreaterThan(0)
  for (const [file, words] of named) {
    expect([file, existsSync(file!)]).toEqual([file, true])
    const text = readFileSync(file!, 'utf8')
    expect([file, words, text.includes(words!)]).toEqual([file, words, true])
  }
})
