/**
 * How many characters the same grants take, in latchkey and in what else a program could use.
 *
 * All tokens carry what their system needs to be checked: a key id where there is one, the time they were made, the grants by name.
 * "No lock" and all others spell names out; the lock of this program numbers them.
 */
import { formats } from '../formats.ts'
import type { Format, Grant } from '../formats.ts'
import type { Point, Section } from '../part.ts'
import { figure } from '../report.ts'

const day = 86_400
const below = 1e6
const uuid = '6f1c1c1e-5f0b-4c7c-9d5a-3a7b2f1d0e9a'
const objectId = '65f1a2b3c4d5e6f708192a3b'
const counts = [1, 4, 16, 64, 256, 1000, 4096]
/** What the plot compares: the others are much like these. */
const drawn = new Set(['latchkey', 'JWT', 'macaroon', 'Biscuit'])
const bound = 'entropy'

/** Random, and the same in each run. */
function randomIds(count: number): number[] {
  let state = 1
  const ids = new Set<number>()
  while (ids.size < count) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    ids.add(Math.floor((state / 2 ** 32) * below))
  }
  return [...ids].toSorted((one, other) => one - other)
}

const grant = (ids: Grant['ids'], more: Partial<Grant> = {}): Grant => ({
  ids,
  read: false,
  lifetime: undefined,
  narrowed: undefined,
  ...more,
})
const cases: [string, Grant][] = [
  ['one object, id 127', grant([127])],
  ['… 16,383', grant([16_383])],
  ['… 2,097,151', grant([2_097_151])],
  ['… 127, for 7 days', grant([127], { lifetime: 7 * day })],
  ['… 16,383, for 7 days', grant([16_383], { lifetime: 7 * day })],
  ['… 2,097,151, for 7 days', grant([2_097_151], { lifetime: 7 * day })],
  ['a UUID', grant([uuid])],
  ['an ObjectId', grant([objectId])],
  ['ten ids from 42 on', grant(Array.from({ length: 10 }, (_, index) => 42 + index))],
  ['ten ids from 16,000 on', grant(Array.from({ length: 10 }, (_, index) => 16_000 + index))],
  ['read and change, for 7 days', grant([42], { read: true, lifetime: 7 * day })],
  ['… narrowed to an hour', grant([42], { read: true, lifetime: 7 * day, narrowed: 'time' })],
  ['… narrowed to read', grant([42], { read: true, lifetime: 7 * day, narrowed: 'scope' })],
]

export async function measure(): Promise<Section> {
  const rows: string[][] = []
  for (const [name, asked] of cases) rows.push([name, ...(await lengthsOf(asked)).map(text), ''])
  const points: Point[] = []
  const figures: Record<string, number> = {}
  for (const count of counts) {
    const lengths = await lengthsOf(grant(randomIds(count)))
    const least = Math.ceil((bytesOf(count) * 4) / 3)
    rows.push([`${count.toLocaleString('en')} random ids below 10⁶`, ...lengths.map(text), text(least)])
    for (const [index, { name }] of formats.entries()) {
      if (drawn.has(name)) points.push({ series: name, x: count, y: lengths[index]! })
    }
    points.push({ series: bound, x: count, y: least })
  }
  for (const id of [127, 16_383, 2_097_151]) {
    figures[`length-id-${id}`] = await own(grant([id]))
    figures[`length-id-${id}-7-days`] = await own(grant([id], { lifetime: 7 * day }))
  }
  const thousand = await lengthsOf(grant(randomIds(1000)))
  const week = await lengthsOf(grant([16_383], { lifetime: 7 * day }))
  for (const [index, { name }] of formats.entries()) {
    if (index === 0) continue
    const word = name.toLowerCase().replace(' ', '-')
    figures[`length-id-16383-7-days-${word}`] = week[index]!
    figures[`length-1000-ids-${word}`] = thousand[index]!
  }
  const [latchkey, , jwt, macaroon, biscuit] = thousand
  const [weekOwn, , weekJwt] = week
  figures['length-1000-ids'] = latchkey!
  figures['shorter-than-jwt-7-days'] = figure(weekJwt! / weekOwn!)
  figures['shorter-than-jwt-1000-ids'] = figure(jwt! / latchkey!)
  figures['shorter-than-macaroon-1000-ids'] = figure(macaroon! / latchkey!)
  figures['shorter-than-biscuit-1000-ids'] = figure(biscuit! / latchkey!)
  const over = (Math.floor((latchkey! * 3) / 4) / bytesOf(1000) - 1) * 100
  figures['over-entropy-percent-1000-ids'] = figure(over)
  return {
    title: 'How long a token is',
    text: [
      'In characters. The entropy bound is the least that a choice of so many ids below 10⁶ can take, as base64url, with no signature and no names.',
    ],
    tables: [{ columns: ['', ...formats.map(({ name }) => name), 'entropy bound'], rows }],
    plots: {
      sizes: {
        kind: 'lines',
        title: `1,000 ids take ${latchkey!.toLocaleString('en')} characters, ${over.toFixed(1)} % over the entropy bound; a JWT ${figure(jwt! / latchkey!)} times that`,
        label: 'length of the token, characters',
        across: 'number of random ids below 1,000,000',
        logarithmic: true,
        points,
      },
    },
    figures,
    goals: [
      {
        goal: '1,000 random ids below 10⁶, over the entropy bound: at most 5 %',
        measured: `${over.toFixed(1)} %`,
        reached: over <= 5,
      },
    ],
  }
}

function text(length: number | undefined): string {
  return length === undefined ? '–' : String(length)
}

async function lengthsOf(asked: Grant): Promise<readonly (number | undefined)[]> {
  const lengths: (number | undefined)[] = []
  for (const format of formats) lengths.push(await lengthOf(format, asked))
  return lengths
}

async function lengthOf({ make }: Format, asked: Grant): Promise<number | undefined> {
  return (await make(asked))?.length
}

async function own(asked: Grant): Promise<number> {
  return (await lengthOf(formats[0]!, asked))!
}

/** The whole bytes that one choice of `count` ids needs. */
function bytesOf(count: number): number {
  let bits = 0
  for (let index = 0; index < count; index++) bits += Math.log2((below - index) / (index + 1))
  return Math.ceil(bits / 8)
}
