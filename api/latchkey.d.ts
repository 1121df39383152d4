// The public interface of latchkey, written by `npm run reference`: a change here is a change for users.
export function defineApp<
  const Name extends string,
  const Models extends Readonly<Record<string, ModelSpec>>,
  const Own extends string = never,
>(
  name: Name,
  models: Models,
  options?: {
    readonly permissions?: readonly Own[]
  },
): App<Name, Models, Own>
export class LatchkeyError extends Error {
  readonly name = 'LatchkeyError'
  readonly code: LatchkeyErrorCode
  readonly status: 400 | 500 | 503
}
export function inspect(
  token: unknown,
  options?: {
    readonly lock?: Lock
  },
): Inspection
export function latchkey<
  const Apps extends readonly AppLike[],
  Stored extends Store | PromiseLike<Store> | undefined = undefined,
>(
  options: LatchkeyOptions<Apps> & {
    readonly store?: Stored
  },
): Latchkey<Apps, Stored>
export function lockOf(apps: readonly AppLike[], previous?: Lock, renames?: Renames): Lock
export function narrow(token: string, limits: Limits): string
export function redact(text: string): string
export const tokenPattern: RegExp
export const scope: ScopeFunctions
export function keygen(ring?: Secrets): string
export type AnyId = string | number | bigint
export type AnyName = string & Record<never, never>
export type App<Name extends string, Models, Own extends string = never> = {
  readonly [Key in keyof Models & string]: Model<
    `${Name}.${Key}`,
    IdOf<KindOf<Models[Key]>>,
    IdInput<KindOf<Models[Key]>> | RowOf<Models[Key]>,
    PermissionIn<Models[Key]>
  >
} & AppLike<Name, Own | PermissionIn<Models[keyof Models]>, never>
export interface AppLike<
  Name extends string = string,
  Permission extends string = string,
  Instance = unknown,
> {
  readonly [facts]: {
    readonly name: Name
    readonly permission: Permission
    readonly instance: Instance
  }
}
export type IdInput<Kind> = Kind extends IdKind
  ? AcceptedId[Kind]
  : Kind extends readonly IdKind[]
    ? {
        readonly [Index in keyof Kind]: IdInput<Kind[Index]>
      }
    : AnyId
export type IdOf<Kind> = Kind extends IdKind
  ? CanonicalId[Kind]
  : Kind extends readonly IdKind[]
    ? {
        readonly [Index in keyof Kind]: IdOf<Kind[Index]>
      }
    : AnyId
export interface Model<Path extends string, ObjectId, Input, Permission extends string> {
  (id: Input): ObjectRef<Path, ObjectId, Permission>
  readonly path: Path
  readonly permissions: string extends Permission ? readonly Permission[] : NonEmpty<Permission>
}
export interface ModelLike<
  Path extends string = string,
  ObjectId = unknown,
  Permission extends string = string,
> {
  (id: never): ObjectRef<Path, ObjectId, Permission>
  readonly path: Path
  readonly permissions: readonly Permission[]
}
export interface ModelSpec {
  readonly id?: IdKinds
  readonly idField?: string | readonly string[]
  readonly permissions?: readonly [string, ...string[]]
  readonly row?: object
}
export type NonEmpty<Item> = readonly [Item, ...Item[]]
export interface ObjectRef<
  Path extends string = string,
  ObjectId = unknown,
  Permission extends string = string,
> {
  readonly app: string
  readonly model: string
  readonly id: ObjectId
  readonly [facts]: readonly [Path, Permission]
}
export type LatchkeyErrorCode =
  | 'WEAK_SECRET'
  | 'DUPLICATE_KEY'
  | 'LOCK_OUT_OF_DATE'
  | 'INVALID_APP'
  | 'UNKNOWN_APP'
  | 'INVALID_ID'
  | 'UNKNOWN_PERMISSION'
  | 'INVALID_SCOPE'
  | 'INVALID_NOTATION'
  | 'EMPTY_SCOPE'
  | 'EXCEEDS_PASS'
  | 'INVALID_OPTION'
  | 'MALFORMED_TOKEN'
  | 'SEALED_TOKEN'
  | 'TOO_LARGE'
  | 'UNKNOWN_PARAMETER'
  | 'NO_PASS'
  | 'STORE_REQUIRED'
  | 'STORE_UNAVAILABLE'
