/**
 * What distinguishes two locks, in the notation of paths: what was added and what is gone, and whether the one has grown from the other.
 */
import type { Lock, LockNode } from '../index.ts'
import type { LockText } from './lock-text.ts'
import { LockProblem } from './lock-text.ts'

/** A path such as `blog.Post`, or a permission of one such as `blog.Post#read`, with the number of its entry. */
export interface Change {
  readonly what: string
  readonly number: number
}
export interface Changes {
  readonly added: readonly Change[]
  readonly retired: readonly Change[]
}

/** The parts of a permission as a lock writes it. */
function partsOf(text: string): { readonly name: string; readonly tagged: string; readonly live: boolean } {
  const live = !text.startsWith('!')
  const [name = '', tagged = name] = (live ? text : text.slice(1)).split('<')
  return { name, tagged, live }
}

/** What `next` adds to `previous`, and what it retires. An entry that is new or retired stands for all of its permissions. */
export function changesOf(previous: Lock | undefined, next: Lock): Changes {
  const added: Change[] = []
  const retired: Change[] = []
  for (const [index, { number, path, permissions, retired: isGone }] of next.nodes.entries()) {
    const before = previous?.nodes[index]
    if (before === undefined) added.push({ what: path, number })
    else if (isGone && !before.retired) retired.push({ what: path, number })
    if (before === undefined || isGone) continue
    for (const [bit, text] of permissions.entries()) {
      const { name, live } = partsOf(text)
      const what = `${path}#${name}`
      const old = before.permissions[bit]
      if (old === undefined) added.push({ what, number })
      else if (partsOf(old).live && !live) retired.push({ what, number })
    }
  }
  return { added, retired }
}

/**
 * The renames that `changes` may have been: one thing gone and one new in the same place.
 *
 * A model beside its app, or a permission beside its model, is left out: it follows.
 */
export function likelyRenames({ added, retired }: Changes): string[] {
  return [...new Set(retired.map(({ what }) => placeOf(what)))].flatMap((where) => {
    const [[old, ...others], [fresh, ...more]] = [whatIn(where, retired), whatIn(where, added)]
    if (old === undefined || fresh === undefined || others.length + more.length > 0) return []
    return `${old}=${fresh}`
  })
}

function whatIn(place: string, list: readonly Change[]): string[] {
  return list.map(({ what }) => what).filter((what) => placeOf(what) === place)
}

/** What is left of a name: `blog.Post#` of `blog.Post#read`, `blog.` of `blog.Post`, nothing of `blog`. */
function placeOf(what: string): string {
  return /^.*#|^[^.]*\.|^/.exec(what)![0]
}

/**
 * Checks that `current` is `base` and what was added to it.
 *
 * @throws {@link LockProblem} with the line of `current`; its message names that of `base` in `baseFile`.
 */
export function checkGrown(current: LockText, base: LockText, baseFile: string): void {
  for (const [index, old] of base.lock.nodes.entries()) {
    const node = current.lock.nodes[index]
    const there = `${baseFile}:${base.lineOf[index]}`
    if (node === undefined) {
      throw new LockProblem(
        (current.lineOf.at(-1) ?? 1) + 1,
        `number ${old.number} is missing, which is ${old.path} at ${there}: ${mending}`,
      )
    }
    const problem = whatMoved(old, node, there)
    if (problem !== undefined) throw new LockProblem(current.lineOf[index]!, `${problem}: ${mending}`)
  }
}

const mending =
  'what tokens were made by never moves, so take that file, and run latchkey lock again to add what is new behind it'

function whatMoved(old: LockNode, node: LockNode, there: string): string | undefined {
  const [before, now] = [old.was ?? old.path, node.was ?? node.path]
  if (before !== now) return `number ${old.number} stands for ${now}, and for ${before} at ${there}`
  if (old.retired && !node.retired)
    return `number ${old.number} (${old.path}) is live, and retired at ${there}`
  for (const [bit, text] of old.permissions.entries()) {
    const where = `permission ${bit + 1} of number ${old.number} (${old.path})`
    const was = partsOf(text)
    const written = node.permissions[bit]
    if (written === undefined) return `${where} is missing, which is ${was.tagged} at ${there}`
    const is = partsOf(written)
    if (is.tagged !== was.tagged) return `${where} is ${is.tagged}, and ${was.tagged} at ${there}`
    if (is.live && !was.live) return `${where}, ${was.tagged}, is live, and retired at ${there}`
  }
  return undefined
}
