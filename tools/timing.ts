/**
 * Shows that comparing tags takes the same time wherever they differ, and that this would be seen if it were not so.
 *
 * Two classes of wrong tags, one differing in the first byte and one in the last, are compared in random order. The means are taken
 * after the slowest tenth is dropped, which is what else the machine did. The control compares with an early exit, and has to be
 * detected: an instrument that is blind fails. It is measured on Node 22 and 24, whose compilers differ; `--runs=5` does it as often.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { isTag } from '../src/seal/mac.ts'

type Compare = (tag: Uint8Array, bytes: Uint8Array, at: number) => boolean
const comparisons = 2000
const samples = 1500
/** Promised are 0.5 ns; asserted with five times the margin. */
const bound = 2.5

const earlyExit: Compare = (tag, bytes, at) => {
  for (let index = 0; index < tag.length; index++) if (tag[index] !== bytes[at + index]) return false
  return true
}

const tag = Uint8Array.from({ length: 16 }, (_, index) => index * 13 + 7)
function differingAt(index: number): Uint8Array {
  const bytes = new Uint8Array(48)
  bytes.set(tag, 32)
  bytes[32 + index]! ^= 0x55
  return bytes
}
const classes = [differingAt(0), differingAt(15)]

function nanoseconds(compare: Compare, bytes: Uint8Array): number {
  let equal = 0
  const start = process.hrtime.bigint()
  for (let index = 0; index < comparisons; index++) if (compare(tag, bytes, 32)) equal++
  const end = process.hrtime.bigint()
  if (equal > 0) throw new Error('a wrong tag was taken for the right one')
  return Number(end - start) / comparisons
}

function cropped(times: number[]): { mean: number; variance: number; count: number } {
  const kept = times.toSorted((one, other) => one - other).slice(0, Math.floor(times.length * 0.9))
  const mean = kept.reduce((sum, time) => sum + time, 0) / kept.length
  const variance = kept.reduce((sum, time) => sum + (time - mean) ** 2, 0) / (kept.length - 1)
  return { mean, variance, count: kept.length }
}

/** The difference of the means in nanoseconds a comparison, and Welch's t. */
function measure(compare: Compare): { effect: number; t: number } {
  const times: [number[], number[]] = [[], []]
  for (let index = 0; index < samples * 2; index++) {
    const which = Math.random() < 0.5 ? 0 : 1
    const time = nanoseconds(compare, classes[which]!)
    if (index > samples / 5) times[which].push(time)
  }
  const [first, last] = times.map(cropped) as [ReturnType<typeof cropped>, ReturnType<typeof cropped>]
  const effect = last.mean - first.mean
  return { effect, t: effect / Math.sqrt(first.variance / first.count + last.variance / last.count) }
}

/** Whether both hold on the Node that runs this. */
function holds(): boolean {
  const ours = measure(isTag)
  const control = measure(earlyExit)
  const show = ({ effect, t }: typeof ours): string =>
    `${effect.toFixed(3)} ns a comparison, t = ${t.toFixed(1)}`
  console.log(
    `Node ${process.version}, first byte against last byte: ours ${show(ours)}; control with an early exit ${show(control)}`,
  )
  const isSame = Math.abs(ours.effect) < bound
  const isSeen = control.effect > bound && control.t > 10
  if (!isSame) console.log(`the comparison of tags depends on where they differ: more than ${bound} ns`)
  if (!isSeen) console.log('the control was not detected: the instrument is blind')
  return isSame && isSeen
}

if (process.argv.includes('here')) process.exit(holds() ? 0 : 1)

// The Node of the scripts is 24.
const nodes = [process.execPath, 'test/runtimes/node_modules/node-22/bin/node']
const report = { passed: 0, failed: 0, skipped: [] as string[] }
const runs = Number(process.argv.find((word) => word.startsWith('--runs='))?.slice('--runs='.length) ?? 1)
for (const node of nodes) {
  if (!existsSync(node)) {
    report.skipped.push(`the timing of tags on Node 22: not installed (npm ci --prefix test/runtimes)`)
    continue
  }
  for (let run = 0; run < runs; run++) {
    const { status } = spawnSync(
      node,
      ['--disable-warning=ExperimentalWarning', import.meta.filename, 'here'],
      {
        stdio: ['ignore', 'inherit', 'inherit'],
      },
    )
    report[status === 0 ? 'passed' : 'failed']++
  }
}
console.log(JSON.stringify(report))
process.exitCode = report.failed > 0 ? 1 : 0
