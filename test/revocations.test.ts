/**
 * The mirror: what is revoked up to which second, while it grows, forgets and is asked for what it has not.
 */
import { afterEach, expect, test, vi } from 'vitest'
import { makeRevocations } from '../src/revocations.ts'

const now = 1_800_000_000
const hour = 3600
const targetOf = (index: number): string => `a.B:${Math.imul(index, 0x9e37_79b1) >>> 0}:${index}`

afterEach(() => void vi.unstubAllGlobals())

/** A constructor that writes down the lengths it is given. */
const recording = <Made extends typeof Uint8Array | typeof Uint32Array>(type: Made, lengths: number[]) =>
  new Proxy(type, {
    construct(target, given: [number], by) {
      lengths.push(given[0])
      return Reflect.construct(target, given, by) as object
    },
  })

/** The arrays of numbers that are made meanwhile, by their lengths. */
function madeBy(act: () => void): { bytes: number[]; numbers: number[] } {
  const made: { bytes: number[]; numbers: number[] } = { bytes: [], numbers: [] }
  vi.stubGlobal('Uint8Array', recording(Uint8Array, made.bytes))
  vi.stubGlobal('Uint32Array', recording(Uint32Array, made.numbers))
  act()
  vi.unstubAllGlobals()
  return made
}

test('nothing is revoked at first', () => {
  const mirror = makeRevocations()
  expect([mirror.before('*'), mirror.latest, mirror.changes]).toEqual([-1, -1, 0])
})

test('the greatest second and the latest expiry of a target stay', () => {
  const mirror = makeRevocations()
  mirror.put({ target: 'blog', before: 5, expiresAt: now }, now)
  mirror.put({ target: 'blog', before: 3, expiresAt: undefined }, now)
  expect([mirror.before('blog'), mirror.latest, mirror.changes]).toEqual([5, 5, 2])
  mirror.put({ target: 'blog', before: 8, expiresAt: now }, now)
  expect([mirror.before('blog'), mirror.latest]).toEqual([8, 8])
  // Kept for ever, as the second one said: room is made of others only.
  for (let index = 0; index < 1000; index++)
    mirror.put({ target: `blog.Post:${index}`, before: 1, expiresAt: now }, now)
  for (let index = 1000; index < 2000; index++)
    mirror.put({ target: `blog.Post:${index}`, before: 1, expiresAt: undefined }, now + 2 * hour)
  expect(mirror.before('blog')).toBe(8)
})

test('what expired an hour ago is not taken in, and is forgotten when room is made; nothing else is', () => {
  const mirror = makeRevocations()
  mirror.put({ target: 'gone', before: 5, expiresAt: now - hour - 1 }, now)
  mirror.put({ target: 'going', before: 5, expiresAt: now - hour }, now)
  expect([mirror.before('gone'), mirror.before('going')]).toEqual([-1, 5])

  const count = 2000
  for (let index = 0; index < count; index++)
    mirror.put({ target: `app.Old:${index}`, before: 7, expiresAt: now + 10 }, now)
  expect(mirror.counts).toEqual({ ids: 0, subjects: 0, apps: 1, models: 0, objects: count })
  for (let index = 0; index < count; index++)
    mirror.put({ target: `app.New:${index}`, before: 9, expiresAt: undefined }, now + 10 + hour + 1)
  for (let index = 0; index < count; index++)
    expect([index, mirror.before(`app.New:${index}`)]).toEqual([index, 9])
  expect([mirror.before('app.Old:0'), mirror.before('going'), mirror.before('app.New:x')]).toEqual([
    -1, -1, -1,
  ])
  expect(mirror.counts).toEqual({ ids: 0, subjects: 0, apps: 0, models: 0, objects: count })
  expect(mirror.latest).toBe(9)
})

test('what was not revoked is not, however many were: no target is taken for another', () => {
  const mirror = makeRevocations()
  const count = 200_000
  for (let index = 0; index < count; index++)
    mirror.put({ target: targetOf(index), before: index, expiresAt: undefined }, now)
  let wrong = 0
  for (let index = 0; index < count; index++) if (mirror.before(targetOf(index)) !== index) wrong++
  // Some dozens of these have the hash of one that is there.
  for (let index = count; index < 4 * count; index++) if (mirror.before(targetOf(index)) !== -1) wrong++
  expect(wrong).toBe(0)
})

test('seconds beyond those that a number of 32 bits has are the last one', () => {
  const mirror = makeRevocations()
  mirror.put({ target: 'blog', before: 2 ** 40, expiresAt: 2 ** 40 }, now)
  expect(mirror.before('blog')).toBe(2 ** 32 - 2)
})

test('what has the hash of something revoked is not revoked, and each of two with one hash has its own second', () => {
  vi.stubGlobal('crypto', { getRandomValues: (numbers: Uint32Array) => numbers })
  const [one, other] = ['blog.Post:7nzy27', 'blog.Post:mvft6l']
  const mirror = makeRevocations()
  mirror.put({ target: one, before: 5, expiresAt: undefined }, now)
  expect([mirror.before(one), mirror.before(other), mirror.before('blog.Post:', 'mvft6l')]).toEqual([
    5, -1, -1,
  ])
  mirror.put({ target: other, before: 7, expiresAt: undefined }, now)
  mirror.put({ target: 'blog.Post:1', before: 9, expiresAt: undefined }, now)
  expect([mirror.before(one), mirror.before(other), mirror.before('blog.Post:1')]).toEqual([5, 7, 9])
  expect(mirror.counts.objects).toBe(3)
  for (let index = 10; index < 300; index++)
    mirror.put({ target: `blog.Post:${index}`, before: 1, expiresAt: undefined }, now)
  expect([mirror.before(one), mirror.before(other), mirror.before('blog.Post:1')]).toEqual([5, 7, 9])
})

