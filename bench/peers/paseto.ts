/**
 * paseto-ts: v4.local, which encrypts too.
 */
import { decrypt, encrypt, generateKeys } from 'paseto-ts/v4'
import { attempt, claim, future, grants, past } from '../peer.ts'
import type { Peer } from '../peer.ts'

export function paseto(): Peer {
  const key = generateKeys('local')
  const seal = (permission: string, exp: number): string => {
    const payload = { g: claim(permission), exp: new Date(exp * 1000).toISOString() }
    return encrypt(key, payload, { addExp: false, validatePayload: exp > past })
  }
  return {
    name: 'paseto-ts v4.local',
    make: () => seal('change', future),
    check: (token) =>
      attempt(() => {
        const { payload } = decrypt(key, token)
        return typeof payload['exp'] === 'string' && grants(payload['g'])
      }),
    expired: seal('change', past),
    other: seal('read', future),
  }
}
