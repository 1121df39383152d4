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

declare module 'express' {
  import type { Server } from 'node:http'
  interface Request {
    readonly headers: { readonly authorization?: string }
    readonly method: string
    readonly url: string
    readonly params: { readonly id: string }
  }
  interface Response {
    statusCode: number
    setHeader(name: string, value: string): unknown
    appendHeader(name: string, value: string): unknown
    end(body: string): unknown
    send(body: string): unknown
  }
  export type Handler = (request: Request, response: Response, next: (error?: unknown) => void) => unknown
  const express: () => {
    get(path: string, ...handlers: Handler[]): unknown
    listen(port: number, host: string, ready: () => void): Server
  }
  export default express
}

declare module 'express-oauth2-jwt-bearer' {
  import type { Handler } from 'express'
  export function auth(options: {
    secret: string
    tokenSigningAlg: string
    issuer: string
    audience: string
  }): Handler
  export function requiredScopes(scopes: string): Handler
}

declare module 'autocannon' {
  interface Result {
    readonly requests: { readonly total: number }
    /** Seconds. */
    readonly duration: number
    readonly non2xx: number
    readonly errors: number
  }
  const autocannon: (options: {
    url: string
    connections: number
    amount: number
    headers: { readonly [name: string]: string }
  }) => Promise<Result>
  export default autocannon
}

declare module '@observablehq/plot' {
  export interface Mark {
    readonly _mark: unique symbol
  }
  export interface Axis {
    readonly type: 'linear' | 'log'
    readonly domain: readonly [number, number]
    readonly ticks: number | readonly number[]
    readonly label: null
    readonly tickFormat: (value: number) => string
  }
  interface Band {
    readonly type: 'band'
    readonly domain: readonly string[]
    readonly axis: null
    readonly padding: number
  }
  export interface Options {
    readonly document?: Document
    readonly width?: number
    readonly height?: number
    readonly marginTop?: number
    readonly marginRight?: number
    readonly marginBottom?: number
    readonly marginLeft?: number
    readonly style?: object
    readonly x?: Axis
    readonly y?: Axis | Band
    readonly marks?: readonly Mark[]
  }
  export function plot(options: Options): Element
  export function scale(options: {
    y: Pick<Axis, 'type' | 'domain'> & { range: readonly [number, number] }
  }): {
    apply(value: number): number
    invert(place: number): number
  }
  export function gridX(options: object): Mark
  export function gridY(options: object): Mark
  export function barX(items: readonly unknown[], options: object): Mark
  export function dot(items: readonly unknown[], options: object): Mark
  export function line(items: readonly unknown[], options: object): Mark
  export function ruleY(items: readonly unknown[], options: object): Mark
  export function text(items: readonly unknown[], options: object): Mark
}

declare module 'linkedom' {
  export function parseHTML(html: string): { document: Document }
}
