/**
 * Biscuit: Ed25519 signatures and a Datalog program, in WebAssembly.
 */
import { AuthorizerBuilder, Biscuit, KeyPair, SignatureAlgorithm } from '@biscuit-auth/biscuit-wasm'
import { attempt, future, past } from '../peer.ts'
import type { Peer } from '../peer.ts'

/** The default is a millisecond, which a busy machine misses now and then. */
const limits = { max_facts: 1000, max_iterations: 100, max_time_micro: 1_000_000 }

export function biscuit(): Peer {
  const keys = new KeyPair(SignatureAlgorithm.Ed25519)
  const publicKey = keys.getPublicKey()
  const make = (permission: string, expiry: number): string => {
    const builder = Biscuit.builder()
    builder.addCode(
      `right("blog.Post", 12345, "${permission}"); check if time($time), $time < ${isoTime(expiry)};`,
    )
    const made = builder.build(keys.getPrivateKey())
    const text = made.toBase64()
    made.free()
    return text
  }
  return {
    name: 'Biscuit, WebAssembly',
    make: () => make('change', future),
    check: (token) =>
      attempt(() => {
        const read = Biscuit.fromBase64(token, publicKey)
        const builder = new AuthorizerBuilder()
        builder.addCode(`time(${isoTime(Date.now() / 1000)}); allow if right("blog.Post", 12345, "change");`)
        const authorizer = builder.buildAuthenticated(read)
        try {
          return authorizer.authorizeWithLimits(limits) === 0
        } finally {
          authorizer.free()
          read.free()
        }
      }),
    expired: make('change', past),
    other: make('read', future),
  }
}

function isoTime(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`
}
