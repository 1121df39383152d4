/**
 * The module, the guard and the decorators of `latchkey/nest`, in applications of Nest on Express.
 */
import 'reflect-metadata'
import type { ServerResponse } from 'node:http'
import { Catch, Controller, Get, HttpException, Injectable, Module, Post } from '@nestjs/common'
import type {
  ArgumentsHost,
  CanActivate,
  DynamicModule,
  ExecutionContext,
  INestApplication,
  Type,
} from '@nestjs/common'
import { APP_FILTER, APP_GUARD, NestFactory } from '@nestjs/core'
import { defineApp, keygen, latchkey, type Pass } from 'latchkey'
import { memoryStore } from 'latchkey/memory'
import { CurrentPass, LatchkeyModule, Requires, requires } from 'latchkey/nest'
import type { LatchkeyModuleOptions } from 'latchkey/nest'
import { afterEach, expect, test } from 'vitest'

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })
const { scope, tokens } = latchkey({ secrets: keygen(), apps: [blog] })
const one = tokens.generate(scope.accessObj(blog.Post(42), 'read'), { expiresIn: '1h' })

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

type Imports = DynamicModule['imports']
type Providers = DynamicModule['providers']
/** Starts an application; the function asks it, with the token unless other headers are given. */
async function start(
  controller: Type<object>,
  imports: Imports = [LatchkeyModule.forRoot({ tokens })],
  providers: Providers = [],
  prepare: (app: INestApplication) => void = () => {},
): Promise<(path: string, headers?: Record<string, string>, method?: string) => Promise<Response>> {
  @Module({ imports, controllers: [controller], providers })
  class Application {}
  const app = await NestFactory.create(Application, { logger: false, abortOnError: false })
  prepare(app)
  await app.listen(0, '127.0.0.1')
  closing.push(() => app.close())
  const address = await app.getUrl()
  return (path, headers = { authorization: `Bearer ${one}` }, method = 'GET') =>
    fetch(`${address}${path}`, { method, headers, redirect: 'manual' })
}

@Controller('posts')
class Posts {
  @Get(':id')
  @Requires((_request, param) => scope.accessObj(blog.Post(param('id')), 'read'), { hideExistence: true })
  read(@CurrentPass() pass: Pass): string {
    return `post ${pass.required(blog.Post).id}`
  }
}

@Controller()
class Mixed {
  @Get('open')
  open(): string {
    return 'open'
  }

  @Get('unguarded')
  unguarded(@CurrentPass() pass: Pass): string {
    return pass.id
  }

  @Get('empty')
  @Requires(() => [])
  empty(): string {
    return 'let through'
  }
}

test('what is hidden is the 404 of Nest', async () => {
  const ask = await start(Posts)
  expect(await (await ask('/posts/42')).text()).toBe('post 42')
  const hidden = await ask('/posts/43')
  expect([hidden.status, await hidden.json()]).toEqual([404, { message: 'Not Found', statusCode: 404 }])
})

test('a pass where no guard ran, and a guard that asks for nothing, are mistakes and no open doors', async () => {
  const ask = await start(Mixed)
  expect((await ask('/open', {})).status).toBe(200)
  expect((await ask('/unguarded')).status).toBe(500)
  expect((await ask('/empty')).status).toBe(500)
})

test('a guard of a controller, and one of the whole application', async () => {
  const guarded = { provide: APP_GUARD, useClass: requires('authentic') }
  const ask = await start(Mixed, undefined, [guarded])
  expect((await ask('/open', {})).status).toBe(401)
  expect((await ask('/open')).status).toBe(200)
  // The guard of the application ran, so there is a pass.
  expect((await ask('/unguarded')).status).toBe(200)

  @Controller()
  @Requires('authentic')
  class Guarded extends Mixed {}
  const other = await start(Guarded)
  expect((await other('/open', {})).status).toBe(401)
  expect((await other('/open')).status).toBe(200)
})

