/**
 * No decision of an adapter without a framework, of a store or of Django's tokens changes when somebody puts a property on every object.
 * Those of the core are in `side-effects.test.ts` and `property/pollution.test.ts`, those of servers and frameworks in `pollution/` (R29).
 */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

interface Told {
  readonly names: number
  readonly tried: number
  readonly expected: readonly (readonly [decision: string, answer: string])[]
  readonly changed: readonly string[]
  readonly careless: boolean
}

test('no decision changes by what somebody put on every object', { timeout: 300_000 }, async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@latchkey/source', '--disable-warning=ExperimentalWarning', 'test/pollution/decisions.ts'],
    { maxBuffer: 64_000_000 },
  )
  const { names, tried, expected, changed, careless } = JSON.parse(stdout) as Told
  expect(changed).toEqual([])
  expect([names > 200, tried > 900, expected.length > 15]).toEqual([true, true, true])
  expect(expected.filter(([, answer]) => answer.startsWith('throws'))).toEqual([])
  // Such a property would be seen.
  expect(careless).toBe(true)
})
