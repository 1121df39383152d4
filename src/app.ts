/**
 * What can be granted: apps, their models, the permissions and id kinds of each.
 *
 * Handles carry their facts: `blog.Post` knows its permissions and how its ids are written, `blog.Post(42)` knows its model.
 * Law: a handle never makes an empty reference. What is no id throws, whatever the types said.
 */
import { LatchkeyError } from './errors.ts'
import { makeHandle, registerApp } from './handle.ts'
import type { AppFacts, ModelBinding, ModelFacts } from './handle.ts'
import { define, isText, kindTexts } from './id.ts'
import type { IdKind, IdKinds } from './id.ts'
import { isPlain, quote, readOptions } from './options.ts'

// ---------------------------------------------------------------- types

interface CanonicalId {
  int: number
  bigint: bigint
  uuid: string
  objectid: string
  string: string
}
interface AcceptedId {
  int: number | bigint | string
  bigint: number | bigint | string
  uuid: string
  objectid: string | { toHexString(): string }
  string: string
}
/** What an id may be where no kind is declared. */
export type AnyId = string | number | bigint

/** The canonical id of a kind: what `pass.objects()` and `pass.required()` give back. */
export type IdOf<Kind> = Kind extends IdKind
  ? CanonicalId[Kind]
  : Kind extends readonly IdKind[]
    ? { readonly [Index in keyof Kind]: IdOf<Kind[Index]> }
    : AnyId
/** What a handle takes for a kind: the canonical id, or its text as a route parameter has it. */
export type IdInput<Kind> = Kind extends IdKind
  ? AcceptedId[Kind]
  : Kind extends readonly IdKind[]
    ? { readonly [Index in keyof Kind]: IdInput<Kind[Index]> }
    : AnyId

/** Any permission name, where none is declared. The intersection keeps the declared names in completions. */
export type AnyName = string & Record<never, never>
/** A list of at least one. */
export type NonEmpty<Item> = readonly [Item, ...Item[]]

/** What {@link defineApp} takes for one model. */
export interface ModelSpec {
  /** How ids are written and packed; left out: whatever is given, by type (`42` is not `'42'`). */
  readonly id?: IdKinds
  /** The field of a row that holds the id; default `id`. A list for composite keys. */
  readonly idField?: string | readonly string[]
  /** The names that may be granted; left out: any name. */
  readonly permissions?: readonly [string, ...string[]]
  /** Type only: `row: {} as Post`. Rows of other models then do not compile. */
  readonly row?: object
}
/** The kind that a declaration states. */
type KindOf<Spec> = Spec extends { readonly id: infer Kind extends IdKinds } ? Kind : undefined
/** The permissions that a declaration states; any name, where it states none. */
export type PermissionIn<Spec> = Spec extends {
  readonly permissions: readonly (infer Permission extends string)[]
}
  ? Permission
  : AnyName
type FieldsOf<Spec> = Spec extends { readonly idField: infer Field } ? Field : 'id'
type KeyFields<Kind, Field> = Field extends readonly string[]
  ? {
      readonly [
        Index in Extract<keyof Field, `${number}`> as Field[Index] & string
      ]: Kind extends readonly IdKind[] ? IdInput<Kind[Index & keyof Kind]> : AnyId
    }
  : { readonly [Name in Field & string]: IdInput<Kind> }
type RowOf<Spec> = Spec extends { readonly row: infer Row extends object }
  ? Row
  : KeyFields<KindOf<Spec>, FieldsOf<Spec>>

declare const facts: unique symbol

/** One object: what `blog.Post(42)` returns. Frozen. */
export interface ObjectRef<
  Path extends string = string,
  ObjectId = unknown,
  Permission extends string = string,
> {
  readonly app: string
  readonly model: string
  readonly id: ObjectId
  readonly [facts]: readonly [Path, Permission]
}
/** A model handle: `blog.Post`. Call it to name one object. */
export interface Model<Path extends string, ObjectId, Input, Permission extends string> {
  (id: Input): ObjectRef<Path, ObjectId, Permission>
  readonly path: Path
  /** The declared names, for a form or for `...blog.Post.permissions`; empty where none are declared. */
  readonly permissions: string extends Permission ? readonly Permission[] : NonEmpty<Permission>
}
/** What functions ask of a model: enough to infer its id and its permissions. */
export interface ModelLike<
  Path extends string = string,
  ObjectId = unknown,
  Permission extends string = string,
> {
  (id: never): ObjectRef<Path, ObjectId, Permission>
  readonly path: Path
  readonly permissions: readonly Permission[]
}
/**
 * What functions ask of an app. `Instance` is a pair, the type of an instance and the permissions of its model, for each model of an
 * ORM whose instances know their class.
 */
export interface AppLike<
  Name extends string = string,
  Permission extends string = string,
  Instance = unknown,
> {
  readonly [facts]: { readonly name: Name; readonly permission: Permission; readonly instance: Instance }
}
/** An app handle: its models by name. */
export type App<Name extends string, Models, Own extends string = never> = {
  readonly [Key in keyof Models & string]: Model<
    `${Name}.${Key}`,
    IdOf<KindOf<Models[Key]>>,
    IdInput<KindOf<Models[Key]>> | RowOf<Models[Key]>,
    PermissionIn<Models[Key]>
  >
} & AppLike<Name, Own | PermissionIn<Models[keyof Models]>, never>

// ---------------------------------------------------------------- making

