/**
 * What a scope means, said a second time and as plainly as possible: a set of pairs (path, permission) over a list of all paths.
 *
 * It shares no code with src. A set is a bigint with one bit a pair. The paths are few and alike, so that random scopes meet; some of
 * them no scope ever names, so that a grant on a model differs from grants on all objects that the test knows.
 */
import fc from 'fast-check'
import type { Scope } from '../../src/index.ts'

export type PlainId = number | bigint | string | readonly (number | bigint | string)[]
export interface PlainGrant {
  readonly app?: string
  readonly model?: string
  readonly id?: PlainId
  readonly permissions: readonly string[]
}
export interface Path {
  readonly app?: string
  readonly model?: string
  readonly id?: PlainId
  /** What makes it this path: none, app, app and model, or app, model and id. */
  readonly parts: readonly string[]
}

/** Names that a program might take for something of its own. */
export const apps: readonly string[] = ['blog', 'Blog', '__proto__']
export const models: readonly string[] = ['Post', 'constructor']
export const permissions: readonly string[] = ['read', 'toString', '\u{1F511} w']
/** Ids that are easily taken for one another. */
export const ids: readonly PlainId[] = [
  5,
  '5',
  -5,
  0,
  2 ** 53 - 1,
  2n ** 53n,
  2n ** 64n - 1n,
  -(2n ** 63n),
  '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
  '3F2504E0-4F89-41D3-9A0C-0305E82C3301',
  '507f1f77bcf86cd799439011',
  'caf\u00e9',
  'cafe\u0301',
  '-5',
  [5, '5'],
  ['5', 5],
  [5, 5, 5],
  ['5,5', 5],
]
const strangeId = 'no scope names this'

/** Equal for equal ids alone: `5` and `5n` are one id, `5` and `'5'` are two. */
export function keyOf(id: PlainId): string {
  if (typeof id === 'object') return `tuple ${JSON.stringify(id.map(keyOf))}`
  return typeof id === 'string' ? `text ${id}` : `integer ${id}`
}

function path(...[app, model, id]: readonly [app?: string, model?: string, id?: PlainId]): Path {
  if (app === undefined) return { parts: [] }
  if (model === undefined) return { app, parts: [app] }
  if (id === undefined) return { app, model, parts: [app, model] }
  return { app, model, id, parts: [app, model, keyOf(id)] }
}

/** All paths there are, those that no scope names at the end. */
export const paths: readonly Path[] = [
  path(),
  ...apps.map((app) => path(app)),
  ...apps.flatMap((app) => models.map((model) => path(app, model))),
  ...apps.flatMap((app) => models.flatMap((model) => ids.map((id) => path(app, model, id)))),
  path('elsewhere'),
  ...apps.map((app) => path(app, 'Elsewhere')),
  ...apps.flatMap((app) => models.map((model) => path(app, model, strangeId))),
]
const places: ReadonlyMap<string, number> = new Map(
  paths.map(({ parts }, index) => [JSON.stringify(parts), index]),
)

/** Whether `upper` is `lower`, or above it. */
export function reaches(upper: Path, lower: Path): boolean {
  return upper.parts.every((part, index) => part === lower.parts[index])
}

/** A set of pairs; bit `path * permissions + permission`. */
export type Pairs = bigint

const bits: readonly Pairs[] = paths.flatMap((_path, place) =>
  permissions.map((_name, index) => 1n << BigInt(place * permissions.length + index)),
)
function bit(place: number, permission: string): Pairs {
  const index = permissions.indexOf(permission)
  if (index < 0) throw new Error(`the model does not know the permission ${permission}`)
  return bits[place * permissions.length + index]!
}

function placeOf({ app, model, id }: Omit<PlainGrant, 'permissions'>): number {
  const place = places.get(JSON.stringify(path(app, model, id).parts))
  if (place === undefined) throw new Error('the model does not know this path')
  return place
}

const below: readonly (readonly number[])[] = paths.map((upper) =>
  paths.flatMap((lower, place) => (reaches(upper, lower) ? [place] : [])),
)
const above: readonly (readonly number[])[] = paths.map((_lower, place) =>
  below.flatMap((all, upper) => (upper !== place && all.includes(place) ? [upper] : [])),
)
/** For each pair that a grant may state: all pairs that follow. */
const following: readonly (readonly Pairs[])[] = below.map((all) =>
  permissions.map((permission) => all.reduce((set, place) => set | bit(place, permission), 0n)),
)

/** The pairs that stand in a scope. */
export function statedBy(scope: Scope | readonly PlainGrant[]): Pairs {
  let stated = 0n
  for (const grant of scope as readonly PlainGrant[])
    for (const permission of grant.permissions) stated |= bit(placeOf(grant), permission)
  return stated
}

/** The pairs that a scope grants: those that stand in it, and the same permission everywhere below. */
export function grantedBy(scope: Scope | readonly PlainGrant[]): Pairs {
  let granted = 0n
  for (const grant of scope as readonly PlainGrant[]) {
    const place = placeOf(grant)
    for (const permission of grant.permissions) granted |= following[place]![permissions.indexOf(permission)]!
  }
  return granted
}

