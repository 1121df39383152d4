/**
 * What a runner of tests reports: counts, and what was skipped by name.
 */
import { readFileSync } from 'node:fs'

export interface Report {
  passed: number
  failed: number
  skipped: string[]
}

/** Reads the JSON report of Vitest; a file that could not be run counts as a failure. */
export function readVitest(file: string): Report {
  const json = JSON.parse(readFileSync(file, 'utf8')) as {
    numPassedTests: number
    numFailedTests: number
    testResults: { status: string; assertionResults: { status: string; fullName: string }[] }[]
  }
  const broken = json.testResults.filter(
    (suite) => suite.status === 'failed' && suite.assertionResults.length === 0,
  ).length
  const skipped = json.testResults
    .flatMap((suite) => suite.assertionResults)
    .filter((result) => result.status === 'pending' || result.status === 'skipped')
  return {
    passed: json.numPassedTests,
    failed: json.numFailedTests + broken,
    skipped: skipped.map((result) => result.fullName),
  }
}
