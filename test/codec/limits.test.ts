/**
 * The limits of SPEC §12, each one below, at, and one above: when a token is made, and when one is read that somebody else made.
 */
import { describe, expect, test } from 'vitest'
import { bodyStart, tagLength, writeBlock, writeRoot } from '../../src/codec/body.ts'
import type { WireGrant } from '../../src/codec/grants.ts'
import { defineApp, latchkey, LatchkeyError, narrow, scope } from '../../src/index.ts'
import type { BindValue, GenerateOptions, Limits, Scope } from '../../src/index.ts'
import { byte, encode, hex, join, utf8, varint } from '../../tools/vectors/bytes.ts'
import type { Bytes } from '../../tools/vectors/bytes.ts'
import { kidOf, secret, sign } from '../../tools/vectors/keys.ts'
import { id as shortId } from '../../tools/vectors/scope.ts'
import type { ShortId } from '../../tools/vectors/scope.ts'
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
  rawTexts,
  root,
  subjectText,
  texts,
  tuple,
  valueList,
} from '../../tools/vectors/wire.ts'

const start = 1_767_225_600
const epoch = 1_704_067_200
const key = { secret: secret(1), salt: '', bind: null }
const all = { kid: kidOf(secret(1)), issuedAt: start }
const read = texts('r')
const clock = { seconds: start }
const { tokens } = latchkey({ secrets: secret(1), apps: [], clock: () => clock.seconds * 1000 })

function signed(first: Bytes, blocks: Bytes[] = []): string {
  return sign(first, blocks, key).token
}
/** The answer to a token under a right tag; `forged` is what a right structure with a number gives where there is no lock. */
function reasonOf(token: string): string {
  const verdict = tokens.verify(token, 'authentic')
  return verdict.ok ? 'ok' : verdict.reason
}
function codeOf(work: () => unknown): unknown {
  try {
    work()
    return 'made'
  } catch (error) {
    return error instanceof LatchkeyError ? error.code : error
  }
}
/** A token that is made must be taken by the one who made it. */
function made(granted: Scope | readonly object[], options: GenerateOptions = {}): unknown {
  return codeOf(() => {
    const token = tokens.generate(granted as Scope, options)
    const check = {
      ...(options.salt === undefined ? {} : { salt: options.salt }),
      ...(options.bind === undefined ? {} : { bind: options.bind }),
    }
    const verdict = tokens.verify(token, 'authentic', check)
    if (!verdict.ok && verdict.reason !== 'single-use') throw new Error(`${verdict.reason}: ${token}`)
  })
}
/** So must one that is narrowed. */
function narrowed(token: string, limits: Limits): unknown {
  return codeOf(() => {
    const child = tokens.narrow(token, limits)
    if (reasonOf(child) !== 'ok') throw new Error(`${reasonOf(child)}: ${child}`)
  })
}
function ones(length: number): string {
  return 'x'.repeat(length)
}
function range(length: number, from = 0): number[] {
  return Array.from({ length }, (_, index) => from + index)
}

// ---------------------------------------------------------------- lengths

/** Permissions of which the last makes the token so many bytes long. */
function scopeOf(bytes: number): Scope {
  const names = [...range(22).map((index) => String.fromCharCode(65 + index) + ones(254)), `y${ones(249)}`]
  const fixed = 26 + 22 * 257 + 252
  const last = bytes - fixed
  return scope.accessAll(...(names as [string]), `z${ones((last <= 128 ? last - 1 : last - 2) - 1)}`)
}

/** A root that grants texts, of exactly so many bytes with its tag. */
function rootOf(bytes: number): Bytes {
  const fixed = root({ ...all, grants: [join(everything, rawTexts([]))] }).length + 16
  let left = bytes - fixed
  const names: string[] = []
  for (let index = 0; left > 0; index++) {
    const size = left > 300 ? 253 : left > 257 ? 200 : left
    // A text of n bytes takes n + 1 up to 127, and n + 2 beyond.
    const length = size <= 128 ? size - 1 : size - 2
    names.push(String.fromCharCode(33 + index) + ones(length - 1))
    left -= length <= 127 ? length + 1 : length + 2
  }
  const first = root({ ...all, grants: [join(everything, texts(...names))] })
  if (first.length + 16 !== bytes) throw new Error(`${first.length + 16} bytes, and not ${bytes}`)
  return first
}

