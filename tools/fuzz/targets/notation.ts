/**
 * Any text in the notation of scopes, and any scope as a filter: the grammar is that of the specification, and the rows that a database
 * finds are those that the model of sets grants.
 */
import { DatabaseSync } from 'node:sqlite'
import { isDeepStrictEqual } from 'node:util'
import { defineApp, latchkey, LatchkeyError, scope } from '../../../src/index.ts'
import type { Model, Scope } from '../../../src/index.ts'
import { permitted, sql } from '../../../src/orm/sql.ts'
import { readNotation } from '../../../test/property/notation-grammar.ts'
import { secret } from '../../vectors/keys.ts'
import { law, makeChoices, utf8, within } from '../target.ts'
import type { Choices, Target } from '../target.ts'

// ---------------------------------------------------------------- the notation

function tryParse(text: string): Scope | undefined {
  try {
    return within(20, 'parse()', () => scope.parse(text))
  } catch (error) {
    law(error instanceof LatchkeyError && error.code === 'INVALID_NOTATION', `it throws ${String(error)}`)
    return undefined
  }
}

function runNotation(text: string): void {
  const parsed = tryParse(text)
  const expected = readNotation(text)
  law((parsed === undefined) === (expected === undefined), 'the grammar says otherwise')
  if (parsed === undefined) return
  const written = scope.format(parsed)
  law(isDeepStrictEqual(scope.parse(written), parsed), 'what is written is read otherwise')
  law(scope.format(scope.parse(written)) === written, 'a scope has two texts')
  for (let at = 0; at < written.length; at++) {
    const code = written.charCodeAt(at)
    law(code >= 32 && code < 127 && code !== 34 && code !== 92, 'RFC 6750 does not allow a character')
  }
  law(isDeepStrictEqual(parsed, scope.union(expected as unknown as Scope)), 'it is read to another scope')
}

// ---------------------------------------------------------------- filters

const app = defineApp('a', {
  I: { id: 'int', permissions: ['r', 'w'] },
  B: { id: 'bigint', permissions: ['r', 'w'] },
  U: { id: 'uuid', permissions: ['r', 'w'] },
  S: { id: 'string', permissions: ['r', 'w'] },
  C: { id: ['int', 'string'], idField: ['x', 'y'], permissions: ['r', 'w'] },
})
const { tokens } = latchkey({ secrets: secret(1), apps: [app] })
type Id = number | bigint | string | readonly [number, string]
type Handle = Model<string, unknown, unknown, string>

/** The rows of a table for each model. */
const rows: Readonly<Record<keyof typeof models, readonly Id[]>> = {
  I: [0, 1, 2, 42, -1, 2 ** 31, 2 ** 53 - 1],
  B: [0n, 1n, -1n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)],
  U: ['3f2504e0-4f89-41d3-9a0c-0305e82c3301', '00000000-0000-0000-0000-000000000000'],
  S: ['', '1', 'a', 'A', 'é', 'e\u0301', "'", '"', '\\', '%', '_', '\u{1F511}', 'a]', 'null'].filter(Boolean),
  C: [
    [1, 'a'],
    [1, 'A'],
    [2, 'a'],
    [2, '1'],
    [-1, "'"],
  ],
}
const models = { I: app.I, B: app.B, U: app.U, S: app.S, C: app.C }
/** Ids that a holder may put into a block, though no row of the model has one of the kind. */
const strange: readonly Id[] = [7, '7', 2n ** 64n - 1n, 'x\0y', [1, 'x'], '[1]']
const names = Object.keys(rows) as (keyof typeof rows)[]

const database = new DatabaseSync(':memory:')
for (const name of names) {
  database.exec(`create table ${name} (x, y, id collate nocase, at)`)
  const insert = database.prepare(`insert into ${name} values (?, ?, ?, ?)`)
  for (const [at, id] of rows[name].entries()) {
    const [x, y] = typeof id === 'object' ? id : [null, null]
    insert.run(x, y, typeof id === 'object' ? null : id, at)
  }
}

interface Grant {
  readonly app?: string
  readonly model?: string
  readonly id?: Id
  readonly permissions: readonly string[]
}

