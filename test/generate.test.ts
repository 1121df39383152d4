/**
 * The way out: permission sets of every size, the limits of a token, and the bytes that SPEC.md prints.
 */
import { defineApp, inspect, keygen, latchkey, LatchkeyError, scope } from 'latchkey'
import type { Scope } from 'latchkey'
import { describe, expect, test } from 'vitest'
import { makeCursor, makeWriter, readByte } from '../src/codec/cursor.ts'
import { readMask, writeMask } from '../src/codec/mask.ts'

const { tokens } = latchkey({ secrets: keygen(), apps: [] })
const files = defineApp('files', { File: {} })

function codeOf(action: () => unknown): string | undefined {
  try {
    action()
    return undefined
  } catch (error) {
    return error instanceof LatchkeyError ? error.code : `no LatchkeyError: ${String(error)}`
  }
}
const hand = (...grants: unknown[]): Scope => grants as Scope
const onFile = (id: number | string, ...permissions: string[]): Scope =>
  hand({ app: 'files', model: 'File', id, permissions })

// ---------------------------------------------------------------- permission sets

/** Distances at which an integer of 32, 53 or 64 bits, or a byte, would mix two bits up. */
const distances = [1, 7, 8, 31, 32, 33, 53, 54, 63, 64, 65, 128, 224, 254, 255]

describe.each([1, 31, 32, 33, 53, 64, 255, 256])('of %d permissions', (count) => {
  const names = Array.from({ length: count }, (_, index) => `permission-${index}`)
  const asked = names.map((name) => onFile(1, name))

  test('each alone is not any other', () => {
    const crossed: string[] = []
    for (const [granted, name] of names.entries()) {
      const token = tokens.generate(onFile(1, name))
      const verdict = tokens.verify(token, 'authentic')
      if (!verdict.ok) throw new Error(verdict.detail)
      for (const [index, required] of asked.entries())
        if (verdict.pass.allows(required) !== (index === granted)) crossed.push(`${granted} as ${index}`)
      if (!tokens.validate(token, asked[granted]!)) crossed.push(`not ${granted}`)
    }
    expect(crossed).toEqual([])
  })

  test('two together are those two, and no third', () => {
    const crossed: string[] = []
    for (let one = 0; one < count; one++) {
      for (const distance of distances) {
        const other = one + distance
        if (other >= count) continue
        const token = tokens.generate(onFile(1, names[one]!, names[other]!))
        const verdict = tokens.verify(token, onFile(1, names[other]!, names[one]!))
        const held = verdict.ok ? verdict.pass.scope[0]!.permissions.toSorted() : []
        if (held.join() !== [names[one]!, names[other]!].toSorted().join())
          crossed.push(`${one} with ${other}`)
        const third = (other + 1) % count
        const isThird = third !== one && third !== other
        if (isThird && tokens.validate(token, asked[third]!)) crossed.push(`${one} with ${other} as ${third}`)
      }
    }
    expect(crossed).toEqual([])
  })

  test('all together are all, and all but one are not that one', () => {
    const all = tokens.generate(onFile(1, ...names))
    for (const required of asked) expect(tokens.validate(all, required)).toBe(true)
    expect(tokens.validate(all, onFile(1, ...names))).toBe(true)
    expect(tokens.validate(all, onFile(1, `permission-${count}`))).toBe(false)
    for (const [index, required] of asked.entries()) {
      const others = tokens.generate(onFile(1, ...names.toSpliced(index, 1)))
      expect(tokens.validate(others, required)).toBe(false)
    }
  })

  test('a declared set knows each of its names, and no other', () => {
    const app = defineApp('app', { Model: { permissions: names as [string, ...string[]] } })
    const known = latchkey({ secrets: keygen(), apps: [app] })
    expect(app.Model.permissions).toEqual(names)
    const token = known.tokens.generate(known.scope.accessModel(app.Model, ...(names as [string])))
    const verdict = known.tokens.verify(token, 'authentic')
    if (!verdict.ok) throw new Error(verdict.detail)
    for (const name of names) expect(verdict.pass.objects(app.Model, name).kind).toBe('all')
    expect(codeOf(() => known.scope.accessModel(app.Model, `permission-${count}`))).toBe('UNKNOWN_PERMISSION')
  })

  test('as bits of a mask, each alone and two together are read back', () => {
    const sets = names.map((_, bit) => [bit])
    for (let one = 0; one < count; one++)
      for (let other = one + 1; other < count; other++) sets.push([one, other])
    const wrong = sets.filter((bits) => throughMask(bits).join() !== bits.join())
    expect(wrong).toEqual([])
    const every = names.map((_, bit) => bit)
    expect(throughMask(every)).toEqual(every)
  })
})

