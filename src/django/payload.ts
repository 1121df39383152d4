/**
 * A scope as `django-access-tokens` signs it: `[[specifier, permissions], …]`.
 *
 * From grants to JSON and back, with ids of the database in place of names where the serializer says so. Laws: what is not of this
 * form refuses the whole token; a null is no name, and widens nothing; an id that the tables do not have gives nothing, and takes
 * nothing from the rest; order and repetition are kept.
 */
import { LatchkeyError } from '../index.ts'
import { onlyId } from '../grant.ts'
import type { Held, Naming } from '../grant.ts'
import type { Id, SingleId } from '../id.ts'
import { quote } from '../options.ts'
import { formatJson, parseJson } from './json.ts'
import { refusal } from './ring.ts'
import type { NotSigned } from './ring.ts'
import type { TableIndex } from './tables.ts'

/** Which names a serializer of the original replaces by ids: those of models, those of permissions, both, or none. */
export type Serializer = 'basic' | 'contenttypes' | 'auth' | 'both'

/** The ids that a serializer puts in place of names, and back. */
export interface Numbering {
  /** `undefined` where models stand by their names. */
  readonly typeId: ((app: string, model: string) => number | undefined) | undefined
  typeName(id: number | bigint): { readonly app: string; readonly model: string } | undefined
  permissionId(name: string): number | undefined
  permissionName(id: number | bigint): string | undefined
}

/** The ids of a serializer: those of `tables`. */
export function makeNumbering(serializer: Serializer, tables: TableIndex | undefined): Numbering {
  const types = serializer === 'contenttypes' || serializer === 'both' ? tables : undefined
  const permissions = serializer === 'auth' || serializer === 'both' ? tables : undefined
  return {
    typeId: types && ((app, model) => types.typeByName.get(app)?.get(model)),
    typeName: (id) => types?.typeById.get(Number(id)),
    permissionId: (name) => permissions?.permissionByName.get(name),
    permissionName: (id) => permissions?.permissionById.get(Number(id)),
  }
}

/** What Django's format can name: any text, and any finite number as a key. */
export const djangoNaming: Naming = {
  isText: (value) => typeof value === 'string',
  toId: readKeyOfProgram,
  text: 'a text',
  id: 'a text, an exact number, or a tuple of these',
}

// ---------------------------------------------------------------- writing

/**
 * Writes the JSON of grants, each on one object at most.
 *
 * @throws {@link LatchkeyError} `UNKNOWN_APP` for a model that the content types do not have.
 */
export function formatPayload(grants: readonly Held[], numbering: Numbering): string {
  return formatJson(
    grants.map((held) => [
      specifierOf(held, numbering),
      held.permissions.map((name) => permissionOf(name, numbering)),
    ]),
  )
}

function specifierOf({ app, model, ids }: Held, { typeId }: Numbering): unknown[] {
  if (app === undefined) return []
  if (model === undefined) return [app]
  const key = ids === undefined ? [] : [onlyId(ids)]
  if (typeId === undefined) return [app, model, ...key]
  const id = typeId(app, model)
  if (id === undefined) {
    throw new LatchkeyError(
      'UNKNOWN_APP',
      `the content types have no model ${quote(model)} of the app ${quote(app)}: migrate the site, and load its tables anew`,
    )
  }
  return [id, ...key]
}

/** A name with one dot is that of a permission of `django.contrib.auth`, if exactly one row has it. */
function permissionOf(name: string, numbering: Numbering): string | number {
  const dot = name.indexOf('.')
  return dot === -1 || dot !== name.lastIndexOf('.') ? name : (numbering.permissionId(name) ?? name)
}

// ---------------------------------------------------------------- reading

