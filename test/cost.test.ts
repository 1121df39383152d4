/**
 * What a stranger can make a server spend: memory that stays, and time in which it answers nobody else. `npm run test:long` does it 10^7
 * times.
 */
import { setImmediate } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { defineApp, inspect, keygen, latchkey } from 'latchkey'
import { djangoTokens } from 'latchkey/django'
import { expect, test } from 'vitest'
import { times } from './property/always.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

const start = 1_800_000_000_000
const blog = defineApp('blog', {
  Post: { id: 'int', permissions: ['read'] },
  File: { id: 'uuid', permissions: ['read'] },
})
const { scope, tokens } = latchkey({ secrets: keygen(), apps: [blog], clock: () => start })
const { tokens: django } = djangoTokens({
  secretKey: 'the SECRET_KEY of a site',
  apps: [blog],
  clock: () => start,
})
const post = scope.accessObj(blog.Post(42), 'read')
const genuine = tokens.generate(post, { expiresIn: '7d' })

/** Distinct texts: the digits of `number` in the last characters but two, which are of the tag, or somewhere before. */
function bent(token: string, number: number, from: number): string {
  const digits = number.toString(36).padStart(6, '0')
  return token.slice(0, token.length - from) + digits + token.slice(token.length - from + 6)
}
const signed = django.generate(post)
const strangers: Readonly<Record<string, (number: number) => string>> = {
  'forged tags': (number) => bent(genuine, number, 14),
  'malformed or of other keys': (number) => bent(genuine, number, genuine.length - 2),
  'no tokens': (number) => `nothing that ${number} could be`,
  'forged tokens of Django': (number) => bent(signed, number, 14),
}

/** By how many bytes the heap and the process have grown after `count` calls. */
function growthOf(count: number, call: (number: number) => void): { heap: number; rss: number } {
  for (let number = 0; number < 20_000; number++) call(number)
  collect()
  const before = process.memoryUsage()
  for (let number = 0; number < count; number++) call(20_000 + number)
  collect()
  const after = process.memoryUsage()
  return { heap: after.heapUsed - before.heapUsed, rss: after.rss - before.rss }
}

const count = times(100_000)
/** What a run of no calls leaves, and a byte a call: promised are 5 MB for 10^7. */
const bound = 500_000 + Math.min(count, 4_500_000)

test.each(Object.entries(strangers))(
  'nothing that a stranger sends stays in memory: %s (R37)',
  (name, make) => {
    const { heap } = growthOf(count, (number) => {
      const token = make(number)
      if (tokens.validate(token, post) || django.validate(token, post)) throw new Error('it is accepted')
      inspect(token)
    })
    console.log(`${count} ${name}: the heap grew by ${heap} bytes`)
    expect(heap).toBeLessThan(bound)
  },
)

test('what stays would be seen: a list of what was refused grows beyond the bound (R37)', () => {
  const refused = new Set<string>()
  const { heap } = growthOf(count, (number) => {
    const token = strangers['forged tags']!(number)
    if (!tokens.validate(token, post)) refused.add(token)
  })
  expect(heap).toBeGreaterThan(bound)
  expect(refused.size).toBeGreaterThan(count)
})

function check(): void {
  if (!tokens.validate(genuine, post)) throw new Error('it is refused')
}

test('checking a token leaves less than a byte, and the process does not grow (R58)', () => {
  let { heap, rss } = growthOf(count, check)
  // An engine takes room for itself when it likes; what leaks does so each time.
  for (let again = 0; again < 2 && rss >= 10_000_000; again++) ({ heap, rss } = growthOf(count, check))
  console.log(`${count} genuine tokens: the heap grew by ${heap} bytes, the process by ${rss} bytes`)
  expect(heap).toBeLessThan(200_000 + count)
  expect(rss).toBeLessThan(10_000_000)
})

/** Milliseconds of the processor's time of this thread, which does not depend on what else the machine does. */
function now(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

test(
  'the largest tokens keep nobody waiting: others have their turn between any two (R57)',
  { timeout: 600_000 },
  async () => {
    const ids = Array.from(
      { length: 370 },
      (_, at) => `3f2504e0-4f89-41d3-9a0c-${String(at).padStart(12, '0')}`,
    )
    const largest = tokens.generate(scope.union(...ids.map((id) => scope.accessObj(blog.File(id), 'read'))))
    const waits: number[] = []
    const number = 10_000
    let last = now()
    for (let at = 0; at < number; at++) {
      if (!tokens.validate(largest, 'authentic')) throw new Error('it is refused')
      await setImmediate()
      const turn = now()
      waits.push(turn - last)
      last = turn
    }
    const p99 = waits.toSorted((one, other) => one - other)[Math.floor(number * 0.99)]!
    console.log(
      `${number} tokens of ${largest.length} characters: 99 of 100 turns within ${p99.toFixed(2)} ms`,
    )
    expect(largest.length).toBeGreaterThan(7900)
    expect(p99).toBeLessThan(20)
  },
)
