/**
 * How the check of the documentation reads links and headings.
 */
import { expect, test } from 'vitest'
import { anchorsOf, linksOf } from '../../tools/docs/links.ts'

test('links and pictures are found, with their lines, and what stands in code is none', () => {
  const text = [
    'See [one](a.md) and ![a picture](../b.png), [`code`](c.md#d-e).',
    '`[no](x.md)` and ``[no](`y.md)`` and [here](#f)',
    '```ts',
    '[no](z.md)',
    '```',
    '[elsewhere](https://example.org) [mail](mailto:a@example.org) [brackets](app/[id]/(a)/b.ts)',
  ].join('\n')
  expect(linksOf(text)).toEqual([
    { line: 1, path: 'a.md', anchor: undefined },
    { line: 1, path: '../b.png', anchor: undefined },
    { line: 1, path: 'c.md', anchor: 'd-e' },
    { line: 2, path: '', anchor: 'f' },
    { line: 6, path: 'app/[id]/(a)/b.ts', anchor: undefined },
  ])
})

test('anchors are those of a host of repositories', () => {
  const text = [
    '# What is it, and *why*?',
    '## `tokens.verify(token)`',
    '## Twice',
    '```sh',
    '# no heading',
    '```',
    '## Twice ##',
    '### [A link](a.md) there',
    '## Überall',
  ].join('\n')
  expect([...anchorsOf(text)]).toEqual([
    'what-is-it-and-why',
    'tokensverifytoken',
    'twice',
    'twice-1',
    'a-link-there',
    'überall',
  ])
})