describe('the length of a token', () => {
  test('is read up to 6,144 bytes or 8,192 characters, and not beyond', () => {
    for (const [bytes, characters] of [
      [6142, 8190],
      [6143, 8191],
      [6144, 8192],
    ] as const) {
      const token = signed(rootOf(bytes))
      expect(token).toHaveLength(characters)
      expect(reasonOf(token)).toBe('ok')
    }
    for (const bytes of [6145, 6146, 6147, 7000]) {
      const token = signed(rootOf(bytes))
      expect(token.length).toBeGreaterThan(8192)
      expect(reasonOf(token)).toBe('malformed')
      expect(tokens.inspect(token)).toMatchObject({ ok: false, reason: 'malformed' })
      expect(codeOf(() => narrow(token, { expiresIn: '1h' }))).toBe('MALFORMED_TOKEN')
    }
    for (const length of [8193, 8194, 8196, 100_000])
      expect(reasonOf('lk'.padEnd(length, 'A'))).toBe('malformed')
  })

  test('is at least 24 bytes or 32 characters', () => {
    const smallest = signed(root(all))
    expect(smallest).toHaveLength(32)
    expect(reasonOf(smallest)).toBe('ok')
    expect(tokens.generate([])).toHaveLength(32)
    const bytes = root(all)
    // After one byte the second is the first of the tag.
    for (let length = 0; length < bytes.length; length++)
      expect(['malformed', 'unknown-version']).toContain(reasonOf(signed(bytes.subarray(0, length))))
  })

  test('when made is up to 8,192 characters, and TOO_LARGE beyond', () => {
    for (const [bytes, characters] of [
      [6142, 8190],
      [6143, 8191],
      [6144, 8192],
    ] as const) {
      const token = tokens.generate(scopeOf(bytes))
      expect(token).toHaveLength(characters)
      expect(reasonOf(token)).toBe('ok')
    }
    for (const beyond of [6145, 6146, 6147, 6180])
      expect(codeOf(() => tokens.generate(scopeOf(beyond)))).toBe('TOO_LARGE')
    expect(made([...scopeOf(6144), ...scopeOf(6144)])).toBe('made')
    expect(made(range(300).map((index) => ({ app: `${index}${ones(200)}`, permissions: ['r'] })))).toBe(
      'TOO_LARGE',
    )
  })

  test('when narrowed is up to 8,192 characters, and TOO_LARGE beyond', () => {
    // A block with a lifetime of two bytes takes four.
    const results = [6138, 6139, 6140, 6141, 6142].map((bytes) => {
      const parent = signed(rootOf(bytes))
      return codeOf(() => {
        const child = narrow(parent, { expiresAt: new Date((start + 3600) * 1000) })
        if (reasonOf(child) !== 'ok') throw new Error(reasonOf(child))
        if (child.length > 8192) throw new Error('too long')
      })
    })
    expect(results).toEqual(['made', 'made', 'made', 'TOO_LARGE', 'TOO_LARGE'])
    const wide = scope.accessAll(...(range(30).map((index) => `${index}${ones(250)}`) as [string]))
    expect(codeOf(() => narrow(signed(root(all)), { to: wide }))).toBe('TOO_LARGE')
  })
})

// ---------------------------------------------------------------- counts

