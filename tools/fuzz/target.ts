/**
 * What every target is, and what several need: laws that throw, time that is measured, bytes read as choices.
 */

/** Something that takes any bytes. */
export interface Target {
  readonly name: string
  /** What there is to begin with. */
  readonly seeds: () => readonly Uint8Array[]
  /** Words of the format, which chance would not find. */
  readonly words: readonly Uint8Array[]
  /** In bytes. */
  readonly longest: number
  /** Does everything that the target is about with one input, and throws where a law is broken. */
  readonly run: (input: Uint8Array) => void
}

/** Throws where a law does not hold. */
export function law(holds: boolean, message: string | (() => string)): asserts holds {
  if (!holds) throw new Error(typeof message === 'string' ? message : message())
}

/**
 * Gives what `work` gives, if that takes less than `milliseconds`.
 *
 * What takes longer is done again, since the machine may have done something else meanwhile: it counts only if all times are long.
 */
export function within<Result>(milliseconds: number, name: string, work: () => Result): Result {
  for (let attempts = 5; ; attempts--) {
    const start = performance.now()
    const result = work()
    const time = performance.now() - start
    if (time < milliseconds) return result
    law(attempts > 0, `${name} takes more than ${milliseconds} ms`)
  }
}

/** Bytes read as choices; zeros behind their end. */
export interface Choices {
  /** A whole number from 0 up to and without `limit`, at most 256. */
  below(limit: number): number
  pick<One>(list: readonly One[]): One
  readonly done: boolean
}

export function makeChoices(bytes: Uint8Array): Choices {
  let at = 0
  const below = (limit: number): number => (bytes[at++] ?? 0) % limit
  return {
    below,
    pick: (list) => list[below(list.length)]!,
    get done() {
      return at >= bytes.length
    },
  }
}

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
