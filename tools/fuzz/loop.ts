/**
 * The loop: an input that takes a branch which none before it took, or takes one more often, is kept and changed further.
 *
 * From a target and its corpus to counts, a corpus, and the first input that breaks a law, made as short as it can be.
 */
import { setImmediate } from 'node:timers/promises'
import { createContext, Script } from 'node:vm'
import { makeDice } from '../../test/codec/random-bodies.ts'
import { branches, counters } from './instrument.ts'
import { mutate, spliced } from './mutate.ts'
import type { Target } from './target.ts'

/** An input that breaks a law. */
export interface Finding {
  readonly input: Uint8Array
  readonly message: string
}
export interface Outcome {
  readonly executions: number
  readonly branches: number
  /** How many of them were taken. */
  readonly taken: number
  /** The shortest inputs that take all that was taken. */
  readonly corpus: readonly Uint8Array[]
  readonly finding: Finding | undefined
}

/** No input may take longer than this, in milliseconds; a run of many inputs ends by force after it. */
const endless = 20_000

/** Tries inputs for so many seconds, or until one breaks a law. */
export async function fuzz(
  target: Target,
  seeds: readonly Uint8Array[],
  seconds: number,
  seed: number,
): Promise<Outcome> {
  const dice = makeDice(seed)
  const corpus: Uint8Array[] = []
  /** What each branch was seen to do, as bits: taken once, twice, a few times, often. */
  const seen = new Uint8Array(counters.length)
  let executions = 0
  let current: Uint8Array = new Uint8Array()

  /** Runs one input; what it says that is wrong, if anything. */
  const attempt = (input: Uint8Array): string | undefined => {
    current = input
    executions++
    counters.fill(0, 0, branches())
    try {
      target.run(input)
      return undefined
    } catch (error) {
      return error instanceof Error ? (error.stack ?? error.message) : String(error)
    }
  }
  const isNew = (): boolean => {
    let found = false
    for (let index = branches() - 1; index >= 0; index--) {
      if (counters[index] === 0) continue
      const bit = bucket(counters[index]!)
      if ((seen[index]! & bit) !== 0) continue
      seen[index]! |= bit
      found = true
    }
    return found
  }
  const tryOne = (input: Uint8Array): Finding | undefined => {
    const message = attempt(input)
    if (message !== undefined) return { input, message }
    if (isNew()) corpus.push(input)
    return undefined
  }

  const end = performance.now() + seconds * 1000
  let next = 0
  const batch = (): Finding | undefined => {
    for (let count = 0; count < 500; count++) {
      const isSeed = next < seeds.length
      const parent = corpus[dice.below(dice.below(2) === 0 ? corpus.length : Math.min(corpus.length, 64))]
      const input = isSeed
        ? seeds[next++]!
        : mutate(parent ?? new Uint8Array(), { dice, corpus, words: target.words, longest: target.longest })
      const finding = tryOne(input)
      if (finding !== undefined) return finding
    }
    return undefined
  }
  // The platform ends what runs in a script after a time, and the input that did it is known.
  const script = new Script('batch()')
  const context = createContext({ batch })
  let finding: Finding | undefined
  do {
    try {
      finding = script.runInContext(context, { timeout: endless }) as Finding | undefined
    } catch (error) {
      finding = { input: current, message: String(error) }
    }
    // What Node frees between two turns, as the memory of a text that did not inflate, would add up to gigabytes.
    await setImmediate()
  } while (finding === undefined && performance.now() < end)
  if (finding !== undefined) finding = shortest(finding, attempt)
  const taken = seen.reduce((sum, bits) => sum + Number(bits !== 0), 0)
  return {
    executions,
    branches: branches(),
    taken,
    corpus: finding === undefined ? cover(corpus, attempt) : corpus,
    finding,
  }
}

function bucket(count: number): number {
  return 1 << Math.min(count < 4 ? count - 1 : Math.floor(Math.log2(count)) + 1, 7)
}

const rule = (message: string): string => message.split('\n')[0]!

/** The same finding from fewer bytes: whatever can go, goes. */
function shortest(first: Finding, attempt: (input: Uint8Array) => string | undefined): Finding {
  let found = first
  if (rule(first.message).includes('timed out')) return found
  for (let size = 1 << 12; size > 0; size >>= 1) {
    for (let at = 0; at < found.input.length;) {
      const input = spliced(found.input, at, size, [])
      const message = attempt(input)
      if (message !== undefined && rule(message) === rule(found.message)) found = { input, message }
      else at += size
    }
  }
  return found
}

/** The inputs that are needed to take all that the corpus takes, the shortest first. */
function cover(
  corpus: readonly Uint8Array[],
  attempt: (input: Uint8Array) => string | undefined,
): readonly Uint8Array[] {
  const covered = new Set<number>()
  return corpus
    .toSorted((one, other) => one.length - other.length)
    .filter((input) => {
      attempt(input)
      const before = covered.size
      for (let index = branches() - 1; index >= 0; index--)
        if (counters[index] !== 0) covered.add(index * 256 + bucket(counters[index]!))
      return covered.size > before
    })
}
