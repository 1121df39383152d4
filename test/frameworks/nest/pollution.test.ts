/**
 * Guards of Nest, on Fastify and on Express, with a property on every object.
 */
import 'reflect-metadata'
import { Controller, Get, Injectable, Module, UseGuards } from '@nestjs/common'
import type { CanActivate, ExecutionContext } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter } from '@nestjs/platform-fastify'
import type { NestFastifyApplication } from '@nestjs/platform-fastify'
import { defineApp, keygen, latchkey } from 'latchkey'
import type { Pass } from 'latchkey'
import { CurrentPass, LatchkeyModule, requires } from 'latchkey/nest'
import { afterAll } from 'vitest'
import { options, testGuard } from '../../pollution/guards.ts'
import { meanwhile } from '../../pollution/instrument.ts'

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })
const { scope, tokens } = latchkey({ secrets: keygen(), apps: [blog] })
const scopeOf = (id: number | string) => scope.accessObj(blog.Post(id), 'read')
const tokenOf = (id: number): string => tokens.generate(scopeOf(id), { expiresIn: '1h' })
const required = (_request: unknown, param: (name: string) => string) => scopeOf(param('id'))

@Injectable()
class Guard implements CanActivate {
  canActivate(context: ExecutionContext): Promise<boolean> {
    const Made = meanwhile(() => requires(required, options)) as new (given: object) => CanActivate
    const made = meanwhile(() => new Made({ tokens }))
    return meanwhile(async () => made.canActivate(context) as Promise<boolean>)
  }
}

@Controller('posts')
@UseGuards(Guard)
class Posts {
  @Get(':id')
  read(@CurrentPass() pass: Pass): string {
    return `post ${pass.required(blog.Post).id}`
  }
}

@Module({ imports: [LatchkeyModule.forRoot({ tokens })], controllers: [Posts], providers: [Guard] })
class Application {}

const onFastify = await NestFactory.create<NestFastifyApplication>(Application, new FastifyAdapter(), {
  logger: false,
})
await onFastify.init()
await onFastify.getHttpAdapter().getInstance().ready()
const onExpress = await NestFactory.create(Application, { logger: false })
await onExpress.listen(0, '127.0.0.1')
const address = await onExpress.getUrl()
afterAll(async () => {
  await onFastify.close()
  await onExpress.close()
})

testGuard('Nest', tokenOf, async (url, headers) => {
  const answer = await onFastify.inject({ url, headers })
  const answered = Object.entries(answer.headers).map(([name, value]) => [name, String(value)])
  return { status: answer.statusCode, headers: new Headers(answered as never), body: answer.body }
})

testGuard('Nest', tokenOf, async (path, headers) => {
  const answer = await fetch(`${address}${path}`, { headers, redirect: 'manual' })
  return { status: answer.status, headers: answer.headers, body: await answer.text() }
})
