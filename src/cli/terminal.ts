/**
 * What the command line writes: results to standard output, everything else to standard error, colors only where a person reads.
 *
 * Law: a text that a stranger chose (the subject of a token, the name of an app) cannot move the cursor or reverse the line.
 */
import { styleText } from 'node:util'

type Style = Parameters<typeof styleText>[0]
/** A label and what stands beside it, which may be several lines. */
export type Row = readonly [label: string, value: string | readonly string[]]

/** Colors `text` where `stream` is a terminal; `NO_COLOR` and `FORCE_COLOR` are heeded. */
export function paint(style: Style, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  return styleText(style, text, { stream })
}

/** Writes a line, or several, to standard output. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** Writes labels in one column and their values in another. */
export function printRows(rows: readonly Row[]): void {
  const width = Math.max(...rows.map(([label]) => label.length)) + 2
  for (const [label, value] of rows) {
    const lines = typeof value === 'string' ? [value] : value
    print(`  ${paint('dim', label.padEnd(width))}${lines.join(`\n${' '.repeat(width + 2)}`)}`)
  }
}

/** Writes `value` as JSON: dates in ISO, a bigint as its decimal text, what is undefined as null; functions are left out. */
export function printJson(value: object): void {
  const json = JSON.stringify(
    value,
    (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part === undefined ? null : part),
    2,
  )
  print(escapeControls(json))
}

/** Writes a sentence to standard error. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`)
}

/** Writes a warning to standard error. */
export function warn(text: string): void {
  note(`${paint('yellow', 'warning:', process.stderr)} ${escapeControls(text)}`)
}

/** Writes an error to standard error. */
export function printError(text: string): void {
  note(`${paint('red', 'error:', process.stderr)} ${escapeControls(text)}`)
}

/** A text in quotes, as JSON has it, without a character that a terminal would obey. */
export function quoteText(text: string): string {
  return escapeControls(JSON.stringify(text))
}

/** Line feeds stay: what comes from outside is quoted before, and has none. */
export function escapeControls(text: string): string {
  return text.replaceAll(/[^\P{C}\n]|[\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from(
      { length: character.length },
      (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
    ).join(''),
  )
}

/** A reader that has seen enough (`| head`) is no error: the rest of the output goes nowhere, and the exit code stays. */
export function allowClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
    })
  }
}
