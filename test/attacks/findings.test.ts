/**
 * docs/findings.md tells of the attempts that there are, and of no others.
 */
import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

test('every attempt of the campaign has its line in the findings, and every line its test', () => {
  const [, told = ''] = readFileSync('docs/findings.md', 'utf8').split('## Stores')
  const tests = globSync('test/attacks/*.test.ts')
    .map((file) => readFileSync(file, 'utf8'))
    .join('')
  const signs = new Set(Array.from(told.matchAll(/^\| ([SHF]\d+) /gm), ([, sign]) => sign))
  expect(signs.size).toBeGreaterThanOrEqual(30)
  // The comment at the head of each file repeats the first sign.
  expect(signs).toEqual(new Set(Array.from(tests.matchAll(/['`]([SHF]\d+):/g), ([, sign]) => sign)))
})
