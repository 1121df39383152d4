/**
 * The last stage: one use of a token of limited use is counted, in one atomic step of the store (SPEC §9.4).
 *
 * Laws: nothing is counted for a token that is refused for any other reason; where the store does not answer nobody gets in; what was
 * revoked while the store counted is refused.
 */
import { epoch } from './codec/body.ts'
import { LatchkeyError } from './errors.ts'
import type { Following } from './following.ts'
import type { Held } from './grant.ts'
import { linkId } from './seal/chain.ts'
import { refusal } from './verdict.ts'
import type { Insufficient, Refused } from './verdict.ts'
import { judge, prove } from './verify.ts'
import type { Opened, Terms } from './verify.ts'

/** All stages, and one use is counted. */
export async function redeem(
  token: unknown,
  terms: Terms,
  following: Following,
  required: readonly Held[],
): Promise<Opened | Insufficient | Refused> {
  const proof = prove(token, terms, required, true)
  if (!proof.ok) return proof
  const { body, tags } = proof
  const { uses } = body
  if (uses === undefined) return refusal('reusable', 'the token is of unlimited use: it has to be validated')
  const { id: life, since } = following.epoch!
  if (body.issued + epoch <= since)
    return refusal('spent', 'the token is older than the data of the store: nobody knows whether it was used')

  const id = linkId(body, body.root, tags[0]!)
  const answer = await following.call((store) => store.use(life, id, uses, expiryOf(proof)))
  if (answer === 'lost') {
    following.wake()
    throw new LatchkeyError(
      'STORE_UNAVAILABLE',
      'the store has lost its data, or begun anew: nothing was counted',
      503,
    )
  }
  if (answer !== 'counted') return refusal('spent', 'the token has no use left')
  following.tell({ name: 'redeemed', id })
  return judge(proof, required, true) ?? proof
}

/** When the whole family of a token is dead, in seconds since 1970: narrowing shortens a link, and not the count. */
function expiryOf({ body: { issued, root } }: Opened): number | undefined {
  return root.lifetime === undefined ? undefined : issued + root.lifetime + epoch
}
