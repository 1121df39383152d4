// The public interface of latchkey/django, written by `npm run reference`: a change here is a change for users.
export namespace signing {
export interface SignerOptions {
  readonly key: SecretKey
  readonly fallbacks?: readonly SecretKey[]
  readonly salt?: string
  readonly sep?: string
  readonly algorithm?: Algorithm
  readonly sha1?: boolean
  readonly inflate?: Inflate
}
export interface TimestampSignerOptions extends SignerOptions {
  readonly clock?: () => number
}
export interface AgeOptions {
  readonly maxAge?: Duration
}
export interface SignedAt<Value> extends Signed<Value> {
  readonly signedAt: Date
}
export interface Signer {
  sign(value: string): string
  unsign(signed: unknown): Signed<string> | NotSigned
  signObject(value: unknown, options?: SignObjectOptions): string
  unsignObject(signed: unknown, options?: UnsignObjectOptions): Signed<unknown> | NotSigned
}
export function Signer(options: SignerOptions): Signer
export interface TimestampSigner {
  sign(value: string): string
  unsign(signed: unknown, options?: AgeOptions): SignedAt<string> | NotSigned
  signObject(value: unknown, options?: SignObjectOptions): string
  unsignObject(signed: unknown, options?: UnsignObjectOptions & AgeOptions): SignedAt<unknown> | NotSigned
}
export function TimestampSigner(options: TimestampSignerOptions): TimestampSigner
export interface Serializer {
  dumps(value: unknown): string
  loads(text: string): unknown
}
export interface Signed<Value> {
  readonly ok: true
  readonly value: Value
}
export interface SignObjectOptions {
  readonly compress?: boolean
  readonly serializer?: Serializer
}
export interface UnsignObjectOptions {
  readonly serializer?: Serializer
}
export interface DumpsOptions
  extends Omit<TimestampSignerOptions, 'sep' | 'fallbacks' | 'sha1' | 'inflate'>, SignObjectOptions {}
export interface LoadsOptions extends Omit<TimestampSignerOptions, 'sep'>, UnsignObjectOptions, AgeOptions {}
export function dumps(value: unknown, options: DumpsOptions): string
export function loads(signed: unknown, options: LoadsOptions): SignedAt<unknown> | NotSigned
}
export function isDjangoToken(text: unknown): boolean
export function loadTables(query: Query): Promise<Tables>
export function tablesFromDumpdata(dump: string): Tables
export function djangoTokens<const Apps extends readonly AppLike[]>(
  options: DjangoOptions<Apps>,
): Django<Apps>
export interface DjangoInspected {
  readonly ok: true
  readonly unverifiedScope: readonly UnverifiedGrant[] | undefined
  readonly unverifiedIssuedAt: Date
  readonly unverifiedId: string
  readonly compressed: boolean
  readonly numbered: boolean
  readonly detail: string
}
export type DjangoInspection = DjangoInspected | NotDjango
export interface NotDjango {
  readonly ok: false
  readonly reason: 'malformed'
  readonly detail: string
}
export type Algorithm = 'sha256' | 'sha1'
export type SecretKey = string | Uint8Array
export type Serializer = 'basic' | 'contenttypes' | 'auth' | 'both'
export interface NotSigned {
  readonly ok: false
  readonly reason: 'malformed' | 'forged' | 'not-yet-valid' | 'too-old'
  readonly detail: string
}
export interface ContentType {
  readonly id: number
  readonly app: string
  readonly model: string
}
export interface PermissionRow {
  readonly id: number
  readonly contentType: number
  readonly codename: string
}
export type Query = (sql: string) => unknown
export interface Tables {
  readonly contentTypes: readonly ContentType[]
  readonly permissions: readonly PermissionRow[]
}
export interface Django<Apps extends readonly AppLike[]> {
  readonly scope: ScopeOf<Apps[number]>
  readonly tokens: DjangoTokens
}
export interface DjangoGenerateOptions {
  readonly key?: SecretKeys
  readonly salt?: string
  readonly compress?: boolean
  readonly within?: Pass
}
export interface DjangoOptions<Apps> {
  readonly secretKey: SecretKey | undefined
  readonly fallbacks?: readonly SecretKey[]
  readonly apps: Apps
  readonly tables?: Tables | (() => Tables)
  readonly serializer?: Serializer
  readonly sha1?: boolean
  readonly algorithm?: Algorithm
  readonly maxAge?: Duration
  readonly clock?: () => number
  readonly inflate?: Inflate
}
export interface DjangoTokens extends Omit<Tokens, 'generate' | 'inspect' | 'with'> {
  generate(scope: Scope, options?: DjangoGenerateOptions): string
  validate(token: unknown, required: Requirement, options?: DjangoVerifyOptions): boolean
  verify(token: unknown, required: Requirement, options?: DjangoVerifyOptions): Verdict
  narrow(token: string, limits: object): never
  inspect(token: unknown): DjangoInspection
  with(defaults: DjangoVerifyOptions): this
}
export interface DjangoVerifyOptions {
  readonly maxAge?: Duration
  readonly key?: SecretKeys
  readonly salt?: string
}
export type SecretKeys = SecretKey | readonly SecretKey[]
export type Inflate = (bytes: Uint8Array, limit: number) => Uint8Array
