/**
 * Tokens and passes for tests of routes and handlers, without a ring of secrets to set up.
 */
import { keygen, latchkey } from '../index.ts'
import type { GenerateOptions, Pass, Requirement, Scope, Tokens } from '../index.ts'

/** What {@link tokenFor} may be told beside what `generate` takes. */
export interface TokenOptions extends GenerateOptions {
  /** The tokens that make it: those of the program under test, where that does not use {@link testSecret}. */
  readonly tokens?: Tokens
}
/** What {@link passFor} may be told beside that. */
export interface PassOptions extends TokenOptions {
  /** What the check is to have required; the scope itself unless it is said. */
  readonly required?: Requirement
}

/** What a check has to be told too. */
const checkOptions: ReadonlySet<string> = new Set(['bind', 'key', 'salt'])

let secret: string | undefined

/** The key text of this process, made when it is first asked for: never one that somebody could know. */
export function testSecret(): string {
  return (secret ??= keygen())
}

/**
 * Makes a token for a request of a test.
 *
 * @example
 * ```ts
 * import { defineApp, latchkey } from 'latchkey'
 * import { testSecret, tokenFor } from 'latchkey/testing'
 *
 * const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })
 * const { scope, tokens } = latchkey({ secrets: testSecret(), apps: [blog] })
 * const token = tokenFor(scope.accessObj(blog.Post(42), 'read'))
 * tokens.validate(token, scope.accessObj(blog.Post(42), 'read')) // => true
 * ```
 */
export function tokenFor(scope: Scope, options: TokenOptions = {}): string {
  const { tokens = ownTokens(), ...rest } = options
  return tokens.generate(scope, rest)
}

/**
 * Makes the pass that a guard gives to a handler, for tests of what takes one.
 *
 * @throws An error where the token does not grant what was required.
 *
 * @example
 * ```ts
 * import { defineApp, scope } from 'latchkey'
 * import { passFor } from 'latchkey/testing'
 *
 * const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })
 * const pass = passFor(scope.accessObj(blog.Post(42), 'read'))
 * pass.required(blog.Post).id // => 42
 * pass.allows(scope.accessObj(blog.Post(43), 'read')) // => false
 * ```
 */
export function passFor(scope: Scope, options: PassOptions = {}): Pass {
  const { required = scope, ...rest } = options
  const tokens = rest.tokens ?? ownTokens()
  const checked = Object.fromEntries(Object.entries(rest).filter(([name]) => checkOptions.has(name)))
  const verdict = tokens.verify(tokenFor(scope, rest), required, checked)
  if (!verdict.ok)
    throw new Error(`there is no pass, since the token is refused as ${verdict.reason}: ${verdict.detail}`)
  return verdict.pass
}

function ownTokens(): Tokens {
  return latchkey({ secrets: testSecret(), apps: [] }).tokens
}
