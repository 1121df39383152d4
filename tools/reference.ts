/**
 * What is written from the sources and committed: the reference in docs/reference/, the public interface in api/, and llms.txt.
 *
 * `node tools/reference.ts` writes them. `--check` compares instead, and fails too where an export lacks a contract or an example;
 * the last line is a line of JSON for `tools/test.ts`.
 */
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { missing } from './reference/contracts.ts'
import { readEntries } from './reference/exports.ts'
import { freeze } from './reference/frozen.ts'
import { deadLinks } from './reference/links.ts'
import { pagesOf, renderLlms } from './reference/llms.ts'
import { pageOf, placesOf, renderIndex, renderPage } from './reference/page.ts'

const entries = readEntries()
const places = placesOf(entries)
const homes = new Map(
  [...places].flatMap(([declaration, { page, isPublic }]) => {
    const home = entries.find(({ specifier }) => pageOf(specifier) === page)!
    return isPublic ? [[declaration, home.specifier] as const] : []
  }),
)
const files = new Map([['docs/reference/index.md', renderIndex(entries, places)]])
const frozen = freeze(entries, homes)
for (const [index, entry] of entries.entries()) {
  files.set(`docs/reference/${pageOf(entry.specifier)}`, renderPage(entry, places))
  files.set(`api/${pageOf(entry.specifier).replace(/md$/, 'd.ts')}`, frozen[index]!)
}
const present = globSync(['docs/reference/*', 'api/*', 'llms.txt'])
const gaps = missing(entries)
for (const gap of gaps) console.log(`FAIL ${gap}`)

if (process.argv.includes('--check')) {
  files.set('llms.txt', renderLlms())
  const stale = [...new Set([...files.keys(), ...present])].filter(
    (file) => !present.includes(file) || readFileSync(file, 'utf8') !== files.get(file),
  )
  for (const file of stale)
    console.log(`FAIL ${file} is not what the sources say: read 'npm run reference', then 'git diff'`)
  const dead = pagesOf('*.md', 'llms.txt', 'docs/**/*.md', 'bench/*.md').flatMap((file) => deadLinks(file))
  for (const link of dead) console.log(`FAIL ${link}`)
  const failed = gaps.length + stale.length + dead.length
  const passed = files.size + homes.size - failed
  console.log(JSON.stringify({ passed: Math.max(passed, 0), failed, skipped: [] }))
  process.exitCode = failed > 0 ? 1 : 0
} else {
  for (const file of present) rmSync(file)
  for (const [file, text] of files) {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  writeFileSync('llms.txt', renderLlms())
  console.log(`${files.size + 1} files written`)
  process.exitCode = gaps.length > 0 ? 1 : 0
}
