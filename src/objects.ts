/**
 * A granted scope as "which rows": all, none, or those with these ids. Filters of databases are made from it.
 */
import type { ModelLike } from './app.ts'
import { LatchkeyError } from './errors.ts'
import { onlyId, readScope } from './grant.ts'
import type { Scope } from './grant.ts'
import { factsOfModel, present } from './handle.ts'
import type { ModelFacts } from './handle.ts'
import { quote } from './options.ts'
import type { Objects } from './verdict.ts'

/** The facts of a model handle. */
export function modelOf(model: ModelLike): ModelFacts {
  const known = factsOfModel(model)
  if (known === undefined)
    throw new LatchkeyError('INVALID_SCOPE', 'this takes a model handle such as blog.Post')
  return known
}

/** The rows of `model` that a scope in normal form grants `permission` on. */
export function objectsOf(scope: Scope, model: ModelLike, permission: string): Objects<unknown> {
  const known = modelOf(model)
  if (known.permissions !== undefined && !known.permissions.has(permission)) {
    throw new LatchkeyError('UNKNOWN_PERMISSION', `${model.path} has no permission ${quote(permission)}`)
  }
  const ids: unknown[] = []
  for (const held of readScope(scope)) {
    if (!held.permissions.includes(permission)) continue
    if (held.app === undefined || (held.app === known.app && held.model === undefined))
      return Object.freeze({ kind: 'all' })
    if (held.app !== known.app || held.model !== known.model) continue
    if (held.ids === undefined) return Object.freeze({ kind: 'all' })
    // An id that is none of the declared kind names no row.
    const id = present(known, onlyId(held.ids))
    if (id !== undefined) ids.push(id)
  }
  return Object.freeze(ids.length === 0 ? { kind: 'none' } : { kind: 'some', ids: Object.freeze(ids) })
}
