/**
 * The campaign against filters: what a holder can put into a token, a request into an option, and a programmer in a hurry into a query.
 *
 * docs/findings.md tells of each attempt by the sign before its name; `npx vitest run test/attacks -t 'F1:'` repeats one.
 */
import { DatabaseSync } from 'node:sqlite'
import { defineApp, keygen, latchkey, narrow, type Pass, scope as anyScope, type Scope } from 'latchkey'
import { permitted, sql } from 'latchkey/sql'
import { expect, onTestFinished, test } from 'vitest'

const blog = defineApp('blog', {
  Post: { id: 'int', permissions: ['read', 'change'] },
  Event: { id: 'bigint', permissions: ['read'] },
  Tag: { id: 'string', permissions: ['read'] },
  Member: { id: ['string', 'string'], idField: ['team', 'name'], permissions: ['read'] },
})
const shop = defineApp('shop', { Post: { id: 'int', permissions: ['read'] } })
const { scope, tokens } = latchkey({ secrets: keygen(), apps: [blog, shop] })

function passOf(token: string): Pass {
  const verdict = tokens.verify(token, 'authentic')
  if (!verdict.ok) throw new Error(verdict.detail)
  return verdict.pass
}
const passFor = (granted: Scope): Pass => passOf(tokens.generate(granted))

/** A table with these ids, in a column of this type. */
function table(column: string, ids: readonly (string | number | bigint)[]): DatabaseSync {
  const database = new DatabaseSync(':memory:')
  onTestFinished(() => database.close())
  database.exec(`CREATE TABLE item (id ${column}, published INTEGER DEFAULT 0)`)
  for (const id of ids) database.prepare('INSERT INTO item (id) VALUES (?)').run(id)
  return database
}
function select(database: DatabaseSync, { text, values }: ReturnType<typeof sql>, where = text): unknown[] {
  const statement = database.prepare(`SELECT id FROM item WHERE ${where}`)
  statement.setReadBigInts(true)
  return statement.all(...values).map(({ id }) => id)
}
const sqlite = { dialect: 'sqlite' } as const

const nasty = [
  "'",
  "''",
  '"',
  '\\',
  '\\\\',
  "\\'",
  '%',
  '_',
  '*',
  '?',
  '$1',
  ':id',
  '--',
  '/*',
  ';',
  "') or ('1'='1",
  '],["x"',
  '{}',
  '[1]',
  'null',
  'NULL',
  'true',
  '0',
  '1e3',
  'a',
  'A',
  'a\u0308',
  '\u00e4',
  'ß',
  'SS',
  ' a',
  'a ',
  'a\t',
  '\n',
  '\u{1f600}',
  '\u200b',
  '\ufeff',
  '\u2028',
  '\u0130',
  '\u0131',
  'a\u0001',
  '-1',
  '1.0',
  '\u0661',
  'x'.repeat(255),
]

test.each(['TEXT', 'TEXT COLLATE NOCASE', 'TEXT COLLATE RTRIM', 'BLOB', 'VARCHAR(9)'])(
  'F1: of nasty texts in a column of %s each selects its own row alone',
  (column) => {
    const database = table(column, nasty)
    for (const id of nasty)
      expect(
        select(database, sql(passFor(scope.accessObj(blog.Tag(id), 'read')), blog.Tag, 'read', sqlite)),
      ).toEqual([id])
  },
)

test('F2: nothing that a holder narrows to makes a query fail, or select a row more', () => {
  const database = table('INTEGER', [1, 2, -1, 2n ** 63n - 1n, -(2n ** 63n)])
  const token = tokens.generate(scope.accessApp(blog, 'read'))
  // As a holder says it, who has declarations of their own.
  const own = defineApp('blog', {
    Event: { id: 'string' },
    Post: { id: ['int', 'int'], idField: ['a', 'b'] },
  })
  const limits = [
    ...[0, -1, 2 ** 53 - 1, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 63n, 2n ** 64n - 1n].map((id) =>
      anyScope.parse(`blog.Event:${id}#read`),
    ),
    ...['blog.Tag:1#read', 'other.Event:1#read', 'blog.Event#change', '*#read'].map((text) =>
      anyScope.parse(text),
    ),
    ...['1', '1e0', "') or 1=1 --", '9'.repeat(255)].map((id) => anyScope.accessObj(own.Event(id), 'read')),
    anyScope.accessObj(own.Post([1, 2]), 'read'),
    anyScope.union(...Array.from({ length: 500 }, (_, at) => anyScope.accessObj(blog.Event(at), 'read'))),
  ]
  for (const to of limits) {
    const pass = passOf(narrow(token, { to }))
    const found = select(database, sql(pass, blog.Event, 'read', sqlite))
    for (const id of found)
      expect(tokens.validate(narrow(token, { to }), scope.accessObj(blog.Event(id as bigint), 'read'))).toBe(
        true,
      )
    for (const dialect of ['postgres', 'mysql'] as const)
      expect(sql(pass, blog.Event, 'read', { dialect }).text).toMatch(/^\(.+\)$/)
  }
})

