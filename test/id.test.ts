/**
 * What names an object and what does not, kind by kind: at least 200 rows each, and what two ids have to do with each other.
 */
import { inspect } from 'node:util'
import { defineApp, keygen, latchkey, LatchkeyError, scope as anyScope } from 'latchkey'
import type { IdKinds, ObjectRef } from 'latchkey'
import { describe, expect, test } from 'vitest'
import { idKey, kindTexts } from '../src/id.ts'

/** What a model makes of a value: its canonical id, or the status of `INVALID_ID`. */
type Outcome = { readonly id: unknown } | { readonly status: LatchkeyError['status'] }
type Handle = (input: unknown) => ObjectRef
type Row = readonly [label: string, input: unknown, outcome: Outcome]

const refusedText: Outcome = { status: 400 }
const refused: Outcome = { status: 500 }
const kept = (value: unknown): Row => label(value, { id: value })
const label = (value: unknown, outcome: Outcome): Row => [
  inspect(value, { depth: 1, breakLength: Infinity, maxStringLength: 40 })
    .replaceAll(/\s+/g, ' ')
    .slice(0, 60),
  value,
  outcome,
]

function modelOf(id: IdKinds | undefined, idField?: string | readonly string[]): Handle {
  const spec = { ...(id !== undefined && { id }), ...(idField !== undefined && { idField }) }
  return defineApp('app', { Model: spec }).Model as unknown as Handle
}

function outcomeOf(model: Handle, input: unknown): Outcome | string {
  try {
    return { id: model(input).id }
  } catch (error) {
    if (!(error instanceof LatchkeyError)) return `no LatchkeyError: ${String(error)}`
    return error.code === 'INVALID_ID' ? { status: error.status } : error.code
  }
}

class Entity {
  readonly #id: unknown
  constructor(id: unknown) {
    this.#id = id
  }
  get id(): unknown {
    return this.#id
  }
}
class Derived extends Entity {}
class Unsaved {
  readonly title = 'x'
  readonly id: number | undefined = undefined
}
/** As the driver of a database has it. */
class DriverId {
  readonly id: Buffer = Buffer.from('507f1f77bcf86cd799439011', 'hex')
  toHexString(): string {
    return this.id.toString('hex')
  }
}
class Untitled {
  readonly title = 'x'
}

// ---------------------------------------------------------------- what is no id of any kind