describe('blocks', () => {
  const limit = block({ lifetime: 3600 })
  test('are read up to 16, and not 17', () => {
    for (const [count, reason] of [
      [0, 'ok'],
      [15, 'ok'],
      [16, 'ok'],
      [17, 'malformed'],
      [18, 'malformed'],
      [400, 'malformed'],
    ] as const)
      expect(
        reasonOf(
          signed(
            root({ ...all, grants: [join(everything, read)] }),
            range(count).map(() => limit),
          ),
        ),
      ).toBe(reason)
  })
  test('are made up to 16, and the 17th is TOO_LARGE', () => {
    let token = tokens.generate(scope.accessAll('r'))
    for (let count = 1; count <= 16; count++) {
      token = tokens.narrow(token, { expiresIn: '1h' })
      expect(reasonOf(token)).toBe('ok')
      const seen = tokens.inspect(token)
      expect(seen.ok && seen.unverifiedNarrowings).toHaveLength(count)
    }
    expect(codeOf(() => tokens.narrow(token, { expiresIn: '1h' }))).toBe('TOO_LARGE')
    expect(codeOf(() => tokens.narrow(token, { to: scope.accessAll('r') }))).toBe('TOO_LARGE')
  })
})

const writtenGrants = (count: number): WireGrant[] =>
  range(count).map((index) => ({
    number: 2 + index,
    form: 2,
    app: undefined,
    model: undefined,
    ids: undefined,
    permissions: [],
    bits: [0],
  }))

// By name 1,024 grants have no room: these are by number, and so forged where there is no lock, which comes after the structure.
const numberedGrants = (count: number): Bytes[] =>
  range(count)
    .map((index) => join(head(2, 2 + index), byte(1)))
    .toSorted((one, other) => Buffer.compare(one, other))

describe('grants', () => {
  const nothing = {
    kid: 1,
    issued: 0,
    lifetime: undefined,
    subject: undefined,
    nonce: undefined,
    uses: undefined,
    bound: false,
    sealed: false,
  }

  test('of a root are read up to 1,024, and not 1,025', () => {
    for (const [count, reason] of [
      [0, 'ok'],
      [1, 'forged'],
      [3, 'forged'],
      [4, 'forged'],
      [1023, 'forged'],
      [1024, 'forged'],
      [1025, 'malformed'],
    ] as const)
      expect(reasonOf(signed(root({ ...all, grants: numberedGrants(count) })))).toBe(reason)
    // A total that is larger than what is there, in every size.
    for (const total of [1025, 2 ** 31, 2 ** 32, 2n ** 53n, 2n ** 64n - 1n])
      expect(reasonOf(signed(root({ ...all, low: 0, total, grants: numberedGrants(4) })))).toBe('malformed')
  })
  test('of a block are read from 1 up to 1,024, and not 0 or 1,025', () => {
    for (const [count, reason] of [
      [0, 'malformed'],
      [1, 'forged'],
      [1023, 'forged'],
      [1024, 'forged'],
      [1025, 'malformed'],
    ] as const)
      expect(reasonOf(signed(root(all), [block({ grants: numberedGrants(count) })]))).toBe(reason)
    expect(reasonOf(signed(root(all), [block({ flags: 3, lifetime: 60 })]))).toBe('malformed')
  })
  test('are counted for the root and for each block by itself', () => {
    const blocks = [block({ grants: numberedGrants(700) }), block({ grants: numberedGrants(700) })]
    expect(reasonOf(signed(root({ ...all, grants: numberedGrants(400) }), blocks))).toBe('forged')
  })
  test('are written up to 1,024, and 1,025 are TOO_LARGE', () => {
    expect(writeRoot({ ...nothing, grants: writtenGrants(1024) }).bytes.length).toBeGreaterThan(3000)
    expect(writeBlock({ lifetime: undefined, grants: writtenGrants(1024) }).bytes.length).toBeGreaterThan(
      3000,
    )
    expect(codeOf(() => writeRoot({ ...nothing, grants: writtenGrants(1025) }))).toBe('TOO_LARGE')
    expect(codeOf(() => writeBlock({ lifetime: undefined, grants: writtenGrants(1025) }))).toBe('TOO_LARGE')
    expect(made(range(1025).map((index) => ({ app: String(index), permissions: ['r'] })))).toBe('TOO_LARGE')
    expect(
      codeOf(() =>
        narrow(signed(root(all)), {
          to: range(1025).map((index) => ({ app: String(index), permissions: ['r'] })) as never,
        }),
      ),
    ).toBe('TOO_LARGE')
  })
  test('of nothing are a token, and no block', () => {
    expect(made([])).toBe('made')
    expect(made([{ app: 'a', permissions: [] }])).toBe('made')
    expect(codeOf(() => narrow(signed(root(all)), { to: [] }))).toBe('INVALID_SCOPE')
    expect(codeOf(() => narrow(signed(root(all)), { to: [{ app: 'a', permissions: [] }] as never }))).toBe(
      'INVALID_SCOPE',
    )
  })
})

