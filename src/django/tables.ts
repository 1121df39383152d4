/**
 * The two tables of a Django database that its tokens take ids from: content types (the models) and permissions.
 *
 * From a live database, through the caller's own connection, or from what `manage.py dumpdata` wrote. Law: the ids belong to one
 * database. In another the same ids stand for other models, so tables are never shared between sites.
 */
import { LatchkeyError } from '../index.ts'

/** A row of `django_content_type`. */
export interface ContentType {
  readonly id: number
  readonly app: string
  readonly model: string
}
/** A row of `auth_permission`. */
export interface PermissionRow {
  readonly id: number
  /** The id of its content type. */
  readonly contentType: number
  readonly codename: string
}
/** What is in the two tables: plain data, which may be kept as JSON. Load it anew after each `migrate` of the site. */
export interface Tables {
  readonly contentTypes: readonly ContentType[]
  readonly permissions: readonly PermissionRow[]
}
/** Runs one SQL statement without parameters, and gives back what the driver gives. */
export type Query = (sql: string) => unknown

const selectTypes = 'SELECT id, app_label AS app, model FROM django_content_type ORDER BY id'
const selectPermissions =
  'SELECT id, content_type_id AS contenttype, codename FROM auth_permission ORDER BY id'

/**
 * Reads the tables of a live Django database, in two queries whatever their size.
 *
 * @param query `(sql) => pool.query(sql)` for `pg` and `mysql2/promise`, `(text) => sql.unsafe(text)` for `postgres`,
 *   `(sql) => database.prepare(sql).all()` for `node:sqlite`. What it throws or rejects with goes to the caller.
 * @throws {@link LatchkeyError} `INVALID_OPTION` where it gives no such rows.
 *
 * @example
 * ```ts
 * import { DatabaseSync } from 'node:sqlite'
 * import { loadTables } from 'latchkey/django'
 *
 * const database = new DatabaseSync(':memory:') // the file of the Django site
 * database.exec(`
 *   CREATE TABLE django_content_type (id INTEGER PRIMARY KEY, app_label VARCHAR(100), model VARCHAR(100));
 *   CREATE TABLE auth_permission (id INTEGER PRIMARY KEY, content_type_id INTEGER, codename VARCHAR(100), name VARCHAR(255));
 *   INSERT INTO django_content_type VALUES (7, 'blog', 'post');
 *   INSERT INTO auth_permission VALUES (26, 7, 'change_post', 'Can change post');
 * `)
 * const tables = await loadTables((sql) => database.prepare(sql).all())
 * tables.contentTypes // => [{ id: 7, app: 'blog', model: 'post' }]
 * tables.permissions // => [{ id: 26, contentType: 7, codename: 'change_post' }]
 * ```
 */
export async function loadTables(query: Query): Promise<Tables> {
  const types = rowsOf(await query(selectTypes))
  const permissions = rowsOf(await query(selectPermissions))
  return Object.freeze({
    contentTypes: readList(types, ({ id, app, model }) => readContentType(id, app, model)),
    permissions: readList(permissions, ({ id, contenttype, codename }) =>
      readPermission(id, contenttype, codename),
    ),
  })
}

/** The rows in what a driver gives: a list of rows, the `rows` of `pg`, or `[rows, fields]` of `mysql2`. */
function rowsOf(result: unknown): readonly unknown[] {
  const rows: unknown = Array.isArray(result) ? result : (Object(result) as Row)['rows']
  if (!Array.isArray(rows)) throw invalid('the query gives no rows')
  return Array.isArray(rows[0]) ? (rows[0] as unknown[]) : rows
}

/**
 * Reads the tables from what `manage.py dumpdata contenttypes auth.permission` wrote.
 *
 * @throws {@link LatchkeyError} `INVALID_OPTION` for what is no such dump, or one without ids (`--natural-primary`).
 *
 * @example
 * ```ts
 * import { tablesFromDumpdata } from 'latchkey/django'
 *
 * const tables = tablesFromDumpdata(`[
 *   {"model": "contenttypes.contenttype", "pk": 7, "fields": {"app_label": "blog", "model": "post"}},
 *   {"model": "auth.permission", "pk": 26, "fields": {"name": "Can change post", "content_type": 7, "codename": "change_post"}}
 * ]`)
 * tables.permissions // => [{ id: 26, contentType: 7, codename: 'change_post' }]
 * ```
 */
