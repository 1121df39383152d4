// The public interface of latchkey/koa, written by `npm run reference`: a change here is a change for users.
export { passOf } from 'latchkey/fetch'
export { GuardOptions } from 'latchkey/fetch'
export { Param } from 'latchkey/fetch'
export { Redeemer } from 'latchkey/fetch'
export { Refusal } from 'latchkey/fetch'
export { RequiredFor } from 'latchkey/fetch'
export { TokensFor } from 'latchkey/fetch'
export { Unjudged } from 'latchkey/fetch'
export { Verifier } from 'latchkey/fetch'
export interface GuardContext {
  readonly headers: {
    readonly [name: string]: string | readonly string[] | undefined
  }
  readonly params: {
    readonly [name: string]: string
  }
  readonly query: {
    readonly [name: string]: unknown
  }
}
export type KoaGuard = (context: KoaContext, next: () => Promise<unknown>) => Promise<void>
export function requires<Checker extends Verifier, Incoming extends object = GuardContext>(
  tokens: TokensFor<Incoming, Checker>,
  required: RequiredFor<Incoming>,
  options?: GuardOptions<Incoming, Checker>,
): KoaGuard
// src/http/koa.ts
interface KoaContext {
  readonly req: {
    readonly headers: object
    readonly rawHeaders?: readonly string[]
  }
  readonly method: string
  readonly originalUrl: string
  readonly params?: unknown
  status: number
  body: unknown
  set(name: string, value: string): unknown
  append(name: string, value: string): unknown
}
