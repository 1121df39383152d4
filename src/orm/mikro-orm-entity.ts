/**
 * What MikroORM knows of an entity before and after `MikroORM.init`: from decorators and schemas to the declaration of a model.
 */
import { readEntityKey, refuseOthers } from './entity.ts'
import type { AnyClass, EntityField } from './entity.ts'
import { invalidApp, readField } from './filter.ts'
import type { Declared, IdKind, SingleId } from './filter.ts'

/** What a filter is written for. */
export interface Source {
  readonly target: AnyClass | undefined
  readonly fields: readonly string[]
  readonly kinds: readonly IdKind[]
}
interface Metadata {
  readonly class?: AnyClass
  readonly root?: unknown
  readonly extends?: unknown
  readonly properties: { readonly [name: string]: Property }
}
interface Property {
  readonly kind?: string
  readonly type?: unknown
  readonly primary?: boolean
  readonly mapToPk?: boolean
  readonly runtimeType?: unknown
  readonly customType?: { readonly mode?: unknown }
  readonly hasConvertToJSValueSQL?: boolean
}
/** What MikroORM puts on the prototype of an entity, and what it knows of an instance. */
interface Instance {
  readonly __meta?: Metadata
  readonly __platform?: object
  readonly __helper?: { readonly __originalEntityData?: object }
}

/** Reads the declaration of one model: `{ entity: Post }`. */
export function readEntity(path: string, given: { readonly [option: string]: unknown }): Declared<Source> {
  const own = metadataOf(given['entity'])
  if (own === undefined)
    throw invalidApp(`${path} needs the class of an entity, or a schema of defineEntity(): { entity: Post }`)
  const target = (readField(own, 'class') ?? given['entity']) as AnyClass
  const properties = new Map<string, Property>()
  for (const metadata of familyOf(own, target).toReversed()) {
    // Without a prototype: what MikroORM says, and nothing that somebody put on every object.
    for (const [name, property] of Object.entries(metadata.properties))
      properties.set(name, Object.assign(Object.create(null) as object, property))
  }
  const primary = [...properties].filter(([, property]) => property.primary).map(([name]) => name)
  const key = readEntityKey(path, given, primary, (name): EntityField | undefined => {
    const property = properties.get(name)
    if (property === undefined) return undefined
    const types = typesOf(property, target, name)
    return {
      type: types[0] ?? 'unknown',
      kind: types.map((type) => ofType[type]).find((kind) => kind !== undefined),
    }
  })
  for (const name of key.fields) {
    const { kind = 'scalar', mapToPk } = properties.get(name)!
    if (kind !== 'scalar' && mapToPk !== true)
      throw invalidApp(
        `${name} in the key of ${path} is no scalar: give it mapToPk, or name another field by idField`,
      )
  }
  const modes = key.fields.map((name) => modeOf(properties.get(name)!, target, name))
  const integers = key.fields.filter((_name, at) => key.kinds[at] === 'bigint')
  return {
    id: key.id,
    idField: key.idField,
    source: { target, fields: key.fields, kinds: key.kinds },
    prototype: target.prototype as object,
    refuse: refuseOthers(target, isKeptIn, (row) => refuseUnsaved(row) ?? refuseRounded(row, integers)),
    present: (member, at) => (typeof member === 'bigint' ? presentBigint(member, modes[at]!) : member),
  }
}

// ---------------------------------------------------------------- metadata

const decorated: unique symbol = Symbol.for('@mikro-orm/core/MetadataStorage.META_SYMBOL')
const registry: unique symbol = Symbol.for('@mikro-orm/core/EntitySchema.REGISTRY')

/** The metadata of a schema, of a decorated class, or of a class that a schema was made for. */
function metadataOf(entity: unknown): Metadata | undefined {
  if (typeof entity === 'object' && entity !== null)
    return 'meta' in entity && hasProperties(entity.meta) ? entity.meta : undefined
  if (typeof entity !== 'function') return undefined
  const own: unknown = Object.getOwnPropertyDescriptor(entity, decorated)?.value
  if (hasProperties(own)) return own
  const schemas = (globalThis as { [registry]?: Map<unknown, { meta: unknown }> })[registry]
  const declared = schemas?.get(entity)?.meta
  return hasProperties(declared) ? declared : undefined
}

