/**
 * jose: HS256 by WebCrypto, so asynchronous.
 */
import { jwtVerify, SignJWT } from 'jose'
import { claim, future, grants, past } from '../peer.ts'
import type { Peer } from '../peer.ts'

export async function jose(): Promise<Peer> {
  const bytes = crypto.getRandomValues(new Uint8Array(32))
  const hash = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', bytes, hash, false, ['sign', 'verify'])
  const sign = (permission: string, exp: number): Promise<string> =>
    new SignJWT({ g: claim(permission) })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuedAt()
      .setExpirationTime(exp)
      .sign(key)
  const options = { algorithms: ['HS256'], requiredClaims: ['exp'] }
  return {
    name: 'jose',
    make: () => sign('change', future),
    check: async (token) => {
      try {
        const { payload } = await jwtVerify(token, key, options)
        return grants(payload['g'])
      } catch {
        return false
      }
    },
    expired: await sign('change', past),
    other: await sign('read', future),
  }
}
