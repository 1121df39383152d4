/**
 * From the rows that a pass allows to a condition of SQL, in pieces: what `sql()`, Kysely and Drizzle put together in their own way.
 *
 * Laws: a value never becomes text of the statement; the lists of a pass fit the parameters of every engine; texts are compared byte
 * by byte, whatever the collation, and integers as integers, so that no row is selected that `validate` refuses.
 */
import type { Found, IdKind, Key, SingleId } from './filter.ts'

/** How SQL is written. `'mysql'` is MariaDB too. */
export type Dialect = 'postgres' | 'mysql' | 'sqlite'
/** A part of a condition: text of ours, a column by its place in the key, or a value to be bound. */
export type Piece = string | { readonly column: number } | { readonly value: string | number }

/** Whether a piece is a column, by what is its own: somebody may have put the name on every object. */
export function isColumn(piece: Exclude<Piece, string>): piece is { readonly column: number } {
  return Object.hasOwn(piece, 'column')
}

/** The condition, in parentheses. */
export function conditionOf(
  { rows, kinds }: Pick<Found<unknown>, 'rows' | 'kinds'>,
  dialect: Dialect,
): readonly Piece[] {
  if (rows.kind === 'all') return ['(1 = 1)']
  if (rows.kind === 'none') return ['(1 = 0)']
  return ['(', ...conditions[dialect](kinds, rows.keys), ')']
}

type Write = (kinds: readonly IdKind[], keys: readonly Key[]) => Piece[]

const conditions: { readonly [Name in Dialect]: Write } = { postgres, mysql, sqlite }

/** Casts, since an integer beyond the type of its column would be an error, and `citext` ignores case. */
function postgres(kinds: readonly IdKind[], keys: readonly Key[]): Piece[] {
  const types = kinds.map((kind) => (isInteger(kind) ? '::int8' : kind === 'string' ? '::text' : ''))
  if (kinds.length > 1)
    return isIn(
      columns(kinds),
      keys.map((key) => tuple(key.map((member, at) => [{ value: plain(member) }, types[at]!]))),
    )
  const list = keys.map(([member]) => arrayMember(member!)).join(',')
  const type = types[0] === '' ? '' : `${types[0]}[]`
  return [{ column: 0 }, ' = any(', { value: `{${list}}` }, `${type})`]
}

/** The first comparison is for an index; the second tells apart what the collation of a text does not. */
function mysql(kinds: readonly IdKind[], keys: readonly Key[]): Piece[] {
  const rows = keys.map((key) =>
    tuple(
      key.map((member, at) => {
        const value = { value: plain(member) }
        // Drivers send integers as text or as floats, and MySQL compares texts with numbers as floats.
        return isInteger(kinds[at]!)
          ? ['cast(', value, ` as ${isSigned(member) ? '' : 'un'}signed)`]
          : [value]
      }),
    ),
  )
  const found = isIn(columns(kinds), rows)
  if (!kinds.includes('string')) return found
  const bytes = columns(kinds, 'cast(convert(', ' using utf8mb4) as binary)')
  return [...found, ' and ', ...isIn(bytes, rows)]
}

/** One parameter for all keys: some services allow a hundred. */
function sqlite(kinds: readonly IdKind[], keys: readonly Key[]): Piece[] {
  const written = keys.map((key) => {
    const members = key.map((member, at) => (isInteger(kinds[at]!) ? String(member) : JSON.stringify(member)))
    return kinds.length === 1 ? members[0]! : `[${members.join(',')}]`
  })
  const values =
    kinds.length === 1 ? 'value' : kinds.map((_kind, at) => `json_extract(value, '$[${at}]')`).join(', ')
  const source = [`select ${values} from json_each(`, { value: `[${written.join(',')}]` }, ')']
  return isIn(columns(kinds, '', ' collate binary'), [source])
}

/** The columns of a key; those of texts between `before` and `after`. */
function columns(kinds: readonly IdKind[], before = '', after = ''): Piece[] {
  return tuple(kinds.map((kind, column) => (kind === 'string' ? [before, { column }, after] : [{ column }])))
}

function isIn(left: readonly Piece[], rows: readonly (readonly Piece[])[]): Piece[] {
  return [...left, ' in (', ...join(rows), ')']
}

function tuple(members: readonly (readonly Piece[])[]): Piece[] {
  return members.length === 1 ? [...members[0]!] : ['(', ...join(members), ')']
}

function join(parts: readonly (readonly Piece[])[]): Piece[] {
  return parts.flatMap((part, at) => (at === 0 ? part : [', ', ...part]))
}

function isInteger(kind: IdKind): boolean {
  return kind === 'int' || kind === 'bigint'
}

function isSigned(member: SingleId): boolean {
  return BigInt(member) < 2n ** 63n
}

/** What every driver binds: a bigint as its text. */
function plain(member: SingleId): string | number {
  return typeof member === 'bigint' ? String(member) : member
}

/** A member in the text of an array. */
function arrayMember(member: SingleId): string {
  if (typeof member !== 'string') return String(member)
  return `"${member.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}
