/**
 * Tables of results: aligned for a terminal, or in Markdown for results.md.
 */
import { cpus } from 'node:os'

export interface Table {
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** A table of fixed width: the first column to the left, the others to the right. */
export function toText({ title, columns, rows }: Table): string {
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...rows.map((row) => row[index]!.length)),
  )
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => (index === 0 ? cell.padEnd(widths[index]!) : cell.padStart(widths[index]!)))
      .join('  ')
      .trimEnd()
  const rule = widths.map((width) => '─'.repeat(width)).join('  ')
  return [title, '', line(columns), rule, ...rows.map(line)].join('\n')
}

export function toMarkdown({ title, columns, rows }: Table): string {
  const rule = columns.map((_, index) => (index === 0 ? '---' : '---:'))
  return [`## ${title}`, '', ...[columns, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`)].join(
    '\n',
  )
}

/** What the numbers were measured on. */
export function machine(): string {
  const [first] = cpus()
  return `${first?.model.trim() ?? 'an unknown processor'}, ${cpus().length} cores; Node.js ${process.version}, V8 ${process.versions.v8}`
}

/** A number with three figures that count. */
export function figures(value: number): string {
  return value >= 100 ? String(Math.round(value)) : value.toPrecision(3)
}
