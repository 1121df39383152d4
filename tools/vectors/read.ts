// A plain verifier, for the maker's own proof that each vector is what it says. It reads a vector as a
// stranger would: from the text alone.

import { createHash } from 'node:crypto'
import { hex, toHex } from './bytes.ts'
import type { ReadId } from './cursor.ts'
import { ascending, Cursor, malformed, readInts, readValue, readValues, Refused } from './cursor.ts'
import type { Bind } from './keys.ts'
import { blockTag, bound, hmac, kidOf, macKey } from './keys.ts'
import type { LockJson } from './lock.ts'
import type { Raw, Table } from './read-lock.ts'
import { named, namesOf, scopeOf, tableOf } from './read-lock.ts'
import type { Scope } from './scope.ts'
import { missing } from './scope.ts'

export type Question = {
  /** Null where there is no text. */
  token: string | null
  secrets: string[]
  salt: string
  bind: Bind[] | null
  /** Absent or null: the verifier knows no numbers. */
  lock?: LockJson | null
  now: number
  maxAge: number | null
  required: Scope | 'authentic'
}

export type Parsed = {
  kid: number
  issuedAt: number
  lifetime: number | null
  subject: { text: string } | Raw | null
  nonce: string | null
  uses: number | null
  bound: boolean
  sealed: boolean
  /** The grants of the root and of each block; null for a block without. */
  sections: (Raw[] | null)[]
  /** Where the root and each block end, in the body. */
  ends: number[]
  body: Uint8Array
}

export type Answer =
  | { reason: string; detail: string; missing?: Scope }
  | {
      reason: 'ok' | 'single-use'
      detail: string
      parsed: Parsed
      /** By the names of the lock. */
      links: Scope[]
      subject: { text: string } | { app: string; model: string; id: ReadId } | null
      expiresAt: number | null
      ids: string[]
    }

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const EPOCH_2024 = Date.UTC(2024, 0, 1) / 1000

function decodeText(token: string | null): Uint8Array {
  if (token === null) malformed('text: none')
  if (token.length > 8192) malformed('text: too long')
  if (token.startsWith('lksecret1_')) malformed('text: a key')
  if (token.length % 4 === 1) malformed('text: length')
  const out: number[] = []
  let bits = 0
  let held = 0
  for (const char of token) {
    const value = ALPHABET.indexOf(char)
    if (value < 0) malformed('text: alphabet')
    held = ((held << 6) | value) & 0xffff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    out.push((held >> bits) & 255)
  }
  if ((held & ((1 << bits) - 1)) !== 0) malformed('text: left-over bits')
  return Uint8Array.from(out)
}

function readResource(cursor: Cursor, asSubject: boolean): Raw {
  const head = cursor.varint('head')
  const form = Number(head & 7n)
  if (head >> 3n > 65_535n) malformed('head: number above 65,535')
  const number = Number(head >> 3n)
  const allowed = asSubject ? form === 3 || form === 4 : form < 7
  if (!allowed) malformed(`form ${form} ${asSubject ? 'as a subject' : 'in a grant'}`)
  if (number === 1 && form !== 0) malformed('number 1 in another form than 0')
  if (number > 1 && form === 0) malformed('form 0 with a number above 1')
  const resource: Raw = { number, form, ids: [], permissions: [], bits: null }
  if (number === 0 && form > 0) resource.app = cursor.text('app')
  if (number === 0 && form > 1) resource.model = cursor.text('model')
  if (form === 3) resource.ids = [{ int: String(cursor.varint('id')) }]
  if (form === 4) resource.ids = [readValue(cursor, cursor.byte('kind'), false)]
  if (form === 5) resource.ids = readInts(cursor)
  if (form === 6) resource.ids = readValues(cursor)
  return resource
}

