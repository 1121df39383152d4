/**
 * Secure scoped access tokens: narrow, expiring, checkable rights on an object, a model, an app or everything.
 *
 * ```text
 * generate:   scope ──codec──▶ bytes ──seal──▶ tagged bytes ──text──▶ token
 * validate:   token ──text──▶ bytes ──seal (verify tag first)──▶ codec ──▶ granted scope ──covers(required)──▶ verdict
 * narrow:     token ──text──▶ blocks + tag ──chain──▶ token          (no key)
 * revoke:     path, id or subject ──▶ store ──▶ every server's memory ──▶ validate
 * ```
 *
 * Declare what can be granted with {@link defineApp}, join it with secrets in {@link latchkey}, and use its `scope` and `tokens`.
 *
 * @module
 */
export { defineApp } from './app.ts'
export { LatchkeyError } from './errors.ts'
export { inspect } from './inspect.ts'
export { latchkey } from './latchkey.ts'
export { lockOf } from './lock-of.ts'
export { narrow } from './narrow.ts'
export { redact, tokenPattern } from './redact.ts'
export { scope } from './scope.ts'
export { keygen } from './seal/keyring.ts'

export type {
  AnyId,
  AnyName,
  App,
  AppLike,
  IdInput,
  IdOf,
  Model,
  ModelLike,
  ModelSpec,
  NonEmpty,
  ObjectRef,
} from './app.ts'
export type { LatchkeyErrorCode } from './errors.ts'
export type { StoreEvent } from './following.ts'
export type { GenerateOptions } from './generate.ts'
export type { Grant, Scope } from './grant.ts'
export type { IdKind, IdKinds } from './id.ts'
export type { Inspected, Inspection, NotInspected, UnverifiedGrant, UnverifiedNarrowing } from './inspect.ts'
export type { Latchkey, LatchkeyOptions } from './latchkey.ts'
export type { Lock, LockNode } from './lock.ts'
export type { Renames } from './lock-of.ts'
export type { Limits } from './narrow.ts'
export type { Duration } from './options.ts'
export type { Revocable, RevokeOptions } from './revoke.ts'
export type { InstanceFunctions, ScopeFunctions, ScopeOf } from './scope.ts'
export type { BindValue } from './seal/bound.ts'
export type { Secret, Secrets } from './seal/keyring.ts'
export type { Changes, Epoch, Revocation, Snapshot, Store } from './store.ts'
export type { StoredOptions } from './stored.ts'
export type { Defaults, Requirement, StoredTokens, Tokens, VerifyOptions } from './tokens.ts'
export type { Accepted, Insufficient, Objects, Pass, Reason, Refused, Subject, Verdict } from './verdict.ts'
