/**
 * The system that latchkey comes from: the algorithm of Python's `django-access-tokens`, on the `django.core.signing` of this machine.
 *
 * It runs in a process of its own and times itself, so it is not in the rounds of the others.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

export interface Django {
  /** Microseconds. */
  readonly check: number
  readonly make: number
  readonly characters: number
  /** One that it made. */
  readonly token: string
  readonly version: string
}

/** Times Django under the first Python that has it; `undefined` where there is none. */
export function timeDjango(): Django | undefined {
  const script = join(import.meta.dirname, 'original.py')
  // Where another Python stands first, Debian's package python3-django is found where Debian has its Python.
  for (const python of [process.env['PYTHON'] ?? '/usr/bin/python3', 'python3']) {
    const { status, stdout } = spawnSync(python, [script], { encoding: 'utf8' })
    if (status === 0) return JSON.parse(stdout) as Django
  }
  return undefined
}
