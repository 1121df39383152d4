// What the makers of insufficient vectors share: a token, what is required of it, and what of that is
// missing, which is all of it unless said.

import { invalid } from './collect.ts'
import type { Minted } from './mint.ts'
import { mint } from './mint.ts'
import type { Item, Scope } from './scope.ts'

export function lacking(
  name: string,
  comment: string,
  minted: Minted,
  required: Scope,
  missing: Scope = required,
): void {
  invalid('insufficient', name, comment, minted.token, { required, missing })
}

/** One grant that does not cover one requirement. */
export function one(name: string, comment: string, granted: Item, required: Item): void {
  lacking(name, comment, mint({ scope: [granted] }), [required])
}