/** No id, and no text: a mistake of the program. */
const never: readonly unknown[] = [
  null,
  undefined,
  NaN,
  Infinity,
  -Infinity,
  -0,
  0.5,
  -1.5,
  5.000_000_1,
  Number.MIN_VALUE,
  Number.MAX_VALUE,
  Number.EPSILON,
  2 ** 53,
  -(2 ** 53),
  2 ** 64,
  1e21,
  2n ** 64n,
  2n ** 64n + 5n,
  -(2n ** 63n) - 1n,
  10n ** 100n,
  true,
  false,
  Symbol('5'),
  Symbol.iterator,
  Symbol.for('5'),
  () => 5,
  async () => 5,
  Object.assign(() => 5, { id: 5 }),
  Object.assign(function id() {}, { id: 5 }),
  Entity,
]
/** Objects without an id: what frameworks, parsers and mistakes put in its place. */
const idless: readonly unknown[] = [
  {},
  Object.create(null),
  { Id: 5 },
  { ID: 5 },
  { _id: 5 },
  { ' id': 5 },
  { id: undefined },
  { id: null },
  { id: NaN },
  { id: {} },
  { id: [] },
  { id: { id: 5 } },
  { id: true },
  { id: new Date(5) },
  { id: () => 5 },
  { id: Symbol('5') },
  { '5': '' },
  { '': '5' },
  { a: { id: 5 } },
  { $ne: 5 },
  { $gt: '' },
  { valueOf: () => 5 },
  { toString: () => '5' },
  { [Symbol.toPrimitive]: () => 5 },
  { toJSON: () => 5 },
  { toHexString: 5 },
  { toHexString: '507f1f77bcf86cd799439011' },
  new Entity(undefined),
  new Entity(null),
  new Entity(NaN),
  new Derived(undefined),
  new Unsaved(),
  new Date(5),
  new Date('2026-01-01'),
  new Date(NaN),
  Object(5),
  Object('5'),
  Object(5n),
  Object(true),
  Object(Symbol('5')),
  /5/,
  Object.assign(new Error('5'), { stack: 'Error: 5' }),
  new Map([['id', 5]]),
  new Set([5]),
  new WeakMap(),
  Promise.resolve(5),
  new Uint8Array(12),
  new Uint8Array(16),
  new Float64Array([5]),
  Buffer.from('5'),
  new ArrayBuffer(8),
  new DataView(new ArrayBuffer(8)),
  new URL('https://example.org/5?id=5'),
  new URLSearchParams('id=5'),
  new Headers({ id: '5' }),
  new AbortController(),
  Intl,
  Math,
  JSON,
  globalThis,
  new Proxy({}, { get: () => 5 }),
  Object.defineProperty({}, 'ID', { get: () => 5 }),
]
/** Lists: what a query parser makes of `?id=5&id=6`. */
const lists: readonly Row[] = [
  label([], refused),
  label([5], refused),
  label([5n], refused),
  label([undefined], refused),
  label([null], refused),
  label([[5]], refused),
  label([{ id: 5 }], refused),
  label(Object.assign([5], { id: 5 }), refused),
  label(Array.from({ length: 3 }), refused),
  label(['5'], refusedText),
  label(['5', '6'], refusedText),
  label(['', '5'], refusedText),
]
/** Texts that no kind takes. */
const brokenTexts: readonly string[] = [
  '',
  '\ud800',
  '\udfff',
  'a\ud83d',
  '\ude00b',
  '5\ud800',
  'a'.repeat(256),
  'é'.repeat(128),
  '漢'.repeat(86),
  '😀'.repeat(64),
  '5'.repeat(256),
  'a'.repeat(10_000),
]
/** Texts that are no integer as it is written in one way only. */
const notDecimal: readonly string[] = [
  ' ',
  ' 5',
  '5 ',
  '\t5',
  '5\t',
  '5\n',
  '\n5',
  '5\r\n',
  '\u00a05',
  '\ufeff5',
  '5\u200b',
  '\u202e5',
  '\u00005',
  '5\u0000',
  '+5',
  '-0',
  '+0',
  '00',
  '05',
  '007',
  '-05',
  '-00',
  '5.0',
  '5.',
  '.5',
  '0.0',
  '5e0',
  '1e3',
  '1E3',
  '0x5',
  '0X5',
  '-0x5',
  '0b1',
  '0o7',
  '5n',
  '1_000',
  '1,000',
  '1 000',
  "1'000",
  '5abc',
  'abc',
  'abc5',
  'NaN',
  'Infinity',
  '-Infinity',
  'null',
  'undefined',
  'true',
  '[object Object]',
  '-',
  '--5',
  '- 5',
  '5-',
  '5-6',
  '(5)',
  '[5]',
  '5,6',
  '5;DROP TABLE posts',
  "5' OR '1'='1",
  '%35',
  '5%00',
  '5#read',
  '*',
  '٣',
  '۵',
  '३',
  '５',
  '𝟓',
  '²',
  '⑤',
  'Ⅴ',
  '−5',
  '‐5',
  '5\u0301',
]
const objectId = '507f1f77bcf86cd799439011'
const uuid = '3f2504e0-4f89-41d3-9a0c-0305e82c3301'

// ---------------------------------------------------------------- the tables

const integers: readonly (readonly [input: unknown, integer: number])[] = [
  [0, 0],
  [1, 1],
  [42, 42],
  [-1, -1],
  [-7, -7],
  [127, 127],
  [128, 128],
  [2 ** 31, 2 ** 31],
  [2 ** 32, 2 ** 32],
  [-(2 ** 31) - 1, -(2 ** 31) - 1],
  [2 ** 53 - 1, 2 ** 53 - 1],
  [-(2 ** 53) + 1, -(2 ** 53) + 1],
  [5.0, 5],
  [0n, 0],
  [-0n, 0],
  [42n, 42],
  [-7n, -7],
  [2n ** 53n - 1n, 2 ** 53 - 1],
  [-(2n ** 53n) + 1n, -(2 ** 53) + 1],
  ['0', 0],
  ['1', 1],
  ['42', 42],
  ['-7', -7],
  ['10', 10],
  ['9007199254740991', 2 ** 53 - 1],
  ['-9007199254740991', -(2 ** 53) + 1],
]
/** Exact, and more than a `number` holds. */
const large: readonly (readonly [input: unknown, integer: bigint])[] = [
  [2n ** 53n, 2n ** 53n],
  [2n ** 53n + 1n, 2n ** 53n + 1n],
  [2n ** 63n, 2n ** 63n],
  [2n ** 64n - 1n, 2n ** 64n - 1n],
  [-(2n ** 53n), -(2n ** 53n)],
  [-(2n ** 63n), -(2n ** 63n)],
  ['9007199254740992', 2n ** 53n],
  ['9007199254740993', 2n ** 53n + 1n],
  ['18446744073709551615', 2n ** 64n - 1n],
  ['-9223372036854775808', -(2n ** 63n)],
]
const outOfRange: readonly string[] = [
  '18446744073709551616',
  '-9223372036854775809',
  '99999999999999999999',
  '1'.repeat(21),
  '1'.repeat(22),
  '-'.concat('1'.repeat(21)),
  '9'.repeat(255),
]

