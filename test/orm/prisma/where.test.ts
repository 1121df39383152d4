/**
 * What the `where` of Prisma is, which rows are refused, and how keys of several fields are joined.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PrismaLibSql } from '@prisma/adapter-libsql'
import { defineApp, keygen, latchkey, scope } from 'latchkey'
import type { Pass, Scope } from 'latchkey'
import { permitted, prismaApp, where } from 'latchkey/prisma'
import { describe, expect, test } from 'vitest'
import { PrismaClient } from './generated/sqlite/client.ts'
import type { Prisma } from './generated/sqlite/client.ts'

const define = prismaApp<Prisma.TypeMap>()
const blog = define('blog', {
  Post: { id: 'int', permissions: ['read'] },
  Tag: { id: 'string', permissions: ['read'] },
  Member: { id: ['int', 'string'], idField: ['orgId', 'userId'], permissions: ['read'] },
})
const { tokens } = latchkey({ secrets: keygen(), apps: [blog] })

function passFor(granted: Scope): Pass {
  const verdict = tokens.verify(tokens.generate(granted, { expiresIn: '1h' }), 'authentic')
  if (!verdict.ok) throw new Error(verdict.detail)
  return verdict.pass
}
const posts = (...ids: number[]): Pass => passFor(ids.flatMap((id) => scope.accessObj(blog.Post(id), 'read')))
const members = (...keys: [number, string][]): Pass =>
  passFor(keys.flatMap((key) => scope.accessObj(blog.Member(key), 'read')))
const code = (program: () => unknown): unknown => {
  try {
    return program()
  } catch (error) {
    return (error as { code?: unknown }).code
  }
}

describe('where', () => {
  test('says all and none by a word', () => {
    expect(where(passFor(scope.accessAll('read')), blog.Post, 'read')).toEqual({})
    expect(where(members([1, 'a']), blog.Post, 'read')).toEqual({ id: { in: [] } })
    expect(where(posts(1), blog.Member, 'read')).toEqual({ orgId: { in: [] } })
  })

  test('leaves out what no field can hold', () => {
    expect(where(posts(1, 2 ** 31 - 1, 2 ** 31, -(2 ** 31) - 1), blog.Post, 'read')).toEqual({
      id: { in: [1, 2 ** 31 - 1] },
    })
    expect(where(posts(2 ** 40), blog.Post, 'read')).toEqual({ id: { in: [] } })
    const text = passFor(scope.accessObj(blog.Tag('nul\0byte'), 'read'))
    expect(where(text, blog.Tag, 'read')).toEqual({ id: { in: [] } })
  })

  test('joins keys that differ in one member', () => {
    expect(where(members([1, 'a'], [1, 'b']), blog.Member, 'read')).toEqual({
      orgId: 1,
      userId: { in: ['a', 'b'] },
    })
    expect(where(members([1, 'a'], [2, 'a']), blog.Member, 'read')).toEqual({
      orgId: { in: [1, 2] },
      userId: 'a',
    })
    expect(where(members([1, 'a'], [2, 'b'], [1, 'c']), blog.Member, 'read')).toEqual({
      OR: [
        { orgId: 1, userId: { in: ['a', 'c'] } },
        { orgId: 2, userId: { in: ['b'] } },
      ],
    })
  })

  test(
    'fits the 999 parameters of Prisma on SQLite where keys have a member in common',
    { timeout: 120_000 },
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'latchkey-prisma-'))
      const client = new PrismaClient({ adapter: new PrismaLibSql({ url: `file:${folder}/test.db` }) })
      await client.$executeRawUnsafe(
        'create table posts (id integer, published integer, primary key (id, published))',
      )
      await client.$executeRawUnsafe('insert into posts values (0, 0), (700, 0), (1014, 1), (1015, 0)')
      const app = define('pairs', {
        Post: { id: ['int', 'int'], idField: ['id', 'published'], permissions: ['read'] },
      })
      const keys = Array.from({ length: 1015 }, (_, id) => scope.accessObj(app.Post([id, 0]), 'read'))
      const pass = passFor(keys.flat())
      const found = await client.post.findMany({
        where: { AND: [{ id: { gt: 0 } }, where(pass, app.Post, 'read')] },
      })
      expect(found).toEqual([{ id: 700, published: 0 }])
      await client.$disconnect()
      rmSync(folder, { recursive: true })
    },
  )

  test('is for models of prismaApp, and for a pass', () => {
    const plain = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })
    expect(code(() => where(posts(1), plain.Post as never, 'read'))).toBe('UNKNOWN_APP')
    expect(code(() => where({ ...posts(1) }, blog.Post, 'read'))).toBe('NO_PASS')
    expect(code(() => where(posts(1), blog.Post, undefined as never))).toBe('EMPTY_SCOPE')
    expect(code(() => define('shop', { Post: {} as never }))).toBe('INVALID_APP')
  })
})

describe('a row is refused', () => {
  test.each([
    ['without its key', { published: 1 }],
    ['that has no id yet', { id: null, published: 1 }],
    ['that is not saved', { id: undefined, published: 1 }],
    ['of another model', { orgId: 1, userId: 'a', published: 1 }],
  ])('%s', (_name, row) => {
    const post = row as unknown as { id: number; published: number }
    expect(code(() => blog.Post(post))).toBe('INVALID_ID')
    expect(code(() => permitted(passFor(scope.accessAll('read')), [post], blog.Post, 'read'))).toBe(
      'INVALID_ID',
    )
  })
})
