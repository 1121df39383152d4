/**
 * What is granted, or required: scopes are made, joined, intersected and compared here. Pure: no bytes, no keys, no clock.
 *
 * `scope` is free of secrets and knows no apps but those of the handles it is given; the one that `latchkey()` returns also
 * refuses apps that are not registered and reads ids of the notation as their models declare them.
 */
import type { AppLike, ModelLike, NonEmpty, ObjectRef } from './app.ts'
import { covers, makeLayer } from './covers.ts'
import { LatchkeyError } from './errors.ts'
import { makeScope, readScope } from './grant.ts'
import type { Held, Scope } from './grant.ts'
import { factsOfApp, factsOfModel, factsOfReference, idOfReference } from './handle.ts'
import type { ModelFacts } from './handle.ts'
import { normalizeId } from './id.ts'
import type { Id } from './id.ts'
import { formatScope, parseScope } from './notation.ts'
import type { NotationReader, NotedId } from './notation.ts'
import { normalForm } from './normal-form.ts'
import { checkHandle, checkPermissions, checkRegistered, globalPermissions, referenceOf } from './registry.ts'
import type { Registry } from './registry.ts'

type NameOf<Apps> = Apps extends AppLike<infer Name> ? Name : never
type PermissionOf<Apps> = Apps extends AppLike<string, infer Permission> ? Permission : never
type InstanceOf<Apps> = Apps extends AppLike<string, string, infer Pair> ? Pair : never

/** What every member of a union allows: a loop over `[blog.Post, blog.Comment]` may use the names that both know. */
type PermissionOfRef<Ref> = (
  Ref extends ObjectRef<string, unknown, infer P> ? (permission: P) => void : never
) extends (permission: infer P extends string) => void
  ? P
  : never
type PermissionOfModel<Handle> = (
  Handle extends { readonly permissions: readonly (infer P extends string)[] }
    ? (permission: P) => void
    : never
) extends (permission: infer P extends string) => void
  ? P
  : never

/** The functions that say what is granted or required; `Path` and `Permission` come from the apps of a `latchkey()`. */
export interface ScopeFunctions<
  Path extends string = string,
  Permission extends string = string,
  Name extends string = string,
> {
  /** Permissions on one object: `scope.accessObj(blog.Post(42), 'read')`. */
  accessObj<Ref extends ObjectRef<Path>>(object: Ref, ...permissions: NonEmpty<PermissionOfRef<Ref>>): Scope
  /** Permissions on every object of a model, now and later. */
  accessModel<Handle extends ModelLike<Path>>(
    model: Handle,
    ...permissions: NonEmpty<PermissionOfModel<Handle>>
  ): Scope
  /** Permissions on every model of an app. */
  accessApp<P extends string>(app: AppLike<Name, P>, ...permissions: NonEmpty<NoInfer<P>>): Scope
  /** Permissions on everything. */
  accessAll(...permissions: NonEmpty<Permission>): Scope
  /** All that any of the scopes grants. */
  union(...scopes: readonly Scope[]): Scope
  /** What both scopes grant, in normal form. */
  intersect(one: Scope, other: Scope): Scope
  /** Whether every required permission on every required path is granted on that path or on one above it. */
  covers(granted: Scope, required: Scope): boolean
  /** The scope as text: `blog.Post:42#read,change`. Only characters that RFC 6750 allows in `scope=`. */
  format(scope: Scope): string
  /** Reads what `format` writes. */
  parse(text: string): Scope
}
/** `accessObj` for instances whose class an ORM app knows: there only when such an app is registered. */
export interface InstanceFunctions<Pair> {
  /** Permissions on one object: `scope.accessObj(post, 'read')`. */
  accessObj<Instance extends PairInstance<Pair>>(
    instance: Instance,
    ...permissions: NonEmpty<PairPermission<Pair, Instance>>
  ): Scope
}
type PairInstance<Pair> = Pair extends readonly [infer Instance, string] ? Instance : never
type PairPermission<Pair, Instance> = Pair extends readonly [infer Known, infer P extends string]
  ? [Instance] extends [Known]
    ? [Known] extends [Instance]
      ? P
      : never
    : never
  : never
/** The scope functions that know `Apps`. */
export type ScopeOf<Apps> = ScopeFunctions<`${NameOf<Apps>}.${string}`, PermissionOf<Apps>, NameOf<Apps>> &
  ([InstanceOf<Apps>] extends [never] ? unknown : InstanceFunctions<InstanceOf<Apps>>)

