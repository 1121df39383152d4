/**
 * Where the shapes of weak secrets end: the last that is refused, and the first that could be random bytes.
 */
import { describe, expect, test } from 'vitest'
import { latchkey, LatchkeyError } from '../../src/index.ts'

const letters = [...Buffer.from('abcdefghijklmnopqrstuvwxyz0123456789')]
/** Bytes that are no text in any encoding, and not one twice. */
const noText = (length: number): number[] => Array.from({ length }, (_, index) => 0xff - index)
/** Bytes that begin with `head`. */
const der = (head: readonly number[], length: number): number[] => [...head, ...noText(length - head.length)]
const zeros = (length: number): number[] => Array.from({ length }, () => 0)

function isWeak(...bytes: readonly number[]): boolean {
  try {
    latchkey({ secrets: Uint8Array.from(bytes), apps: [] })
    return false
  } catch (error) {
    if (error instanceof LatchkeyError && error.code === 'WEAK_SECRET') return true
    throw error
  }
}

test('a secret of 16 different bytes or fewer repeats itself, in whatever order they stand', () => {
  const rest = noText(15)
  expect(isWeak(0x80, ...rest, 0x80, ...rest, 0x80, ...rest)).toBe(true)
  expect(isWeak(0x80, ...rest, ...rest, 0x80)).toBe(true)
  expect(isWeak(0x80, ...rest, ...rest, 0x81)).toBe(false)
  expect(isWeak(...noText(17), ...noText(17))).toBe(false)
  // The fuzzer made it: of seven bytes, none of which is a quarter of all.
  expect(
    isWeak(...Buffer.from('e142b8eeb8e142b8e14202a702a7eeb8e141ee02a7eeb8e142eeb8e142b8e142', 'hex')),
  ).toBe(true)
})

test('a secret of which a quarter is one byte was filled up', () => {
  expect(isWeak(...zeros(8), ...noText(24))).toBe(true)
  expect(isWeak(...zeros(7), ...noText(25))).toBe(false)
})

describe('a secret is a text', () => {
  test('where nine in ten bytes are of ASCII', () => {
    expect(isWeak(...noText(4), ...letters)).toBe(true)
    expect(isWeak(...noText(5), ...letters)).toBe(false)
    expect(isWeak(...noText(4), 0x80, ...letters.slice(1))).toBe(false)
  })

  test.each([0x09, 0x0a, 0x0d])('with as many bytes %i as one likes: they are white space', (space) => {
    expect(isWeak(space, space, space, space, space, ...letters)).toBe(true)
  })

  test.each([0x08, 0x0b, 0x0c, 0x0e, 0x1f, 0x7f])(
    'but not with many bytes %i: they are controls',
    (control) => {
      expect(isWeak(control, control, control, control, control, ...letters)).toBe(false)
    },
  )

  test('also when it is filled up with zeros at its end, where a text in C has them', () => {
    expect(isWeak(...letters, ...zeros(10))).toBe(true)
    expect(isWeak(...zeros(10), ...letters)).toBe(false)
  })
})

describe('a secret is a key in DER', () => {
  test('of 44 bytes and more', () => {
    expect(isWeak(...der([0x30, 42, 0x30], 44))).toBe(true)
    expect(isWeak(...der([0x30, 41, 0x30], 43))).toBe(false)
  })

  test('with its length in one byte, or in one or two behind their number', () => {
    expect(isWeak(...der([0x30, 0x7f, 0x02], 129))).toBe(true)
    expect(isWeak(...der([0x30, 0x81, 0x80, 0x02], 131))).toBe(true)
    expect(isWeak(...der([0x30, 0x82, 0x00, 0x80, 0x02], 132))).toBe(true)
  })

  test('and not where it has another tag, another length, or something else within', () => {
    expect(isWeak(...der([0x31, 42, 0x30], 44))).toBe(false)
    expect(isWeak(...der([0x30, 43, 0x30], 44))).toBe(false)
    expect(isWeak(...der([0x30, 42, 0x31], 44))).toBe(false)
    expect(isWeak(...der([0x30, 0x81, 0x80, 0x31], 131))).toBe(false)
  })
})
