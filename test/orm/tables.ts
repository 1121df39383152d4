/**
 * The tables that every ORM is tested on: one for each kind of id, 200 rows each, the same in every database.
 *
 * Among the ids are neighbors beyond 2^53, and texts that a collation takes for one another.
 */
export type Dialect = 'postgres' | 'mysql' | 'sqlite'
export type ModelName = 'Post' | 'Event' | 'Comment' | 'Tag' | 'Member'
export type Id = number | bigint | string
/** A row as SQL has it: the key, and what a user's own condition is about. */
export interface Row {
  readonly key: readonly Id[]
  readonly published: 0 | 1
}
interface Table {
  readonly name: string
  readonly columns: readonly string[]
  readonly types: Readonly<Record<Dialect, readonly string[]>>
  readonly rows: readonly Row[]
}

export const modelNames: readonly ModelName[] = ['Post', 'Event', 'Comment', 'Tag', 'Member']

/** A UUID that looks random, by number. */
export function uuid(number: number): string {
  const hex = (Math.imul(number + 1, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0')
  return `${hex}-${hex.slice(0, 4)}-4${hex.slice(1, 4)}-8${hex.slice(4, 7)}-${hex}${hex.slice(2, 6)}`
}

const size = 200
const numbers = Array.from({ length: size }, (_, index) => index)
const rowsOf = (keyOf: (index: number) => readonly Id[]): readonly Row[] =>
  numbers.map((index) => ({ key: keyOf(index), published: index % 3 === 0 ? 1 : 0 }))

/** Texts that are easily taken for one another, or for a part of a statement. */
const texts = [
  'abc', 'ABC', 'Abc', 'abc ', ' abc', 'äbc', 'abç', 'a\u0308bc', 'straße', 'strasse', '%', '_', '*',
  "o'clock", "''", '"', '"quoted"', '\\', '\\"', '\\\\', '`', '$1', '?', ':name', '{a,b}', '[1]', '(1)', 'null', 'NULL',
  'true', '5', '05', '5.0', '1e3', ',', 'a,b', ';--', '\u{1F511}', '\t', 'line\nbreak',
] // prettier-ignore

export const tables: Readonly<Record<ModelName, Table>> = {
  Post: {
    name: 'posts',
    columns: ['id'],
    types: { postgres: ['integer'], mysql: ['int'], sqlite: ['integer'] },
    rows: rowsOf((index) => [index < 190 ? index * 3 : index < 195 ? -index : 2 ** 31 - index + 194]),
  },
  Event: {
    name: 'events',
    columns: ['id'],
    types: { postgres: ['bigint'], mysql: ['bigint'], sqlite: ['integer'] },
    rows: rowsOf((index) => [
      index < 100
        ? 9007199254740900n + BigInt(index)
        : index < 190
          ? BigInt(index)
          : index < 195
            ? 2n ** 63n - 196n + BigInt(index)
            : -(2n ** 63n) + BigInt(index),
    ]),
  },
  Comment: {
    name: 'comments',
    columns: ['id'],
    types: { postgres: ['uuid'], mysql: ['char(36)'], sqlite: ['text'] },
    rows: rowsOf((index) => [uuid(index)]),
  },
  Tag: {
    name: 'tags',
    columns: ['id'],
    types: { postgres: ['text'], mysql: ['varchar(255)'], sqlite: ['text'] },
    rows: rowsOf((index) => [texts[index] ?? `tag-${index}`]),
  },
  Member: {
    name: 'members',
    columns: ['org_id', 'user_id'],
    types: { postgres: ['integer', 'uuid'], mysql: ['int', 'char(36)'], sqlite: ['integer', 'text'] },
    rows: rowsOf((index) => [index % 7, uuid(index % 40)]),
  },
}

/** The names of the fields of a key in a program. */
export const fields: Readonly<Record<ModelName, readonly string[]>> = {
  Post: ['id'], Event: ['id'], Comment: ['id'], Tag: ['id'], Member: ['orgId', 'userId'],
} // prettier-ignore

/** The statements that make the tables and fill them. `prefix` is put before their names, as in `schema.`. */
export function statements(dialect: Dialect, prefix = ''): string[] {
  return Object.values(tables).flatMap(({ name, columns, types, rows }) => {
    const quoted = dialect === 'mysql' ? '`' : '"'
    const declared = columns.map((column, at) => `${column} ${types[dialect][at]} not null`)
    // In MySQL texts that the collation takes for one another cannot all be primary keys.
    const key = dialect === 'mysql' && name === 'tags' ? 'key' : 'primary key'
    const literal = (id: Id): string =>
      typeof id === 'string'
        ? `'${(dialect === 'mysql' ? id.replaceAll('\\', '\\\\') : id).replaceAll("'", "''")}'`
        : String(id)
    const values = rows.map(({ key: ids, published }) => `(${[...ids.map(literal), published].join(', ')})`)
    const table = `${prefix}${quoted}${name}${quoted}`
    return [
      `create table ${table} (${declared.join(', ')}, published integer not null, ${key} (${columns.join(', ')}))`,
      `insert into ${table} (${columns.join(', ')}, published) values ${values.join(', ')}`,
    ]
  })
}