test('answers as a map does, whatever is revoked, again or anew, while it grows and forgets', () => {
  const mirror = makeRevocations()
  const known = new Map<string, { before: number; expiresAt: number }>()
  let state = 1
  const next = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return (state >>> 8) % below
  }
  let second = now
  for (let step = 0; step < 3000; step++) {
    second += next(60)
    // What is revoked again is alive: what is expired may be forgotten, or not.
    const target = targetOf(next(300) + 300 * Math.floor(step / 500))
    const before = next(1000)
    const expiresAt = next(4) === 0 ? Infinity : second + next(20) * hour
    const old = known.get(target) ?? { before, expiresAt }
    if (old.expiresAt + hour < second) continue
    mirror.put({ target, before, expiresAt: expiresAt === Infinity ? undefined : expiresAt }, second)
    known.set(target, {
      before: Math.max(before, old.before),
      expiresAt: Math.max(expiresAt, old.expiresAt),
    })
    if (step % 100 > 0) continue
    const wrong = [...known].filter(
      ([text, entry]) => entry.expiresAt >= second && mirror.before(text) !== entry.before,
    )
    expect([step, wrong, mirror.before(targetOf(9999))]).toEqual([step, [], -1])
  }
})

/** A full table of which so many expire, and the arrays that are made for one more. */
const filled = (expiring: number) => {
  const mirror = makeRevocations()
  for (let index = 0; index < 48; index++)
    mirror.put({ target: `a.B:${index}`, before: 1, expiresAt: index < expiring ? now : undefined }, now)
  const later = now + hour + 1
  const made = madeBy(() => mirror.put({ target: 'a.B:last', before: 1, expiresAt: undefined }, later))
  expect(mirror.counts.objects).toBe(made.numbers[0] === 64 * 4 ? 49 - expiring : 49)
  for (let index = 0; index < 48; index++)
    expect(mirror.before(`a.B:${index}`)).toBe(index < expiring && made.numbers[0] === 64 * 4 ? -1 : 1)
  return made
}

test('room is made of what is expired where that is half of all, and else by a table twice as large', () => {
  expect(filled(23)).toEqual({ bytes: [128], numbers: [512] })
  expect(filled(24)).toEqual({ bytes: [64, 2 ** 20], numbers: [256] })
})

test('its memory is a megabyte for what takes one, and a further one where that is full', () => {
  const mirror = makeRevocations()
  const long = 'x'.repeat(500)
  const fill = (from: number, to: number): number[] =>
    madeBy(() => {
      for (let index = from; index < to; index++)
        mirror.put({ target: `a.B:${long}${1000 + index}`, before: index, expiresAt: undefined }, now)
    }).bytes.filter((length) => length > 2 ** 16)
  // 508 characters and their length: 2,056 of them in a megabyte, and 16 bytes are left.
  expect(fill(0, 2056)).toEqual([2 ** 20])
  const last = (target: string): number[] =>
    madeBy(() => mirror.put({ target, before: 1, expiresAt: undefined }, now)).bytes
  expect([last('fourteen.chars'), last('*')]).toEqual([[], [2 ** 20]])
  expect([fill(2056, 2060), mirror.before('fourteen.chars'), mirror.before('*')]).toEqual([[], 1, 1])
  // In the first megabyte and in the second. Not all: the tests of mutants leave out what takes long.
  for (const index of [0, 1, 2055, 2056, 2059])
    expect(mirror.before(`a.B:${long}`, String(1000 + index))).toBe(index)
})

test('an id is found by its bytes as by its text, and no other is', () => {
  const mirror = makeRevocations()
  const ids = Array.from({ length: 300 }, () => crypto.getRandomValues(new Uint8Array(16)))
  for (const [at, id] of ids.slice(0, 150).entries())
    mirror.put({ target: `id:${Buffer.from(id).toString('hex')}`, before: at, expiresAt: undefined }, now)
  expect(ids.map((id) => mirror.beforeId(id))).toEqual(ids.map((_, at) => (at < 150 ? at : -1)))
  expect(mirror.before('id:', Buffer.from(ids[0]!).toString('hex'))).toBe(0)
  expect([mirror.counts.ids, mirror.latest]).toEqual([150, -1])
})

test.each<[target: string, kinds: Partial<Record<'ids' | 'subjects' | 'apps' | 'models' | 'objects', 1>>]>([
  [`id:${'0'.repeat(32)}`, { ids: 1 }],
  ['subject:"alice"', { subjects: 1 }],
  ['subject:shop.User:7', { subjects: 1 }],
  ['s|subject:shop.User:7', { subjects: 1 }],
  ['*', { apps: 1 }],
  ['blog', { apps: 1 }],
  ['s|blog', { apps: 1 }],
  ['blog.Post', { models: 1 }],
  ['s|blog.Post', { models: 1 }],
  ['blog.Post:5', { objects: 1 }],
  ['s|blog.Post:5', { objects: 1 }],
  ['id:s|blog.Post:5', { objects: 1 }],
  ['blog.Post:long:5', { objects: 1 }],
  // A hash says nothing of what it stands for.
  ['long:0123', { subjects: 1, apps: 1, models: 1, objects: 1 }],
  ['s|long:0123', { subjects: 1, apps: 1, models: 1, objects: 1 }],
])('%s is looked for where it may be asked for', (target, kinds) => {
  const mirror = makeRevocations()
  mirror.put({ target, before: 1, expiresAt: undefined }, now)
  expect(mirror.counts).toEqual({ ids: 0, subjects: 0, apps: 0, models: 0, objects: 0, ...kinds })
  expect(mirror.latest).toBe(kinds.ids === 1 ? -1 : 1)
})