const objects = (count: number): object[] =>
  range(count).map((id) => ({ app: 'a', model: 'B', id, permissions: ['r'] }))

const readValues = (kind: number, values: Bytes[]): string =>
  reasonOf(signed(root({ ...all, grants: [join(idsResource(6, 'a', 'B', valueList(kind, values)), read)] })))

const readList = (ids: Bytes): string =>
  reasonOf(signed(root({ ...all, grants: [join(idsResource(5, 'a', 'B', ids), read)] })))

describe('the ids of a list', () => {
  test('are read from 2 up to 4,096, and not 0, 1 or 4,097', () => {
    for (const [count, reason] of [
      [2, 'ok'],
      [3, 'ok'],
      [4095, 'ok'],
      [4096, 'ok'],
      [4097, 'malformed'],
      [5000, 'malformed'],
    ] as const)
      expect(readList(intList(range(count)))).toBe(reason)
    expect(readList(join(byte(0, 5, 0)))).toBe('malformed')
    expect(readList(join(byte(1, 5, 0)))).toBe('malformed')
    expect(readList(join(byte(1, 5, 0, 0x80)))).toBe('malformed')
    for (const count of [4097, 2 ** 31, 2 ** 53, 2n ** 64n - 1n])
      expect(readList(join(varint(count), byte(5, 0), new Uint8Array(600).fill(255)))).toBe('malformed')
  })
  test('of another kind are read from 2, and not 0 or 1; their number is bounded by the length', () => {
    expect(readValues(1, [])).toBe('malformed')
    expect(readValues(1, [byte(0)])).toBe('malformed')
    expect(readValues(1, [byte(0), byte(1)])).toBe('ok')
    const values = range(2900)
      .map((one) => varint(one))
      .toSorted((one, other) => Buffer.compare(one, other))
    expect(readValues(1, values)).toBe('ok')
    expect(
      reasonOf(
        signed(root({ ...all, grants: [join(idsResource(6, 'a', 'B', valueList(1, values, 4097)), read)] })),
      ),
    ).toBe('malformed')
  })
  test('are made up to 4,096, and 4,097 are TOO_LARGE', () => {
    for (const [count, code] of [
      [1, 'made'],
      [2, 'made'],
      [4095, 'made'],
      [4096, 'made'],
      [4097, 'TOO_LARGE'],
    ] as const) {
      expect(made(objects(count))).toBe(code)
      expect(narrowed(signed(root(all)), { to: objects(count) as never })).toBe(code)
    }
    const verdict = tokens.verify(tokens.generate(objects(4096) as never), 'authentic')
    expect(verdict.ok && verdict.pass.scope).toHaveLength(4096)
  })
})

const kindsOf = (length: number): readonly ['int', 'int'] =>
  range(length).map(() => 'int') as unknown as ['int', 'int']

const tupleOf = (length: number): Bytes =>
  tuple(
    range(length).map(() => hex('0007')),
    length,
  )

describe('the members of a tuple', () => {
  test('are read from 2 up to 16, and not 0, 1 or 17', () => {
    for (const [length, reason] of [
      [0, 'malformed'],
      [1, 'malformed'],
      [2, 'ok'],
      [15, 'ok'],
      [16, 'ok'],
      [17, 'malformed'],
      [255, 'malformed'],
    ] as const)
      expect(
        reasonOf(
          signed(
            root({ ...all, grants: [join(idsResource(4, 'a', 'B', join(byte(5), tupleOf(length))), read)] }),
          ),
        ),
      ).toBe(reason)
  })
  test('are made from 2 up to 16; any other is no id', () => {
    for (const [length, code] of [
      [0, 'INVALID_SCOPE'],
      [1, 'INVALID_SCOPE'],
      [2, 'made'],
      [16, 'made'],
      [17, 'INVALID_SCOPE'],
    ] as const)
      expect(made([{ app: 'a', model: 'B', id: range(length), permissions: ['r'] }])).toBe(code)
    expect(
      codeOf(() =>
        defineApp('a', { B: { id: kindsOf(16), idField: range(16).map((index) => `f${index}`) } }),
      ),
    ).toBe('made')
    for (const length of [0, 1, 17])
      expect(
        codeOf(() =>
          defineApp('a', { B: { id: kindsOf(length), idField: range(length).map((index) => `f${index}`) } }),
        ),
      ).toBe('INVALID_APP')
  })
})

