/**
 * Which values name an object, and the one canonical form of each.
 *
 * An id is an integer from -2^63 to 2^64-1, a text of 1 to 255 bytes, or a tuple of these (SPEC §2.2).
 * Laws: an integer is a `number` where that is exact and a `bigint` beyond; `5` is never `'5'`; null, undefined, NaN, -0,
 * fractions and rounded integers are no ids, so that an unsaved object can never stand for its whole model.
 */

/** How the ids of a model are written, compared and packed (SPEC §2.2). */
export type IdKind = 'int' | 'bigint' | 'uuid' | 'objectid' | 'string'
/** A composite key: one kind a field, in the order of `idField`. */
export type IdKinds = IdKind | readonly [IdKind, IdKind, ...IdKind[]]

/** An id that is no tuple. */
export type SingleId = number | bigint | string
/** An id in canonical form. */
export type Id = SingleId | readonly SingleId[]

/** What is told to whoever gave something else. The compiler sees to it that no kind is missing. */
export const kindTexts: { readonly [Kind in IdKind]: string } = {
  int: 'an exact integer or its decimal text',
  bigint: 'an exact integer from -2^63 to 2^64-1 or its decimal text',
  uuid: 'a UUID',
  objectid: '24 hexadecimal digits or an ObjectId',
  string: 'a well-formed text of 1 to 255 bytes',
}
/** The kinds of text that have a form, told in lower case. */
const hasForm: {
  readonly [Kind in Exclude<IdKind, 'int' | 'bigint' | 'string'>]: (text: string) => boolean
} = {
  uuid: isUuid,
  objectid: isObjectId,
}

const leastInteger = -(2n ** 63n)
const greatestInteger = 2n ** 64n - 1n

/** The canonical form of an exact integer in the range of ids. */
export function integerId(value: number | bigint): number | bigint | undefined {
  if (typeof value === 'number')
    return Number.isSafeInteger(value) && !Object.is(value, -0) ? value : undefined
  if (value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER) return Number(value)
  return value >= leastInteger && value <= greatestInteger ? value : undefined
}

/** Whether `text` is a decimal integer as it is written in one way only: no sign `+`, no leading zeros, no `-0`. */
export function isDecimal(text: string): boolean {
  const digits = text.startsWith('-') ? text.slice(1) : text
  if (digits === '' || digits.startsWith('0')) return text === '0'
  for (const digit of digits) if (digit < '0' || digit > '9') return false
  return true
}

/** The integer that a decimal text writes, in its canonical form; `undefined` for one that is out of the range of ids. */
export function decimalId(text: string): number | bigint | undefined {
  // Stryker disable next-line ConditionalExpression: what is longer is out of range, but takes long to compute
  if (text.length > 20) return undefined
  return isDecimal(text) ? integerId(BigInt(text)) : undefined
}

/** Whether `value` is a text of the format: well-formed, 1 to 255 bytes of UTF-8. */
export function isText(value: unknown): value is string {
  if (typeof value !== 'string' || value === '' || !value.isWellFormed()) return false
  // A UTF-16 unit is at most three bytes.
  return value.length <= 85 || new TextEncoder().encodeInto(value, new Uint8Array(255)).read === value.length
}

const uuidHyphens = new Set([8, 13, 18, 23])

/** Whether `text` is a UUID in lower case: what travels as 16 bytes. */
export function isUuid(text: string): boolean {
  if (text.length !== 36) return false
  for (let index = 0; index < 36; index++) {
    if (uuidHyphens.has(index) ? text.charCodeAt(index) !== 45 : !isHexDigit(text.charCodeAt(index)))
      return false
  }
  return true
}

/** Whether `text` is 24 hexadecimal digits in lower case: what travels as 12 bytes. */
export function isObjectId(text: string): boolean {
  if (text.length !== 24) return false
  for (let index = 0; index < 24; index++) if (!isHexDigit(text.charCodeAt(index))) return false
  return true
}

function isHexDigit(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 97 && code <= 102)
}

/** The canonical form of `value` where no kind is declared; `undefined` for what is no id. */
export function canonicalId(value: unknown): Id | undefined {
  if (!Array.isArray(value)) return canonicalSingle(value)
  return value.length < 2 || value.length > 16 ? undefined : tuple(value, canonicalSingle)
}

function canonicalSingle(value: unknown): SingleId | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return integerId(value)
  return isText(value) ? value : undefined
}

