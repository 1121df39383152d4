/**
 * Any bytes as the body of a token, under right tags wherever a tag can be: the verdict is that of an independent verifier, in every
 * part of it, and what is read is written again as the same bytes.
 */
import { globSync, readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { latchkey } from '../../../src/index.ts'
import { rewritten, said, structureOf } from '../../../test/codec/rewritten.ts'
import { fromDate, fromScope, fromSubject, toScope } from '../../../test/runtimes/vectors.ts'
import { byte, encode, join, toHex } from '../../vectors/bytes.ts'
import type { Bytes } from '../../vectors/bytes.ts'
import { Refused } from '../../vectors/cursor.ts'
import { blockTag, bound, hmac, macKey, secret } from '../../vectors/keys.ts'
import type { Bind } from '../../vectors/keys.ts'
import { lockJson } from '../../vectors/lock.ts'
import { LOCK } from '../../vectors/locked.ts'
import { namesOf, tableOf } from '../../vectors/read-lock.ts'
import { parse, verify } from '../../vectors/read.ts'
import type { Parsed, Question } from '../../vectors/read.ts'
import { intersection, post } from '../../vectors/scope.ts'
import { ISSUED, KID } from '../../vectors/wire.ts'
import { law, utf8, within } from '../target.ts'
import type { Target } from '../target.ts'

const key = macKey(secret(0), '')
const lock = lockJson(LOCK)
const bind: Bind[] = [{ text: 'v7' }]
const instances = [undefined, lock].map(
  (one) =>
    latchkey({
      secrets: secret(0),
      apps: [],
      clock: () => ISSUED * 1000,
      ...(one === undefined ? {} : { lock: one }),
    }).tokens,
)
const required = [post(42, 'read'), post(7, 'change')]

/** The token of a body: with the right tag, if its structure is right and the lock has its numbers. */
function signed(body: Bytes, isLocked: boolean): string {
  const untagged = join(body, new Uint8Array(16))
  try {
    const parsed = parse(encode(untagged))
    return encode(join(body, tagOf(parsed, isLocked)))
  } catch (error) {
    if (error instanceof Refused) return encode(untagged)
    throw error
  }
}

function tagOf({ body, ends, sections, subject, bound: isBound }: Parsed, isLocked: boolean): Bytes {
  const table = tableOf(isLocked ? lock : null)
  const first = subject === null || 'text' in subject ? [] : [subject]
  const names = sections.map((grants, at) => namesOf(table, [...(at === 0 ? first : []), ...(grants ?? [])]))
  const root = join(byte(0), body.subarray(0, ends[0]), names[0]!, bound(isBound ? bind : null))
  let tag: Bytes = hmac(key, root).subarray(0, 16)
  for (const [index, end] of ends.slice(1).entries()) {
    const start = ends[index]!
    tag = blockTag(tag, body.subarray(0, start), body.subarray(start, end), names[index + 1])
  }
  return tag
}

/** What both verifiers say, in words that both have. */
function expected(question: Question): unknown {
  const answer = verify(question)
  if ('missing' in answer && answer.missing !== undefined)
    return [answer.reason, fromScope(toScope(answer.missing))]
  if (!('ids' in answer)) return answer.reason
  if (answer.reason === 'single-use') return answer.reason
  const { links, subject, expiresAt, ids, parsed } = answer
  const granted = fromScope(toScope(intersection(links)))
  return [granted, parsed.issuedAt, expiresAt, subject, ids.at(-1), ids[0]]
}

function given(token: string, isLocked: boolean, asked: Question['required'], isBound: boolean): unknown {
  const tokens = instances[Number(isLocked)]!
  const ask = asked === 'authentic' ? asked : toScope(asked)
  const verdict = within(20, 'verify()', () => tokens.verify(token, ask, isBound ? { bind: ['v7'] } : {}))
  if (!verdict.ok)
    return verdict.reason === 'insufficient' ? [verdict.reason, fromScope(verdict.missing)] : verdict.reason
  const { scope, issuedAt, expiresAt, subject, id, rootId } = verdict.pass
  return [fromScope(scope), fromDate(issuedAt), fromDate(expiresAt), fromSubject(subject), id, rootId]
}

const vectors = globSync('vectors/{valid,invalid/malformed,invalid/forged}/*.json')
  .toSorted()
  .flatMap((file) => {
    const { token } = JSON.parse(readFileSync(file, 'utf8')) as { token: string | null }
    const bytes = Buffer.from(token ?? '', 'base64url')
    return bytes[0] === 0x96 && bytes.length < 600 ? [Uint8Array.of(1, ...bytes.subarray(0, -16))] : []
  })

export const target: Target = {
  name: 'body',
  seeds: () => vectors,
  words: [
    ...['blog', 'Post', 'read', 'change', '\0', '\ufeff', '__proto__'].map((word) =>
      Uint8Array.of(word.length, ...utf8(word)),
    ),
    ...vectors.filter(({ length }) => length < 40).map((one) => one.subarray(8)),
    // A block that limits time, one that limits grants, a long varint, the end of one.
    Uint8Array.of(2, 1, 60),
    Uint8Array.of(5, 2, 0, 0, 1, 1, 114),
    new Uint8Array(9).fill(255),
    Uint8Array.of(128, 0),
  ],
  longest: 6150,
  run(input) {
    const [choice = 0, ...rest] = input
    const body = Uint8Array.from(rest)
    if (body.length > 2) body[2] = KID
    const isLocked = (choice & 1) === 1
    const token = signed(body, isLocked)
    const structure = structureOf(Uint8Array.from(Buffer.from(token, 'base64url')))
    const isBound = typeof structure === 'object' && structure.bound
    if (typeof structure === 'object' && token.length <= 8192) {
      law(toHex(rewritten(structure)) === toHex(structure.bytes.subarray(1)), 'it is written otherwise')
      const { body: _bytes, ...parsed } = parse(token)
      law(isDeepStrictEqual(said(structure), parsed), 'an independent reader reads something else')
    }
    const asked = (choice & 2) === 0 ? 'authentic' : required
    const question: Question = {
      token,
      secrets: [toHex(secret(0))],
      salt: '',
      bind: isBound ? bind : null,
      lock: isLocked ? lock : null,
      now: ISSUED,
      maxAge: null,
      required: asked,
    }
    const [told, wanted] = [given(token, isLocked, asked, isBound), expected(question)]
    law(
      isDeepStrictEqual(told, wanted),
      () => `an independent verifier says otherwise: ${JSON.stringify(told)} is ${JSON.stringify(wanted)}`,
    )
  },
}