const uuids: readonly string[] = [
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  uuid,
  'c232ab00-9414-11ec-b3c8-9f6bdeced846',
  '000003e8-cbb9-21ea-b201-00045a86c8a1',
  '5df41881-3aed-3515-88a7-2f4a814cf09e',
  '919108f7-52d1-4320-9bac-f847db4148a8',
  '2ed6657d-e927-568b-95e1-2665a8aea6a2',
  '1ec9414c-232a-6b00-b3c8-9f6bdeced846',
  '017f22e2-79b0-7cc3-98c4-dc0c0c07398f',
  '320c3d4d-cc00-875b-8ec9-32d5f69181c0',
  '12345678-1234-f234-0234-123456789012',
]
const notUuids: readonly string[] = [
  `{${uuid}}`,
  `urn:uuid:${uuid}`,
  uuid.replaceAll('-', ''),
  uuid.replaceAll('-', '–'),
  uuid.slice(1),
  uuid.slice(0, -1),
  `${uuid}0`,
  ` ${uuid}`,
  `${uuid}\n`,
  `${uuid.slice(0, -1)}g`,
  `${uuid.slice(0, -1)}G`,
  `${uuid.slice(0, -1)}Ａ`,
  `${uuid.slice(0, -1)}\u212a`,
  `${uuid.slice(0, -1)}٣`,
  `${uuid.slice(0, -1)}-`,
  '3f2504e04-f89-41d3-9a0c-0305e82c3301',
  '3f2504e0-4f89-41d39-a0c-0305e82c3301',
  '3f2504e0_4f89_41d3_9a0c_0305e82c3301',
  '3f2504e0-4f89-41d3-9a0c-0305e82c330İ',
  'x'.repeat(36),
  '-'.repeat(36),
  objectId,
  '5',
]
const objectIds: readonly string[] = [
  objectId,
  '000000000000000000000000',
  'ffffffffffffffffffffffff',
  '111111111111111111111111',
  'deadbeefdeadbeefdeadbeef',
]
const notObjectIds: readonly string[] = [
  objectId.slice(1),
  `${objectId}0`,
  ` ${objectId.slice(1)}`,
  `${objectId.slice(1)} `,
  `${objectId.slice(1)}g`,
  `${objectId.slice(1)}\u212a`,
  `0x${objectId.slice(2)}`,
  `ObjectId("${objectId}")`,
  `"${objectId}"`,
  'abcdefghijkl',
  'x'.repeat(24),
  '-'.repeat(24),
  '٣'.repeat(24),
  uuid,
  '5',
]
/** Any text goes where texts are ids; these are some that programs get wrong. */
const plainTexts: readonly string[] = [
  '0',
  '5',
  '42',
  '-7',
  'a',
  'a b',
  'é',
  'e\u0301',
  '漢字',
  '😀',
  '\u0000',
  '\ufffd',
  '\ufeff',
  '/reports/2026.pdf',
  '__proto__',
  'constructor',
  'toString',
  'a'.repeat(255),
  'é'.repeat(127),
  '漢'.repeat(85),
  '😀'.repeat(63),
  uuid,
  uuid.toUpperCase(),
  objectId,
  objectId.toUpperCase(),
  '18446744073709551616',
]

const asTexts = (texts: readonly string[], outcome: Outcome): Row[] =>
  texts.map((text) => label(text, outcome))
const hexId = (text: unknown): object => ({ toHexString: () => text })

