/**
 * The one list that stands for a scope (SPEC §2.5): equal scopes have equal normal forms.
 *
 * Laws: a scope is the set of its pairs (path, permission); a pair that a path above has too is dropped; the permissions of a path
 * stand together, sorted; everything comes before apps, an app before its models, a model before its objects.
 */
import { listIds } from './grant.ts'
import type { Held } from './grant.ts'
import { idKey } from './id.ts'
import type { Id, SingleId } from './id.ts'

interface Node {
  readonly permissions: Set<string>
}
interface ModelNode extends Node {
  readonly objects: Map<SingleId, Node & { readonly id: Id }>
}
interface AppNode extends Node {
  readonly models: Map<string, ModelNode>
}

/** The normal form of a list of grants: one item a path, at most one id an item. */
export function normalForm(list: readonly Held[]): readonly Held[] {
  // The usual scope, one permission on one path, is in normal form as it is.
  if (list.length === 1 && isNormal(list[0]!)) return list
  const everything = new Set<string>()
  const apps = new Map<string, AppNode>()
  for (const held of list) for (const permission of held.permissions) add(everything, apps, held, permission)

  const normal: Held[] = []
  const keep = (path: Omit<Held, 'permissions'>, node: Node, above: readonly Node[]): void => {
    const permissions = [...node.permissions].filter(
      (name) => !above.some((upper) => upper.permissions.has(name)),
    )
    if (permissions.length > 0) normal.push({ ...path, permissions: permissions.toSorted(compareTexts) })
  }
  const top = { permissions: everything }
  keep({ app: undefined, model: undefined, ids: undefined }, top, [])
  for (const [app, appNode] of byName(apps)) {
    keep({ app, model: undefined, ids: undefined }, appNode, [top])
    for (const [model, modelNode] of byName(appNode.models)) {
      keep({ app, model, ids: undefined }, modelNode, [top, appNode])
      const objects = [...modelNode.objects.values()].toSorted((one, other) => compareIds(one.id, other.id))
      for (const node of objects) keep({ app, model, ids: [node.id] }, node, [top, appNode, modelNode])
    }
  }
  return normal
}

/** Ids that ascend are two or more. */
function isNormal({ permissions, ids }: Held): boolean {
  return permissions.length === 1 && (ids === undefined || (ids as readonly Id[]).length === 1)
}

function add(everything: Set<string>, apps: Map<string, AppNode>, held: Held, permission: string): void {
  if (held.app === undefined) {
    everything.add(permission)
    return
  }
  let app = apps.get(held.app)
  if (app === undefined) apps.set(held.app, (app = { permissions: new Set(), models: new Map() }))
  if (held.model === undefined) {
    app.permissions.add(permission)
    return
  }
  let model = app.models.get(held.model)
  if (model === undefined)
    app.models.set(held.model, (model = { permissions: new Set(), objects: new Map() }))
  if (held.ids === undefined) {
    model.permissions.add(permission)
    return
  }
  for (const id of listIds(held.ids)) {
    const key = idKey(id)
    let object = model.objects.get(key)
    if (object === undefined) model.objects.set(key, (object = { id, permissions: new Set() }))
    object.permissions.add(permission)
  }
}

function byName<Value>(map: ReadonlyMap<string, Value>): [string, Value][] {
  return [...map].toSorted(([one], [other]) => compareTexts(one, other))
}

/** Orders texts as their UTF-8 bytes are ordered, which is by code points and not by UTF-16 units. */
export function compareTexts(one: string, other: string): number {
  const length = Math.min(one.length, other.length)
  for (let index = 0; index < length; index++) {
    const left = one.charCodeAt(index)
    const right = other.charCodeAt(index)
    // Half a pair stands for a code point above all single units.
    if (left !== right)
      return order(isHalf(left) ? left + 0x10000 : left, isHalf(right) ? right + 0x10000 : right)
  }
  return order(one.length, other.length)
}

function isHalf(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff
}

/** Orders ids: integers, texts, tuples. */
function compareIds(one: Id, other: Id): number {
  if (typeof one === 'object') {
    if (typeof other !== 'object') return 1
    for (const [index, part] of one.entries()) {
      // Behind the end of the other there is `undefined`, which is before texts; beside an integer the lengths decide.
      const result = compareIds(part, other[index]!)
      if (result !== 0) return result
    }
    return order(one.length, other.length)
  }
  if (typeof other === 'object') return -1
  if (typeof one === 'string') return typeof other === 'string' ? compareTexts(one, other) : 1
  return typeof other === 'string' ? -1 : order(one, other)
}

function order(one: number | bigint, other: number | bigint): number {
  return one < other ? -1 : one > other ? 1 : 0
}
