/**
 * The report: sections and their tables, for a terminal or in Markdown.
 */
import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import type { Goal, Section, Table } from './part.ts'

/** A table of fixed width: the first column to the left, the others to the right. */
function toText({ columns, rows }: Table): string {
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...rows.map((row) => row[index]!.length)),
  )
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => (index === 0 ? cell.padEnd(widths[index]!) : cell.padStart(widths[index]!)))
      .join('  ')
      .trimEnd()
  const rule = widths.map((width) => '─'.repeat(width)).join('  ')
  return [line(columns), rule, ...rows.map(line)].join('\n')
}

function toMarkdown({ columns, rows }: Table): string {
  const rule = columns.map((_, index) => (index === 0 ? '---' : '---:'))
  return [columns, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function goalsTable(goals: readonly Goal[]): Table {
  return {
    columns: ['goal', 'measured', 'reached'],
    rows: goals.map(({ goal, measured, reached }) => [
      goal,
      measured,
      reached === null ? 'skipped' : reached ? 'yes' : 'NO',
    ]),
  }
}

/** One section for a terminal. */
export function sectionText({ title, tables, goals }: Section): string {
  const parts = [title, ...tables.map(toText)]
  if (goals.length > 0) parts.push(toText(goalsTable(goals)))
  return parts.join('\n\n')
}

/** All sections as a page: what was reached first, what may be cited last. */
export function page(sections: readonly Section[], measuredOn: string): string {
  const lines = [
    '# What `npm run bench` measured',
    `On ${measuredOn}.`,
    'Times are those of the processor, medians of interleaved rounds, on a machine that others may use too. Read the ratios, which are taken within each round. What is measured and how stands in [README.md](README.md).',
    '## Goals',
    toMarkdown(goalsTable(sections.flatMap(({ goals }) => goals))),
  ]
  for (const { title, text, tables, plots } of sections) {
    lines.push(`## ${title}`, ...text)
    for (const [file, plot] of Object.entries(plots)) lines.push(`![${plot.title}](plots/${file}.svg)`)
    lines.push(...tables.map(toMarkdown))
  }
  const cited = sections.flatMap((section) => Object.entries(section.figures))
  const rows = cited.map(([name, value]) => [`\`${name}\``, String(value)])
  lines.push(
    '## Figures',
    'What other documents cite, by the names in [results.json](results.json).',
    toMarkdown({ columns: ['name', 'value'], rows }),
  )
  return `${lines.join('\n\n')}\n`
}

/** What the numbers were measured on, and the versions of what is measured. */
export function machine(): string {
  const [first] = cpus()
  const { dependencies } = JSON.parse(readFileSync(join(import.meta.dirname, 'package.json'), 'utf8')) as {
    dependencies: Readonly<Record<string, string>>
  }
  const versions = Object.entries(dependencies).map(([name, version]) => `${name} ${version}`)
  return `${first?.model.trim() ?? 'an unknown processor'}, ${cpus().length} cores; Node.js ${process.version}, V8 ${process.versions.v8}; ${versions.join(', ')}`
}

/** A number with three figures that count. */
export function figures(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3)
}

/** A number as it is cited: three figures that count, as a number. */
export function figure(value: number): number {
  return value >= 100 ? Math.round(value) : Number(value.toPrecision(3))
}