/** Each id again as the id of a row, of a class instance, and of a row without a prototype. */
function withRows(direct: readonly Row[]): Row[] {
  const rows = direct.flatMap(([name, value, outcome]): Row[] => [
    [`{ id: ${name} }`, { id: value, title: 'a row' }, outcome],
    [`{ get id() { return ${name} } }`, new Derived(value), outcome],
  ])
  const bare = direct.slice(0, 8).flatMap(([name, value, outcome]): Row[] => [
    [`row without a prototype, ${name}`, Object.assign(Object.create(null), { id: value }), outcome],
    [`row that inherits ${name}`, Object.create({ id: value }), outcome],
    [`frozen row, ${name}`, Object.freeze({ id: value }), outcome],
    [`hidden id ${name}`, Object.defineProperty({}, 'id', { value }), outcome],
    [`proxy of a row, ${name}`, new Proxy({ id: value }, {}), outcome],
  ])
  return [...rows, ...bare]
}
const refusedByAll: readonly Row[] = [
  ...never.map((value) => label(value, refused)),
  ...withRows(never.map((value) => label(value, refused))).slice(0, 70),
  ...idless.map((value) => label(value, refused)),
  ...lists,
  ...lists.map(([name, value, outcome]): Row => [`{ id: ${name} }`, { id: value }, outcome]),
  ...asTexts(brokenTexts, refusedText),
]
function table(accepted: readonly Row[], refusals: readonly Row[]): readonly Row[] {
  return [
    ...accepted,
    ...withRows(accepted),
    ...refusals,
    ...withRows(refusals).slice(0, 60),
    ...refusedByAll,
  ]
}

const tables: readonly (readonly [name: string, kinds: IdKinds | undefined, rows: readonly Row[]])[] = [
  [
    'int',
    'int',
    table(
      integers.map(([input, id]) => label(input, { id })),
      [
        ...large.map(([input]) => label(input, typeof input === 'string' ? refusedText : refused)),
        ...asTexts(notDecimal, refusedText),
        ...asTexts(outOfRange, refusedText),
        ...[uuid, objectId].map((text) => label(text, refusedText)),
      ],
    ),
  ],
  [
    'bigint',
    'bigint',
    table(
      [
        ...integers.map(([input, id]) => label(input, { id: BigInt(id) })),
        ...large.map(([input, id]) => label(input, { id })),
      ],
      [...asTexts(notDecimal, refusedText), ...asTexts(outOfRange, refusedText)],
    ),
  ],
  [
    'uuid',
    'uuid',
    table(
      [...uuids, ...uuids.map((text) => text.toUpperCase()), 'C232AB00-9414-11ec-b3c8-9f6bdeced846'].map(
        (text) => label(text, { id: text.toLowerCase() }),
      ),
      [
        ...asTexts(notUuids, refusedText),
        ...asTexts(notDecimal.slice(0, 20), refusedText),
        ...[0, 5, 5n, hexId(uuid)].map((value) => label(value, refused)),
      ],
    ),
  ],
  [
    'objectid',
    'objectid',
    table(
      [
        ...[...objectIds, ...objectIds.map((text) => text.toUpperCase())].map((text) =>
          label(text, { id: text.toLowerCase() }),
        ),
        ...objectIds.map((text): Row => [`ObjectId ${text}`, hexId(text), { id: text }]),
        ['ObjectId in capitals', hexId(objectId.toUpperCase()), { id: objectId }],
        [
          'ObjectId with other fields',
          Object.assign(hexId(objectId), { id: Buffer.alloc(12), _id: 5 }),
          { id: objectId },
        ],
      ],
      [
        ...asTexts(notObjectIds, refusedText),
        ...asTexts(notDecimal.slice(0, 20), refusedText),
        ...[
          0,
          5,
          5n,
          hexId(undefined),
          hexId(5),
          hexId('5'),
          hexId(uuid),
          hexId({}),
          Object.assign(hexId('5'), { id: objectId }),
        ].map((value) => label(value, refused)),
      ],
    ),
  ],
  [
    'string',
    'string',
    table(
      [...plainTexts, ...notDecimal, ...notUuids.slice(0, 10), ...outOfRange].map(kept),
      [0, 5, -7, 5n, 2n ** 60n, hexId(objectId)].map((value) => label(value, refused)),
    ),
  ],
  [
    'undeclared',
    undefined,
    table(
      [
        ...[...plainTexts, ...notDecimal, ...notUuids.slice(0, 10), ...outOfRange].map(kept),
        ...integers.filter(([input]) => typeof input !== 'string').map(([input, id]) => label(input, { id })),
        ...large.filter(([input]) => typeof input !== 'string').map(([input, id]) => label(input, { id })),
      ],
      [label(hexId(objectId), refused)],
    ),
  ],
]

test('each kind has its table', () => {
  const kinds = new Set(tables.map(([name]) => name))
  expect(Object.keys(kindTexts).filter((kind) => !kinds.has(kind))).toEqual([])
})

