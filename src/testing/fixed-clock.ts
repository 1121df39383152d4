/**
 * A clock that stands still until it is told to move, for `latchkey({ clock })` in tests.
 */
import { LatchkeyError } from '../index.ts'
import type { Duration } from '../index.ts'
import { readDuration } from '../options.ts'

/** What {@link fixedClock} returns: a function that gives milliseconds, as `Date.now` does. */
export interface FixedClock {
  (): number
  /** Moves on. */
  advance(duration: Duration): void
  /** Moves to a time, back too. */
  set(time: Date): void
}

/**
 * Makes a clock that stands at `time`.
 *
 * @throws {@link LatchkeyError} `INVALID_OPTION` for what is no date or no duration.
 *
 * @example
 * ```ts
 * import { keygen, latchkey, scope } from 'latchkey'
 * import { fixedClock } from 'latchkey/testing'
 *
 * const clock = fixedClock(new Date('2026-01-01'))
 * const { tokens } = latchkey({ secrets: keygen(), apps: [], clock })
 * const token = tokens.generate(scope.parse('blog#read'), { expiresIn: '15m' })
 * tokens.validate(token, 'authentic') // => true
 * clock.advance('15m')
 * tokens.validate(token, 'authentic') // => false
 * ```
 */
export function fixedClock(time: Date): FixedClock {
  let now = milliseconds(time)
  const clock = Object.assign(() => now, {
    advance(duration: Duration): void {
      now += readDuration(duration, 'advance()', 0) * 1000
    },
    set(later: Date): void {
      now = milliseconds(later)
    },
  })
  return Object.freeze(clock)
}

function milliseconds(time: Date): number {
  const value = time instanceof Date ? time.getTime() : Number.NaN
  if (Number.isNaN(value)) throw new LatchkeyError('INVALID_OPTION', 'a fixed clock takes a valid Date')
  return value
}