/**
 * Declares what can be granted in one app: its models, their permissions and how their ids are written.
 *
 * The handle it returns holds no secret: routes, tests, browsers and the command line may import it. Names are exact code points,
 * 1 to 255 bytes; two that look alike (after NFC and without regard to case) are refused.
 *
 * @throws {@link LatchkeyError} `INVALID_APP` when a name, an id kind or a list is not as {@link ModelSpec} says.
 *
 * @example
 * ```ts
 * import { defineApp } from 'latchkey'
 *
 * const blog = defineApp('blog', {
 *   Post: { id: 'int', permissions: ['read', 'change', 'publish'] },
 *   Comment: { id: 'uuid', permissions: ['read', 'moderate'] },
 * })
 * const row = { id: 42, title: 'On keys' }
 * blog.Post(row).id // => 42
 * blog.Post('42').id // => 42
 * blog.Post('5abc') // => throws INVALID_ID
 * blog.Post.path // => 'blog.Post'
 * ```
 */
export function defineApp<
  const Name extends string,
  const Models extends Readonly<Record<string, ModelSpec>>,
  const Own extends string = never,
>(name: Name, models: Models, options?: { readonly permissions?: readonly Own[] }): App<Name, Models, Own> {
  return makeApp(name, models, options) as App<Name, Models, Own>
}

/** Makes an app handle, with what an ORM knows of its models beyond their declaration. */
export function makeApp(
  name: string,
  models: unknown,
  options: unknown,
  bindings: ReadonlyMap<string, ModelBinding> = new Map(),
  refer?: AppFacts['refer'],
): object {
  checkName(name, 'an app')
  const given = readOptions(options, ['permissions'], `defineApp('${name}')`)
  const own =
    given.permissions === undefined ? [] : readNames(given.permissions, `the permissions of ${name}`)
  if (!isPlain(models)) throw invalidApp(`the models of ${name} are a plain object: { Post: { … } }`)
  const handle = Object.create(null) as Record<string, unknown>
  const known = new Map<string, ModelFacts>()
  const permissions = new Set<string>(own)
  let declared = true
  for (const [model, spec] of Object.entries(models)) {
    const read = readModel(name, model, spec, bindings.get(model) ?? {})
    known.set(model, read)
    if (read.permissions === undefined) declared = false
    for (const permission of read.permissions ?? []) permissions.add(permission)
    define(handle, model, makeHandle(read), true)
  }
  checkDistinct([...known.keys()], `the models of ${name}`)
  checkDistinct([...permissions], `the permissions of ${name}`)
  registerApp(handle, {
    name,
    models: known,
    declared: permissions,
    permissions: declared ? permissions : undefined,
    refer,
  })
  return Object.freeze(handle)
}

function readModel(app: string, model: string, spec: unknown, binding: ModelBinding): ModelFacts {
  checkName(model, 'a model')
  if (model === 'then') throw invalidApp(`${app}.then would make the app a promise; name the model otherwise`)
  if (spec === undefined)
    throw invalidApp(`the model ${app}.${model} is undefined: declare it by an object, {} at least`)
  const given = readOptions(spec, ['id', 'idField', 'permissions', 'row'], `the model ${app}.${model}`)
  const kinds = given.id
  const kindList: unknown[] = Array.isArray(kinds) ? kinds : kinds === undefined ? [] : [kinds]
  if (Array.isArray(kinds) && (kinds.length < 2 || kinds.length > 16)) {
    throw invalidApp(`the id of ${app}.${model} is a tuple of ${kinds.length}; 2 to 16 members are possible`)
  }
  if (kindList.some((kind) => typeof kind !== 'string' || !Object.hasOwn(kindTexts, kind))) {
    throw invalidApp(
      `the id of ${app}.${model} is one of ${Object.keys(kindTexts).join(', ')}, or a tuple of them`,
    )
  }
  const idField = given.idField === undefined ? 'id' : given.idField
  const fields: unknown[] = Array.isArray(idField) ? [...(idField as unknown[])] : [idField]
  if (
    !fields.every((field) => typeof field === 'string' && field !== '') ||
    new Set(fields).size !== fields.length
  ) {
    throw invalidApp(`the idField of ${app}.${model} is the name of a field, or a list of different names`)
  }
  if (fields.length === 0 || fields.length > 16)
    throw invalidApp(`a key of ${app}.${model} has 1 to 16 fields`)
  if (kinds !== undefined && fields.length !== 1 && fields.length !== kindList.length) {
    throw invalidApp(`${app}.${model} needs one idField for each kind of its id`)
  }
  return Object.freeze({
    app,
    model,
    kinds: (Array.isArray(kinds) ? Object.freeze([...(kinds as IdKind[])]) : kinds) as IdKinds | undefined,
    fields: Object.freeze(fields as string[]),
    permissions:
      given.permissions === undefined
        ? undefined
        : new Set(readNames(given.permissions, `the permissions of ${app}.${model}`)),
    // Without a prototype: what somebody put on every object reads no row.
    binding: { __proto__: null, ...binding } as ModelBinding,
  })
}

function readNames(names: unknown, where: string): string[] {
  if (!Array.isArray(names) || names.length === 0)
    throw invalidApp(`${where} are a list of at least one name; leave it out for any name`)
  for (const name of names) checkName(name, `one of ${where}`)
  checkDistinct(names as string[], where)
  return names as string[]
}

function checkName(name: unknown, what: string): void {
  if (!isText(name)) throw invalidApp(`the name of ${what} is a well-formed text of 1 to 255 bytes`)
}

/** Names that differ only in case or in composition would be taken for one another by people. */
export function checkDistinct(names: readonly string[], where: string): void {
  const seen = new Map<string, string>()
  for (const name of names) {
    const folded = name.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC')
    const twin = seen.get(folded)
    if (twin !== undefined)
      throw invalidApp(`${where} have ${quote(twin)} and ${quote(name)}, which cannot be told apart`)
    seen.set(folded, name)
  }
}

function invalidApp(message: string): LatchkeyError {
  return new LatchkeyError('INVALID_APP', message)
}
