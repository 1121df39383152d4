/**
 * Grants, field by field: which path, which objects, which permissions (SPEC §4.6 to §4.10).
 */
import { readByte, readBytes, refuse } from '../../src/codec/cursor.ts'
import { readMask } from '../../src/codec/mask.ts'
import { readAscending } from '../../src/codec/rice.ts'
import { readCount } from '../../src/codec/ids.ts'
import { readVarint } from '../../src/codec/varint.ts'
import { listIds } from '../../src/grant.ts'
import type { LockEntry } from '../../src/lock.ts'
import { formatPath } from '../../src/notation.ts'
import { plural } from '../words.ts'
import { takeKind, takeText, takeValue } from './value-fields.ts'
import { isOver, take } from './walk.ts'
import type { Bits, Meaning, Tint, Walk } from './walk.ts'

const forms = [
  'everything',
  'an app',
  'a model',
  'one object, its id an integer',
  'one object',
  'several objects, their ids integers',
  'several objects',
] as const
/** How many gaps of a list are shown bit by bit. */
const shownGaps = 24

/** Takes `count` grants. */
export function takeGrants(walk: Walk, count: number): void {
  for (let index = 0; index < count && !isOver(walk); index++) {
    const number = takeObject(walk, 'id', 'Id')
    takePermissions(walk, number)
  }
}

/** Takes a resource: head, names and ids. Returns its number in the lock. */
export function takeObject(walk: Walk, tint: Tint, label: string): number {
  const head = take(
    walk,
    {
      tint: tint === 'extra' ? 'extra' : 'path',
      label: tint === 'extra' ? label : 'What it is about',
      section: '4.6',
    },
    (cursor) => {
      const value = Number(readVarint(cursor))
      if (value % 8 === 7) refuse(cursor, 'an unknown form')
      return value
    },
    (value) => headMeaning(value, walk),
  )
  const number = Math.floor(head / 8)
  const form = head % 8
  if (number === 0 && form >= 1) takeText(walk, tint === 'extra' ? tint : 'path', 'App', '4.6')
  if (number === 0 && form >= 2) takeText(walk, tint === 'extra' ? tint : 'path', 'Model', '4.6')
  if (form === 3) takeValue(walk, 0, tint, label)
  if (form === 4) takeValue(walk, takeKind(walk), tint, label)
  if (form === 5) takeList(walk)
  if (form === 6) {
    const kind = takeKind(walk)
    const count = takeCount(walk)
    for (let index = 1; index <= count && !isOver(walk); index++)
      takeValue(walk, kind, tint, `Id ${index} of ${count}`)
  }
  return number
}

function headMeaning(head: number, { lock }: Walk): Meaning {
  const number = Math.floor(head / 8)
  const form = head % 8
  const entry = lock?.byNumber.get(number)
  const about = forms[form]!
  const bits: Bits[] = [
    {
      bits: number.toString(2),
      means: number === 0 ? 'no number: names follow' : `number ${number} of the lock`,
    },
    { bits: form.toString(2).padStart(3, '0'), means: about },
  ]
  if (number === 0) {
    const names = form === 0 ? 'There is no name to follow.' : 'The names follow as text.'
    return { value: about, note: `Without a lock. ${names}`, bits }
  }
  if (entry === undefined)
    return {
      value: `#${number}: ${about}`,
      note: 'A number stands for the names. The lock knows them.',
      bits,
    }
  return {
    value: `${formatPath(entry.app, entry.model)}: ${about}`,
    note: `Number ${number} of the lock.`,
    bits,
  }
}

function takeCount(walk: Walk): number {
  return take(walk, { tint: 'count', label: 'Number of ids', section: '4.7' }, readCount, (count) => ({
    value: String(count),
    note: 'So many objects have the same permissions.',
  }))
}

/** Takes a list of integers: count, first, parameter, and the gaps as bits. */
function takeList(walk: Walk): void {
  const { cursor } = walk
  const probe = { ...cursor }
  const ids = readAscending(probe)
  if (probe.problem !== undefined) {
    refuse(cursor, probe.problem)
    return
  }
  const list = listIds(ids).map((id) => BigInt(id as number | bigint))
  takeCount(walk)
  takeValue(walk, 0, 'id', 'First id')
  const parameter = take(
    walk,
    { tint: 'count', label: 'Bits of a remainder', section: '4.9' },
    readByte,
    (byte) => ({
      value: String(byte),
      note: 'The one number for which this list needs the fewest bits. A list with another is refused.',
    }),
  )
  take(
    walk,
    { tint: 'id', label: 'Gaps', section: '4.9' },
    (reader) => readBytes(reader, probe.at - reader.at),
    () => ({
      value: `${plural(list.length - 1, 'id')} up to ${list.at(-1)}`,
      note: `Each id is written as its distance from the one before: zeros and a one for the whole part, then ${plural(parameter, 'bit')} of remainder.`,
      bits: gapBits(list, BigInt(parameter)),
    }),
  )
}

function gapBits(ids: readonly bigint[], parameter: bigint): readonly Bits[] {
  const shown = ids.slice(1, 1 + shownGaps).map((id, index) => {
    const gap = id - ids[index]! - 1n
    const zeros = Number(gap >> parameter)
    const remainder =
      parameter === 0n ? '' : (gap % (1n << parameter)).toString(2).padStart(Number(parameter), '0')
    return { bits: `${zeros > 24 ? `0×${zeros} ` : '0'.repeat(zeros)}1 ${remainder}`.trim(), means: `${id}` }
  })
  const more = ids.length - 1 - shown.length
  return more > 0 ? [...shown, { bits: '…', means: `and ${more.toLocaleString('en')} more` }] : shown
}

function takePermissions(walk: Walk, number: number): void {
  const { cursor, lock } = walk
  if (cursor.bytes[cursor.at] === 0) takeNamedPermissions(walk)
  else if (number === 0) refuse(cursor, 'a mask without a number')
  else
    take(
      walk,
      { tint: 'permission', label: 'Permissions', section: '4.10' },
      (reader) => readMask(reader, readByte(reader)),
      (bits) => maskMeaning(number, bits, lock?.byNumber.get(number)),
    )
}

function maskMeaning(number: number, bits: readonly number[], entry: LockEntry | undefined): Meaning {
  const name = (bit: number): string => entry?.bits[bit]?.name ?? `#${number}.${bit}`
  return {
    value: bits.map(name).join(', '),
    note:
      entry === undefined
        ? 'A bit for each permission. The lock knows their names.'
        : 'A bit for each permission, in the order of the lock.',
    bits: bits.map((bit) => ({ bits: `bit ${bit}`, means: name(bit) })),
  }
}

function takeNamedPermissions(walk: Walk): void {
  take(walk, { tint: 'permission', label: 'Permissions', section: '4.10' }, readByte, () => ({
    value: 'as texts',
    note: 'Zero: the permissions follow by name. Any other byte is a mask of bits.',
  }))
  const count = take(
    walk,
    { tint: 'count', label: 'Number of permissions', section: '4.10' },
    readVarint,
    (value) => ({
      value: String(value),
      note: 'So many permissions follow.',
    }),
  )
  for (let index = 0; index < count && !isOver(walk); index++)
    takeText(walk, 'permission', 'Permission', '4.10')
}
