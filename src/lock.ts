/**
 * The lock: a committed, append-only numbering of apps, models and permissions, which makes tokens compact (SPEC §2.6).
 *
 * Laws: a number or a bit is dealt once and never means anything else; what is gone is retired and keeps its place; what comes back
 * gets a new place. The names that a tag is made over are those of the day a number was dealt: a rename changes only what is shown.
 */
import { LatchkeyError } from './errors.ts'
import type { AppFacts } from './handle.ts'
import { isPlain, readOptions } from './options.ts'
import { formatPath, formatPermission, parsePath, parsePermission } from './notation.ts'
import type { Registry } from './registry.ts'

/** One node of a {@link Lock}: everything, an app or a model. */
export interface LockNode {
  readonly number: number
  /** `*`, `blog` or `blog.Post`, as in the notation of scopes. */
  readonly path: string
  /** By bit: the name; behind `!` where it is retired; before `<` and the older name where it was renamed. */
  readonly permissions: readonly string[]
  readonly retired?: boolean | undefined
  /** The path under which the number was dealt, where it was renamed since. */
  readonly was?: string | undefined
}
/** What `latchkey.lock.json` holds (SPEC §2.6): wide, as a JSON import types it. */
export interface Lock {
  readonly format: string
  readonly nodes: readonly LockNode[]
}

/** A permission of a node. */
export interface LockBit {
  readonly name: string
  /** The name that tags are made over. */
  readonly tagged: string
  readonly live: boolean
}
/** A node as it is looked up. */
export interface LockEntry {
  readonly number: number
  readonly app: string | undefined
  readonly model: string | undefined
  /** The path that tags are made over. */
  readonly tagged: { readonly app: string | undefined; readonly model: string | undefined }
  readonly live: boolean
  readonly bits: readonly LockBit[]
  /** The live bits by name. */
  readonly bitOf: ReadonlyMap<string, number>
}
export interface LockIndex {
  readonly byNumber: ReadonlyMap<number, LockEntry>
  /** The live entry of a path. */
  find(app: string | undefined, model: string | undefined): LockEntry | undefined
}

export const lockFormat = 'latchkey-lock/1'
export const mostBits = 256
export const greatestNumber = 65_535

// ---------------------------------------------------------------- reading

/**
 * Reads a lock.
 *
 * @throws {@link LatchkeyError} `INVALID_OPTION` for a lock that is broken, with the line and what to do.
 */
export function readLock(lock: unknown): LockIndex {
  if (!isPlain(lock) || !Array.isArray(lock['nodes'])) throw broken('it is not what latchkey lock writes')
  if (lock['format'] !== lockFormat)
    throw broken(`its format is not ${lockFormat}: use the latchkey that wrote it`)
  const byNumber = new Map<number, LockEntry>()
  const live = new Map<string | undefined, Map<string | undefined, LockEntry>>()
  const dealtTo = new Map<string, string>()
  for (const node of lock['nodes'] as unknown[]) {
    const entry = readNode(node)
    const path = formatPath(entry.app, entry.model)
    const twin = byNumber.get(entry.number)
    if (twin !== undefined) {
      const first = formatPath(twin.app, twin.model)
      throw broken(
        `number ${entry.number} stands for ${first} ${first === path ? 'twice' : `and for ${path}`}, as when two branches added to it at once: ` +
          `keep the line whose tokens are in use, delete the other, and run latchkey lock again`,
      )
    }
    if (entry.number !== byNumber.size + 1) {
      throw broken(
        `the line of number ${byNumber.size + 1} is missing or moved (${path} has number ${entry.number}): restore it, numbers are never removed`,
      )
    }
    if ((entry.number === 1) !== (entry.app === undefined))
      throw broken(`number 1 is *, and nothing else is: see ${path}`)
    if (entry.number === 1 && !entry.live) throw broken('number 1 is *, which is never retired')
    byNumber.set(entry.number, entry)
    if (!entry.live) continue
    const models = live.get(entry.app) ?? new Map<string | undefined, LockEntry>()
    const first = models.get(entry.model)
    if (first !== undefined)
      throw broken(
        `${path} has two numbers, ${first.number} and ${entry.number}: retire the second line, "retired": true`,
      )
    live.set(entry.app, models.set(entry.model, entry))
    // Tags are made over the older name: with two owners of one, a line put in the other's place would change what tokens mean.
    const dealt = formatPath(entry.tagged.app, entry.tagged.model)
    if (dealtTo.has(dealt))
      throw broken(
        `${dealt} is the older name of one of ${dealtTo.get(dealt)} and ${path}: one was put in the other's place; restore the lines`,
      )
    dealtTo.set(dealt, path)
  }
  return Object.freeze({
    byNumber,
    find: (app: string | undefined, model: string | undefined) => live.get(app)?.get(model),
  })
}

