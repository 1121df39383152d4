/**
 * Rings: the keys that are derived from secrets, the byte that picks one, and the separation of salts.
 */
import { createHmac, hkdfSync } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { keygen, latchkey, LatchkeyError, scope } from '../../src/index.ts'
import type { Secrets, Tokens } from '../../src/index.ts'
import { makeRing, ringOf } from '../../src/seal/keyring.ts'
import type { Key } from '../../src/seal/keyring.ts'
import { fromKeyText } from '../../src/seal/key-text.ts'
import { tagOf } from '../../src/seal/mac.ts'
import { prove } from '../../src/verify.ts'
import { kidOf, keyText, secret } from '../../tools/vectors/keys.ts'
import { counterexample, times } from '../property/always.ts'

const start = 1_767_225_600
const granted = scope.accessAll('read')

function tokensOf(secrets: Secrets): Tokens {
  return latchkey({ secrets, apps: [], clock: () => start * 1000 }).tokens
}
function codeOf(work: () => unknown): unknown {
  try {
    work()
    return 'nothing'
  } catch (error) {
    return error instanceof LatchkeyError ? error.code : error
  }
}

/** For each kid the first of the numbered secrets that has it, and the next one. */
const byKid: ReadonlyMap<number, readonly [Uint8Array, Uint8Array]> = (() => {
  const found = new Map<number, Uint8Array[]>()
  for (let number = 1; [...found.values()].filter((list) => list.length > 1).length < 256; number++) {
    const one = secret(number)
    const kid = kidOf(one)
    found.set(kid, [...(found.get(kid) ?? []), one])
  }
  return found as unknown as Map<number, [Uint8Array, Uint8Array]>
})()
const all256 = Array.from({ length: 256 }, (_, kid) => byKid.get(kid)![0])

// ---------------------------------------------------------------- derivation

function hmac(under: Uint8Array, ...parts: readonly Uint8Array[]): Buffer {
  return createHmac('sha256', under).update(Buffer.concat(parts)).digest()
}

/** RFC 5869 written out, from HMAC alone. */
function hkdf(key: Uint8Array, info: Uint8Array, length: number): Buffer {
  const prk = hmac(Buffer.from('latchkey/1'), key)
  let block: Buffer = Buffer.alloc(0)
  let output: Buffer = Buffer.alloc(0)
  for (let counter = 1; output.length < length; counter++) {
    block = hmac(prk, block, info, Buffer.of(counter))
    output = Buffer.concat([output, block])
  }
  return output.subarray(0, length)
}
function framed(...parts: readonly Uint8Array[]): Buffer {
  return Buffer.concat(parts.flatMap((part) => [Buffer.of(part.length >> 8, part.length & 255), part]))
}

