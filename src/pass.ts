/**
 * What a check proved, kept to be asked further: the token is verified once and answers many questions.
 *
 * Law: only a check makes a pass. The proof is in a private field, which nobody can write by hand, log or copy.
 */
import type { ModelLike, ObjectRef } from './app.ts'
import { epoch } from './codec/body.ts'
import type { Extras } from './codec/body.ts'
import { covers } from './covers.ts'
import { LatchkeyError } from './errors.ts'
import { onlyId, readScope } from './grant.ts'
import type { Held, Scope } from './grant.ts'
import { sameId, withJson } from './id.ts'
import { present } from './handle.ts'
import type { Id } from './id.ts'
import type { LockIndex } from './lock.ts'
import { nameSubject } from './numbers.ts'
import { modelOf, objectsOf } from './objects.ts'
import { intersectLayers } from './scope.ts'
import type { Revocations } from './revocations.ts'
import { isRevoked, livingGrants } from './revoked.ts'
import { linkId } from './seal/chain.ts'
import type { Objects, Pass, Subject } from './verdict.ts'
import type { Opened } from './verify.ts'

/** Keeps what was proved of a token, and what this check required. */
export function makePass(proof: Opened, required: readonly Held[]): Pass {
  return new VerifiedPass(proof, required) as unknown as Pass
}

/** What a pass was made from; `undefined` for anything that no check made. */
export function proofOf(pass: unknown): Opened | undefined {
  return VerifiedPass.proofOf(pass)
}

/** A class for its private field alone. What takes time is computed when it is asked for. */
class VerifiedPass {
  readonly #proof: Opened
  #scope: Scope | undefined
  /** The state of the mirror by which `#scope` was computed. */
  #mirror: Revocations | undefined
  #changes = 0
  readonly issuedAt: Date
  readonly expiresAt: Date | undefined
  readonly subject: Subject | undefined
  readonly allows: (asked: Scope) => boolean
  readonly objects: (model: ModelLike, permission: string) => Objects<unknown>
  readonly required: (model: ModelLike) => ObjectRef

  constructor(proof: Opened, required: readonly Held[]) {
    this.#proof = proof
    this.issuedAt = toDate(proof.body.issued)
    this.expiresAt = proof.expiry === Infinity ? undefined : toDate(proof.expiry)
    this.subject = subjectOf(proof.body.subject, proof.lock)
    this.allows = (asked) => allows(proof, readScope(asked))
    this.objects = (model, permission) => {
      proof.following?.fresh()
      return objectsOf(this.scope, model, permission)
    }
    this.required = (model) => requiredObject(required, model)
    Object.freeze(this)
  }

  static proofOf(pass: unknown): Opened | undefined {
    return typeof pass === 'object' && pass !== null && #proof in pass ? pass.#proof : undefined
  }

  get scope(): Scope {
    const mirror = this.#proof.following?.known
    const changes = mirror?.changes ?? 0
    if (this.#scope === undefined || this.#mirror !== mirror || this.#changes !== changes) {
      this.#mirror = mirror
      this.#changes = changes
      this.#scope = intersectLayers(remaining(this.#proof))
    }
    return this.#scope
  }

  get id(): string {
    const { body, ancestors } = this.#proof
    return linkId(body, ancestors, body.blocks.length)
  }

  get rootId(): string {
    const { body, ancestors } = this.#proof
    return linkId(body, ancestors, 0)
  }

  toJSON(): object {
    const { scope, issuedAt, expiresAt, subject, id, rootId } = this
    return { scope, issuedAt, expiresAt, subject, id, rootId }
  }
}

/** Asked long after the check, a pass knows what was revoked since. */
function allows(proof: Opened, asked: readonly Held[]): boolean {
  const { layers, following } = proof
  return covers(layers, asked) && (following === undefined || !isRevoked(proof, asked, following.fresh()))
}

function remaining(proof: Opened): readonly (readonly Held[])[] {
  return proof.following === undefined
    ? proof.layers.map(({ held }) => held)
    : livingGrants(proof, proof.following.known)
}

function requiredObject(required: readonly Held[], model: ModelLike): ObjectRef {
  const known = modelOf(model)
  const found: Id[] = []
  for (const { app, model: name, ids } of required) {
    if (app !== known.app || name !== known.model || ids === undefined) continue
    if (!found.some((id) => sameId(id, onlyId(ids)))) found.push(onlyId(ids))
  }
  const id = found.length === 1 ? present(known, found[0]!) : undefined
  if (id === undefined) {
    throw new LatchkeyError(
      'INVALID_SCOPE',
      `this check required ${found.length} objects of ${model.path}; required() gives the only one`,
    )
  }
  return model(id as never)
}

/** Seconds since {@link epoch} as a date. */
export function toDate(seconds: number): Date {
  return new Date((seconds + epoch) * 1000)
}

/** Whom the token is for. */
export function subjectOf(subject: Extras['subject'], lock: LockIndex | undefined): Subject | undefined {
  if (typeof subject !== 'object') return subject
  const { app, model, ids } = nameSubject(lock, subject)
  return Object.freeze(withJson({ app: app!, model: model!, id: onlyId(ids!) }))
}
