// What the makers of malformed vectors share: a structure that is wrong in one place gets the right tag
// over its wrong bytes, so that nothing but the structure can refuse it.

import type { Bytes } from './bytes.ts'
import { compareBytes, join, range, varint } from './bytes.ts'
import { invalid, KEY } from './collect.ts'
import { sign } from './keys.ts'
import { head, idsResource, mask, root, texts } from './wire.ts'

export const READ: Bytes = texts('read')
/** blog.Post:42 */
export const POST_42: Bytes = idsResource(3, 'blog', 'Post', varint(42))
/** blog.Post:42#read, as a grant. */
export const GRANT: Bytes = join(POST_42, READ)
/** A right root of that one grant. */
export const ROOT: Bytes = root({ grants: [GRANT] })

export function bad(name: string, comment: string, rootBytes: Bytes, ...blocks: Bytes[]): void {
  invalid('malformed', name, comment, sign(rootBytes, blocks, KEY).token)
}

/** A root of one grant, of which these are all the bytes. */
export function badGrant(name: string, comment: string, ...parts: Bytes[]): void {
  bad(name, comment, root({ low: 1, grants: [join(...parts)] }))
}

/** A root of one grant to read these ids of blog.Post. */
export function badIds(name: string, comment: string, form: number, ids: Bytes): void {
  badGrant(name, comment, idsResource(form, 'blog', 'Post', ids), READ)
}

/** So many grants of numbered apps, the shortest there are, sorted. */
export function numbered(count: number): Bytes[] {
  return range(count)
    .map((n) => join(head(1, n + 2), mask(0)))
    .toSorted(compareBytes)
}
