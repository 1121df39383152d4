/**
 * `loadTables()` on databases that a real Django migrated, by each driver; and `tablesFromDumpdata()` on what Django dumped of them.
 */
import { DatabaseSync } from 'node:sqlite'
import { LatchkeyError, defineApp } from 'latchkey'
import { djangoTokens, loadTables, tablesFromDumpdata } from 'latchkey/django'
import type { Query, Tables } from 'latchkey/django'
import { createConnection } from 'mysql2/promise'
import { Client } from 'pg'
import postgres from 'postgres'
import { afterAll, describe, expect, test } from 'vitest'
import { connection, make, secretKey } from './databases.ts'
import type { Migrated } from './databases.ts'
import { noDjango, python, skipped } from './python.ts'

type Use = (query: Query) => Promise<void>
/** How a program asks each driver, with its own connection. */
const drivers: Record<string, { kind: keyof typeof make; connect(name: string, use: Use): Promise<void> }> = {
  'node:sqlite': {
    kind: 'sqlite',
    async connect(name, use) {
      using database = new DatabaseSync(name, { readOnly: true })
      await use((sql) => database.prepare(sql).all())
    },
  },
  pg: {
    kind: 'postgres',
    async connect(name, use) {
      const client = new Client({ connectionString: connection.postgres(name) })
      await client.connect()
      await use((sql) => client.query(sql)).finally(() => client.end())
    },
  },
  postgres: {
    kind: 'postgres',
    async connect(name, use) {
      const sql = postgres(connection.postgres(name))
      await use((text) => sql.unsafe(text)).finally(() => sql.end())
    },
  },
  mysql2: {
    kind: 'mariadb',
    async connect(name, use) {
      const client = await createConnection(connection.mariadb(name))
      await use((sql) => client.query(sql)).finally(() => client.end())
    },
  },
}

const made = new Map<string, Migrated | string>()
if (python !== undefined)
  for (const kind of ['sqlite', 'postgres', 'mariadb'] as const) made.set(kind, await make[kind]())
afterAll(async () => {
  for (const one of made.values()) if (typeof one !== 'string') await one.drop()
})

const blog = defineApp('blog', { Post: { id: 'int' } })

/** A program of Django's shell: the post whose link is made, and its scope. */
const program = [
  'import access_tokens as t',
  'from blog.models import Post',
  'from django.core.management import call_command',
  'post = Post.objects.get(title="On hinges")',
  'scope = t.access_obj(post, "blog.view_post")',
]
const shell = (database: Migrated, ...lines: string[]): string =>
  database.manage('shell', '-c', [...program, ...lines].join('; ')).trim()

describe.each(Object.entries(drivers))('%s', (_name, driver) => {
  const database = made.get(driver.kind) ?? noDjango
  const why = typeof database === 'string' ? `: ${database}` : ''
  test.skipIf(why !== '')(
    `reads what Django migrated, in two queries${why}`,
    async () => {
      const migrated = database as Migrated
      const asked: string[] = []
      let tables: Tables | undefined
      await driver.connect(migrated.name, async (query) => {
        tables = await loadTables((sql) => {
          asked.push(sql)
          return query(sql)
        })
      })
      if (tables === undefined) throw new Error('nothing was read')
      expect(asked.length).toBe(2)
      expect([tables.contentTypes.length, tables.permissions.length]).toEqual([5, 20])
      expect(Object.isFrozen(tables.permissions[0])).toBe(true)

      // A token of this very Django, by the ids of this very database, and what Django itself says of them.
      const [pk = '', token, dumped = ''] = shell(
        migrated,
        'print(post.pk)',
        'print(t.generate(scope))',
        dump(''),
      ).split('\n')
      expect(sorted(tables)).toEqual(sorted(tablesFromDumpdata(dumped)))
      const { tokens, scope } = djangoTokens({ secretKey, apps: [blog], tables })
      const view = scope.accessObj(blog.Post(pk), 'blog.view_post')
      expect(tokens.validate(token, view, { maxAge: '1h' })).toBe(true)
      expect(tokens.validate(token, scope.accessObj(blog.Post(pk), 'blog.change_post'))).toBe(false)
      expect(tokens.validate(token, scope.accessObj(blog.Post(Number(pk) + 1), 'blog.view_post'))).toBe(false)

      const answers = shell(
        migrated,
        validate(tokens.generate(view)),
        validate(tokens.generate(view, { salt: 'x' })),
      )
      expect(answers).toBe('True\nFalse')
    },
    120_000,
  )
})

