/**
 * What `sql()` writes, for each dialect, and what it refuses. That it selects the right rows is shown by sql.test.ts.
 */
import { defineApp, keygen, latchkey, scope } from 'latchkey'
import type { Pass, Scope } from 'latchkey'
import { sql } from 'latchkey/sql'
import { describe, expect, test } from 'vitest'

const blog = defineApp('blog', {
  Post: { id: 'int', permissions: ['read'] },
  Event: { id: 'bigint', permissions: ['read'] },
  Tag: { id: 'string', idField: 'slug', permissions: ['read'] },
  Member: { id: ['int', 'string'], idField: ['org', 'user'], permissions: ['read'] },
})
const { tokens } = latchkey({ secrets: keygen(), apps: [blog] })

function passFor(...scopes: Scope[]): Pass {
  const verdict = tokens.verify(tokens.generate(scope.union(...scopes), { expiresIn: '1h' }), 'authentic')
  if (!verdict.ok) throw new Error(verdict.detail)
  return verdict.pass
}
const post = passFor(scope.accessObj(blog.Post(5), 'read'), scope.accessObj(blog.Post(-7), 'read'))
const event = passFor(
  scope.accessObj(blog.Event(9007199254740993n), 'read'),
  scope.accessObj(blog.Event(2n ** 64n - 1n), 'read'),
)
const quoted = 'it\'s "so"\\'
const tag = passFor(scope.accessObj(blog.Tag(quoted), 'read'))
const member = passFor(
  scope.accessObj(blog.Member([1, 'a']), 'read'),
  scope.accessObj(blog.Member([2, 'b']), 'read'),
)

describe('PostgreSQL', () => {
  const options = { dialect: 'postgres' } as const
  test('compares one field with an array', () => {
    expect(sql(post, blog.Post, 'read', options)).toEqual({
      text: '("id" = any($1::int8[]))',
      values: ['{-7,5}'],
    })
    expect(sql(event, blog.Event, 'read', options).values).toEqual(['{9007199254740993}'])
    expect(sql(tag, blog.Tag, 'read', options)).toEqual({
      text: '("slug" = any($1::text[]))',
      values: ['{"it\'s \\"so\\"\\\\"}'],
    })
  })
  test('compares several as rows', () => {
    expect(sql(member, blog.Member, 'read', { ...options, table: 'm', startAt: 3 })).toEqual({
      text: '(("m"."org", "m"."user") in (($3::int8, $4::text), ($5::int8, $6::text)))',
      values: [1, 'a', 2, 'b'],
    })
  })
})

describe('MySQL and MariaDB', () => {
  const options = { dialect: 'mysql' } as const
  test('compares integers as such, of 64 bits with a sign or without', () => {
    expect(sql(event, blog.Event, 'read', options)).toEqual({
      text: '(`id` in (cast(? as signed), cast(? as unsigned)))',
      values: ['9007199254740993', '18446744073709551615'],
    })
  })
  test('compares texts by their bytes too', () => {
    expect(sql(tag, blog.Tag, 'read', options)).toEqual({
      text: '(`slug` in (?) and cast(convert(`slug` using utf8mb4) as binary) in (?))',
      values: [quoted, quoted],
    })
    expect(sql(member, blog.Member, 'read', options).text).toBe(
      '((`org`, `user`) in ((cast(? as signed), ?), (cast(? as signed), ?)) and ' +
        '(`org`, cast(convert(`user` using utf8mb4) as binary)) in ((cast(? as signed), ?), (cast(? as signed), ?)))',
    )
  })
})

describe('SQLite', () => {
  const options = { dialect: 'sqlite' } as const
  test('takes all keys in one parameter', () => {
    expect(sql(post, blog.Post, 'read', options)).toEqual({
      text: '(`id` in (select value from json_each(?)))',
      values: ['[-7,5]'],
    })
    expect(sql(event, blog.Event, 'read', options).values).toEqual(['[9007199254740993]'])
    expect(sql(member, blog.Member, 'read', options)).toEqual({
      text: "((`org`, `user` collate binary) in (select json_extract(value, '$[0]'), json_extract(value, '$[1]') from json_each(?)) and typeof(`user`) = 'text')",
      values: ['[[1,"a"],[2,"b"]]'],
    })
  })
})

describe.each(['postgres', 'mysql', 'sqlite'] as const)('%s', (dialect) => {
  test('says all and none by a word', () => {
    expect(sql(passFor(scope.accessModel(blog.Post, 'read')), blog.Post, 'read', { dialect })).toEqual({
      text: '(1 = 1)',
      values: [],
    })
    expect(sql(tag, blog.Post, 'read', { dialect })).toEqual({ text: '(1 = 0)', values: [] })
    expect(sql(passFor(), blog.Member, 'read', { dialect })).toEqual({ text: '(1 = 0)', values: [] })
  })

  test('puts no value into the text', () => {
    const { text } = sql(tag, blog.Tag, 'read', { dialect })
    expect(text).not.toContain('it')
  })

  test('quotes names', () => {
    const mark = dialect === 'postgres' ? '"' : '`'
    const { text } = sql(post, blog.Post, 'read', { dialect, table: `p${mark}; --`, columns: `i${mark}d` })
    expect(text).toContain(`${mark}p${mark}${mark}; --${mark}.${mark}i${mark}${mark}d${mark}`)
  })
})

test.each<readonly [string, object | undefined]>([
  ['no options', undefined],
  ['no dialect', {}],
  ['a dialect that is none', { dialect: 'mssql' }],
  ['an option that is none', { dialect: 'mysql', alias: 'p' }],
  ['an option that is undefined', { dialect: 'mysql', table: undefined }],
  ['too many columns', { dialect: 'mysql', columns: ['a', 'b'] }],
  ['no column', { dialect: 'mysql', columns: [] }],
  ['an empty name', { dialect: 'mysql', columns: '' }],
  ['a name with NUL', { dialect: 'postgres', table: 'a\0b' }],
  ['a name that is no text', { dialect: 'postgres', table: 5 }],
  ['the number of a parameter that has none', { dialect: 'sqlite', startAt: 2 }],
  ['a number below one', { dialect: 'postgres', startAt: 0 }],
  ['a number that is a text', { dialect: 'postgres', startAt: '2' }],
])('sql() refuses %s', (_name, options) => {
  expect(() => sql(post, blog.Post, 'read', options as { dialect: 'mysql' })).toThrow(
    expect.objectContaining({ code: 'INVALID_OPTION' }),
  )
})

test('sql() takes the columns of a key that is one field', () => {
  const app = defineApp('pairs', { Pair: { id: ['int', 'int'], permissions: ['read'] } })
  const pass = passFor(scope.accessObj(app.Pair([1, 2]), 'read'))
  const columns = ['a', 'b']
  expect(sql(pass, app.Pair, 'read', { dialect: 'sqlite', columns }).text).toContain('(`a`, `b`) in (')
  expect(() => sql(pass, app.Pair, 'read', { dialect: 'sqlite' })).toThrow(
    expect.objectContaining({ code: 'INVALID_OPTION' }),
  )
})

test('sql() refuses what does not compile', () => {
  // @ts-expect-error a permission that the model does not have
  expect(() => sql(post, blog.Post, 'change', { dialect: 'mysql' })).toThrow(
    expect.objectContaining({ code: 'UNKNOWN_PERMISSION' }),
  )
  // @ts-expect-error a scope is no pass
  expect(() => sql(post.scope, blog.Post, 'read', { dialect: 'mysql' })).toThrow(
    expect.objectContaining({ code: 'NO_PASS' }),
  )
})
