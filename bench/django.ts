/**
 * The system that latchkey comes from: the algorithm of Python's `django-access-tokens`, on the `django.core.signing` of this machine.
 *
 * It runs in a process of its own and times itself, so it is not in the rounds of the others; `latchkey/django`, which reads the same
 * tokens, does the same in turn with it, so that the two are compared alike.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { median } from './measure.ts'

export interface Django {
  /** Microseconds. */
  readonly check: number
  readonly make: number
  readonly characters: number
  /** One that it made. */
  readonly token: string
  readonly version: string
  /** How many times as long as a check of `latchkey/django` its check takes: the median of the turns. */
  readonly ratio: number
}

const turns = 7

/** Times Django under the first Python that has it; `undefined` where there is none. */
export function timeDjango(): Django | undefined {
  // Where another Python stands first, Debian's package python3-django is found where Debian has its Python.
  for (const python of [process.env['PYTHON'] ?? '/usr/bin/python3', 'python3']) {
    const first = run(python, 'original.py') as Omit<Django, 'ratio'> | undefined
    if (first === undefined) continue
    const django = [first]
    const ratios: number[] = []
    for (let turn = 0; turn < turns; turn++) {
      const original = run(python, 'original.py') as typeof first
      django.push(original)
      ratios.push(original.check / (run(process.execPath, 'django-alone.ts') as { check: number }).check)
    }
    const middle = (of: 'check' | 'make'): number => median(django.map((one) => one[of]))
    return { ...first, check: middle('check'), make: middle('make'), ratio: median(ratios) }
  }
  return undefined
}

/** What a script prints; `undefined` where it or its program is not there. */
function run(program: string, script: string): unknown {
  const { status, stdout } = spawnSync(program, [join(import.meta.dirname, script)], { encoding: 'utf8' })
  return status === 0 ? (JSON.parse(stdout) as unknown) : undefined
}
