/**
 * Secure scoped access tokens.
 *
 * @module
 */
export { LatchkeyError } from './errors.ts'
export type { LatchkeyErrorCode } from './errors.ts'
