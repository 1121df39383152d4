/**
 * What is used of the peers: some have no types of their own, and none has to be installed for the sources to compile.
 */
declare module 'fast-jwt' {
  interface Options {
    readonly key: Buffer
  }
  export function createSigner(options: Options & { algorithm: string }): (payload: object) => string
  export function createVerifier(
    options: Options & { algorithms: string[]; cache: boolean; requiredClaims: string[] },
  ): (token: string) => { readonly [claim: string]: unknown }
}

declare module 'jsonwebtoken' {
  import type { KeyObject } from 'node:crypto'
  const jsonwebtoken: {
    sign(payload: object, key: KeyObject, options: { algorithm: string }): string
    verify(
      token: string,
      key: KeyObject,
      options: { algorithms: string[] },
    ): string | { readonly [claim: string]: unknown }
  }
  export default jsonwebtoken
}

declare module 'jose' {
  type Key = CryptoKey | Uint8Array
  export class SignJWT {
    constructor(payload: object)
    setProtectedHeader(header: { alg: string }): this
    setIssuedAt(seconds?: number): this
    setExpirationTime(seconds: number): this
    sign(key: Key): Promise<string>
  }
  export function jwtVerify(
    token: string,
    key: Key,
    options: { algorithms: string[]; requiredClaims: string[] },
  ): Promise<{ payload: { readonly [claim: string]: unknown } }>
}

declare module 'paseto-ts/v4' {
  export function generateKeys(purpose: 'local'): string
  export function encrypt(
    key: string,
    payload: object,
    options: { addExp: boolean; validatePayload: boolean },
  ): string
  export function decrypt(key: string, token: string): { payload: { readonly [claim: string]: unknown } }
}

declare module 'macaroon' {
  export interface Macaroon {
    readonly identifier: Uint8Array
    readonly caveats: readonly { readonly identifier: Uint8Array }[]
    readonly signature: Uint8Array
    addFirstPartyCaveat(caveat: string): void
    verify(rootKey: Uint8Array, check: (caveat: string) => string | null): void
  }
  const macaroon: {
    newMacaroon(parts: { identifier: string; rootKey: Uint8Array; version: 2 }): Macaroon
    importMacaroon(bytes: Uint8Array): Macaroon
    base64ToBytes(text: string): Uint8Array
  }
  export default macaroon
}

declare module '@biscuit-auth/biscuit-wasm' {
  interface Code {
    addCode(source: string): void
  }
  interface Freed {
    free(): void
  }
  interface PrivateKey {
    readonly _private: unique symbol
  }
  interface PublicKey {
    readonly _public: unique symbol
  }
  export interface Authorizer extends Freed {
    authorizeWithLimits(limits: object): number
  }
  export class AuthorizerBuilder implements Code {
    addCode(source: string): void
    buildAuthenticated(token: Biscuit): Authorizer
  }
  export class Biscuit implements Freed {
    static builder(): Code & { build(key: PrivateKey): Biscuit }
    static block_builder(): Code
    static fromBase64(text: string, key: PublicKey): Biscuit
    appendBlock(block: Code): Biscuit
    toBase64(): string
    free(): void
  }
  export class KeyPair {
    constructor(algorithm: number)
    getPublicKey(): PublicKey
    getPrivateKey(): PrivateKey
  }
  export const SignatureAlgorithm: { readonly Ed25519: number }
}
