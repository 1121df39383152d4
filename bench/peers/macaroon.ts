/**
 * js-macaroon: version 2 in binary, as base64url. What is granted and until when are first-party caveats.
 */
import macaroon from 'macaroon'
import type { Macaroon } from 'macaroon'
import { attempt, future, past } from '../peer.ts'
import type { Peer } from '../peer.ts'

export function macaroonPeer(): Peer {
  const rootKey = crypto.getRandomValues(new Uint8Array(32))
  const make = (permission: string, expiry: number): string => {
    const made = macaroon.newMacaroon({ identifier: '1', rootKey, version: 2 })
    made.addFirstPartyCaveat(`blog.Post:12345#${permission}`)
    made.addFirstPartyCaveat(`<${expiry}`)
    return toText(made)
  }
  return {
    name: 'macaroon v2',
    make: () => make('change', future),
    check: (token) =>
      attempt(() => {
        const now = Date.now() / 1000
        const isMet = (caveat: string): boolean =>
          caveat.startsWith('<') ? now < Number(caveat.slice(1)) : caveat === 'blog.Post:12345#change'
        macaroon
          .importMacaroon(macaroon.base64ToBytes(token))
          .verify(rootKey, (caveat) => (isMet(caveat) ? null : 'not met'))
        return true
      }),
    expired: make('change', past),
    other: make('read', future),
  }
}

/** exportBinary() doubles its buffer with each part that it writes, and takes milliseconds; these are the same bytes. */
export function toText({ identifier, caveats, signature }: Macaroon): string {
  const end = Uint8Array.of(0)
  const parts = [Uint8Array.of(2), ...field(2, identifier), end]
  for (const caveat of caveats) parts.push(...field(2, caveat.identifier), end)
  return Buffer.concat([...parts, end, ...field(6, signature)]).toString('base64url')
}

function field(type: number, bytes: Uint8Array): Uint8Array[] {
  const head = [type]
  let { length } = bytes
  for (; length >= 128; length >>= 7) head.push((length & 127) | 128)
  return [Uint8Array.from([...head, length]), bytes]
}
