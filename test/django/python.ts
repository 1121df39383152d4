/**
 * A Python that has Django, and the live peer in it (`peer.py`).
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

function findPython(): string | undefined {
  // Debian's package python3-django belongs to Debian's Python; another may stand first in the path.
  return [process.env['PYTHON'] ?? '/usr/bin/python3', 'python3'].find(
    (command) => spawnSync(command, ['-c', 'import django']).status === 0,
  )
}
/** The command; `undefined` where no Python has Django. */
export const python: string | undefined = findPython()
/** Why a test that needs Django is skipped. */
export const noDjango =
  'skipped: no Python with Django (apt-get install python3-django, or name one in PYTHON)'
/** What stands behind the name of such a test: nothing where there is a Django. */
export const skipped: string = python === undefined ? `: ${noDjango}` : ''

/** A reply of the peer: what it did, or the exception of Python. */
export type Reply = { ok: true; result: unknown } | { ok: false; type: string; error: string }

/** The peer: requests are answered in their order, and may be sent at once. */
export interface Peer extends AsyncDisposable {
  ask(request: object): Promise<Reply>
}

/** Starts the peer. */
export function startPeer(): Peer {
  const child = spawn(python!, ['test/django/peer.py'], { stdio: ['pipe', 'pipe', 'inherit'] })
  const waiting = new Map<number, PromiseWithResolvers<Reply>>()
  let asked = 0
  let answered = 0
  createInterface(child.stdout).on('line', (line) => {
    waiting.get(answered)!.resolve(JSON.parse(line) as Reply)
    waiting.delete(answered++)
  })
  child.on('close', () => {
    for (const one of waiting.values()) one.reject(new Error('the peer has ended'))
  })
  return {
    ask(request) {
      const reply = Promise.withResolvers<Reply>()
      waiting.set(asked++, reply)
      child.stdin.write(`${JSON.stringify(request)}\n`)
      return reply.promise
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end()
      if (child.exitCode === null) await once(child, 'close')
    },
  }
}
