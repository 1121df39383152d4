// The public interface of latchkey/express, written by `npm run reference`: a change here is a change for users.
export { passOf } from 'latchkey/fetch'
export { GuardOptions } from 'latchkey/fetch'
export { Param } from 'latchkey/fetch'
export { Redeemer } from 'latchkey/fetch'
export { Refusal } from 'latchkey/fetch'
export { RequiredFor } from 'latchkey/fetch'
export { TokensFor } from 'latchkey/fetch'
export { Unjudged } from 'latchkey/fetch'
export { Verifier } from 'latchkey/fetch'
export interface GuardRequest {
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
export type NotFound = (request: never, response: never, next: Next) => unknown
export type ExpressGuard = (request: IncomingMessage, response: ServerResponse, next: Next) => void
export function requires<Checker extends Verifier, Incoming extends object = GuardRequest>(
  tokens: TokensFor<Incoming, Checker>,
  required: RequiredFor<Incoming>,
  options?: GuardOptions<Incoming, Checker, NotFound>,
): ExpressGuard
// src/http/express.ts
interface IncomingMessage {
  readonly headers: object
  readonly rawHeaders?: readonly string[]
  readonly method: string
  readonly url: string
  readonly originalUrl?: string
}
// src/http/express.ts
type Next = (error?: unknown) => void
// src/http/express.ts
interface ServerResponse {
  statusCode: number
  setHeader(name: string, value: string): unknown
  appendHeader(name: string, value: string): unknown
  end(body: string): unknown
}
