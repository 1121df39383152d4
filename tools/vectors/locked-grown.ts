// How the lock of most vectors lives on: later locks, with what was added, retired, added again or renamed.

import type { Lock } from './lock.ts'
import { gone, moved, node, put, renamed, retired } from './lock.ts'
import { LOCK, locked, POST } from './locked.ts'
import type { Minted } from './mint.ts'
import type { Item } from './scope.ts'
import { id, object, post } from './scope.ts'

const at = (number: number, lock: Lock = LOCK): Lock[number] => lock[number - 1] ?? node([])

export const GROWN: Lock = [
  ...put(LOCK, 3, node(POST, 'read', 'change', 'publish', 'archive')),
  node(['shop'], 'read'),
]
export const NO_POST: Lock = put(LOCK, 3, retired(at(3)))
export const NO_BLOG: Lock = put(LOCK, 2, retired(at(2)))
export const NO_USER: Lock = put(LOCK, 6, retired(at(6)))
export const NO_CHANGE: Lock = put(LOCK, 3, node(POST, 'read', gone('change'), 'publish'))
export const NO_BITS: Lock = put(LOCK, 3, node(POST, gone('read'), gone('change'), gone('publish')))
export const AGAIN: Lock = [...NO_POST, node(POST, 'change', 'read')]
export const BIT_AGAIN: Lock = put(LOCK, 3, node(POST, 'read', gone('change'), 'publish', 'change'))
export const ARTICLE: Lock = put(LOCK, 3, moved(at(3), ['blog', 'Article']))
export const ESSAY: Lock = put(LOCK, 3, moved(at(3, ARTICLE), ['blog', 'Essay']))
/** What gets the old name of what was renamed is dealt for another, so that no two have one name in tags. */
export const REUSED: Lock = [
  ...ARTICLE,
  { ...node(POST, 'read', 'change', 'publish'), was: ['blog', 'Post~2'] },
]
export const NEWS: Lock = LOCK.map((one) =>
  one.path[0] === 'blog' ? moved(one, ['news', ...one.path.slice(1)]) : one,
)
export const SEE: Lock = put(LOCK, 3, node(POST, renamed('read', 'see'), 'change', 'publish'))
export const SEE_REUSED: Lock = put(
  LOCK,
  3,
  node(POST, renamed('read', 'see'), 'change', 'publish', renamed('read~2', 'read')),
)
export const SEE_GONE: Lock = put(
  LOCK,
  3,
  node(POST, { ...renamed('read', 'see'), retired: true }, 'change', 'publish'),
)
export const BOTH: Lock = put(LOCK, 3, moved(at(3, SEE), ['blog', 'Article']))
export const BOTH_GONE: Lock = put(LOCK, 3, retired(at(3, BOTH)))
export const MEMBER: Lock = put(LOCK, 6, moved(at(6), ['auth', 'Member']))

export const article = (n: number, ...permissions: string[]): Item =>
  object('blog', 'Article', n, ...permissions)
export const CHANGE: Minted = locked([post(42, 'read', 'change')])
export const USER: Minted = locked([post(42, 'read')], { subject: { app: 'auth', model: 'User', id: id(7) } })
