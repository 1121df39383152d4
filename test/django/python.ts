/**
 * A Python that has Django, and the live peer in it (`peer.py`).
 */
import { spawn, spawnSync } from 'node:child_process'
import { createInterface } from 'node:readline'

function findPython(): string | undefined {
  // Debian's package python3-django belongs to Debian's Python; another may stand first in the path.
  return [process.env['PYTHON'] ?? '/usr/bin/python3', 'python3'].find(
    (command) => spawnSync(command, ['-c', 'import django']).status === 0,
  )
}
/** The command; `undefined` where no Python has Django. */
export const python: string | undefined = findPython()
/** What a test that needs Django is called where there is none. */
export const noDjango =
  'skipped: no Python with Django (apt-get install python3-django, or name one in PYTHON)'

/** A reply of the peer: what it did, or the exception of Python. */
export type Reply = { ok: true; result: unknown } | { ok: false; type: string; error: string }

/** The peer: requests are answered in their order, and may be sent at once. */
export interface Peer extends AsyncDisposable {
  ask(request: object): Promise<Reply>
}

/** Starts the peer. */
export function startPeer(): Peer {
  const child = spawn(python!, ['test/django/peer.py'], { stdio: ['pipe', 'pipe', 'inherit'] })
  const waiting: PromiseWithResolvers<Reply>[] = []
  let next = 0
  createInterface(child.stdout).on('line', (line) => {
    const one = waiting[next]!
    delete waiting[next++]
    one.resolve(JSON.parse(line) as Reply)
  })
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
  void ended.then(() => {
    for (const one of waiting.slice(next)) one.reject(new Error('the peer has ended'))
  })
  return {
    ask(request) {
      const reply = Promise.withResolvers<Reply>()
      waiting.push(reply)
      child.stdin.write(`${JSON.stringify(request)}\n`)
      return reply.promise
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end()
      await ended
    },
  }
}
