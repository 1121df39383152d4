/**
 * A scope as text: `blog.Post:42#read,change blog#moderate *#see` (SPEC §11). For the command line, logs and challenges.
 *
 * Laws: only characters that RFC 6750 §3 allows in `scope=` are written; what was written is read back exactly. An unquoted integer
 * is an integer; a text that looks like one has its first character percent-encoded.
 */
import { LatchkeyError } from './errors.ts'
import { makeScope, onlyId, readScope } from './grant.ts'
import type { Held, Scope } from './grant.ts'
import { canonicalId, decimalId, isDecimal, isText } from './id.ts'
import type { Id, SingleId } from './id.ts'

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_~'
/** Written as they are in names of apps and models, where `.` and `:` separate. */
const plainInName: ReadonlySet<string> = new Set(letters)
/** Written as they are in ids and permissions. */
const plainInText: ReadonlySet<string> = new Set(`${letters}.:@/`)

/** Writes a scope in the notation. */
export function formatScope(scope: Scope): string {
  return readScope(scope)
    .map(({ app, model, ids, permissions }) => {
      const id = ids === undefined ? '' : `:${formatId(onlyId(ids))}`
      return `${formatPath(app, model)}${id}#${permissions.map(formatPermission).join(',')}`
    })
    .join(' ')
}

/** Writes the path of everything, an app or a model. */
export function formatPath(app: string | undefined, model: string | undefined): string {
  if (app === undefined) return '*'
  return encode(app, plainInName) + (model === undefined ? '' : `.${encode(model, plainInName)}`)
}

/** Writes the name of a permission. */
export function formatPermission(permission: string): string {
  return encode(permission, plainInText)
}

/** Writes an id. */
export function formatId(id: Id): string {
  return typeof id === 'object' ? `(${id.map(formatSingle).join(',')})` : formatSingle(id)
}

function formatSingle(id: SingleId): string {
  if (typeof id !== 'string') return String(id)
  return isDecimal(id) ? percent(id[0]!) + id.slice(1) : encode(id, plainInText)
}

function encode(text: string, plain: ReadonlySet<string>): string {
  let special = 0
  // Stryker disable next-line ConditionalExpression: it only saves time, in checks that ask the mirror of revocations
  while (plain.has(text[special]!)) special++
  let written = text.slice(0, special)
  for (const character of text.slice(special))
    written += plain.has(character) ? character : percent(character)
  return written
}

function percent(character: string): string {
  let written = ''
  for (const byte of new TextEncoder().encode(character))
    written += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  return written
}

/** What a reader of the notation makes of the texts of a path: ids as its app declares them, where the app is known. */
export type NotationReader = (
  app: string | undefined,
  model: string | undefined,
  id: NotedId | undefined,
  permissions: readonly string[],
) => Held
/** An id as it was written: by its syntax, and as text for a model that declares how its ids are read. */
export interface NotedId {
  readonly id: Id
  readonly text: string | readonly string[]
}

const bySyntax: NotationReader = (app, model, noted, permissions) => ({
  app,
  model,
  ids: noted === undefined ? undefined : [noted.id],
  permissions,
})

/**
 * Reads the notation.
 *
 * @throws {@link LatchkeyError} `INVALID_NOTATION` for a text that is not in it.
 */
export function parseScope(text: string, reader: NotationReader = bySyntax): Scope {
  if (typeof text !== 'string') throw invalid('a scope in notation is a text')
  if (text === '') return makeScope([])
  return makeScope(text.split(' ').map((item) => parseGrant(item, reader)))
}

function parseGrant(item: string, read: NotationReader): Held {
  const hash = item.indexOf('#')
  if (hash < 0) throw invalid('each grant is a path, #, and permissions: blog.Post:42#read,change')
  const place = item.slice(0, hash)
  const listed = item.slice(hash + 1)
  const permissions = listed === '' ? [] : listed.split(',').map(parsePermission)
  const colon = place.indexOf(':')
  const [path, id] = colon < 0 ? [place] : [place.slice(0, colon), place.slice(colon + 1)]
  const { app, model } = parsePath(path)
  if (id !== undefined && model === undefined) throw invalid('an id stands behind a model: app.Model:id')
  return read(app, model, id === undefined ? undefined : parseId(id), permissions)
}

/** Reads the path of everything, an app or a model. */
export function parsePath(path: string): {
  readonly app: string | undefined
  readonly model: string | undefined
} {
  const names = path === '' || path === '*' ? [] : path.split('.')
  if (names.length > 2) throw invalid('a path is app, app.Model or app.Model:id; a dot in a name is %2E')
  const [app, model] = names.map((name) => decode(name, plainInName, 'a name of an app or a model'))
  return { app, model }
}

/** Reads the name of a permission. */
export function parsePermission(text: string): string {
  return decode(text, plainInText, 'a permission')
}

function parseId(text: string): NotedId {
  const members =
    text.startsWith('(') && text.endsWith(')') ? text.slice(1, -1).split(',').map(parseSingle) : undefined
  if (members === undefined) return parseSingle(text)
  const id = canonicalId(members.map((member) => member.id))
  if (id === undefined) throw invalid('a tuple has 2 to 16 members')
  return { id, text: members.map((member) => member.text) }
}

function parseSingle(text: string): { readonly id: SingleId; readonly text: string } {
  if (!isDecimal(text)) {
    const id = decode(text, plainInText, 'an id')
    return { id, text: id }
  }
  const id = decimalId(text)
  if (id === undefined) throw invalid('an integer id is from -2^63 to 2^64-1')
  return { id, text }
}

function decode(text: string, plain: ReadonlySet<string>, what: string): string {
  for (const character of text) {
    if (character !== '%' && character < '\u0080' && !plain.has(character)) {
      throw invalid(`${what} has a character that must be percent-encoded: ${JSON.stringify(character)}`)
    }
  }
  let name: string | undefined
  try {
    name = decodeURIComponent(text)
  } catch {
    // Reported below: half an escape, or bytes that are not UTF-8.
  }
  if (!isText(name))
    throw invalid(`${what} is a well-formed text of 1 to 255 bytes, percent-encoded as UTF-8`)
  return name
}

function invalid(message: string): LatchkeyError {
  return new LatchkeyError('INVALID_NOTATION', message)
}
