/**
 * How a lock grows: what `latchkey lock` writes from the apps and the lock before.
 *
 * Laws: what is new goes behind all that is there; what is gone is retired in its place; nothing else changes.
 */
import type { AppLike } from './app.ts'
import { LatchkeyError } from './errors.ts'
import { desiredNodes, greatestNumber, lockFormat, mostBits, readLock } from './lock.ts'
import type { Lock, LockBit, LockEntry, LockNode } from './lock.ts'
import { formatPath, formatPermission, parsePath, parsePermission } from './notation.ts'
import { makeRegistry } from './registry.ts'

interface GrowingNode {
  number: number
  app: string | undefined
  model: string | undefined
  tagged: LockEntry['tagged']
  live: boolean
  bits: LockBit[]
}
/** Renames by path or by permission: `{ 'blog.Post': 'blog.Article', 'blog.Post#read': 'blog.Post#see' }`. */
export type Renames = Readonly<Record<string, string>>

/**
 * The lock of these apps, grown from the one before: what `latchkey lock` writes.
 *
 * What is new is numbered behind all that is there, what is gone is retired, and nothing else changes.
 *
 * @param renames What was renamed since `previous`: tokens made before keep working under the new name.
 * @throws {@link LatchkeyError} `INVALID_OPTION` for a previous lock that is broken or a rename of what is not there,
 *   `TOO_LARGE` past 65,535 numbers.
 *
 * @example
 * ```ts
 * import { defineApp, keygen, latchkey, lockOf } from 'latchkey'
 *
 * const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read', 'change'] } })
 * const lock = lockOf([blog])
 * const { scope, tokens } = latchkey({ secrets: keygen(), apps: [blog], lock })
 *
 * tokens.generate(scope.accessObj(blog.Post(42), 'read')).length // => 35
 * lockOf([blog], lock) // => lock
 * ```
 */
export function lockOf(apps: readonly AppLike[], previous?: Lock, renames: Renames = {}): Lock {
  const nodes: GrowingNode[] =
    previous === undefined ? [] : Array.from(readLock(previous).byNumber.values(), thaw)
  for (const [from, to] of Object.entries(renames)) rename(nodes, from, to)
  const desired = desiredNodes(makeRegistry(apps))
  for (const { app, model, permissions } of desired) {
    let node = nodes.find((one) => one.live && one.app === app && one.model === model)
    if (node === undefined) {
      node = {
        number: nodes.length + 1,
        app,
        model,
        tagged: freshPath(nodes, app, model),
        live: true,
        bits: [],
      }
      if (node.number > greatestNumber)
        throw new LatchkeyError('TOO_LARGE', `a lock has at most ${greatestNumber} numbers`)
      nodes.push(node)
    }
    growBits(node, permissions)
  }
  for (const node of nodes) {
    if (!desired.some(({ app, model }) => node.app === app && node.model === model)) node.live = false
  }
  const lock = Object.freeze({ format: lockFormat, nodes: Object.freeze(nodes.map(writeNode)) })
  readLock(lock)
  return lock
}

function thaw({ number, app, model, tagged, live, bits }: LockEntry): GrowingNode {
  return { number, app, model, tagged, live, bits: [...bits] }
}

/** The names that a new number is dealt for: its own, unless what was renamed is still tagged by them. */
function freshPath(
  nodes: readonly GrowingNode[],
  app: string | undefined,
  model: string | undefined,
): LockEntry['tagged'] {
  if (app === undefined) return { app, model }
  const isTaken = (path: string): boolean =>
    nodes.some((node) =>
      owns(node.live, formatPath(node.app, node.model), formatPath(node.tagged.app, node.tagged.model), path),
    )
  if (model === undefined)
    return { app: freshName(app, (name) => isTaken(formatPath(name, undefined))), model }
  return { app, model: freshName(model, (name) => isTaken(formatPath(app, name))) }
}

