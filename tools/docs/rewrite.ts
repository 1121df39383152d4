/**
 * From an example as it is read to one that checks itself: every `// => value` becomes a comparison.
 *
 * `expression // => value` compares the expression, `const x = … // => value` compares x, and `// => throws CODE` expects
 * an error with that code. A comment on lines of its own belongs to the statement before it. No line moves.
 */
import { parseSync, Visitor } from 'rolldown/utils'

/** Code with checks; `places` names each of them, as `document:line`. */
export interface Rewritten {
  code: string
  places: string[]
}
interface Part {
  start: number
  end: number
}
interface Statement extends Part {
  value: Part | undefined
  /** What a declaration declares, if it is one plain name; `undefined` for an expression. */
  declares: string | false | undefined
}

/** Rewrites `code`, a module of the document `file`; throws an `Error` that says the line. */
export function rewrite(file: string, code: string): Rewritten {
  const line = (at: number): number => code.slice(0, at).split('\n').length
  const { program, comments, errors } = parseSync('example.ts', code, { sourceType: 'module' })
  const error = errors[0]
  if (error !== undefined) throw new Error(`${error.message} (line ${line(error.labels[0]?.start ?? 0)})`)

  const statements: Statement[] = []
  new Visitor({
    ExpressionStatement({ start, end, expression }) {
      statements.push({ start, end, value: expression, declares: undefined })
    },
    VariableDeclaration({ start, end, declarations: [first, ...more] }) {
      const declares = more.length === 0 && first?.id.type === 'Identifier' && first.id.name
      statements.push({ start, end, value: first?.init ?? undefined, declares })
    },
  }).visit(program)

  const edits: { start: number; end: number; text: string }[] = []
  const lines = (from: number, to: number): string => '\n'.repeat(line(to) - line(from))
  const wrap = ({ start, end }: Part, value: Part, head: string, tail: string): void => {
    edits.push({ start, end: value.start, text: head + lines(start, value.start) })
    edits.push({ start: value.end, end, text: lines(value.end, end) + tail })
  }
  const places: string[] = []
  for (const [index, comment] of comments.entries()) {
    const first = /^\s*=>(.*)$/.exec(comment.value)?.[1]
    if (comment.type !== 'Line' || first === undefined) continue
    const at = line(comment.start)
    const place = `${file}:${at}`
    const label = JSON.stringify(place)
    const statement = statements
      .filter(({ end }) => end <= comment.start && /^[\s;]*$/.test(code.slice(end, comment.start)))
      .toSorted((one, other) => other.start - one.start)[0]
    if (statement?.value === undefined) throw new Error(`no expression before this // => (line ${at})`)

    const thrown = /^ *throws ([A-Z_]+) *$/.exec(first)?.[1]
    const expected = thrown ?? valueOf([first, ...linesAfter(comments.slice(index), code)])
    if (expected === undefined) throw new Error(`what follows // => is no value (line ${at})`)
    if (thrown !== undefined) {
      wrap(statement, statement.value, `await $throws(${label}, '${thrown}', async () => (`, `));`)
    } else if (statement.declares === undefined) {
      wrap(statement, statement.value, `$equals(${label}, (`, `), (${expected}));`)
    } else if (statement.declares === false) {
      throw new Error(`// => needs a declaration of one plain name (line ${at})`)
    } else {
      const text = `;$equals(${label}, ${statement.declares}, (${expected}));`
      edits.push({ start: statement.end, end: statement.end, text })
    }
    places.push(place)
  }
  const rewritten = edits
    .toSorted((one, other) => other.start - one.start)
    .reduce((text, { start, end, text: put }) => text.slice(0, start) + put + text.slice(end), code)
  return { code: rewritten, places }
}

/** The line comments that follow the first of `comments` with nothing between them: a value may go on there. */
function linesAfter(
  comments: { type: string; value: string; start: number; end: number }[],
  code: string,
): string[] {
  const lines: string[] = []
  for (let index = 1; index < comments.length; index++) {
    const { type, value, start } = comments[index]!
    if (type !== 'Line' || value.trimStart().startsWith('=>')) break
    if (code.slice(comments[index - 1]!.end, start).trim() !== '') break
    lines.push(value)
  }
  return lines
}

/** The shortest beginning of `lines` that is an expression. */
function valueOf(lines: string[]): string | undefined {
  for (let count = 1; count <= lines.length; count++) {
    const text = lines.slice(0, count).join(' ').trim()
    if (parseSync('value.ts', `(${text})`, { sourceType: 'module' }).errors.length === 0) return text
  }
  return undefined
}
