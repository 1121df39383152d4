// Scopes as the vectors write them, and the three questions asked about them by meaning: normal form,
// what remains of several together, and what of a requirement is missing. Slow and plain on purpose.

import { compareText } from './bytes.ts'

export type Id = { int: string } | { text: string } | { tuple: Id[] }
export type Item = { app?: string; model?: string; id?: Id; permissions: string[] }
export type Scope = Item[]

/** An id written short: a number or bigint, a text, or a list of these. */
export type ShortId = number | bigint | string | ShortId[]

export function id(short: ShortId): Id {
  if (Array.isArray(short)) return { tuple: short.map(id) }
  return typeof short === 'string' ? { text: short } : { int: String(short) }
}

export function all(...permissions: string[]): Item {
  return { permissions }
}

export function app(name: string, ...permissions: string[]): Item {
  return { app: name, permissions }
}

export function model(appName: string, name: string, ...permissions: string[]): Item {
  return { app: appName, model: name, permissions }
}

export function object(appName: string, name: string, short: ShortId, ...permissions: string[]): Item {
  return { app: appName, model: name, id: id(short), permissions }
}

/** The object most vectors are about. */
export function post(short: ShortId, ...permissions: string[]): Item {
  return object('blog', 'Post', short, ...permissions)
}

export function level(item: Item): number {
  if (item.id !== undefined) return 3
  if (item.model !== undefined) return 2
  return item.app === undefined ? 0 : 1
}

function pathOf(item: Item, depth: number): string {
  return JSON.stringify([depth, item.app, item.model, item.id].slice(0, depth + 1))
}

type Table = Map<string, { item: Item; permissions: Set<string> }>

function tableOf(scope: Scope): Table {
  const table: Table = new Map()
  for (const item of scope) {
    const key = pathOf(item, level(item))
    const entry = table.get(key) ?? { item, permissions: new Set<string>() }
    for (const permission of item.permissions) entry.permissions.add(permission)
    table.set(key, entry)
  }
  return table
}

function has(table: Table, item: Item, depth: number, permission: string): boolean {
  return table.get(pathOf(item, depth))?.permissions.has(permission) ?? false
}

function coveredUpTo(table: Table, item: Item, depth: number, permission: string): boolean {
  for (let d = 0; d <= depth; d++) if (has(table, item, d, permission)) return true
  return false
}

function rank(one: Id): number {
  if ('int' in one) return 0
  return 'text' in one ? 1 : 2
}

function compareIds(a: Id, b: Id): number {
  if ('int' in a && 'int' in b) {
    const difference = BigInt(a.int) - BigInt(b.int)
    if (difference === 0n) return 0
    return difference < 0n ? -1 : 1
  }
  if ('text' in a && 'text' in b) return compareText(a.text, b.text)
  if ('tuple' in a && 'tuple' in b) {
    for (const [index, member] of a.tuple.entries()) {
      const other = b.tuple[index]
      if (other === undefined) return 1
      const order = compareIds(member, other)
      if (order !== 0) return order
    }
    return a.tuple.length - b.tuple.length
  }
  return rank(a) - rank(b)
}

function compareItems(a: Item, b: Item): number {
  const byLevel = level(a) - level(b)
  if (byLevel !== 0) return byLevel
  const byApp = compareText(a.app ?? '', b.app ?? '')
  if (byApp !== 0) return byApp
  const byModel = compareText(a.model ?? '', b.model ?? '')
  if (byModel !== 0 || a.id === undefined || b.id === undefined) return byModel
  return compareIds(a.id, b.id)
}

function ordered(item: Item, permissions: string[]): Item {
  return {
    ...(item.app === undefined ? {} : { app: item.app }),
    ...(item.model === undefined ? {} : { model: item.model }),
    ...(item.id === undefined ? {} : { id: item.id }),
    permissions,
  }
}

/** One entry a path, nothing that a path above has too, everything sorted. */
export function normal(scope: Scope): Scope {
  const table = tableOf(scope)
  const kept: Scope = []
  for (const { item, permissions } of table.values()) {
    const own = [...permissions].filter((p) => !coveredUpTo(table, item, level(item) - 1, p))
    if (own.length > 0) kept.push(ordered(item, own.toSorted(compareText)))
  }
  return kept.toSorted(compareItems)
}

function coveredBy(table: Table, scope: Scope): Scope {
  return scope.map((item) => ({
    ...item,
    permissions: item.permissions.filter((p) => coveredUpTo(table, item, level(item), p)),
  }))
}

/** What every one of these scopes allows. */
export function intersection(scopes: Scope[]): Scope {
  return scopes
    .map(normal)
    .reduce((a, b) => normal([...coveredBy(tableOf(b), a), ...coveredBy(tableOf(a), b)]))
}

/** The part of `required` that not every one of these scopes allows. */
export function missing(scopes: Scope[], required: Scope): Scope {
  const tables = scopes.map(tableOf)
  return normal(
    required.map((item) => ({
      ...item,
      permissions: item.permissions.filter((p) => !tables.every((t) => coveredUpTo(t, item, level(item), p))),
    })),
  )
}
