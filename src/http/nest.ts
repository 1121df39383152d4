/**
 * Guards controllers of Nest 12, on Express and on Fastify: a module, a guard, and two decorators.
 *
 * A refusal is an `HttpException` of Nest's own, so that the exception filters of the application see it.
 *
 * @module
 */
import { createParamDecorator, HttpException, Inject, NotFoundException, UseGuards } from '@nestjs/common'
import type {
  CanActivate,
  DynamicModule,
  ExecutionContext,
  FactoryProvider,
  ModuleMetadata,
  Type,
} from '@nestjs/common'
import { LatchkeyError } from '../index.ts'
import { makeGuard, nodeHeader, nodeUrl, passOf, readOwn } from './bearer.ts'
import type { Guard, GuardOptions, HeaderList, Redeemer, RequiredFor, TokensFor, Verifier } from './bearer.ts'
import type { NodeMessage } from './credentials.ts'

export { passOf } from './bearer.ts'
export type {
  GuardOptions,
  Param,
  Redeemer,
  Refusal,
  RequiredFor,
  TokensFor,
  Unjudged,
  Verifier,
} from './bearer.ts'

/** What a request has in Nest on each platform; say `(request: Request, param) => …` for that of yours. */
export interface NestRequest extends NodeMessage {
  readonly method: string
  readonly originalUrl: string
  readonly params: unknown
}
/** What a guard needs of a response, on each platform. */
interface NestResponse {
  /** Of Express alone; the `header` of Fastify keeps the cookies that are there. */
  append?(name: string, value: string): unknown
  header(name: string, value: string): unknown
}

/**
 * The tokens of an application, and the options of its guards where they say no others. That tokens which are to be redeemed have a store
 * is checked when the application starts.
 */
export interface LatchkeyModuleOptions extends GuardOptions<NestRequest, Redeemer> {
  readonly tokens: TokensFor<NestRequest, Verifier>
}
/** The options of one guard, and its tokens where they are not those of the module: for another purpose, for instance. */
export interface RequiresOptions<Request> extends GuardOptions<Request, Redeemer> {
  readonly tokens?: TokensFor<Request, Verifier>
}

const settings: symbol = /* @__PURE__ */ Symbol('latchkey')

/** Gives the guards of an application their tokens: `imports: [LatchkeyModule.forRoot({ tokens })]`. */
// oxlint-disable-next-line typescript/no-extraneous-class -- a module of Nest is a class.
export class LatchkeyModule {
  static forRoot(options: LatchkeyModuleOptions): DynamicModule {
    return provide({ useValue: options })
  }

  /** The same with options that are made of what the application provides: of its configuration, for instance. */
  static forRootAsync({ imports = [], ...factory }: LatchkeyModuleFactory): DynamicModule {
    return { ...provide(factory), imports }
  }
}
/** What makes the options: as for any provider of Nest with `useFactory`. */
export type LatchkeyModuleFactory = Pick<ModuleMetadata, 'imports'> &
  Pick<FactoryProvider<LatchkeyModuleOptions>, 'inject' | 'useFactory'>

function provide(provider: object): DynamicModule {
  const providers = [{ provide: settings, ...provider }] as NonNullable<DynamicModule['providers']>
  return { module: LatchkeyModule, global: true, providers, exports: [settings] }
}

/**
 * Puts a guard in front of a handler, or of all handlers of a controller.
 *
 * What every guard refuses as a mistake (`EMPTY_SCOPE`, `INVALID_SCOPE`, `INVALID_OPTION`, `STORE_REQUIRED`) keeps the application from
 * starting, and so does a missing {@link LatchkeyModule}.
 *
 * @example
 * ```ts fragment
 * @Controller('posts')
 * class PostsController {
 *   @Get(':id')
 *   @Requires((_request, param) => scope.accessObj(blog.Post(param('id')), 'read'))
 *   read(@CurrentPass() pass: Pass): string {
 *     return `This is post ${pass.required(blog.Post).id}.\n`
 *   }
 * }
 *
 * @Module({ imports: [LatchkeyModule.forRoot({ tokens })], controllers: [PostsController] })
 * class BlogModule {}
 * ```
 */
export function Requires<Request extends NestRequest>(
  required: RequiredFor<Request>,
  options?: RequiresOptions<Request>,
): MethodDecorator & ClassDecorator {
  return UseGuards(requires(required, options))
}

/** Gives a handler its pass: `read(@CurrentPass() pass: Pass)`. */
export const CurrentPass: () => ParameterDecorator = /* @__PURE__ */ createParamDecorator(
  (_data: unknown, context: ExecutionContext) => passOf(context.switchToHttp().getRequest<NestRequest>()),
)

/**
 * Makes the guard of {@link Requires}: for `@UseGuards(…)`, or for all handlers as `APP_GUARD`.
 *
 * @example
 * ```ts fragment
 * const guarded = { provide: APP_GUARD, useClass: requires('authentic') }
 * ```
 */
export function requires<Request extends NestRequest>(
  required: RequiredFor<Request>,
  options?: RequiresOptions<Request>,
): Type<CanActivate> {
  class LatchkeyGuard implements CanActivate {
    readonly #guard: Guard<Request>

    constructor(shared: LatchkeyModuleOptions) {
      const { tokens, ...rest } = { ...shared, ...options } as LatchkeyModuleOptions &
        RequiresOptions<Request>
      this.#guard = makeGuard<Request, Verifier>(tokens, required, rest)
    }

    async canActivate(context: ExecutionContext): Promise<boolean> {
      if (context.getType() !== 'http')
        throw new LatchkeyError('INVALID_OPTION', `latchkey/nest guards HTTP, and no ${context.getType()}`)
      const http = context.switchToHttp()
      const request = http.getRequest<Request>()
      const response = http.getResponse<NestResponse>()
      // That of Node in the one of Fastify; that of Express is one itself.
      const raw = readOwn(request, 'raw') as NodeMessage | undefined
      const message = raw ?? request
      const set = (headers: HeaderList): void => {
        for (const [name, value] of headers) {
          if (name === 'Set-Cookie' && raw === undefined) response.append!(name, value)
          else response.header(name, value)
        }
      }
      const decision = await this.#guard({
        request,
        method: request.method,
        url: nodeUrl(message, request.originalUrl),
        header: (name) => nodeHeader(message, name),
        param: (name) => readOwn(request.params, name),
        prepare: set,
      })
      set(decision.headers)
      if (decision.ok) return true
      if (decision.status === 404) throw new NotFoundException()
      const body = decision.body === '' ? '' : (JSON.parse(decision.body) as object)
      throw new HttpException(body, decision.status)
    }
  }
  Inject(settings)(LatchkeyGuard, undefined, 0)
  return LatchkeyGuard
}
