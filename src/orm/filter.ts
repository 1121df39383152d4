/**
 * What adapters of ORMs share: from an ORM's definitions to an app, and from a pass to the keys of the rows that it allows.
 *
 * Laws: only a check's own pass is asked; "no row" is said by a word, never by an empty list that a library could read as "all";
 * a key that no row can have is left out, so that a holder's block never makes a query fail; no filter is wider than `validate`.
 *
 * This file alone of its folder reads the core (ARCHITECTURE.md): a pass is known by a private field, a handle by a WeakMap.
 */
import { makeApp } from '../app.ts'
import type { IdInput, IdOf, Model, ModelLike, PermissionIn } from '../app.ts'
import { LatchkeyError } from '../errors.ts'
import type { ModelBinding, ModelFacts } from '../handle.ts'
import { isText, readField } from '../id.ts'
import type { IdKind, IdKinds, SingleId } from '../id.ts'
import { modelOf } from '../objects.ts'
import { isPlain, quote, readOptions } from '../options.ts'
import { proofOf } from '../pass.ts'
import { scope } from '../scope.ts'
import type { Objects, Pass } from '../verdict.ts'

export { readField, readOptions }
export type { IdInput, IdKind, IdKinds, IdOf, PermissionIn, SingleId }

declare const source: unique symbol

/** A model handle that knows, in types, the `Source` in its ORM: a table, a row, an entity, a filter. */
export interface SourceModel<
  Path extends string,
  ObjectId,
  Input,
  Permission extends string,
  Source,
> extends Model<Path, ObjectId, Input, Permission> {
  readonly [source]: Source
}
/** What a filter asks of a model handle: enough to infer its source, its id and its permissions. */
export interface SourceModelLike<Source, ObjectId, Permission extends string> extends ModelLike<
  string,
  ObjectId,
  Permission
> {
  readonly [source]: Source
}

/** The key of one row: a member for each field, alone or several. */
export type Key = readonly SingleId[]
/** The rows that a pass allows: all, none, or those with these keys. */
export type Rows =
  | { readonly kind: 'all' }
  | { readonly kind: 'none' }
  | { readonly kind: 'some'; readonly keys: readonly [Key, ...Key[]] }
/** Whether a column can hold a member of a key; the same type and range, as an engine that is asked for more fails. */
export type Fits = (member: SingleId, index: number) => boolean

/** What a declaration says of one model, read from the definitions of its ORM. */
export interface Declared<Source> extends ModelBinding {
  /** What filters are written for. */
  readonly source: Source
  readonly id: IdKinds
  readonly idField: string | readonly string[]
  /** Default: what any column of the kinds can hold. */
  readonly fits?: Fits
  /** The prototype of its instances, where they have one: then `scope.accessObj(instance)` knows them. */
  readonly prototype?: object
}
/** What an adapter says of its ORM. */
export interface Library<Source> {
  /** What users call to make an app, for messages. */
  readonly maker: string
  /** What the declaration of a model may say, beside `id`, `idField` and `permissions`. */
  readonly options: readonly string[]
  /** Reads one declaration; what is said there stands in place of what the ORM says. `setting` is said once for an app. */
  read(path: string, given: { readonly [option: string]: unknown }, setting: unknown): Declared<Source>
}
/** The half of an adapter that is the same for all. */
export interface Adapter<Source> {
  /** An app handle, as `defineApp` makes it. */
  makeApp(name: string, models: unknown, options?: unknown, setting?: unknown): object
  /** The rows of a model of this ORM. */
  rowsOf(pass: Pass, model: ModelLike, permission: string): Found<Source>
}
/** The rows, and how their model is written in the ORM. */
export interface Found<Source> {
  readonly rows: Rows
  readonly source: Source
  readonly fields: readonly string[]
  readonly kinds: readonly IdKind[]
}

/** Makes the shared half of an adapter: it remembers the ORM's definition of every model handle that it made. */
export function makeAdapter<Source>(library: Library<Source>): Adapter<Source> {
  const sources = new WeakMap<object, Declared<Source>>()
  const adapter: Adapter<Source> = {
    makeApp(name, models, options, setting) {
      if (!isPlain(models))
        throw invalidApp(`the models of ${library.maker}(${quote(name)}) are a plain object: { Post: { … } }`)
      const specs = Object.create(null) as Record<string, unknown>
      const declared = new Map<string, Declared<Source>>()
      const handles = new WeakMap<object, (instance: object) => object>()
      for (const [model, spec] of Object.entries(models)) {
        const path = `${name}.${model}`
        const names = [...library.options, 'id', 'idField', 'permissions']
        const given = readOptions(spec ?? {}, names, `the model ${path} of ${library.maker}()`)
        const read = library.read(path, given, setting)
        declared.set(model, read)
        const { id, idField } = read
        specs[model] =
          given['permissions'] === undefined
            ? { id, idField }
            : { id, idField, permissions: given['permissions'] }
      }
      const app = makeApp(name, specs, options, declared, (instance) =>
        handleOf(handles, instance)?.(instance),
      )
      for (const [model, read] of declared) {
        const handle = (app as { readonly [model: string]: (instance: object) => object })[model]!
        sources.set(handle, read)
        const prototype = readField(read, 'prototype') as object | undefined
        if (prototype === undefined) continue
        if (handles.has(prototype))
          throw invalidApp(
            `two models of ${name} have one class: declare it once, with the permissions of both`,
          )
        handles.set(prototype, handle)
      }
      return app
    },
    rowsOf(pass, model, permission) {
      const known = modelOf(model)
      const declared = sources.get(model)
      if (declared === undefined) {
        throw new LatchkeyError('UNKNOWN_APP', `${model.path} is no model of ${library.maker}()`)
      }
      const rows = rowsOf(pass, model, permission, readField(declared, 'fits') as Fits | undefined)
      return { rows, source: declared.source, fields: known.fields, kinds: kindsOf(known) }
    },
  }
  return Object.freeze(adapter)
}