export type StoreEvent =
  | {
      readonly name: 'revoked'
      readonly target: string
      readonly before: Date
    }
  | {
      readonly name: 'redeemed'
      readonly id: string
    }
  | {
      readonly name: 'stale'
      readonly detail: string
    }
  | {
      readonly name: 'recovered'
    }
export interface GenerateOptions {
  readonly expiresIn?: Duration
  readonly expiresAt?: Date
  readonly subject?: ObjectRef | string
  readonly singleUse?: boolean
  readonly uses?: number
  readonly unique?: boolean
  readonly bind?: readonly BindValue[]
  readonly narrowable?: boolean
  readonly within?: Pass
  readonly key?: Secrets
  readonly salt?: string
}
export interface Grant {
  readonly app?: string
  readonly model?: string
  readonly id?: unknown
  readonly permissions: readonly string[]
  readonly [grant]: true
}
export type Scope = readonly Grant[]
export type IdKind = 'int' | 'bigint' | 'uuid' | 'objectid' | 'string'
export type IdKinds = IdKind | readonly [IdKind, IdKind, ...IdKind[]]
export interface Inspected {
  readonly ok: true
  readonly unverifiedScope: readonly UnverifiedGrant[]
  readonly unverifiedIssuedAt: Date
  readonly unverifiedExpiresAt: Date | undefined
  readonly unverifiedSubject: Subject | undefined
  readonly unverifiedId: string
  readonly unverifiedKeyId: number
  readonly unverifiedUses: number | undefined
  readonly unverifiedUnique: boolean
  readonly unverifiedBound: boolean
  readonly unverifiedNarrowable: boolean
  readonly unverifiedRoot: UnverifiedNarrowing
  readonly unverifiedNarrowings: readonly UnverifiedNarrowing[]
  readonly numbered: boolean
}
export type Inspection = Inspected | NotInspected
export interface NotInspected {
  readonly ok: false
  readonly reason: 'malformed' | 'unknown-version'
  readonly detail: string
}
export interface UnverifiedGrant {
  readonly app?: string
  readonly model?: string
  readonly id?: unknown
  readonly permissions: readonly string[]
  readonly [unverified]: true
}
export interface UnverifiedNarrowing {
  readonly unverifiedScope: readonly UnverifiedGrant[] | undefined
  readonly unverifiedExpiresAt: Date | undefined
}
export interface Latchkey<Apps extends readonly AppLike[], Stored = undefined> {
  readonly scope: ScopeOf<Apps[number]>
  readonly tokens: [Stored] extends [Store | PromiseLike<Store>] ? StoredTokens : Tokens
}
export interface LatchkeyOptions<Apps> extends StoredOptions {
  readonly secrets: Secrets | undefined
  readonly apps: Apps
  readonly lock?: Lock
  readonly maxAge?: Duration
  readonly clock?: () => number
}
export interface Lock {
  readonly format: string
  readonly nodes: readonly LockNode[]
}
export interface LockNode {
  readonly number: number
  readonly path: string
  readonly permissions: readonly string[]
  readonly retired?: boolean | undefined
  readonly was?: string | undefined
}
export type Renames = Readonly<Record<string, string>>
export interface Limits {
  readonly to?: Scope
  readonly expiresIn?: Duration
  readonly expiresAt?: Date
}
export type Duration = number | `${bigint}${'s' | 'm' | 'h' | 'd'}`
export type Revocable =
  | ObjectRef
  | ModelLike
  | AppLike
  | {
      readonly token: string
    }
  | {
      readonly id: string
      readonly expiresAt?: Date
    }
  | {
      readonly subject: ObjectRef | string
    }
  | 'all'