describe.each(tables)('an id of kind %s', (_name, kinds, rows) => {
  test('is put to at least 200 values', () => expect(rows.length).toBeGreaterThanOrEqual(200))

  const model = modelOf(kinds)
  test.each(rows)('%s', (_label, input, outcome) => expect(outcomeOf(model, input)).toEqual(outcome))
})

// ---------------------------------------------------------------- composite keys

const member = modelOf(['int', 'uuid'], ['orgId', 'userId'])
const triple = modelOf(['bigint', 'objectid', 'string'])
const pair = modelOf(undefined, ['left', 'right'])
/** Status 400 is for texts that are no ids; a missing member is a mistake of the program, whatever stands beside it. */
const composites: readonly (readonly [model: Handle, input: unknown, outcome: Outcome])[] = [
  [member, [7, uuid], { id: [7, uuid] }],
  [member, ['7', uuid.toUpperCase()], { id: [7, uuid] }],
  [member, [7n, uuid], { id: [7, uuid] }],
  [member, { orgId: 7, userId: uuid }, { id: [7, uuid] }],
  [member, { orgId: '7', userId: uuid.toUpperCase(), name: 'ann' }, { id: [7, uuid] }],
  [member, { userId: uuid, orgId: 7 }, { id: [7, uuid] }],
  [member, Object.create({ orgId: 7, userId: uuid }), { id: [7, uuid] }],
  [member, [7], refused],
  [member, [], refused],
  [member, [7, uuid, uuid], refused],
  [member, [uuid, 7], refused],
  [member, ['7abc', uuid], refusedText],
  [member, ['7abc', 'abc'], refusedText],
  [member, ['7abc', undefined], refused],
  [member, [7, 'abc'], refusedText],
  [member, [7, undefined], refused],
  [member, [undefined, uuid], refused],
  [member, [7, null], refused],
  [member, [[7], [uuid]], refused],
  [member, [7, [uuid]], refused],
  [member, 7, refused],
  [member, '7', refusedText],
  [member, `7,${uuid}`, refusedText],
  [member, { orgId: 7 }, refused],
  [member, { userId: uuid }, refused],
  [member, { orgId: 7, userId: undefined }, refused],
  [member, { orgId: undefined, userId: uuid }, refused],
  [member, { orgId: NaN, userId: uuid }, refused],
  [member, { orgId: null, userId: uuid }, refused],
  [member, { id: [7, uuid] }, refused],
  [member, {}, refused],
  [member, null, refused],
  [member, undefined, refused],
  [triple, [5, objectId, 'x'], { id: [5n, objectId, 'x'] }],
  [triple, ['5', hexId(objectId), '5'], { id: [5n, objectId, '5'] }],
  [triple, [2n ** 64n - 1n, objectId.toUpperCase(), ' '], { id: [2n ** 64n - 1n, objectId, ' '] }],
  [triple, { id: [5, objectId, 'x'] }, { id: [5n, objectId, 'x'] }],
  [triple, [5, objectId, ''], refusedText],
  [triple, [5, objectId], refused],
  [triple, [5, objectId, 5], refused],
  [triple, { id: 5 }, refused],
  [pair, { left: 1, right: 'x' }, { id: [1, 'x'] }],
  [pair, { left: '1', right: 1n }, { id: ['1', 1] }],
  [pair, [1, 'x'], { id: [1, 'x'] }],
  [pair, { left: 1 }, refused],
  [pair, { left: 1, right: undefined }, refused],
  [pair, { left: 1, right: [1, 2] }, refused],
  [pair, { left: 1, right: '' }, refusedText],
  [pair, { left: undefined, right: '' }, refused],
  [pair, [1], refused],
  [pair, [1, 2, 3], refused],
  [pair, 1, refused],
  [pair, 'x', refusedText],
]

test.each(
  composites.map(([model, input, outcome]) => ({ name: label(input, outcome)[0], model, input, outcome })),
)('a composite key of $name', ({ model, input, outcome }) => expect(outcomeOf(model, input)).toEqual(outcome))

test.each([2, 3, 15, 16])('a composite key of %i members is one', (length) => {
  const kinds = Array.from({ length }, () => 'int') as unknown as IdKinds
  const numbers = Array.from({ length }, (_, index) => index)
  expect(modelOf(kinds)(numbers).id).toEqual(numbers)
  expect(outcomeOf(modelOf(kinds), [...numbers, 1])).toEqual(refused)
  expect(outcomeOf(modelOf(kinds), numbers.slice(1))).toEqual(refused)
})

