/**
 * What the guard of Next's proxy answers, where Next is not needed to see it: `test/frameworks/next` has the whole.
 */
import { defineApp, latchkey } from 'latchkey'
import { requiresInProxy } from 'latchkey/next'
import { testSecret, tokenFor } from 'latchkey/testing'
import { expect, test } from 'vitest'

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })
const { scope, tokens } = latchkey({ secrets: testSecret(), apps: [blog] })
const read = scope.accessModel(blog.Post, 'read')

test('a token moves from the address into a cookie by a whole address, as Next reads no other', async () => {
  const proxy = requiresInProxy(tokens, read, { query: 'token', cookie: 'lk', moveToCookie: true })
  const moved = await proxy(new Request(`https://example.com/posts/42?a=1&token=${tokenFor(read)}`))
  expect(moved?.status).toBe(303)
  expect(moved?.headers.get('location')).toBe('https://example.com/posts/42?a=1')
  expect(moved?.headers.get('set-cookie')).toMatch(/^lk=lk.*HttpOnly/)
})
