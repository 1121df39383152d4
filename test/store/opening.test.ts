/**
 * How the life of a store's data begins.
 */
import { expect, test } from 'vitest'
import { newEpoch } from '../../src/store/opening.ts'

const clock = (): number => 5999

test('an epoch has a random name, and begins in a second, or as much later as a clock may be ahead', () => {
  expect(newEpoch(clock)).toEqual({ id: expect.stringMatching(/^[0-9a-f]{32}$/) as string, since: 5 })
  expect(newEpoch(clock, 60).since).toBe(65)
  expect(newEpoch(clock).id).not.toBe(newEpoch(clock).id)
  expect(Math.abs(newEpoch().since - Date.now() / 1000)).toBeLessThan(5)
})
