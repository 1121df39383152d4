/**
 * `npm run bench:size`: how many characters the same grants take, in latchkey and in what else a program could use.
 *
 * All tokens carry what their system needs to be checked: a key id where there is one, the time they were made, the grants by name.
 * "No lock" and all others spell names out; the lock of this program numbers them.
 */
import type { Format, Grant } from './formats.ts'
import { requirePeers } from './installed.ts'
import { toText } from './report.ts'

requirePeers()
const { formats } = await import('./formats.ts')
const day = 86_400
const uuid = '6f1c1c1e-5f0b-4c7c-9d5a-3a7b2f1d0e9a'
const objectId = '65f1a2b3c4d5e6f708192a3b'

/** Random, and the same in each run. */
function randomIds(count: number, below: number): number[] {
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
const hundred = randomIds(100, 1e6)
const thousand = randomIds(1000, 1e6)
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
  ['100 random ids below 10⁶', grant(hundred)],
  ['1,000 random ids below 10⁶', grant(thousand)],
  ['read and change, for 7 days', grant([42], { read: true, lifetime: 7 * day })],
  ['… narrowed to an hour', grant([42], { read: true, lifetime: 7 * day, narrowed: 'time' })],
  ['… narrowed to read', grant([42], { read: true, lifetime: 7 * day, narrowed: 'scope' })],
]

const rows: string[][] = []
for (const [name, asked] of cases) {
  const cells: string[] = []
  for (const format of formats) cells.push(await charactersOf(format, asked))
  rows.push([name, ...cells])
}
console.log(
  toText({ title: 'Characters of a token', columns: ['', ...formats.map(({ name }) => name)], rows }),
)

console.log(
  '\nThe least that a list of ids can take (the logarithm of how many there are), beside the whole token:',
)
for (const ids of [hundred, thousand]) {
  const bytes = Math.ceil(entropy(ids.length, 1e6) / 8)
  const token = Number(await charactersOf(formats[0]!, grant(ids)))
  const held = Math.floor((token * 3) / 4)
  console.log(
    `${ids.length} of 10⁶: ${bytes} bytes, ${Math.ceil((bytes * 4) / 3)} characters; the token has ${held} bytes, ` +
      `${token} characters, ${((held / bytes - 1) * 100).toFixed(1)} % over it`,
  )
}

async function charactersOf({ make }: Format, asked: Grant): Promise<string> {
  const token = await make(asked)
  return token === undefined ? '–' : String(token.length)
}

/** The bits of one choice of `count` from `total`. */
function entropy(count: number, total: number): number {
  let bits = 0
  for (let index = 0; index < count; index++) bits += Math.log2((total - index) / (index + 1))
  return bits
}
