// The public interface of latchkey/h3, written by `npm run reference`: a change here is a change for users.
export { passOf } from 'latchkey/fetch'
export { GuardOptions } from 'latchkey/fetch'
export { Param } from 'latchkey/fetch'
export { Redeemer } from 'latchkey/fetch'
export { Refusal } from 'latchkey/fetch'
export { RequiredFor } from 'latchkey/fetch'
export { TokensFor } from 'latchkey/fetch'
export { Unjudged } from 'latchkey/fetch'
export { Verifier } from 'latchkey/fetch'
export interface EventLike {
  readonly req: {
    readonly method: string
    readonly url: string
    readonly headers: Pick<Headers, 'get'>
  }
  readonly context: {
    readonly params?: object
  }
  readonly res: {
    readonly headers: Pick<Headers, 'set'>
    readonly errHeaders: Pick<Headers, 'set'>
  }
}
export type Middleware<Event> = (event: Event, next: () => unknown) => Promise<unknown>
export function requires<Event extends EventLike, Checker extends Verifier>(
  tokens: TokensFor<Event, Checker>,
  required: RequiredFor<Event>,
  options?: GuardOptions<Event, Checker>,
): Middleware<Event>