test('a composite id is frozen, and no longer the list that was given', () => {
  const given: [number, string] = [7, uuid]
  const reference = member(given)
  given[0] = 8
  expect(reference.id).toEqual([7, uuid])
  expect(Object.isFrozen(reference.id)).toBe(true)
})

test('an id is read from the field that was declared, and from no other', () => {
  const page = modelOf('string', 'slug')
  expect(outcomeOf(page, { id: 'x', slug: 'about' })).toEqual({ id: 'about' })
  expect(outcomeOf(page, { id: 'x' })).toEqual(refused)
  expect(outcomeOf(modelOf('int', '__proto__'), { id: 5 })).toEqual(refused)
  expect(outcomeOf(modelOf('int', 'constructor'), { id: 5 })).toEqual(refused)
  expect(outcomeOf(modelOf('int', 'length'), { length: 5 })).toEqual({ id: 5 })
})

// ---------------------------------------------------------------- what a row is not

test.each([
  [undefined, 5],
  ['int', 5],
  ['bigint', '5'],
  ['uuid', uuid],
  ['objectid', objectId],
  ['string', 'x'],
] as const)('an id that stands on Object.prototype is no id of a row: %s', (kinds, id) => {
  const model = modelOf(kinds)
  const prototype = Object.prototype as { id?: unknown }
  const outcomes: unknown[] = []
  prototype.id = id
  try {
    for (const row of [
      {},
      { title: 'x' },
      new Untitled(),
      new Date(),
      Object.create({}),
      Object.create(null),
    ])
      outcomes.push(outcomeOf(model, row))
  } finally {
    delete prototype.id
  }
  expect(outcomes).toEqual(outcomes.map(() => refused))
})

test('an ObjectId is told by a method of its own or of its class, not by one on Object.prototype', () => {
  const model = modelOf('objectid')
  const prototype = Object.prototype as { toHexString?: unknown }
  const outcomes: unknown[] = []
  prototype.toHexString = () => 'f'.repeat(24)
  try {
    for (const input of [{ id: objectId }, {}, new DriverId(), { id: new DriverId() }, hexId(objectId)])
      outcomes.push(outcomeOf(model, input))
  } finally {
    delete prototype.toHexString
  }
  expect(outcomes).toEqual([{ id: objectId }, refused, { id: objectId }, { id: objectId }, { id: objectId }])
})

test('what is no object is no ObjectId, and neither is an object of another kind a key of a row', () => {
  const callable = Object.assign(() => objectId, { toHexString: () => objectId })
  expect(outcomeOf(modelOf('objectid'), callable)).toEqual(refused)
  expect(outcomeOf(modelOf('int'), { id: 42, toHexString: () => objectId })).toEqual({ id: 42 })
})

test('a text is no key of as many fields as it has characters', () => {
  expect(outcomeOf(modelOf(undefined, ['a', 'b']), 'ab')).toEqual(refusedText)
  expect(outcomeOf(modelOf(undefined, ['a', 'b']), ['a', 'b'])).toEqual({ id: ['a', 'b'] })
})

test('an ObjectId that gives itself as its text is no id', () => {
  const endless: object = { toHexString: () => endless }
  expect(outcomeOf(modelOf('objectid'), endless)).toEqual(refused)
})

test('a reference is an id of its own model, and of no other', () => {
  const app = defineApp('app', { One: { id: 'int' }, Other: { id: 'int' } })
  const twin = defineApp('app', { One: { id: 'int' } })
  expect(app.One(app.One(5)).id).toBe(5)
  const key = modelOf(['int', 'int'], ['a', 'b'])
  expect(key(key({ a: 4, b: 2 })).id).toEqual([4, 2])
  expect(outcomeOf(app.Other as unknown as Handle, app.One(5))).toEqual(refused)
  expect(outcomeOf(app.One as unknown as Handle, twin.One(5))).toEqual(refused)
})

test('the message names the model and the kind, and never the value', () => {
  const secretive = '5-hunter2-hunter2-hunter2'
  for (const [, kinds] of tables.slice(0, 4)) {
    for (const input of [secretive, [secretive], { id: secretive }, { [secretive]: secretive }]) {
      expect(() => modelOf(kinds)(input)).toThrow(/app\.Model/)
      expect(() => modelOf(kinds)(input)).not.toThrow(/hunter2/)
    }
  }
})

