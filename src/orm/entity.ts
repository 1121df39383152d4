/**
 * What the adapters of ORMs with classes share: from what an ORM knows of a key to a declaration, and which rows are of which model.
 *
 * Laws: a key of several columns is never taken for one of them; a kind that the ORM does not tell is asked for, not guessed;
 * an instance of another class names no object, though its table may have the same key.
 */
import type { AnyId, AppLike, IdOf } from '../index.ts'
import { invalidApp } from './filter.ts'
import type { IdKind, IdKinds, Key, PermissionIn, SingleId, SourceModel } from './filter.ts'

// ---------------------------------------------------------------- types

/** A class, whatever it is made with. */
export type AnyClass = abstract new (...values: never[]) => object

/** What a program says of a model; all but `entity` may be left to the ORM. */
export interface EntitySpec<Entity> {
  /** The class, or the schema, that the ORM has for the model. */
  readonly entity: Entity
  /** How ids are written, where the ORM does not tell. */
  readonly id?: IdKinds
  /** The field of the key; a list for a composite key, which types do not find out by themselves. */
  readonly idField?: string | readonly string[]
  /** The names that may be granted; left out: any name. */
  readonly permissions?: readonly [string, ...string[]]
}

/** The type of the property, which is what filters and ids have; a declared kind where no property is known. */
type KeyOf<Row, Spec> = Spec extends { readonly idField: infer Field }
  ? Field extends readonly string[]
    ? { readonly [Index in keyof Field]: Row[Field[Index] & keyof Row] }
    : Row[Field & keyof Row]
  : Row extends { readonly _id: infer Id }
    ? DocumentKey<Id>
    : Row extends { readonly id: infer Id }
      ? Id
      : Spec extends { readonly id: infer Kinds extends IdKinds }
        ? IdOf<Kinds>
        : AnyId | readonly AnyId[]
/** The key of a document: an ObjectId is known by its text, an embedded document by its members. */
type DocumentKey<Id> = Id extends AnyId
  ? Id
  : Id extends { toHexString(): string }
    ? string
    : readonly AnyId[]
/** An ObjectId as it is; a UUID of the driver, which has a form in bytes, is given as its text. */
type ObjectIdOf<Row> = Row extends { readonly _id: infer Id extends { toHexString(): string } }
  ? Id extends { toBinary(): unknown }
    ? never
    : Id
  : never
type Written<Id> = Id extends number | bigint ? number | bigint | string : Id
type KeyInput<Id> = Id extends readonly unknown[]
  ? { readonly [Index in keyof Id]: Written<Id[Index]> }
  : Written<Id>

/** An app handle whose models know the class of their rows: `Rows` are the instances by the name of the model. */
export type EntityApp<
  Name extends string,
  Models,
  Rows extends { readonly [Named in keyof Models]: object },
  Own extends string = never,
> = {
  readonly [Named in keyof Models & string]: SourceModel<
    `${Name}.${Named}`,
    KeyOf<Rows[Named], Models[Named]>,
    KeyInput<KeyOf<Rows[Named], Models[Named]>> | ObjectIdOf<Rows[Named]> | Rows[Named],
    PermissionIn<Models[Named]>,
    Rows[Named]
  >
} & AppLike<
  Name,
  Own | PermissionIn<Models[keyof Models]>,
  { [Named in keyof Models]: readonly [Rows[Named], PermissionIn<Models[Named]>] }[keyof Models]
>

// ---------------------------------------------------------------- keys

/** What an ORM knows of a field: its type, for messages, and the kind of id that it is. */
export interface EntityField {
  readonly type: string
  readonly kind: IdKind | undefined
}
/** The key of a model, as the app handle and filters need it. */
export interface EntityKey {
  readonly id: IdKinds
  readonly idField: string | readonly string[]
  readonly fields: readonly string[]
  readonly kinds: readonly IdKind[]
}

