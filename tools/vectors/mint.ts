// Right tokens: a scope in normal form becomes grants, options become a root, and a narrowing becomes a
// block made from the parent's text alone, as a holder makes it.

import type { Bytes } from './bytes.ts'
import { byte, compareBytes, decode, encode, hex, join, text } from './bytes.ts'
import type { Bind, Key } from './keys.ts'
import { blockTag, kidOf, linkId, secret, sign } from './keys.ts'
import type { Lock, Node, Path } from './lock.ts'
import { liveBits, liveNode, printOf } from './lock.ts'
import type { Id, Scope } from './scope.ts'
import { level, normal } from './scope.ts'
import {
  block,
  extras,
  head,
  intList,
  ISSUED,
  mask,
  root,
  subjectText,
  texts,
  value,
  valueList,
} from './wire.ts'

/** A resource's bytes, by number where the lock has one, and the node that it has there. */
type Written = { bytes: Bytes; node: Node | undefined }
type Group = { path: Path; kind: number; permissions: string[]; ids: Id[] }
/** Grants, and the names that their numbers put into the tag. */
export type Wire = { grants: Bytes[]; prints: Bytes }

function resource(form: number, path: Path, lock: Lock | null, ...ids: Bytes[]): Written {
  const found = liveNode(lock, path)
  if (found !== undefined) return { bytes: join(head(form, found.number), ...ids), node: found.node }
  return { bytes: join(head(form), ...path.map((name) => text(name)), ...ids), node: undefined }
}

function object(path: Path, id: Id, lock: Lock | null): Written {
  const { kind, bytes } = value(id)
  return kind === 0 ? resource(3, path, lock, bytes) : resource(4, path, lock, byte(kind), bytes)
}

function objects({ path, kind, ids }: Group, lock: Lock | null): Written {
  const [only] = ids
  if (ids.length === 1 && only !== undefined) return object(path, only, lock)
  if (kind === 0) {
    const ints = ids.map((id) => ('int' in id ? BigInt(id.int) : 0n))
    return resource(5, path, lock, intList(ints))
  }
  return resource(6, path, lock, valueList(kind, ids.map((id) => value(id).bytes).toSorted(compareBytes)))
}

/** A scope in normal form, by number where the lock has one: the grants sorted by their resources. */
export function wireOf(scope: Scope, lock: Lock | null): Wire {
  const parts: { written: Written; permissions: string[] }[] = []
  const groups = new Map<string, Group>()
  for (const item of normal(scope)) {
    const { app, model, id, permissions } = item
    const path = [app, model].filter((name) => name !== undefined)
    if (level(item) < 3 || id === undefined) {
      parts.push({ written: resource(path.length, path, lock), permissions })
      continue
    }
    const { kind } = value(id)
    const key = JSON.stringify([path, kind, permissions])
    const group = groups.get(key) ?? { path, kind, permissions, ids: [] }
    group.ids.push(id)
    groups.set(key, group)
  }
  for (const group of groups.values())
    parts.push({ written: objects(group, lock), permissions: group.permissions })
  const prints: Bytes[] = []
  const sorted = parts.toSorted((a, b) => compareBytes(a.written.bytes, b.written.bytes))
  const grants = sorted.map(({ written: { bytes, node }, permissions }) => {
    const bits = node === undefined ? undefined : liveBits(node, permissions)
    if (node !== undefined) prints.push(printOf(node, bits))
    return join(bytes, bits === undefined ? texts(...permissions) : mask(...bits))
  })
  return { grants, prints: join(...prints) }
}

/** The same where there is no lock. */
export function grantsOf(scope: Scope): Bytes[] {
  return wireOf(scope, null).grants
}

export type Subject = { text: string } | { app: string; model: string; id: Id }

export type Mint = {
  scope: Scope
  /** The grants as bytes, where they are not the scope's normal form. */
  grants?: Bytes[]
  /** The names of the numbers of these grants. */
  prints?: Bytes
  /** Numbers the scope and the subject. */
  lock?: Lock
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
  const lock = spec.lock ?? null
  const { grants, prints } =
    spec.grants === undefined
      ? wireOf(spec.scope, lock)
      : { grants: spec.grants, prints: spec.prints ?? byte() }
  const whom = subject === undefined ? undefined : subjectOf(subject, lock)
  const extra = extras({
    ...(whom === undefined ? {} : { subject: whom.bytes }),
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
    grants,
  })
  const whose = whom?.node === undefined ? byte() : printOf(whom.node)
  const { token, ids, tag } = sign(bytes, [], key, [join(whose, prints)])
  const expiresAt = spec.expiresAt ?? null
  const links = [spec.scope]
  return { token, root: bytes, blocks: [], ids, tag, key, spec, links, issuedAt, expiresAt, numbered: false }
}

function subjectOf(subject: Subject, lock: Lock | null): Written {
  if ('text' in subject) return { bytes: subjectText(subject.text), node: undefined }
  return object([subject.app, subject.model], subject.id, lock)
}

export type Narrowing = {
  to?: Scope
  grants?: Bytes[]
  prints?: Bytes
  expiresAt?: number
  /** Of the narrower; the one that the parent was made with unless it is said. */
  lock?: Lock | null
}

/** No key is used: the parent's last sixteen bytes are the key of the next tag. */
export function narrow(parent: Minted, by: Narrowing): Minted {
  const { to, expiresAt } = by
  const body = decode(parent.token)
  const before = body.subarray(0, -16)
  const lock = by.lock === undefined ? (parent.spec.lock ?? null) : by.lock
  const { grants, prints } =
    by.grants === undefined ? wireOf(to ?? [], lock) : { grants: by.grants, prints: by.prints ?? byte() }
  const next = block({
    ...(expiresAt === undefined ? {} : { lifetime: expiresAt - parent.issuedAt }),
    ...(to === undefined ? {} : { grants }),
  })
  const tag = blockTag(body.subarray(-16), before, next, prints)
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