/** Which rows it finds, or why it fails, in the words that are expected. */
function attempt(run: () => unknown[]): string {
  try {
    return run().join(' ')
  } catch (error) {
    return /no such column|names of the database/.exec(String(error))?.[0] ?? String(error)
  }
}

test('F3: a name of a column or a table out of a request is a name, or is refused', () => {
  const database = table('INTEGER', [1, 2])
  const pass = passFor(scope.accessObj(blog.Post(1), 'read'))
  for (const name of [
    'id` = id or `id',
    'id`) or 1=1 --',
    'id"; DROP TABLE item; --',
    '1',
    '1=1',
    'id--',
    "id' or '1",
    'id\0',
    'no such column',
    'ID ',
  ])
    for (const option of [{ columns: name }, { columns: 'id', table: name }]) {
      expect(
        attempt(() => select(database, sql(pass, blog.Post, 'read', { ...sqlite, ...option }))),
      ).toBeOneOf(['names of the database', 'no such column', ''])
    }
  expect(select(database, sql(pass, blog.Post, 'read', sqlite))).toEqual([1n])
  for (const wrong of [
    {},
    { dialect: 'oracle' },
    { dialect: 'SQLite' },
    { ...sqlite, startAt: '1; drop' },
    { dialect: 'postgres', startAt: -1 },
    { ...sqlite, columns: [] },
    { ...sqlite, columns: ['id', 'id'] },
    { ...sqlite, where: '1=1' },
    { ...sqlite, columns: undefined },
  ])
    expect(() => sql(pass, blog.Post, 'read', wrong as never)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION' }),
    )
})

test('F4: a condition keeps its meaning in every place of a statement', () => {
  const database = table('INTEGER', [1, 2, 3])
  const one = sql(passFor(scope.accessObj(blog.Post(1), 'read')), blog.Post, 'read', sqlite)
  const none = sql(passFor(scope.accessObj(shop.Post(1), 'read')), blog.Post, 'read', sqlite)
  const all = sql(passFor(scope.accessModel(blog.Post, 'read')), blog.Post, 'read', sqlite)
  for (const [filter, ids] of [
    [one, [1n]],
    [none, []],
    [all, [1n, 2n, 3n]],
  ] as const) {
    const { text } = filter
    for (const where of [
      text,
      `published = 0 and ${text}`,
      `published = 1 or ${text}`,
      `${text} and not published`,
      `not (not ${text})`,
      `case when ${text} then 1 else 0 end`,
      `(${text}) = 1`,
      `1 and ${text} or 0`,
    ])
      expect([where, select(database, filter, where)]).toEqual([where, ids])
  }
})

test('F5: what looks like a pass is none', () => {
  const pass = passFor(scope.accessObj(blog.Post(1), 'read'))
  const verdict = tokens.verify(tokens.generate(scope.accessObj(blog.Post(1), 'read')), 'authentic')
  const forged: unknown[] = [
    undefined,
    null,
    {},
    { objects: () => ({ kind: 'all' }), allows: () => true },
    JSON.parse(JSON.stringify(pass)),
    { ...pass, objects: () => ({ kind: 'all' }) },
    Object.create(pass),
    new Proxy(pass, {
      get: (target, name) =>
        name === 'objects' ? () => ({ kind: 'all' }) : (Reflect.get(target, name) as unknown),
    }),
    verdict,
    pass.scope,
    'all',
    [pass],
    () => pass,
    Object.setPrototypeOf({}, Object.getPrototypeOf(pass) as object),
  ]
  for (const one of forged) {
    expect(() => sql(one as Pass, blog.Post, 'read', sqlite)).toThrow(
      expect.objectContaining({ code: 'NO_PASS' }),
    )
    expect(() => permitted(one as Pass, [], blog.Post, 'read')).toThrow(
      expect.objectContaining({ code: 'NO_PASS' }),
    )
  }
  expect(() => Object.assign(pass, { objects: () => ({ kind: 'all' }) })).toThrow(TypeError)
})

test('F6: properties that every object has change no condition', () => {
  const pass = passFor(scope.accessObj(blog.Post(1), 'read'))
  const expected = sql(pass, blog.Post, 'read', sqlite)
  const polluted = {
    kind: 'all',
    columns: '1=1',
    table: 'x',
    startAt: 5,
    ids: [2],
    keys: [[2]],
    column: 0,
    value: 2,
    dialect: 'mysql',
    id: 2,
    idField: 'other',
  }
  for (const [name, value] of Object.entries(polluted)) {
    const descriptor: PropertyDescriptor = Object.assign(Object.create(null), { value, configurable: true })
    Reflect.defineProperty(Object.prototype, name, descriptor)
    let found: unknown
    try {
      found = [
        sql(pass, blog.Post, 'read', sqlite),
        permitted(pass, [{ id: 1 }, { id: 3 }], blog.Post, 'read').length,
      ]
    } finally {
      Reflect.deleteProperty(Object.prototype, name)
    }
    expect([name, found]).toEqual([name, [expected, 1]])
  }
})

