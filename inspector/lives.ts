/**
 * What each layer of a token leaves: for each pair of a path and a permission, the layer it appears in and the one that takes it away.
 *
 * Layer 0 is what the token was made with; each narrowing is one more. A grant that a narrowing cuts down to a deeper path goes in that
 * layer, and the deeper one appears in it.
 */
import { scope } from 'latchkey'
import type { Inspected, Scope, UnverifiedGrant } from 'latchkey'
import { formatId } from '../src/notation.ts'
import type { Id } from '../src/id.ts'

/** A permission, and the layers it lives through. */
export interface Life {
  readonly permission: string
  readonly born: number
  readonly died: number | undefined
}
/** A path with what is granted on it; `objects` are of one model and have the same lives. */
export interface Branch {
  readonly name: string
  readonly lives: readonly Life[]
  readonly branches: readonly Branch[]
  readonly objects: readonly ObjectGroup[]
}
export interface ObjectGroup {
  readonly ids: readonly string[]
  readonly lives: readonly Life[]
}

/** To be shown, intersected and written, and never to be granted or required. */
export function shown(grants: readonly UnverifiedGrant[]): Scope {
  return grants as unknown as Scope
}

/** What remains after each layer. */
export function remainders(seen: Inspected): readonly Scope[] {
  const scopes = [shown(seen.unverifiedRoot.unverifiedScope ?? [])]
  for (const { unverifiedScope } of seen.unverifiedNarrowings) {
    const before = scopes.at(-1)!
    scopes.push(unverifiedScope === undefined ? before : scope.intersect(before, shown(unverifiedScope)))
  }
  return scopes
}

interface Node {
  readonly name: string
  /** Whether what is below are objects. */
  readonly isModel: boolean
  readonly lives: Map<string, { born: number; died: number | undefined }>
  readonly children: Map<string, Node>
}

/** The tree of all that any layer left. */
export function treeOf(layers: readonly Scope[]): Branch {
  const top = makeNode('Everything')
  for (const [layer, scopeOfLayer] of layers.entries()) {
    for (const { app, model, id, permissions } of scopeOfLayer) {
      let node = top
      // A number that nobody names stands for an app and its model at once.
      const isNumber = app === model && app?.startsWith('#')
      if (app !== undefined && !isNumber) node = childOf(node, app)
      if (model !== undefined) node = childOf(node, model, true)
      if (id !== undefined) node = childOf(node, formatId(id as Id))
      for (const permission of permissions) {
        const life = node.lives.get(permission)
        if (life === undefined) node.lives.set(permission, { born: layer, died: layer + 1 })
        else life.died = layer + 1
      }
    }
  }
  // What the last layer left lives on.
  forEachLife(top, (life) => {
    if (life.died === layers.length) life.died = undefined
  })
  return branchOf(top)
}

function makeNode(name: string, isModel = false): Node {
  return { name, isModel, lives: new Map(), children: new Map() }
}

function childOf(node: Node, name: string, isModel = false): Node {
  const child = node.children.get(name) ?? makeNode(name, isModel)
  node.children.set(name, child)
  return child
}

function forEachLife(node: Node, change: (life: { born: number; died: number | undefined }) => void): void {
  for (const life of node.lives.values()) change(life)
  for (const child of node.children.values()) forEachLife(child, change)
}

function livesOf(node: Node): readonly Life[] {
  return [...node.lives]
    .map(([permission, { born, died }]) => ({ permission, born, died }))
    .toSorted((one, other) => (one.permission < other.permission ? -1 : 1))
}

function branchOf(node: Node): Branch {
  const children = [...node.children.values()]
  return {
    name: node.name,
    lives: livesOf(node),
    branches: node.isModel ? [] : children.map(branchOf),
    objects: node.isModel ? groupsOf(children) : [],
  }
}

function groupsOf(objects: readonly Node[]): readonly ObjectGroup[] {
  const groups = new Map<string, { ids: string[]; lives: readonly Life[] }>()
  for (const object of objects) {
    const lives = livesOf(object)
    const key = JSON.stringify(lives)
    const group = groups.get(key) ?? { ids: [], lives }
    group.ids.push(object.name)
    groups.set(key, group)
  }
  return [...groups.values()]
}

/** How a permission stands after `layer`. */
export function standing({ born, died }: Life, layer: number): 'later' | 'there' | 'gone' {
  if (born > layer) return 'later'
  return died === undefined || died > layer ? 'there' : 'gone'
}
