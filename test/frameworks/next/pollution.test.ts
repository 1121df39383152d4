/**
 * Guards of Next, of route handlers and of the proxy, with a property on every object.
 */
import { defineApp, keygen, latchkey } from 'latchkey'
import type { Pass } from 'latchkey'
import { requires, requiresInProxy } from 'latchkey/next'
import { NextRequest } from 'next/server.js'
import { letThrough, options, testGuard } from '../../pollution/guards.ts'
import type { Answered } from '../../pollution/guards.ts'
import { aside, meanwhile } from '../../pollution/instrument.ts'

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })
const { scope, tokens } = latchkey({ secrets: keygen(), apps: [blog] })
const scopeOf = (id: number | string) => scope.accessObj(blog.Post(id), 'read')
const tokenOf = (id: number): string => tokens.generate(scopeOf(id), { expiresIn: '1h' })
const required = (_request: unknown, param: (name: string) => string) => scopeOf(param('id'))

const requestOf = (path: string, headers: object): NextRequest =>
  new NextRequest(`https://a.example${path}`, { headers: headers as Record<string, string> })
const readAnswer = async (answer: Response): Promise<Answered> => ({
  status: answer.status,
  headers: answer.headers,
  body: await answer.text(),
})

testGuard('Next', tokenOf, async (path, headers) => {
  const request = requestOf(path, headers)
  const params = Promise.resolve({ id: request.nextUrl.pathname.slice('/posts/'.length) })
  const handler = meanwhile(() =>
    requires(
      tokens,
      required,
      options,
      (_request: NextRequest, pass: Pass, _context: { readonly params: Promise<object> }) =>
        aside(() => new Response(`post ${pass.required(blog.Post).id}`)),
    ),
  )
  return readAnswer(await meanwhile(() => handler(request, { params })))
})

testGuard('Next', tokenOf, async (path, headers) => {
  const request = requestOf(path, headers)
  // A proxy has no parameters: the program reads the address.
  const proxy = meanwhile(() =>
    requiresInProxy(
      tokens,
      ({ nextUrl }: NextRequest) => scopeOf(aside(() => nextUrl.pathname.slice('/posts/'.length))),
      options,
    ),
  )
  const answer = await meanwhile(() => proxy(request))
  const isLetThrough = answer === undefined || answer.headers.has('x-middleware-next')
  return readAnswer(isLetThrough ? new Response(letThrough, answer) : answer)
})