const names = (count: number): string[] => range(count).map((index) => `p${index}`)

describe('permissions as texts', () => {
  test('are read from 1 up to 256, and not 0 or 257', () => {
    for (const [count, reason] of [
      [0, 'malformed'],
      [1, 'ok'],
      [255, 'ok'],
      [256, 'ok'],
      [257, 'malformed'],
    ] as const)
      expect(
        reasonOf(signed(root({ ...all, grants: [join(modelResource('a', 'B'), texts(...names(count)))] }))),
      ).toBe(reason)
    for (const count of [2 ** 31, 2 ** 32, 2n ** 64n - 1n])
      expect(
        reasonOf(
          signed(
            root({ ...all, grants: [join(modelResource('a', 'B'), rawTexts(['a', 'b'], varint(count)))] }),
          ),
        ),
      ).toBe('malformed')
  })
  test('are made up to 256 on one path, and 257 are TOO_LARGE', () => {
    for (const [count, code] of [
      [255, 'made'],
      [256, 'made'],
      [257, 'TOO_LARGE'],
    ] as const)
      expect(made([{ app: 'a', permissions: names(count) }])).toBe(code)
    // Repeated, they are one.
    expect(made([{ app: 'a', permissions: [...names(200), ...names(256)] }])).toBe('made')
  })
})

const readNumbered = (number: number | bigint, permissions: Bytes): string =>
  reasonOf(signed(root({ ...all, grants: [join(head(2, number), permissions)] })))

describe('numbers of a lock, and bits of a mask', () => {
  test('are read up to 65,535, and not 65,536', () => {
    for (const [number, reason] of [
      [2, 'forged'],
      [65_534, 'forged'],
      [65_535, 'forged'],
      [65_536, 'malformed'],
      [2 ** 28, 'malformed'],
      [2n ** 60n, 'malformed'],
      [2n ** 61n - 1n, 'malformed'],
    ] as const)
      expect(readNumbered(number, byte(1))).toBe(reason)
  })
  test('are read up to bit 255, and not 256', () => {
    for (const [bit, reason] of [
      [0, 'forged'],
      [254, 'forged'],
      [255, 'forged'],
      [256, 'malformed'],
      [258, 'malformed'],
      [259, 'malformed'],
      [1000, 'malformed'],
    ] as const)
      expect(readNumbered(3, mask(bit))).toBe(reason)
    expect(readNumbered(3, mask(...range(256)))).toBe('forged')
    expect(readNumbered(3, mask(...range(257)))).toBe('malformed')
  })
})

// ---------------------------------------------------------------- sizes of values

const madeWith = (content: string): unknown[] => [
  made([{ app: content, permissions: ['r'] }]),
  made([{ app: 'a', model: content, permissions: ['r'] }]),
  made([{ app: 'a', model: 'B', id: content, permissions: ['r'] }]),
  made([{ app: 'a', model: 'B', id: [1, content], permissions: ['r'] }]),
  made([{ app: 'a', permissions: [content] }]),
  made([], { subject: content }),
]

