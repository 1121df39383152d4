/**
 * Django's tokens, both ways: what a Django site signs with `django-access-tokens` or `django.core.signing` is read, and what is made
 * here the site reads, byte for byte.
 *
 * ```text
 * generate:   scope ──names, ids──▶ payload ──JSON──▶ body ──time, HMAC──▶ body:time:signature
 * validate:   text ──HMAC first──▶ time ──▶ body ──JSON──▶ payload ──names, ids──▶ granted scope ──covers(required)──▶ verdict
 * ```
 *
 * Nothing but the bytes is Django's: scopes, verdicts, passes and errors are those of the core.
 *
 * @module
 */
export * as signing from './signing.ts'
export { isDjangoToken } from './syntax.ts'
export { loadTables, tablesFromDumpdata } from './tables.ts'
export { djangoTokens } from './tokens.ts'

export type { DjangoInspected, DjangoInspection, NotDjango } from './inspect.ts'
export type { Algorithm, SecretKey } from './mac.ts'
export type { Serializer } from './payload.ts'
export type { NotSigned } from './ring.ts'
export type { ContentType, PermissionRow, Query, Tables } from './tables.ts'
export type {
  Django,
  DjangoGenerateOptions,
  DjangoOptions,
  DjangoTokens,
  DjangoVerifyOptions,
  SecretKeys,
} from './tokens.ts'
export type { Inflate } from './zlib.ts'
