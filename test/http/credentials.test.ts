/**
 * How a token is found in what came over the wire, where a real client or `Headers` would have changed it before.
 */
import { expect, test } from 'vitest'
import { findToken, nodeHeader, nodeUrl, readOwn } from '../../src/http/credentials.ts'
import type { NodeMessage } from '../../src/http/credentials.ts'

function inCookie(header: string): string | undefined {
  const request = {}
  const incoming = {
    request,
    method: 'GET',
    url: '/',
    header: (name: string) => (name === 'cookie' ? header : undefined),
    param: () => undefined,
  }
  return findToken(incoming, { query: undefined, cookie: 'lk', replaces: false }).token
}

test.each([
  ['lk=abc', 'abc'],
  ['a=1; lk=abc; b=2', 'abc'],
  [' \t lk \t = \t abc \t ;b=2', 'abc'],
  ['lk=a b', 'a b'],
  ['lk=a=b', 'a=b'],
  ['lk= ', undefined],
  ['lk=', undefined],
  ['lk', undefined],
  ['lkx=abc; xlk=abc', undefined],
  ['lk\u00a0=abc', undefined],
  ['', undefined],
])('the cookie of %j is %j', (header, token) => {
  expect(inCookie(header)).toBe(token)
})

test.each<[string, NodeMessage, string | undefined]>([
  [
    'there once',
    { headers: { authorization: 'Bearer x' }, rawHeaders: ['Authorization', 'Bearer x'] },
    'Bearer x',
  ],
  ['not there', { headers: {}, rawHeaders: ['Host', 'a', 'X', 'authorization'] }, undefined],
  ['changed by a middleware', { headers: { authorization: 'y' }, rawHeaders: ['Authorization', 'x'] }, 'y'],
  ['known to no raw headers', { headers: { authorization: 'x' } }, 'x'],
  ['a list', { headers: { authorization: ['x'] } }, ','],
  ['a number', { headers: { authorization: 5 } }, undefined],
  ['inherited', { headers: Object.create({ authorization: 'x' }) as object }, undefined],
  [
    'there twice, of which Node keeps one',
    {
      headers: { authorization: 'x' },
      rawHeaders: ['Authorization', 'x', 'Host', 'a', 'AUTHORIZATION', 'y'],
    },
    ',',
  ],
  [
    'there once beside values and names that are alike',
    {
      headers: { authorization: 'x' },
      rawHeaders: ['authorization', 'authorization', 'authorizatiom', 'x', 'authorization2', 'x'],
    },
    'x',
  ],
])('the Authorization header of Node that is %s', (_name, message, value) => {
  expect(nodeHeader(message, 'authorization')).toBe(value)
})

test('cookies that came in several headers are joined by Node, and no list', () => {
  const rawHeaders = ['Cookie', 'a=1', 'Cookie', 'b=2']
  expect(nodeHeader({ headers: { cookie: 'a=1; b=2' }, rawHeaders }, 'cookie')).toBe('a=1; b=2')
})

test('the target of a request is what was sent, whoever took a part of it away', () => {
  expect(nodeUrl({ originalUrl: '/api/posts', url: '/posts' }, '/other')).toBe('/api/posts')
  expect(nodeUrl({ url: '/posts' }, '/other')).toBe('/posts')
  // In HTTP/2 it is no property of the request itself.
  expect(nodeUrl(Object.create({ url: '/posts', originalUrl: 'x' }) as object, '/other')).toBe('/other')
})

test('only what is a property of the holder itself is read', () => {
  expect(readOwn({ id: 5 }, 'id')).toBe(5)
  for (const holder of [{}, Object.create({ id: 5 }), 'id', 5, null, undefined, []])
    expect(readOwn(holder, 'id')).toBeUndefined()
  expect(readOwn('id', 'length')).toBeUndefined()
})
