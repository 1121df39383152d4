/**
 * Runs with every file of tests: nothing that its tests made the library say, and nothing that was printed meanwhile, holds a secret, a
 * key, a tag or a token (R52).
 */
import { afterAll } from 'vitest'
import { recorder } from './recorder.ts'

Reflect.set(globalThis, '__outputs', recorder)

for (const stream of [process.stdout, process.stderr]) {
  const write = stream.write.bind(stream) as (...given: unknown[]) => boolean
  stream.write = (text: unknown, ...rest: unknown[]) => {
    recorder.print(String(text))
    return write(text, ...rest)
  }
}
for (const name of ['log', 'info', 'warn', 'error', 'debug'] as const) {
  const write = console[name].bind(console)
  console[name] = (...given: unknown[]) => {
    recorder.print(given.map(String).join(' '))
    write(...given)
  }
}

afterAll(() => {
  const leaks = recorder.search()
  if (leaks.length > 0) throw new Error(`a secret, a key, a tag or a token is in:\n${leaks.join('\n')}`)
}, 120_000)
