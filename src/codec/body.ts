/**
 * A whole token as bytes: the root, the blocks of its narrowings, the tag (SPEC §4.2).
 *
 * From the bytes of a text to its structure and back. Nothing here is authenticated yet, and nothing is looked up.
 * Law: `write(read(bytes)) = bytes` for every structure that is read without a problem.
 */
import {
  longestBody,
  makeCursor,
  makeWriter,
  readByte,
  readBytes,
  refuse,
  tokenTooLarge,
  tooLarge,
  writeByte,
  writeBytes,
} from './cursor.ts'
import type { Cursor, Writer } from './cursor.ts'
import { readGrants, readResource, writeGrants, writeResource } from './grants.ts'
import type { Resource, WireGrant } from './grants.ts'
import { readText, readVarint, writeText, writeVarint } from './varint.ts'

/** 2024-01-01T00:00:00Z in seconds since 1970: where `issued` begins. */
export const epoch = 1_704_067_200
/** The first byte of a token, which makes its text begin with `l`. */
const firstByte = 0x96
const version = 4
export const tagLength = 16
const mostBlocks = 16

/**
 * The bytes of a token behind one spare byte, zero, which is the domain byte of the first tag's message: so the message of the usual
 * token is a view, not a copy.
 */
export const bodyStart = 1

/** The root, or one block. */
export interface Section {
  /** Where it begins and ends in the bytes. */
  readonly start: number
  readonly end: number
  /** Seconds after `issued`. */
  readonly lifetime: number | undefined
  /** `undefined` in a block that limits time only. */
  readonly grants: readonly WireGrant[] | undefined
}
/** What the root says beside its grants. */
export interface Extras {
  readonly subject: Resource | string | undefined
  readonly nonce: Uint8Array | undefined
  readonly uses: number | undefined
  readonly bound: boolean
  readonly sealed: boolean
}
export interface Body extends Extras {
  readonly reason: undefined
  readonly bytes: Uint8Array
  readonly tagAt: number
  readonly kid: number
  readonly issued: number
  readonly root: Section
  readonly blocks: readonly Section[]
}
/** What was wrong with bytes that are no token. */
export interface Unreadable {
  readonly reason: 'malformed' | 'unknown-version'
  readonly detail: string
}

const flags = { subject: 1, nonce: 2, uses: 4, bound: 8, sealed: 16 }
const blockFlags = { lifetime: 1, grants: 2 }
const noExtras: Extras = {
  subject: undefined,
  nonce: undefined,
  uses: undefined,
  bound: false,
  sealed: false,
}

/** Reads the bytes of a token. */
export function readBody(bytes: Uint8Array): Body | Unreadable {
  if (bytes[bodyStart] !== firstByte)
    return { reason: 'malformed', detail: 'this is no latchkey token: it does not begin with lk' }
  const second = bytes[bodyStart + 1]
  if (second === undefined) return { reason: 'malformed', detail: 'the token ends after its first byte' }
  if (second >> 4 !== version)
    return { reason: 'unknown-version', detail: `version ${second >> 4} of the format is not known here` }
  const tagAt = bytes.length - tagLength
  const cursor = makeCursor(bytes, bodyStart + 2, Math.max(tagAt, bodyStart + 2))
  const kid = readByte(cursor)
  const issued =
    readByte(cursor) * 2 ** 24 + readByte(cursor) * 2 ** 16 + readByte(cursor) * 2 ** 8 + readByte(cursor)
  const lifetime = second & 8 ? readLifetime(cursor) : undefined
  const extras = second & 4 ? readExtras(cursor) : noExtras
  const grants = readGrants(cursor, second & 3 || readTotal(cursor))
  const root: Section = { start: bodyStart, end: cursor.at, lifetime, grants }
  const blocks = readBlocks(cursor, extras.sealed)
  if (cursor.problem !== undefined) return { reason: 'malformed', detail: cursor.problem }
  // Named one by one: to spread an object costs more than to read one.
  const { subject, nonce, uses, bound, sealed } = extras
  return { reason: undefined, bytes, tagAt, kid, issued, root, blocks, subject, nonce, uses, bound, sealed }
}

function readLifetime(cursor: Cursor): number {
  const lifetime = readVarint(cursor)
  if (lifetime === 0) refuse(cursor, 'a lifetime is zero')
  if (lifetime > 2 ** 32 - 1) refuse(cursor, 'a lifetime is above 2^32-1 seconds')
  return Number(lifetime)
}

function readExtras(cursor: Cursor): Extras {
  const held = readByte(cursor)
  if (held === 0) refuse(cursor, 'the extras have no flag')
  if (held >= 32) refuse(cursor, 'the extras have an unknown flag')
  const subject = held & flags.subject ? readSubject(cursor) : undefined
  const nonce = held & flags.nonce ? readBytes(cursor, 8) : undefined
  const uses = held & flags.uses ? readVarint(cursor) : undefined
  if (uses !== undefined && nonce === undefined) refuse(cursor, 'limited uses have no nonce')
  if (uses === 0) refuse(cursor, 'the uses are limited to zero')
  if (uses !== undefined && uses > 65_535) refuse(cursor, 'the uses are above 65,535')
  return {
    subject,
    nonce,
    uses: uses === undefined ? undefined : Number(uses),
    bound: (held & flags.bound) !== 0,
    sealed: (held & flags.sealed) !== 0,
  }
}

function readSubject(cursor: Cursor): Resource | string {
  const head = readVarint(cursor)
  if (head === 7) return readText(cursor)
  const subject = readResource(cursor, head)
  if (subject.form !== 3 && subject.form !== 4) refuse(cursor, 'the subject is neither one object nor a text')
  return subject
}

