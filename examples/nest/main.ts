/** A blog whose posts open with a token: Nest, with the module, and a guard in front of one handler. */
import 'reflect-metadata'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Controller, Get, Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { defineApp, keygen, latchkey, type Pass } from 'latchkey'
import { CurrentPass, LatchkeyModule, Requires } from 'latchkey/nest'

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })
const { scope, tokens } = latchkey({ secrets: process.env['LATCHKEY_SECRETS'] ?? keygen(), apps: [blog] })

@Controller('posts')
class PostsController {
  @Get(':id')
  @Requires((_request, param) => scope.accessObj(blog.Post(param('id')), 'read'))
  read(@CurrentPass() pass: Pass): string {
    return `This is post ${pass.required(blog.Post).id}.\n`
  }
}

@Module({ imports: [LatchkeyModule.forRoot({ tokens })], controllers: [PostsController] })
class BlogModule {}

const app = await NestFactory.create(BlogModule, { logger: ['error', 'warn'] })
await app.listen(Number(process.env['PORT'] ?? 3000), '127.0.0.1')
process.once('SIGTERM', () => void app.close())

const token = tokens.generate(scope.accessObj(blog.Post(42), 'read'), { expiresIn: '1h' })
const { port } = (app.getHttpServer() as Server).address() as AddressInfo
const curl = `curl -H 'Authorization: Bearer ${token}' http://127.0.0.1:${port}/posts`
console.log(`${curl}/42   # 200\n${curl}/43   # 403`)
