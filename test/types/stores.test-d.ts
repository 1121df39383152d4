/**
 * The types of stores: redeem and revoke are there where a store is, and take what can be revoked.
 */
import { defineApp, latchkey } from 'latchkey'
import type { Pass, Store, StoredTokens, Tokens } from 'latchkey'
import { memoryStore } from 'latchkey/memory'
import { sqliteStore } from 'latchkey/sqlite'
import type { Same } from './same.ts'
import { yes } from './same.ts'

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })
const secrets = ''
const apps = [blog] as const

const plain = latchkey({ secrets, apps }).tokens
const stored = latchkey({ secrets, apps, store: memoryStore() }).tokens
const promised = latchkey({
  secrets,
  apps,
  store: sqliteStore('latchkey.db'),
  deadline: 100,
  staleFor: '5s',
}).tokens
yes<Same<typeof plain, Tokens>>()
yes<Same<typeof stored, StoredTokens>>()
yes<Same<typeof promised, StoredTokens>>()
declare const own: Store
yes<Same<ReturnType<typeof latchkey<typeof apps, typeof own>>['tokens'], StoredTokens>>()

// @ts-expect-error without a store nothing can be revoked
void plain.revoke(blog.Post(1))
// @ts-expect-error without a store nothing can be redeemed
void plain.redeem('', 'authentic')

const salted = stored.with({ salt: 'invite' })
yes<Same<typeof salted, StoredTokens>>()
yes<Same<Awaited<ReturnType<typeof stored.redeem>>, boolean>>()
declare const pass: Pass
void stored.revoke(blog.Post(1))
void stored.revoke(blog.Post)
void stored.revoke(blog, { before: new Date(0) })
void stored.revoke({ token: '' })
void stored.revoke({ id: pass.rootId, expiresAt: new Date(0) })
void stored.revoke({ subject: blog.Post(1) })
void stored.revoke({ subject: 'alice' })
void stored.revoke('all')
// @ts-expect-error a bare text could be a token or a subject
void stored.revoke('alice')
// @ts-expect-error a date, not a number
void stored.revoke(blog, { before: 5 })
// @ts-expect-error a pass is no target: its id is
void stored.revoke(pass)

// @ts-expect-error no store
latchkey({ secrets, apps, store: {} })
// @ts-expect-error the name of a file
latchkey({ secrets, apps, store: 'latchkey.db' })
// @ts-expect-error an unknown event
latchkey({ secrets, apps, store: own, onEvent: (event) => event.name === 'opened' })
latchkey({ secrets, apps, store: own, onEvent: (event) => event.name === 'stale' && event.detail })