export interface RevokeOptions {
  readonly before?: Date
}
export interface InstanceFunctions<Pair> {
  accessObj<Instance extends PairInstance<Pair>>(
    instance: Instance,
    ...permissions: NonEmpty<PairPermission<Pair, Instance>>
  ): Scope
}
export interface ScopeFunctions<
  Path extends string = string,
  Permission extends string = string,
  Name extends string = string,
> {
  accessObj<Ref extends ObjectRef<Path>>(object: Ref, ...permissions: NonEmpty<PermissionOfRef<Ref>>): Scope
  accessModel<Handle extends ModelLike<Path>>(
    model: Handle,
    ...permissions: NonEmpty<PermissionOfModel<Handle>>
  ): Scope
  accessApp<P extends string>(app: AppLike<Name, P>, ...permissions: NonEmpty<NoInfer<P>>): Scope
  accessAll(...permissions: NonEmpty<Permission>): Scope
  union(...scopes: readonly Scope[]): Scope
  intersect(one: Scope, other: Scope): Scope
  covers(granted: Scope, required: Scope): boolean
  format(scope: Scope): string
  parse(text: string): Scope
}
export type ScopeOf<Apps> = ScopeFunctions<`${NameOf<Apps>}.${string}`, PermissionOf<Apps>, NameOf<Apps>> &
  ([InstanceOf<Apps>] extends [never] ? unknown : InstanceFunctions<InstanceOf<Apps>>)
export type BindValue = string | number | bigint | boolean | Uint8Array
export type Secret = string | Uint8Array
export type Secrets = Secret | readonly Secret[]
export interface Changes {
  readonly epoch: Epoch | undefined
  readonly revocations: readonly Revocation[]
  readonly cursor: string
}
export interface Epoch {
  readonly id: string
  readonly since: number
}
export interface Revocation {
  readonly target: string
  readonly before: number
  readonly expiresAt: number | undefined
}
export interface Snapshot {
  readonly at: number
  readonly changes: Changes
}
export interface Store {
  use(
    epoch: string,
    id: string,
    limit: number,
    expiresAt: number | undefined,
  ): Promise<'counted' | 'spent' | 'lost'>
  revoke(epoch: string, revocation: Revocation): Promise<'revoked' | 'lost'>
  changes(cursor: string | undefined, limit: number): Promise<Changes>
  snapshot?(limit: number): Snapshot | undefined
  watch?(wake: () => void): () => void
  prune(before: number): Promise<number>
  acknowledge(epoch: Epoch): Promise<number>
  readonly closed: boolean
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}
export interface StoredOptions {
  readonly deadline?: number
  readonly staleFor?: Duration
  readonly onEvent?: (event: StoreEvent) => void
}
export interface Defaults extends VerifyOptions {
  readonly expiresIn?: Duration
}
export type Requirement = Scope | 'authentic'
export interface StoredTokens extends Tokens {
  redeem(token: unknown, required: Requirement, options?: VerifyOptions): Promise<boolean>
  redeemVerdict(token: unknown, required: Requirement, options?: VerifyOptions): Promise<Verdict>
  revoke(target: Revocable, options?: RevokeOptions): Promise<void>
  ready(): Promise<void>
}
export interface Tokens {
  generate(scope: Scope, options?: GenerateOptions): string
  validate(token: unknown, required: Requirement, options?: VerifyOptions): boolean
  verify(token: unknown, required: Requirement, options?: VerifyOptions): Verdict
  narrow(token: string, limits: Limits): string
  inspect(token: unknown): Inspection
  with(defaults: Defaults): this
}
export interface VerifyOptions {
  readonly maxAge?: Duration
  readonly bind?: readonly BindValue[]
  readonly key?: Secrets
  readonly salt?: string
}
export interface Accepted {
  readonly ok: true
  readonly pass: Pass
}
export interface Insufficient {
  readonly ok: false
  readonly reason: 'insufficient'
  readonly missing: Scope
  readonly detail: string
}
export type Objects<ObjectId> =
  | {
      readonly kind: 'all'
    }
  | {
      readonly kind: 'none'
    }
  | {
      readonly kind: 'some'
      readonly ids: readonly ObjectId[]
    }
