/**
 * What calls leave on the heap, and what they allocate at all.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { median } from './measure.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** The bytes that this process holds, once what is not needed is collected. */
export function heldNow(): number {
  collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

/** By how many bytes the heap has grown after `count` calls. */
export function growthOf(run: (index: number) => void, count: number): number {
  for (let index = 0; index < count / 10; index++) run(index)
  const before = heldNow()
  for (let index = 0; index < count; index++) run(index)
  return heldNow() - before
}

/** How many bytes one call allocates: the median of series that are too short to be collected. */
export function allocationOf(run: () => void): number {
  const count = 100
  // Long enough that the optimizing compiler has had its turn.
  for (let index = 0; index < 300_000; index++) run()
  const series = Array.from({ length: 21 }, () => {
    collect()
    const before = process.memoryUsage().heapUsed
    for (let index = 0; index < count; index++) run()
    return (process.memoryUsage().heapUsed - before) / count
  })
  // Reading the size of the heap allocates a little too: a few bytes, over all the calls.
  const bytes = median(series)
  return bytes < 8 ? 0 : Math.round(bytes)
}