describe('texts', () => {
  const places: readonly (readonly [name: string, of: (content: Bytes) => Bytes])[] = [
    ['an app', (content) => root({ ...all, grants: [join(appResource(content), read)] })],
    ['the app of a model', (content) => root({ ...all, grants: [join(modelResource(content, 'B'), read)] })],
    ['a model', (content) => root({ ...all, grants: [join(modelResource('a', content), read)] })],
    [
      'a permission',
      (content) => root({ ...all, grants: [join(modelResource('a', 'B'), rawTexts([content]))] }),
    ],
    [
      'an id',
      (content) =>
        root({
          ...all,
          grants: [join(idsResource(4, 'a', 'B', join(byte(4), varint(content.length), content)), read)],
        }),
    ],
    [
      'a member of a tuple',
      (content) =>
        root({
          ...all,
          grants: [
            join(idsResource(4, 'a', 'B', join(hex('0502000704'), varint(content.length), content)), read),
          ],
        }),
    ],
    ['a subject', (content) => root({ ...all, extras: extras({ subject: subjectText(content) }) })],
  ]
  test.each(places)('of 1 to 255 bytes are read as %s, and not of 0 or 256', (_name, of) => {
    for (const [length, reason] of [
      [0, 'malformed'],
      [1, 'ok'],
      [127, 'ok'],
      [128, 'ok'],
      [254, 'ok'],
      [255, 'ok'],
      [256, 'malformed'],
      [300, 'malformed'],
    ] as const)
      expect(reasonOf(signed(of(utf8(ones(length)))))).toBe(reason)
    expect(reasonOf(signed(of(utf8(`${'\u00e9'.repeat(127)}x`))))).toBe('ok')
    expect(reasonOf(signed(of(utf8('\u00e9'.repeat(128)))))).toBe('malformed')
  })
  test('of 1 to 255 bytes are made, and not of 0 or 256, counted in UTF-8', () => {
    for (const right of [
      'x',
      ones(85),
      ones(86),
      ones(255),
      '\u00e9'.repeat(127),
      '\u20ac'.repeat(85),
      '\u{1F511}'.repeat(63),
      '\0',
    ])
      expect(new Set(madeWith(right))).toEqual(new Set(['made']))
    for (const wrong of [
      '',
      ones(256),
      '\u00e9'.repeat(128),
      '\u20ac'.repeat(86),
      '\u{1F511}'.repeat(64),
      '\ud800',
      'a\udfff',
    ])
      expect(madeWith(wrong)).toEqual([...range(5).map(() => 'INVALID_SCOPE'), 'INVALID_OPTION'])
  })
})

const readFarApart = (parameter: number, bits: Bytes): string =>
  reasonOf(
    signed(
      root({ ...all, grants: [join(idsResource(5, 'a', 'B', join(byte(2, 0, parameter), bits)), read)] }),
    ),
  )

const madeWithId = (id: unknown): unknown => made([{ app: 'a', model: 'B', id, permissions: ['r'] }])

const readAlone = (id: ShortId): string =>
  reasonOf(signed(root({ ...all, grants: [join(objectResource('a', 'B', shortId(id)), read)] })))

describe('integers', () => {
  test('are read from -2^63 to 2^64-1, and not beyond', () => {
    for (const right of [0, -1, 2n ** 53n, 2n ** 64n - 2n, 2n ** 64n - 1n, -(2n ** 63n) + 1n, -(2n ** 63n)])
      expect(readAlone(right)).toBe('ok')
    for (const wrong of [2n ** 64n, 2n ** 64n + 1n, 2n ** 70n, -(2n ** 63n) - 1n, -(2n ** 64n)])
      expect(readAlone(wrong)).toBe('malformed')
  })
  test('are made from -2^63 to 2^64-1, and are no ids beyond', () => {
    for (const right of [0, -1, 2 ** 53 - 1, -(2 ** 53) + 1, 2n ** 53n, 2n ** 64n - 1n, -(2n ** 63n)])
      expect(madeWithId(right)).toBe('made')
    for (const wrong of [
      2n ** 64n,
      -(2n ** 63n) - 1n,
      2 ** 53,
      -(2 ** 53),
      0.5,
      -0,
      Number.NaN,
      Infinity,
      null,
      true,
      [],
      [1],
      {},
      new Date(),
    ])
      expect(madeWithId(wrong)).toBe('INVALID_SCOPE')
  })
  test('of a list have a parameter up to 63, and not 64', () => {
    expect(readFarApart(63, hex('7fffffffffffffff00'))).toBe('ok')
    expect(readFarApart(62, hex('7fffffffffffffff00'))).toBe('malformed')
    for (const parameter of [64, 65, 127, 128, 255])
      expect(readFarApart(parameter, new Uint8Array(40).fill(255))).toBe('malformed')
    const farApart = [0n, 2n ** 64n - 1n].map((id) => ({ app: 'a', model: 'B', id, permissions: ['r'] }))
    expect(made(farApart)).toBe('made')
    expect(encode(Buffer.from(tokens.generate(farApart as never), 'base64url')).length).toBeLessThan(80)
  })
})

