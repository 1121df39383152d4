/**
 * One grant as bytes: a resource and the permissions on it (SPEC §4.6).
 *
 * Laws: the resources of a section strictly ascend as bytes; a number stands for names that only a lock knows, and is never mixed
 * up with names as text.
 */
import { listIds, onlyId } from '../grant.ts'
import type { Held, Ids } from '../grant.ts'
import type { Id } from '../id.ts'
import type { LockEntry, LockIndex } from '../lock.ts'
import { compareTexts } from '../normal-form.ts'
import { compareStretches, readByte, refuse, tooLarge, writeByte, writeBytes } from './cursor.ts'
import type { Cursor, Writer } from './cursor.ts'
import { readKind, readValue, readValues, valueKind, writeValue, writeValues } from './ids.ts'
import { readMask, writeMask } from './mask.ts'
import { readAscending, writeAscending } from './rice.ts'
import { readText, readVarint, writeText, writeVarint } from './varint.ts'

/** What a grant is about, as it stands in the token. */
export interface Resource {
  /** 0: the names follow; otherwise a lock's number of a node. */
  readonly number: number
  /** 0 everything, 1 app, 2 model, 3 and 4 one object, 5 and 6 a list. */
  readonly form: number
  readonly app: string | undefined
  readonly model: string | undefined
  readonly ids: Ids | undefined
}
/** A grant as it stands in the token. */
export interface WireGrant extends Resource, Held {
  /** The bits of a mask, in place of texts. */
  readonly bits: readonly number[] | undefined
}

const mostGrants = 1024
const mostPermissions = 256

/** Reads a resource behind its head. */
export function readResource(cursor: Cursor, head: number | bigint): Resource {
  const number = Math.floor(Number(head) / 8)
  if (number > 65_535) refuse(cursor, 'a number of a lock is above 65,535')
  const form = Number(head) % 8
  if (form === 7) refuse(cursor, 'a resource is of an unknown form')
  if (number === 1 && form !== 0)
    refuse(cursor, 'number 1 stands for everything, and is used for something else')
  if (number > 1 && form === 0) refuse(cursor, 'everything has another number than 1')
  const app = number === 0 && form >= 1 ? readText(cursor) : undefined
  const model = number === 0 && form >= 2 ? readText(cursor) : undefined
  return { number, form, app, model, ids: readIds(cursor, form) }
}

function readIds(cursor: Cursor, form: number): Resource['ids'] {
  if (form === 3) return [readVarint(cursor)]
  if (form === 4) return [readValue(cursor, readKind(cursor))]
  if (form === 5) return readAscending(cursor)
  if (form === 6) return readValues(cursor, readKind(cursor))
  return undefined
}

function readGrant(cursor: Cursor, { number, form, app, model, ids }: Resource): WireGrant {
  const first = readByte(cursor)
  if (first !== 0 && number === 0) refuse(cursor, 'a mask stands where names are texts')
  const permissions = first === 0 ? readPermissions(cursor) : []
  const bits = first === 0 ? undefined : readMask(cursor, first)
  return { number, form, app, model, ids, permissions, bits }
}

function readPermissions(cursor: Cursor): readonly string[] {
  const count = readVarint(cursor)
  if (count === 0) refuse(cursor, 'a grant has no permission')
  if (count > mostPermissions) refuse(cursor, `a grant has more than ${mostPermissions} permissions`)
  const permissions: string[] = []
  while (permissions.length < count && cursor.problem === undefined) {
    const permission = readText(cursor)
    if (permissions.length > 0 && compareTexts(permissions.at(-1)!, permission) >= 0)
      refuse(cursor, 'the permissions of a grant do not ascend')
    permissions.push(permission)
  }
  return permissions
}

/** Reads `count` grants, or, where that is `undefined`, grants to the cursor's end. */
export function readGrants(cursor: Cursor, count: number | undefined): readonly WireGrant[] {
  // Stryker disable next-line ConditionalExpression: it only saves time, in the usual root
  if (count === 1) return [readGrant(cursor, readResource(cursor, readVarint(cursor)))]
  const list: WireGrant[] = []
  const { bytes } = cursor
  let before = cursor.at
  let beforeEnd = cursor.at
  while (
    cursor.problem === undefined &&
    (count === undefined ? cursor.at < cursor.end : list.length < count)
  ) {
    const start = cursor.at
    const resource = readResource(cursor, readVarint(cursor))
    const end = cursor.at
    if (list.length > 0 && compareStretches(bytes, before, beforeEnd, start) >= 0)
      refuse(cursor, 'the grants do not ascend')
    if (list.length === mostGrants) refuse(cursor, `a root or a block has more than ${mostGrants} grants`)
    list.push(readGrant(cursor, resource))
    before = start
    beforeEnd = end
  }
  return list
}

