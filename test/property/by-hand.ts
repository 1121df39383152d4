/**
 * Tokens written by hand: grants that are not in normal form, as a stranger may write them into a block, under the right tags.
 */
import { byte, compareBytes, encode, join, toHex } from '../../tools/vectors/bytes.ts'
import type { Bytes } from '../../tools/vectors/bytes.ts'
import { blockTag, hmac, kidOf, macKey, secret } from '../../tools/vectors/keys.ts'
import { id as shortId } from '../../tools/vectors/scope.ts'
import type { ShortId } from '../../tools/vectors/scope.ts'
import {
  appResource,
  block,
  everything,
  idsResource,
  intList,
  modelResource,
  objectResource,
  root,
  texts,
  value,
  valueList,
} from '../../tools/vectors/wire.ts'
import type { Scope } from '../../src/index.ts'
import { start } from './instance.ts'
import { keyOf } from './scope-model.ts'
import type { PlainGrant } from './scope-model.ts'

/** The grants as bytes: each path by itself, with all that was stated of it, and its objects once more in lists. */
export function sprawling(scope: Scope): Bytes[] {
  const resources = new Map<string, { resource: Bytes; permissions: Set<string> }>()
  const add = (resource: Bytes, permissions: readonly string[]): void => {
    const held = resources.get(toHex(resource)) ?? { resource, permissions: new Set<string>() }
    for (const permission of permissions) held.permissions.add(permission)
    resources.set(toHex(resource), held)
  }
  const stated = scope as readonly PlainGrant[]
  for (const { app, model, id, permissions } of stated) {
    if (permissions.length === 0) continue
    if (app === undefined) add(everything, permissions)
    else if (model === undefined) add(appResource(app), permissions)
    else if (id === undefined) add(modelResource(app, model), permissions)
    else add(objectResource(app, model, shortId(id as ShortId)), permissions)
  }
  for (const permission of new Set(stated.flatMap((grant) => grant.permissions))) {
    for (const [list, resource] of lists(stated.filter((grant) => grant.permissions.includes(permission)))) {
      if (list.length > 1) add(resource(), [permission])
    }
  }
  return [...resources.values()]
    .toSorted((one, other) => compareBytes(one.resource, other.resource))
    .map(({ resource, permissions }) => join(resource, texts(...permissions)))
}

/** The objects among `grants`, by model and kind of id. */
function lists(grants: readonly PlainGrant[]): [readonly unknown[], () => Bytes][] {
  const groups = new Map<string, Map<string, PlainGrant>>()
  for (const grant of grants) {
    if (grant.id === undefined) continue
    const { kind } = value(shortId(grant.id as ShortId))
    const key = JSON.stringify([grant.app, grant.model, kind])
    const group = groups.get(key) ?? new Map<string, PlainGrant>()
    group.set(keyOf(grant.id), grant)
    groups.set(key, group)
  }
  return [...groups.values()].map((group) => {
    const list = [...group.values()]
    const { app = '', model = '' } = list[0]!
    const values = list.map(({ id }) => value(shortId(id as ShortId)))
    return [
      list,
      () =>
        values[0]!.kind === 0
          ? idsResource(5, app, model, intList(ascending(list.map(({ id }) => BigInt(id as number)))))
          : idsResource(
              6,
              app,
              model,
              valueList(values[0]!.kind, values.map(({ bytes }) => bytes).toSorted(compareBytes)),
            ),
    ]
  })
}

function ascending(list: readonly bigint[]): bigint[] {
  return list.toSorted((one, other) => (one < other ? -1 : 1))
}

/** One narrowing: lifetimes are seconds after the token was issued. */
export interface Layer {
  readonly scope?: Scope
  readonly lifetime?: number
}

/** A token of these layers, the root first, under the secret of the instance. */
export function tokenOf([first, ...rest]: readonly [Layer, ...Layer[]]): string {
  const parts = ({ scope, lifetime }: Layer): { grants?: Bytes[]; lifetime?: number } => ({
    ...(scope === undefined ? {} : { grants: sprawling(scope) }),
    ...(lifetime === undefined ? {} : { lifetime }),
  })
  return signed(
    root({ kid, issuedAt: start, ...parts(first) }),
    rest.map((layer) => block(parts(layer))),
  )
}

/** The kid of the instance's secret. */
export const kid: number = kidOf(secret(1))
const key = macKey(secret(1), '')

/** A token of these very bytes under the secret of the instance, whatever they are. */
export function signed(rootBytes: Bytes, blocks: readonly Bytes[] = []): string {
  let covered = rootBytes
  let tag: Bytes = hmac(key, join(byte(0), rootBytes)).subarray(0, 16)
  for (const one of blocks) {
    tag = blockTag(tag, covered, one)
    covered = join(covered, one)
  }
  return encode(join(covered, tag))
}