const after = (seconds: number): Date => new Date((start + seconds) * 1000)

describe('times', () => {
  const last = epoch + 2 ** 32 - 1
  test('of issue are made from the epoch to 2^32-1 seconds after, and read at both ends', () => {
    try {
      for (const [seconds, code] of [
        [epoch, 'made'],
        [epoch + 0.999, 'made'],
        [last, 'made'],
        [last + 0.999, 'made'],
        [epoch - 1, 'INVALID_OPTION'],
        [epoch - 0.001, 'INVALID_OPTION'],
        [last + 1, 'INVALID_OPTION'],
      ] as const) {
        clock.seconds = seconds
        expect(made(scope.accessAll('r'))).toBe(code)
      }
    } finally {
      clock.seconds = start
    }
  })
  test('of life are read from 1 to 2^32-1 seconds, in the root and in a block, and not 0 or 2^32', () => {
    for (const [lifetime, reason] of [
      [0, 'malformed'],
      [1, 'ok'],
      [2 ** 32 - 2, 'ok'],
      [2 ** 32 - 1, 'ok'],
      [2 ** 32, 'malformed'],
      [2n ** 53n, 'malformed'],
      [2n ** 64n - 1n, 'malformed'],
      [2n ** 64n, 'malformed'],
    ] as const) {
      expect(reasonOf(signed(root({ ...all, lifetime, grants: [join(everything, read)] })))).toBe(reason)
      expect(reasonOf(signed(root(all), [block({ lifetime })]))).toBe(reason)
    }
  })
  test('of life are made from 1 to 2^32-1 seconds', () => {
    const granted = scope.accessAll('r')
    for (const [seconds, code] of [
      [0, 'INVALID_OPTION'],
      [0.999, 'INVALID_OPTION'],
      [1, 'made'],
      [2 ** 32 - 1, 'made'],
      [2 ** 32 - 0.001, 'made'],
      [2 ** 32, 'INVALID_OPTION'],
      [-1, 'INVALID_OPTION'],
    ] as const)
      expect(made(granted, { expiresAt: after(seconds) })).toBe(code)
    for (const [duration, code] of [
      ['0s', 'INVALID_OPTION'],
      ['1s', 'made'],
      ['4294967295s', 'made'],
      ['4294967296s', 'INVALID_OPTION'],
      ['49710d', 'made'],
      ['49711d', 'INVALID_OPTION'],
    ] as const) {
      expect(made(granted, { expiresIn: duration })).toBe(code)
      expect(narrowed(signed(root(all)), { expiresIn: duration })).toBe(code)
    }
    // An expiry that a block cannot say is later than any token lives: it is no limit, and no error.
    for (const [seconds, code] of [
      [1, 'made'],
      [0, 'INVALID_OPTION'],
      [-5, 'INVALID_OPTION'],
      [2 ** 32 - 1, 'made'],
      [2 ** 32 + 9, 'made'],
    ] as const)
      expect(narrowed(signed(root(all)), { expiresAt: after(seconds) })).toBe(code)
    const longest = tokens.verify(
      tokens.narrow(signed(root(all)), { expiresAt: after(2 ** 40) }),
      'authentic',
    )
    expect(longest.ok && longest.pass.expiresAt).toEqual(after(2 ** 32 - 1))
  })
})