/** The canonical form of `value` as an id of declared `kinds`; the text of a route parameter is read as its kind. */
export function normalizeId(kinds: IdKinds | undefined, value: unknown): Id | undefined {
  if (kinds === undefined) return canonicalSingle(value)
  if (typeof kinds === 'string') return normalizeSingle(kinds, value)
  if (!Array.isArray(value) || value.length !== kinds.length) return undefined
  return tuple(value, (member, index) => normalizeSingle(kinds[index]!, member))
}

function tuple(
  members: unknown[],
  read: (member: unknown, index: number) => SingleId | undefined,
): Id | undefined {
  const ids: SingleId[] = []
  for (let index = 0; index < members.length; index++) {
    const id = read(members[index], index)
    if (id === undefined) return undefined
    ids.push(id)
  }
  return Object.freeze(ids)
}

function normalizeSingle(kind: IdKind, value: unknown): SingleId | undefined {
  if (kind === 'int' || kind === 'bigint') {
    const exact = typeof value === 'string' ? decimalId(value) : value
    if (typeof exact !== 'number' && typeof exact !== 'bigint') return undefined
    const id = integerId(exact)
    return kind === 'int' && typeof id === 'bigint' ? undefined : id
  }
  if (kind === 'objectid' && isObjectIdObject(value)) {
    const text: unknown = value.toHexString()
    return typeof text === 'string' ? normalizeSingle(kind, text) : undefined
  }
  if (typeof value !== 'string') return undefined
  if (kind === 'string') return isText(value) ? value : undefined
  // toLowerCase takes the Kelvin sign to k, which is no hexadecimal digit.
  const lower = value.toLowerCase()
  return hasForm[kind](lower) ? lower : undefined
}

/** Whether `value` is an ObjectId of a driver. */
export function isObjectIdObject(value: unknown): value is { toHexString(): unknown } {
  return typeof readField(value, 'toHexString') === 'function'
}

/** A property of an object or of its class; never one that somebody put on every object. What is no object has none. */
export function readField(object: unknown, name: string): unknown {
  for (
    let holder: unknown = object;
    typeof holder === 'object' && holder !== null;
    holder = Object.getPrototypeOf(holder)
  ) {
    if (holder !== object && Object.getPrototypeOf(holder) === null) return undefined
    if (Object.hasOwn(holder, name)) return (object as { readonly [name: string]: unknown })[name]
  }
  return undefined
}

/** Defines a property that is no part of what is iterated or compared, unless `enumerable`. */
export function define<Target extends object>(
  target: Target,
  name: string,
  value: unknown,
  enumerable = false,
): Target {
  // Without a prototype: a getter that somebody put on every object would be taken for a part of the descriptor.
  const descriptor: PropertyDescriptor = Object.assign(Object.create(null) as object, { value, enumerable })
  return Object.defineProperty(target, name, descriptor)
}

/** The id as the program has it for `kinds`, where a `bigint` is always one; `undefined` where `id` can be none of the kind. */
export function presentId(kinds: IdKinds | undefined, id: Id): Id | undefined {
  if (kinds === undefined) return id
  if (!sameId(normalizeId(kinds, id), id)) return undefined
  const present = (member: SingleId, kind: IdKind | undefined) =>
    kind === 'bigint' ? BigInt(member) : member
  if (typeof id === 'object')
    return Object.freeze(id.map((member, index) => present(member, (kinds as readonly IdKind[])[index])))
  return present(id, kinds as IdKind)
}

/** Whether two canonical ids are one. */
export function sameId(one: Id | undefined, other: Id): boolean {
  if (typeof one !== 'object' || typeof other !== 'object') return one === other
  return one.length === other.length && one.every((member, index) => member === other[index])
}

/**
 * A primitive that is equal for equal ids: the key of a Map.
 *
 * A tuple becomes a text that begins with half a character. No id of a token does, but those of Django's may: they get a mark.
 */
export function idKey(id: Id): SingleId {
  if (typeof id === 'string') return id.startsWith('\ud800') ? `\ud800t${id}` : id
  if (typeof id !== 'object') return id
  return `\ud800${id.map((member) => (typeof member === 'string' ? JSON.stringify(member) : member)).join()}`
}

/** Gives `value` a JSON form where its id has none: the decimal text stands for an integer that JSON would round. */
export function withJson<Value extends { readonly id: Id }>(value: Value): Value {
  const { id } = value
  const isLarge =
    typeof id === 'object' ? id.some((member) => typeof member === 'bigint') : typeof id === 'bigint'
  if (!isLarge) return value
  const written =
    typeof id === 'object'
      ? id.map((member) => (typeof member === 'bigint' ? String(member) : member))
      : String(id)
  return define(value, 'toJSON', () => ({ ...value, id: written }))
}