describe('the keys of a secret', () => {
  test('are those of the specification, for random secrets and salts', () => {
    const cases = fc.tuple(
      fc.uint8Array({ minLength: 32, maxLength: 200 }),
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.uint8Array({ maxLength: 90 }),
    )
    let checked = 0
    expect(
      counterexample(
        cases,
        ([key, salt, message]) => {
          const kid = hkdf(key, framed(Buffer.from('kid')), 1)
          const info = framed(Buffer.from('mac'), Buffer.from('HMAC-SHA256-128'), kid, Buffer.from(salt))
          const k0 = hkdf(key, info, 32)
          if (!k0.equals(Buffer.from(hkdfSync('sha256', key, 'latchkey/1', info, 32)))) return false
          if (codeOf(() => makeRing(key)) === 'WEAK_SECRET') return true
          checked++
          const { signing } = makeRing(key)
          const expected = createHmac('sha256', k0).update(message).digest().subarray(0, 16)
          return signing.kid === kid[0] && expected.equals(tagOf(signing.ready(salt), message))
        },
        1500,
      ),
    ).toBeUndefined()
    expect(checked).toBeGreaterThan(times(1000))
  })

  test('are those that the specification prints', () => {
    const printed = Uint8Array.from({ length: 32 }, (_, index) => index)
    const info = (salt: string): Buffer =>
      framed(Buffer.from('mac'), Buffer.from('HMAC-SHA256-128'), Buffer.of(0x12), Buffer.from(salt))
    expect(hkdf(printed, framed(Buffer.from('kid')), 1).toString('hex')).toBe('12')
    expect(hkdf(printed, info(''), 32).toString('hex')).toBe(
      'b997e942a397787192e96e2b3d0b8f575cbc58e01f04564261bcafc65bf64b56',
    )
    expect(hkdf(printed, info('invite'), 32).toString('hex')).toBe(
      '981e03296d2df2dcc4c743f63ed6e39428a710e7e7c891ecdf7f34645fa7fac7',
    )
    const { signing } = makeRing(printed)
    const message = Buffer.from('a message')
    for (const salt of ['', 'invite']) {
      const expected = createHmac('sha256', hkdf(printed, info(salt), 32))
        .update(message)
        .digest()
      expect(Buffer.from(tagOf(signing.ready(salt), message))).toEqual(expected.subarray(0, 16))
    }
  })

  test('stay the same when more salts are used than are kept ready', () => {
    const [key] = [secret(1)]
    const { signing } = makeRing(key)
    const message = Buffer.from('a message')
    const tags = Array.from({ length: 700 }, (_, index) =>
      Buffer.from(tagOf(signing.ready(`salt ${index}`), message)).toString('hex'),
    )
    expect(new Set(tags).size).toBe(700)
    for (const index of [699, 0, 444, 255, 256, 0, 1, 699, 300])
      expect(Buffer.from(tagOf(makeRing(key).signing.ready(`salt ${index}`), message)).toString('hex')).toBe(
        tags[index],
      )
    for (const index of [0, 1, 699, 256, 255, 443, 444, 0])
      expect(Buffer.from(tagOf(signing.ready(`salt ${index}`), message)).toString('hex')).toBe(tags[index])
  })

  test('are kept ready for the last 256 salts, and always for none', () => {
    const { ready } = makeRing(secret(1)).signing
    const unsalted = ready('')
    const first = ready('salt 0')
    const second = ready('salt 1')
    for (let index = 2; index < 256; index++) ready(`salt ${index}`)
    expect(ready('salt 0')).toBe(first)
    ready('salt 256')
    expect(ready('salt 1')).toBe(second)
    expect(ready('salt 0')).not.toBe(first)
    expect(ready('')).toBe(unsalted)
  })

  test('are other keys for a secret with a zero byte more, or a byte less: no two secrets are one', () => {
    const base = Uint8Array.from([...secret(1), ...secret(2)])
    const variants = [
      base,
      Uint8Array.from([...base, 0]),
      Uint8Array.from([0, ...base]),
      base.subarray(0, 63),
      base.subarray(0, 33),
      secret(1),
    ]
    const tags = variants.map((one) =>
      Buffer.from(tagOf(makeRing(one).signing.ready(''), base)).toString('hex'),
    )
    expect(new Set(tags).size).toBe(variants.length)
  })

  test('are taken when the ring is made: a change of the bytes afterwards changes nothing', () => {
    const key = secret(1)
    const tokens = tokensOf(key)
    const before = tokens.generate(granted)
    key.fill(7)
    expect(tokens.generate(granted)).toBe(before)
    expect(tokensOf(secret(1)).validate(before, granted)).toBe(true)
  })
})

// ---------------------------------------------------------------- salts

