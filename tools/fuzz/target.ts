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
 * Gives what `work` gives, if that takes this thread less than `milliseconds`.
 *
 * Time of the processor, and that only of what seems to take long: the machine does something else meanwhile. What takes longer is done
 * again, and counts only if all times are long: the first may have compiled, or collected what others left.
 */
export function within<Result>(milliseconds: number, name: string, work: () => Result): Result {
  const begun = performance.now()
  const result = work()
  if (performance.now() - begun < milliseconds) return result
  for (let attempts = 5; attempts > 0; attempts--) {
    const start = process.threadCpuUsage()
    work()
    const { user, system } = process.threadCpuUsage(start)
    if (user + system < milliseconds * 1000) return result
  }
  throw new Error(`${name} takes more than ${milliseconds} ms`)
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