/** The scope functions; with a registry they refuse what it does not know. */
export function makeScopeFunctions(registry?: Registry): ScopeFunctions {
  const functions: ScopeFunctions = {
    accessObj(given: ObjectRef, ...permissions: readonly string[]) {
      const object = referenceOf(registry, given)
      const model = factsOfReference(object)
      if (model === undefined)
        throw new LatchkeyError('INVALID_ID', 'accessObj takes an object reference such as blog.Post(42)')
      checkHandle(registry, model, model.app, model.model)
      checkPermissions(model.permissions, permissions, `${model.app}.${model.model}`)
      return one(model.app, model.model, [idOfReference(model, object)], permissions)
    },
    accessModel(handle: ModelLike, ...permissions: readonly string[]) {
      const model = factsOfModel(handle)
      if (model === undefined)
        throw new LatchkeyError('INVALID_SCOPE', 'accessModel takes a model handle such as blog.Post')
      checkHandle(registry, model, model.app, model.model)
      checkPermissions(model.permissions, permissions, `${model.app}.${model.model}`)
      return one(model.app, model.model, undefined, permissions)
    },
    accessApp(handle: AppLike, ...permissions: readonly string[]) {
      const app = factsOfApp(handle)
      if (app === undefined)
        throw new LatchkeyError('UNKNOWN_APP', 'accessApp takes what defineApp() returned')
      checkHandle(registry, app, app.name, undefined)
      checkPermissions(app.permissions, permissions, app.name)
      return one(app.name, undefined, undefined, permissions)
    },
    accessAll(...permissions: readonly string[]) {
      checkPermissions(
        registry === undefined ? undefined : globalPermissions(registry),
        permissions,
        'any registered app',
      )
      return one(undefined, undefined, undefined, permissions)
    },
    union: (...scopes) => makeScope(scopes.flatMap(readScope)),
    intersect,
    covers: (held, required) => covers([makeLayer(readScope(held))], readScope(required)),
    format: formatScope,
    parse: (text) => parseScope(text, registry === undefined ? undefined : registeredReader(registry)),
  }
  return Object.freeze(functions)
}

/**
 * The functions that say what is granted or required, for code that holds no secret: a browser, a test, a module that only declares.
 *
 * @example
 * ```ts
 * import { defineApp, scope } from 'latchkey'
 *
 * const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read', 'change'] } })
 * const one = scope.accessObj(blog.Post(42), 'read')
 * scope.covers(scope.accessModel(blog.Post, 'read', 'change'), one) // => true
 * scope.covers(one, scope.accessModel(blog.Post, 'read')) // => false
 * scope.format(scope.union(one, scope.accessApp(blog, 'read'))) // => 'blog.Post:42#read blog#read'
 * ```
 */
export const scope: ScopeFunctions = /* @__PURE__ */ makeScopeFunctions()

function one(
  app: string | undefined,
  model: string | undefined,
  ids: Held['ids'],
  permissions: readonly string[],
): Scope {
  return makeScope([{ app, model, ids, permissions }])
}

function intersect(first: Scope, second: Scope): Scope {
  return intersectLayers([readScope(first), readScope(second)])
}

/** What all of the lists grant, in normal form: the deeper of two paths where one is above the other. */
export function intersectLayers(lists: readonly (readonly Held[])[]): Scope {
  const [first = [], ...others] = lists
  let remaining = normalForm(first)
  for (const list of others) {
    const other = normalForm(list)
    remaining = normalForm([...granted(remaining, other), ...granted(other, remaining)])
  }
  return makeScope(remaining)
}

/** The part of `asked` that `held` grants. */
function granted(held: readonly Held[], asked: readonly Held[]): Held[] {
  const layer = makeLayer(held)
  return asked.map((item) => ({
    ...item,
    permissions: item.permissions.filter((permission) =>
      covers([layer], [{ ...item, permissions: [permission] }]),
    ),
  }))
}

function registeredReader(registry: Registry): NotationReader {
  return (app, model, noted, permissions) => {
    if (app === undefined) {
      checkPermissions(globalPermissions(registry), permissions, 'any registered app')
      return { app, model, ids: undefined, permissions }
    }
    const known = checkRegistered(registry, app, model)
    const path = model === undefined ? app : `${app}.${model}`
    checkPermissions((known ?? registry.get(app)!).permissions, permissions, path)
    return { app, model, ids: noted === undefined ? undefined : [declaredId(known!, noted)], permissions }
  }
}

function declaredId(model: ModelFacts, noted: NotedId): Id {
  const id = model.kinds === undefined ? noted.id : normalizeId(model.kinds, noted.text)
  if (id === undefined)
    throw new LatchkeyError('INVALID_ID', `the id is none of ${model.app}.${model.model}`, 400)
  return id
}