export interface Pass {
  readonly scope: Scope
  readonly issuedAt: Date
  readonly expiresAt: Date | undefined
  readonly subject: Subject | undefined
  readonly id: string
  readonly rootId: string
  allows(required: Scope): boolean
  objects<ObjectId, P extends string>(
    model: ModelLike<string, ObjectId, P>,
    permission: NoInfer<P>,
  ): Objects<ObjectId>
  required<Path extends string, ObjectId, P extends string>(
    model: ModelLike<Path, ObjectId, P>,
  ): ObjectRef<Path, ObjectId, P>
  readonly [verified]: true
}
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
export interface Refused {
  readonly ok: false
  readonly reason: Exclude<Reason, 'insufficient'>
  readonly missing?: undefined
  readonly detail: string
}
export type Subject =
  | {
      readonly app: string
      readonly model: string
      readonly id: AnyId | readonly AnyId[]
    }
  | string
export type Verdict = Accepted | Insufficient | Refused
// src/app.ts
interface AcceptedId {
  int: number | bigint | string
  bigint: number | bigint | string
  uuid: string
  objectid:
    | string
    | {
        toHexString(): string
      }
  string: string
}
// src/app.ts
interface CanonicalId {
  int: number
  bigint: bigint
  uuid: string
  objectid: string
  string: string
}
// src/app.ts
type FieldsOf<Spec> = Spec extends {
  readonly idField: infer Field
}
  ? Field
  : 'id'
// src/app.ts
type KeyFields<Kind, Field> = Field extends readonly string[]
  ? {
      readonly [
        Index in Extract<keyof Field, `${number}`> as Field[Index] & string
      ]: Kind extends readonly IdKind[] ? IdInput<Kind[Index & keyof Kind]> : AnyId
    }
  : {
      readonly [Name in Field & string]: IdInput<Kind>
    }
// src/app.ts
type KindOf<Spec> = Spec extends {
  readonly id: infer Kind extends IdKinds
}
  ? Kind
  : undefined
// src/app.ts
type PermissionIn<Spec> = Spec extends {
  readonly permissions: readonly (infer Permission extends string)[]
}
  ? Permission
  : AnyName
// src/app.ts
type RowOf<Spec> = Spec extends {
  readonly row: infer Row extends object
}
  ? Row
  : KeyFields<KindOf<Spec>, FieldsOf<Spec>>
// src/app.ts
declare const facts: unique symbol
// src/grant.ts
declare const grant: unique symbol
// src/inspect.ts
declare const unverified: unique symbol
// src/scope.ts
type InstanceOf<Apps> = Apps extends AppLike<string, string, infer Pair> ? Pair : never
// src/scope.ts
type NameOf<Apps> = Apps extends AppLike<infer Name> ? Name : never
// src/scope.ts
type PairInstance<Pair> = Pair extends readonly [infer Instance, string] ? Instance : never
// src/scope.ts
type PairPermission<Pair, Instance> = Pair extends readonly [infer Known, infer P extends string]
  ? [Instance] extends [Known]
    ? [Known] extends [Instance]
      ? P
      : never
    : never
  : never
// src/scope.ts
type PermissionOf<Apps> = Apps extends AppLike<string, infer Permission> ? Permission : never
// src/scope.ts
type PermissionOfModel<Handle> = (
  Handle extends {
    readonly permissions: readonly (infer P extends string)[]
  }
    ? (permission: P) => void
    : never
) extends (permission: infer P extends string) => void
  ? P
  : never
// src/scope.ts
type PermissionOfRef<Ref> = (
  Ref extends ObjectRef<string, unknown, infer P> ? (permission: P) => void : never
) extends (permission: infer P extends string) => void
  ? P
  : never
// src/verdict.ts
declare const verified: unique symbol
