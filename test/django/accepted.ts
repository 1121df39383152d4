/**
 * Which of some programs throw no `LatchkeyError`, though each is a mistake.
 */
import { LatchkeyError } from 'latchkey'

/** The sources of those that do not throw; another error than ours is thrown on. */
export function accepted(programs: readonly (() => unknown)[]): string[] {
  return programs
    .filter((program) => {
      try {
        program()
        return true
      } catch (error) {
        if (error instanceof LatchkeyError) return false
        throw error
      }
    })
    .map(String)
}