describe('uses', () => {
  const nonce = hex('0011223344556677')
  test('are read from 1 to 65,535, and not 0 or 65,536', () => {
    for (const [uses, reason] of [
      [0, 'malformed'],
      [1, 'single-use'],
      [65_534, 'single-use'],
      [65_535, 'single-use'],
      [65_536, 'malformed'],
      [2n ** 64n - 1n, 'malformed'],
    ] as const)
      expect(
        reasonOf(signed(root({ ...all, extras: extras({ nonce, uses }), grants: [join(everything, read)] }))),
      ).toBe(reason)
  })
  test('are made from 1 to 65,535', () => {
    for (const [uses, code] of [
      [1, 'made'],
      [65_535, 'made'],
      [0, 'INVALID_OPTION'],
      [65_536, 'INVALID_OPTION'],
      [-1, 'INVALID_OPTION'],
      [1.5, 'INVALID_OPTION'],
      [Number.NaN, 'INVALID_OPTION'],
      [3n, 'INVALID_OPTION'],
      ['3', 'INVALID_OPTION'],
      [null, 'INVALID_OPTION'],
    ] as const)
      expect(made(scope.accessAll('r'), { uses: uses as number })).toBe(code)
  })
})

const madeRing = (secrets: Uint8Array | Uint8Array[]): unknown =>
  codeOf(() => latchkey({ secrets, apps: [] }))

describe('salts, bound values, secrets and rings', () => {
  const granted = scope.accessAll('r')
  test('a salt has up to 255 bytes', () => {
    for (const [salt, code] of [
      ['', 'made'],
      [ones(254), 'made'],
      [ones(255), 'made'],
      [ones(256), 'INVALID_OPTION'],
      ['\u00e9'.repeat(127), 'made'],
      ['\u00e9'.repeat(128), 'INVALID_OPTION'],
    ] as const)
      expect(made(granted, { salt })).toBe(code)
  })
  test('a bound value has up to 65,535 bytes with its type, and a list of them at least one', () => {
    const values: [readonly BindValue[], string][] = [
      [[ones(65_533)], 'made'],
      [[ones(65_534)], 'made'],
      [[ones(65_535)], 'INVALID_OPTION'],
      [[new Uint8Array(65_534)], 'made'],
      [[new Uint8Array(65_535)], 'INVALID_OPTION'],
      [['\u00e9'.repeat(32_767)], 'made'],
      [['\u00e9'.repeat(32_768)], 'INVALID_OPTION'],
      [[10n ** 65_533n], 'made'],
      [[10n ** 65_534n], 'INVALID_OPTION'],
      [['', ''], 'made'],
      [[], 'INVALID_OPTION'],
      [range(1000), 'made'],
    ]
    for (const [bind, code] of values) expect(made(granted, { bind })).toBe(code)
  })
  test('a secret has at least 32 bytes, a ring at least one secret', () => {
    const long = Uint8Array.from(Buffer.concat(range(40).map((number) => secret(number + 1))))
    for (const [length, code] of [
      [0, 'WEAK_SECRET'],
      [31, 'WEAK_SECRET'],
      [32, 'made'],
      [33, 'made'],
      [64, 'made'],
      [1280, 'made'],
    ] as const)
      expect(madeRing(long.subarray(0, length))).toBe(code)
    expect(madeRing([])).toBe('WEAK_SECRET')
    expect(madeRing([secret(1), long.subarray(0, 31)])).toBe('WEAK_SECRET')
  })
})

describe('a token that would begin as a secret does', () => {
  test('is not made: what generate gives is always taken by verify', () => {
    // SPEC §3: only under the kid 1e, in the second 1,924,640,215, with this second byte and this lifetime.
    let number = 1
    while (kidOf(secret(number)) !== 0x1e) number++
    const own = latchkey({
      secrets: secret(number),
      apps: [],
      clock: () => (epoch + 1_924_640_215) * 1000,
    }).tokens
    const granted = ['a', 'b', 'c'].map((app) => ({ app, permissions: ['r'] })) as never
    for (let lifetime = 100; lifetime < 256; lifetime++) {
      const token = own.generate(granted, { expiresIn: lifetime })
      expect(own.validate(token, granted)).toBe(true)
    }
  })
})

test('the sizes of the layout are those of the specification', () => {
  expect([bodyStart, tagLength]).toEqual([1, 16])
})