function hasProperties(metadata: unknown): metadata is Metadata {
  return typeof metadata === 'object' && metadata !== null && 'properties' in metadata
}

/** The metadata of an entity and of those above it, which give it their properties. */
function familyOf(own: Metadata, target: unknown): Metadata[] {
  const family = new Set([own])
  let each = target
  while (typeof each === 'function') {
    const metadata = metadataOf(each)
    if (metadata !== undefined) family.add(metadata)
    each = Object.getPrototypeOf(each)
  }
  for (const known of family) {
    const metadata = metadataOf(readField(known, 'extends'))
    if (metadata !== undefined) family.add(metadata)
  }
  return [...family]
}

// ---------------------------------------------------------------- kinds of ids

const ofType: { readonly [type: string]: IdKind | undefined } = {
  number: 'int', int: 'int', integer: 'int', smallint: 'int', mediumint: 'int', tinyint: 'int',
  bigint: 'bigint', uuid: 'uuid', string: 'string', text: 'string', varchar: 'string',
} // prettier-ignore

/** The names of a type, the nearest first: what is written, the class of a custom type and those above it, what a decorator noted. */
function typesOf({ type, runtimeType }: Property, target: AnyClass, name: string): string[] {
  const found: unknown[] = []
  if (typeof type === 'string') found.push(type)
  let each: unknown = typeof type === 'object' && type !== null ? type.constructor : type
  while (typeof each === 'function') {
    found.push(each.name)
    each = Object.getPrototypeOf(each)
  }
  if (found.length === 0) found.push(runtimeType, noted(target, name))
  return found
    .filter((text) => typeof text === 'string')
    .map((text) => text.toLowerCase().replace(/type$/, ''))
}

/** The type that TypeScript notes beside a decorator, where it does. */
function noted(target: AnyClass, name: string): string | undefined {
  const { getMetadata } = Reflect as { getMetadata?: (key: string, target: unknown, name: string) => unknown }
  const type = getMetadata?.('design:type', target.prototype, name)
  return typeof type === 'function' ? type.name : undefined
}

/** The type that a property of 64 bits has. */
function modeOf({ type, customType, runtimeType }: Property, target: AnyClass, name: string): string {
  const written = typeof type === 'object' && type !== null && 'mode' in type ? type.mode : undefined
  const known = [written, customType?.mode, runtimeType, noted(target, name)]
  return (known.find((mode) => typeof mode === 'string') ?? 'bigint').toLowerCase()
}

function presentBigint(member: bigint, mode: string): SingleId {
  if (mode === 'string') return String(member)
  return mode === 'number' && Number.isSafeInteger(Number(member)) ? Number(member) : member
}

// ---------------------------------------------------------------- rows

function refuseUnsaved(row: Instance): string | undefined {
  const state = readField(row, '__helper')
  const saved = typeof state === 'object' && state !== null && readField(state, '__originalEntityData')
  return saved === undefined || saved === false ? 'an instance that is not saved, or was deleted' : undefined
}

/** SQLite's driver rounds an integer beyond 2^53, which is then the key of another row. */
function refuseRounded(row: object, fields: readonly string[]): string | undefined {
  const { __meta: metadata } = row as Instance
  if (metadata === undefined || !isPlatform(metadata.class, 'SqlitePlatform')) return undefined
  const isRounded = fields.some((name) => {
    const isExact = metadata.properties[name]?.hasConvertToJSValueSQL === true
    return !isExact && !Number.isSafeInteger(Number((row as { readonly [name: string]: unknown })[name]))
  })
  return isRounded ? 'a key that SQLite rounds: give it a type that reads it as text' : undefined
}

/** Whether a class is kept in one table with the one above it, or in a table that shares the key with its table. */
function isKeptIn(child: AnyClass, parent: AnyClass): boolean {
  const [own, above] = [child, parent].map((each) => {
    const { __meta: metadata } = each.prototype as Instance
    return metadata?.root
  })
  return own !== undefined && own === above
}

/** Whether the database of an entity is of a platform, which is known after `MikroORM.init`. */
export function isPlatform(target: AnyClass | undefined, name: string): boolean {
  const { __platform: platform } = (target?.prototype ?? {}) as Instance
  let each: unknown = platform?.constructor
  while (typeof each === 'function') {
    if (each.name === name) return true
    each = Object.getPrototypeOf(each)
  }
  return false
}
