/**
 * The checks of the reference: what an export has to say of itself, and where a link may lead.
 */
import { expect, test } from 'vitest'
import { missing } from '../../tools/reference/contracts.ts'
import type { Entry } from '../../tools/reference/exports.ts'
import { deadLinks } from '../../tools/reference/links.ts'
import { placesOf, renderPage } from '../../tools/reference/page.ts'

const example = '@example\n```ts\nadd(1, 2) // => 3\n```'

/** A subpath that exports `add`, with this comment. */
function entryOf(comment: string, isType = false): Entry {
  const code = 'export declare function add(one: number, other: number): number'
  const declaration = { file: 'src/add.ts', name: 'add', isType, comment, code, mentions: [] }
  const exports = [{ name: 'add', declaration }]
  return { specifier: 'latchkey/add', file: 'src/add.ts', comment: 'Sums.', exports, augmentations: [] }
}

test.each([
  ['a contract and an example', `Adds.\n\n${example}`, []],
  ['no contract', example, ['src/add.ts: add has no contract']],
  ['no example', 'Adds.', ['src/add.ts: add has no example that runs']],
  [
    'an example that is cut from nowhere',
    'Adds.\n\n@example\n```ts fragment\nadd(one, two)\n```',
    ['src/add.ts: add has no example that runs'],
  ],
  [
    'an example that is cut from a program',
    'Adds.\n\n@example\n```ts fragment\nconst app = new H3()\n```',
    [],
  ],
  [
    'an error that is none',
    `Adds.\n\n@throws {@link LatchkeyError} \`NO_SUM\` at times.\n\n${example}`,
    ['src/add.ts: add throws NO_SUM, which is no code'],
  ],
])('of an export with %s', (_name, comment, expected) => {
  expect(missing([entryOf(comment)])).toEqual(expected)
})

test('a type needs no example', () => {
  expect(missing([entryOf('A sum.', true)])).toEqual([])
})

test('an example of another export serves where it calls this one', () => {
  const sum = entryOf('Adds.')
  const more = entryOf(`Adds again.\n\n${example}`)
  more.exports[0]!.name = 'more'
  expect(missing([{ ...sum, exports: [...sum.exports, ...more.exports] }])).toEqual([])
})

test('a link leads to a file, and to a heading of it', () => {
  const text = '[a](SPEC.md) [b](SPEC.md#22-ids) [c](SPEC.md#23-ids) [d](NONE.md) [e](https://example.com/)'
  expect(deadLinks('README.md', text)).toEqual([
    'README.md: SPEC.md#23-ids leads nowhere',
    'README.md: NONE.md leads nowhere',
  ])
})

test('what two subpaths export is told by one page, and the other links there', () => {
  const core: Entry = { ...entryOf(`Adds ({@link add}, SPEC §2.2).\n\n${example}`), specifier: 'latchkey' }
  const other: Entry = { ...core, specifier: 'latchkey/other' }
  const places = placesOf([other, core])
  expect(renderPage(core, places)).toContain(
    'Adds ([`add`](#add), [SPEC §2.2](../../SPEC.md#22-ids)).\n\n```ts\nexport function add(',
  )
  expect(renderPage(other, places)).toMatch(/## Exported here too\n\n- \[`add`\]\(latchkey\.md#add\): Adds/)
})
