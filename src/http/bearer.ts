/**
 * The guard that all adapters share: from a request to a pass, or to the answer of RFC 6750.
 *
 * ```text
 * request ──credentials──▶ token ──look──▶ genuine and alive ──what the program requires──▶ verdict ──answers──▶ go on, or an answer
 * ```
 *
 * An adapter makes one guard with {@link makeGuard} when the program says `requires(…)`, and at each request
 *
 * 1. gives it an {@link Incoming}: the framework's request, the method, the target as it was sent, two headers, the route parameters, and
 *    how headers are set before there is an answer;
 *    on requests of Node, {@link nodeHeader} reads the headers and sees the one that Node hides;
 * 2. lets what the guard rejects with go to the framework's own error handling;
 * 3. sends an {@link Answer} as it is: status, headers, body; for one with status 404 (`hideExistence`), the headers, and the framework's
 *    own "not found" where there is one, or `notFound` where the adapter lets the program give a function;
 * 4. for an {@link Admitted}, sets `headers` on what the handler answers, where the handler sets no others, and runs the handler.
 *    {@link passOf} already finds the pass by the framework's request; what is idiomatic beside it (`c.var.pass`) is the adapter's.
 *
 * Laws: one verification a request; the program's functions run only for a token that is genuine and alive, and what they throw is never
 * turned into an answer, but for a text that is no id; an empty requirement is a mistake and never an open door.
 */
import { LatchkeyError } from '../index.ts'
import type { Pass, Refused, Requirement, Verdict } from '../index.ts'
import { ask, lookOf, readRequirement } from '../look.ts'
import { answerTo, movedAnswer } from './answers.ts'
import type { Answer, HeaderList, NotFound, Unjudged } from './answers.ts'
import { findToken, readOwn, withoutParameter } from './credentials.ts'
import type { Incoming } from './credentials.ts'
import { readGuardOptions } from './guard-options.ts'
import type { GuardOptions, Redeemer, Verifier } from './guard-options.ts'

export type { Answer, HeaderList, NotFound, Refusal, Unjudged } from './answers.ts'
export { readField } from '../id.ts'
export { nodeHeader, nodeUrl, readOwn } from './credentials.ts'
export type { GuardOptions, Redeemer, Verifier } from './guard-options.ts'
export type { Pass } from '../index.ts'

type Awaitable<Value> = Value | PromiseLike<Value>
/** A route parameter by name: always a text; a route without it throws `UNKNOWN_PARAMETER`. */
export type Param = (name: string) => string
/** The tokens that a request is checked by, or how they are chosen: for a tenant, for instance. */
export type TokensFor<Request, Checker extends Verifier> =
  | Checker
  | ((request: Request, param: Param) => Awaitable<Checker>)
/** What a request requires: a scope, `'authentic'`, or a function that says so; it runs once the token has proved authentic. */
export type RequiredFor<Request> = Requirement | ((request: Request, param: Param) => Awaitable<Requirement>)

/** The request may go on. */
export interface Admitted {
  readonly ok: true
  readonly pass: Pass
  /** For the answer of the handler, unless it says otherwise. */
  readonly headers: HeaderList
}
/** Decides about a request; rejects with what the program's functions throw. */
export type Guard<Request extends object> = (incoming: Incoming<Request>) => Promise<Admitted | Answer>

const none: HeaderList = []
/** For an answer to an address, or to a cookie, that opens a door (RFC 6750 §5.3). */
const untraced: HeaderList = [
  ['Referrer-Policy', 'no-referrer'],
  ['Cache-Control', 'no-store'],
]

/**
 * Makes the guard of a route.
 *
 * @throws {@link LatchkeyError} `EMPTY_SCOPE` for a requirement that asks for nothing, `INVALID_SCOPE`, `INVALID_OPTION`, and
 *   `STORE_REQUIRED` for `redeem` without a store: at once, or at the request where a function says it.
 */
export function makeGuard<Request extends object, Checker extends Verifier>(
  tokens: TokensFor<Request, Checker>,
  required: RequiredFor<Request>,
  options?: GuardOptions<Request, Checker, NotFound>,
): Guard<Request> {
  const settings = readGuardOptions<Request>(options)
  const { sources, redeem } = settings
  if (typeof tokens !== 'function') checkVerifier(tokens, redeem)
  if (typeof required !== 'function') checkRequirement(required)

  /** From a token to its verdict, and what was required where that came to be said. */
  async function decide(token: string, incoming: Incoming<Request>): Promise<Decision> {
    const { request, method } = incoming
    const param: Param = (name) => readParam(incoming, name)
    let isProgram = true
    try {
      const verifier =
        typeof tokens === 'function' ? checkVerifier(await tokens(request, param), redeem) : tokens
      isProgram = false
      const begun = begin(verifier, token, redeem ? wayOf(method) : 'verify')
      if (!begun.ok) return { verdict: begun }
      isProgram = true
      const asked = checkRequirement(
        typeof required === 'function' ? await required(request, param) : required,
      )
      isProgram = false
      return { verdict: await begun.finish(asked), asked }
    } catch (error) {
      if (!(error instanceof LatchkeyError)) throw error
      if (isProgram && error.code === 'INVALID_ID' && error.status === 400)
        return { verdict: unjudged('invalid-request', error.message) }
      if (!isProgram && error.code === 'STORE_UNAVAILABLE')
        return { verdict: unjudged('store-unavailable', error.message) }
      throw error
    }
  }

  return async (incoming) => {
    const { token, problem, inQuery, exposed } = findToken(incoming, sources)
    const headers = exposed ? untraced : none
    if (exposed) (readOwn(incoming, 'prepare') as Incoming<Request>['prepare'])?.(headers)
    const { verdict, asked }: Decision =
      token === undefined
        ? { verdict: problem === undefined ? noToken : unjudged('invalid-request', problem) }
        : await decide(token, incoming)

    if (!verdict.ok) {
      await settings.onRefusal?.(verdict, incoming.request)
      return answerTo(verdict, { ...settings, required: asked, headers })
    }
    if (inQuery && settings.cookiePath !== undefined && isRead(incoming.method)) {
      const location = withoutParameter(incoming.url, sources.query!)
      const cookie = { name: sources.cookie!, path: settings.cookiePath }
      const moved = movedAnswer(location, cookie, token!, verdict.pass, headers)
      if (moved !== undefined) return moved
    }
    Admission.keep(incoming.request, verdict.pass)
    return { ok: true, pass: verdict.pass, headers }
  }
}

