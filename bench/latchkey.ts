/**
 * latchkey at the task, and the other tokens and questions whose cost is promised.
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
const { scope, tokens: locked } = latchkey({ secrets, apps: [blog], lock })
const change: Scope = scope.accessObj(blog.Post(12_345), 'change')

export const names = {
  locked: 'latchkey',
  unlocked: 'latchkey without a lock',
  scoped: '… and makes the scope each time',
  verify: '… by verify()',
  narrowed: '… narrowed by time',
  narrowedTo: '… narrowed by scope',
  half: '… with 8 blocks',
  blocks: '… with 16 blocks',
  shorter: '… with 1,024 ids',
  list: '… with 4,096 ids',
  fewer: '… with 64 models, without a lock',
  grants: '… with 256 models, without a lock',
  allows: '… by pass.allows(), one id',
  allowsList: '… by pass.allows(), 4,096 ids',
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

/** A token that is checked, and what is asked of it. */
interface Check {
  readonly tokens: Tokens
  readonly token: string
  readonly asked: Scope
}

/** A token of `count` random ids, about ten apart. */
function listOf(count: number): Check {
  const ids = new Set<number>()
  while (ids.size < count) ids.add(Math.floor(Math.random() * 10 * count))
  const objects = [...ids].map((id) => scope.accessObj(blog.Post(id), 'change'))
  const token = locked.generate(scope.union(...objects), { expiresIn: '7d' })
  return { tokens: locked, token: received(token), asked: objects[count >> 1]! }
}

/** A token of `count` grants on different models. */
function modelsOf(count: number): Check {
  const models = Array.from({ length: count }, (_, index): [string, object] => [`M${index + 1000}`, {}])
  const many = defineApp('many', Object.fromEntries(models))
  const { tokens, scope: wide } = latchkey({ secrets, apps: [many] })
  const grants = Object.values(many).map((model) => wide.accessModel(model, 'change'))
  const token = tokens.generate(wide.union(...grants), { expiresIn: '7d' })
  return { tokens, token: received(token), asked: grants[count >> 1]! }
}

/** The token that {@link peer} checks, narrowed by time again and again. */
function narrowedBy(times: number): Check {
  let token = locked.generate(change, { expiresIn: '7d' })
  for (let index = 0; index < times; index++) token = locked.narrow(token, { expiresIn: 80_000 - index })
  return { tokens: locked, token: received(token), asked: change }
}

function narrowedTo(): Check {
  const wide = locked.generate(scope.accessModel(blog.Post, 'read', 'change'), { expiresIn: '7d' })
  return { tokens: locked, token: received(locked.narrow(wide, { to: change })), asked: change }
}

/** Tokens whose tags are random. */
function forgedTokens(): readonly string[] {
  const bytes = Buffer.from(locked.generate(change, { expiresIn: '7d' }), 'base64url')
  return Array.from({ length: 1000 }, () => {
    crypto.getRandomValues(bytes.subarray(-16))
    return bytes.toString('base64url')
  })
}

function passOf({ tokens, token }: Check): Pass {
  const verdict = tokens.verify(token, 'authentic')
  if (!verdict.ok) throw new Error(verdict.detail)
  return verdict.pass
}

/** The checks beside the task itself. */
export interface Checks {
  readonly contenders: readonly Contender[]
  /** The tokens, by the name of the contender. */
  readonly tokens: ReadonlyMap<string, string>
  /** Asks a pass of 4,096 ids. */
  readonly ask: () => void
  /** Refuses one of 1,000 forged tokens. */
  readonly refuse: (index: number) => void
}

export function makeChecks(): Checks {
  const one = narrowedBy(0)
  const list = listOf(4096)
  const validated: [string, Check][] = [
    [names.narrowed, narrowedBy(1)],
    [names.narrowedTo, narrowedTo()],
    [names.half, narrowedBy(8)],
    [names.blocks, narrowedBy(16)],
    [names.shorter, listOf(1024)],
    [names.list, list],
    [names.fewer, modelsOf(64)],
    [names.grants, modelsOf(256)],
  ]
  const pass = passOf(one)
  const listPass = passOf(list)
  const forged = forgedTokens()
  let next = 0
  return {
    contenders: [
      {
        name: names.scoped,
        run: () => locked.validate(one.token, scope.accessObj(blog.Post(12_345), 'change')),
      },
      { name: names.verify, run: () => locked.verify(one.token, change).ok },
      ...validated.map(([name, { tokens, token, asked }]) => ({
        name,
        run: () => tokens.validate(token, asked),
      })),
      { name: names.allows, run: () => pass.allows(change) },
      { name: names.allowsList, run: () => listPass.allows(list.asked) },
      { name: names.forged, run: () => !locked.validate(forged[next++ % forged.length], change) },
      { name: names.junk, run: () => !locked.validate('Bearer of whatever a request may hold', change) },
    ],
    tokens: new Map(validated.map(([name, { token }]) => [name, token])),
    ask: () => void listPass.allows(list.asked),
    refuse: (index) => void locked.validate(forged[index % forged.length], change),
  }
}
