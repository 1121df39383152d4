/**
 * The system that latchkey comes from: the algorithm of Python's `django-access-tokens`, on the `django.core.signing` of this machine.
 *
 * It runs in a process of its own and times itself, so it is not in the rounds of the others. `latchkey/django`, which reads the same
 * tokens, does the same: the two are asked for a round in turn, so that whatever else the machine does falls on both alike.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { median } from './measure.ts'

export interface Django {
  /** Microseconds. */
  readonly check: number
  readonly make: number
  readonly characters: number
  /** One that it made. */
  readonly token: string
  readonly version: string
  /** How many times as long as a check of `latchkey/django` its check takes: the median of the rounds. */
  readonly ratio: number
}

/** Times Django under the first Python that has it; `undefined` where there is none. */
export async function timeDjango(rounds: number): Promise<Django | undefined> {
  // Where another Python stands first, Debian's package python3-django is found where Debian has its Python.
  for (const python of [process.env['PYTHON'] ?? '/usr/bin/python3', 'python3']) {
    const original = start(python, 'original.py')
    const django = (await original.next()) as Omit<Django, 'ratio'> | undefined
    if (django === undefined) continue
    const own = start(process.execPath, 'django-alone.ts')
    // What it compiles is compiled now.
    if ((await own.next()) === undefined) throw new Error('django-alone.ts does not run')
    const ratios: number[] = []
    while (ratios.length < rounds) ratios.push(Number(await original.next()) / Number(await own.next()))
    original.end()
    own.end()
    return { ...django, ratio: median(ratios) }
  }
  return undefined
}

/** A program that writes a line of JSON for each that it is sent. */
interface Timed {
  /** What it writes; `undefined` where the program, or what it needs, is not there. */
  next(): Promise<unknown>
  end(): void
}

/** A program that is not there is seen by what it does not write. */
function ignore(): void {}

function start(program: string, script: string): Timed {
  const child = spawn(program, [join(import.meta.dirname, script)], { stdio: ['pipe', 'pipe', 'ignore'] })
  child.on('error', ignore)
  child.stdin.on('error', ignore)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async next() {
      child.stdin.write('\n')
      const { value, done } = await lines.next()
      return done === true ? undefined : JSON.parse(value)
    },
    end: () => child.stdin.end(),
  }
}
