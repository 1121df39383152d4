/**
 * How laws are tried on random cases: one that breaks a law is shrunk, and told with the seed that finds it again.
 */
import fc from 'fast-check'

const factor = Number(process.env['LATCHKEY_TEST_FACTOR'] ?? '1')

/** How many cases a run has; the long tests multiply it. */
export function times(cases: number): number {
  return Math.ceil(cases * factor)
}

/**
 * Looks for a case that breaks a law; the law holds where it returns true, or nothing, and does not throw.
 *
 * The report has the seed, the path and the smallest case. `undefined` if there is none.
 */
export function counterexample<Case>(
  cases: fc.Arbitrary<Case>,
  law: (one: Case) => boolean | void,
  runs = 10_000,
): string | undefined {
  const report = fc.check(fc.property(cases, law), { numRuns: times(runs) })
  return report.failed ? fc.defaultReportMessage(report) : undefined
}
