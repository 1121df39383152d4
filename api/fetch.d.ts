// The public interface of latchkey/fetch, written by `npm run reference`: a change here is a change for users.
export function passOf(request: object): Pass
export interface GuardOptions<Request, Checker extends Verifier = Verifier, Hidden extends NotFound = never> {
  readonly query?: string
  readonly cookie?: string
  readonly moveToCookie?:
    | boolean
    | {
        readonly path: string
      }
  readonly realm?: string
  readonly redeem?: MayRedeem<Checker>
  readonly hideExistence?: boolean | Hidden
  readonly onRefusal?: (refusal: Refusal, request: Request) => unknown
}
export type Param = (name: string) => string
export interface Redeemer extends Verifier {
  redeemVerdict(token: unknown, required: Requirement): Promise<Verdict>
}
export type Refusal = Insufficient | Refused | Unjudged
export type RequiredFor<Request> = Requirement | ((request: Request, param: Param) => Awaitable<Requirement>)
export type TokensFor<Request, Checker extends Verifier> =
  | Checker
  | ((request: Request, param: Param) => Awaitable<Checker>)
export interface Unjudged {
  readonly ok: false
  readonly reason: 'no-token' | 'invalid-request' | 'store-unavailable'
  readonly missing?: undefined
  readonly detail: string
}
export type Verifier = Pick<Tokens, 'verify'>
export type Handler<Incoming extends Request, Rest extends readonly unknown[]> = (
  request: Incoming,
  pass: Pass,
  ...rest: Rest
) => Response | PromiseLike<Response>
export type NotFound<Incoming extends Request> = (request: Incoming) => Response | PromiseLike<Response>
export function requires<
  Incoming extends Request,
  Checker extends Verifier,
  Rest extends readonly unknown[],
>(
  tokens: TokensFor<Incoming, Checker>,
  required: RequiredFor<Incoming>,
  ...last:
    | readonly [handler: Handler<Incoming, Rest>]
    | readonly [
        options: GuardOptions<Incoming, Checker, NotFound<Incoming>>,
        handler: Handler<Incoming, Rest>,
      ]
): (request: Incoming, ...rest: Rest) => Promise<Response>
export function toResponse({ status, headers, body }: Answer): Response
// src/http/answers.ts
interface Answer {
  readonly ok: false
  readonly status: 303 | 400 | 401 | 403 | 404 | 503
  readonly headers: HeaderList
  readonly body: string
  readonly notFound?: NotFound | undefined
}
// src/http/answers.ts
type HeaderList = readonly (readonly [name: string, value: string])[]
// src/http/answers.ts
type NotFound = (...given: never[]) => unknown
// src/http/bearer.ts
type Awaitable<Value> = Value | PromiseLike<Value>
// src/http/guard-options.ts
type MayRedeem<Checker extends Verifier> = Checker extends Redeemer
  ? boolean
  : Verifier extends Checker
    ? boolean
    : false
