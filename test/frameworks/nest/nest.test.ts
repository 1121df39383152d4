/**
 * `latchkey/nest` on real sockets, on Express and on Fastify, by the conformance suite.
 */
import 'reflect-metadata'
import type { AddressInfo } from 'node:net'
import type { Server } from 'node:http'
import {
  Controller,
  Get,
  HttpCode,
  type INestApplication,
  Module,
  Options,
  Post,
  type Type,
} from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter } from '@nestjs/platform-fastify'
import type { Pass } from 'latchkey'
import { CurrentPass, LatchkeyModule, Requires } from 'latchkey/nest'
import { httpConformance, type HttpRoute, httpRoutes } from 'latchkey/testing'
import { afterAll, expect, test } from 'vitest'

const methods = { GET: Get, POST: Post, OPTIONS: Options }

function controllerOf({ method, path, tokens, required, options, answer }: HttpRoute): Type<object> {
  const Method = methods[method]
  @Controller()
  class Answers {
    @Method(path)
    @HttpCode(200)
    @Requires(required, { tokens, ...options })
    answer(@CurrentPass() pass: Pass): string {
      return answer(pass)
    }
  }
  return Answers
}

@Module({
  imports: [LatchkeyModule.forRoot({ tokens: httpRoutes[0]!.tokens })],
  controllers: httpRoutes.map(controllerOf),
})
class Application {}

// Fastify itself refuses parameters of more than 100 characters, with 414; the suite sends one of 300.
const fastify = new FastifyAdapter({ routerOptions: { maxParamLength: 500 } })
const apps: [string, INestApplication][] = [
  ['Express', await NestFactory.create(Application, { logger: false })],
  ['Fastify', await NestFactory.create(Application, fastify, { logger: false })],
]
for (const [platform, app] of apps) {
  await app.listen(0, '127.0.0.1')
  const { port } = (app.getHttpServer() as Server).address() as AddressInfo
  afterAll(() => app.close())

  test.each(httpConformance({ port }))(`on Nest and ${platform}: $name`, async ({ run }) => {
    await expect(run()).resolves.toBeUndefined()
  })
}
