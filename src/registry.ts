/**
 * The apps of a `latchkey()`, and what is refused because they do not know it: apps, models, permissions.
 */
import { checkDistinct } from './app.ts'
import type { ObjectRef } from './app.ts'
import { LatchkeyError } from './errors.ts'
import { readScope } from './grant.ts'
import { factsOfApp, factsOfReference } from './handle.ts'
import type { AppFacts, ModelFacts } from './handle.ts'
import { quote } from './options.ts'

/** The apps of a `latchkey()` by name. */
export type Registry = ReadonlyMap<string, AppFacts>

/**
 * @throws {@link LatchkeyError} `UNKNOWN_APP` for what is no app handle, `INVALID_APP` when two apps have one name.
 */
export function makeRegistry(apps: unknown): Registry {
  if (!Array.isArray(apps))
    throw new LatchkeyError('UNKNOWN_APP', 'apps is a list of what defineApp() returned')
  const registry = new Map<string, AppFacts>()
  for (const app of apps) {
    const known = factsOfApp(app)
    if (known === undefined)
      throw new LatchkeyError('UNKNOWN_APP', 'apps is a list of what defineApp() returned')
    if (registry.has(known.name))
      throw new LatchkeyError('INVALID_APP', `the app ${quote(known.name)} is registered twice`)
    registry.set(known.name, known)
  }
  checkDistinct([...registry.keys()], 'the apps')
  return registry
}

/** An instance whose class an ORM knows stands for its reference. */
export function referenceOf(registry: Registry | undefined, given: ObjectRef): ObjectRef {
  if (registry === undefined || typeof given !== 'object' || given === null) return given
  if (factsOfReference(given) !== undefined) return given
  const [reference, ...others] = [...registry.values()].flatMap(({ refer }) => refer?.(given) ?? [])
  if (others.length > 0)
    throw new LatchkeyError('INVALID_ID', 'several apps know the class of this instance: say blog.Post(post)')
  return (reference as ObjectRef | undefined) ?? given
}

/** The facts of a registered model, or `undefined` where only the app is asked for. */
export function checkRegistered(
  registry: Registry,
  app: string,
  model: string | undefined,
): ModelFacts | undefined {
  const known = registry.get(app)
  if (known === undefined)
    throw new LatchkeyError(
      'UNKNOWN_APP',
      `the app ${quote(app)} is not registered: add it to apps of latchkey()`,
    )
  if (model === undefined) return undefined
  const found = known.models.get(model)
  if (found === undefined)
    throw new LatchkeyError('UNKNOWN_APP', `the app ${quote(app)} has no model ${quote(model)}`)
  return found
}

/** A handle of another declaration of the same name could bring names and ids of its own. */
export function checkHandle(
  registry: Registry | undefined,
  handle: AppFacts | ModelFacts,
  app: string,
  model: string | undefined,
): void {
  if (registry === undefined) return
  const known = checkRegistered(registry, app, model) ?? registry.get(app)
  if (known !== handle) {
    throw new LatchkeyError(
      'UNKNOWN_APP',
      `the app ${quote(app)} is registered by another defineApp(): use its handles`,
    )
  }
}

/** Refuses a permission that is not among the `known` ones. */
export function checkPermissions(
  known: ReadonlySet<string> | undefined,
  permissions: readonly string[],
  where: string,
): void {
  if (known === undefined) {
    readScope([{ permissions }])
    return
  }
  for (const permission of permissions) {
    if (!known.has(permission)) {
      throw new LatchkeyError(
        'UNKNOWN_PERMISSION',
        `${where} has no permission ${quote(permission)}; it has ${[...known].join(', ')}`,
      )
    }
  }
}

/** The names that go on everything; `undefined` where any does. */
export function globalPermissions(registry: Registry): ReadonlySet<string> | undefined {
  const all = new Set<string>()
  for (const { permissions } of registry.values()) {
    if (permissions === undefined) return undefined
    for (const permission of permissions) all.add(permission)
  }
  return all
}