describe('salts', () => {
  const salts = [
    '',
    's',
    's\0',
    '\0s',
    '\0',
    'S',
    'a',
    'bc',
    'ab',
    'c',
    'abc',
    'a|bc',
    'ab|c',
    ' ',
    'a ',
    ' a',
    'caf\u00e9',
    'cafe\u0301',
    '\ufeff',
    '\ufeffa',
    'mac',
    'kid',
    'HMAC-SHA256-128',
    '\0\u0001a',
    '\0\u0003kid',
    'x'.repeat(254),
    'x'.repeat(255),
    'latchkey/1',
    '\u{1F511}',
    'undefined',
  ]

  test('of thirty each verifies its own tokens and no other, given with the call or said once', () => {
    expect(new Set(salts).size).toBe(30)
    const tokens = tokensOf(secret(1))
    const made = salts.map((salt) => tokens.generate(granted, { salt }))
    expect(new Set(made).size).toBe(30)
    expect(made[0]).toBe(tokens.generate(granted))
    for (const [at, token] of made.entries()) {
      for (const [other, salt] of salts.entries()) {
        expect(tokens.validate(token, granted, { salt })).toBe(at === other)
        expect(tokens.with({ salt }).validate(token, granted)).toBe(at === other)
      }
      expect(tokens.validate(token, granted)).toBe(at === 0)
    }
  })

  test('of any two different texts give different keys', () => {
    const tokens = tokensOf(secret(1))
    const salt = fc.string({ unit: 'binary', maxLength: 8 })
    expect(
      counterexample(
        fc.tuple(salt, salt),
        ([one, other]) =>
          tokens.validate(tokens.generate(granted, { salt: one }), granted, { salt: other }) ===
          (one === other),
        2000,
      ),
    ).toBeUndefined()
  })

  test('of two calls do not mix: the salt of the call stands in place of the one said before', () => {
    const tokens = tokensOf(secret(1)).with({ salt: 'outer' })
    const token = tokens.generate(granted, { salt: 'inner' })
    expect(tokens.validate(token, granted)).toBe(false)
    expect(tokens.validate(token, granted, { salt: 'inner' })).toBe(true)
    expect(tokensOf(secret(1)).validate(token, granted, { salt: 'inner' })).toBe(true)
  })

  test('that are none throw: too long, half characters, no texts', () => {
    const tokens = tokensOf(secret(1))
    for (const salt of [
      'x'.repeat(256),
      '\u00e9'.repeat(128),
      '\ud800',
      'a\udc00',
      5,
      null,
      undefined,
      {},
      Buffer.of(1),
    ]) {
      expect(codeOf(() => tokens.generate(granted, { salt: salt as string }))).toBe('INVALID_OPTION')
      expect(codeOf(() => tokens.validate('lk', granted, { salt: salt as string }))).toBe('INVALID_OPTION')
      expect(codeOf(() => tokens.with({ salt: salt as string }))).toBe('INVALID_OPTION')
    }
  })
})

// ---------------------------------------------------------------- rings

describe('a ring', () => {
  test('signs with its first secret and verifies with each', () => {
    for (const order of [
      [1, 2, 3],
      [3, 2, 1],
      [2, 3, 1],
    ]) {
      const ring = tokensOf(order.map(secret))
      expect(ring.generate(granted)).toBe(tokensOf(secret(order[0]!)).generate(granted))
      for (const number of order)
        expect(ring.validate(tokensOf(secret(number)).generate(granted), granted)).toBe(true)
      expect(ring.verify(tokensOf(secret(4)).generate(granted), granted)).toMatchObject({
        reason: 'unknown-key',
      })
    }
  })

  test('refuses at once what a removed secret signed, and what a secret with its kid signed', () => {
    const [kept, removed] = [secret(1), secret(2)]
    const token = tokensOf(removed).generate(granted)
    expect(tokensOf([kept, removed]).validate(token, granted)).toBe(true)
    expect(tokensOf([kept]).verify(token, granted)).toMatchObject({ reason: 'unknown-key' })
    const [one, other] = byKid.get(77)!
    expect(tokensOf(one).verify(tokensOf(other).generate(granted), granted)).toMatchObject({
      reason: 'forged',
    })
  })

  test('of two secrets with one kid is an error; of any others it is not', () => {
    const [one, other] = byKid.get(200)!
    expect(kidOf(one)).toBe(kidOf(other))
    expect(one).not.toEqual(other)
    expect(codeOf(() => tokensOf([one, other]))).toBe('DUPLICATE_KEY')
    expect(codeOf(() => tokensOf([one, one]))).toBe('DUPLICATE_KEY')
    expect(codeOf(() => tokensOf(`${keyText(one)},${keyText(other)}`))).toBe('DUPLICATE_KEY')
    const pool = Array.from({ length: 24 }, (_, index) => byKid.get(index % 16)![index < 16 ? 0 : 1])
    let duplicates = 0
    expect(
      counterexample(
        fc.array(fc.nat({ max: 23 }), { minLength: 1, maxLength: 8 }),
        (places) => {
          const ring = places.map((place) => pool[place]!)
          const unique = new Set(ring.map(kidOf)).size === ring.length
          if (!unique) duplicates++
          return codeOf(() => makeRing(ring)) === (unique ? 'nothing' : 'DUPLICATE_KEY')
        },
        300,
      ),
    ).toBeUndefined()
    expect(duplicates).toBeGreaterThan(times(50))
  })

  test('of 256 secrets verifies the tokens of each, with one root tag a verification', () => {
    const ring = makeRing(all256)
    expect(ring.keys.size).toBe(256)
    const verbs = tokensOf(all256)
    const asked: [number, string][] = []
    // The ring that a verification is given, with a note of every key that it makes ready.
    const noted = {
      signing: ring.signing,
      keys: new Map(
        [...ring.keys].map(([kid, key]): [number, Key] => [
          kid,
          {
            kid,
            ready: (salt) => {
              asked.push([kid, salt])
              return key.ready(salt)
            },
          },
        ]),
      ),
    }
    const terms = {
      ring: noted,
      lock: undefined,
      salt: '',
      bound: undefined,
      maxAge: Infinity,
      now: start - 1_704_067_200,
      following: undefined,
    }
    for (const [kid, key] of all256.entries()) {
      const token = tokensOf(key).generate(granted)
      expect(verbs.validate(token, granted)).toBe(true)
      expect(prove(token, terms, []).ok).toBe(true)
      expect(prove(`${token.slice(0, -2)}${token.endsWith('AA') ? 'BA' : 'AA'}`, terms, []).ok).toBe(false)
      expect(asked).toEqual([
        [kid, ''],
        [kid, ''],
      ])
      asked.length = 0
    }
  })

  test('is not made of a token\u2019s kid: a token that is labelled with another kid is refused', () => {
    const verbs = tokensOf(all256)
    const bytes = Buffer.from(tokensOf(all256[3]!).generate(granted), 'base64url')
    for (let kid = 0; kid < 256; kid++) {
      bytes[2] = kid
      expect(verbs.validate(bytes.toString('base64url'), granted)).toBe(kid === 3)
    }
  })

  test('of nothing, or with a gap, is an error', () => {
    const wrong: unknown[] = [
      [],
      [undefined],
      [null],
      [''],
      '',
      ',',
      undefined,
      null,
      5,
      {},
      true,
      () => secret(1),
      [[secret(1)]],
      new Map(),
    ]
    for (const secrets of wrong) expect(codeOf(() => tokensOf(secrets as Secrets))).toBe('WEAK_SECRET')
    const key = keyText(secret(1))
    for (const text of [
      `${key},`,
      `,${key}`,
      `${key},,${keyText(secret(2))}`,
      `${key}, ${keyText(secret(2))}`,
      `${key};${key}`,
    ])
      expect(codeOf(() => tokensOf(text))).toBe('WEAK_SECRET')
  })
})