test('the tokens may come from a provider, and options of a guard stand in the place of those of the module', async () => {
  @Injectable()
  class Configuration {
    readonly realm = 'blog'
  }
  @Module({ providers: [Configuration], exports: [Configuration] })
  class ConfigurationModule {}
  const module = LatchkeyModule.forRootAsync({
    imports: [ConfigurationModule],
    inject: [Configuration],
    useFactory: async ({ realm }: Configuration): Promise<LatchkeyModuleOptions> => ({ tokens, realm }),
  })
  @Controller()
  class Realms {
    @Get('one')
    @Requires('authentic')
    one(): void {}

    @Get('two')
    @Requires('authentic', { realm: 'other', tokens: tokens.with({ salt: 'invite' }) })
    two(): void {}
  }
  const ask = await start(Realms, [module])
  const challenges = await Promise.all(['/one', '/two'].map((path) => ask(path, {})))
  expect(challenges.map(({ headers }) => headers.get('www-authenticate'))).toEqual([
    'Bearer realm="blog"',
    'Bearer realm="other"',
  ])
  expect((await ask('/one')).status).toBe(200)
  expect((await ask('/two')).status).toBe(401)
})

test('a refusal reaches the filters of the application as an exception of Nest, and its challenge stays', async () => {
  @Catch(HttpException)
  class Page {
    catch(exception: HttpException, host: ArgumentsHost): void {
      const response = host.switchToHttp().getResponse<{
        status(code: number): { json(body: unknown): void }
      }>()
      response.status(exception.getStatus()).json({ page: exception.getResponse() })
    }
  }
  const ask = await start(Posts, undefined, [{ provide: APP_FILTER, useClass: Page }])
  const refused = await ask('/posts/42', {})
  expect([refused.status, await refused.json(), refused.headers.get('www-authenticate')]).toEqual([
    401,
    { page: { error: 'unauthorized' } },
    'Bearer',
  ])
})

test('what is to be redeemed is looked at by GET, and redeemed once by POST; without a store nothing starts', async () => {
  @Controller('invitation')
  @Requires('authentic', { redeem: true })
  class Invitation {
    @Get()
    look(): string {
      return 'yours'
    }

    @Post()
    take(): string {
      return 'taken'
    }
  }
  const stored = latchkey({ secrets: keygen(), apps: [blog], store: memoryStore() }).tokens
  const once = stored.generate(scope.accessObj(blog.Post(42), 'read'), { singleUse: true })
  const ask = await start(Invitation, [LatchkeyModule.forRoot({ tokens: stored })])
  const statuses: number[] = []
  for (const method of ['GET', 'GET', 'POST', 'POST', 'GET'])
    statuses.push((await ask('/invitation', { authorization: `Bearer ${once}` }, method)).status)
  expect(statuses).toEqual([200, 200, 201, 401, 200])

  await expect(start(Invitation)).rejects.toThrow(expect.objectContaining({ code: 'STORE_REQUIRED' }))
})

test('a token that moves into a cookie leaves other cookies as they are', async () => {
  @Controller()
  class Moved {
    @Get(':id')
    @Requires('authentic', { query: 'token', cookie: 'latchkey', moveToCookie: true })
    read(): void {}
  }
  const ask = await start(Moved, undefined, undefined, (app) => {
    app.use((_request: unknown, response: ServerResponse, next: () => void) => {
      response.setHeader('Set-Cookie', 'session=1')
      next()
    })
  })
  const moved = await ask(`/42?token=${one}`, {})
  expect(moved.status).toBe(303)
  expect(moved.headers.getSetCookie().map((cookie) => cookie.split('=')[0])).toEqual(['session', 'latchkey'])
})

test('an application without the module does not start', async () => {
  await expect(start(Posts, [])).rejects.toThrow('latchkey')
})

test('what is no HTTP is refused by an error', async () => {
  const Guard = requires('authentic') as unknown as new (options: LatchkeyModuleOptions) => CanActivate
  const context = { getType: () => 'rpc' } as unknown as ExecutionContext
  await expect(new Guard({ tokens }).canActivate(context)).rejects.toThrow('rpc')
})

test('headers of a request that somebody put on every object are none', async () => {
  const ask = await start(Posts)
  const value = { headers: { authorization: `Bearer ${one}` }, rawHeaders: [] }
  Reflect.defineProperty(Object.prototype, 'raw', { value, configurable: true })
  try {
    expect((await ask('/posts/42', {})).status).toBe(401)
    expect((await ask('/posts/42')).status).toBe(200)
  } finally {
    Reflect.deleteProperty(Object.prototype, 'raw')
  }
})
