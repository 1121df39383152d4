/**
 * What a revocation is about, as the text that stores keep: `blog.Post:42`, `blog.Post`, `blog`, `*`, `subject:…`, `id:…`.
 *
 * From a grant, a subject or an id to its text, the same whenever it is asked. Laws: two things never have one text; a model that was
 * renamed in the lock keeps the text under which its number was dealt, so that a rename brings nothing back to life.
 */
import type { Id } from './id.ts'
import type { LockIndex } from './lock.ts'
import { formatId, formatPath, formatPermission } from './notation.ts'
import { digestText } from './seal/digest.ts'

/** What everything is called. */
export const everything = '*'

const longest = 512
const beginnings = [':', '"', '(', ',', '%20'].map((before) => `${before}lk`)

/** The target of a path: of everything, an app, a model or one object. */
export function pathTarget(
  lock: LockIndex | undefined,
  app: string | undefined,
  model: string | undefined,
  id: Id | undefined,
): string {
  const { text, prefix } = pathOf(lock, app, model)
  return id === undefined ? text : shorten(prefix + formatId(id))
}

/** What the target of an object begins with, before its id as `text`; `undefined` where the whole may not be kept as it is. */
export function objectPrefix(
  lock: LockIndex | undefined,
  app: string,
  model: string | undefined,
  id: Id,
  text: string,
): string | undefined {
  const { prefix } = pathOf(lock, app, model)
  const isPlain = typeof id === 'number' || !text.includes('lk')
  return isPlain && prefix.length + text.length <= longest ? prefix : undefined
}

interface Path {
  readonly lock: LockIndex | undefined
  readonly app: string | undefined
  readonly model: string | undefined
  readonly text: string
  readonly prefix: string
}
/** The path that was written last: most checks of a server are about the same model as the one before. */
let last: Path = /* @__PURE__ */ writePath(undefined, undefined, undefined)

function pathOf(lock: LockIndex | undefined, app: string | undefined, model: string | undefined): Path {
  if (last.lock !== lock || last.app !== app || last.model !== model) last = writePath(lock, app, model)
  return last
}

function writePath(lock: LockIndex | undefined, app: string | undefined, model: string | undefined): Path {
  const dealt = lock?.find(app, model)?.tagged
  const path = dealt === undefined ? formatPath(app, model) : formatPath(dealt.app, dealt.model)
  return { lock, app, model, text: shorten(path), prefix: `${path}:` }
}

/** The target of a subject that is an object. */
export function subjectTarget(lock: LockIndex | undefined, app: string, model: string, id: Id): string {
  return shorten(`subject:${pathTarget(lock, app, model, id)}`)
}

/** The target of a subject that is a text; quoted, since it may look like an object. */
export function subjectTextTarget(subject: string): string {
  return shorten(`subject:"${formatPermission(subject)}"`)
}

/** What the target of a link of a chain begins with, before its id. That is unique: no name space stands before it. */
export const idPrefix = 'id:'

/** A target in a name space: it kills only tokens of that salt. Without a salt it kills in all of them. */
export function targetIn(salt: string, target: string): string {
  return salt === '' ? target : shorten(`${formatPermission(salt)}|${target}`)
}

/**
 * Stores make keys of targets, and some have room for 512 characters only; and no store keeps the text of a token or of a secret, which
 * somebody may have given as a subject or an id. Both stand there as a hash.
 */
function shorten(target: string): string {
  return target.length <= longest && !mayHoldToken(target) ? target : `long:${digestText(target)}`
}

/** Whether a text in a target begins as tokens and secrets do: behind a colon, a quote, a space or a part of a key. */
function mayHoldToken(target: string): boolean {
  return beginnings.some((beginning) => target.includes(beginning))
}
