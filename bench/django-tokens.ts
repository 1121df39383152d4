/**
 * `latchkey/django` at the task: the tokens of the Python original, checked and made here.
 */
import { defineApp } from '../src/index.ts'
import { djangoTokens } from '../src/django/index.ts'
import { past } from './peer.ts'
import type { Peer } from './peer.ts'

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read', 'change'] } })
// The key and the greatest age of original.py.
const options = {
  secretKey: 'a key of this benchmark, good for nothing else',
  apps: [blog],
  maxAge: '7d',
} as const
const { tokens, scope } = djangoTokens(options)
const change = scope.accessObj(blog.Post(12_345), 'change')

/** The name of this contender. */
export const django = 'latchkey/django'

/** The task in Django's format, which has no expiry: the age is checked. */
export const djangoPeer: Peer = {
  name: django,
  make: () => tokens.generate(change),
  check: (token) => tokens.validate(token, change),
  expired: djangoTokens({ ...options, clock: () => (past - 8 * 86_400) * 1000 }).tokens.generate(change),
  other: tokens.generate(scope.accessObj(blog.Post(12_345), 'read')),
}
