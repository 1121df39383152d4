// The public interface of latchkey/next, written by `npm run reference`: a change here is a change for users.
export { passOf } from 'latchkey/fetch'
export { requires } from 'latchkey/fetch'
export { GuardOptions } from 'latchkey/fetch'
export { Handler } from 'latchkey/fetch'
export { Param } from 'latchkey/fetch'
export { Redeemer } from 'latchkey/fetch'
export { Refusal } from 'latchkey/fetch'
export { RequiredFor } from 'latchkey/fetch'
export { TokensFor } from 'latchkey/fetch'
export { Unjudged } from 'latchkey/fetch'
export { Verifier } from 'latchkey/fetch'
export function requiresInProxy<Incoming extends Request, Checker extends Verifier>(
  tokens: TokensFor<Incoming, Checker>,
  required: RequiredFor<Incoming>,
  options?: GuardOptions<Incoming, Checker>,
): (request: Incoming) => Promise<Response | undefined>
