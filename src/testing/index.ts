/**
 * For tests of programs: of routes and stores, and of adapters of your own.
 *
 * @module
 */
export { expectRefused } from './expect-refused.ts'
export type { HttpReason, ResponseLike } from './expect-refused.ts'
export { fixedClock } from './fixed-clock.ts'
export type { FixedClock } from './fixed-clock.ts'
export { httpConformance } from './http-conformance.ts'
export type { HttpCase } from './http-conformance.ts'
export { httpRoutes } from './http-routes.ts'
export type { HttpRoute, HttpRouteOptions } from './http-routes.ts'
export { storeContract } from './store-contract.ts'
export type { ContractCase } from './store-contract.ts'
export type { StoreSetup } from './store-setup.ts'
export { passFor, testSecret, tokenFor } from './token-for.ts'
export type { PassOptions, TokenOptions } from './token-for.ts'