/** A scope in which exactly these pairs stand. */
export function stating(pairs: Pairs): PlainGrant[] {
  return paths.flatMap(({ app, model, id }, place) => {
    const names = permissions.filter((permission) => (pairs & bit(place, permission)) !== 0n)
    return names.length === 0 ? [] : [plainGrant(app, model, id, names)]
  })
}

/** Whether `granted` has all of `required`. */
export function hasAll(granted: Pairs, required: Pairs): boolean {
  return (required & ~granted) === 0n
}

/** The normal form of all that a set grants: each path with what no path above it has, in the order of SPEC §2.5. */
export function normalFormOf(granted: Pairs): PlainGrant[] {
  const normal: PlainGrant[] = []
  const own = (place: number, permission: string): boolean =>
    (granted & bit(place, permission)) !== 0n &&
    !above[place]!.some((upper) => (granted & bit(upper, permission)) !== 0n)
  for (const [place, { app, model, id }] of paths.entries()) {
    const held = permissions.filter((permission) => own(place, permission)).toSorted(compareBytes)
    if (held.length > 0) normal.push(plainGrant(app, model, id, held))
  }
  return normal.toSorted(compareGrants)
}

export function plainGrant(
  app: string | undefined,
  model: string | undefined,
  id: PlainId | undefined,
  names: readonly string[],
): PlainGrant {
  if (app === undefined) return { permissions: names }
  if (model === undefined) return { app, permissions: names }
  return id === undefined ? { app, model, permissions: names } : { app, model, id, permissions: names }
}

export function compareBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other))
}

/** Depth first: everything, an app, its models, their objects. */
function compareGrants(one: PlainGrant, other: PlainGrant): number {
  return (
    compareNames(one.app, other.app) || compareNames(one.model, other.model) || compareIds(one.id, other.id)
  )
}

function compareNames(one: string | undefined, other: string | undefined): number {
  if (one === undefined || other === undefined) return one === other ? 0 : one === undefined ? -1 : 1
  return compareBytes(one, other)
}

/** Nothing, integers, texts, tuples. */
function compareIds(one: PlainId | undefined, other: PlainId | undefined): number {
  const rank = (id: PlainId | undefined): number =>
    id === undefined ? 0 : typeof id === 'object' ? 3 : typeof id === 'string' ? 2 : 1
  if (rank(one) !== rank(other)) return rank(one) - rank(other)
  if (one === undefined || other === undefined) return 0
  if (typeof one === 'object' && typeof other === 'object') {
    for (const [index, member] of one.entries()) {
      if (index === other.length) return 1
      const order = compareIds(member, other[index])
      if (order !== 0) return order
    }
    return one.length - other.length
  }
  if (typeof one === 'string') return compareBytes(one, other as string)
  const difference = BigInt(one as number) - BigInt(other as number)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

// ---------------------------------------------------------------- random scopes

/** Scopes that have paths in common, and the paths that they are about. */
export interface Meeting<Scopes extends readonly Scope[]> {
  readonly scopes: Scopes
  /** Everything, an app, a model, objects of it, some neighbors, and paths that no scope names. */
  readonly pool: readonly Path[]
}

const subsets: readonly (readonly string[])[] = Array.from({ length: 16 }, (_, choice) => {
  const chosen = permissions.filter((_name, index) => (choice >> index) & 1)
  return choice & 8 ? [...chosen, ...chosen].toReversed() : chosen
})

/** As many scopes as sizes, each of at most so many grants. The empty scope and empty grants occur. */
export function meetings<const Sizes extends readonly number[]>(
  ...sizes: Sizes
): fc.Arbitrary<Meeting<{ [Index in keyof Sizes]: Scope }>> {
  const named = 9
  const choice = fc.nat({ max: named * subsets.length - 1 })
  const pools = fc.tuple(
    fc.nat({ max: apps.length - 1 }),
    fc.nat({ max: models.length - 1 }),
    fc.tuple(...[0, 1, 2].map(() => fc.nat({ max: ids.length - 1 }))),
  )
  const choices = fc.tuple(...sizes.map((size) => fc.array(choice, { maxLength: size })))
  return fc.tuple(pools, choices).map(([[appAt, modelAt, idsAt], chosen]) => {
    const app = apps[appAt]!
    const model = models[modelAt]!
    const otherModel = models[(modelAt + 1) % models.length]!
    const otherApp = apps[(appAt + 1) % apps.length]!
    const objects = idsAt.map((at) => path(app, model, ids[at]!))
    const pool = [
      path(),
      path(app),
      path(app, model),
      ...objects,
      path(app, otherModel, ids[idsAt[0]!]!),
      path(otherApp),
      path(otherApp, model, ids[idsAt[0]!]!),
      path(app, model, strangeId),
      path(app, 'Elsewhere'),
      path('elsewhere'),
    ]
    const scopes = chosen.map((numbers) =>
      numbers.map((number) => {
        const at = pool[number % named]!
        return plainGrant(at.app, at.model, at.id, subsets[Math.floor(number / named)]!)
      }),
    )
    return { pool, scopes: scopes as unknown as { [Index in keyof Sizes]: Scope } }
  })
}

/** The scope of one pair. */
export function ask({ app, model, id }: Path, permission: string): Scope {
  return [plainGrant(app, model, id, [permission])] as unknown as Scope
}

/** A plain list of grants as the scope that it is. */
export function asScope(grants: readonly PlainGrant[]): Scope {
  return grants as unknown as Scope
}
