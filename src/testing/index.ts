/**
 * For tests of programs: of routes and stores, and of adapters of your own.
 *
 * @module
 */
export { httpConformance } from './http-conformance.ts'
export type { HttpCase } from './http-conformance.ts'
export { httpRoutes } from './http-routes.ts'
export type { HttpRoute, HttpRouteOptions } from './http-routes.ts'
export { storeContract } from './store-contract.ts'
export type { ContractCase } from './store-contract.ts'
export type { StoreSetup } from './store-setup.ts'