function throughMask(bits: readonly number[]): readonly number[] {
  const writer = makeWriter(64)
  writeMask(writer, bits)
  const cursor = makeCursor(writer.bytes, 0, writer.at)
  const read = readMask(cursor, readByte(cursor))
  if (cursor.problem !== undefined || cursor.at !== writer.at) throw new Error(cursor.problem ?? 'left over')
  return read
}

// ---------------------------------------------------------------- limits

test('a path has at most 256 permissions in a token', () => {
  const names = Array.from({ length: 257 }, (_, index) => `p${index}`)
  expect(codeOf(() => tokens.generate(onFile(1, ...names.slice(1))))).toBe(undefined)
  expect(codeOf(() => tokens.generate(onFile(1, ...names)))).toBe('TOO_LARGE')
  // Repetition does not count, nor does what a path above has too.
  expect(codeOf(() => tokens.generate(onFile(1, ...names.slice(1), ...names.slice(1))))).toBe(undefined)
  expect(codeOf(() => tokens.generate(scope.union(onFile(1, ...names), scope.accessAll('p0'))))).toBe(
    undefined,
  )
})

test('a model has at most 4,096 objects in one list', () => {
  const many = (count: number): Scope =>
    Array.from({ length: count }, (_, index) => onFile(index, 'read')[0]!)
  const token = tokens.generate(many(4096))
  expect(tokens.validate(token, onFile(4095, 'read'))).toBe(true)
  expect(tokens.validate(token, onFile(4096, 'read'))).toBe(false)
  expect(codeOf(() => tokens.generate(many(4097)))).toBe('TOO_LARGE')
  expect(codeOf(() => tokens.generate([...many(4097), ...scope.accessAll('read')]))).toBe(undefined)
})

/** Grants on `count` apps, whose names have 255 bytes but for the last. */
const apps = (count: number, last: number): Scope =>
  hand(
    ...Array.from({ length: count }, (_, index) => ({
      app: String.fromCharCode(65 + index).repeat(index === count - 1 ? last : 255),
      permissions: ['r'],
    })),
  )

test('a token has at most 8,192 characters, and the longest one verifies', () => {
  const lengths = Array.from({ length: 255 }, (_, index) => index + 1)
  const fitting = lengths.filter((last) => codeOf(() => tokens.generate(apps(24, last))) === undefined)
  const longest = apps(24, fitting.at(-1)!)
  expect(fitting).toEqual(lengths.slice(0, fitting.length))
  expect(codeOf(() => tokens.generate(apps(24, fitting.length + 1)))).toBe('TOO_LARGE')
  expect(tokens.generate(longest).length).toBeGreaterThan(8188)
  expect(tokens.generate(longest).length).toBeLessThanOrEqual(8192)
  expect(tokens.validate(tokens.generate(longest), longest)).toBe(true)
})

test('what has no room is refused and not cut: grants, extras and texts', () => {
  const many = Array.from({ length: 1100 }, (_, index) => ({ app: index.toString(36), permissions: ['r'] }))
  expect(codeOf(() => tokens.generate(hand(...many)))).toBe('TOO_LARGE')
  expect(codeOf(() => tokens.generate(hand(...many.slice(0, 600))))).toBe(undefined)
  const last = Array.from({ length: 255 }, (_, index) => 255 - index).find(
    (length) => codeOf(() => tokens.generate(apps(24, length))) === undefined,
  )
  expect(codeOf(() => tokens.generate(apps(24, last!), { subject: 'ann@example.org' }))).toBe('TOO_LARGE')
  expect(codeOf(() => tokens.narrow(tokens.generate(apps(24, last!)), { to: onFile(1, 'r') }))).toBe(
    'TOO_LARGE',
  )
})

test('what did not fit leaves nothing behind: the next token is right', () => {
  const before = tokens.generate(onFile(1, 'read'), { unique: false })
  const names = Array.from({ length: 257 }, (_, index) => `p${index}`)
  expect(codeOf(() => tokens.generate(onFile(1, ...names)))).toBe('TOO_LARGE')
  expect(codeOf(() => tokens.generate(hand({ app: 'a'.repeat(256), permissions: ['r'] })))).toBe(
    'INVALID_SCOPE',
  )
  const after = tokens.generate(onFile(1, 'read'))
  expect(tokens.validate(after, onFile(1, 'read'))).toBe(true)
  expect(after.length).toBe(before.length)
})

