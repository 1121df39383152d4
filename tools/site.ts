/**
 * Checks every link of the documentation, and builds its site: `npm run docs`.
 *
 * A link or a picture of a page leads to a file or a folder of the repository, and its anchor to a heading there. A page of `docs/` is
 * linked to from another page, or its folder is. The site is built where `docs/` is installed: VitePress finds what is no page, and what is no markup.
 * The last line is a line of JSON for `tools/test.ts`.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { anchorsOf, linksOf } from './docs/links.ts'
import type { Report } from './report.ts'

const patterns = [
  '*.md',
  'docs/**/*.md',
  'bench/*.md',
  'vectors/**/*.md',
  'examples/*/README.md',
  'inspector/*.md',
]
const pages = globSync(patterns, { exclude: ['**/node_modules', 'docs/.*'] }).toSorted()
const texts = new Map(pages.map((page) => [page, readFileSync(page, 'utf8')]))
const sum: Report = { passed: 0, failed: 0, skipped: [] }
const reached = new Set<string>()

for (const [page, text] of texts) {
  for (const { line, path, anchor } of linksOf(text)) {
    const target = path === '' ? page : normalize(join(dirname(page), decodeURI(path)))
    if (target !== page) reached.add(target)
    const problem = problemOf(target, anchor)
    if (problem === undefined) sum.passed++
    else fail(`${page}:${line}  ${problem}`)
  }
}
for (const page of pages)
  if (page.startsWith('docs/') && !reached.has(page) && !reached.has(dirname(page)))
    fail(`${page}  no page has a link to it`)

if (existsSync('docs/node_modules')) build()
else sum.skipped.push('the site: not installed (npm ci --prefix docs)')
console.log(JSON.stringify(sum))
process.exitCode = sum.failed > 0 ? 1 : 0

function fail(problem: string): void {
  sum.failed++
  console.log(`FAIL ${problem}`)
}

function problemOf(target: string, anchor: string | undefined): string | undefined {
  if (!existsSync(target)) return `there is no ${target}`
  if (anchor === undefined) return undefined
  const text = texts.get(target)
  if (text === undefined) return `${target} is no page, and has no #${anchor}`
  return anchorsOf(text).has(anchor) ? undefined : `${target} has no heading #${anchor}`
}

function build(): void {
  const vitepress = 'node_modules/vitepress/bin/vitepress.js'
  const { status, stdout, stderr } = spawnSync('node', [vitepress, 'build'], {
    cwd: 'docs',
    encoding: 'utf8',
  })
  if (status === 0) sum.passed++
  else fail(`the site does not build\n${stdout.slice(-5000)}${stderr.slice(-5000)}`)
  if (status === 0) console.log(`docs/dist has ${globSync('docs/dist/**/*.html').length} pages`)
}
