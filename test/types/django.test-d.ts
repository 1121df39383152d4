/** What of Django's tokens compiles, and what does not. */
import { defineApp, latchkey, scope as free } from 'latchkey'
import type { Pass, Scope, Tokens, Verdict } from 'latchkey'
import { djangoTokens, isDjangoToken, loadTables, signing } from 'latchkey/django'
import type { DjangoTokens, Tables } from 'latchkey/django'

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read', 'blog.change_post'] } })
const notes = defineApp('notes', { Tag: {} })
declare const secretKey: string
declare const pass: Pass
const { scope, tokens } = djangoTokens({ secretKey, apps: [blog] })
const read: Scope = scope.accessObj(blog.Post(42), 'read')

// @ts-expect-error no such permission
scope.accessObj(blog.Post(42), 'change')
// @ts-expect-error an app that is not registered
scope.accessModel(notes.Tag, 'read')
// @ts-expect-error no permission
scope.accessModel(blog.Post)

tokens.generate(read, { salt: 'links', compress: true, within: pass })
// @ts-expect-error the format has no expiry
tokens.generate(read, { expiresIn: '7d' })
// @ts-expect-error nothing is bound
tokens.validate('', read, { bind: [1] })
tokens.validate('', read, { maxAge: '7d', key: ['new', 'old'] })
// @ts-expect-error no duration
tokens.validate('', read, { maxAge: '7 days' })
// @ts-expect-error Django's tokens have no store
tokens.revoke(blog.Post(42))

// @ts-expect-error the apps are missing
djangoTokens({ secretKey })
// @ts-expect-error no serializer of the original
djangoTokens({ secretKey, apps: [], serializer: 'pickle' })
djangoTokens({ secretKey: process.env['SECRET_KEY'], apps: [], fallbacks: [new Uint8Array(32)], sha1: true })

const tables: Promise<Tables> = loadTables((sql) => [sql])
void tables

// Where tokens of the core are taken, and their check is all that is used, Django's are taken too.
const own = latchkey({ secrets: secretKey, apps: [blog] }).tokens
const either: Pick<Tokens, 'validate' | 'verify' | 'generate' | 'narrow'>[] = [own, tokens]
const verifier: Tokens | DjangoTokens = isDjangoToken('') ? tokens : own
const verdict: Verdict = verifier.verify('', free.accessAll('read'))
if (verdict.ok) verdict.pass.objects(blog.Post, 'read')
void either

const loaded = signing.loads('', { key: secretKey })
// @ts-expect-error read .ok first
void loaded.value
if (loaded.ok) {
  // @ts-expect-error nobody knows what was signed
  void loaded.value.user
} else {
  const reason: 'malformed' | 'forged' | 'not-yet-valid' | 'too-old' = loaded.reason
  void reason
}