test.each<[secret: unknown, told: RegExp]>([
  [undefined, /unset environment variable/],
  [null, /unset environment variable/],
  [[], /list of secrets is empty/],
  [5, /a Uint8Array of 32 bytes or more/],
  ['', /a secret is empty/],
  [' ', /white space around it/],
  [`${keyText(secret(1))}\n`, /white space around it/],
  [keyText(secret(1)).slice(0, -1), /check characters do not agree/],
  ['wombat', /none that begins with lksecret1_/],
])('what is wrong with a secret is told: %j', (weak, told) => {
  expect(() => tokensOf(weak as Secrets)).toThrow(told)
})

// ---------------------------------------------------------------- key texts

const characters = [
  ...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_',
  ...'=+/ \t\n\r\0.,:~%"\'#\u00a0\u00ad\u0141\u0156\u017f\u200b\u212a\ufeff\uff21',
  '\ud800',
]

describe('a key text', () => {
  const key = secret(5)
  const text = keyText(key)

  test('is read by one reader and written by another, for random secrets', () => {
    expect(
      counterexample(
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        (bytes) => {
          const read = fromKeyText(keyText(bytes))
          return read !== undefined && Buffer.compare(read, bytes) === 0
        },
        2000,
      ),
    ).toBeUndefined()
  })

  test('is refused with any one character changed, added, left out or swapped, and no message repeats it', () => {
    let count = 0
    const accepted: string[] = []
    const attempt = (other: string): void => {
      if (other === text) return
      count++
      if (fromKeyText(other) !== undefined) accepted.push(other)
      if (count % 4 !== 0) return
      try {
        makeRing(other)
        accepted.push(other)
      } catch (error) {
        if (!(error instanceof LatchkeyError) || error.code !== 'WEAK_SECRET') throw error
        if (other.length > 12 && String(error.stack).includes(other.slice(10, 22)))
          accepted.push(`repeated: ${other}`)
      }
    }
    for (let at = 0; at <= text.length; at++) {
      for (const character of characters) {
        attempt(text.slice(0, at) + character + text.slice(at))
        if (at < text.length) attempt(text.slice(0, at) + character + text.slice(at + 1))
      }
      attempt(text.slice(0, at))
      attempt(text.slice(at))
      attempt(text.slice(0, at) + text.slice(at + 1))
      if (at > 0) attempt(text.slice(0, at - 1) + (text[at] ?? '') + text[at - 1]! + text.slice(at + 1))
    }
    for (const other of [
      text.toLowerCase(),
      text.toUpperCase(),
      ` ${text}`,
      `${text}\n`,
      `${text}=`,
      `"${text}"`,
      text.slice(10),
      text + text,
    ])
      attempt(other)
    expect(count).toBeGreaterThan(10_000)
    expect(accepted).toEqual([])
  })

  test('has 32 bytes: with more it is none, whatever its check characters say', () => {
    expect(fromKeyText(keyText(secret(5)))).toEqual(secret(5))
    expect(fromKeyText(keyText(Uint8Array.of(...secret(5), 1)))).toBeUndefined()
  })

  test('is the same secret as its bytes', () => {
    const token = tokensOf(text).generate(granted)
    expect(tokensOf(key).validate(token, granted)).toBe(true)
    expect(tokensOf(`${keyText(secret(6))},${text}`).validate(token, granted)).toBe(true)
    expect(tokensOf([secret(6), text]).validate(token, granted)).toBe(true)
  })

  test('stands in the place of the secrets for one call, and only for that call', () => {
    const tokens = tokensOf(secret(6))
    const token = tokens.generate(granted, { key: text })
    expect(token).toBe(tokensOf(text).generate(granted))
    expect(tokens.validate(token, granted, { key: text })).toBe(true)
    expect(tokens.validate(token, granted)).toBe(false)
    expect(tokens.validate(tokens.generate(granted), granted, { key: text })).toBe(false)
  })

  test('is derived from once, however many calls it stands in; bytes, which may change, at each', () => {
    expect(ringOf(text)).toBe(ringOf(text))
    const tokens = tokensOf(secret(6))
    const bytes = secret(5)
    const before = tokens.generate(granted, { key: bytes })
    bytes.set(secret(7))
    expect(tokens.validate(before, granted, { key: bytes })).toBe(false)
    expect(tokens.generate(granted, { key: bytes })).toBe(tokensOf(secret(7)).generate(granted))
  })

  test('of many calls is never taken for another, even when more are used than are kept', () => {
    const tokens = tokensOf(secret(6))
    const texts = Array.from({ length: 300 }, (_, index) => keyText(secret(1000 + index)))
    const made = texts.map((one) => tokens.generate(granted, { key: one }))
    for (const at of [299, 0, 43, 44, 45, 150, 0, 299]) {
      expect(tokens.validate(made[at]!, granted, { key: texts[at]! })).toBe(true)
      expect(tokens.validate(made[at]!, granted, { key: texts[(at + 1) % 300]! })).toBe(false)
    }
  })
})

