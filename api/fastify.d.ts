// The public interface of latchkey/fastify, written by `npm run reference`: a change here is a change for users.
export { passOf } from 'latchkey/fetch'
export { GuardOptions } from 'latchkey/fetch'
export { Param } from 'latchkey/fetch'
export { Redeemer } from 'latchkey/fetch'
export { Refusal } from 'latchkey/fetch'
export { RequiredFor } from 'latchkey/fetch'
export { TokensFor } from 'latchkey/fetch'
export { Unjudged } from 'latchkey/fetch'
export { Verifier } from 'latchkey/fetch'
export type GuardHook = (
  request: Pick<FastifyRequest, 'method' | 'originalUrl'> & {
    readonly raw: NodeMessage
    readonly params: unknown
  },
  reply: {
    code(status: number): unknown
    header(name: string, value: string): unknown
    send(body: Uint8Array): unknown
    callNotFound(): unknown
  },
) => Promise<unknown>
export function requires<Checker extends Verifier>(
  tokens: TokensFor<FastifyRequest, Checker>,
  required: RequiredFor<FastifyRequest>,
  options?: GuardOptions<FastifyRequest, Checker>,
): GuardHook
export interface LatchkeyPluginOptions extends GuardOptions<FastifyRequest, Redeemer> {
  readonly tokens: TokensFor<FastifyRequest, Verifier>
}
export interface Decorated {
  decorate(name: string, value: unknown): unknown
  decorateRequest(
    name: string,
    value: {
      getter(this: object): unknown
    },
  ): unknown
}
export const latchkeyPlugin: (app: Decorated, options: LatchkeyPluginOptions) => Promise<void>
declare module 'fastify' {
  interface FastifyRequest {
    readonly pass: Pass
  }
  interface FastifyInstance {
    requires(
      required: RequiredFor<FastifyRequest>,
      options?: GuardOptions<FastifyRequest, Redeemer>,
    ): GuardHook
  }
}
// src/http/credentials.ts
interface NodeMessage {
  readonly headers: object
  readonly rawHeaders?: readonly string[]
}