interface Decision {
  readonly verdict: Verdict | Unjudged
  readonly asked?: Requirement
}

/** How a token is taken: verified, looked at before it is redeemed, or redeemed. */
type Way = 'verify' | 'look' | 'redeem'

function wayOf(method: string): Way {
  return isRead(method) || method === 'OPTIONS' ? 'look' : 'redeem'
}

function isRead(method: string): boolean {
  return method === 'GET' || method === 'HEAD'
}

/** A token that is genuine and alive, to be asked. */
interface Begun {
  readonly ok: true
  finish(required: Requirement): Awaitable<Verdict>
}

function begin(verifier: Verifier, token: string, chosen: Way): Begun | Refused {
  const look = lookOf(verifier)
  if (look === undefined) {
    // Tokens of another making, Django's for instance, are verified twice.
    const verdict = verifier.verify(token, 'authentic')
    return verdict.ok
      ? { ok: true, finish: (required) => verifier.verify(token, required) }
      : (verdict as Refused)
  }
  const opened = look.open(token)
  if (!opened.ok) return opened
  return {
    ok: true,
    async finish(required) {
      if (chosen === 'redeem') return (verifier as Redeemer).redeemVerdict(token, required)
      // A server that has just begun waits for its store, rather than answer that it is down.
      if (look.settled !== undefined) await look.settled()
      return ask(opened, required, chosen === 'look')
    },
  }
}

// ---------------------------------------------------------------- what the program says

function checkVerifier<Checker extends Verifier>(tokens: Checker, redeem: boolean): Checker {
  if (typeof tokens !== 'object' || tokens === null || typeof (tokens as Verifier).verify !== 'function')
    throw new LatchkeyError('INVALID_OPTION', 'requires() takes the tokens of a latchkey() first')
  if (redeem && lookOf(tokens)?.settled === undefined)
    throw new LatchkeyError('STORE_REQUIRED', 'redeem needs the tokens of a latchkey() that has a store')
  return tokens
}

/** A grant without permissions asks for nothing, though `pass.required()` would name its object. */
function checkRequirement(required: Requirement): Requirement {
  if (required === 'authentic') return required
  const asked = Array.isArray(required) ? readRequirement(required) : []
  if (asked.length === 0 || asked.some(({ permissions }) => permissions.length === 0)) {
    throw new LatchkeyError(
      'EMPTY_SCOPE',
      "a guard requires a scope with permissions, or 'authentic' for any genuine token; this asks for nothing",
    )
  }
  return required
}

function readParam({ param }: Incoming<object>, name: string): string {
  const value = param(name)
  if (typeof value !== 'string') {
    throw new LatchkeyError(
      'UNKNOWN_PARAMETER',
      `the route has no parameter ${JSON.stringify(name)} that is a text: is it in the path of this route?`,
    )
  }
  return value
}

// ---------------------------------------------------------------- refusals without a verdict

const noToken: Unjudged = unjudged('no-token', 'the request has no token')

function unjudged(reason: Unjudged['reason'], detail: string): Unjudged {
  return Object.freeze({ ok: false, reason, detail })
}

// ---------------------------------------------------------------- passes

/** The constructor of {@link Admission}'s base gives back what it is given, so that the field is put on that. */
const Given = function (request: object): object {
  return request
} as unknown as new (request: object) => object

/** A private field of the framework's request: nobody else can write it, and it costs a request less than an entry in a WeakMap. */
class Admission extends Given {
  #pass: Pass

  private constructor(request: object, pass: Pass) {
    super(request)
    this.#pass = pass
  }

  static keep(request: object, pass: Pass): void {
    if (#pass in request) request.#pass = pass
    else void new Admission(request, pass)
  }

  static passOf(request: unknown): Pass | undefined {
    return typeof request === 'object' && request !== null && #pass in request ? request.#pass : undefined
  }
}

/**
 * The pass of a request that a guard let through; of several guards, the last one's.
 *
 * @param request What the framework gives its handlers: the request, or the context.
 * @throws {@link LatchkeyError} `NO_PASS` when no guard ran: the handler is not behind one.
 *
 * @example
 * ```ts
 * import { passOf } from 'latchkey/fetch'
 *
 * passOf(new Request('https://example.com/posts/42')) // => throws NO_PASS
 * // Behind a guard, in the handler: passOf(request).required(blog.Post).id
 * ```
 */
export function passOf(request: object): Pass {
  const pass = Admission.passOf(request)
  if (pass === undefined)
    throw new LatchkeyError(
      'NO_PASS',
      'no guard let this request through: put requires() in front of the handler',
    )
  return pass
}
