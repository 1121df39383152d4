/**
 * Times `latchkey/django` as original.py times Django: in a process of its own, by rounds of 2,000; prints one line of JSON.
 *
 * A server is warm: what the compiler does in its first 500,000 calls is not counted, which Python does not have.
 */
import { djangoPeer } from './django-tokens.ts'
import { median } from './measure.ts'

/** Microseconds of the processor a call, whoever shares the machine. */
function microseconds(call: () => unknown): number {
  const times = Array.from({ length: 15 }, () => {
    const start = process.cpuUsage()
    for (let turn = 0; turn < 2000; turn++) call()
    const { user, system } = process.cpuUsage(start)
    return (user + system) / 2000
  })
  return median(times)
}

// As it comes with a request: an engine may put off joining the parts of what it has just made.
const token: string = JSON.parse(JSON.stringify(djangoPeer.make()))
for (let turn = 0; turn < 500_000; turn++)
  if (!djangoPeer.check(token)) throw new Error('a token of its own is refused')
console.log(JSON.stringify({ check: microseconds(() => djangoPeer.check(token)) }))