// ---------------------------------------------------------------- what is generated

const issued = Date.UTC(2026, 0, 1)
const published = latchkey({
  secrets: Uint8Array.from({ length: 32 }, (_, index) => index),
  apps: [],
  clock: () => issued,
}).tokens

test('SPEC.md prints what is generated', () => {
  expect(published.generate(scope.parse('blog.Post:42#read,change'))).toBe(
    'lkESA8O4gAMEYmxvZwRQb3N0KgACBmNoYW5nZQRyZWFkYzXpIDuet6wkKUEH39F4vg',
  )
  expect(published.generate([])).toBe('lkASA8O4gADoKQmy80mXPdezoteNgRDJ')
  const bind = ['v7', 42, true, Uint8Array.of(0, 255)]
  expect(published.generate(scope.parse('blog.Post:42#read'), { bind })).toBe(
    'lkUSA8O4gAgDBGJsb2cEUG9zdCoAAQRyZWFkPOW-SA7lsJ-DovTvdm_8LA',
  )
})

test('every token begins with lk and is base64url without padding', () => {
  for (let index = 0; index < 200; index++)
    expect(tokens.generate(onFile(index, 'read'), { unique: true })).toMatch(/^lk[\w-]{30,}$/)
})

test('no token begins as a secret does, not even in the one second in which it could', () => {
  // SPEC §3: kid 1e, issued in the second 1,924,640,215, a lifetime and three grants.
  const secrets = Uint8Array.from({ length: 32 }, (_, index) => (45 * index + 1) % 251)
  const second = 1_704_067_200 + 1_924_640_215
  let now = second * 1000
  const seconds = new Set<number>()
  const late = latchkey({ secrets, apps: [], clock: () => now++ }).tokens
  const granted = scope.parse('a#r b#r c#r')
  for (let expiresIn = 224; expiresIn < 260; expiresIn++) {
    const token = late.generate(granted, { expiresIn })
    expect(token.startsWith('lksecret1_')).toBe(false)
    expect(late.validate(token, granted)).toBe(true)
    const seen = inspect(token)
    if (!seen.ok) throw new Error(seen.detail)
    expect(seen.unverifiedKeyId).toBe(0x1e)
    seconds.add(seen.unverifiedIssuedAt.getTime() / 1000)
  }
  // Those that would begin so are of the second before.
  expect(seconds).toEqual(new Set([second, second - 1]))
})

test('equal scopes of one second are one token; another second makes another', () => {
  let now = issued
  const timed = latchkey({ secrets: keygen(), apps: [], clock: () => now }).tokens
  const first = timed.generate(scope.parse('a.b:1#x a.b:2#x a#y'))
  expect(timed.generate(scope.parse('a#y a.b:2#x a.b:1#x,y'))).toBe(first)
  now += 999
  expect(timed.generate(scope.parse('a#y a.b:2#x a.b:1#x'))).toBe(first)
  now += 1
  expect(timed.generate(scope.parse('a#y a.b:2#x a.b:1#x'))).not.toBe(first)
})

test('an empty scope makes a token that proves that it is genuine, and no more', () => {
  for (const nothing of [[], scope.parse('a#'), scope.parse('a.b:1# *#')]) {
    const token = tokens.generate(nothing)
    expect(token).toHaveLength(32)
    expect(tokens.validate(token, 'authentic')).toBe(true)
    expect(tokens.validate(token, [])).toBe(true)
    expect(tokens.validate(token, scope.accessAll('read'))).toBe(false)
    const verdict = tokens.verify(token, 'authentic')
    expect(verdict.ok && verdict.pass.scope).toEqual([])
  }
})

test('the first secret signs', () => {
  const one = keygen()
  const two = keygen(one)
  const signer = latchkey({ secrets: [two, one], apps: [] }).tokens
  const token = signer.generate(onFile(1, 'read'))
  expect(latchkey({ secrets: two, apps: [] }).tokens.validate(token, 'authentic')).toBe(true)
  expect(latchkey({ secrets: one, apps: [] }).tokens.validate(token, 'authentic')).toBe(false)
})

test.each([
  ['nothing', undefined],
  ['null', null],
  ['a text', 'files.File:1#read'],
  ["'authentic'", 'authentic'],
  ['a grant', onFile(1, 'read')[0]],
  ['an object reference', files.File(1)],
  ['a model', files.File],
  ['a pass', {}],
])('a token is not made of %s', (_label, granted) => {
  expect(codeOf(() => tokens.generate(granted as Scope))).toBe('INVALID_SCOPE')
})
