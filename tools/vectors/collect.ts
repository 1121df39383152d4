// Gathers the vectors, proves each by reading it back, and prints them as ASCII JSON, one file a vector.

import { toHex } from './bytes.ts'
import type { Bind, Key } from './keys.ts'
import { kidOf, secret } from './keys.ts'
import type { Lock, LockJson } from './lock.ts'
import { lockJson } from './lock.ts'
import type { Mint, Minted, Narrowing, Subject } from './mint.ts'
import { mint, narrow } from './mint.ts'
import type { Question } from './read.ts'
import { verify } from './read.ts'
import type { Item, Scope } from './scope.ts'
import { intersection } from './scope.ts'
import { ISSUED } from './wire.ts'

export type Reason =
  | 'malformed'
  | 'unknown-version'
  | 'unknown-key'
  | 'forged'
  | 'not-yet-valid'
  | 'expired'
  | 'too-old'
  | 'insufficient'
  | 'single-use'

const files = new Map<string, string>()
const comments = new Set<string>()
const questions = new Set<string>()
/** What the proof read, by file: for the eyes of who writes vectors. */
export const details: Map<string, string> = new Map()

export function allFiles(): Map<string, string> {
  return files
}

function isItem(value: unknown): value is Item {
  return typeof value === 'object' && value !== null && 'permissions' in value
}

function isLock(value: unknown): value is LockJson {
  return typeof value === 'object' && value !== null && 'nodes' in value
}

/** Two spaces a level; an item of a scope or a node of a lock is one line. */
function print(value: unknown, indent: string): string {
  if (isLock(value)) {
    const { format, nodes } = value
    return `{"format":${JSON.stringify(format)},"nodes":${print(nodes, indent)}}`
  }
  if (Array.isArray(value) && value.some(isItem)) {
    const lines = value.map((one) => `${indent}  ${JSON.stringify(one)}`)
    return `[\n${lines.join(',\n')}\n${indent}]`
  }
  return JSON.stringify(value)
}

function escaped(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
}

function add(path: string, vector: Record<string, unknown>): void {
  if (files.has(path)) throw new Error(`two vectors are called ${path}`)
  const comment = String(vector['comment'])
  if (comments.has(comment)) throw new Error(`two vectors say: ${comment}`)
  comments.add(comment)
  const fields = Object.entries(vector).map(
    ([name, value]) => `  ${JSON.stringify(name)}: ${print(value, '  ')}`,
  )
  const json = `{\n${fields.join(',\n')}\n}\n`
  files.set(
    path,
    json.replaceAll(/[\u007f-\uffff]/g, (char) => escaped(char)),
  )
}

function ringOf(secrets: Uint8Array[]): string[] {
  if (new Set(secrets.map(kidOf)).size < secrets.length) throw new Error('two secrets with one kid')
  return secrets.map(toHex)
}

function same(path: string, what: string, a: unknown, b: unknown): void {
  const [left, right] = [JSON.stringify(a), JSON.stringify(b)]
  if (left !== right) throw new Error(`${path}: ${what} is ${left}, read back as ${right}`)
}

export type ValidContext = {
  secrets?: Uint8Array[]
  now?: number
  maxAge?: number
  required?: Scope
  /** False where the grants are not in normal form. */
  generated?: boolean
  /** Of the verifier; the one that the token was made with unless it is said. */
  lock?: Lock
  /** What each link grants by that lock. */
  links?: Scope[]
  subject?: Subject
}

function withLock(lock: Lock | undefined): { lock?: LockJson } {
  return lock === undefined ? {} : { lock: lockJson(lock) }
}

/** Whether these options give this very token. */
function isGenerated({ spec, key, token, blocks }: Minted, signer: string, again: Partial<Mint>): boolean {
  if (spec.grants !== undefined || blocks.length > 0 || signer !== toHex(key.secret)) return false
  return (spec.lock ?? again.lock) === undefined || mint({ ...spec, ...again }).token === token
}

