/**
 * Measures contenders beside each other, in one process.
 *
 * Each round runs every contender for a short slice, in a new random order, and one of them is the floor; what is compared is the
 * ratio within a round, and of the rounds the median. So whatever else the machine does falls on all alike. Time is that of the
 * processor, in all threads of this process: waiting for another process is no cost of the work.
 */

/** Something that is timed: it does its work once and says whether that came out right. */
export interface Contender {
  readonly name: string
  readonly run: () => boolean | Promise<boolean>
}
/** Microseconds a call: of each contender by name, one value a round. */
export type Race = ReadonlyMap<string, readonly number[]>

/** How long one slice should take, in microseconds. */
const sliceLength = 1500

/** Runs `contenders` against each other; a fifth of the rounds come before and are not counted. */
export async function race(contenders: readonly Contender[], rounds: number): Promise<Race> {
  const counts = new Map<Contender, number>()
  for (const contender of contenders) {
    await slice(contender, 10)
    counts.set(contender, countFor(await slice(contender, 10)))
  }
  const times = new Map(contenders.map(({ name }): [string, number[]] => [name, []]))
  const warmUp = Math.ceil(rounds / 5)
  for (let round = -warmUp; round < rounds; round++) {
    for (const contender of shuffled(contenders)) {
      const time = await slice(contender, counts.get(contender)!)
      if (round < 0) counts.set(contender, countFor(time))
      else times.get(contender.name)!.push(time)
    }
  }
  return times
}

function countFor(time: number): number {
  return Math.max(1, Math.round(sliceLength / time))
}

function shuffled<Item>(list: readonly Item[]): readonly Item[] {
  const places = list.map((item) => ({ item, place: Math.random() }))
  return places.toSorted((one, other) => one.place - other.place).map(({ item }) => item)
}

/** Microseconds a call. */
async function slice({ name, run }: Contender, count: number): Promise<number> {
  const start = process.cpuUsage()
  const first = run()
  let right = 1
  if (typeof first === 'boolean') {
    right = Number(first)
    for (let index = 1; index < count; index++) if (run() === true) right++
  } else {
    right = Number(await first)
    for (let index = 1; index < count; index++) if (await run()) right++
  }
  const { user, system } = process.cpuUsage(start)
  if (right !== count) throw new Error(`${name} answered wrongly`)
  // What takes less than the clock can tell counts as half of that.
  return Math.max(user + system, 0.5) / count
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** The median of the time of `name`, in microseconds. */
export function timeOf(times: Race, name: string): number {
  return median(valuesOf(times, name))
}

/** How many times as long as `other` does `name` take: the median of the ratios within a round. */
export function ratioOf(times: Race, name: string, other: string): number {
  const others = valuesOf(times, other)
  return median(valuesOf(times, name).map((time, round) => time / others[round]!))
}

function valuesOf(times: Race, name: string): readonly number[] {
  const values = times.get(name)
  if (values === undefined) throw new Error(`${name} is not measured`)
  return values
}
