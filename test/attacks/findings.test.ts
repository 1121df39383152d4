/**
 * docs/findings.md tells of the attempts that there are, and of no others.
 */
import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

test('every attempt of the campaign has its line in the findings, and every line its test', () => {
  const told = readFileSync('docs/findings.md', 'utf8')
    .split('## Stores')[1]!
    .matchAll(/^\| ([SHF]\d+) \|/gm)
  const tests = globSync('test/attacks/*.test.ts').flatMap((file) => [
    ...readFileSync(file, 'utf8').matchAll(/['`]([SHF]\d+):/g),
  ])
  const signs = [...told].map(([, sign]) => sign)
  expect(signs.length).toBeGreaterThanOrEqual(30)
  // The comments at the head of each file repeat the first sign.
  expect(signs.toSorted()).toEqual([...new Set(tests.map(([, sign]) => sign))].toSorted())
})
