/**
 * The vectors of a real Django (`vectors/django`): each is answered as Django, and the corrected original, answer it. None is left out.
 */
import { readFileSync } from 'node:fs'
import { LatchkeyError } from 'latchkey'
import type { Scope } from 'latchkey'
import { djangoTokens, signing } from 'latchkey/django'
import type { Serializer } from 'latchkey/django'
import { describe, expect, test } from 'vitest'
import { tables } from './tables.ts'

type Secret = string | { $hex: string }
type Specifier = unknown[]
type DjangoScope = [Specifier, unknown[]][]
interface Vector {
  id: string
  kind: string
  secret: Secret
  fallbacks: Secret[]
  salt: string | null
  sep: string
  algorithm: 'sha256' | 'sha1'
  timestamp: number
  now: number
  max_age: number | null | { $float: string }
  legacy_sha1: boolean
  payload_json: string
  token: unknown
  compress: boolean
  compressed: boolean
  js_roundtrip: boolean
  value: string
  signed: string
  salt_in_effect: string
  serializer: string
  scope: DjangoScope
  required: DjangoScope
  granted: DjangoScope
  expect: never
  may_refuse?: boolean
  may_throw?: boolean
}
const set = JSON.parse(readFileSync('vectors/django/vectors.json', 'utf8')) as {
  vectors: Vector[]
  scope_triples: [DjangoScope, DjangoScope, boolean][]
}

// ---------------------------------------------------------------- from the words of the vectors to ours

const secretOf = (secret: Secret): string | Uint8Array =>
  typeof secret === 'string' ? secret : new Uint8Array(Buffer.from(secret.$hex, 'hex'))

/** A number that JavaScript would change, as the text that Python writes. */
function written(value: object): string | undefined {
  const { $int, $float, $uuid } = value as { $int?: string; $float?: string; $uuid?: string }
  return $int ?? $float ?? ($uuid === undefined ? undefined : JSON.stringify($uuid))
}

function revive(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const { $int, $float, $uuid } = value as { $int?: string; $float?: string; $uuid?: string }
  if ($int !== undefined) return BigInt($int)
  if ($float !== undefined) return Number($float)
  return $uuid ?? (Array.isArray(value) ? value.map(revive) : value)
}

const names = ['app', 'model', 'id']
/** Every part that stands there, null included, is a property. */
const scopeOf = (scope: DjangoScope): Scope =>
  scope.map(([specifier, permissions]): unknown =>
    Object.fromEntries([
      ...specifier.map((part, index) => [names[index], revive(part)]),
      ['permissions', revive(permissions)],
    ]),
  ) as Scope

