/**
 * What each byte of a token means (SPEC §4): the root, the narrowings, the tag.
 *
 * From the text of a token to parts of fields, which cover its bytes without a gap. A text that is no whole token is explained as far as
 * it can be read, and what is left is one field that says so.
 */
import { bodyStart, epoch, readBody, tagLength } from '../../src/codec/body.ts'
import { readByte, readBytes, refuse } from '../../src/codec/cursor.ts'
import { readVarint } from '../../src/codec/varint.ts'
import type { LockIndex } from '../../src/lock.ts'
import { toHex } from '../../src/text/hex.ts'
import { fromTokenText } from '../../src/text/token-text.ts'
import { formatDate, formatSpan, plural } from '../words.ts'
import { takeGrants, takeObject } from './grant-fields.ts'
import { takeText } from './value-fields.ts'
import { beginPart, isOver, startWalk, take } from './walk.ts'
import type { Bits, Part, Walk } from './walk.ts'

const extraFlags = [
  [16, 'sealed: nobody can narrow it'],
  [8, 'bound: the tag covers values that are not in the token'],
  [4, 'uses: how often it may be redeemed follows'],
  [2, 'nonce: 8 random bytes follow'],
  [1, 'subject: whom it was given to follows'],
] as const

/** Explains the bytes of a token; none where the text is no base64url at all. */
export function explain(token: string, lock: LockIndex | undefined): readonly Part[] {
  const bytes = fromTokenText(token)
  if (typeof bytes === 'string') return []
  const isWhole = readBody(bytes).reason === undefined
  const end = isWhole ? bytes.length - tagLength : bytes.length
  const walk = startWalk(bytes, bodyStart, end, lock)
  takeRoot(walk)
  for (let number = 1; isWhole && !isOver(walk); number++) takeBlock(walk, number)
  if (isWhole) takeTag(walk)
  else takeRest(walk, bytes.length)
  return walk.parts.map(({ title, fields }) => ({
    title,
    fields: fields.map((field) => ({ ...field, start: field.start - bodyStart, end: field.end - bodyStart })),
  }))
}

function takeRoot(walk: Walk): void {
  beginPart(walk, 'Root')
  take(
    walk,
    { tint: 'format', label: 'First byte', section: '4.3' },
    (cursor) => {
      const byte = readByte(cursor)
      if (byte !== 0x96) refuse(cursor, 'no token')
      return byte
    },
    () => ({ value: '96', note: 'Always 96: it makes the text of every token begin with l.' }),
  )
  const second = take(
    walk,
    { tint: 'format', label: 'Version and shape', section: '4.3' },
    (cursor) => {
      const byte = readByte(cursor)
      if (byte >> 4 !== 4) refuse(cursor, 'another version')
      return byte
    },
    (byte) => ({
      value: 'format version 1',
      note: 'The high half is the version. The low half says what follows.',
      bits: shapeBits(byte),
    }),
  )
  take(walk, { tint: 'key', label: 'Key id', section: '5.3' }, readByte, (kid) => ({
    value: String(kid),
    note: 'Derived from the secret: a hint which of several secrets signed. It proves nothing.',
  }))
  take(
    walk,
    { tint: 'time', label: 'Issued', section: '4.3' },
    (cursor) => readBytes(cursor, 4).reduce((seconds, byte) => seconds * 256 + byte, 0),
    (seconds) => ({
      value: formatDate((epoch + seconds) * 1000),
      note: `${seconds.toLocaleString('en')} seconds after 2024 began, UTC. Four bytes, the highest first.`,
    }),
  )
  if (second & 8) takeLifetime(walk)
  if (second & 4) takeExtras(walk)
  const count = second & 3
  if (count > 0) takeGrants(walk, count)
  else takeTotal(walk)
}

function shapeBits(byte: number): readonly Bits[] {
  const count = byte & 3
  return [
    { bits: '0100', means: 'version 1 of the format' },
    {
      bits: byte & 8 ? '1' : '0',
      means: byte & 8 ? 'a lifetime follows' : 'no lifetime: it does not expire',
    },
    { bits: byte & 4 ? '1' : '0', means: byte & 4 ? 'extras follow' : 'no extras' },
    {
      bits: count.toString(2).padStart(2, '0'),
      means: count === 0 ? 'the number of grants follows' : plural(count, 'grant'),
    },
  ]
}

function takeTotal(walk: Walk): void {
  const total = take(
    walk,
    { tint: 'count', label: 'Number of grants', section: '4.3' },
    readVarint,
    (value) => ({
      value: String(value),
      note:
        value === 0
          ? 'It grants nothing: such a token proves that it is genuine, and no more.'
          : 'Four and more do not fit into the second byte.',
    }),
  )
  takeGrants(walk, Number(total))
}

