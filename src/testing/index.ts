/**
 * For tests: of routes, and of adapters.
 *
 * @module
 */
export { httpConformance } from './http-conformance.ts'
export type { HttpCase } from './http-conformance.ts'
export { httpRoutes } from './http-routes.ts'
export type { HttpRoute, HttpRouteOptions } from './http-routes.ts'
