/**
 * `latchkey/nest` in the types of Nest: what it takes, and what does not compile.
 */
import { Controller, Get, Injectable, Module, UseGuards } from '@nestjs/common'
import type { CanActivate, DynamicModule, Type } from '@nestjs/common'
import { APP_GUARD } from '@nestjs/core'
import { defineApp, keygen, latchkey } from 'latchkey'
import type { Pass, Requirement, Tokens, Verdict } from 'latchkey'
import { CurrentPass, LatchkeyModule, passOf, Requires, requires } from 'latchkey/nest'
import type { LatchkeyModuleOptions, NestRequest } from 'latchkey/nest'
import { yes } from '../../types/same.ts'
import type { Same } from '../../types/same.ts'

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read', 'change'] } })
const { scope, tokens } = latchkey({ secrets: keygen(), apps: [blog] })
interface StoredTokens extends Tokens {
  redeemVerdict(token: unknown, required: Requirement): Promise<Verdict>
}
declare const stored: StoredTokens
const read = scope.accessModel(blog.Post, 'read')

// ---------------------------------------------------------------- compiles

@Controller('posts')
@Requires('authentic', { realm: 'blog' })
export class Posts {
  @Get(':id')
  @Requires((_request, param) => scope.accessObj(blog.Post(param('id')), 'read'))
  read(@CurrentPass() pass: Pass): number {
    return pass.required(blog.Post).id
  }

  @Get()
  @UseGuards(requires(async (request) => (request.method === 'GET' ? read : 'authentic')))
  list(): void {}

  @Get('invitation')
  @Requires(read, { tokens: tokens.with({ salt: 'invite' }), query: 'token', hideExistence: true })
  invitation(): void {}

  @Get('typed')
  @Requires((request: NestRequest & { tenant: string }) => (request.tenant === '' ? 'authentic' : read))
  typed(): void {}
}

yes<Same<ReturnType<typeof LatchkeyModule.forRoot>, DynamicModule>>()
const guard = requires('authentic')
yes<Same<typeof guard, Type<CanActivate>>>()
declare const request: NestRequest
const pass = passOf(request)
yes<Same<typeof pass, Pass>>()

@Injectable()
class Secrets {
  readonly keys = keygen()
}
@Module({
  imports: [
    LatchkeyModule.forRoot({ tokens, realm: 'blog', onRefusal: (refusal, { method }) => [refusal, method] }),
    LatchkeyModule.forRoot({ tokens: (_request, param) => tokens.with({ salt: param('tenant') }) }),
    LatchkeyModule.forRootAsync({
      imports: [],
      inject: [Secrets],
      useFactory: async ({ keys }: Secrets): Promise<LatchkeyModuleOptions> => ({
        tokens: latchkey({ secrets: keys, apps: [blog] }).tokens,
      }),
    }),
  ],
  controllers: [Posts],
  providers: [Secrets, { provide: APP_GUARD, useClass: requires('authentic') }],
})
export class Application {}
Requires(read, { tokens: stored, redeem: true })

// ---------------------------------------------------------------- does not compile

// @ts-expect-error no tokens
LatchkeyModule.forRoot({ realm: 'blog' })
// @ts-expect-error an option that there is not
LatchkeyModule.forRoot({ tokens, cokie: 'token' })
// @ts-expect-error a factory that makes no tokens
LatchkeyModule.forRootAsync({ useFactory: () => ({ realm: 'blog' }) })
// @ts-expect-error no requirement
Requires()
// @ts-expect-error a permission that there is not
Requires(() => scope.accessModel(blog.Post, 'raed'))
// @ts-expect-error a text that is no requirement
Requires('genuine')
// @ts-expect-error an option that there is not
Requires(read, { cokie: 'token' })
export class Wrong {
  // @ts-expect-error what is for a parameter stands in front of a method
  @CurrentPass()
  read(): void {}

  // @ts-expect-error what is for a method stands in front of a parameter
  list(@Requires(read) given: string): string {
    return given
  }
}
