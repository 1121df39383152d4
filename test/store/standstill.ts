/**
 * Time that stands still until a test moves it: the clock that nobody can set, and the timers.
 */
import { onTestFinished, vi } from 'vitest'

interface Timer {
  readonly at: number
  readonly act: () => void
  /** Whether it keeps the process alive. */
  isHolding: boolean
  unref(): void
}

export interface Standstill {
  /** What waits: milliseconds from now, the nearest first. */
  waiting(): { readonly after: number; readonly isHolding: boolean }[]
  /** Lets time go by, and whatever is due happen. */
  pass(milliseconds: number): Promise<void>
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Stops time for one test. */
export function standStill(): Standstill {
  let now = 0
  const timers = new Set<Timer>()
  vi.stubGlobal('performance', { now: () => now })
  vi.stubGlobal('setTimeout', (act: () => void, milliseconds: number): Timer => {
    const timer: Timer = {
      at: now + milliseconds,
      act,
      isHolding: true,
      unref: () => void (timer.isHolding = false),
    }
    timers.add(timer)
    return timer
  })
  vi.stubGlobal('clearTimeout', (timer: Timer) => timers.delete(timer))
  onTestFinished(() => void vi.unstubAllGlobals())

  const sorted = (): Timer[] => [...timers].toSorted((one, other) => one.at - other.at)
  return {
    waiting: () => sorted().map(({ at, isHolding }) => ({ after: at - now, isHolding })),
    async pass(milliseconds) {
      const end = now + milliseconds
      await settle()
      for (let [next] = sorted(); next !== undefined && next.at <= end; [next] = sorted()) {
        now = next.at
        timers.delete(next)
        next.act()
        await settle()
      }
      now = end
    },
  }
}
