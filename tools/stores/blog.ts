/**
 * What the campaigns grant.
 */
import { defineApp, latchkey } from 'latchkey'
import type { App, Scope, ScopeOf, Store, StoredOptions, StoredTokens } from 'latchkey'

const models = { Post: { id: 'int', permissions: ['read'] } } as const
export const blog: App<'blog', typeof models> = defineApp('blog', models)

/** The same verbs in every process, on a store. */
export function joined(
  secret: string,
  store: Store,
  options: StoredOptions,
): { scope: ScopeOf<typeof blog>; tokens: StoredTokens; read: (id: number) => Scope } {
  const { scope, tokens } = latchkey({ secrets: secret, apps: [blog], store, ...options })
  return { scope, tokens, read: (id) => scope.accessObj(blog.Post(id), 'read') }
}
