/**
 * What a check costs with many ids, grants, blocks or secrets.
 */
import { floor, hmacOf, tagOfBlock } from '../floor.ts'
import { growths } from '../grown.ts'
import { narrowedBy, passOf, validates } from '../latchkey.ts'
import { race, ratioOf, timeOf } from '../measure.ts'
import type { Contender } from '../measure.ts'
import { allocationOf } from '../memory.ts'
import { atMost } from '../part.ts'
import type { Effort, Point, Section } from '../part.ts'
import { figure, figures } from '../report.ts'

const nameOf = (series: string, size: number): string =>
  size === 1 ? `1 ${series.slice(0, -1)}` : `${size.toLocaleString('en')} ${series}`
const allowsOne = 'pass.allows(), one id'
const allowsMany = 'pass.allows(), 4,096 ids'

export async function measure({ quick }: Effort): Promise<Section> {
  const made = growths.flatMap(({ series, sizes, make }) =>
    sizes.map((size) => ({ series, size, name: nameOf(series, size), check: make(size) })),
  )
  const lengths = new Map(made.map(({ name, check }) => [name, check.token.length]))
  const list = made.find(({ name }) => name === '4,096 ids')!.check
  const one = made[0]!.check
  const [onePass, listPass] = [passOf(one), passOf(list)]
  const [listHmac, blockTag] = [hmacOf(list.token), tagOfBlock(narrowedBy(1).token)]
  const contenders: Contender[] = [
    floor,
    blockTag,
    listHmac,
    ...made.map(({ name, check }) => validates(name, check)),
    { name: allowsOne, run: () => onePass.allows(one.asked) },
    { name: allowsMany, run: () => listPass.allows(list.asked) },
  ]
  const times = await race(contenders, quick ? 20 : 200)
  const allocated = allocationOf(() => void listPass.allows(list.asked))

  const slope = (series: string, large: number, small: number): number => {
    const [long, short] = [nameOf(series, large), nameOf(series, small)]
    return (ratioOf(times, long, short) * lengths.get(short)!) / lengths.get(long)!
  }
  const over = ratioOf(times, '4,096 ids', listHmac.name)
  const blocks = ratioOf(times, '16 blocks', blockTag.name)
  const secrets = ratioOf(times, '128 secrets', '1 secret')
  const points = made.map(({ series, size, name }): Point => ({
    series,
    x: size,
    y: figure(timeOf(times, name)),
  }))
  return {
    title: 'What many ids, grants, blocks and secrets cost',
    text: [
      'Ids are random, about ten apart; grants are on models of their own, by name; blocks narrow by time; of the secrets of a ring the last made the token.',
    ],
    tables: [
      {
        columns: ['a check of', 'µs', '× the floor', 'characters'],
        rows: contenders.map(({ name }) => [
          name,
          figures(timeOf(times, name)),
          figures(ratioOf(times, name, floor.name)),
          String(lengths.get(name) ?? ''),
        ]),
      },
    ],
    plots: {
      growth: {
        kind: 'lines',
        title: `A token of 4,096 ids is checked in ${figures(timeOf(times, '4,096 ids'))} µs; a ring of 128 secrets costs ${secrets.toFixed(2)} × one`,
        label: 'processor time of one check, µs',
        across: 'number of ids, grants, blocks or secrets',
        logarithmic: true,
        points,
      },
    },
    figures: {
      'ids-4096-microseconds': figure(timeOf(times, '4,096 ids')),
      'ids-4096-over-hmac': figure(over),
      'blocks-16-microseconds': figure(timeOf(times, '16 blocks')),
      'allows-nanoseconds': figure(timeOf(times, allowsMany) * 1000),
    },
    goals: [
      atMost('check with 4,096 ids, over the HMAC of its bytes', 3, over),
      {
        goal: 'pass.allows() allocates nothing',
        measured: `${allocated} bytes a call`,
        reached: allocated === 0,
      },
      // The logarithm of 4,096 is 12; the call itself is the unit.
      atMost('pass.allows() with 4,096 ids, over one id', 12, ratioOf(times, allowsMany, allowsOne)),
      atMost('a character of 4,096 ids, over one of 1,024', 1.1, slope('ids', 4096, 1024)),
      atMost('a character of 256 grants, over one of 64', 1.1, slope('grants', 256, 64)),
      atMost('check with 16 blocks, over the tag of one', 16, blocks),
      atMost('check with 128 secrets, over one', 1.1, secrets),
    ],
  }
}
