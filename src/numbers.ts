/**
 * From a lock's numbers, as they stand in a token, to the names they were dealt for (SPEC §2.6).
 *
 * Looking a number up proves nothing: what it stands for is mixed into the tag, which is compared after.
 */
import type { Resource, WireGrant } from './codec/grants.ts'
import type { Held } from './grant.ts'
import type { LockEntry, LockIndex } from './lock.ts'
import { nameOf } from './seal/names.ts'
import type { Names } from './seal/names.ts'

/** The names of all numbers of a root or a block, or what the lock does not have, in words for a log. */
export function lookUp(
  lock: LockIndex | undefined,
  subject: Resource | string | undefined,
  grants: readonly WireGrant[] | undefined,
): Names | string {
  // A list that grows from nothing costs more than what the usual one has in it.
  let names: number[] | undefined
  if (typeof subject === 'object' && subject.number !== 0) {
    const entry = entryOf(lock, subject)
    if (typeof entry === 'string') return entry
    names = [nameOf(entry, undefined)]
  }
  for (const grant of grants ?? []) {
    if (grant.number === 0) continue
    const entry = entryOf(lock, grant)
    if (typeof entry === 'string') return entry
    // The bits ascend.
    const greatest = grant.bits?.at(-1) ?? -1
    if (greatest >= entry.bits.length)
      return `permission ${greatest} of number ${grant.number} is not in this lock`
    const name = nameOf(entry, grant.bits)
    if (names === undefined) names = [name]
    else names.push(name)
  }
  return names ?? []
}

/** The names of all numbers that were just written from `lock`. */
export function namesOf(...written: Parameters<typeof lookUp>): Names {
  return lookUp(...written) as Names
}

function entryOf(
  lock: LockIndex | undefined,
  { number, form }: Pick<Resource, 'number' | 'form'>,
): LockEntry | string {
  const entry = lock?.byNumber.get(number)
  if (entry === undefined)
    return `number ${number} is not in this lock${lock === undefined ? ': there is none' : ''}`
  const level = entry.app === undefined ? 0 : entry.model === undefined ? 1 : 2
  return level === Math.min(form, 2) ? entry : `number ${number} is of another level in this lock`
}

/** Grants with their names; those of a retired number or bit have no permissions, so they grant nothing. */
export function nameGrants(lock: LockIndex | undefined, grants: readonly WireGrant[]): readonly Held[] {
  if (lock === undefined) return grants
  return grants.map((grant) => {
    if (grant.number === 0) return grant
    const entry = lock.byNumber.get(grant.number)!
    const { app, model, live } = entry
    const permissions = grant.bits === undefined ? grant.permissions : liveNames(entry, grant.bits)
    return { app, model, ids: grant.ids, permissions: live ? permissions : [] }
  })
}

function liveNames({ bits }: LockEntry, set: readonly number[]): string[] {
  const first = bits[set[0]!]!
  const names = first.live ? [first.name] : []
  for (let at = 1; at < set.length; at++) {
    const { live, name } = bits[set[at]!]!
    if (live) names.push(name)
  }
  return names
}

/** A subject with its names, of a live or a retired number alike. */
export function nameSubject(lock: LockIndex | undefined, subject: Resource): Resource {
  if (subject.number === 0 || lock === undefined) return subject
  const { app, model } = lock.byNumber.get(subject.number)!
  return { ...subject, app, model }
}
