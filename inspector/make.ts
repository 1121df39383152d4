/**
 * New tokens: made with a secret, or narrowed without one. What was typed goes to the library, and its errors come back as sentences.
 */
import { latchkey, LatchkeyError, scope } from 'latchkey'
import type { Duration, Lock } from 'latchkey'
import { djangoTokens } from 'latchkey/django'
import { readLock } from '../src/lock.ts'
import { narrowAt } from '../src/narrow.ts'

/** What is minted, as it was typed. */
export interface Order {
  readonly format: 'latchkey' | 'django'
  readonly secret: string
  readonly scope: string
  readonly expiresIn: string
  readonly subject: string
  readonly uses: string
  readonly unique: boolean
  readonly sealed: boolean
  readonly salt: string
}
/** A token, or why there is none. */
export type Made = { readonly token: string } | { readonly problem: string }

/** Makes a token with a secret. */
export function mint(order: Order, lock: Lock | undefined, clock: () => number): Made {
  return attempt(() => {
    if (order.scope.trim() === '') return { problem: 'There is no grant yet: add one above.' }
    if (order.secret.trim() === '')
      return { problem: 'A token is made with a secret: enter one, or draw a new one.' }
    const granted = scope.parse(order.scope.trim())
    const salt = order.salt === '' ? {} : { salt: order.salt }
    if (order.format === 'django') {
      const { tokens } = djangoTokens({ secretKey: order.secret, apps: [], clock })
      return { token: tokens.generate(granted, salt) }
    }
    const { tokens } = latchkey({
      secrets: order.secret.trim(),
      apps: [],
      clock,
      ...(lock !== undefined && { lock }),
    })
    const token = tokens.generate(granted, {
      ...salt,
      ...(order.expiresIn !== '' && { expiresIn: order.expiresIn as Duration }),
      ...(order.subject !== '' && { subject: order.subject }),
      ...(order.uses !== '' && { uses: Number(order.uses) }),
      ...(order.unique && { unique: true }),
      ...(order.sealed && { narrowable: false }),
    })
    return { token }
  })
}

/** Makes a weaker token from a token. */
export function narrowTo(
  token: string,
  to: string,
  expiresIn: string,
  lock: Lock | undefined,
  clock: () => number,
): Made {
  return attempt(() => {
    if (to.trim() === '' && expiresIn === '')
      return { problem: 'Choose a shorter life, a smaller scope, or both.' }
    const limits = {
      ...(to.trim() !== '' && { to: scope.parse(to.trim()) }),
      ...(expiresIn !== '' && { expiresIn: expiresIn as Duration }),
    }
    return { token: narrowAt(token, limits, clock, lock === undefined ? undefined : readLock(lock)) }
  })
}

function attempt(action: () => Made): Made {
  try {
    return action()
  } catch (error) {
    if (error instanceof LatchkeyError) return { problem: `${error.message}.` }
    throw error
  }
}
