/**
 * A scope as data: a list of grants, each permissions on everything, an app, a model or one object.
 *
 * From programs in: any array of that shape is read (`readScope`), own properties only. What was left half-written throws: a grant
 * with `id: undefined` would otherwise open a whole model.
 */
import { LatchkeyError } from './errors.ts'
import { canonicalId, integerId, isText, withJson } from './id.ts'
import type { Id } from './id.ts'
import { isPlain } from './options.ts'

declare const grant: unique symbol

/** One line of a scope. Only latchkey makes one. */
export interface Grant {
  readonly app?: string
  readonly model?: string
  readonly id?: unknown
  readonly permissions: readonly string[]
  readonly [grant]: true
}
/** What is granted, or required (SPEC §2.3): a frozen plain array. `[...a, ...b]` is `scope.union(a, b)`. */
export type Scope = readonly Grant[]

/** Large integers that ascend, as their distances from the first: a list of these costs no more than one of small ones. */
export interface FarIds {
  readonly first: bigint
  readonly distances: Float64Array
}
/** Ids in canonical form in any order, or integers that ascend. */
export type Ids = readonly Id[] | Float64Array | FarIds

/** Ids one by one. */
export function listIds(ids: Ids): readonly Id[] {
  if (ids instanceof Float64Array) return Array.from(ids)
  if (Array.isArray(ids)) return ids
  const { first, distances } = ids as FarIds
  return Array.from(distances, (distance) => integerId(first + BigInt(distance))!)
}

/** The id of a grant on one object: of a list of one, where ids that ascend are two or more. */
export function onlyId(ids: Ids): Id {
  return (ids as readonly Id[])[0]!
}

/** A grant as it is evaluated: on everything (no app), an app (no model), a model (no ids), or these objects. */
export interface Held {
  readonly app: string | undefined
  readonly model: string | undefined
  readonly ids: Ids | undefined
  readonly permissions: readonly string[]
}

/** The constructor of {@link MadeScope}'s base gives back what it is given, so that the field is put on that. */
const Given = function (object: object): object {
  return object
} as unknown as new (object: object) => object

/** A scope that was made here is frozen and keeps, where nobody can write, how it is evaluated: it is not read again at each check. */
class MadeScope extends Given {
  readonly #held: readonly Held[]

  constructor(scope: readonly Grant[], held: readonly Held[]) {
    super(scope)
    this.#held = held
  }

  static heldOf(scope: unknown): readonly Held[] | undefined {
    return typeof scope === 'object' && scope !== null && #held in scope ? scope.#held : undefined
  }
}

/** Makes a frozen scope; each of `list` has one id at most. */
export function makeScope(list: readonly Held[]): Scope {
  const scope = list.map(makeGrant)
  // The path from `list`, whose items have all their properties: a grant leaves out what it has not.
  const held = list.map(({ app, model, ids }, index) => {
    const { permissions } = scope[index]!
    return { app, model, ids: ids === undefined ? undefined : [onlyId(ids)], permissions }
  })
  void new MadeScope(scope, held)
  return Object.freeze(scope)
}

function makeGrant({ app, model, ids, permissions: names }: Held): Grant {
  const permissions = Object.freeze([...names])
  const made =
    app === undefined
      ? { permissions }
      : model === undefined
        ? { app, permissions }
        : ids === undefined
          ? { app, model, permissions }
          : withJson({ app, model, id: onlyId(ids), permissions })
  return Object.freeze(made) as Grant
}

/** What a format can name. */
export interface Naming {
  readonly isText: (value: unknown) => value is string
  readonly toId: (value: unknown) => Id | undefined
  /** For messages. */
  readonly text: string
  readonly id: string
}
const naming: Naming = {
  isText,
  toId: canonicalId,
  text: 'a text of 1 to 255 bytes',
  id: 'an exact integer, a text of 1 to 255 bytes, or a tuple of these',
}

/**
 * Reads a scope of any origin.
 *
 * @throws {@link LatchkeyError} `INVALID_SCOPE` unless it is a list of `{ app?, model?, id?, permissions }` without gaps.
 */
export function readScope(scope: unknown): readonly Held[] {
  return readScopeFor(scope, naming)
}

/** {@link readScope} for a format that can name other things. */
export function readScopeFor(scope: unknown, format: Naming): readonly Held[] {
  const made = MadeScope.heldOf(scope)
  if (made !== undefined) return made
  if (!Array.isArray(scope))
    throw invalidScope('a scope is a list of grants: make it with scope.accessObj() and its sisters')
  const held: Held[] = []
  for (let index = 0; index < scope.length; index++) held.push(readGrant(scope[index], format))
  return held
}

function readGrant(value: unknown, format: Naming): Held {
  if (!isPlain(value)) throw invalidScope('a grant is a plain object { app?, model?, id?, permissions }')
  let app: string | undefined
  let model: string | undefined
  let id: Id | undefined
  let permissions: readonly string[] | undefined
  for (const key of Reflect.ownKeys(value)) {
    const part: unknown = value[key as string]
    if (key === 'app') app = readName(part, key, format)
    else if (key === 'model') model = readName(part, key, format)
    else if (key === 'id') id = readId(part, format)
    else if (key === 'permissions') permissions = readPermissions(part, format)
    // What withJson() adds is no part of a grant.
    else if (key !== 'toJSON')
      throw invalidScope('a grant has app, model, id and permissions, and nothing else')
  }
  if (permissions === undefined) throw invalidScope('a grant has a list of permissions')
  if (app === undefined ? model !== undefined || id !== undefined : model === undefined && id !== undefined) {
    throw invalidScope('a grant with an id has a model, and one with a model has an app')
  }
  return { app, model, ids: id === undefined ? undefined : [id], permissions }
}

function readName(value: unknown, key: string, format: Naming): string {
  if (!format.isText(value)) throw invalidScope(`the ${key} of a grant is ${format.text}`)
  return value
}

function readId(value: unknown, format: Naming): Id {
  const id = format.toId(value)
  if (id === undefined) throw invalidScope(`the id of a grant is ${format.id}`)
  return id
}

/** A copy: what was checked is what is used. */
function readPermissions(value: unknown, format: Naming): readonly string[] {
  if (!Array.isArray(value)) throw invalidScope('a grant has a list of permissions')
  const permissions: string[] = []
  for (let index = 0; index < value.length; index++) {
    const permission: unknown = value[index]
    if (!format.isText(permission)) throw invalidScope(`a permission is ${format.text}`)
    permissions.push(permission)
  }
  return permissions
}

function invalidScope(message: string): LatchkeyError {
  return new LatchkeyError('INVALID_SCOPE', message)
}
