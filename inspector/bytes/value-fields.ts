/**
 * Texts, integers and other values of a token, field by field (SPEC §4.1, §4.8).
 */
import { readByte, readBytes, refuse } from '../../src/codec/cursor.ts'
import { readValue } from '../../src/codec/ids.ts'
import type { ValueKind } from '../../src/codec/ids.ts'
import { readText, readVarint } from '../../src/codec/varint.ts'
import { formatId } from '../../src/notation.ts'
import { plural } from '../words.ts'
import { isOver, take } from './walk.ts'
import type { Tint, Walk } from './walk.ts'

export const kinds = [
  ['integer', 'Seven bits a byte, the lowest first; a high bit says that more follow.'],
  ['negative integer', 'The integer n is written as -1 - n.'],
  ['UUID', 'Packed: 16 bytes in place of 36 characters.'],
  ['ObjectId', 'Packed: 12 bytes in place of 24 characters.'],
  ['text', 'UTF-8, exactly as it was given.'],
  ['tuple', 'Several values that name one object together.'],
] as const

/** Takes a text: its length, then its letters. */
export function takeText(walk: Walk, tint: Tint, label: string, section: string): string {
  const { cursor } = walk
  const start = cursor.at
  const text = readText(cursor)
  if (cursor.problem !== undefined) return ''
  const end = cursor.at
  cursor.at = start
  take(walk, { tint: 'count', label: `Length of: ${label}`, section: '4.1' }, readVarint, (length) => ({
    value: plural(Number(length), 'byte'),
    note: 'So many bytes of text follow.',
  }))
  take(
    walk,
    { tint, label, section },
    (reader) => readBytes(reader, end - reader.at),
    () => ({ value: text, note: kinds[4][1] }),
  )
  return text
}

/** Takes the kind of an id that stands alone. */
export function takeKind(walk: Walk): ValueKind {
  return take(
    walk,
    { tint: 'count', label: 'Kind of id', section: '4.7' },
    (cursor) => {
      const kind = readByte(cursor)
      if (kind > 5) refuse(cursor, 'an unknown kind')
      return kind as ValueKind
    },
    (kind) => ({
      value: kinds[kind][0],
      note: 'Says how the id is packed. Integers from zero on need no kind.',
    }),
  )
}

/** Takes one id of `kind`. */
export function takeValue(walk: Walk, kind: ValueKind, tint: Tint, label: string): void {
  if (kind === 4) {
    takeText(walk, tint, label, '4.8')
    return
  }
  if (kind === 5) {
    takeTuple(walk, tint, label)
    return
  }
  take(
    walk,
    { tint, label, section: '4.8' },
    (cursor) => readValue(cursor, kind),
    (id) => ({ value: formatId(id), note: kinds[kind][1] }),
  )
}

function takeTuple(walk: Walk, tint: Tint, label: string): void {
  const length = take(
    walk,
    { tint: 'count', label: 'Members of the tuple', section: '4.8' },
    readByte,
    (count) => ({
      value: String(count),
      note: kinds[5][1],
    }),
  )
  for (let index = 1; index <= length && !isOver(walk); index++)
    takeValue(walk, takeKind(walk), tint, `${label}, member ${index}`)
}
