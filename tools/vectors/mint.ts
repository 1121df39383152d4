// Right tokens: a scope in normal form becomes grants, options become a root, and a narrowing becomes a
// block made from the parent's text alone, as a holder makes it.

import type { Bytes } from './bytes.ts'
import { byte, compareBytes, decode, encode, hex, join } from './bytes.ts'
import type { Bind, Key } from './keys.ts'
import { blockTag, kidOf, linkId, secret, sign } from './keys.ts'
import type { Id, Item, Scope } from './scope.ts'
import { level, normal } from './scope.ts'
import {
  appResource,
  block,
  everything,
  extras,
  idsResource,
  intList,
  ISSUED,
  modelResource,
  objectResource,
  root,
  subjectText,
  texts,
  value,
  valueList,
} from './wire.ts'

function wide(item: Item): Bytes {
  if (item.app === undefined) return everything
  return item.model === undefined ? appResource(item.app) : modelResource(item.app, item.model)
}

type Group = { app: string; model: string; kind: number; permissions: string[]; ids: Id[] }

function objects(group: Group): Bytes {
  const { app, model, kind, ids } = group
  const [only] = ids
  if (ids.length === 1 && only !== undefined) return objectResource(app, model, only)
  if (kind === 0) {
    return idsResource(5, app, model, intList(ids.map((id) => ('int' in id ? BigInt(id.int) : 0n))))
  }
  const values = ids.map((id) => value(id).bytes).toSorted(compareBytes)
  return idsResource(6, app, model, valueList(kind, values))
}

/** The grants of a scope in normal form, names as text: sorted by their resources. */
export function grantsOf(scope: Scope): Bytes[] {
  const parts: { resource: Bytes; permissions: string[] }[] = []
  const groups = new Map<string, Group>()
  for (const item of normal(scope)) {
    const { app = '', model = '', id, permissions } = item
    if (level(item) < 3 || id === undefined) {
      parts.push({ resource: wide(item), permissions })
      continue
    }
    const { kind } = value(id)
    const key = JSON.stringify([app, model, kind, permissions])
    const group = groups.get(key) ?? { app, model, kind, permissions, ids: [] }
    group.ids.push(id)
    groups.set(key, group)
  }
  for (const group of groups.values())
    parts.push({ resource: objects(group), permissions: group.permissions })
  return parts
    .toSorted((a, b) => compareBytes(a.resource, b.resource))
    .map((part) => join(part.resource, texts(...part.permissions)))
}

export type Subject = { text: string } | { app: string; model: string; id: Id }

export type Mint = {
  scope: Scope
  /** The grants as bytes, where they are not the scope's normal form. */
  grants?: Bytes[]
  issuedAt?: number
  expiresAt?: number
  subject?: Subject
  nonce?: string
  uses?: number
  sealed?: boolean
  bind?: Bind[]
  salt?: string
  secret?: Bytes
}

export type Minted = {
  token: string
  root: Bytes
  blocks: Bytes[]
  ids: string[]
  tag: Bytes
  key: Key
  spec: Mint
  links: Scope[]
  issuedAt: number
  expiresAt: number | null
  /** True where a grant has a lock's number: what is granted is then unknown without the lock. */
  numbered: boolean
}

export function mint(spec: Mint): Minted {
  const { subject, nonce, uses, bind, sealed = false, issuedAt = ISSUED } = spec
  const key: Key = { secret: spec.secret ?? secret(0), salt: spec.salt ?? '', bind: bind ?? null }
  const extra = extras({
    ...(subject === undefined ? {} : { subject: subjectBytes(subject) }),
    ...(nonce === undefined ? {} : { nonce: hex(nonce) }),
    ...(uses === undefined ? {} : { uses }),
    bound: bind !== undefined,
    sealed,
  })
  const bytes = root({
    kid: kidOf(key.secret),
    issuedAt,
    ...(spec.expiresAt === undefined ? {} : { lifetime: spec.expiresAt - issuedAt }),
    ...(extra[0] === 0 ? {} : { extras: extra }),
    grants: spec.grants ?? grantsOf(spec.scope),
  })
  const { token, ids, tag } = sign(bytes, [], key)
  const expiresAt = spec.expiresAt ?? null
  const links = [spec.scope]
  return { token, root: bytes, blocks: [], ids, tag, key, spec, links, issuedAt, expiresAt, numbered: false }
}

function subjectBytes(subject: Subject): Bytes {
  if ('text' in subject) return subjectText(subject.text)
  return objectResource(subject.app, subject.model, subject.id)
}

export type Narrowing = { to?: Scope; grants?: Bytes[]; expiresAt?: number }

/** No key is used: the parent's last sixteen bytes are the key of the next tag. */
export function narrow(parent: Minted, { to, grants, expiresAt }: Narrowing): Minted {
  const body = decode(parent.token)
  const before = body.subarray(0, -16)
  const next = block({
    ...(expiresAt === undefined ? {} : { lifetime: expiresAt - parent.issuedAt }),
    ...(to === undefined ? {} : { grants: grants ?? grantsOf(to) }),
  })
  const tag = blockTag(body.subarray(-16), before, next)
  const covered = join(before, next)
  return {
    ...parent,
    token: encode(join(covered, tag)),
    blocks: [...parent.blocks, next],
    ids: [...parent.ids, linkId(covered, tag)],
    tag,
    links: to === undefined ? parent.links : [...parent.links, to],
    expiresAt: earliest(parent.expiresAt, expiresAt ?? null),
  }
}

function earliest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b)
}

/** Root, blocks and tag put together as they are, whether they belong together or not. */
export function assemble(rootBytes: Bytes, blocks: Bytes[], tag: Bytes = byte()): string {
  return encode(join(rootBytes, ...blocks, tag))
}
