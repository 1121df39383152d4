// Genuine tokens with a lock that do not grant what is required: by what was retired or renamed since, and
// across numbers and names.

import { invalid } from './collect.ts'
import type { Lock } from './lock.ts'
import { LOCK, locked } from './locked.ts'
import {
  AGAIN,
  ARTICLE,
  article,
  BIT_AGAIN,
  CHANGE,
  GROWN,
  NEWS,
  NO_BITS,
  NO_BLOG,
  NO_CHANGE,
  NO_POST,
  REUSED,
  SEE,
  SEE_REUSED,
} from './locked-grown.ts'
import type { Minted } from './mint.ts'
import { mint, narrow } from './mint.ts'
import type { Scope } from './scope.ts'
import { all, app, model, object, post } from './scope.ts'

const lacks = (
  name: string,
  comment: string,
  { token }: Minted,
  lock: Lock,
  required: Scope,
  missing: Scope = required,
): void => invalid('insufficient', `lock-${name}`, comment, token, { lock, required, missing })

export function lockedLacking(): void {
  const read = [post(42, 'read')]
  lacks('retired', 'A retired number grants nothing.', CHANGE, NO_POST, read)
  lacks(
    'retired-authentic',
    'Of two numbers the retired one is missing.',
    locked([post(42, 'read'), app('auth', 'read')]),
    NO_POST,
    [...read, app('auth', 'read')],
    read,
  )
  lacks('retired-text', 'A text on a retired number is missing.', locked([post(42, 'archive')]), NO_POST, [
    post(42, 'archive'),
  ])
  lacks(
    'retired-list',
    'A member of a list of a retired number.',
    locked([post(41, 'read'), post(42, 'read')]),
    NO_POST,
    read,
  )
  lacks(
    'retired-app',
    'A retired app does not grant what is below it.',
    locked([app('blog', 'read')]),
    NO_BLOG,
    read,
  )
  lacks(
    'retired-bit',
    'A retired bit is and nothing else is.',
    CHANGE,
    NO_CHANGE,
    [post(42, 'read', 'change')],
    [post(42, 'change')],
  )
  lacks('retired-bits', 'All bits are retired, all permissions missing.', CHANGE, NO_BITS, read)
  const block = narrow(locked([all('read')]), { to: [post(42, 'read')] })
  lacks('retired-block', 'A block of a retired number takes away what the root grants.', block, NO_POST, read)
  const bits = narrow(locked([all('read', 'change')]), { to: [post(42, 'read', 'change')] })
  lacks(
    'retired-bit-block',
    'A retired bit in a block takes away what the root grants.',
    bits,
    NO_CHANGE,
    [post(42, 'read', 'change')],
    [post(42, 'change')],
  )
  lacks('again', 'The old number of a path that is back under a new one.', CHANGE, AGAIN, read)
  lacks('again-bit', 'The old bit of a permission that is back under a new one.', CHANGE, BIT_AGAIN, [
    post(42, 'change'),
  ])
  lacks('renamed-old-name', 'The old name of a renamed path.', CHANGE, ARTICLE, read)
  lacks(
    'renamed-reused',
    'The old name of a renamed path, which another number has now.',
    CHANGE,
    REUSED,
    read,
  )
  lacks('renamed-app', 'The old name of a renamed app.', locked([app('blog', 'read')]), NEWS, [
    app('blog', 'read'),
  ])
  lacks('renamed-bit', 'The old name of a renamed permission.', CHANGE, SEE, read)
  lacks(
    'renamed-bit-reused',
    'The old name of a renamed permission, which another bit has now.',
    CHANGE,
    SEE_REUSED,
    read,
  )
  lacks(
    'renamed-by-name',
    'The new name of a renamed path, of a token with the old one as text.',
    mint({ scope: read }),
    ARTICLE,
    [article(42, 'read')],
  )
  lacks('grown-bit', 'A bit that the model has got since.', CHANGE, GROWN, [post(42, 'archive')])
  lacks('grown-number', 'An app that has got a number since.', CHANGE, GROWN, [app('shop', 'read')])
  lacks('other-number', 'The neighbor of a number.', CHANGE, LOCK, [object('blog', 'Comment', 42, 'read')])
  lacks('other-bit', 'The neighbor of a bit.', CHANGE, LOCK, [post(42, 'publish')])
  lacks('other-id', 'The neighbor of an object by number.', CHANGE, LOCK, [post(43, 'read')])
  lacks('model', 'An object by number does not grant its model.', CHANGE, LOCK, [
    model('blog', 'Post', 'read'),
  ])
  lacks('app', 'A model by number does not grant its app.', locked([model('blog', 'Post', 'read')]), LOCK, [
    app('blog', 'read'),
  ])
  const texted = narrow(CHANGE, { to: read, lock: null })
  lacks(
    'texts-on-numbers',
    'A block by name takes away from a root by number.',
    texted,
    LOCK,
    [post(42, 'read', 'change')],
    [post(42, 'change')],
  )
  const numbered = narrow(mint({ scope: [post(42, 'read', 'change')] }), { to: read, lock: LOCK })
  lacks(
    'numbers-on-texts',
    'A block by number takes away from a root by name.',
    numbered,
    LOCK,
    [post(42, 'read', 'change')],
    [post(42, 'change')],
  )
}
