// The public interface of latchkey/hono, written by `npm run reference`: a change here is a change for users.
export { passOf } from 'latchkey/fetch'
export { GuardOptions } from 'latchkey/fetch'
export { Param } from 'latchkey/fetch'
export { Redeemer } from 'latchkey/fetch'
export { Refusal } from 'latchkey/fetch'
export { RequiredFor } from 'latchkey/fetch'
export { TokensFor } from 'latchkey/fetch'
export { Unjudged } from 'latchkey/fetch'
export { Verifier } from 'latchkey/fetch'
export type GuardContext = {
  readonly req: {
    param(name: string): string
  }
} & Context
export function requires<Checker extends Verifier>(
  tokens: TokensFor<GuardContext, Checker>,
  required: RequiredFor<GuardContext>,
  options?: GuardOptions<GuardContext, Checker>,
): MiddlewareHandler<{
  Variables: {
    pass: Pass
  }
}>