/** The grants of a payload, by Django's names. */
export function readPayload(text: string, numbering: Numbering): readonly Held[] | NotSigned {
  const { value, problem } = parseJson(text, toFloat)
  if (problem !== undefined) return refusal('malformed', problem)
  if (!Array.isArray(value)) return refusal('malformed', 'what is signed is no list of grants')
  const grants: Held[] = []
  for (const entry of value as unknown[]) {
    const isPair = Array.isArray(entry) && entry.length === 2
    const path = isPair && Array.isArray(entry[0]) ? readSpecifier(entry[0], numbering) : undefined
    const permissions = isPair && Array.isArray(entry[1]) ? readPermissions(entry[1], numbering) : undefined
    if (path === undefined || permissions === undefined)
      return refusal('malformed', 'what is signed is no list of specifiers and permissions')
    if (path !== 'gone') grants.push({ app: path.app, model: path.model, ids: path.ids, permissions })
  }
  return grants
}

/** Whether a payload was read; not by a property, which somebody may have put on every object. */
export function isGrants(read: readonly Held[] | NotSigned): read is readonly Held[] {
  return Array.isArray(read)
}

type Path = Omit<Held, 'permissions'>

/** The path of a specifier; `'gone'` for an id that no content type has, `undefined` for what is none. */
function readSpecifier(parts: readonly unknown[], numbering: Numbering): Path | 'gone' | undefined {
  const [first, second] = parts
  const isNumbered = isInteger(first)
  if (parts.length > (isNumbered ? 2 : 3)) return undefined
  const at = isNumbered ? 1 : 2
  const key = parts.length > at ? readKey(parts[at]) : undefined
  if (parts.length > at && key === undefined) return undefined
  const ids = key === undefined ? undefined : [key]
  if (isNumbered) {
    const type = numbering.typeName(first)
    return type === undefined ? 'gone' : { app: type.app, model: type.model, ids }
  }
  if (!isName(first, parts.length > 0) || !isName(second, parts.length > 1)) return undefined
  return { app: first, model: second, ids }
}

function isName(part: unknown, isThere: boolean): part is string | undefined {
  return typeof part === 'string' || !isThere
}

function readPermissions(names: readonly unknown[], numbering: Numbering): readonly string[] | undefined {
  // As it is in the usual payload: names alone.
  if (names.every((name) => typeof name === 'string')) return names
  const read: string[] = []
  for (const name of names) {
    if (typeof name !== 'string' && !isInteger(name)) return undefined
    const known = typeof name === 'string' ? name : numbering.permissionName(name)
    if (known !== undefined) read.push(known)
  }
  return read
}

// ---------------------------------------------------------------- keys

/** A float of a payload. JSON gives no object without a prototype, so that none is taken for one. */
function toFloat(value: number): object {
  return Object.freeze({ __proto__: null, value })
}

/** Whether what a payload has is a whole number, of any size. `NaN` and `Infinity` are words of Python's JSON. */
function isInteger(value: unknown): value is number | bigint {
  return typeof value === 'bigint' || Number.isInteger(value)
}

/** The canonical form of a primary key in a payload. */
function readKey(value: unknown): Id | undefined {
  return tupleOr(value, readSingleKey)
}

function readSingleKey(value: unknown): SingleId | undefined {
  if (typeof value === 'string' || isInteger(value)) return value
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== null) return undefined
  const { value: float } = value as { readonly value: number }
  if (!Number.isFinite(float)) return undefined
  return Number.isInteger(float) ? exact(BigInt(float)) : float
}

/** The canonical form of a primary key that a program gives. An integer beyond 2^53 has been rounded unless it is a `bigint`. */
function readKeyOfProgram(value: unknown): Id | undefined {
  return tupleOr(value, (one) => {
    if (typeof one === 'string') return one
    if (typeof one === 'bigint') return exact(one)
    if (typeof one !== 'number' || !Number.isFinite(one) || Object.is(one, -0)) return undefined
    return Number.isSafeInteger(one) || !Number.isInteger(one) ? one : undefined
  })
}

/** 1 and 1.0 are one number in Django, and a composite key is a list. */
function tupleOr(value: unknown, read: (one: unknown) => SingleId | undefined): Id | undefined {
  if (!Array.isArray(value)) return read(value)
  const keys = Array.from(value, read)
  return keys.length > 1 && !keys.includes(undefined) ? (keys as SingleId[]) : undefined
}

function exact(integer: bigint): SingleId {
  const number = Number(integer)
  return Number.isSafeInteger(number) ? number : integer
}
