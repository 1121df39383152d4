/**
 * Which second a token is stamped with, and up to which second a revocation kills, on a server that has a store.
 *
 * A revocation kills what was issued up to its second. So that a token made after it, in the same second, lives, this server stamps it with
 * the next one; and a revocation after that kills it nevertheless, since this server remembers what it has stamped ahead of its clock.
 */
import { epoch } from './codec/body.ts'
import type { Extras } from './codec/body.ts'
import type { Following } from './following.ts'
import { listIds, onlyId } from './grant.ts'
import type { Held } from './grant.ts'
import type { LockIndex } from './lock.ts'
import { nameSubject } from './numbers.ts'
import { everything, pathTarget, subjectTarget, subjectTextTarget, targetIn } from './target.ts'

/** A token that is stamped further ahead is refused by every reader: it is dead either way. */
const tolerance = 60

/** The stamps of one server. */
export interface Stamps {
  /** The second, since the epoch of tokens, that a new token is stamped with. */
  issue(made: Made): number
  /** The second, since 1970, up to which a revocation of `target` kills; `now` or later. */
  revoke(target: string, now: number): number
}
/** A token in the making. */
interface Made extends Pick<Extras, 'subject' | 'uses'> {
  readonly now: number
  readonly held: readonly Held[]
  readonly salt: string
  readonly lock: LockIndex | undefined
}

/** Makes the stamps of a server that follows a store. */
export function makeStamps(following: Following): Stamps {
  /** By what would kill them, the last second of tokens that are stamped ahead of the clock. */
  const ahead = new Map<string, number>()
  /** The second that those before it were forgotten in. */
  let swept = 0

  return Object.freeze({
    issue(made: Made): number {
      const now = made.now + epoch
      const { known } = following
      let second = now
      // A use is counted only where the token is younger than what counts; that may have begun this second, where it is not known yet.
      if (made.uses !== undefined) second = Math.max(second, (following.epoch?.since ?? now) + 1)
      // Stryker disable next-line ConditionalExpression: where nothing is as late, each target gives less than the second that is there
      if (known.latest >= second)
        for (const target of killersOf(made))
          second = Math.max(second, Math.min(known.before(target) + 1, now + tolerance))
      if (second > now) {
        if (now !== swept) for (const [target, until] of ahead) if (until <= now) ahead.delete(target)
        swept = now
        for (const target of killersOf(made)) ahead.set(target, Math.max(second, ahead.get(target) ?? second))
      }
      return second - epoch
    },
    revoke: (target: string, now: number) => Math.max(now, ahead.get(target) ?? now),
  })
}

/** All whose revocation kills something of a token, in its name space and in all of them. */
function* killersOf({ held, subject, salt, lock }: Made): Iterable<string> {
  for (const target of targetsOf(held, subject, lock)) {
    yield target
    yield targetIn(salt, target)
  }
}

function* targetsOf(
  held: readonly Held[],
  subject: Made['subject'],
  lock: LockIndex | undefined,
): Iterable<string> {
  yield everything
  if (typeof subject === 'string') yield subjectTextTarget(subject)
  if (typeof subject === 'object') {
    const { app, model, ids } = nameSubject(lock, subject)
    yield subjectTarget(lock, app!, model!, onlyId(ids!))
  }
  for (const { app, model, ids } of held) {
    yield pathTarget(lock, app, undefined, undefined)
    yield pathTarget(lock, app, model, undefined)
    if (ids !== undefined) for (const id of listIds(ids)) yield pathTarget(lock, app, model, id)
  }
}
