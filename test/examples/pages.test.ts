/**
 * The pages in docs/frameworks/ show code that no compiler at the root can read. What they say is of an example stands in that example.
 */
import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const pages = globSync('docs/frameworks/*.md').toSorted()
const shown = pages.flatMap((page) => {
  const text = readFileSync(page, 'utf8')
  return [...text.matchAll(/^```ts fragment\n\/\/ (examples\/\S+)\n(.*?)^```/gms)].map(
    ([, file = '', code = '']) => [page, file, code] as const,
  )
})

test('each page shows code of its example', () => {
  expect(pages.filter((page) => !shown.some(([shownIn]) => shownIn === page))).toEqual([])
})

test.each(shown)('%s shows what is in %s', (_page, file, code) => {
  expect(readFileSync(file, 'utf8')).toContain(code)
})
