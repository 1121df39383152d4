/**
 * fast-jwt: HS256, with and without its cache of verified tokens.
 */
import { createSigner, createVerifier } from 'fast-jwt'
import { attempt, claim, future, grants, past } from '../peer.ts'
import type { Peer } from '../peer.ts'

export function fastJwt(cache: boolean): Peer {
  const key = Buffer.from(crypto.getRandomValues(new Uint8Array(32)))
  const sign = createSigner({ key, algorithm: 'HS256' })
  const verify = createVerifier({ key, algorithms: ['HS256'], cache, requiredClaims: ['exp'] })
  return {
    name: cache ? 'fast-jwt, cache on' : 'fast-jwt',
    make: () => sign({ g: claim('change'), exp: future }),
    check: (token) => attempt(() => grants((verify(token) as { g?: unknown }).g)),
    expired: sign({ g: claim('change'), exp: past }),
    other: sign({ g: claim('read'), exp: future }),
  }
}