function readMask(cursor: Cursor, first: number): number[] {
  let length = 1
  let last = first
  let mask = BigInt(first & 127)
  for (; last > 127; length++) {
    last = cursor.byte('mask')
    mask |= BigInt(last & 127) << BigInt(7 * length)
  }
  if (last === 0) malformed('mask not minimal')
  if (length > 37 || (length === 37 && last > 15)) malformed('mask of more than 256 bits')
  return Array.from({ length: 256 }, (_, bit) => bit).filter((bit) => ((mask >> BigInt(bit)) & 1n) === 1n)
}

function readPermissions(cursor: Cursor, number: number): Pick<Raw, 'permissions' | 'bits'> {
  const first = cursor.byte('permissions')
  if (first !== 0) {
    if (number === 0) malformed('mask with number 0')
    return { permissions: [], bits: readMask(cursor, first) }
  }
  const count = cursor.count('permission count', 1, 256)
  const permissions: string[] = []
  for (let n = 0; n < count; n++) {
    const next = cursor.text('permission')
    const before = permissions.at(-1)
    ascending(before === undefined ? undefined : Buffer.from(before), Buffer.from(next), 'permissions')
    permissions.push(next)
  }
  return { permissions, bits: null }
}

function readGrants(cursor: Cursor, total: number | undefined): Raw[] {
  const grants: Raw[] = []
  let before: Uint8Array | undefined
  let count = 0
  for (; total === undefined ? !cursor.done : count < total; count++) {
    if (count === 1024) malformed('more than 1,024 grants')
    const bytes = cursor.span(() => grants.push(readResource(cursor, false)))
    ascending(before, bytes, 'resources')
    before = bytes
    const resource = grants.pop() ?? malformed('no grant')
    grants.push({ ...resource, ...readPermissions(cursor, resource.number) })
  }
  return grants
}

function readExtras(cursor: Cursor, parsed: Parsed): void {
  const flags = cursor.byte('extras')
  if (flags === 0) malformed('extras: zero')
  if (flags > 31) malformed('extras: unknown flag')
  if ((flags & 6) === 4) malformed('extras: uses without nonce')
  if ((flags & 1) !== 0 && cursor.bytes[cursor.at] === 7 && cursor.at < cursor.end) {
    cursor.at += 1
    parsed.subject = { text: cursor.text('subject') }
  } else if ((flags & 1) !== 0) {
    parsed.subject = readResource(cursor, true)
  }
  if ((flags & 2) !== 0) parsed.nonce = toHex(cursor.take(8, 'nonce'))
  if ((flags & 4) !== 0) parsed.uses = cursor.count('uses', 1, 65_535)
  parsed.bound = (flags & 8) !== 0
  parsed.sealed = (flags & 16) !== 0
}

function readBlock(cursor: Cursor, parsed: Parsed): void {
  if (parsed.sealed) malformed('a block after sealed')
  if (parsed.ends.length > 16) malformed('more than 16 blocks')
  const length = cursor.count('block length', 1, 6144)
  const start = cursor.at
  cursor.take(length, 'block')
  const inner = new Cursor(cursor.bytes, start, start + length)
  const flags = inner.byte('block flags')
  if (flags === 0) malformed('block flags: zero')
  if (flags > 3) malformed('block flags: unknown')
  if ((flags & 1) !== 0) {
    const lifetime = inner.count('block lifetime', 1, 2 ** 32 - 1)
    parsed.lifetime = Math.min(parsed.lifetime ?? Infinity, lifetime)
  }
  if ((flags & 2) !== 0 && inner.done) malformed('block: no grants')
  parsed.sections.push((flags & 2) === 0 ? null : readGrants(inner, undefined))
  if (!inner.done) malformed('block: bytes left over')
  parsed.ends.push(cursor.at)
}

