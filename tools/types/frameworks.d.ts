/**
 * The part of Nest and Fastify that `src/http/` names, so that the compiler needs neither of them at the root.
 *
 * Their own types stand in its place wherever they are installed: `test/frameworks/` compiles the same sources against them.
 */
declare module '@nestjs/common' {
  export interface Type<Instance> extends Function {
    new (...given: never[]): Instance
  }
  export interface ExecutionContext {
    getType(): string
    // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- so it is in Nest.
    switchToHttp(): { getRequest<Request>(): Request; getResponse<Response>(): Response }
  }
  export interface CanActivate {
    canActivate(context: ExecutionContext): boolean | Promise<boolean>
  }
  export interface ModuleMetadata {
    imports?: unknown[]
  }
  export interface FactoryProvider<Made> {
    inject?: unknown[]
    useFactory: (...given: never[]) => Made | Promise<Made>
  }
  export interface DynamicModule extends ModuleMetadata {
    module: Type<unknown>
    global?: boolean
    providers?: unknown[]
    exports?: unknown[]
  }
  export class HttpException extends Error {
    constructor(body: string | object, status: number)
  }
  export class NotFoundException extends HttpException {
    constructor()
  }
  export function Inject(token: symbol): (target: object, key: undefined, index: number) => void
  export function UseGuards(...guards: Type<CanActivate>[]): MethodDecorator & ClassDecorator
  export function createParamDecorator(
    read: (data: unknown, context: ExecutionContext) => unknown,
  ): () => ParameterDecorator
}

declare module 'fastify' {
  export interface FastifyRequest {
    readonly method: string
    readonly originalUrl: string
  }
  export interface FastifyInstance {}
}
