/**
 * What TypeORM knows of an entity before there is a DataSource: from decorators and schemas to the declaration of a model.
 */
import { getMetadataArgsStorage } from 'typeorm'
import type { EntitySchema } from 'typeorm'
import { readEntityKey, refuseOthers } from './entity.ts'
import type { AnyClass, EntityField } from './entity.ts'
import { invalidApp, isInteger, readField } from './filter.ts'
import type { Declared, IdKind, SingleId } from './filter.ts'

/** A column of a key, as a filter needs it. */
export interface Column {
  readonly field: string
  readonly kind: IdKind
  /** Whether the property is not what is stored. */
  readonly transformed: boolean
}

/** A column as decorators and schemas have it. */
interface ColumnArgs {
  readonly type?: unknown
  readonly primary?: boolean
  readonly transformer?: unknown
}
interface KnownColumn extends ColumnArgs {
  readonly generated: unknown
}
/** What TypeORM knows of an entity before there is a DataSource. */
interface Definition {
  readonly target: AnyClass | undefined
  readonly columns: ReadonlyMap<string, KnownColumn>
  /** Whether a part of the key lies in an embedded entity or a relation. */
  readonly isDeeper: boolean
}

/** Reads the declaration of one model: `{ entity: Post }`. */
export function readEntity(
  path: string,
  given: { readonly [option: string]: unknown },
): Declared<readonly Column[]> {
  const { entity } = given
  const isSchema = typeof entity === 'object' && entity !== null && 'options' in entity
  if (!isSchema && typeof entity !== 'function')
    throw invalidApp(`${path} needs the class of an entity, or an EntitySchema: { entity: Post }`)
  const { target, columns, isDeeper } = isSchema
    ? ofSchema(entity as EntitySchema)
    : ofClass(entity as AnyClass)
  const key = [...columns].filter(([, column]) => column.primary).map(([name]) => name)
  if (isDeeper && [given['idField'] ?? key].flat().every((name) => key.includes(name as string)))
    throw invalidApp(
      `a part of the key of ${path} lies in another entity: name a field of its own that tells rows apart by idField`,
    )
  const read = readEntityKey(path, given, key, (name): EntityField | undefined => {
    const column = columns.get(name)
    return (
      column && {
        type: typeText(column.type),
        kind: column.generated === 'uuid' ? 'uuid' : kinds[typeText(column.type)],
      }
    )
  })
  const samples = read.fields.map((name, at) =>
    read.kinds[at] === 'bigint' ? sampleOf(columns.get(name)?.transformer) : undefined,
  )
  return {
    id: read.id,
    idField: read.idField,
    source: read.fields.map((field, at) => ({
      field,
      kind: read.kinds[at]!,
      transformed: columns.get(field)?.transformer !== undefined,
    })),
    refuse: refuseOthers(target, isChild),
    present: (member, at) => (typeof member === 'bigint' ? presentBigint(member, samples[at]) : member),
    ...(target && { prototype: target.prototype as object }),
  }
}

const ofType = (kind: IdKind, types: string): [string, IdKind][] =>
  types.split(' ').map((type) => [type, kind])
const kinds: { readonly [type: string]: IdKind | undefined } = Object.fromEntries([
  ...ofType('int', 'Number int int2 int4 integer smallint mediumint tinyint serial serial4 smallserial'),
  ...ofType('bigint', 'BigInt bigint int8 int64 bigserial serial8'),
  ...ofType('uuid', 'uuid uniqueidentifier'),
  ...ofType('string', 'String varchar varchar2 nvarchar text string'),
  ['character varying', 'string'],
  ['unsigned big int', 'bigint'],
])

function typeText(type: unknown): string {
  return typeof type === 'function' ? type.name : String(type)
}

/** The type that a property of 64 bits has: the text that drivers give, or what the column's transformer makes of it. */
function sampleOf(transformer: unknown): string {
  const transformers = [transformer ?? []].flat() as { from(stored: unknown): unknown }[]
  return typeof transformers.reduceRight<unknown>((stored, each) => each.from(stored), '1')
}

function presentBigint(member: bigint, sample: string | undefined): SingleId {
  if (sample === 'bigint') return member
  return sample === 'number' && isInteger(member, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)
    ? Number(member)
    : String(member)
}

/** Without a prototype: what TypeORM says, and nothing that somebody put on every object. */
function columnOf(column: ColumnArgs, generated: unknown): KnownColumn {
  return Object.assign(Object.create(null) as object, column, { generated })
}

function ofSchema({ options }: EntitySchema): Definition {
  const columns = Object.entries(options.columns as Record<string, ColumnArgs & { generated?: unknown }>)
  const relations = Object.values(
    (readField(options, 'relations') ?? {}) as Record<string, { primary?: boolean }>,
  )
  const embedded = Object.values(
    (readField(options, 'embeddeds') ?? {}) as Record<string, { schema: EntitySchema }>,
  )
  return {
    target: readField(options, 'target') as AnyClass | undefined,
    columns: new Map(
      columns.map(([name, column]) => [name, columnOf(column, readField(column, 'generated'))]),
    ),
    isDeeper:
      relations.some((relation) => readField(relation, 'primary')) ||
      embedded.some(({ schema }) => [...ofSchema(schema).columns.values()].some(({ primary }) => primary)),
  }
}

function ofClass(target: AnyClass): Definition {
  const storage = getMetadataArgsStorage()
  const family = familyOf(target)
  return {
    target,
    columns: new Map(
      storage
        .filterColumns(family)
        .map(({ propertyName, options }) => [
          propertyName,
          columnOf(options, storage.findGenerated(family, propertyName)?.strategy),
        ]),
    ),
    isDeeper: storage.filterEmbeddeds(family).some(({ type }) => {
      const embedded = type()
      return (
        typeof embedded === 'function' &&
        storage
          .filterColumns(familyOf(embedded as AnyClass))
          .some(({ options }) => readField(options, 'primary'))
      )
    }),
  }
}

/** A class and those above it, which give it their columns. */
function familyOf(target: AnyClass): AnyClass[] {
  const family: AnyClass[] = []
  let each: unknown = target
  // What stands above all classes is a function that makes nothing.
  while (typeof each === 'function' && Object.hasOwn(each, 'prototype')) {
    family.push(each as AnyClass)
    each = Object.getPrototypeOf(each)
  }
  return family
}

/** Whether TypeORM keeps a class in the table of the one above it. */
function isChild(child: AnyClass): boolean {
  return getMetadataArgsStorage().tables.some(
    ({ target, type }) => target === child && type === 'entity-child',
  )
}