test.each([
  [NaN, 'NaN'],
  [1.5, 'a number that is none'],
  ['5abc', 'a string that is none'],
  [2n ** 64n, 'a bigint that is none'],
  [[5], 'a list that is none'],
  [null, 'null'],
  [undefined, 'undefined'],
  [{ id: null }, 'null'],
  [true, 'a value of type boolean'],
  [Symbol('5'), 'a value of type symbol'],
])('the message says of what type %o is', (input, told) => {
  expect(() => modelOf('int')(input)).toThrow(
    `app.Model takes an exact integer or its decimal text; it was given ${told}`,
  )
})

test.each<[IdKinds | undefined, string[], string]>([
  [undefined, ['id'], 'an exact integer or a text of 1 to 255 bytes'],
  [undefined, ['a', 'b'], 'a list of 2 ids'],
  ['uuid', ['id'], 'a UUID'],
  [['int', 'uuid'], ['a', 'b'], 'a list of 2: an exact integer or its decimal text; a UUID'],
])('the message says what ids of %j in %j are', (kinds, fields, told) => {
  expect(() => modelOf(kinds, fields)(true)).toThrow(`app.Model takes ${told}; it was given`)
})

test('a getter of a row is asked once', () => {
  let asked = 0
  const row = {
    get id() {
      return ++asked
    },
  }
  expect(modelOf('int')(row).id).toBe(1)
  expect(asked).toBe(1)
})

// ---------------------------------------------------------------- equality

const { tokens } = latchkey({ secrets: keygen(), apps: [] })
const anything = defineApp('app', { Model: {}, Pair: { idField: ['left', 'right'] } })
/** No two of these are one id. */
const different: readonly unknown[] = [
  0,
  '0',
  5,
  '5',
  '05',
  ' 5',
  '5 ',
  -5,
  '-5',
  50,
  '5.0',
  '5n',
  2 ** 53 - 1,
  2n ** 53n,
  2n ** 53n + 1n,
  2n ** 63n,
  2n ** 64n - 1n,
  -(2n ** 63n),
  '9007199254740992',
  '9007199254740993',
  '18446744073709551615',
  uuid,
  uuid.toUpperCase(),
  uuid.replaceAll('-', ''),
  objectId,
  objectId.toUpperCase().replace('F', 'f'),
  objectId.toUpperCase(),
  'é',
  'e\u0301',
  'É',
  'K',
  '\u212a',
  'k',
  'ß',
  'ss',
  '\ufffd',
  '\ufeffa',
  'a',
  'a\u0000',
  'A',
  'null',
  'undefined',
  'NaN',
  'true',
  '__proto__',
  '[object Object]',
  '(1,2)',
  '1,2',
  '*',
  '%35',
  '\u0000',
]

test('no two ids of different type, case, composition or spelling are one', () => {
  const scopes = different.map((id) => anyScope.accessObj(anything.Model(id as number), 'read'))
  const made = scopes.map((scope) => tokens.generate(scope))
  expect(new Set(made).size).toBe(different.length)
  const crossed: string[] = []
  for (const [granted, token] of made.entries()) {
    for (const [asked, scope] of scopes.entries()) {
      const same = granted === asked
      const agree =
        tokens.validate(token, scope) === same && anyScope.covers(scopes[granted]!, scope) === same
      if (!agree) crossed.push(`${String(different[granted])} for ${String(different[asked])}`)
    }
  }
  expect(crossed).toEqual([])
})

const reference = (id: unknown): ObjectRef<'app.Model'> => anything.Model(id as number)

test('a list of all of them grants each of them, and nothing beside', () => {
  const [first, ...rest] = different
  const token = tokens.generate(
    anyScope.union(...rest.map((id) => anyScope.accessObj(reference(id), 'read'))),
  )
  for (const id of rest) expect(tokens.validate(token, anyScope.accessObj(reference(id), 'read'))).toBe(true)
  for (const id of [first, 1, '1', 'b', 2n ** 53n + 2n])
    expect(tokens.validate(token, anyScope.accessObj(reference(id), 'read'))).toBe(false)
})

