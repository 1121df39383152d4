/**
 * How containment is found: a few grants one by one, many by their paths. What it finds is in scope.test.ts.
 */
import { expect, test } from 'vitest'
import { covers, makeLayer, missing } from '../src/covers.ts'
import type { Layer } from '../src/covers.ts'
import type { Held, Ids } from '../src/grant.ts'

const grants = (layer: Layer, asked: Held, permission: string): boolean =>
  covers([layer], [{ ...asked, permissions: [permission] }])

const on = (ids: Ids | undefined, model?: string, app?: string): Held => ({
  app: app ?? 'blog',
  model: model ?? 'Post',
  ids,
  permissions: ['read'],
})
const ascending = Float64Array.of(1, 5, 9)
const first = 2n ** 53n - 3n
/** 2^53-3, 2^53-1, 2^53+1 and one that is 2^60 further. */
const far = { first, distances: Float64Array.of(0, 2, 4, 2 ** 60) }

test('grants are looked up by path from nine steps on; integers that ascend are one step, whatever their number', () => {
  const ids = (count: number): Held => on(Array.from({ length: count }, (_, index) => `${index}`))
  expect(makeLayer([ids(8)]).many).toBe(false)
  expect(makeLayer([ids(9)]).many).toBe(true)
  expect(makeLayer([ids(4), ids(4)]).many).toBe(false)
  expect(makeLayer([ids(4), on(undefined), ids(4)]).many).toBe(true)
  const long = Float64Array.from({ length: 100 }, (_, index) => index)
  expect(makeLayer([on(long)]).many).toBe(false)
  expect(makeLayer([ids(7), on({ first, distances: long })]).many).toBe(false)
  expect(makeLayer([ids(8), on({ first, distances: long })]).many).toBe(true)
  expect(makeLayer(Array.from({ length: 9 }, () => on(long))).many).toBe(true)
  expect(makeLayer(Array.from({ length: 8 }, () => on(undefined))).many).toBe(false)
})

test('a few grants are looked through; of many an index is made, once, that has each of them under its own path', () => {
  const everything: Held = { app: undefined, model: undefined, ids: undefined, permissions: ['read'] }
  const app: Held = { ...everything, app: 'blog' }
  const objects = Array.from({ length: 6 }, (_, index) => on([index]))
  const few = makeLayer([everything, app])
  expect([grants(few, on([7]), 'read'), few.index]).toEqual([true, undefined])

  const many = makeLayer([...objects, everything, app, on(undefined), on(ascending)])
  expect(grants(many, on([7]), 'read')).toBe(true)
  const { index } = many
  expect(index?.everything).toEqual([everything])
  expect(index?.apps.get('blog')?.whole).toEqual([app])
  const model = index?.apps.get('blog')?.models.get('Post')
  expect(model?.whole).toEqual([on(undefined), on(ascending)])
  expect([...model!.objects.values()]).toEqual(objects.map((held) => [held]))
  expect([grants(many, on([7]), 'change'), many.index === index]).toEqual([false, true])
})

test('what is missing is what not every layer grants', () => {
  const layers = [
    makeLayer([{ ...on(undefined), permissions: ['read', 'change'] }]),
    makeLayer([{ ...on([1]), permissions: ['read', 'change'] }, on([2])]),
  ]
  const both = (id: number): Held => ({ ...on([id]), permissions: ['read', 'change'] })
  expect(missing(layers, [both(1)])).toEqual([])
  expect(missing(layers, [both(1), both(2), both(3)])).toEqual([
    { ...on([2]), permissions: ['change'] },
    both(3),
  ])
  expect(missing([], [both(1)])).toEqual([])
})

test.each([
  ['few', []],
  ['many', Array.from({ length: 9 }, (_, index) => on([`x${index}`]))],
])('an integer is in an ascending list exactly where it stands there, among %s grants', (_name, others) => {
  const near = makeLayer([on(ascending), ...others])
  const has = (layer: typeof near, id: unknown): boolean => covers([layer], [on([id] as Ids)])
  for (let id = -1; id < 12; id++) expect(has(near, id)).toBe([1, 5, 9].includes(id))
  for (const id of ['1', '5', 5n, 2n ** 64n, [5, 5], [5, 'x'], 'x1x']) expect(has(near, id)).toBe(false)

  const wide = makeLayer([on(far), ...others])
  expect([Number(first) - 1, Number(first), Number(first) + 1].map((id) => has(wide, id))).toEqual([
    false,
    true,
    false,
  ])
  expect(
    [0, 1, 2, 3, 4, 5].map((step) => has(wide, step < 3 ? Number(first) + step : first + BigInt(step))),
  ).toEqual([true, false, true, false, true, false])
  expect(has(wide, first + 2n ** 60n)).toBe(true)
  for (const id of [first + 2n ** 60n + 256n, 0, -first, `${first}`, [1, 2]])
    expect(has(wide, id)).toBe(false)
})

test('many grants: each level is found by its own path, and what is asked without an app or a model is not found below', () => {
  const filler = Array.from({ length: 9 }, (_, index) => on([index], 'Filler'))
  const all = (...held: Held[]): ReturnType<typeof makeLayer> => makeLayer([...filler, ...held])
  const everything: Held = { app: undefined, model: undefined, ids: undefined, permissions: ['read'] }
  const app: Held = { ...everything, app: 'blog' }
  const model = on(undefined)
  const object = on([7])
  const levels = [everything, app, model, object]
  for (const [at, held] of levels.entries())
    expect(levels.map((asked) => grants(all(held), asked, 'read'))).toEqual(
      levels.map((_, below) => below >= at),
    )
  for (const asked of [on([7], 'Page'), on([7], 'Post', 'shop'), on([8]), on(['7'])])
    expect(grants(all(object), asked, 'read')).toBe(false)
  expect(grants(all(object, { ...object, permissions: ['change'] }), object, 'read')).toBe(true)
  expect(grants(all(object), object, 'change')).toBe(false)
})