const dump = (option: string): string =>
  `call_command("dumpdata", ${option}"contenttypes", "auth.permission"); print()`
const validate = (text: string): string => `print(t.validate("${text}", scope, 60))`

test.skipIf(python === undefined)(`dumps with natural keys are read where they have ids${skipped}`, () => {
  const [foreign = '', primary = ''] = shell(
    made.get('sqlite') as Migrated,
    dump('"--natural-foreign", '),
    dump('"--natural-primary", '),
  )
    .split('\n')
    .filter((line) => line !== '')
  const tables = tablesFromDumpdata(foreign)
  expect([tables.contentTypes.length, tables.permissions.length]).toEqual([5, 20])
  expect(
    tables.permissions.every(({ contentType }) => tables.contentTypes.some(({ id }) => id === contentType)),
  ).toBe(true)
  expect(() => tablesFromDumpdata(primary)).toThrow(LatchkeyError)
})

const sorted = ({ contentTypes, permissions }: Tables): Tables => ({
  contentTypes: contentTypes.toSorted((one, other) => one.id - other.id),
  permissions: permissions.toSorted((one, other) => one.id - other.id),
})

test('ids come as numbers, bigints or text, and rows in the forms of four drivers', async () => {
  const expected = {
    contentTypes: [{ id: 7, app: 'blog', model: 'post' }],
    permissions: [{ id: 26, contentType: 7, codename: 'change_post' }],
  }
  for (const id of [(value: number) => value, BigInt, String]) {
    const types = [{ id: id(7), app: 'blog', model: 'post' }]
    const permissions = [{ id: id(26), contenttype: id(7), codename: 'change_post' }]
    for (const form of [
      (rows: unknown) => rows,
      (rows: unknown) => ({ rows }),
      (rows: unknown) => [rows, []],
      async (rows: unknown) => ({ rows }),
    ])
      expect(await loadTables((sql) => form(sql.includes('auth_permission') ? permissions : types))).toEqual(
        expected,
      )
  }
  expect(await loadTables(() => [])).toEqual({ contentTypes: [], permissions: [] })
  expect(await loadTables(() => [[], []])).toEqual({ contentTypes: [], permissions: [] })
  expect(JSON.parse(JSON.stringify(expected))).toEqual(expected)
})

test('what is no table of Django throws, and what the query throws is not touched', async () => {
  const good = { id: 1, app: 'a', model: 'b', contenttype: 1, codename: 'c' }
  for (const result of [
    undefined,
    null,
    5,
    'rows',
    {},
    { rows: 5 },
    [5],
    [null],
    [{}],
    [{ ...good, id: 1.5 }],
    [{ ...good, id: '' }],
    [{ ...good, id: 2n ** 60n }],
    [{ ...good, app: null, codename: null }],
  ])
    await expect(loadTables(() => result)).rejects.toThrow(LatchkeyError)
  const failure = new Error('no such table: auth_permission')
  await expect(loadTables(() => Promise.reject(failure))).rejects.toBe(failure)
  for (const text of [
    '',
    '{}',
    '5',
    'null',
    '[{"model":"contenttypes.contenttype"}]',
    '[{"model":"auth.permission","pk":1,"fields":{"content_type":["a","b"],"codename":"c"}}]',
  ])
    expect(() => tablesFromDumpdata(text)).toThrow(LatchkeyError)
  expect(tablesFromDumpdata('[{"model":"auth.user","pk":1,"fields":{}}]')).toEqual({
    contentTypes: [],
    permissions: [],
  })
})

test('a permission whose content type is gone has no name, and takes nothing from the rest', async () => {
  const tables = await loadTables((sql) =>
    sql.includes('auth_permission')
      ? [
          { id: 1, contenttype: 5, codename: 'lost' },
          { id: 2, contenttype: 7, codename: 'found' },
        ]
      : [{ id: 7, app: 'blog', model: 'post' }],
  )
  const { tokens, scope } = djangoTokens({ secretKey, apps: [blog], tables })
  const asked = scope.accessObj(blog.Post(1), 'blog.lost', 'blog.found')
  expect(Buffer.from(tokens.generate(asked).split(':')[0]!, 'base64url').toString()).toBe(
    '[[[7,1],["blog.lost",2]]]',
  )
  expect(tokens.validate(tokens.generate(asked), asked)).toBe(true)
})
