/**
 * latchkey at the task, and other ways to ask the same.
 */
import { defineApp, keygen, latchkey, lockOf } from '../src/index.ts'
import type { Pass, Scope, Tokens } from '../src/index.ts'
import type { Contender } from './measure.ts'
import { past, received } from './peer.ts'
import type { Peer } from './peer.ts'

const blog = defineApp('blog', {
  Post: { id: 'int', permissions: ['read', 'change', 'publish'] },
  Comment: { id: 'uuid', permissions: ['read', 'moderate'] },
})
const lock = lockOf([blog])
const secrets = keygen()
const withTheLock = latchkey({ secrets, apps: [blog], lock })
const { scope } = withTheLock
/** The tokens of a program with a lock. */
export const locked: Tokens = withTheLock.tokens
export const change: Scope = scope.accessObj(blog.Post(12_345), 'change')

export const names = {
  locked: 'latchkey',
  unlocked: 'latchkey without a lock',
  scoped: '… and makes the scope each time',
  verify: '… by verify()',
  narrowed: '… narrowed by time',
  narrowedTo: '… narrowed by scope',
  allows: '… by pass.allows()',
  forged: '… that is forged',
  junk: '… that is no token',
} as const

/** The task with a lock, or without one. */
export function peer(withLock: boolean): Peer {
  const options = { secrets, apps: [blog], ...(withLock ? { lock } : {}) }
  const { tokens } = latchkey(options)
  const before = latchkey({ ...options, clock: () => (past - 3600) * 1000 }).tokens
  return {
    name: withLock ? names.locked : names.unlocked,
    make: () => tokens.generate(change, { expiresIn: '7d' }),
    check: (token) => tokens.validate(token, change),
    expired: before.generate(change, { expiresIn: '1h' }),
    other: tokens.generate(scope.accessObj(blog.Post(12_345), 'read'), { expiresIn: '7d' }),
  }
}

/** A token, and what is asked of it. */
export interface Check {
  readonly tokens: Tokens
  readonly token: string
  readonly asked: Scope
}

/** The token that {@link peer} checks, narrowed by time again and again. */
export function narrowedBy(times: number): Check {
  let token = locked.generate(change, { expiresIn: '7d' })
  for (let index = 0; index < times; index++) token = locked.narrow(token, { expiresIn: 80_000 - index })
  return { tokens: locked, token: received(token), asked: change }
}

function narrowedTo(): Check {
  const wide = locked.generate(scope.accessModel(blog.Post, 'read', 'change'), { expiresIn: '7d' })
  return { tokens: locked, token: received(locked.narrow(wide, { to: change })), asked: change }
}

/** Tokens whose tags are random. */
export function forgedTokens(): readonly string[] {
  const bytes = Buffer.from(locked.generate(change, { expiresIn: '7d' }), 'base64url')
  return Array.from({ length: 1000 }, () => {
    crypto.getRandomValues(bytes.subarray(-16))
    return bytes.toString('base64url')
  })
}

export function passOf({ tokens, token }: Check): Pass {
  const verdict = tokens.verify(token, 'authentic')
  if (!verdict.ok) throw new Error(verdict.detail)
  return verdict.pass
}

export function validates(name: string, { tokens, token, asked }: Check): Contender {
  return { name, run: () => tokens.validate(token, asked) }
}

/** The checks beside the task itself. */
export function makeChecks(forged: readonly string[]): readonly Contender[] {
  const one = narrowedBy(0)
  const pass = passOf(one)
  let next = 0
  return [
    {
      name: names.scoped,
      run: () => locked.validate(one.token, scope.accessObj(blog.Post(12_345), 'change')),
    },
    { name: names.verify, run: () => locked.verify(one.token, change).ok },
    validates(names.narrowed, narrowedBy(1)),
    validates(names.narrowedTo, narrowedTo()),
    { name: names.allows, run: () => pass.allows(change) },
    { name: names.forged, run: () => !locked.validate(forged[next++ % forged.length], change) },
    { name: names.junk, run: () => !locked.validate('Bearer of whatever a request may hold', change) },
  ]
}
