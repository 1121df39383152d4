/**
 * Every value of every byte, under a right tag: what the format does not know is refused, and what it knows is read by all alike.
 *
 * The tag is made anew with the right secret for each change, so that nothing but the reading of the structure can refuse it.
 */
import { describe, expect, test } from 'vitest'
import { latchkey, scope } from '../../src/index.ts'
import type { Scope, Verdict } from '../../src/index.ts'
import { byte, decode, encode, hex, join } from '../../tools/vectors/bytes.ts'
import type { Bytes } from '../../tools/vectors/bytes.ts'
import { blockTag, hmac, kidOf, macKey, secret } from '../../tools/vectors/keys.ts'
import { verify as verifyIndependently } from '../../tools/vectors/read.ts'
import { id as shortId, intersection } from '../../tools/vectors/scope.ts'
import type { Item, ShortId } from '../../tools/vectors/scope.ts'
import {
  appResource,
  block,
  everything,
  extras,
  head,
  idsResource,
  intList,
  mask,
  modelResource,
  objectResource,
  root,
  subjectText,
  texts,
  value,
  valueList,
} from '../../tools/vectors/wire.ts'
import { structureOf } from './rewritten.ts'

const start = 1_767_225_600
const ring = [secret(1), secret(2)]
const kid = kidOf(secret(1))
const keys = new Map(ring.map((one) => [kidOf(one), macKey(one, '')]))
const { tokens } = latchkey({ secrets: ring, apps: [], clock: () => start * 1000 })

/** The bytes, whatever they are, under the tags that their own kid and their own structure ask for. */
function signedAgain(bytes: Bytes): string {
  const body = structureOf(bytes)
  const ends =
    typeof body === 'string' ? [bytes.length - 16] : [body.root, ...body.blocks].map(({ end }) => end - 1)
  const first = bytes.subarray(0, ends[0])
  let tag: Bytes = hmac(keys.get(bytes[2]!) ?? keys.get(kid)!, join(byte(0), first)).subarray(0, 16)
  for (let at = 1; at < ends.length; at++)
    tag = blockTag(tag, bytes.subarray(0, ends[at - 1]), bytes.subarray(ends[at - 1], ends[at]))
  return encode(join(bytes.subarray(0, ends.at(-1)), tag))
}

/** A scope in the words of the independent verifier. */
function asItems(granted: Scope): Item[] {
  return granted.map(({ app, model, id, permissions }) => {
    const item: Item = { permissions: [...permissions] }
    if (app !== undefined) item.app = app
    if (model !== undefined) item.model = model
    if (id !== undefined) item.id = shortId(id as ShortId)
    return item
  })
}

/** The grants as texts, sorted. */
function inAnyOrder(items: readonly Item[]): string {
  return items
    .map((item) => JSON.stringify([item.app, item.model, item.id, item.permissions]))
    .toSorted()
    .join()
}

/** What is wrong with the answer to a text; `undefined` if nothing is. The independent verifier has no lock either. */
function complaint(text: string): string | undefined {
  const verdict: Verdict = tokens.verify(text, 'authentic')
  const other = verifyIndependently({
    token: text,
    secrets: ring.map((one) => Buffer.from(one).toString('hex')),
    salt: '',
    bind: null,
    now: start,
    maxAge: null,
    required: 'authentic',
  })
  const reason = verdict.ok ? 'ok' : verdict.reason
  if (reason !== other.reason) return `${reason}, and not ${other.reason}: ${text}`
  if (!verdict.ok || !('parsed' in other)) return undefined
  const { pass } = verdict
  const expected = intersection(other.links)
  if (inAnyOrder(asItems(pass.scope)) !== inAnyOrder(expected))
    return `grants ${scope.format(pass.scope)}: ${text}`
  if (pass.rootId !== other.ids[0] || pass.id !== other.ids.at(-1)) return `has other ids: ${text}`
  if ((pass.expiresAt?.getTime() ?? null) !== (other.expiresAt === null ? null : other.expiresAt * 1000))
    return `expires at another time: ${text}`
  return undefined
}