/** The handle of the nearest class of an instance; never by a property, which an instance could have of its own. */
function handleOf<Handle>(handles: WeakMap<object, Handle>, instance: object): Handle | undefined {
  let prototype: unknown = Object.getPrototypeOf(instance)
  while (typeof prototype === 'object' && prototype !== null) {
    const handle = handles.get(prototype)
    if (handle !== undefined) return handle
    prototype = Object.getPrototypeOf(prototype)
  }
  return undefined
}

// ---------------------------------------------------------------- from a pass to keys

/** The kinds of the fields of a key. */
function kindsOf({ app, model, kinds }: ModelFacts): readonly IdKind[] {
  if (kinds === undefined) {
    throw invalidApp(
      `${app}.${model} declares no kind of id, and a database takes 42 for '42': declare it, as in { id: 'int' }`,
    )
  }
  return typeof kinds === 'string' ? [kinds] : kinds
}

/** The facts of the model that a filter without an ORM is for. */
export function fieldsOf(model: ModelLike): Pick<Found<undefined>, 'fields' | 'kinds'> {
  const known = modelOf(model)
  return { fields: known.fields, kinds: kindsOf(known) }
}

/**
 * The keys of the rows of `model` that `pass` allows `permission` on.
 *
 * @throws {@link LatchkeyError} `NO_PASS` for anything that no check made, `EMPTY_SCOPE` without a permission, `UNKNOWN_PERMISSION` for
 *   one that the model does not have, `INVALID_SCOPE` for what is no model handle.
 */
export function rowsOf(pass: Pass, model: ModelLike, permission: string, fits?: Fits): Rows {
  const kinds = kindsOf(modelOf(model))
  const granted = grantedBy(pass, model, permission)
  if (granted.kind !== 'some') return granted
  const canHold = fits ?? ((member: SingleId, index: number) => fitsKind(kinds[index]!, member))
  const [first, ...others] = granted.ids
    .map((id): Key => (Array.isArray(id) ? (id as Key) : [id as SingleId]))
    .filter((key) => key.length === kinds.length && key.every(canHold))
  return first === undefined ? { kind: 'none' } : { kind: 'some', keys: [first, ...others] }
}

function grantedBy(pass: Pass, model: ModelLike, permission: string): Objects<unknown> {
  checkPass(pass)
  if (!isText(permission))
    throw new LatchkeyError(
      'EMPTY_SCOPE',
      'a filter is for one permission: say its name, as in (pass, blog.Post, "read")',
    )
  return pass.objects(model, permission)
}

function checkPass(pass: unknown): void {
  if (proofOf(pass) === undefined)
    throw new LatchkeyError('NO_PASS', 'a filter takes the pass of a check: verdict.pass, or passOf(request)')
}

/** What any column of a kind can hold: 64 bits with a sign, and text without NUL, which PostgreSQL cannot store. */
export function fitsKind(kind: IdKind, member: SingleId): boolean {
  if (kind === 'bigint') return isInteger(member, -(2n ** 63n), 2n ** 63n - 1n)
  return kind !== 'string' || !String(member).includes('\0')
}

/** Whether a member, which may be an integer as text, lies in a range. */
export function isInteger(member: SingleId, least: number | bigint, greatest: number | bigint): boolean {
  const value = typeof member === 'string' ? BigInt(member) : member
  return value >= least && value <= greatest
}

/**
 * Those of `rows` that `pass` allows `permission` on: what `where` is in a database, for what is in memory.
 *
 * @throws {@link LatchkeyError} `INVALID_ID` for a row without its key or of another model, whatever the pass allows; `NO_PASS`,
 *   `EMPTY_SCOPE`, `UNKNOWN_PERMISSION`, `INVALID_SCOPE` for an argument that is none.
 *
 * @example
 * ```ts
 * import { defineApp, scope } from 'latchkey'
 * import { permitted } from 'latchkey/sql'
 * import { passFor } from 'latchkey/testing'
 *
 * const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })
 * const pass = passFor(scope.accessObj(blog.Post(42), 'read'))
 * const posts = [
 *   { id: 42, title: 'On keys' },
 *   { id: 43, title: 'On doors' },
 * ]
 * permitted(pass, posts, blog.Post, 'read') // => [{ id: 42, title: 'On keys' }]
 * ```
 */
export function permitted<Row, Permission extends string>(
  pass: Pass,
  rows: Iterable<Row>,
  model: ModelLike<string, unknown, Permission> & ((row: Row) => unknown),
  permission: NoInfer<Permission>,
): Row[] {
  grantedBy(pass, model, permission)
  const handle = model as unknown as Model<string, unknown, Row, string>
  return [...rows].filter((row) => pass.allows(scope.accessObj(handle(row), permission)))
}

/** Refuses a key that has not one field for each of its kinds. */
export function checkKey(path: string, id: unknown, idField: unknown): void {
  if ([id].flat().length !== [idField].flat().length)
    throw invalidApp(`${path} needs one idField for each kind of its id`)
}

/** A declaration that cannot be read. */
export function invalidApp(message: string): LatchkeyError {
  return new LatchkeyError('INVALID_APP', message)
}