/** Writes a resource: its number or names, and the ids in the one form they have. */
export function writeResource(writer: Writer, { number, form, app, model, ids }: Resource): void {
  writeVarint(writer, number * 8 + form)
  if (number === 0 && app !== undefined) writeText(writer, app)
  if (number === 0 && model !== undefined) writeText(writer, model)
  if (ids === undefined) return
  const list = listIds(ids)
  const kind = valueKind(list[0]!)
  if (form === 3) writeVarint(writer, list[0] as number | bigint)
  else if (form === 5) writeAscending(writer, list as readonly (number | bigint)[])
  else {
    writeByte(writer, kind)
    if (form === 4) writeValue(writer, kind, list[0]!)
    else writeValues(writer, kind, list)
  }
}

function writePermissions(writer: Writer, { bits, permissions }: WireGrant): void {
  if (bits !== undefined) {
    writeMask(writer, bits)
    return
  }
  if (permissions.length > mostPermissions)
    throw tooLarge(`a token names at most ${mostPermissions} permissions on one path`)
  writeByte(writer, 0)
  writeVarint(writer, permissions.length)
  for (const permission of permissions) writeText(writer, permission)
}

/** Writes grants in the order of their resources' bytes, which it returns. */
export function writeGrants(writer: Writer, list: readonly WireGrant[]): readonly WireGrant[] {
  if (list.length > mostGrants) throw tooLarge(`a token has at most ${mostGrants} grants of different kinds`)
  const start = writer.at
  const stretches = list.map((grant) => {
    const from = writer.at
    writeResource(writer, grant)
    const resourceEnd = writer.at
    writePermissions(writer, grant)
    return { grant, from, resourceEnd, to: writer.at }
  })
  if (stretches.length < 2) return list
  stretches.sort((one, other) => compareStretches(writer.bytes, one.from, one.resourceEnd, other.from))
  const sorted = stretches.map(({ from, to }) => writer.bytes.slice(from, to))
  writer.at = start
  for (const grant of sorted) writeBytes(writer, grant)
  return stretches.map(({ grant }) => grant)
}

/**
 * The grants of a normal form as they are written: by number and mask where a lock has them, objects of one path, kind and
 * permission set in one list.
 */
export function wireGrants(normal: readonly Held[], lock: LockIndex | undefined): readonly WireGrant[] {
  const [first] = normal
  // The usual scope, one path, needs no lists.
  if (normal.length === 1 && first!.ids !== undefined) {
    const ids = [onlyId(first!.ids)]
    return [numbered(first!, idsForm(ids), ids, lock)]
  }
  const lists = new Map<string, { held: Held; ids: Id[] }>()
  const grants: WireGrant[] = []
  for (const held of normal) {
    if (held.ids === undefined) {
      const form = held.app === undefined ? 0 : held.model === undefined ? 1 : 2
      grants.push(numbered(held, form, undefined, lock))
      continue
    }
    const id = onlyId(held.ids)
    const key = listKey(held, valueKind(id))
    const list = lists.get(key)
    if (list === undefined) lists.set(key, { held, ids: [id] })
    else list.ids.push(id)
  }
  for (const { held, ids } of lists.values()) grants.push(numbered(held, idsForm(ids), ids, lock))
  return grants
}

function idsForm(ids: readonly Id[]): number {
  return (ids.length > 1 ? 5 : 3) + (valueKind(ids[0]!) === 0 ? 0 : 1)
}

function numbered(held: Held, form: number, ids: Resource['ids'], lock: LockIndex | undefined): WireGrant {
  const { app, model, permissions } = held
  const entry = lock?.find(app, model)
  if (entry === undefined) return { number: 0, form, app, model, ids, permissions, bits: undefined }
  const bits = maskOf(entry, permissions)
  return { number: entry.number, form, app, model, ids, permissions, bits }
}

/** The bits of all the permissions; `undefined` when one has none. */
function maskOf({ bitOf }: LockEntry, permissions: readonly string[]): readonly number[] | undefined {
  const bits: number[] = []
  for (const permission of permissions) {
    const bit = bitOf.get(permission)
    if (bit === undefined) return undefined
    bits.push(bit)
  }
  bits.sort((one, other) => one - other)
  return bits
}

/** A subject that is an object, as it is written. */
export function wireSubject(app: string, model: string, id: Id, lock: LockIndex | undefined): Resource {
  const ids = [id]
  return { number: lock?.find(app, model)?.number ?? 0, form: idsForm(ids), app, model, ids }
}

/** A text that is equal for what stands in one list; no list of other names gives it. */
function listKey({ app, model, permissions }: Held, kind: number): string {
  let key = String(kind)
  for (const name of [app, model, ...permissions]) key += `,${name!.length}:${name}`
  return key
}