/**
 * Reads the key of a model from what the program says and what the ORM knows: the fields of its primary key, and each field by name.
 *
 * @throws {@link LatchkeyError} `INVALID_APP` when there is no key, when only a part of one is named, or when its kind is not known.
 */
export function readEntityKey(
  path: string,
  given: { readonly [option: string]: unknown },
  key: readonly string[],
  fieldOf: (name: string) => EntityField | undefined,
): EntityKey {
  const named = [given['idField'] ?? key].flat() as string[]
  if (named.length === 0)
    throw invalidApp(`the ORM knows no primary key of ${path}: name its field by idField`)
  if (named.length < key.length && named.every((name) => key.includes(name)))
    throw invalidApp(
      `the key of ${path} is ${key.join(', ')}: a part of it, as in idField, is more than one row`,
    )
  const declared = [given['id']].flat() as (IdKind | undefined)[]
  const kinds = named.map((name, at) => {
    const field = fieldOf(name)
    if (field === undefined) throw invalidApp(`the ORM knows no field ${name} of ${path}`)
    const kind = declared.at(at) ?? field.kind
    if (kind === undefined)
      throw invalidApp(
        `no kind of id is known of ${field.type}, the type of ${name} in ${path}: declare it, as in { id: 'int' }`,
      )
    return kind
  })
  const [first, ...others] = kinds as [IdKind, ...IdKind[]]
  const [second, ...rest] = others
  return {
    id: (given['id'] as IdKinds | undefined) ?? (second === undefined ? first : [first, second, ...rest]),
    idField: named.length === 1 ? named[0]! : named,
    fields: named,
    kinds,
  }
}

/**
 * Composite keys as alternatives with one field left open, as few as there are: engines limit how many they take.
 *
 * The group `[[1], ['a', 'b']]` stands for the keys (1, a) and (1, b).
 */
export function groupKeys(keys: readonly Key[]): readonly (readonly (readonly SingleId[])[])[] {
  const ways = (keys[0] ?? []).map((_member, open) => {
    const groups = new Map<string, SingleId[][]>()
    for (const key of keys) {
      const others = key
        .map((member, at) => (at === open ? '' : `${typeof member} ${String(member).length} ${member}`))
        .join('')
      const group = groups.get(others)
      if (group === undefined)
        groups.set(
          others,
          key.map((member) => [member]),
        )
      else group[open]!.push(key[open]!)
    }
    return Array.from(groups.values())
  })
  return ways.reduce((fewest, way) => (way.length < fewest.length ? way : fewest))
}

// ---------------------------------------------------------------- rows

/**
 * Why a row is of another model. A plain one, as from a query for raw rows, is told by its fields alone; any other is an instance of
 * `target`, or of a class below it that the ORM keeps in the same table, and may be refused for what it says of itself.
 */
export function refuseOthers(
  target: AnyClass | undefined,
  isKeptIn: (child: AnyClass, parent: AnyClass) => boolean,
  refuseInstance: (instance: object) => string | undefined = () => undefined,
): (row: object) => string | undefined {
  return (row) => {
    let prototype: unknown = Object.getPrototypeOf(row)
    if (prototype === null || Object.getPrototypeOf(prototype) === null) return undefined
    while (typeof prototype === 'object' && prototype !== null && prototype !== target?.prototype) {
      const above: unknown = Object.getPrototypeOf(prototype)
      const [child, parent] = [classOf(prototype), classOf(above)]
      if (child === undefined || parent === undefined || !isKeptIn(child, parent))
        return 'an instance of another class'
      prototype = above
    }
    return refuseInstance(row)
  }
}

function classOf(prototype: unknown): AnyClass | undefined {
  if (typeof prototype !== 'object' || prototype === null || !Object.hasOwn(prototype, 'constructor'))
    return undefined
  return typeof prototype.constructor === 'function'
    ? (prototype.constructor as unknown as AnyClass)
    : undefined
}
