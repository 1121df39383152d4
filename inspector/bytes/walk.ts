/**
 * A walk over the bytes of a token that says at each step what was read: each byte belongs to exactly one field.
 *
 * It stands on the readers of the library, so that what it explains is what a server reads. Law of the readers, kept here: the first
 * problem stays, and nothing is read after it.
 */
import { makeCursor } from '../../src/codec/cursor.ts'
import type { Cursor } from '../../src/codec/cursor.ts'
import type { LockIndex } from '../../src/lock.ts'

/** What kind of thing bytes are: each has a color. */
export const tints = {
  format: 'Format',
  key: 'Key id',
  time: 'Time',
  extra: 'Subject and uses',
  count: 'Lengths and counts',
  path: 'App and model',
  id: 'Object ids',
  permission: 'Permissions',
  tag: 'Tag',
  unread: 'Not understood',
} as const
export type Tint = keyof typeof tints

/** Some bits of a field, and what they mean. */
export interface Bits {
  readonly bits: string
  readonly means: string
}
/** What a field says. */
export interface Meaning {
  readonly value: string
  /** One or two sentences for somebody who learns the format. */
  readonly note: string
  readonly bits?: readonly Bits[]
}
/** Bytes that mean one thing together. */
export interface Field extends Meaning {
  readonly tint: Tint
  readonly label: string
  /** From here, and up to but not with, the end: bytes of the token, or characters of one of Django's. */
  readonly start: number
  readonly end: number
  /** The section of SPEC.md. */
  readonly section: string
}
/** The root, a narrowing or the tag. */
export interface Part {
  readonly title: string
  readonly fields: Field[]
}
export interface Walk {
  readonly cursor: Cursor
  readonly lock: LockIndex | undefined
  readonly parts: Part[]
}

/** Starts a walk over `bytes` from `start` to `end`. Zeros follow the bytes, since the readers look a few bytes ahead. */
export function startWalk(bytes: Uint8Array, start: number, end: number, lock: LockIndex | undefined): Walk {
  const padded = new Uint8Array(bytes.length + 16)
  padded.set(bytes)
  return { cursor: makeCursor(padded, start, end), lock, parts: [] }
}

/** Begins the next part. */
export function beginPart({ cursor, parts }: Walk, title: string): void {
  if (cursor.problem === undefined) parts.push({ title, fields: [] })
}

/** Reads one field, and notes where it stood and what it means. */
export function take<Value>(
  walk: Walk,
  field: Pick<Field, 'tint' | 'label' | 'section'>,
  read: (cursor: Cursor) => Value,
  say: (value: Value) => Meaning,
): Value {
  const { cursor, parts } = walk
  const start = cursor.at
  const value = read(cursor)
  if (cursor.problem === undefined) {
    const { tint, label, section } = field
    parts.at(-1)!.fields.push({ tint, label, section, start, end: cursor.at, ...say(value) })
  }
  return value
}

/** Whether the walk is at its end, or at something that it does not understand. */
export function isOver({ cursor }: Walk): boolean {
  return cursor.problem !== undefined || cursor.at >= cursor.end
}