function grantOf(choices: Choices, model: keyof typeof rows): Grant {
  const permissions = choices.pick([['r'], ['w'], ['r', 'w'], []])
  const level = choices.below(12)
  const other = choices.pick(names)
  const of = choices.below(6) === 0 ? other : model
  if (level === 0) return { permissions }
  if (level === 1) return { app: choices.pick(['a', 'b']), permissions }
  if (level === 2) return { app: 'a', model: of, permissions }
  const id =
    choices.below(8) === 0 ? choices.pick(strange) : choices.pick(rows[choices.below(8) === 0 ? other : of])
  return { app: 'a', model: of, id, permissions }
}

const idKey = (id: Id): string =>
  typeof id === 'object' ? JSON.stringify(id) : `${typeof id === 'string'} ${String(id)}`

function runFilter(choices: Choices): void {
  const model = choices.pick(names)
  const layers = Array.from({ length: 1 + choices.below(3) }, () =>
    Array.from({ length: 1 + choices.below(9) }, () => grantOf(choices, model)),
  ).filter((grants, at) => at === 0 || grants.some(({ permissions }) => permissions.length > 0))
  const [first, ...rest] = layers as unknown as readonly Scope[]
  const token = rest.reduce((held, to) => tokens.narrow(held, { to }), tokens.generate(first!))
  const verdict = tokens.verify(token, 'authentic')
  law(verdict.ok, 'a token is not genuine')

  const expected = rows[model].flatMap((id, at) => {
    const granted = layers.every((grants) =>
      grants.some(
        (grant) =>
          grant.permissions.includes('r') &&
          (grant.app ?? 'a') === 'a' &&
          (grant.model ?? model) === model &&
          (grant.id === undefined || idKey(grant.id) === idKey(id)),
      ),
    )
    return granted ? [at] : []
  })
  const handle = models[model] as unknown as Handle
  const columns = model === 'C' ? ['x', 'y'] : 'id'
  const { text, values } = within(20, 'sql()', () =>
    sql(verdict.pass, handle, 'r', { dialect: 'sqlite', columns }),
  )
  const found = database
    .prepare(`select at from ${model} where ${text} order by at`)
    .all(...values)
    .map(({ at }) => at)
  law(
    isDeepStrictEqual(found, expected),
    () => `the database finds ${JSON.stringify(found)}, granted are ${JSON.stringify(expected)}`,
  )
  const objects = rows[model].map((id) => (typeof id === 'object' ? { x: id[0], y: id[1] } : { id }))
  const kept = permitted(verdict.pass, objects, handle, 'r').map((row) => objects.indexOf(row as never))
  law(isDeepStrictEqual(kept, expected), 'permitted() keeps other rows')
  // The other dialects have no engine here: as many places as values, and no value in the text.
  for (const dialect of ['postgres', 'mysql'] as const) {
    const filter = sql(verdict.pass, handle, 'r', { dialect, columns })
    const places = filter.text.match(dialect === 'postgres' ? /\$\d+/g : /\?/g)?.length ?? 0
    law(places === filter.values.length, 'there are more or fewer values than places')
    law(/^[\w\s()=?$:[\],"`]*$/.test(filter.text), 'a value is in the text of a statement')
  }
}

const notations = ['blog.Post:42#read,change blog#moderate *#see', '*#', '#', 'a.S:%27#r a.C:(1,a)#w', '']

export const target: Target = {
  name: 'notation',
  seeds: () => [
    ...notations.map((text) => Uint8Array.of(0, ...utf8(text))),
    ...[0, 1, 2, 3, 4].map((model) => Uint8Array.of(1, model, 1, 4, 2, 3, 5, 1, 1, 0, 3, 2, 2, 2, 1, 1)),
  ],
  words: [
    ...notations,
    '%',
    '%20',
    '%00',
    '#',
    ':',
    '.',
    ',',
    '(',
    ')',
    '*',
    '-0',
    '9223372036854775808',
    '\u00e9',
  ].map(utf8),
  longest: 600,
  run([form = 0, ...rest]) {
    const bytes = Uint8Array.from(rest)
    if (form % 2 === 0) runNotation(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes))
    else runFilter(makeChoices(bytes))
  },
}
