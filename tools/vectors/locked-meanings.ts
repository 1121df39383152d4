// Locks that came to mean something else by a mistake: a token that was right by the lock before is forged by
// the tag alone, as every number and bit is still there.

import { invalid } from './collect.ts'
import type { Lock } from './lock.ts'
import { gone, liveNode, moved, node, put, renamed, retired } from './lock.ts'
import { LOCK, locked, POST } from './locked.ts'
import type { Minted } from './mint.ts'
import { mint, narrow } from './mint.ts'
import { all, app, id, model, object, post } from './scope.ts'

const bits = (...of: Parameters<typeof node>[1][]): Lock => put(LOCK, 3, node(POST, ...of))

/** A token that was right by the lock, for a verifier whose lock says something else. */
export function lockedMeanings(): void {
  const change = locked([post(42, 'read', 'change')])
  const now = (name: string, comment: string, lock: Lock, { token }: Minted = change): void =>
    invalid('forged', `lock-meaning-${name}`, comment, token, { lock })
  const [, , third = node([]), fourth = node([])] = LOCK
  now('swapped', 'Two numbers of the lock were swapped.', put(put(LOCK, 3, fourth), 4, third))
  now('inserted', 'A line was put in before the number.', [
    ...LOCK.slice(0, 2),
    node(['blog', 'Draft'], 'read', 'change'),
    ...LOCK.slice(2),
  ])
  now('removed', 'A line before the number was removed.', [...LOCK.slice(0, 1), ...LOCK.slice(2)])
  now('bits-reordered', 'Two bits of the number were swapped.', bits('change', 'read', 'publish'))
  now('bit-inserted', 'A bit was put in before the others.', bits('list', 'read', 'change', 'publish'))
  now('bit-removed', 'The first bit was removed.', bits('change', 'publish'))
  now('bit-replaced', 'A bit has another name.', bits('read', 'delete', 'publish'))
  now('retired-bit-replaced', 'A retired bit has another name.', bits('read', gone('delete'), 'publish'))
  now(
    'path',
    'The number was renamed without a word of the old name.',
    put(LOCK, 3, { ...third, path: ['blog', 'Article'] }),
  )
  now(
    'path-app',
    'The app in the path was renamed without a word of the old name.',
    put(LOCK, 3, { ...third, path: ['news', 'Post'] }),
  )
  now('path-case', 'The path is in other letters.', put(LOCK, 3, { ...third, path: ['blog', 'post'] }))
  now('path-divided', 'The path is divided elsewhere.', put(LOCK, 3, { ...third, path: ['blogP', 'ost'] }))
  now(
    'was',
    'A renamed number whose old name is another.',
    put(LOCK, 3, { ...third, path: POST, was: ['blog', 'Article'] }),
  )
  now(
    'bit-was',
    'A renamed bit whose old name is another.',
    bits(renamed('see', 'read'), 'change', 'publish'),
  )
  now('bit-renamed', 'A bit was renamed without a word of the old name.', bits('see', 'change', 'publish'))
  now(
    'retired-replaced',
    'A retired line was filled with another path.',
    put(LOCK, 3, node(['blog', 'Page'], 'read', 'change')),
    change,
  )
  now(
    'retired-renamed',
    'A retired line has another name.',
    put(LOCK, 3, retired({ ...third, path: ['blog', 'Page'] })),
  )
  const article = mint({
    scope: [object('blog', 'Article', 42, 'read')],
    lock: put(LOCK, 3, { ...third, path: ['blog', 'Article'] }),
  })
  now('back', 'A token by the wrong lock, after the lock was put right.', LOCK, article)
  now(
    'back-renamed',
    'A token by a lock that forgot a rename, after the rename.',
    put(LOCK, 3, moved(third, ['blog', 'Article'])),
    article,
  )
  const text = locked([post(42, 'archive')])
  now('text', 'A text on a number that means another path now.', put(LOCK, 3, node(['blog', 'Page'])), text)
  const subject = { app: 'auth', model: 'User', id: id(7) }
  now(
    'subject',
    'A subject whose number means another model now.',
    put(LOCK, 6, node(['auth', 'Group'], 'read')),
    locked([], { subject }),
  )
  now(
    'everything',
    'A bit of number 1 has another name.',
    put(LOCK, 1, node([], 'list', 'change', 'audit')),
    locked([all('read')]),
  )
  now(
    'app',
    'An app by number has another name.',
    put(LOCK, 2, node(['site'], 'read')),
    locked([app('blog', 'read')]),
  )
  const nfd = [...LOCK, node(['cafe\u0301'], 'read')]
  now(
    'nfc',
    'A name was composed otherwise.',
    nfd,
    mint({ scope: [app('caf\u00e9', 'read')], lock: [...LOCK, node(['caf\u00e9'], 'read')] }),
  )
  const strange = put(put(LOCK, 3, fourth), 4, third)
  const child = narrow(locked([all('read')]), { to: [post(42, 'read')], lock: strange })
  now('narrower', 'Narrowed by one whose lock has two numbers swapped.', LOCK, child)
  const foreign = narrow(locked([model('blog', 'Post', 'read')]), {
    to: [post(42, 'read')],
    lock: bits('change', 'read'),
  })
  now('narrower-bits', 'Narrowed by one whose lock has two bits swapped.', LOCK, foreign)
  if (liveNode(LOCK, POST)?.number !== 3) throw new Error('not the number of the check values')
}
