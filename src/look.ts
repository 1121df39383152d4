/**
 * A check in two steps and one verification, for the guards of `http/`: a token is proved genuine and alive first, then it is asked
 * what it grants. Between the two the program says what the request needs, and nothing of it ran for a token that nobody made.
 */
import { readScope } from './grant.ts'
import type { Held, Scope } from './grant.ts'
import { makePass } from './pass.ts'
import { refuseUncounted } from './redeem.ts'
import type { Refused, Verdict } from './verdict.ts'
import { judge } from './verify.ts'
import type { Opened } from './verify.ts'

/** The first step, of one `tokens`. */
export interface Look {
  open(token: unknown): Opened | Refused
  /** Waits for the first word of the store, as long as for an answer; `undefined` where there is no store, and nothing can be redeemed. */
  readonly settled: (() => Promise<void>) | undefined
}

const looks = new WeakMap<object, Look>()

/** Notes how tokens are looked at. */
export function registerLook(tokens: object, look: Look): void {
  looks.set(tokens, look)
}
/** How tokens are looked at; `undefined` for what `latchkey()` did not make. */
export function lookOf(tokens: object): Look | undefined {
  return looks.get(tokens)
}

/**
 * The second step: the same decision as `verify`, and the pass knows what was required.
 *
 * @param limited Whether the token is one that will be redeemed: nothing is used up here.
 */
export function ask(opened: Opened, required: Scope | 'authentic', limited: boolean): Verdict {
  const asked = readRequirement(required)
  const refused = judge(opened, asked, limited) ?? (limited ? refuseUncounted(opened) : undefined)
  return refused ?? Object.freeze({ ok: true, pass: makePass(opened, asked) })
}

/** Reads what a check requires. */
export function readRequirement(required: Scope | 'authentic'): readonly Held[] {
  return required === 'authentic' ? [] : readScope(required)
}
