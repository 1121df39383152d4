/**
 * What the handles of apps, models and objects know at run time, and how a handle reads an id or a row.
 *
 * Law: a handle never makes an empty reference. What is no id throws `INVALID_ID`, whatever the types said.
 */
import { LatchkeyError } from './errors.ts'
import { canonicalId, define, isObjectIdObject, kindTexts, normalizeId, presentId, readField } from './id.ts'
import type { Id, IdKind, IdKinds, SingleId } from './id.ts'

/** What is known of a model at run time. */
export interface ModelFacts {
  readonly app: string
  readonly model: string
  readonly kinds: IdKinds | undefined
  readonly fields: readonly string[]
  /** `undefined` where none are declared: any name goes. */
  readonly permissions: ReadonlySet<string> | undefined
  /** What an ORM knows beyond the declaration. */
  readonly binding: ModelBinding
}
/** What an ORM knows of a model beyond its declaration. */
export interface ModelBinding {
  /** Reads a field of a key from a row, where it is no property of this name, or no id as it is. */
  readonly read?: (row: object, field: string) => unknown
  /** Why a row names no object, though it has a key: it is not saved, deleted, or of another model. Ends a sentence. */
  readonly refuse?: (row: object) => string | undefined
  /** A member of an id as the property of a row has it, where that is not of the type of its kind. */
  readonly present?: (member: SingleId, index: number) => SingleId
}
/** What is known of an app at run time. */
export interface AppFacts {
  readonly name: string
  readonly models: ReadonlyMap<string, ModelFacts>
  /** All names that are declared, its own and those of its models. */
  readonly declared: ReadonlySet<string>
  /** The names that go; `undefined` where a model declares none: any name goes. */
  readonly permissions: ReadonlySet<string> | undefined
  /** The reference of an instance whose class an ORM knows; `undefined` for an instance of no model of this app. */
  readonly refer: ((instance: object) => object | undefined) | undefined
}

const appFacts = new WeakMap<object, AppFacts>()
const modelFacts = new WeakMap<object, ModelFacts>()
/** References inherit from an object of their model, by which they are known. */
const referenceFacts = new WeakMap<object, ModelFacts>()

/** Notes the facts of an app handle. */
export function registerApp(handle: object, known: AppFacts): void {
  appFacts.set(handle, known)
}
/** The facts of an app handle; `undefined` for anything else. */
export function factsOfApp(app: unknown): AppFacts | undefined {
  return appFacts.get(app as object)
}
/** The facts of a model handle; `undefined` for anything else. */
export function factsOfModel(model: unknown): ModelFacts | undefined {
  return modelFacts.get(model as object)
}
/** The facts of an object reference that a handle made; `undefined` for anything else. */
export function factsOfReference(reference: unknown): ModelFacts | undefined {
  if (typeof reference !== 'object' || reference === null) return undefined
  return referenceFacts.get(Object.getPrototypeOf(reference) as object)
}

// ---------------------------------------------------------------- references

/** Makes the handle of a model: called with an id or a row, it names one object. */
export function makeHandle(known: ModelFacts): object {
  const prototype: object = Object.freeze({})
  referenceFacts.set(prototype, known)
  const handle = (input: unknown): object => {
    const { app, model } = known
    // Own properties from the start: what somebody put on every object could catch an assignment.
    const reference: object = { __proto__: prototype, app, model, id: readReference(known, input) }
    return Object.freeze(reference)
  }
  define(handle, 'path', `${known.app}.${known.model}`, true)
  define(handle, 'permissions', Object.freeze([...(known.permissions ?? [])]), true)
  modelFacts.set(handle, known)
  return Object.freeze(handle)
}

function readReference(known: ModelFacts, input: unknown): Id {
  const other = factsOfReference(input)
  if (other !== undefined && other !== known) {
    throw new LatchkeyError(
      'INVALID_ID',
      `${known.app}.${known.model} was given an object of ${other.app}.${other.model}`,
    )
  }
  if (other !== undefined) return (input as { readonly id: Id }).id
  const value = isRow(known, input) ? readRow(known, input) : input
  const composite = known.kinds === undefined && known.fields.length > 1
  const id = composite ? canonicalId(value) : normalizeId(known.kinds, value)
  if (id === undefined || (composite && (typeof id !== 'object' || id.length !== known.fields.length))) {
    throw new LatchkeyError(
      'INVALID_ID',
      `${known.app}.${known.model} takes ${describeKinds(known)}; it was given ${describe(value)}`,
      isTextMistake(known, value) ? 400 : 500,
    )
  }
  return present(known, id)!
}

/** The id as the program has it; `undefined` where `id` can be none of the model. */
export function present({ kinds, binding }: ModelFacts, id: Id): Id | undefined {
  const own = presentId(kinds, id)
  if (binding.present === undefined || own === undefined) return own
  return typeof own === 'object' ? Object.freeze(own.map(binding.present)) : binding.present(own, 0)
}

/** The canonical id of a reference that a handle made. */
export function idOfReference(known: ModelFacts, reference: { readonly id: unknown }): Id {
  const { app, model, kinds, binding } = known
  const id = binding.present === undefined ? canonicalId(reference.id) : normalizeId(kinds, reference.id)
  if (id === undefined)
    throw new LatchkeyError(
      'INVALID_ID',
      `an object of ${app}.${model} has no id: it was not made by its handle`,
    )
  return id
}

function describeKinds({ kinds, fields }: ModelFacts): string {
  if (kinds === undefined)
    return fields.length > 1
      ? `a list of ${fields.length} ids`
      : 'an exact integer or a text of 1 to 255 bytes'
  if (typeof kinds === 'string') return kindTexts[kinds]
  return `a list of ${kinds.length}: ${kinds.map((kind) => kindTexts[kind]).join('; ')}`
}

/** Whether the mistake is in a text, as a stranger's route or query has it, and not in the program. */
function isTextMistake({ kinds, fields }: ModelFacts, value: unknown): boolean {
  if (!Array.isArray(value)) return typeof value === 'string'
  if (!Array.isArray(kinds) && fields.length === 1) return value.some((member) => typeof member === 'string')
  const wrong = value.filter(
    (member, at) => normalizeId(kinds?.[at] as IdKind | undefined, member) === undefined,
  )
  return wrong.length > 0 && wrong.every((member) => typeof member === 'string')
}

/** The type of what was given; never the value, which may be anything. */
function describe(value: unknown): string {
  if (typeof value === 'number') return Number.isNaN(value) ? 'NaN' : 'a number that is none'
  if (typeof value === 'string' || typeof value === 'bigint') return `a ${typeof value} that is none`
  return Array.isArray(value)
    ? 'a list that is none'
    : value === null
      ? 'null'
      : value === undefined
        ? 'undefined'
        : `a value of type ${typeof value}`
}

/** Anything with fields; but an ObjectId, which has some too, is an id. */
function isRow(known: ModelFacts, input: unknown): input is object {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return false
  return !(known.kinds === 'objectid' && isObjectIdObject(input))
}

function readRow({ app, model, fields, binding }: ModelFacts, row: object): unknown {
  const reason = binding.refuse?.(row)
  if (reason !== undefined) throw new LatchkeyError('INVALID_ID', `${app}.${model} was given ${reason}`)
  const { read = readField } = binding
  return fields.length > 1 ? fields.map((field) => read(row, field)) : read(row, fields[0]!)
}
