/**
 * Figures in documents: a number in front of a comment with its name, `1.8<!-- bench:check-microseconds --> µs`.
 *
 * The values are those of bench/results.json, with as many decimals as the document has. `npm run bench` writes them, and
 * test/tools/figures.test.ts compares them.
 */
import { globSync } from 'node:fs'

const cited = /(\d[\d,]*)(\.\d+)?<!-- bench:([\w-]+) -->/g

/** The documents that may cite figures, from the root of the repository. */
export function documents(): readonly string[] {
  const pages = ['*.md', 'docs/**/*.md', 'bench/README.md']
  return globSync(pages, { exclude: (path) => path.includes('node_modules') }).toSorted()
}

/**
 * The text of a document with its figures as they were measured last.
 *
 * @throws Where a name is none of `figures`.
 */
export function writeFigures(text: string, figures: Readonly<Record<string, number>>): string {
  return text.replace(cited, (_, _whole: string, decimals: string | undefined, name: string) => {
    const value = figures[name]
    if (value === undefined) throw new Error(`bench/results.json has no figure ${name}`)
    const digits = decimals === undefined ? 0 : decimals.length - 1
    const written = value.toLocaleString('en', {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    })
    return `${written}<!-- bench:${name} -->`
  })
}
