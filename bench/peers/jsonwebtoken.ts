/**
 * jsonwebtoken: HS256.
 */
import { createSecretKey } from 'node:crypto'
import jsonwebtoken from 'jsonwebtoken'
import { attempt, claim, future, grants, past } from '../peer.ts'
import type { Peer } from '../peer.ts'

export function jwt(): Peer {
  const key = createSecretKey(crypto.getRandomValues(new Uint8Array(32)))
  const sign = (permission: string, exp: number): string =>
    jsonwebtoken.sign({ g: claim(permission), exp }, key, { algorithm: 'HS256' })
  return {
    name: 'jsonwebtoken',
    make: () => sign('change', future),
    check: (token) =>
      attempt(() => {
        const held = jsonwebtoken.verify(token, key, { algorithms: ['HS256'] })
        return typeof held === 'object' && typeof held['exp'] === 'number' && grants(held['g'])
      }),
    expired: sign('change', past),
    other: sign('read', future),
  }
}
