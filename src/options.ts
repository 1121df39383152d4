/**
 * How every options object is read: own properties only, known names only, no `undefined`.
 *
 * Law: an option that is there is either used or refused. A misspelled limit, a tenant that was not found, a clock that is not
 * a number: each throws here, since to ignore it would be to grant more.
 */
import { LatchkeyError } from './errors.ts'
import { isDecimal } from './id.ts'

/** Seconds, or a text with its unit: `'90s'`, `'15m'`, `'12h'`, `'7d'`. Prefer the text: a number is easily milliseconds by mistake. */
export type Duration = number | `${bigint}${'s' | 'm' | 'h' | 'd'}`

const none: object = /* @__PURE__ */ Object.freeze(Object.create(null))

/** The own properties of `options`, as a record without a prototype. */
export function readOptions<Name extends string>(
  options: unknown,
  names: readonly Name[],
  caller: string,
): { readonly [Key in Name]?: unknown } {
  if (options === undefined) return none
  const read: { [Key in Name]?: unknown } = Object.create(null) as object
  if (!isPlain(options))
    throw new LatchkeyError('INVALID_OPTION', `${caller} takes its options as a plain object`)
  for (const key of Reflect.ownKeys(options)) {
    const name = names.find((known) => known === key)
    if (name === undefined) {
      throw new LatchkeyError(
        'INVALID_OPTION',
        `${caller} has no option ${quote(key)}; it has ${names.join(', ')}`,
      )
    }
    const value: unknown = Reflect.get(options, key)
    if (value === undefined) {
      throw new LatchkeyError(
        'INVALID_OPTION',
        `the option ${name} is undefined; leave it out or give it a value`,
      )
    }
    read[name] = value
  }
  return read
}

/** Whether `value` is an object whose properties are all its own: written `{…}`, or without a prototype. */
export function isPlain(value: unknown): value is { readonly [name: string]: unknown } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype: object | null = Object.getPrototypeOf(value)
  if (prototype === null) return true
  // The Object.prototype of this realm or of another.
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'hasOwnProperty')
}

/** A name for a message; a long one could be a token or a secret, and is not repeated. */
export function quote(name: unknown): string {
  if (typeof name !== 'string') return `a ${name === null ? 'null' : typeof name}`
  return name.length < 32 ? JSON.stringify(name) : `a text of ${name.length} characters`
}

const unitSeconds: ReadonlyMap<string, number> = new Map([
  ['s', 1],
  ['m', 60],
  ['h', 3600],
  ['d', 86_400],
])
const tenYears = 315_576_000
/** A lifetime's greatest value (SPEC §4.2). */
export const greatestLifetime: number = 2 ** 32 - 1

/** The seconds of a duration: an integer from `least` to 2^32-1. */
export function readDuration(value: unknown, name: string, least: 0 | 1): number {
  const whole = Number.isInteger(value) ? (value as number) : Number.NaN
  const seconds = typeof value === 'string' ? textSeconds(value) : whole
  if (!(seconds >= least && seconds <= greatestLifetime)) {
    throw new LatchkeyError(
      'INVALID_OPTION',
      `${name} is no duration: write '90s', '15m', '12h', '7d', or whole seconds, at least ${least}`,
    )
  }
  if (typeof value === 'number' && seconds > tenYears) {
    throw new LatchkeyError(
      'INVALID_OPTION',
      `${name} is a number above ten years of seconds: is it milliseconds, or a date?`,
    )
  }
  return seconds
}

function textSeconds(text: string): number {
  const digits = text.slice(0, -1)
  const unit = unitSeconds.get(text.slice(-1)) ?? Number.NaN
  return isDecimal(digits) ? Number(digits) * unit : Number.NaN
}

/** The seconds since 1970 of a date, rounded down. */
export function readDate(value: unknown, name: string): number {
  const milliseconds = dateTime(value)
  if (Number.isNaN(milliseconds)) throw new LatchkeyError('INVALID_OPTION', `${name} is no valid Date`)
  return Math.floor(milliseconds / 1000)
}

function dateTime(value: unknown): number {
  try {
    return Date.prototype.getTime.call(value)
  } catch {
    return Number.NaN
  }
}

/** The whole seconds since 1970 that a clock gives; NaN, which every check refuses, where it gives no time. */
export function readClock(clock: () => number): number {
  const milliseconds = clock()
  return Number.isFinite(milliseconds) ? Math.floor(milliseconds / 1000) : Number.NaN
}
