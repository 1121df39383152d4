/**
 * A lock as the text of its file: one entry a line, so that a diff is readable and two branches that number something conflict.
 *
 * Laws: what is wrong is named with its line, and a file is never repeated, since it could be another than the one that was meant.
 * Commas and spaces may be wrong where lines were merged by hand; what the lines say may not.
 */
import { lockOf } from '../index.ts'
import type { Lock, LockNode } from '../index.ts'

/** A lock that cannot be read, or is refused: the line of its file, and what to do. */
export class LockProblem extends Error {
  override readonly name = 'LockProblem'
  readonly line: number

  constructor(line: number, message: string, options?: ErrorOptions) {
    super(message, options)
    this.line = line
  }
}

/** What stands in the file of a lock. */
export interface LockText {
  readonly lock: Lock
  readonly lines: readonly string[]
  /** The line of each node, by index; lines are counted from 1. */
  readonly lineOf: readonly number[]
  /** Whether programs can import it: commas and brackets are right as well. */
  readonly isJson: boolean
}

/** Writes a lock. */
export function formatLock({ format, nodes }: Lock): string {
  const lines = nodes.map((node, index) => `    ${formatNode(node)}${index < nodes.length - 1 ? ',' : ''}`)
  return ['{', `  "format": ${JSON.stringify(format)},`, '  "nodes": [', ...lines, '  ]', '}', ''].join('\n')
}

function formatNode({ number, path, was, permissions, retired }: LockNode): string {
  const fields = Object.entries({ number, path, was, permissions: 0, retired })
  const written = fields.flatMap(([name, value]) => {
    if (value === undefined) return []
    return `"${name}": ${name === 'permissions' ? formatList(permissions) : JSON.stringify(value)}`
  })
  return `{ ${written.join(', ')} }`
}

function formatList(names: readonly string[]): string {
  return `[${names.map((name) => JSON.stringify(name)).join(', ')}]`
}

/** The lines of a text; one that Git changed for Windows has the same. */
export function linesOf(text: string): readonly string[] {
  return text.split(/\r?\n/)
}

/**
 * Reads the text of a lock, and checks all but that it fits its apps.
 *
 * @throws {@link LockProblem} for what is broken.
 */
export function readLockText(text: string): LockText {
  const lines = linesOf(text)
  const marked = lines.findIndex((line) => /^(<{7}|\|{7}|={7}|>{7})( |$)/.test(line))
  if (marked >= 0) {
    throw new LockProblem(
      marked + 1,
      'Git left a conflict here: of two lines with one number keep the one whose tokens are in use, delete the other ' +
        'and the marks of Git, and run latchkey lock again',
    )
  }
  const json = parseJson(text)
  const read = readLines(lines) ?? readWhole(json, lines)
  if (read === undefined) throw new LockProblem(oddLine(lines), notWritten)
  const found = { ...read, lines, isJson: json !== undefined }
  checkNodes(found)
  return found
}

const notWritten =
  'this is not what latchkey lock writes: restore the file as it was committed, and run latchkey lock again'

/** JSON in any shape, as a formatter may leave it; `undefined` for what is none, without the excerpt that an error would show. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

const frame = new Set(['', '{', '}', '"nodes": [', ']', '"nodes": []'])

/** Reads line by line; `undefined` where some line is neither an entry nor a part of the frame. */
function readLines(lines: readonly string[]): Pick<LockText, 'lock' | 'lineOf'> | undefined {
  let format = ''
  const nodes: LockNode[] = []
  const lineOf: number[] = []
  for (const [index, line] of lines.entries()) {
    const part = withoutComma(line)
    if (frame.has(part)) continue
    const named = /^"format": "([\w/-]*)"$/.exec(part)
    const node = named === null ? readNodeLine(part) : undefined
    if (named !== null) format = named[1]!
    else if (node === undefined) return undefined
    else {
      nodes.push(node)
      lineOf.push(index + 1)
    }
  }
  return { lock: { format, nodes }, lineOf }
}

function withoutComma(line: string): string {
  return line.trim().replace(/\s*,$/, '')
}

function readNodeLine(part: string): LockNode | undefined {
  const node = part.startsWith('{') ? parseJson(part) : undefined
  return typeof node === 'object' && node !== null && 'number' in node ? (node as LockNode) : undefined
}

/** Reads JSON that a formatter or a person has spread over other lines. */
function readWhole(json: unknown, lines: readonly string[]): Pick<LockText, 'lock' | 'lineOf'> | undefined {
  if (typeof json !== 'object' || json === null) return undefined
  const { nodes } = json as Partial<Lock>
  if (!Array.isArray(nodes) || !nodes.every((node) => typeof node === 'object' && node !== null))
    return undefined
  const numbered = lines.flatMap((line, index) => (line.match(/"number"\s*:/g) ?? []).map(() => index + 1))
  return { lock: json as Lock, lineOf: nodes.map((_, index) => numbered[index] ?? 1) }
}

/** The first line that is no part of a lock. */
function oddLine(lines: readonly string[]): number {
  const odd = lines.findIndex((line) => {
    const part = withoutComma(line)
    return !frame.has(part) && !part.startsWith('"format": ') && readNodeLine(part) === undefined
  })
  return odd + 1
}

/** Has the core read the nodes, and finds the line of the first that it refuses. */
function checkNodes({ lock, lineOf, lines }: Pick<LockText, 'lock' | 'lineOf' | 'lines'>): void {
  const problem = refusal(lock, lock.nodes.length)
  if (problem === undefined) return
  // The core reads from the first to the last: what is refused once is refused with all that follows.
  let [good, bad] = [-1, lock.nodes.length]
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    if (refusal(lock, middle) === undefined) good = middle
    else bad = middle
  }
  const said = problem.message.replace('the lock is broken: ', '')
  const mends = /: (keep|restore|retire|use) /.test(said)
  const message = mends ? said : `${said}; restore the line as it was committed`
  if (bad === 0) {
    const at = lines.findIndex((line) => line.includes('"format"'))
    throw new LockProblem(Math.max(at, 0) + 1, message, { cause: problem })
  }
  const { number } = lock.nodes[bad - 1]!
  const twin = lock.nodes.findIndex((node) => node.number === number)
  const other = twin < bad - 1 ? ` (the first of them is line ${lineOf[twin]})` : ''
  throw new LockProblem(lineOf[bad - 1]!, `${message}${other}`, { cause: problem })
}

/** What the core says of the first `count` nodes. */
function refusal(lock: Lock, count: number): Error | undefined {
  try {
    lockOf([], { ...lock, nodes: lock.nodes.slice(0, count) })
    return undefined
  } catch (error) {
    return error as Error
  }
}
