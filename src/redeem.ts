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
import { judge, open } from './verify.ts'
import type { Opened, Terms } from './verify.ts'

/** All stages, and one use is counted. */
export async function redeem(
  token: unknown,
  terms: Terms,
  following: Following,
  required: readonly Held[],
): Promise<Opened | Insufficient | Refused> {
  const proof = open(token, terms)
  if (!proof.ok) return proof
  await following.settled()
  const judged = judge(proof, required, true)
  if (judged !== undefined) return judged
  const { body, ancestors } = proof
  const refused = refuseUncounted(proof)
  if (refused !== undefined) return refused

  const { id: life } = following.epoch!
  const id = linkId(body, ancestors, 0)
  const answer = await following.call((store) => store.use(life, id, body.uses!, expiryOf(proof)))
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

/** What speaks against a redemption of a token that was judged, before its use is counted; a guard that only looks asks this too. */
export function refuseUncounted({ body, following }: Opened): Refused | undefined {
  if (body.uses === undefined)
    return refusal('reusable', 'the token is of unlimited use: it has to be validated')
  // Who was judged has a store that is followed.
  if (body.issued + epoch <= following!.epoch!.since)
    return refusal('spent', 'the token is older than the data of the store: nobody knows whether it was used')
  return undefined
}

/** When the whole family of a token is dead, in seconds since 1970: narrowing shortens a link, and not the count. */
function expiryOf({ body: { issued, root } }: Opened): number | undefined {
  return root.lifetime === undefined ? undefined : issued + root.lifetime + epoch
}
