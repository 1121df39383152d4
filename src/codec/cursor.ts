/**
 * A place in bytes: for reading what a stranger sent, and for writing what we make.
 *
 * Law of reading: the first problem stays, and nothing is read after it: every further read gives zero. So readers need no
 * exceptions, each loop ends, and who asks at the end learns what was wrong first.
 */
import { LatchkeyError } from '../errors.ts'
import { longestToken } from '../text/token-text.ts'

export interface Cursor {
  readonly bytes: Uint8Array
  at: number
  /** Where what may be read ends. */
  end: number
  /** What was wrong first, in words for a log. */
  problem: string | undefined
}

/** Starts reading `bytes` from `at` to `end`. */
export function makeCursor(bytes: Uint8Array, at: number, end: number): Cursor {
  return { bytes, at, end, problem: undefined }
}

/** Notes a problem and ends the reading. */
export function refuse(cursor: Cursor, problem: string): void {
  cursor.problem ??= problem
  cursor.at = cursor.end
}

/** Whether `length` more bytes are there; notes the problem where they are not. */
export function has(cursor: Cursor, length: number): boolean {
  if (length <= cursor.end - cursor.at) return true
  refuse(cursor, 'the token ends too early')
  return false
}

/** The next byte. */
export function readByte(cursor: Cursor): number {
  return has(cursor, 1) ? cursor.bytes[cursor.at++]! : 0
}

/** The next `length` bytes, as a copy; none where they are not all there. */
export function readBytes(cursor: Cursor, length: number): Uint8Array {
  const found = has(cursor, length) ? length : 0
  cursor.at += found
  return cursor.bytes.slice(cursor.at - found, cursor.at)
}

/**
 * Compares two stretches of one array as byte strings, from `start` to `end` and from `other` on: negative, zero or positive.
 *
 * None of what is compared is the beginning of another, since each says how long it is: the shorter one ends behind a difference.
 */
export function compareStretches(bytes: Uint8Array, start: number, end: number, other: number): number {
  for (let left = start, right = other; left < end; left++, right++) {
    const difference = bytes[left]! - bytes[right]!
    if (difference !== 0) return difference
  }
  return 0
}

/** The longest token, in bytes. */
export const longestBody: number = (longestToken / 4) * 3

export interface Writer {
  readonly bytes: Uint8Array
  at: number
}

/** Starts writing; a list may be longer than a token until it is sorted into its place. */
export function makeWriter(size: number = longestBody): Writer {
  return { bytes: new Uint8Array(size), at: 0 }
}

/** @throws {@link LatchkeyError} `TOO_LARGE` when the token would not fit. */
export function writeByte(writer: Writer, byte: number): void {
  if (writer.at === writer.bytes.length) throw tokenTooLarge()
  writer.bytes[writer.at++] = byte
}

/** Writes each byte in turn. */
export function writeBytes(writer: Writer, bytes: Uint8Array): void {
  for (const byte of bytes) writeByte(writer, byte)
}

export function tokenTooLarge(): LatchkeyError {
  return tooLarge(`a token has at most ${longestToken} characters; grant a model instead of many objects`)
}

export function tooLarge(message: string): LatchkeyError {
  return new LatchkeyError('TOO_LARGE', message)
}
