// The public interface of latchkey/nest, written by `npm run reference`: a change here is a change for users.
export { passOf } from 'latchkey/fetch'
export { GuardOptions } from 'latchkey/fetch'
export { Param } from 'latchkey/fetch'
export { Redeemer } from 'latchkey/fetch'
export { Refusal } from 'latchkey/fetch'
export { RequiredFor } from 'latchkey/fetch'
export { TokensFor } from 'latchkey/fetch'
export { Unjudged } from 'latchkey/fetch'
export { Verifier } from 'latchkey/fetch'
export interface NestRequest extends NodeMessage {
  readonly method: string
  readonly originalUrl: string
  readonly params: unknown
}
export interface LatchkeyModuleOptions extends GuardOptions<NestRequest, Redeemer> {
  readonly tokens: TokensFor<NestRequest, Verifier>
}
export interface RequiresOptions<Request> extends GuardOptions<Request, Redeemer> {
  readonly tokens?: TokensFor<Request, Verifier>
}
export class LatchkeyModule {
  static forRoot(options: LatchkeyModuleOptions): DynamicModule
  static forRootAsync({ imports, ...factory }: LatchkeyModuleFactory): DynamicModule
}
export type LatchkeyModuleFactory = Pick<ModuleMetadata, 'imports'> &
  Pick<FactoryProvider<LatchkeyModuleOptions>, 'inject' | 'useFactory'>
export function Requires<Request extends NestRequest>(
  required: RequiredFor<Request>,
  options?: RequiresOptions<Request>,
): MethodDecorator & ClassDecorator
export const CurrentPass: () => ParameterDecorator
export function requires<Request extends NestRequest>(
  required: RequiredFor<Request>,
  options?: RequiresOptions<Request>,
): Type<CanActivate>
