/**
 * The law of reading: the first problem stays, and what is read where something is missing is nothing at all.
 */
import { describe, expect, test } from 'vitest'
import { makeCursor, makeWriter, readByte, readBytes, refuse, writeByte } from '../../src/codec/cursor.ts'
import type { Cursor } from '../../src/codec/cursor.ts'
import { readAscending } from '../../src/codec/rice.ts'
import { readText, readVarint, writeText } from '../../src/codec/varint.ts'
import { hex, join } from '../../tools/vectors/bytes.ts'

/** The bytes, before a tag of ones. */
function cursorOf(bytes: string): Cursor {
  const tag = new Uint8Array(16).fill(0xff)
  return makeCursor(join(hex(bytes), tag), 0, bytes.length / 2)
}

describe('a reader', () => {
  test.each<[bytes: string, read: (cursor: Cursor) => unknown, nothing: unknown]>([
    ['', readByte, 0],
    ['', readVarint, 0],
    ['010203', (cursor) => readBytes(cursor, 4), new Uint8Array()],
    ['04616263', readText, ''],
    ['020500', readAscending, []],
  ])('of %s, which ends too early, reads nothing', (bytes, read, nothing) => {
    const cursor = cursorOf(bytes)
    expect(read(cursor)).toEqual(nothing)
    expect(cursor.problem).toBe('the token ends too early')
    expect(cursor.at).toBe(cursor.end)
  })

  test('of a text that is not UTF-8 reads an empty one', () => {
    const cursor = cursorOf('02c328')
    expect(readText(cursor)).toBe('')
    expect(cursor.problem).toBe('a text is not well-formed UTF-8')
  })

  test('reads nothing behind a problem, which stays the first one', () => {
    const cursor = cursorOf('0102030405')
    refuse(cursor, 'the first')
    expect(readByte(cursor)).toBe(0)
    expect(readVarint(cursor)).toBe(0)
    expect(readBytes(cursor, 1)).toEqual(new Uint8Array())
    expect(readText(cursor)).toBe('')
    expect(Array.from(readAscending(cursor) as Iterable<unknown>)).toEqual([])
    expect(cursor.problem).toBe('the first')
  })
})

describe('a varint', () => {
  const filled = '80'.repeat(9)

  test.each<[bytes: string, value: number | bigint]>([
    ['ffffffffffffff0f', 2 ** 53 - 1],
    ['8080808080808010', 2n ** 53n],
    [`${filled}01`, 2n ** 63n],
  ])('of %s is read', (bytes, value) => {
    const cursor = cursorOf(bytes)
    expect(readVarint(cursor)).toBe(value)
    expect(cursor).toMatchObject({ problem: undefined, at: cursor.end })
  })

  test.each([
    ['8000', 'a varint is not minimal'],
    [`${filled}00`, 'a long varint is not minimal'],
    [`${filled}02`, 'a varint is not below 2^64'],
    [`${filled}80`, 'a varint is not below 2^64'],
    [`${filled}8000`, 'a varint is not below 2^64'],
    [`${filled}8001`, 'a varint is not below 2^64'],
  ])('of %s is refused', (bytes, problem) => {
    const cursor = cursorOf(bytes)
    readVarint(cursor)
    expect(cursor.problem).toBe(problem)
  })
})

test.each(['\u007f', '\u0080', 'a\u0080', '\u{1f511}'])('the text %j is written as it is read', (text) => {
  const writer = makeWriter()
  writeText(writer, text)
  const cursor = makeCursor(writer.bytes, 0, writer.at)
  expect(readText(cursor)).toBe(text)
  expect(cursor).toMatchObject({ problem: undefined, at: writer.at })
})

test('a writer that is full takes no byte more', () => {
  const writer = makeWriter(2)
  writeByte(writer, 1)
  writeByte(writer, 2)
  expect(() => writeByte(writer, 3)).toThrow(/grant a model instead/)
  expect(writer.bytes).toEqual(Uint8Array.of(1, 2))
})
