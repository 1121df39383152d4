/**
 * The one list that stands for a scope: its order, and what is left out. That it grants what the scope grants is in scope.test.ts.
 */
import { expect, test } from 'vitest'
import type { Held } from '../src/grant.ts'
import type { Id } from '../src/id.ts'
import { compareTexts, normalForm } from '../src/normal-form.ts'

const held = (permissions: string[], ids?: readonly Id[], model?: string, app?: string): Held => ({
  app,
  model,
  ids,
  permissions,
})
const object = (...permissions: string[]): Held => held(permissions, [1], 'Post', 'blog')

test('one permission on one path is normal, and is not copied', () => {
  for (const list of [
    [object('read')],
    [held(['read'], undefined, 'Post', 'blog')],
    [held(['read'], undefined, undefined, 'blog')],
    [held(['read'])],
  ])
    expect(normalForm(list)).toBe(list)
})

test('what is more than that is put in order', () => {
  expect(normalForm([object('read', 'change')])).toEqual([object('change', 'read')])
  expect(normalForm([object('read'), object('read')])).toEqual([object('read')])
  expect(normalForm([held(['read'], ['b', 'a'], 'Post', 'blog')])).toEqual([
    held(['read'], ['a'], 'Post', 'blog'),
    held(['read'], ['b'], 'Post', 'blog'),
  ])
  expect(normalForm([held(['read'], undefined, 'Post', 'blog'), object('read')])).toEqual([
    held(['read'], undefined, 'Post', 'blog'),
  ])
  expect(normalForm([held([])])).toEqual([])
  expect(normalForm([])).toEqual([])
})

test('each item has all properties of a grant, whichever it needs: all are of one shape', () => {
  const levels = [held(['b', 'a']), held(['d'], undefined, undefined, 'blog'), object('c')]
  for (const item of normalForm(levels))
    expect(Object.keys(item)).toEqual(['app', 'model', 'ids', 'permissions'])
})

test('texts are ordered by code points: pairs come after all single units, also the first and the last of each', () => {
  const ascending = [
    '',
    'a',
    'aa',
    'ab',
    'b',
    '\ud7ff',
    '\ue000',
    '\uffff',
    '\u{10000}',
    '\u{103fe}',
    '\u{103ff}',
    '\u{10fc00}',
    '\u{10ffff}',
  ]
  for (const [at, one] of ascending.entries())
    for (const [place, other] of ascending.entries())
      expect([one, other, compareTexts(one, other)]).toEqual([one, other, Math.sign(at - place)])
})

test('ids are ordered: integers, texts, tuples; tuples part by part, and then the shorter first', () => {
  const ascending: Id[] = [
    -5,
    1,
    2,
    2n ** 60n,
    '1',
    'b',
    [1, 1],
    [1, 1, 1],
    [1, 1, 'a'],
    [1, 2],
    [1, 'a'],
    [1, 'a', 0],
    ['a', 1],
    ['a', 'a'],
  ]
  const form = normalForm([held(['read'], ascending.toReversed(), 'Post', 'blog')])
  expect(form.flatMap(({ ids }) => ids as readonly Id[])).toEqual(ascending)
  // Sorting is stable: each pair is asked in both directions.
  for (const [at, one] of ascending.entries())
    for (const other of ascending.slice(at + 1))
      for (const pair of [
        [one, other],
        [other, one],
      ])
        expect(
          normalForm([held(['read'], pair, 'Post', 'blog')]).flatMap(({ ids }) => ids as readonly Id[]),
        ).toEqual([one, other])
})