describe('keygen', () => {
  test('makes key texts that are all different, that the ring takes, and that are read back', () => {
    const made = Array.from({ length: 2000 }, () => keygen())
    expect(new Set(made).size).toBe(2000)
    for (const text of made) {
      expect(text).toMatch(/^lksecret1_[A-Za-z0-9_-]{49}$/)
      expect(text).toBe(keyText(fromKeyText(text)!))
    }
    expect(new Set(made.map((text) => fromKeyText(text)![0])).size).toBeGreaterThan(200)
    const token = tokensOf(made[0]!).generate(granted)
    expect(tokensOf(made[0]!).validate(token, granted)).toBe(true)
  })

  test('gives every kid about as often as any other', () => {
    const counts = Array.from({ length: 256 }, () => 0)
    for (let count = 0; count < 2560; count++) counts[kidOf(fromKeyText(keygen())!)]!++
    expect(counts.filter((count) => count > 0).length).toBeGreaterThan(240)
    expect(Math.max(...counts)).toBeLessThan(40)
  })

  test('finds the one kid that is left beside 255 secrets', () => {
    for (const missing of [0, 18, 255]) {
      const ring = all256.filter((_, kid) => kid !== missing)
      const text = keygen(ring)
      expect(kidOf(fromKeyText(text)!)).toBe(missing)
      expect(codeOf(() => tokensOf([text, ...ring]))).toBe('nothing')
    }
  })

  test('draws again what is weak, and what has the kid of another in the ring', () => {
    const [taken, twin] = byKid.get(7)!
    const draws = [new Uint8Array(32), twin, secret(1)]
    vi.stubGlobal('crypto', { getRandomValues: (bytes: Uint8Array) => (bytes.set(draws.shift()!), bytes) })
    onTestFinished(() => void vi.unstubAllGlobals())
    expect(keygen(taken)).toBe(keyText(secret(1)))
    expect(draws).toEqual([])
  })

  test('says so where all 256 are taken, and for a ring that is none', () => {
    expect(codeOf(() => keygen(all256))).toBe('DUPLICATE_KEY')
    expect(codeOf(() => keygen([...byKid.get(1)!]))).toBe('DUPLICATE_KEY')
    for (const ring of [[], '', 'x', null, [undefined], {}])
      expect(codeOf(() => keygen(ring as Secrets))).toBe('WEAK_SECRET')
  })
})

