/**
 * llms.txt, in the form of llmstxt.org: what the project is, what a program that uses it has to know, and every page with its first sentence.
 */
import { globSync, readFileSync } from 'node:fs'

const head = `# latchkey

> Secure scoped access tokens for TypeScript: short signed texts that grant named permissions on one object, one model, one app, or everything,
> that expire, that any server of yours can check without a database, and that whoever holds them can weaken but never strengthen.

What a program has to know:

- \`defineApp()\` says what can be granted and holds no secret. \`latchkey({ secrets, apps })\` gives \`scope\` and \`tokens\`, for servers only.
- \`tokens.validate(token, required)\` is a boolean. \`tokens.verify()\` gives an object, which is always true in a condition: read \`.ok\`.
- What a stranger sends never throws: it is refused with a reason. What a program does wrong throws a \`LatchkeyError\` with a \`code\`.
- A token does not expire by itself: pass \`expiresIn\` to \`generate\`, or \`maxAge\` to the check.
- Without a \`store\` there is no revocation and no limited use.
- Make secrets with \`npx latchkey keygen\`. Never print, log or commit one; those in documents are public.
`

/** The sections, in order, with the pages of each: the first pattern that matches a page takes it. */
const sections: readonly (readonly [title: string, ...patterns: string[]])[] = [
  ['Start here', 'README.md', 'docs/getting-started.md', 'docs/*.md'],
  ['Recipes', 'docs/recipes/**/*.md'],
  ['Frameworks', 'docs/frameworks/*.md'],
  ['ORMs', 'docs/orm/*.md'],
  ['Stores', 'docs/stores/*.md'],
  ['Operations', 'docs/operations/*.md', 'docs/incidents/*.md'],
  ['Reference', 'docs/reference/index.md', 'docs/reference/*.md'],
  ['The format and its safety', 'SPEC.md', 'SECURITY.md', 'vectors/README.md'],
  [
    'Optional',
    'ARCHITECTURE.md',
    'CONTRIBUTING.md',
    'docs/decisions/README.md',
    'CHANGELOG.md',
    'bench/results.md',
  ],
  ['Other pages', 'docs/**/*.md'],
]

/** What is in llms.txt, by the pages that are there. */
export function renderLlms(): string {
  const seen = new Set<string>()
  const texts = sections.flatMap(([title, ...patterns]) => {
    const lines = patterns
      .flatMap((pattern) => pagesOf(pattern))
      .flatMap((file) => {
        // Decisions are listed by their own page.
        if (seen.has(file) || /docs\/decisions\/\d/.test(file)) return []
        seen.add(file)
        return lineOf(file, readFileSync(file, 'utf8'))
      })
    return lines.length === 0 ? [] : [`## ${title}\n\n${lines.join('\n')}\n`]
  })
  return [head, ...texts].join('\n')
}

/** The pages that patterns find, but those of what is installed. */
export function pagesOf(...patterns: readonly string[]): string[] {
  return globSync(patterns, { exclude: (path) => path.includes('node_modules') }).toSorted()
}

/** What stands for a page: its title, and what it says first. A page without a title is the layout of a site. */
function lineOf(file: string, text: string): string[] {
  const body = text.replace(/^---\n[^]*?\n---\n/, '').replace(/^<!--.*-->\n/, '')
  const [, title, rest = ''] = /^# (.+)\n([^]*)$/m.exec(body) ?? []
  if (title === undefined) return []
  const prose = rest.split(/\n\n+/).find((part) => /^\s*[\p{L}`*[]/u.test(part)) ?? ''
  const plain = prose
    .trim()
    .replaceAll(/\[([^\]]+)\]\([^)]+\)/g, '$1')
    .replaceAll(/\*\*|\s+/g, (found) => (found === '**' ? '' : ' '))
  // A sentence, or two where the first says little.
  const told = /^.{60,}?[.?:](?= \p{Lu}|$)|^.*$/u.exec(plain)![0].replace(/:$/, '.')
  return [`- [${title}](${file})${told === '' ? '' : `: ${told}`}`]
}
