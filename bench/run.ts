/**
 * `npm run bench`: measures every part, each in a process of its own, then writes results.json, results.md, the plots, and the figures that
 * documents cite.
 *
 * `npm run bench -- times sizes` measures some parts and keeps what results.json has of the others. `--quick` is for trying it out: it
 * prints, and writes nothing.
 */
import { fork } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { documents, writeFigures } from '../tools/docs/figures.ts'
import { requirePeers } from './installed.ts'
import type { Section } from './part.ts'
import { machine, page, sectionText } from './report.ts'

const parts = ['times', 'sizes', 'growth', 'mirror', 'http', 'types', 'bundles']
const { values, positionals } = parseArgs({
  options: { quick: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const unknown = positionals.find((name) => !parts.includes(name))
if (unknown !== undefined) {
  console.error(`There is no part ${unknown}; there are ${parts.join(', ')}.`)
  process.exit(1)
}
requirePeers()

interface Results {
  measuredOn: string
  /** Of all parts, by name. */
  figures: Record<string, number>
  parts: Record<string, Section>
}
const file = (name: string): string => join(import.meta.dirname, name)
const results: Results = existsSync(file('results.json'))
  ? (JSON.parse(readFileSync(file('results.json'), 'utf8')) as Results)
  : { measuredOn: '', figures: {}, parts: {} }

console.log(machine())
for (const name of positionals.length > 0 ? positionals : parts) {
  results.parts[name] = await measured(name)
  console.log(`\n${sectionText(results.parts[name])}`)
}
if (!values.quick) {
  const known = parts.filter((name) => results.parts[name] !== undefined)
  const sections = known.map((name) => results.parts[name]!)
  results.measuredOn = machine()
  results.figures = Object.assign({}, ...sections.map((section) => section.figures)) as Results['figures']
  results.parts = Object.fromEntries(known.map((name) => [name, results.parts[name]!]))
  writeFileSync(file('results.json'), `${JSON.stringify(results, null, 2)}\n`)
  writeFileSync(file('results.md'), page(sections, results.measuredOn))
  const { draw } = await import('./plot.ts')
  for (const { plots } of sections)
    for (const [name, plot] of Object.entries(plots)) writeFileSync(file(`plots/${name}.svg`), draw(plot))
  for (const path of documents()) {
    const text = readFileSync(path, 'utf8')
    const written = writeFigures(text, results.figures)
    if (written !== text) writeFileSync(path, written)
  }
  console.log(
    '\nwritten to bench/results.json, bench/results.md, bench/plots, and where documents cite a figure',
  )
}

/** What a part sends from its own process: what one compiled or left on the heap is no burden of another. */
function measured(name: string): Promise<Section> {
  const child = fork(file('measure-part.ts'), [name, ...(values.quick ? ['--quick'] : [])], {
    execArgv: ['--conditions=@latchkey/source', '--disable-warning=ExperimentalWarning'],
    serialization: 'json',
  })
  return new Promise((resolve, reject) => {
    child.once('message', (section) => resolve(section as Section))
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`the part ${name} ended with ${code}`)))
  })
}