// ---------------------------------------------------------------- weak secrets

const cycle = (...period: readonly number[]): Uint8Array =>
  Uint8Array.from({ length: 64 }, (_, index) => period[index % period.length]!)

const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text))

describe('a secret that somebody could guess', () => {
  const printed = 'lksecret1_UZwAiJ-Wy_FAcRJD8pqb_j_sNQgOGJ9zkchnFyMIJxQgDnMRf'

  test.each<[what: string, secret: unknown]>([
    ['no bytes', new Uint8Array()],
    ['31 bytes', secret(1).subarray(1)],
    ['zeros', new Uint8Array(32)],
    ['many zeros', new Uint8Array(4096)],
    ['one byte repeated', cycle(0xab)],
    ['two bytes repeated', cycle(0xde, 0xad)],
    ['eight bytes repeated', cycle(1, 200, 3, 140, 5, 166, 7, 8)],
    ['sixteen bytes repeated', cycle(...secret(1).subarray(0, 16))],
    ['a pass-phrase in bytes', bytesOf('correct horse battery staple correct horse')],
    ['a pass-phrase beyond ASCII', bytesOf('Fu\u00dfg\u00e4nger\u00fcberweg und Stra\u00dfenbahn')],
    ['a key text in bytes', bytesOf(keyText(secret(1)))],
    ['hexadecimal digits in bytes', bytesOf('00112233445566778899aabbccddeeff')],
    ['base64 in bytes', bytesOf(Buffer.from(secret(1)).toString('base64'))],
    [
      'a PEM file in bytes',
      bytesOf('-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----\n'),
    ],
    [
      'a public key in DER',
      Uint8Array.from([0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00, ...secret(1)]),
    ],
    ['the key text that the README prints', printed],
    ['the same as bytes', Uint8Array.from(Buffer.from(printed.slice(10, -6), 'base64url'))],
    ['a pass-phrase as a text', 'correct horse battery staple correct horse'],
    ['a PEM file as a text', '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----'],
    ['a JWK', { kty: 'oct', k: 'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75' }],
    ['32 numbers', Array.from(secret(1))],
    ['words of 16 bits', new Uint16Array(32)],
    ['a buffer', secret(1).buffer],
    ['a view', new DataView(secret(1).buffer)],
    ['a number', 12_345],
    ['a text object', new String(keyText(secret(1)))],
  ])('is refused when it is configured, and never echoed: %s', (_what, weak) => {
    for (const configure of [
      () => tokensOf(weak as Secrets),
      () => tokensOf([secret(1), weak] as Secrets),
      () => tokensOf(secret(1)).generate(granted, { key: weak as Secrets }),
      () => tokensOf(secret(1)).validate('lk', granted, { key: weak as Secrets }),
      () => keygen(weak as Secrets),
    ]) {
      expect(codeOf(configure)).toBe('WEAK_SECRET')
      expect(() => configure()).toThrow(/latchkey keygen/)
      expect(() => configure()).not.toThrow(typeof weak === 'string' ? weak.slice(12, 30) : 'Buffer')
    }
  })

  test('is none of 2,000 random ones', () => {
    for (let count = 0; count < 2000; count++) {
      const strong = crypto.getRandomValues(new Uint8Array(32 + (count % 40)))
      expect(codeOf(() => makeRing(strong))).toBe('nothing')
    }
  })
})