test('composite keys are one only when all members are, in order and in type', () => {
  const tuples: readonly [unknown, unknown][] = [
    [1, 2],
    [2, 1],
    ['1', 2],
    [1, '2'],
    ['1', '2'],
    ['12', 2],
    [1, 22],
    [11, 2],
    ['1:2', '3'],
    ['1', '2:3'],
    ['s1:2', 'i1:2'],
    [uuid, objectId],
    [uuid.toUpperCase(), objectId],
  ]
  const scopes = tuples.map(([left, right]) =>
    anyScope.accessObj(anything.Pair({ left: left as number, right: right as number }), 'read'),
  )
  // Alone, and among so many that they are looked up by key.
  const made = scopes.map((scope) => tokens.generate(scope))
  for (const [granted, token] of made.entries()) {
    const others = scopes.filter((_, index) => index !== granted)
    for (const [asked, scope] of scopes.entries())
      expect(tokens.validate(token, scope)).toBe(granted === asked)
    expect(tokens.validate(tokens.generate(anyScope.union(...others)), scopes[granted]!)).toBe(false)
    expect(anyScope.covers(anyScope.union(...scopes), scopes[granted]!)).toBe(true)
  }
})

test('equal integers are one id, whatever type they came in', () => {
  const granted = tokens.generate(anyScope.accessObj(anything.Model(5n), 'read'))
  expect(tokens.validate(granted, anyScope.accessObj(anything.Model(5), 'read'))).toBe(true)
  expect(granted).toBe(tokens.generate(anyScope.accessObj(anything.Model(5), 'read')))
})

// ---------------------------------------------------------------- ids on their way through a token

test('an id of kind bigint is a bigint in the reference, in the objects and in the object of a pass', () => {
  const log = defineApp('log', { Event: { id: 'bigint', permissions: ['see'] } })
  const ids = [5n, -5n, 0n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 64n - 1n, -(2n ** 63n)]
  for (const id of ids) {
    expect(log.Event(id).id).toBe(id)
    const asked = anyScope.accessObj(log.Event(String(id)), 'see')
    const verdict = tokens.verify(tokens.generate(asked), asked)
    if (!verdict.ok) throw new Error(verdict.detail)
    expect(verdict.pass.required(log.Event).id).toBe(id)
    expect(verdict.pass.objects(log.Event, 'see')).toEqual({ kind: 'some', ids: [id] })
  }
  const verdict = tokens.verify(
    tokens.generate(anyScope.union(...ids.map((id) => anyScope.accessObj(log.Event(id), 'see')))),
    'authentic',
  )
  const objects = verdict.ok ? verdict.pass.objects(log.Event, 'see') : undefined
  expect(objects).toEqual({
    kind: 'some',
    ids: ids.toSorted((one, other) => (one < other ? -1 : one > other ? 1 : 0)),
  })
})

test('members of kind bigint are bigints too', () => {
  const log = defineApp('log', { Line: { id: ['bigint', 'string'], permissions: ['see'] } })
  const asked = anyScope.accessObj(log.Line(['5', '5']), 'see')
  const verdict = tokens.verify(tokens.generate(asked), asked)
  if (!verdict.ok) throw new Error(verdict.detail)
  expect(log.Line([5, '5']).id).toEqual([5n, '5'])
  expect(verdict.pass.required(log.Line).id).toEqual([5n, '5'])
  expect(verdict.pass.objects(log.Line, 'see')).toEqual({ kind: 'some', ids: [[5n, '5']] })
})

test('a route parameter and a row name the same object', () => {
  const blog = defineApp('blog', {
    Post: { id: 'int', permissions: ['read'] },
    Comment: { id: 'uuid', permissions: ['read'] },
    Image: { id: 'objectid', permissions: ['read'] },
  })
  const row = { id: 42, title: 'On keys' }
  const post = tokens.generate(anyScope.accessObj(blog.Post(row), 'read'))
  expect(tokens.validate(post, anyScope.accessObj(blog.Post('42'), 'read'))).toBe(true)
  const comment = tokens.generate(anyScope.accessObj(blog.Comment(uuid.toUpperCase()), 'read'))
  expect(tokens.validate(comment, anyScope.accessObj(blog.Comment(uuid), 'read'))).toBe(true)
  const image = tokens.generate(anyScope.accessObj(blog.Image({ toHexString: () => objectId }), 'read'))
  expect(tokens.validate(image, anyScope.accessObj(blog.Image(objectId.toUpperCase()), 'read'))).toBe(true)
})

test('no text has the key of a composite id: one of Django may begin with half a character', () => {
  const tuple = idKey(['a', 1])
  expect(idKey(tuple)).not.toBe(tuple)
  expect(idKey(idKey(tuple))).not.toBe(idKey(tuple))
  const greatest = 2n ** 64n - 1n
  const ids = ['a', 1, ['a', 1], ['a1', 1], tuple, ['a', '1'], ['a,b', 'c'], ['a', 'b,c'], [greatest, 1]]
  expect(new Set([...ids, [String(greatest), 1]].map((id) => idKey(id))).size).toBe(10)
})
