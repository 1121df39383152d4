/**
 * The one rule of containment: does what is held grant what is asked?
 *
 * Laws (SPEC §10): a permission is granted on a path by a grant on that path or on one above it, and by nothing else;
 * several grants may each contribute; a grant without permissions is worth nothing; asking for nothing is always granted.
 * Cost: a long list of grants is looked up by path, so that a stranger's block costs no more to evaluate than to read.
 */
import { onlyId } from './grant.ts'
import type { FarIds, Held, Ids } from './grant.ts'
import { idKey, sameId } from './id.ts'
import type { Id, SingleId } from './id.ts'

/** Grants that add up: a scope, the root of a token, or one block of it. */
export interface Layer {
  readonly held: readonly Held[]
  /** Whether looking through them one by one costs more than an index. */
  readonly many: boolean
  /** Made by the first question where there are many. */
  index: Index | undefined
}

const few = 8

/** Whether a grant is looked through in one step: a path, or integers that ascend. */
function isOne(ids: Ids | undefined): ids is Float64Array | FarIds | undefined {
  return !Array.isArray(ids)
}

/** Makes a layer of grants. */
export function makeLayer(held: readonly Held[]): Layer {
  let size = 0
  for (const { ids } of held) size += isOne(ids) ? 1 : ids.length
  return { held, many: size > few, index: undefined }
}

/** Whether `layer` grants `permission` on the path of `asked`. */
function grants(layer: Layer, asked: Held, permission: string): boolean {
  if (!layer.many) return anyGrants(layer.held, asked, permission)
  const index = (layer.index ??= makeIndex(layer.held))
  if (anyGrants(index.everything, asked, permission)) return true
  const app = index.apps.get(asked.app)
  if (app === undefined) return false
  if (anyGrants(app.whole, asked, permission)) return true
  const model = app.models.get(asked.model)
  if (model === undefined) return false
  if (anyGrants(model.whole, asked, permission)) return true
  const object = asked.ids === undefined ? undefined : model.objects.get(idKey(onlyId(asked.ids)))
  return object !== undefined && object.some(({ permissions }) => permissions.includes(permission))
}

/** The part of `asked` that not all of `layers` grant. */
export function missing(layers: readonly Layer[], asked: readonly Held[]): readonly Held[] {
  const lacking: Held[] = []
  for (const held of asked) {
    const permissions = held.permissions.filter((permission) => !allGrant(layers, held, permission))
    if (permissions.length > 0) lacking.push({ ...held, permissions })
  }
  return lacking
}

/** Whether each of `layers` grants all that is asked; allocates nothing. */
export function covers(layers: readonly Layer[], asked: readonly Held[]): boolean {
  // By index: the iterators of loops inside loops would be allocated.
  for (let at = 0; at < asked.length; at++) {
    const held = asked[at]!
    const { permissions } = held
    for (let index = 0; index < permissions.length; index++)
      if (!allGrant(layers, held, permissions[index]!)) return false
  }
  return true
}

function allGrant(layers: readonly Layer[], asked: Held, permission: string): boolean {
  for (const layer of layers) if (!grants(layer, asked, permission)) return false
  return true
}

function anyGrants(list: readonly Held[], asked: Held, permission: string): boolean {
  for (const held of list) if (reaches(held, asked) && held.permissions.includes(permission)) return true
  return false
}

/** Whether the path of `held` is the path of `asked` or one above it. */
function reaches(held: Held, asked: Held): boolean {
  if (held.app === undefined) return true
  if (held.app !== asked.app) return false
  if (held.model === undefined) return true
  if (held.model !== asked.model) return false
  return held.ids === undefined || (asked.ids !== undefined && contains(held.ids, onlyId(asked.ids)))
}

function contains(ids: Ids, id: Id): boolean {
  if (isOne(ids)) {
    if (ids instanceof Float64Array) return isIn(ids, id)
    return (
      (typeof id === 'number' || typeof id === 'bigint') &&
      isIn(ids.distances, Number(BigInt(id) - ids.first))
    )
  }
  for (const one of ids) if (sameId(one, id)) return true
  return false
}

/**
 * Whether an ascending list has `id`: by halves. Far from the first, a distance that is rounded is in no list, and what is no number is
 * in none wherever the search ends.
 */
function isIn(list: Float64Array, id: Id): boolean {
  const number = id as number
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (list[middle]! < number) low = middle + 1
    else high = middle
  }
  return list[low] === number
}

// ---------------------------------------------------------------- many grants

interface Index {
  readonly everything: Held[]
  // What is asked may have no app or no model: nothing is kept under that.
  readonly apps: Map<string | undefined, AppIndex>
}
interface AppIndex {
  readonly whole: Held[]
  readonly models: Map<string | undefined, ModelIndex>
}
interface ModelIndex {
  /** Grants on the model, and long ascending lists, which are searched by halves. */
  readonly whole: Held[]
  readonly objects: Map<SingleId, Held[]>
}

function makeIndex(list: readonly Held[]): Index {
  const index: Index = { everything: [], apps: new Map() }
  for (const held of list) {
    if (held.app === undefined) {
      index.everything.push(held)
      continue
    }
    const app = getOrMake(index.apps, held.app, (): AppIndex => ({ whole: [], models: new Map() }))
    if (held.model === undefined) {
      app.whole.push(held)
      continue
    }
    const model = getOrMake(app.models, held.model, (): ModelIndex => ({ whole: [], objects: new Map() }))
    if (isOne(held.ids)) {
      model.whole.push(held)
      continue
    }
    for (const id of held.ids) getOrMake(model.objects, idKey(id), () => [] as Held[]).push(held)
  }
  return index
}

function getOrMake<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const found = map.get(key)
  if (found !== undefined) return found
  const made = make()
  map.set(key, made)
  return made
}