const read = texts('read')
const all = { kid, issuedAt: start }
const bodies: readonly (readonly [name: string, root: Bytes, blocks: readonly Bytes[]])[] = [
  ['nothing', root(all), []],
  [
    'one of each level',
    root({
      ...all,
      grants: [join(everything, read), join(appResource('b'), read), join(modelResource('b', 'P'), read)],
    }),
    [],
  ],
  [
    'objects',
    root({
      ...all,
      lifetime: 3600,
      grants: [
        join(objectResource('b', 'P', shortId(300)), read),
        join(objectResource('b', 'P', shortId(-1)), read),
        join(objectResource('b', 'P', shortId('3f2504e0-4f89-41d3-9a0c-0305e82c3301')), read),
        join(objectResource('b', 'P', shortId([7, 'eu', -1])), texts('read', 's')),
      ],
    }),
    [],
  ],
  [
    'lists',
    root({
      ...all,
      grants: [
        join(idsResource(5, 'b', 'P', intList([3, 5, 6, 12, 40])), read),
        join(idsResource(6, 'b', 'P', valueList(1, [hex('00'), hex('05'), hex('8001')])), read),
        join(
          idsResource(6, 'b', 'P', valueList(4, [value(shortId('a')).bytes, value(shortId('bb')).bytes])),
          read,
        ),
      ],
    }),
    [],
  ],
  [
    'extras and blocks',
    root({
      ...all,
      extras: extras({ subject: subjectText('ann'), nonce: hex('0011223344556677') }),
      grants: [join(modelResource('b', 'P'), texts('read', 'write'))],
    }),
    [
      block({ lifetime: 3600 }),
      block({ lifetime: 60, grants: [join(objectResource('b', 'P', shortId(7)), read)] }),
    ],
  ],
  [
    'uses, sealed, a subject that is an object',
    root({
      ...all,
      extras: extras({
        subject: objectResource('b', 'P', shortId(7)),
        nonce: hex('0011223344556677'),
        uses: 300,
        sealed: true,
      }),
      grants: [join(everything, read)],
    }),
    [],
  ],
  [
    'numbers',
    root({
      ...all,
      grants: [join(head(2, 3), mask(0, 8)), join(head(3, 3), byte(42), mask(200)), join(head(1, 2), read)],
    }),
    [block({ grants: [join(head(2, 3), mask(1))] })],
  ],
]

describe('every value of every byte, under a right tag, is refused or read as an independent verifier reads it', () => {
  test.each(bodies)('in a token of %s', (_name, first, blocks) => {
    const bytes = join(first, ...blocks, new Uint8Array(16))
    expect(signedAgain(bytes)).toBe(encode(decode(signedAgain(bytes))))
    const counts = { ok: 0, refused: 0 }
    const wrong: string[] = []
    for (let at = 0; at < bytes.length - 16; at++) {
      for (let one = 0; one < 256; one++) {
        const changed = Uint8Array.from(bytes)
        changed[at] = one
        const text = signedAgain(changed)
        counts[tokens.verify(text, 'authentic').ok ? 'ok' : 'refused']++
        // A byte of a name, a nonce or a time has many right values: the independent verifier looks at some of them.
        if (one > 24 && one < 252 && (one * 7 + at) % 11 !== 0) continue
        const found = complaint(text)
        if (found !== undefined) wrong.push(`byte ${at} as ${one}: ${found}`)
      }
    }
    expect(wrong).toEqual([])
    expect(counts.refused).toBeGreaterThan(1000)
  })
})

const tail = new Uint8Array(16)

const grantOn = (ids: Bytes, form: number): Bytes =>
  join(root({ ...all, grants: [join(idsResource(form, 'a', 'b', ids), read)] }), tail)

const answerToHead = (one: number): string => {
  const [form, number] = [one & 7, one >> 3]
  if (form === 7 || (number === 1 && form !== 0) || (number > 1 && form === 0)) return 'malformed'
  return number === 0 ? 'ok' : 'forged'
}

const answerToExtras = (held: number): string =>
  held === 0 || held > 31 || (held & 6) === 4
    ? 'malformed'
    : held & 8
      ? 'forged'
      : held & 4
        ? 'single-use'
        : 'ok'

const extrasOf = (held: number): Bytes =>
  join(
    held & 1 ? hex('070161') : byte(),
    held & 2 ? hex('0011223344556677') : byte(),
    held & 4 ? byte(9) : byte(),
  )

const reasonOf = (bytes: Bytes): string => {
  const verdict = tokens.verify(signedAgain(bytes), 'authentic')
  return verdict.ok ? 'ok' : verdict.reason
}