function readTotal(cursor: Cursor): number {
  const total = readVarint(cursor)
  if (total > 0 && total < 4) refuse(cursor, 'a total of one to three grants belongs in the second byte')
  return cursor.problem === undefined ? Number(total) : 0
}

function readBlocks(cursor: Cursor, sealed: boolean): readonly Section[] {
  const blocks: Section[] = []
  const { end } = cursor
  while (cursor.problem === undefined && cursor.at < end) {
    if (sealed) refuse(cursor, 'a block follows a sealed root')
    if (blocks.length === mostBlocks) refuse(cursor, `the token has more than ${mostBlocks} blocks`)
    const start = cursor.at
    const length = readVarint(cursor)
    if (length > end - cursor.at) refuse(cursor, 'a block is longer than the token')
    if (cursor.problem !== undefined) break
    cursor.end = cursor.at + Number(length)
    blocks.push(readBlock(cursor, start))
    cursor.end = end
    if (cursor.problem !== undefined) cursor.at = end
  }
  return blocks
}

function readBlock(cursor: Cursor, start: number): Section {
  const held = readByte(cursor)
  if (held === 0) refuse(cursor, 'a block has no flag')
  if (held >= 4) refuse(cursor, 'a block has an unknown flag')
  const lifetime = held & blockFlags.lifetime ? readLifetime(cursor) : undefined
  const grants = held & blockFlags.grants ? readGrants(cursor, undefined) : undefined
  if (grants?.length === 0) refuse(cursor, 'a block announces grants and has none')
  if (cursor.at < cursor.end) refuse(cursor, 'something follows in a block')
  return { start, end: cursor.at, lifetime, grants }
}

// ---------------------------------------------------------------- writing

/** What a root is made of. */
export interface Root extends Extras {
  readonly kid: number
  readonly issued: number
  readonly lifetime: number | undefined
  readonly grants: readonly WireGrant[]
}

/** One for all: nothing of a program runs while it is in use, and what is returned is a copy. */
const scratch = /* @__PURE__ */ makeWriter()

/** Bytes, and the grants in the order in which they stand in them. */
export interface Written {
  readonly bytes: Uint8Array
  readonly grants: readonly WireGrant[]
}

/** Writes a root, behind the spare byte and with room for the tag. */
export function writeRoot(root: Root): Written {
  const writer = scratch
  writer.at = 0
  const extras = extrasFlags(root)
  const { grants } = root
  const few = grants.length >= 1 && grants.length <= 3
  writeByte(writer, firstByte)
  writeByte(
    writer,
    (version << 4) |
      (root.lifetime === undefined ? 0 : 8) |
      (extras === 0 ? 0 : 4) |
      (few ? grants.length : 0),
  )
  writeByte(writer, root.kid)
  for (let shift = 24; shift >= 0; shift -= 8) writeByte(writer, (root.issued >>> shift) & 255)
  if (root.lifetime !== undefined) writeVarint(writer, root.lifetime)
  if (extras !== 0) writeExtras(writer, extras, root)
  if (!few) writeVarint(writer, grants.length)
  const sorted = writeGrants(writer, grants)
  checkLength(writer.at)
  const bytes = new Uint8Array(bodyStart + writer.at + tagLength)
  bytes.set(writer.bytes.subarray(0, writer.at), bodyStart)
  return { bytes, grants: sorted }
}

/** Writes a block, its length before it. */
export function writeBlock(block: {
  readonly lifetime: number | undefined
  readonly grants: readonly WireGrant[] | undefined
}): Written {
  const writer = scratch
  writer.at = 0
  const { lifetime, grants } = block
  writeByte(
    writer,
    (lifetime === undefined ? 0 : blockFlags.lifetime) | (grants === undefined ? 0 : blockFlags.grants),
  )
  if (lifetime !== undefined) writeVarint(writer, lifetime)
  const sorted = grants === undefined ? [] : writeGrants(writer, grants)
  const rest = writer.bytes.slice(0, writer.at)
  writer.at = 0
  writeVarint(writer, rest.length)
  writeBytes(writer, rest)
  return { bytes: writer.bytes.slice(0, writer.at), grants: sorted }
}

/** Joins a token's bytes and a further block, with room for the tag. */
export function appendBlock(body: Body, block: Uint8Array): Uint8Array {
  if (body.blocks.length === mostBlocks) throw tooLarge(`a token can be narrowed ${mostBlocks} times`)
  checkLength(body.tagAt - bodyStart + block.length)
  const bytes = new Uint8Array(body.tagAt + block.length + tagLength)
  bytes.set(body.bytes.subarray(0, body.tagAt))
  bytes.set(block, body.tagAt)
  return bytes
}

function extrasFlags({ subject, nonce, uses, bound, sealed }: Extras): number {
  return (
    (subject === undefined ? 0 : flags.subject) |
    (nonce === undefined ? 0 : flags.nonce) |
    (uses === undefined ? 0 : flags.uses) |
    (bound ? flags.bound : 0) |
    (sealed ? flags.sealed : 0)
  )
}

function writeExtras(writer: Writer, held: number, { subject, nonce, uses }: Extras): void {
  writeByte(writer, held)
  if (typeof subject === 'string') {
    writeByte(writer, 7)
    writeText(writer, subject)
  } else if (subject !== undefined) writeResource(writer, subject)
  if (nonce !== undefined) writeBytes(writer, nonce)
  if (uses !== undefined) writeVarint(writer, uses)
}

function checkLength(length: number): void {
  if (length + tagLength > longestBody) throw tokenTooLarge()
}
