/**
 * The time in a signed text, and how ages are read: `value:time`, the time in whole seconds.
 *
 * Law: written so that a clock that gives no time refuses.
 */
import { LatchkeyError } from '../index.ts'
import { readDuration } from '../options.ts'
import { fromBase62, toBase62 } from './base62.ts'
import { refusal } from './ring.ts'
import type { NotSigned } from './ring.ts'

/** What stands in front of the time, and the seconds. */
export interface Stamped {
  readonly ok: true
  readonly value: string
  readonly seconds: number
}

/** Puts the time behind a value. */
export function stamp(value: string, separator: string, now: number): string {
  if (!Number.isFinite(now)) throw new LatchkeyError('INVALID_OPTION', 'the clock gives no time')
  return value + separator + toBase62(Math.trunc(now))
}

/** Takes the time from behind a value. */
export function unstamp(stamped: string, separator: string): Stamped | NotSigned {
  const end = stamped.lastIndexOf(separator)
  const seconds = end === -1 ? undefined : fromBase62(stamped, end + separator.length)
  return seconds === undefined
    ? refusal('malformed', 'the text has no time')
    : { ok: true, value: stamped.slice(0, end), seconds }
}

/** The refusal of a time that is longer ago than `maxAge` seconds. Django accepts any time of the future. */
export function tooOld(seconds: number, now: number, maxAge: number | undefined): NotSigned | undefined {
  return maxAge === undefined || now - seconds <= maxAge
    ? undefined
    : refusal('too-old', 'the text is older than the greatest age accepted')
}

/** The seconds since 1970, with their fraction; NaN where the clock gives none. */
export function readNow(clock: () => number): number {
  const milliseconds: unknown = clock()
  return typeof milliseconds === 'number' ? milliseconds / 1000 : Number.NaN
}

/** The clock of `options`: `Date.now` where none is given. */
export function readClockOption(clock: unknown): () => number {
  if (clock === undefined) return Date.now
  if (typeof clock !== 'function')
    throw new LatchkeyError('INVALID_OPTION', 'clock is a function that returns milliseconds')
  return clock as () => number
}

/** Seconds with a fraction, as Django takes them, or a text with its unit. */
export function readAge(value: unknown): number | undefined {
  if (value === undefined) return undefined
  if (typeof value !== 'number') return readDuration(value, 'maxAge', 0)
  if (value >= 0 && value <= 1e11) return value
  throw new LatchkeyError('INVALID_OPTION', 'maxAge is a number of seconds from 0 on, and no date')
}

/** Seconds since 1970 as a date; the first or the last that there is for what is beyond. */
export function toDate(seconds: number): Date {
  const last = 8.64e15
  return new Date(Math.min(Math.max(seconds * 1000, -last), last))
}
