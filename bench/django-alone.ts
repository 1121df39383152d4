/**
 * Times `latchkey/django` as original.py times Django, in a process of its own: for each line that it is sent it writes the microseconds
 * that a check took in a round of 2,000.
 *
 * A server is warm: what the compiler does in its first 500,000 calls is not counted, which Python does not have.
 */
import { createInterface } from 'node:readline'
import { djangoPeer } from './django-tokens.ts'

const count = 2000

// As it comes with a request: an engine may put off joining the parts of what it has just made.
const token: string = JSON.parse(JSON.stringify(djangoPeer.make()))
for (let turn = 0; turn < 500_000; turn++)
  if (!djangoPeer.check(token)) throw new Error('a token of its own is refused')
createInterface({ input: process.stdin }).on('line', () => {
  const start = process.cpuUsage()
  for (let turn = 0; turn < count; turn++) void djangoPeer.check(token)
  const { user, system } = process.cpuUsage(start)
  console.log((user + system) / count)
})
