// The public interface of latchkey/testing, written by `npm run reference`: a change here is a change for users.
export function expectRefused(response: ResponseLike, reason: HttpReason): void
export type HttpReason = Refusal['reason']
export interface ResponseLike {
  readonly status?: number
  readonly statusCode?: number
  readonly headers: object
}
export function fixedClock(time: Date): FixedClock
export interface FixedClock {
  (): number
  advance(duration: Duration): void
  set(time: Date): void
}
export function httpConformance({ port }: { readonly port: number }): readonly HttpCase[]
export interface HttpCase {
  readonly name: string
  readonly run: () => Promise<void>
}
export const httpRoutes: readonly HttpRoute[]
export interface HttpRoute {
  readonly method: 'GET' | 'POST' | 'OPTIONS'
  readonly path: string
  readonly tokens: Redeemer | ((request: unknown, param: Param) => Redeemer | Promise<Redeemer>)
  readonly required: Requirement | ((request: unknown, param: Param) => Requirement | Promise<Requirement>)
  readonly options: HttpRouteOptions
  readonly answer: (pass: Pass) => string
}
export interface HttpRouteOptions {
  readonly query?: string
  readonly cookie?: string
  readonly moveToCookie?: boolean
  readonly realm?: string
  readonly hideExistence?: boolean
  readonly redeem?: boolean
}
export function storeContract(setUp: () => Promise<StoreSetup>): readonly ContractCase[]
export interface ContractCase {
  readonly name: string
  readonly run: () => Promise<void>
}
export interface StoreSetup {
  readonly open: () => Promise<Store>
  readonly wipe: () => Promise<void>
  readonly tearDown: () => Promise<void>
}
export function passFor(scope: Scope, options?: PassOptions): Pass
export function testSecret(): string
export function tokenFor(scope: Scope, options?: TokenOptions): string
export interface PassOptions extends TokenOptions {
  readonly required?: Requirement
}
export interface TokenOptions extends GenerateOptions {
  readonly tokens?: Tokens
}
// src/testing/http-routes.ts
const tokens: Tokens & Redeemer