export function valid(name: string, comment: string, minted: Minted, context: ValidContext = {}): void {
  const path = `valid/${name}.json`
  const { spec, key, issuedAt, expiresAt, ids, token } = minted
  const lock = context.lock ?? spec.lock
  const granted = intersection(context.links ?? minted.links)
  const subject = context.subject ?? spec.subject ?? null
  const secrets = context.secrets ?? [key.secret]
  const signer = secrets[0] === undefined ? '' : toHex(secrets[0])
  const again = {
    scope: granted,
    ...(lock === undefined ? {} : { lock }),
    ...(subject === null ? {} : { subject }),
  }
  const generated = context.generated ?? isGenerated(minted, signer, again)
  const question: Question = {
    secrets: ringOf(secrets),
    salt: key.salt,
    bind: key.bind,
    ...withLock(lock),
    now: context.now ?? issuedAt + 30,
    maxAge: context.maxAge ?? null,
    token,
    required: context.required ?? granted,
  }
  const verdict = spec.uses === undefined ? 'ok' : 'single-use'
  const answer = verify(question)
  same(path, 'verdict', verdict, answer.reason)
  if (!('parsed' in answer)) throw new Error(`${path}: ${answer.detail}`)
  const { parsed } = answer
  const uses = spec.uses ?? null
  const narrowable = spec.sealed !== true
  same(path, 'ids', ids, answer.ids)
  same(path, 'granted', granted, intersection(answer.links))
  same(path, 'times', [issuedAt, expiresAt], [parsed.issuedAt, answer.expiresAt])
  same(path, 'extras', [subject, uses, narrowable], [answer.subject, parsed.uses, !parsed.sealed])
  same(path, 'nonce', spec.nonce ?? null, parsed.nonce)
  const { required, token: _, ...keys } = question
  add(path, {
    comment,
    ...keys,
    token,
    issuedAt,
    expiresAt,
    granted,
    subject,
    uses,
    narrowable,
    ids,
    generated,
    ...(generated ? { nonce: spec.nonce ?? null } : {}),
    required,
    verdict,
  })
}

export type InvalidContext = {
  secrets?: Uint8Array[]
  salt?: string
  bind?: Bind[]
  now?: number
  maxAge?: number
  required?: Scope
  missing?: Scope
  lock?: Lock
}

/** The default key: secret 0, no salt, nothing bound. */
export const KEY: Key = { secret: secret(0), salt: '', bind: null }

export function invalid(
  reason: Reason,
  name: string,
  comment: string,
  token: string | null,
  context: InvalidContext = {},
): void {
  const path = `invalid/${reason}/${name}.json`
  const question: Question = {
    secrets: ringOf(context.secrets ?? [KEY.secret]),
    salt: context.salt ?? '',
    bind: context.bind ?? null,
    ...withLock(context.lock),
    now: context.now ?? ISSUED + 30,
    maxAge: context.maxAge ?? null,
    token,
    required: context.required ?? 'authentic',
  }
  const asked = JSON.stringify(question)
  if (questions.has(asked)) throw new Error(`${path} asks what another vector asks`)
  questions.add(asked)
  const answer = verify(question)
  same(path, 'reason', reason, answer.reason)
  if (context.missing !== undefined || 'missing' in answer) {
    same(path, 'missing', context.missing, 'missing' in answer ? answer.missing : undefined)
  }
  details.set(path, answer.detail)
  const lacking = context.missing === undefined ? {} : { missing: context.missing }
  add(path, { comment, reason, ...question, ...lacking })
}

/** Narrows, writes the triple, and gives the child for the next narrowing. */
export function narrowed(name: string, comment: string, parent: Minted, by: Narrowing, now?: number): Minted {
  const path = `narrow/${name}.json`
  const child = narrow(parent, by)
  const question: Question = {
    secrets: ringOf([child.key.secret]),
    salt: child.key.salt,
    bind: child.key.bind,
    ...withLock(child.spec.lock),
    now: now ?? child.issuedAt + 30,
    maxAge: null,
    token: child.token,
    required: 'authentic',
  }
  const granted = child.numbered ? null : intersection(child.links)
  const answer = verify(question)
  if (child.numbered) same(path, 'reason', 'forged', answer.reason)
  else if (!('parsed' in answer)) throw new Error(`${path}: ${answer.reason}, ${answer.detail}`)
  else {
    same(path, 'ids', child.ids, answer.ids)
    same(path, 'granted', granted, intersection(answer.links))
    same(path, 'expiry', child.expiresAt, answer.expiresAt)
  }
  add(path, {
    comment,
    secrets: question.secrets,
    salt: question.salt,
    bind: question.bind,
    ...withLock(child.spec.lock),
    now: question.now,
    parent: parent.token,
    to: by.to ?? null,
    expiresAt: by.expiresAt ?? null,
    child: child.token,
    granted,
    expiresAtEffective: child.expiresAt,
    ids: child.ids,
  })
  return child
}