describe('what the format does not know is refused, under a right tag', () => {
  const values = Array.from({ length: 256 }, (_, one) => one)
  /** Which values of a byte give which answer. */
  const byReason = (make: (one: number) => Bytes): Map<string, number[]> =>
    Map.groupBy(values, (one) => reasonOf(make(one)))

  test('the first byte: one value', () => {
    const bytes = join(root({ ...all, grants: [join(everything, read)] }), tail)
    expect(byReason((one) => bytes.with(0, one))).toEqual(
      new Map([
        ['malformed', values.filter((one) => one !== 0x96)],
        ['ok', [0x96]],
      ]),
    )
  })

  test('the version: one nibble', () => {
    const bytes = join(root({ ...all, grants: [join(everything, read)] }), tail)
    const found = byReason((one) => bytes.with(1, one))
    expect(found.get('unknown-version')).toEqual(values.filter((one) => one >> 4 !== 4))
    expect(found.get('ok')).toEqual([0x41])
  })

  test('the flags of the extras: five, not none, and no uses without a nonce', () => {
    const right = [1, 2, 3, 6, 7].flatMap((held) => [held, held + 16])
    const found = byReason((held) =>
      join(
        root({ ...all, extras: join(byte(held), extrasOf(held)), grants: [join(everything, read)] }),
        tail,
      ),
    )
    for (const [reason, held] of found)
      expect(held).toEqual(values.filter((one) => answerToExtras(one) === reason))
    expect(found.get('ok')!.filter((one) => right.includes(one))).toEqual(
      right.filter((one) => !(one & 4)).toSorted((a, b) => a - b),
    )
  })

  test('the flags of a block: two, and not none', () => {
    const first = root({ ...all, grants: [join(everything, read)] })
    const found = byReason((held) =>
      join(
        first,
        block({
          flags: held,
          ...(held & 1 ? { lifetime: 60 } : {}),
          ...(held & 2 ? { grants: [join(everything, read)] } : {}),
        }),
        tail,
      ),
    )
    expect(found.get('ok')).toEqual([1, 2, 3])
    expect(found.get('malformed')).toEqual(values.filter((one) => one === 0 || one > 3))
  })

  test('the head of a grant: seven forms; a number that no lock knows is forged', () => {
    const rest: Readonly<Record<number, Bytes>> = {
      0: byte(),
      1: byte(),
      2: byte(),
      3: byte(7),
      4: hex('0105'),
      5: hex('02050001'),
      6: hex('01020005'),
    }
    // Heads up to 127 are one byte.
    const found = Map.groupBy(values.slice(0, 128), (one) => {
      const form = one & 7
      const names =
        one >> 3 === 0 ? join(form >= 1 ? hex('0161') : byte(), form >= 2 ? hex('0162') : byte()) : byte()
      const list = form === 5 ? join(hex('020500'), byte(0x80)) : (rest[form] ?? byte())
      return reasonOf(join(root({ ...all, grants: [join(byte(one), names, list, read)] }), tail))
    })
    for (const [reason, heads] of found)
      expect(heads).toEqual(values.slice(0, 128).filter((one) => answerToHead(one) === reason))
    expect(found.get('ok')).toEqual([0, 1, 2, 3, 4, 5, 6])
  })

  test('the kind of an id: five alone and in a list, five in a tuple', () => {
    const of: Readonly<Record<number, Bytes>> = {
      0: byte(5),
      1: byte(5),
      2: new Uint8Array(16).fill(3),
      3: new Uint8Array(12).fill(3),
      4: hex('0161'),
      5: hex('0200010002'),
    }
    const alone = byReason((kind) => grantOn(join(byte(kind), of[kind] ?? byte(5)), 4))
    const second: Readonly<Record<number, Bytes>> = {
      1: byte(6),
      2: new Uint8Array(16).fill(4),
      3: new Uint8Array(12).fill(4),
      4: hex('0162'),
      5: hex('0200010003'),
    }
    const listed = byReason((kind) =>
      grantOn(join(byte(kind, 2), of[kind] ?? byte(5), second[kind] ?? byte(6)), 6),
    )
    const inTuple = byReason((kind) => grantOn(join(byte(5, 2, kind), of[kind] ?? byte(5), hex('0001')), 4))
    const lengths = byReason((length) =>
      grantOn(join(byte(5, length), ...Array.from({ length: Math.min(length, 40) }, () => hex('0007'))), 4),
    )
    expect(alone.get('ok')).toEqual([1, 2, 3, 4, 5])
    expect(listed.get('ok')).toEqual([1, 2, 3, 4, 5])
    expect(inTuple.get('ok')).toEqual([0, 1, 2, 3, 4])
    expect(lengths.get('ok')).toEqual(Array.from({ length: 15 }, (_, index) => index + 2))
    for (const found of [alone, listed, inTuple, lengths])
      expect([...found.keys()].toSorted()).toEqual(['malformed', 'ok'])
  })

  test('the parameter of a list: the right one', () => {
    const found = byReason((parameter) =>
      join(
        root({
          ...all,
          grants: [
            join(idsResource(5, 'a', 'b', join(byte(2, 5, parameter), new Uint8Array(9).fill(0x80))), read),
          ],
        }),
        tail,
      ),
    )
    expect(found.get('ok')).toBeUndefined()
    const right = byReason((parameter) =>
      join(
        root({
          ...all,
          grants: [join(idsResource(5, 'a', 'b', join(byte(2, 5, parameter), byte(0x80))), read)],
        }),
        tail,
      ),
    )
    expect(right.get('ok')).toEqual([0])
  })

  test('the first byte of permissions: zero by names; a mask stands only with a number', () => {
    const named = byReason((first) =>
      join(root({ ...all, grants: [join(modelResource('a', 'b'), byte(first), hex('010161'))] }), tail),
    )
    expect(named.get('ok')).toEqual([0])
    expect(named.get('malformed')).toHaveLength(255)
    const numbered = byReason((first) =>
      join(
        root({
          ...all,
          grants: [
            join(head(2, 3), byte(first), first === 0 ? hex('010161') : first > 127 ? byte(1) : byte()),
          ],
        }),
        tail,
      ),
    )
    expect([...numbered.keys()]).toEqual(['forged'])
  })

  test('the kid: those of the ring', () => {
    const bytes = join(root({ ...all, grants: [join(everything, read)] }), tail)
    const found = byReason((one) => bytes.with(2, one))
    expect(found.get('ok')).toEqual([...keys.keys()].toSorted((a, b) => a - b))
    expect(found.get('unknown-key')).toHaveLength(254)
  })
})