export function tablesFromDumpdata(dump: string): Tables {
  let entries: unknown
  try {
    entries = JSON.parse(dump)
  } catch {
    throw invalid('the dump is no JSON')
  }
  if (!Array.isArray(entries)) throw invalid('the dump is a list of objects')
  const rows = (name: string): unknown[] =>
    entries.filter((entry) => (Object(entry) as Row)['model'] === name)
  const contentTypes = readList(rows('contenttypes.contenttype'), ({ pk, fields }) => {
    const { app_label: app, model } = Object(fields) as Row
    return readContentType(pk, app, model)
  })
  const permissions = readList(rows('auth.permission'), ({ pk, fields }) => {
    const { content_type: type, codename } = Object(fields) as Row
    // With --natural-foreign it is the names.
    const [app, model] = Array.isArray(type) ? (type as unknown[]) : []
    const named = contentTypes.find((one) => one.app === app && one.model === model)
    return readPermission(pk, named?.id ?? type, codename)
  })
  return Object.freeze({ contentTypes, permissions })
}

// ---------------------------------------------------------------- reading

type Row = Readonly<Record<string, unknown>>

function readList<Item>(rows: readonly unknown[], read: (row: Row) => Item): readonly Item[] {
  return Object.freeze(Array.from(rows, (row) => read(Object(row) as Row)))
}

/** Tables of any origin, such as a file that they were kept in. */
function readTables(tables: unknown): Tables {
  const { contentTypes, permissions } = Object(tables) as Row
  if (!Array.isArray(contentTypes) || !Array.isArray(permissions))
    throw invalid('tables are what loadTables() or tablesFromDumpdata() gave')
  return {
    contentTypes: readList(contentTypes, ({ id, app, model }) => readContentType(id, app, model)),
    permissions: readList(permissions, ({ id, contentType, codename }) =>
      readPermission(id, contentType, codename),
    ),
  }
}

function readContentType(id: unknown, app: unknown, model: unknown): ContentType {
  return Object.freeze({ id: readId(id), app: readText(app), model: readText(model) })
}

function readPermission(id: unknown, contentType: unknown, codename: unknown): PermissionRow {
  return Object.freeze({ id: readId(id), contentType: readId(contentType), codename: readText(codename) })
}

/** Drivers give wide integers as `bigint`, or as text. */
function readId(value: unknown): number {
  const id = typeof value === 'bigint' || (typeof value === 'string' && value !== '') ? Number(value) : value
  if (typeof id !== 'number' || !Number.isSafeInteger(id))
    throw invalid('a row has no id that is an exact integer')
  return id
}

function readText(value: unknown): string {
  if (typeof value !== 'string') throw invalid('a row has no text where one belongs')
  return value
}

function invalid(problem: string): LatchkeyError {
  return new LatchkeyError('INVALID_OPTION', `these are no tables of Django: ${problem}`)
}

// ---------------------------------------------------------------- looking up

/** The tables by id and by name. */
export interface TableIndex {
  readonly typeById: ReadonlyMap<number, ContentType>
  /** By `app` and then by `model`. */
  readonly typeByName: ReadonlyMap<string, ReadonlyMap<string, number>>
  /** `app.codename`; a permission whose content type is gone has no name. */
  readonly permissionById: ReadonlyMap<number, string>
  /** `undefined` for a name that several rows have. */
  readonly permissionByName: ReadonlyMap<string, number | undefined>
}

const indexes = new WeakMap<object, TableIndex>()

/**
 * The index of tables, made once for each.
 *
 * @throws {@link LatchkeyError} `INVALID_OPTION` for what are no tables.
 */
export function indexOf(tables: unknown): TableIndex {
  const found = indexes.get(Object(tables) as object)
  if (found !== undefined) return found
  const index = makeIndex(readTables(tables))
  indexes.set(tables as object, index)
  return index
}

function makeIndex({ contentTypes, permissions }: Tables): TableIndex {
  const typeById = new Map(contentTypes.map((type) => [type.id, type]))
  const typeByName = new Map<string, Map<string, number>>()
  for (const { id, app, model } of contentTypes) {
    const models = typeByName.get(app) ?? new Map<string, number>()
    typeByName.set(app, models.set(model, id))
  }
  const permissionById = new Map<number, string>()
  const permissionByName = new Map<string, number | undefined>()
  for (const { id, contentType, codename } of permissions) {
    const type = typeById.get(contentType)
    if (type === undefined) continue
    const name = `${type.app}.${codename}`
    permissionById.set(id, name)
    permissionByName.set(name, permissionByName.has(name) ? undefined : id)
  }
  return { typeById, typeByName, permissionById, permissionByName }
}