export function parse(token: string | null): Parsed {
  const body = decodeText(token)
  if (body[0] !== 0x96) malformed('first byte')
  const second = body[1] ?? malformed('no second byte')
  if (second >> 4 !== 4) throw new Refused('unknown-version', `version ${second >> 4}`)
  const cursor = new Cursor(body, 2, body.length - 16)
  if (cursor.end < 2) malformed('no room for a tag')
  const kid = cursor.byte('kid')
  const issued = Buffer.from(cursor.take(4, 'issued')).readUInt32BE()
  const parsed: Parsed = {
    kid,
    issuedAt: EPOCH_2024 + issued,
    lifetime: null,
    subject: null,
    nonce: null,
    uses: null,
    bound: false,
    sealed: false,
    sections: [],
    ends: [],
    body,
  }
  if ((second & 8) !== 0) parsed.lifetime = cursor.count('lifetime', 1, 2 ** 32 - 1)
  if ((second & 4) !== 0) readExtras(cursor, parsed)
  let total = second & 3
  if (total === 0) {
    total = cursor.count('total', 0, 1024)
    if (total > 0 && total < 4) malformed(`total: ${total} belongs in the second byte`)
  }
  parsed.sections.push(readGrants(cursor, total))
  parsed.ends.push(cursor.at)
  while (!cursor.done) readBlock(cursor, parsed)
  return parsed
}

/** The ids of the chain; refuses a wrong tag. */
function authenticate(parsed: Parsed, { secrets, salt, bind }: Question, table: Table): string[] {
  const secret = secrets.map(hex).find((one) => kidOf(one) === parsed.kid)
  if (secret === undefined) throw new Refused('unknown-key', `kid ${parsed.kid}`)
  const { body, ends, subject, sections } = parsed
  const first = subject === null || 'text' in subject ? [] : [subject]
  const names = sections.map((grants, n) => namesOf(table, [...(n === 0 ? first : []), ...(grants ?? [])]))
  if (parsed.bound !== (bind !== null)) throw new Refused('forged', 'bind and flag differ')
  const [rootEnd = 0] = ends
  const message = [Buffer.of(0), body.subarray(0, rootEnd), names[0] ?? Buffer.of(), bound(bind)]
  let tag: Uint8Array = hmac(macKey(secret, salt), Buffer.concat(message)).subarray(0, 16)
  const tags = [tag]
  for (const [index, end] of ends.slice(1).entries()) {
    const start = ends[index] ?? 0
    tag = blockTag(tag, body.subarray(0, start), body.subarray(start, end), names[index + 1])
    tags.push(tag)
  }
  if (toHex(tag) !== toHex(body.subarray(-16))) throw new Refused('forged', 'tag')
  return tags.map((one, index) => {
    const covered = Buffer.concat([body.subarray(0, ends[index]), Buffer.of(0), one])
    return createHash('sha256').update(covered).digest('hex').slice(0, 32)
  })
}

function subjectOf(
  table: Table,
  subject: Parsed['subject'],
): { app: string; model: string; id: ReadId } | { text: string } | null {
  if (subject === null || 'text' in subject) return subject
  const [app = '', model = ''] = named(table, subject).path
  return { app, model, id: subject.ids[0] ?? { text: '' } }
}

export function verify(question: Question): Answer {
  try {
    const { now, maxAge, required } = question
    const parsed = parse(question.token)
    const table = tableOf(question.lock)
    const ids = authenticate(parsed, question, table)
    const links = parsed.sections.flatMap((grants) => (grants === null ? [] : [scopeOf(table, grants)]))
    const subject = subjectOf(table, parsed.subject)
    const { issuedAt, lifetime } = parsed
    const expiresAt = lifetime === null ? null : issuedAt + lifetime
    if (!(issuedAt - 60 <= now)) throw new Refused('not-yet-valid', `issued ${issuedAt - now} s ahead`)
    if (expiresAt !== null && !(now < expiresAt)) throw new Refused('expired', `${now - expiresAt} s ago`)
    if (maxAge !== null && !(now - issuedAt <= maxAge)) throw new Refused('too-old', `${now - issuedAt} s`)
    const lacking = required === 'authentic' ? [] : missing(links, required)
    if (lacking.length > 0) return { reason: 'insufficient', detail: 'scope', missing: lacking }
    const reason = parsed.uses === null ? 'ok' : 'single-use'
    return { reason, detail: '', parsed, links, subject, expiresAt, ids }
  } catch (error) {
    if (error instanceof Refused) return { reason: error.reason, detail: error.message }
    throw error
  }
}