test('F7: a model of one name in another app, or of another kind, is another model', () => {
  const other = defineApp('blog', { Post: { id: 'string', permissions: ['read', 'change'] } })
  const pass = passFor(scope.accessObj(blog.Post(42), 'read'))
  expect(sql(pass, other.Post, 'read', sqlite).text).toBe('(1 = 0)')
  expect(sql(pass, shop.Post, 'read', sqlite).text).toBe('(1 = 0)')
  expect(sql(pass, blog.Post, 'change', sqlite).text).toBe('(1 = 0)')
  expect(sql(passFor(scope.accessApp(shop, 'read')), blog.Post, 'read', sqlite).text).toBe('(1 = 0)')
  for (const wrong of ['', '*', 'Read', 'read ', 'read,change', '__proto__', undefined, null, ['read']])
    expect(() => sql(pass, blog.Post, wrong as never, sqlite)).toThrow(
      expect.objectContaining({ name: 'LatchkeyError' }),
    )
  for (const wrong of [undefined, 'blog.Post', {}, blog, () => blog.Post])
    expect(() => sql(pass, wrong as never, 'read', sqlite)).toThrow(
      expect.objectContaining({ name: 'LatchkeyError' }),
    )
})

test('F8: a row in memory without its own key is a mistake, and never permitted', () => {
  for (const pass of [passFor(scope.accessObj(blog.Post(42), 'read')), passFor(scope.accessAll('read'))])
    for (const row of [
      {},
      { id: null },
      { id: undefined },
      { id: NaN },
      { id: '042' },
      { id: ['42'] },
      { id: { id: 42 } },
      { id: true },
      JSON.parse('{"__proto__":{"id":42}}'),
      null,
      undefined,
      [42],
    ] as unknown[])
      expect(() => permitted(pass, [row as { id: number }], blog.Post, 'read')).toThrow(
        expect.objectContaining({ code: 'INVALID_ID' }),
      )
  expect(
    permitted(passFor(scope.accessObj(blog.Post(42), 'read')), [{ id: 42 }, { id: 43 }], blog.Post, 'read'),
  ).toEqual([{ id: 42 }])
})

test('F9: a key of two texts is two texts, in their order', () => {
  const database = new DatabaseSync(':memory:')
  onTestFinished(() => database.close())
  database.exec('CREATE TABLE item (team TEXT COLLATE NOCASE, name TEXT, id INTEGER PRIMARY KEY)')
  const keys = [
    ['a', 'bc'],
    ['ab', 'c'],
    ['bc', 'a'],
    ['A', 'bc'],
    ['a,bc', 'x'],
    ['a","bc', 'x'],
    ["a','bc", 'x'],
    ['[', ']'],
    ['a\\', '"bc'],
  ] as [string, string][]
  for (const key of keys) database.prepare('INSERT INTO item (team, name) VALUES (?, ?)').run(...key)
  for (const [index, key] of keys.entries())
    expect(
      select(database, sql(passFor(scope.accessObj(blog.Member(key), 'read')), blog.Member, 'read', sqlite)),
    ).toEqual([BigInt(index + 1)])
})

test('F10: integers that a float takes for one are two', () => {
  const ids = [2n ** 53n, 2n ** 53n + 1n, 2n ** 53n + 2n, -(2n ** 53n) - 1n, 2n ** 63n - 1n, 2n ** 63n - 2n]
  for (const column of ['INTEGER', 'BIGINT', 'NUMERIC']) {
    const database = table(column, ids)
    for (const id of ids) {
      const found = select(
        database,
        sql(passFor(scope.accessObj(blog.Event(id), 'read')), blog.Event, 'read', sqlite),
      )
      expect([column, found.map(String)]).toEqual([column, [String(id)]])
    }
  }
})

test('F11: an integer opens no text, whatever it looks like', () => {
  const database = table('TEXT', ['42', '042', '42.0', ' 42', '42 ', '4.2e1', '0x2a', '42a'])
  expect(
    select(database, sql(passFor(scope.accessObj(blog.Post(42), 'read')), blog.Post, 'read', sqlite)),
  ).toEqual([])
})

test('F12: a text opens no integer that it can be read as', () => {
  const database = table('INTEGER', [42])
  for (const id of ['42.0', ' 42', '4.2e1', '42 ', '0042'])
    expect([
      id,
      select(database, sql(passFor(scope.accessObj(blog.Tag(id), 'read')), blog.Tag, 'read', sqlite)),
    ]).toEqual([id, []])
})

test('F13: what two limits leave nothing of is no row, and never no condition', () => {
  const token = tokens.generate(scope.accessModel(blog.Post, 'read'))
  const nothing = narrow(narrow(token, { to: scope.accessObj(blog.Post(1), 'read') }), {
    to: scope.accessObj(blog.Post(2), 'read'),
  })
  for (const dialect of ['postgres', 'mysql', 'sqlite'] as const)
    expect(sql(passOf(nothing), blog.Post, 'read', { dialect })).toEqual({ text: '(1 = 0)', values: [] })
  expect(permitted(passOf(nothing), [{ id: 1 }, { id: 2 }], blog.Post, 'read')).toEqual([])
})
