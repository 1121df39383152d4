/**
 * `--rename old=new`: what keeps its number, or its bit, under a new name.
 *
 * Law: a rename that would come to nothing is refused, since what is retired in its place is retired for good.
 */
import { lockOf, scope } from '../index.ts'
import type { AppLike, Lock } from '../index.ts'
import type { ListOption } from './command.ts'
import { UsageError } from './explain.ts'
import { formatLock } from './lock-text.ts'

export const renameOption: ListOption = {
  type: 'string',
  multiple: true,
  value: 'OLD=NEW',
  help: 'blog.Post=blog.Article, or blog.Post#read=blog.Post#see; repeatable',
}

export interface Rename {
  readonly from: string
  readonly to: string
}

/** Reads what was given for {@link renameOption}. */
export function readRenames(texts: readonly string[]): readonly Rename[] {
  const renames = texts.map((text) => {
    const [from, to, ...more] = text.split('=')
    if (!from || !to || more.length > 0)
      throw new UsageError('--rename is OLD=NEW, as in blog.Post=blog.Article or blog#read=blog#see')
    return { from, to }
  })
  const twice = renames.find(({ from }, index) => renames.findIndex((each) => each.from === from) < index)
  if (twice !== undefined) throw new UsageError(`--rename: ${twice.from} is renamed twice`)
  return renames
}

/**
 * The lock of `apps` that follows `previous`.
 *
 * @throws {@link UsageError} for a rename to what the apps in `file` do not have, or to what they have already.
 */
export function growLock(
  apps: readonly AppLike[],
  previous: Lock | undefined,
  renames: readonly Rename[],
  file: string,
): Lock {
  const next = lockOf(apps, previous, Object.fromEntries(renames.map(({ from, to }) => [from, to])))
  for (const { from, to } of renames) {
    if (isLive(next, to)) continue
    throw new UsageError(`--rename ${from}=${to}: ${file} has no ${to}; rename it there first`)
  }
  // No lock is written that cannot be read.
  if (!isSettled(apps, next)) throw new UsageError('--rename: a new name is in use already')
  return next
}

function isSettled(apps: readonly AppLike[], lock: Lock): boolean {
  try {
    return formatLock(lockOf(apps, lock)) === formatLock(lock)
  } catch {
    return false
  }
}

/** Whether a path, or a permission of one, is in the lock and not retired. */
function isLive({ nodes }: Lock, what: string): boolean {
  const isPath = !what.includes('#')
  // Written as the lock writes it, whatever was percent-encoded.
  const canonical = scope.format(scope.parse(isPath ? `${what}#` : what))
  const [path, permission] = canonical.split('#')
  const node = nodes.find((each) => each.path === path && !each.retired)
  return isPath
    ? node !== undefined
    : node?.permissions.some((text) => text.split('<')[0] === permission) === true
}
