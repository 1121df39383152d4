/**
 * Tokens and rings that grow: how many ids, grants, blocks or secrets does one check go through?
 */
import { defineApp, keygen, latchkey, lockOf } from '../src/index.ts'
import type { Check } from './latchkey.ts'
import { narrowedBy } from './latchkey.ts'
import { received } from './peer.ts'

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['change'] } })
const { tokens: locked, scope } = latchkey({ secrets: keygen(), apps: [blog], lock: lockOf([blog]) })
const change = scope.accessObj(blog.Post(12_345), 'change')

/** What grows, and the tokens of each size. */
export interface Growth {
  readonly series: string
  readonly sizes: readonly number[]
  readonly make: (size: number) => Check
}

/** A token of `count` random ids, about ten apart. */
function idsOf(count: number): Check {
  const ids = new Set<number>()
  while (ids.size < count) ids.add(Math.floor(Math.random() * 10 * count))
  const objects = [...ids].map((id) => scope.accessObj(blog.Post(id), 'change'))
  const token = locked.generate(scope.union(...objects), { expiresIn: '7d' })
  return { tokens: locked, token: received(token), asked: objects[count >> 1]! }
}

/** A token of `count` grants, each on a model of its own and by name. */
function grantsOf(count: number): Check {
  const models = Array.from({ length: count }, (_, index): [string, object] => [`M${index + 1000}`, {}])
  const many = defineApp('many', Object.fromEntries(models))
  const { tokens, scope: wide } = latchkey({ secrets: keygen(), apps: [many] })
  const grants = Object.values(many).map((model) => wide.accessModel(model, 'change'))
  const token = tokens.generate(wide.union(...grants), { expiresIn: '7d' })
  return { tokens, token: received(token), asked: grants[count >> 1]! }
}

/** A ring of `count` secrets, of which the last made the token. */
function secretsOf(count: number): Check {
  const ring = [keygen()]
  while (ring.length < count) ring.push(keygen(ring))
  const made = latchkey({ secrets: ring.at(-1)!, apps: [blog] }).tokens.generate(change, { expiresIn: '7d' })
  return { tokens: latchkey({ secrets: ring, apps: [blog] }).tokens, token: received(made), asked: change }
}

export const growths: readonly Growth[] = [
  { series: 'ids', sizes: [1, 4, 16, 64, 256, 1024, 4096], make: idsOf },
  { series: 'grants', sizes: [1, 4, 16, 64, 256], make: grantsOf },
  { series: 'blocks', sizes: [1, 2, 4, 8, 16], make: narrowedBy },
  { series: 'secrets', sizes: [1, 4, 16, 64, 128], make: secretsOf },
]
