/**
 * Tokens as filters, for those without an ORM: `latchkey/sql` gives a condition of SQL and its parameters.
 *
 * From a pass to text and values for the driver of PostgreSQL, MySQL, MariaDB or SQLite. No package is imported.
 *
 * @module
 */
import { LatchkeyError } from '../index.ts'
import type { ModelLike, Pass } from '../index.ts'
import { conditionOf, isColumn } from './condition.ts'
import type { Dialect } from './condition.ts'
import { fieldsOf, readOptions, rowsOf } from './filter.ts'

export { permitted } from './filter.ts'
export type { Dialect }

/** What {@link sql} is told of the statement that its condition is for. */
export interface SqlOptions {
  readonly dialect: Dialect
  /** The columns of the key; default: the `idField` of the model. */
  readonly columns?: string | readonly string[]
  /** The table or its alias, where a join needs it before the columns. */
  readonly table?: string
  /** The number of the first parameter, where the statement has others before; for PostgreSQL alone; default 1. */
  readonly startAt?: number
}
/** A condition in parentheses, and the values of its parameters in their order. */
export interface SqlFilter {
  readonly text: string
  readonly values: readonly (string | number)[]
}

/**
 * The condition that selects the rows of `model` which `pass` allows `permission` on.
 *
 * It stands in parentheses, so that it combines with any other: `where published and ${filter.text}`. All rows are `(1 = 1)`, none
 * are `(1 = 0)`. Identifiers are quoted, values are parameters. The model declares the kind of its ids.
 *
 * @throws {@link LatchkeyError} `INVALID_OPTION` for an option that is none; `NO_PASS`, `EMPTY_SCOPE`, `UNKNOWN_PERMISSION`,
 *   `INVALID_SCOPE`, `INVALID_APP` for a pass, a permission or a model that is none, or a model without a kind of id.
 *
 * @example
 * ```ts
 * import { defineApp, keygen, latchkey } from 'latchkey'
 * import { sql } from 'latchkey/sql'
 *
 * const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })
 * const { scope, tokens } = latchkey({ secrets: keygen(), apps: [blog] })
 * const two = scope.union(scope.accessObj(blog.Post(1), 'read'), scope.accessObj(blog.Post(3), 'read'))
 * const verdict = tokens.verify(tokens.generate(two, { expiresIn: '1h' }), 'authentic')
 * if (!verdict.ok) throw new Error(verdict.detail)
 *
 * const filter = sql(verdict.pass, blog.Post, 'read', { dialect: 'postgres', startAt: 2 })
 * filter.text // => '("id" = any($2::int8[]))'
 * filter.values // => ['{1,3}']
 * // pool.query(`select * from posts where author = $1 and ${filter.text}`, [author, ...filter.values])
 * ```
 */
export function sql<Permission extends string>(
  pass: Pass,
  model: ModelLike<string, unknown, Permission>,
  permission: NoInfer<Permission>,
  options: SqlOptions,
): SqlFilter {
  const { fields, kinds } = fieldsOf(model)
  const { dialect, names, startAt } = readSqlOptions(options, fields, kinds.length)
  const fits = dialect === 'mysql' ? () => true : undefined
  const values: (string | number)[] = []
  let text = ''
  for (const piece of conditionOf({ rows: rowsOf(pass, model, permission, fits), kinds }, dialect)) {
    if (typeof piece === 'string') text += piece
    else if (isColumn(piece)) text += names[piece.column]!
    else {
      text += dialect === 'postgres' ? `$${startAt + values.length}` : '?'
      values.push(piece.value)
    }
  }
  return Object.freeze({ text, values: Object.freeze(values) })
}

function readSqlOptions(
  options: SqlOptions,
  fields: readonly string[],
  count: number,
): { dialect: Dialect; names: readonly string[]; startAt: number } {
  const {
    dialect,
    columns = fields,
    table,
    startAt = 1,
  } = readOptions(options, ['dialect', 'columns', 'table', 'startAt'], 'sql()')
  if (dialect !== 'postgres' && dialect !== 'mysql' && dialect !== 'sqlite')
    throw invalid("dialect is 'postgres', 'mysql' or 'sqlite'")
  if (dialect !== 'postgres' && startAt !== 1) throw invalid('startAt is for the parameters of PostgreSQL')
  if (typeof startAt !== 'number' || !Number.isInteger(startAt) || startAt < 1 || startAt > 65_535)
    throw invalid('startAt is the number of a parameter, 1 or more')
  const list: readonly unknown[] = Array.isArray(columns) ? columns : [columns]
  if (list.length !== count) throw invalid(`the key has ${count} columns, and ${list.length} are named`)
  const names = list.map((column) => quoteName(column, dialect))
  const before = table === undefined ? '' : `${quoteName(table, dialect)}.`
  return { dialect, names: names.map((name) => before + name), startAt }
}

/** An identifier of the dialect. In SQLite not between `"`, which makes a text of a name that is no column. */
function quoteName(name: unknown, dialect: Dialect): string {
  if (typeof name !== 'string' || name === '' || name.includes('\0'))
    throw invalid('columns and table are names of the database')
  const mark = dialect === 'postgres' ? '"' : '`'
  return mark + name.replaceAll(mark, mark + mark) + mark
}

function invalid(message: string): LatchkeyError {
  return new LatchkeyError('INVALID_OPTION', message)
}