function takeLifetime(walk: Walk): void {
  take(walk, { tint: 'time', label: 'Lifetime', section: '4.3' }, readVarint, (seconds) => ({
    value: formatSpan(Number(seconds)),
    note: `${seconds.toLocaleString('en')} seconds after it was issued. Seven bits a byte, the lowest first; a high bit says that more follow.`,
  }))
}

function takeExtras(walk: Walk): void {
  const held = take(walk, { tint: 'format', label: 'Extras', section: '4.4' }, readByte, (byte) => ({
    value: extraFlags
      .flatMap(([flag, means]) => (byte & flag ? [means.split(':')[0]!] : []))
      .toReversed()
      .join(', '),
    note: 'A bit for each thing that a token may say beside its grants.',
    bits: [
      { bits: byte.toString(2).padStart(8, '0').slice(0, 3), means: 'always zero' },
      ...extraFlags.map(([flag, means]) => ({
        bits: byte & flag ? '1' : '0',
        means: byte & flag ? means : `not ${means.split(':')[0]}`,
      })),
    ],
  }))
  if (held & 1) takeSubject(walk)
  if (held & 2)
    take(
      walk,
      { tint: 'extra', label: 'Nonce', section: '4.4' },
      (cursor) => readBytes(cursor, 8),
      (nonce) => ({
        value: toHex(nonce),
        note: 'Eight random bytes: no other token of the same second is equal to this one.',
      }),
    )
  if (held & 4)
    take(walk, { tint: 'extra', label: 'Uses', section: '4.4' }, readVarint, (uses) => ({
      value: plural(Number(uses), 'use'),
      note: 'It has to be redeemed, which counts a use, and is refused by a plain check.',
    }))
}

function takeSubject(walk: Walk): void {
  const { cursor } = walk
  if (cursor.bytes[cursor.at] !== 7) {
    takeObject(walk, 'extra', 'Subject')
    return
  }
  take(walk, { tint: 'extra', label: 'Subject', section: '4.4' }, readByte, () => ({
    value: 'a text',
    note: 'Seven: the subject is a text. Otherwise it is an object, written as in a grant.',
  }))
  takeText(walk, 'extra', 'Subject', '4.4')
}

function takeBlock(walk: Walk, number: number): void {
  const { cursor } = walk
  beginPart(walk, `Narrowing ${number}`)
  const length = take(
    walk,
    { tint: 'count', label: 'Length of the block', section: '4.5' },
    readVarint,
    (value) => ({
      value: plural(Number(value), 'byte'),
      note: 'So many bytes follow in this narrowing, which a holder of the token added without a secret.',
    }),
  )
  const end = cursor.at + Number(length)
  const held = take(walk, { tint: 'format', label: 'What it limits', section: '4.5' }, readByte, (byte) => ({
    value: [...(byte & 1 ? ['time'] : []), ...(byte & 2 ? ['scope'] : [])].join(' and '),
    note: 'A narrowing can end the token sooner, take away grants, or do both.',
    bits: [
      { bits: '000000', means: 'always zero' },
      { bits: byte & 2 ? '1' : '0', means: byte & 2 ? 'grants follow' : 'the scope stays' },
      { bits: byte & 1 ? '1' : '0', means: byte & 1 ? 'a lifetime follows' : 'the expiry stays' },
    ],
  }))
  if (held & 1) takeLifetime(walk)
  if (held & 2) while (!isOver(walk) && cursor.at < end) takeGrants(walk, 1)
}

function takeTag(walk: Walk): void {
  beginPart(walk, 'Tag')
  walk.cursor.end += tagLength
  take(
    walk,
    { tint: 'tag', label: 'Tag', section: '6.1' },
    (cursor) => readBytes(cursor, tagLength),
    () => ({
      value: '128 bits of HMAC-SHA256',
      note: 'Over everything before it, under a key that only servers have. It is also the key with which a holder adds the next narrowing.',
    }),
  )
}

/** What is behind the last field that could be read. */
function takeRest({ cursor, parts }: Walk, end: number): void {
  const last = parts.flatMap(({ fields }) => fields).at(-1)?.end ?? bodyStart
  if (last >= end) return
  parts.push({
    title: 'The rest',
    fields: [
      {
        tint: 'unread',
        label: 'Not understood',
        section: '4',
        start: last,
        end,
        value: plural(end - last, 'byte'),
        note:
          cursor.problem === undefined
            ? 'Root, narrowings and tag do not fit into what is left here.'
            : 'From here on the bytes are not as the format has them.',
      },
    ],
  })
}
