// What the makers of vectors with a lock share: the lock of most of them, how it lives on, and short ways to
// mint and to forge by it.

import type { Bytes } from './bytes.ts'
import { byte, join, range } from './bytes.ts'
import type { InvalidContext, ValidContext } from './collect.ts'
import { invalid, KEY, valid } from './collect.ts'
import { sign } from './keys.ts'
import type { Lock } from './lock.ts'
import { node } from './lock.ts'
import type { Mint, Minted } from './mint.ts'
import { mint } from './mint.ts'
import type { Scope } from './scope.ts'
import type { Root } from './wire.ts'
import { head, mask, root } from './wire.ts'

export const POST: readonly string[] = ['blog', 'Post']

/** Number 3 and its bits are those of the check values. */
export const LOCK: Lock = [
  node([], 'read', 'change', 'audit'),
  node(['blog'], 'read', 'change', 'publish', 'moderate'),
  node(POST, 'read', 'change', 'publish'),
  node(['blog', 'Comment'], 'read', 'hide'),
  node(['auth'], 'read'),
  node(['auth', 'User'], 'read', 'change'),
]

/** Number 7 is unknown to the verifier: an app; number 8 a model of it. */
export const MORE: Lock = [...LOCK, node(['shop'], 'read'), node(['shop', 'Order'], 'read')]

/** `blog.Post` with 256 permissions, p0 to p255. */
export const WIDE: Lock = [
  node([]),
  node(['blog'], 'p0'),
  node(POST, ...range(256).map((bit) => `p${String(bit)}`)),
]

export function locked(scope: Scope, more: Omit<Mint, 'scope'> = {}): Minted {
  return mint({ scope, lock: LOCK, ...more })
}

/** A valid vector of a scope under the lock. */
export function right(
  name: string,
  comment: string,
  scope: Scope,
  more: Omit<Mint, 'scope'> = {},
  context: ValidContext = {},
): void {
  valid(`lock-${name}`, comment, locked(scope, more), context)
}

/** A token whose bytes and names are said, for a verifier with the lock. */
export function wrong(
  name: string,
  comment: string,
  parts: Root,
  prints: Bytes[],
  blocks: Bytes[] = [],
  context: InvalidContext = {},
): void {
  const { token } = sign(root(parts), blocks, KEY, prints)
  invalid('forged', `lock-${name}`, comment, token, { lock: LOCK, ...context })
}

/** A root of one grant, these bytes. */
export function wrongGrant(name: string, comment: string, print: Bytes, ...parts: Bytes[]): void {
  wrong(name, comment, { grants: [join(...parts)] }, [print])
}

/** A grant by number on an integer id. */
export function numberedPost(number: number, id: number, ...bits: number[]): Bytes {
  return join(head(3, number), byte(id), mask(...bits))
}

/** A token that is right by another lock, whose numbers or bits the verifier's lock does not have. */
export function unknown(name: string, comment: string, { token }: Minted, lock: Lock = LOCK): void {
  invalid('forged', `lock-unknown-${name}`, comment, token, { lock })
}