/** The JSON of a value as it stands in the vectors, for what Django would never sign. */
function toJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toJson).join(',')}]`
  return (typeof value === 'object' && value !== null ? written(value) : undefined) ?? escaped(value)
}

const ages = ({ max_age: age }: Vector): { maxAge?: number } =>
  age === null ? {} : { maxAge: revive(age) as number }
const serializerOf = (name: string): Serializer => (name === 'kitchen-sink' ? 'both' : (name as Serializer))
const tokensOf = (vector: Vector, at: number): ReturnType<typeof djangoTokens>['tokens'] =>
  djangoTokens({
    secretKey: secretOf(vector.secret),
    fallbacks: (vector.fallbacks ?? []).map(secretOf),
    apps: [],
    serializer: serializerOf(vector.serializer),
    tables,
    sha1: vector.legacy_sha1 ?? false,
    clock: () => at * 1000,
  }).tokens
const salts = ({ salt }: Vector): { salt?: string } => (salt === null ? {} : { salt })

/** Gives the JSON that is inside, as it is. */
const raw = { dumps: (text: unknown) => text as string, loads: (text: string) => text }

const reasons = { bad_signature: ['forged', 'malformed'], expired: ['too-old'], malformed: ['malformed'] }

/** JavaScript's own JSON in ASCII. */
function escaped(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** Whether that gives the same text again. */
function isPlain(text: string): boolean {
  try {
    return escaped(JSON.parse(text)) === text
  } catch {
    return false
  }
}

// ---------------------------------------------------------------- the kinds

const checks: Record<string, (vector: Vector) => void> = {
  dumps(vector) {
    const { secret, salt, timestamp, compress, algorithm, payload_json: text, token } = vector
    const options = { key: secretOf(secret), ...salts(vector), algorithm, clock: () => timestamp * 1000 }
    const read = signing.loads(token, { ...options, serializer: raw })
    expect(read).toEqual({ ok: true, value: text, signedAt: new Date(timestamp * 1000) })
    expect(salt).not.toBe('')
    const again = signing.dumps(text, { ...options, serializer: raw, compress })
    if (vector.compressed) {
      expect(again).toMatch(/^\./)
      expect(signing.loads(again, { ...options, serializer: raw })).toMatchObject({ value: text })
    } else expect(again).toBe(token)

    const value = signing.loads(token, options)
    if (!value.ok) throw new Error(value.detail)
    expect(isPlain(text)).toBe(vector.js_roundtrip)
    const remade = signing.dumps(value.value, { ...options, compress })
    expect(signing.loads(remade, options)).toEqual(value)
    if (!vector.js_roundtrip || vector.compressed) return
    expect(remade).toBe(token)
    expect(signing.dumps(JSON.parse(text), options)).toBe(token)
  },
  loads(vector) {
    const { token, secret, now, legacy_sha1: sha1, may_refuse: mayRefuse } = vector
    const expected = vector.expect as { ok: boolean; payload_json: string; error: keyof typeof reasons }
    const fallbacks = vector.fallbacks.map(secretOf)
    const keys = { key: secretOf(secret), fallbacks, sha1, clock: () => now * 1000 }
    const read = signing.loads(token, { ...keys, ...salts(vector), ...ages(vector) })
    if (!expected.ok || (mayRefuse && !read.ok)) {
      expect(mayRefuse ? ['malformed'] : reasons[expected.error]).toContain(
        read.ok ? read.value : read.reason,
      )
      return
    }
    if (!read.ok) throw new Error(read.detail)
    const key = 'x'
    const wanted = signing.loads(signing.dumps(expected.payload_json, { key, serializer: raw }), { key })
    expect(read.value).toStrictEqual(wanted.ok && wanted.value)
    if (!isPlain(expected.payload_json)) return
    const remade = signing.loads(signing.dumps(read.value, { key }), { key, serializer: raw })
    expect(remade).toMatchObject({ value: expected.payload_json })
  },
  sign(vector) {
    const { secret, sep, algorithm, value, signed, salt_in_effect: salt } = vector
    const options = { key: secretOf(secret), sep, algorithm }
    expect(signing.Signer({ ...options, ...salts(vector) }).sign(value)).toBe(signed)
    expect(signing.Signer({ ...options, salt }).sign(value)).toBe(signed)
    expect(signing.Signer({ ...options, salt }).unsign(signed)).toEqual({ ok: true, value })
  },
  'timestamp-sign'(vector) {
    const { secret, sep, algorithm, value, signed, timestamp, salt_in_effect: salt } = vector
    const options = { key: secretOf(secret), sep, algorithm, clock: () => timestamp * 1000 }
    expect(signing.TimestampSigner({ ...options, ...salts(vector) }).sign(value)).toBe(signed)
    const signer = signing.TimestampSigner({ ...options, salt })
    expect(signer.unsign(signed)).toEqual({ ok: true, value, signedAt: new Date(timestamp * 1000) })
  },
  unsign(vector) {
    const { secret, fallbacks, sep, algorithm, legacy_sha1: sha1, signed } = vector
    const keys = { key: secretOf(secret), fallbacks: fallbacks.map(secretOf), sep, algorithm, sha1 }
    isExpected(vector, signing.Signer({ ...keys, ...salts(vector) }).unsign(signed))
  },
  'timestamp-unsign'(vector) {
    const { secret, fallbacks, sep, algorithm, legacy_sha1: sha1, signed, now } = vector
    const keys = { key: secretOf(secret), fallbacks: fallbacks.map(secretOf), sep, algorithm, sha1 }
    const signer = signing.TimestampSigner({ ...keys, ...salts(vector), clock: () => now * 1000 })
    isExpected(vector, signer.unsign(signed, ages(vector)))
  },
  generate(vector) {
    const { timestamp, scope } = vector
    const expected = vector.expect as { throws?: true; token: string; payload_json: string }
    const generate = (): string => tokensOf(vector, timestamp).generate(scopeOf(scope), salts(vector))
    if (expected.throws) expect(generate).toThrow(LatchkeyError)
    else expect(generate()).toBe(expected.token)
  },
  validate(vector) {
    const { token, required, now, may_throw: mayThrow } = vector
    const tokens = tokensOf(vector, now)
    const options = { ...salts(vector), ...ages(vector) }
    const answer = answerOf(() => tokens.validate(token, scopeOf(required), options))
    expect(answerOf(() => tokens.verify(token, scopeOf(required), options).ok)).toBe(answer)
    expect(mayThrow ? ['thrown', vector.expect] : [vector.expect]).toContain(answer)
  },
  compare(vector) {
    expect(vector.may_throw ? ['thrown', false] : [vector.expect]).toContain(
      compare(vector.required, vector.granted),
    )
  },
}

function isExpected(vector: Vector, unsigned: { ok: boolean; value?: string; reason?: string }): void {
  const expected = vector.expect as { ok: boolean; value: string; error: keyof typeof reasons }
  if (expected.ok) expect(unsigned).toMatchObject({ ok: true, value: expected.value })
  else expect(reasons[expected.error]).toContain(unsigned.ok ? unsigned.value : unsigned.reason)
}

const secretKey = 'a secret of these tests'
const basic = djangoTokens({ secretKey, apps: [] }).tokens
/** Whether a token with these grants, whatever they are, gives what is asked. */
function compare(required: DjangoScope, granted: DjangoScope): boolean | 'thrown' {
  const token = signing.dumps(toJson(granted), {
    key: secretKey,
    salt: 'access_tokens.token:1.0.0:1.0.0',
    serializer: raw,
  })
  return answerOf(() => basic.validate(token, scopeOf(required)))
}

function answerOf(check: () => boolean): boolean | 'thrown' {
  try {
    return check()
  } catch (error) {
    if (!(error instanceof LatchkeyError)) throw error
    return 'thrown'
  }
}

// ---------------------------------------------------------------- the tests

describe.each([...Map.groupBy(set.vectors, ({ kind }) => kind)])('%s', (kind, vectors) => {
  test.each(vectors.map((vector): [string, Vector] => [vector.id, vector]))('%s', (_id, vector) => {
    expect.hasAssertions()
    checks[kind]!(vector)
  })
})

test('there are 378 vectors, and 2,000 triples, half of them true', () => {
  expect(set.vectors.length).toBe(378)
  expect(new Set(set.vectors.map(({ id }) => id)).size).toBe(378)
  expect(set.scope_triples.length).toBe(2000)
  expect(set.scope_triples.filter(([, , expected]) => expected).length).toBe(1000)
})

test('all triples compare as the original compares them', () => {
  const wrong = set.scope_triples.filter(
    ([required, granted, expected]) => compare(required, granted) !== expected,
  )
  expect(wrong).toEqual([])
})
