/**
 * What a rewritten example calls. The outcome is kept here as well as thrown, so that no `catch` of an example can hide it.
 */
import { inspect, isDeepStrictEqual } from 'node:util'

/** Each check that was reached, by place: `undefined`, or what is wrong. */
export const outcomes: Map<string, string | undefined> = new Map<string, string | undefined>()

const show = (value: unknown): string => inspect(value, { depth: 8, breakLength: Infinity, compact: true })

function settle(place: string, problem: string | undefined): void {
  outcomes.set(place, outcomes.get(place) ?? problem)
  if (problem !== undefined) throw new Error(problem)
}

/** Compares deeply and strictly; an expected text that ends in `…` is a beginning. */
export function $equals(place: string, actual: unknown, expected: unknown): void {
  const begins =
    typeof actual === 'string' &&
    typeof expected === 'string' &&
    expected.endsWith('…') &&
    actual.startsWith(expected.slice(0, -1))
  const equal = begins || isDeepStrictEqual(actual, expected)
  settle(place, equal ? undefined : `gives ${show(actual)}, not ${show(expected)}`)
}

/** Expects an error whose `code` is `code`, thrown or rejected. */
export async function $throws(place: string, code: string, action: () => Promise<unknown>): Promise<void> {
  let problem: string
  try {
    problem = `gives ${show(await action())}, and throws no ${code}`
  } catch (error) {
    const { code: actual } = Object(error) as { code?: unknown }
    if (actual === code) return settle(place, undefined)
    problem = `throws ${actual === undefined ? String(error) : show(actual)}, not ${code}`
  }
  settle(place, problem)
}
