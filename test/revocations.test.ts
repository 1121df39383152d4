/**
 * The mirror: what is revoked up to which second, while it grows, forgets and is asked for what it has not.
 */
import { expect, test } from 'vitest'
import { makeRevocations } from '../src/revocations.ts'

const now = 1_800_000_000
const hour = 3600
const targetOf = (index: number): string => `a.B:${Math.imul(index, 0x9e37_79b1) >>> 0}:${index}`

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

  const count = 20_000
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
