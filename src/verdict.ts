/**
 * The answer to one check: accepted with a pass, or refused with the first reason in the order of the stages (SPEC §9).
 */
import type { AnyId, ModelLike, ObjectRef } from './app.ts'
import type { Scope } from './grant.ts'

/** Why a token was refused: the first stage that failed (SPEC §9). */
export type Reason =
  | 'malformed'
  | 'unknown-version'
  | 'unknown-key'
  | 'forged'
  | 'not-yet-valid'
  | 'expired'
  | 'too-old'
  | 'insufficient'
  | 'revoked'
  | 'single-use'
  | 'reusable'
  | 'spent'

/** The token is genuine, alive and grants what was required. */
export interface Accepted {
  readonly ok: true
  readonly pass: Pass
}
/** The token is genuine and alive, and does not grant `missing`. */
export interface Insufficient {
  readonly ok: false
  readonly reason: 'insufficient'
  /** The part of the required scope that is not granted. */
  readonly missing: Scope
  readonly detail: string
}
/** The token is not one, or not good for this. */
export interface Refused {
  readonly ok: false
  readonly reason: Exclude<Reason, 'insufficient'>
  readonly missing?: undefined
  /** For logs; it never holds a token, a tag or a key. */
  readonly detail: string
}
/** An object, so always true in a condition: read `.ok`. */
export type Verdict = Accepted | Insufficient | Refused

/** Whom a token was given to. */
export type Subject =
  | { readonly app: string; readonly model: string; readonly id: AnyId | readonly AnyId[] }
  | string

/** Which rows of a model: all, none, or those with these ids. */
export type Objects<ObjectId> =
  | { readonly kind: 'all' }
  | { readonly kind: 'none' }
  | { readonly kind: 'some'; readonly ids: readonly ObjectId[] }

declare const verified: unique symbol

/** What a verified token allows. Only a check makes one. */
export interface Pass {
  /** What the token grants after every narrowing, in normal form. */
  readonly scope: Scope
  readonly issuedAt: Date
  /** The earliest expiry of the token and its narrowings; `undefined` for one that does not expire. */
  readonly expiresAt: Date | undefined
  readonly subject: Subject | undefined
  /** Names this link of the chain; safe to store. */
  readonly id: string
  /** Names the token that was generated, and with it the whole family of its narrowings; safe to store. */
  readonly rootId: string
  /** Whether the token grants `required` too: many questions, verified once. */
  allows(required: Scope): boolean
  /**
   * Which rows of `model` the token grants `permission` on.
   *
   * @throws {@link LatchkeyError} `UNKNOWN_PERMISSION` for a name that the model does not have.
   */
  objects<ObjectId, P extends string>(
    model: ModelLike<string, ObjectId, P>,
    permission: NoInfer<P>,
  ): Objects<ObjectId>
  /**
   * The one object of `model` that this check required, its id canonical.
   *
   * @throws {@link LatchkeyError} `INVALID_SCOPE` when the check required none, or several.
   */
  required<Path extends string, ObjectId, P extends string>(
    model: ModelLike<Path, ObjectId, P>,
  ): ObjectRef<Path, ObjectId, P>
  readonly [verified]: true
}

/** Refuses a token. */
export function refusal(reason: Refused['reason'], detail: string): Refused {
  return Object.freeze({ ok: false, reason, detail })
}