/** Whether tags are made over `name` for what is alive, or for what had another name before it was retired. */
function owns(live: boolean, present: string, tagged: string, name: string): boolean {
  return tagged === name && (live || present !== tagged)
}

/** `name`, or `name~2` and so on. */
function freshName(name: string, isTaken: (name: string) => boolean): string {
  let fresh = name
  for (let count = 2; isTaken(fresh); count++) fresh = `${name}~${count}`
  return fresh
}

function growBits(node: GrowingNode, permissions: readonly string[]): void {
  for (const [index, bit] of node.bits.entries()) {
    if (bit.live && !permissions.includes(bit.name)) node.bits[index] = { ...bit, live: false }
  }
  for (const name of permissions) {
    const isThere = node.bits.some((bit) => bit.live && bit.name === name)
    if (!isThere && node.bits.length < mostBits) {
      const isTaken = (tagged: string): boolean =>
        node.bits.some((bit) => owns(bit.live, bit.name, bit.tagged, tagged))
      node.bits.push({ name, tagged: freshName(name, isTaken), live: true })
    }
  }
}

function rename(nodes: readonly GrowingNode[], from: string, to: string): void {
  const [path, permission, ...more] = from.split('#') as [string, ...string[]]
  const [newPath, newPermission, ...evenMore] = to.split('#') as [string, ...string[]]
  if (more.length + evenMore.length > 0) throw invalidRename(from, to, 'a # stands before a permission, once')
  if (permission !== undefined && newPermission !== undefined && path === newPath) {
    const node = nodes.find((one) => one.live && formatPath(one.app, one.model) === path)
    if (node === undefined) throw invalidRename(from, to, 'the lock has no such path')
    renameBit(node.bits, parsePermission(permission), parsePermission(newPermission), (problem) =>
      invalidRename(from, to, problem),
    )
    return
  }
  const old = parsePath(path)
  const fresh = parsePath(newPath)
  const isOneLevel = (old.model === undefined) === (fresh.model === undefined)
  if (
    permission !== undefined ||
    newPermission !== undefined ||
    !isOneLevel ||
    old.app === undefined ||
    fresh.app === undefined
  ) {
    throw invalidRename(
      from,
      to,
      'a rename is app=app, app.Model=app.Model or path#name=path#name of one path',
    )
  }
  // An app takes its models along.
  const found = nodes.filter(
    (node) => node.live && node.app === old.app && (old.model === undefined || node.model === old.model),
  )
  if (found.length === 0) throw invalidRename(from, to, 'the lock has no such path')
  if (nodes.some((node) => node.live && node.app === fresh.app && node.model === fresh.model)) {
    throw invalidRename(from, to, 'the new path is in use')
  }
  for (const node of found) {
    node.app = fresh.app
    if (old.model !== undefined) node.model = fresh.model
  }
}

function renameBit(
  bits: LockBit[],
  from: string,
  to: string,
  fail: (problem: string) => LatchkeyError,
): void {
  const bit = bits.findIndex(({ live, name }) => live && name === from)
  if (bit < 0) throw fail('the path has no such permission')
  if (bits.some(({ live, name }) => live && name === to)) throw fail('the new permission is in use')
  bits[bit] = { ...bits[bit]!, name: to }
}

function invalidRename(from: string, to: string, problem: string): LatchkeyError {
  return new LatchkeyError('INVALID_OPTION', `the rename ${from}=${to} cannot be made: ${problem}`)
}

function writeNode({ number, app, model, tagged, live, bits }: GrowingNode): LockNode {
  const path = formatPath(app, model)
  const was = formatPath(tagged.app, tagged.model)
  const permissions = Object.freeze(bits.map(writeBit))
  return Object.freeze({
    number,
    path,
    ...(was === path ? {} : { was }),
    permissions,
    ...(live ? {} : { retired: true }),
  })
}

function writeBit({ name, tagged, live }: LockBit): string {
  return `${live ? '' : '!'}${formatPermission(name)}${tagged === name ? '' : `<${formatPermission(tagged)}`}`
}
