/**
 * What latchkey set out to reach, and whether it did in this run. Goals are printed, never asserted: a benchmark is no test.
 */
import { bare, blockTag, floor, listHmac } from './floor.ts'
import type { Django } from './django.ts'
import { names } from './latchkey.ts'
import { ratioOf, timeOf } from './measure.ts'
import type { Race } from './measure.ts'

export interface Goal {
  readonly goal: string
  readonly measured: string
  /** `undefined` where it could not be measured. */
  readonly reached: boolean | undefined
}
/** What was measured beside the times of checking and of making. */
export interface Facts {
  /** Characters of tokens, by the name of the contender. */
  readonly characters: ReadonlyMap<string, number>
  /** Bytes that one `pass.allows()` allocates. */
  readonly allocated: number
  /** Bytes by which the heap grew, and after how many refusals. */
  readonly growth: number
  readonly refusals: number
  /** The Python original, where it runs. */
  readonly django: Django | undefined
}

export function goalsOf(checks: Race, makes: Race, facts: Facts): readonly Goal[] {
  const { allocated, growth, refusals, django } = facts
  const perSecond = 1e6 / timeOf(checks, names.forged)
  return [
    atMost('check, over the floor', 1.5, ratioOf(checks, names.locked, floor)),
    faster(checks, 'fast-jwt', 5),
    faster(checks, 'fast-jwt, cache on', 2),
    faster(checks, bare, 2),
    faster(checks, 'jose', 40),
    atLeast('the Python original', 10, django && django.check / timeOf(checks, names.locked)),
    atLeast('Django, of its own tokens, each alone', 4, django?.ratio),
    atMost('make, over the floor', 2, ratioOf(makes, names.locked, floor)),
    atMost('check with 4,096 ids, over the HMAC of its bytes', 3, ratioOf(checks, names.list, listHmac)),
    {
      goal: 'pass.allows() allocates nothing',
      measured: `${allocated} bytes a call`,
      reached: allocated === 0,
    },
    // The logarithm of 4,096 is 12; the call itself is the unit.
    atMost('pass.allows() with 4,096 ids, over one id', 12, ratioOf(checks, names.allowsList, names.allows)),
    atMost(
      'a character of 4,096 ids, over one of 1,024',
      1.1,
      slope(checks, facts, names.list, names.shorter),
    ),
    atMost('a character of 256 models, over one of 64', 1.1, slope(checks, facts, names.grants, names.fewer)),
    atMost('check with 16 blocks, over the tag of one', 16, ratioOf(checks, names.blocks, blockTag)),
    {
      goal: 'forged tokens refused: at least 400,000 a second',
      measured: `${Math.round(perSecond / 1000)},000 a second`,
      reached: perSecond >= 400_000,
    },
    {
      goal: 'forged tokens refused: the heap does not grow',
      measured: `${(growth / refusals).toFixed(3)} bytes a refusal`,
      reached: growth < refusals * 0.1,
    },
  ]
}

function atMost(what: string, most: number, ratio: number): Goal {
  return { goal: `${what}: at most ${most} ×`, measured: `${ratio.toFixed(2)} ×`, reached: ratio <= most }
}

function atLeast(than: string, least: number, ratio: number | undefined): Goal {
  const goal = `check, faster than ${than}: at least ${least} ×`
  return ratio === undefined
    ? { goal, measured: 'not there', reached: undefined }
    : { goal, measured: `${ratio.toFixed(2)} ×`, reached: ratio >= least }
}

function faster(checks: Race, than: string, least: number): Goal {
  return atLeast(than, least, ratioOf(checks, than, names.locked))
}

/** How many times as much as with `than` a character costs with `name`, of which there are four times as many. */
function slope(checks: Race, { characters }: Facts, name: string, than: string): number {
  return (ratioOf(checks, name, than) * characters.get(than)!) / characters.get(name)!
}