function readNode(node: unknown): LockEntry {
  const { path, permissions, retired, was, ...read } = readOptions(
    node,
    ['number', 'path', 'permissions', 'retired', 'was'],
    'a line of the lock',
  )
  const number = Number.isInteger(read.number) ? (read.number as number) : 0
  if (number < 1 || number > greatestNumber) throw broken('a number of it is none from 1 to 65,535')
  if (typeof path !== 'string' || !Array.isArray(permissions) || permissions.length > mostBits) {
    throw broken(`the line of number ${number} has no path, or no list of at most ${mostBits} permissions`)
  }
  if (retired !== undefined && typeof retired !== 'boolean')
    throw broken(`"retired" in the line of number ${number} is not true`)
  if (was !== undefined && typeof was !== 'string')
    throw broken(`"was" in the line of number ${number} is no path`)
  const bits = Array.from(permissions as unknown[], (text) => readBit(text, number))
  const bitOf = new Map<string, number>()
  const dealt = new Set<string>()
  for (const [bit, { name, tagged, live }] of bits.entries()) {
    if (!live) continue
    if (bitOf.has(name))
      throw broken(`the line of number ${number} has ${name} twice: retire the second, as "!${name}"`)
    if (dealt.has(tagged))
      throw broken(`${tagged} in the line of number ${number} is the older name of two: restore the line`)
    dealt.add(tagged)
    bitOf.set(name, bit)
  }
  const present = readNames(number, () => parsePath(path))
  const tagged = was === undefined ? present : readNames(number, () => parsePath(was))
  const isOneLevel = !tagged.app === !present.app && !tagged.model === !present.model
  if (!isOneLevel || (was !== undefined && number === 1))
    throw broken(`"was" in the line of number ${number} is of another level, or needless`)
  return Object.freeze({ number, ...present, tagged, live: retired !== true, bits, bitOf })
}

function readBit(text: unknown, number: number): LockBit {
  if (typeof text !== 'string') throw broken(`a permission in the line of number ${number} is no text`)
  const live = !text.startsWith('!')
  const [name, was, ...more] = (live ? text : text.slice(1)).split('<')
  if (more.length > 0) throw broken(`a permission in the line of number ${number} has two older names`)
  return readNames(number, () => {
    const read = parsePermission(name!)
    return { name: read, tagged: was === undefined ? read : parsePermission(was), live }
  })
}

function readNames<Names>(number: number, read: () => Names): Names {
  try {
    return read()
  } catch (error) {
    throw broken(`${(error as Error).message} (in the line of number ${number})`)
  }
}

function broken(problem: string): LatchkeyError {
  return new LatchkeyError('INVALID_OPTION', `the lock is broken: ${problem}`)
}

// ---------------------------------------------------------------- checking

/** What the apps declare and the lock does not number, as paths and permissions. */
export function lacking(lock: LockIndex, registry: Registry): string[] {
  return desiredNodes(registry).flatMap(({ app, model, permissions }) => {
    const path = formatPath(app, model)
    const entry = lock.find(app, model)
    if (entry === undefined) return [path]
    const lost = permissions.filter((name) => !entry.bitOf.has(name))
    // What is past the last bit travels as text.
    return entry.bits.length === mostBits ? [] : lost.map((name) => `${path}#${formatPermission(name)}`)
  })
}

/** A node as the apps declare it. */
export interface DesiredNode {
  readonly app: string | undefined
  readonly model: string | undefined
  readonly permissions: readonly string[]
}

/** The nodes of apps, in the order in which they are numbered: everything, then each app and its models. */
export function desiredNodes(registry: Registry): DesiredNode[] {
  const apps = [...registry.values()]
  const all = new Set(apps.flatMap(({ declared }) => [...declared]))
  return [{ app: undefined, model: undefined, permissions: [...all] }, ...apps.flatMap(appNodes)]
}

function appNodes({ name, models, declared }: AppFacts): DesiredNode[] {
  const below = [...models.values()].map(({ model, permissions }) => ({
    app: name,
    model,
    permissions: [...(permissions ?? [])],
  }))
  return [{ app: name, model: undefined, permissions: [...declared] }, ...below]
}
