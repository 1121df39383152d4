/**
 * What every ORM has to show on every engine: the rows that its filter selects are those for which `validate` says yes, one by one.
 *
 * A folder of `test/orm` gives its engines (`Engine`) to `testFilters`. The tables are those of `tables.ts`. The run is random; the seed
 * is printed, and LATCHKEY_TEST_SEED repeats it.
 */
import { keygen, latchkey, scope } from 'latchkey'
import type { AppLike, ModelLike, ObjectRef, Pass, Scope } from 'latchkey'
import { permitted } from 'latchkey/sql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { times } from '../property/always.ts'
import { randomTokens, type RandomToken } from './tokens.ts'
import { fields, modelNames, tables, type ModelName } from './tables.ts'

/** A model handle with the permissions of the suite. */
export type SuiteModel = ModelLike<string, unknown, 'read' | 'change'> &
  ((row: never) => ObjectRef<string, unknown, 'read' | 'change'>)

/** What a query is asked for. */
export interface Wanted {
  readonly pass: Pass
  readonly permission: 'read' | 'change'
  /** Whether the filter stands beside a condition of the user's own: `published = 1`. */
  readonly published: boolean
  /** Whether "nothing" is written as the empty list of alternatives of this ORM, or whatever it takes for "all". */
  readonly mutated: boolean
}
/** An ORM on a database with the tables of `tables.ts`. */
export interface Engine {
  /** An app with the five models, each with the permissions `read` and `change`. */
  readonly app: AppLike
  readonly models: Readonly<Record<ModelName, SuiteModel>>
  /** The rows that a query of the ORM finds, whole, as the ORM gives them; the filter is `where(wanted.pass, …)`. */
  select(model: ModelName, wanted: Wanted): Promise<readonly object[]>
  close(): Promise<void>
  /** How many queries may run at once; default 1. */
  readonly parallel?: number
}

/** Tests an ORM on an engine, with so many random tokens; `unreachable` says why it cannot be, and names the skip. */
export function testFilters(
  name: string,
  start: () => Promise<Engine>,
  unreachable?: string,
  tokens = 10_000,
): void {
  const cases = times(tokens)
  const why = unreachable === undefined ? '' : ` (${unreachable})`
  describe.skipIf(why !== '')(`${name}${why}`, () => {
    let engine: Engine
    let bench: Bench
    beforeAll(async () => {
      engine = await start()
      bench = await makeBench(engine)
    })
    afterAll(() => engine?.close())

    test('selects exactly the rows that validate allows, one by one', { timeout: 3_600_000 }, async () => {
      const tried = await bench.run(randomTokens(cases), { mutated: false })
      console.log(
        `${name}: ${cases} tokens (seed ${bench.seed}): ${tried.some} select some rows, ${tried.none} none, ${tried.all} all`,
      )
      expect(tried.wrong).toEqual([])
      // Fewer say nothing of shares.
      if (cases < 1000) return
      expect(tried.some).toBeGreaterThan(cases / 3)
      expect(tried.none).toBeGreaterThan(cases / 10)
      expect(tried.all).toBeGreaterThan(cases / 10)
    })

    test('is found out by this suite when "nothing" is an empty list of alternatives', async () => {
      const tried = await bench.run(randomTokens(200), { mutated: true })
      expect(tried.wrong.length).toBeGreaterThan(10)
    })

    test.each(modelNames)('takes as many ids of %s as a token holds', async (model) => {
      expect(await bench.longest(model)).toEqual([])
    })

    test('finds 9007199254740993, and not its neighbor', async () => {
      const one = bench.passOf(scope.accessObj(engine.models.Event(9007199254740993n as never), 'read'))
      const found = await engine.select('Event', {
        pass: one,
        permission: 'read',
        published: false,
        mutated: false,
      })
      expect(found.map((row) => keyOf('Event', row))).toEqual(['9007199254740993'])
    })
  })
}

interface Tried {
  some: number
  none: number
  all: number
  wrong: object[]
}
interface Bench {
  readonly seed: number
  run(tokens: (bench: SuiteModels) => Iterable<RandomToken>, how: { mutated: boolean }): Promise<Tried>
  longest(model: ModelName): Promise<object[]>
  passOf(granted: Scope): Pass
}
export type SuiteModels = Pick<Engine, 'app' | 'models'> & { readonly seed: number }

/** A key as text, whatever its members are. */
function keyText(key: unknown): string {
  return [key].flat().map(String).join('\n')
}

/** The key of a row, as {@link keyText}. */
function keyOf(model: ModelName, row: object): string {
  return keyText(fields[model].map((field) => (row as Readonly<Record<string, unknown>>)[field]))
}

async function makeBench(engine: Engine): Promise<Bench> {
  const { app, models } = engine
  const seed = Number(process.env['LATCHKEY_TEST_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
  const { tokens } = latchkey({ secrets: keygen(), apps: [app] })
  const reference = (model: ModelName, key: readonly unknown[]) =>
    models[model]((key.length === 1 ? key[0] : key) as never)
  const known = (model: ModelName) =>
    tables[model].rows.map((row) => {
      const object = reference(model, row.key)
      const asked = { read: scope.accessObj(object, 'read'), change: scope.accessObj(object, 'change') }
      return { key: keyText(row.key), published: row.published === 1, asked }
    })
  const rows = Object.fromEntries(modelNames.map((model) => [model, known(model)])) as Record<
    ModelName,
    ReturnType<typeof known>
  >
  const handled = (model: ModelName, row: object): string =>
    keyText((models[model] as unknown as (row: object) => ObjectRef)(row).id)

  function passOf(token: string): Pass {
    const verdict = tokens.verify(token, 'authentic')
    if (!verdict.ok) throw new Error(verdict.detail)
    return verdict.pass
  }

  /** What is wrong with the answer to one token; `thoroughly` asks validate itself for every row. */
  async function compare(
    { token, model, permission, published }: RandomToken,
    { mutated, thoroughly }: { mutated: boolean; thoroughly: boolean },
    tried: Tried,
  ): Promise<void> {
    const pass = passOf(token)
    const allowed = rows[model].filter(({ asked }) => pass.allows(asked[permission]))
    const wrong = (fault: string, more: object = {}): void => {
      tried.wrong.push({
        fault,
        model,
        permission,
        granted: scope.format(pass.scope).slice(0, 500),
        ...more,
      })
    }
    if (thoroughly) {
      const valid = rows[model].filter(({ asked }) => tokens.validate(token, asked[permission]))
      if (valid.length !== allowed.length || valid.some((row, at) => row !== allowed[at]))
        wrong('allows is not validate')
      const kept = permitted(pass, inMemory[model]!, models[model] as never, permission)
      if (
        kept.length !== allowed.length ||
        kept.some((row) => !allowed.some(({ key }) => key === handled(model, row)))
      )
        wrong('permitted')
    }
    tried[allowed.length === 0 ? 'none' : allowed.length === rows[model].length ? 'all' : 'some']++
    for (const besides of published ? [false, true] : [false]) {
      const expected = new Set(allowed.filter((row) => !besides || row.published).map(({ key }) => key))
      try {
        const found = await engine.select(model, { pass, permission, published: besides, mutated })
        const keys = found.map((row) => (thoroughly ? handled : keyOf)(model, row))
        if (keys.length === expected.size && keys.every((key) => expected.has(key))) continue
        const extra = keys.filter((key) => !expected.has(key)).slice(0, 3)
        const lost = [...expected].filter((key) => !keys.includes(key)).slice(0, 3)
        wrong('rows', { besides, extra, lost })
      } catch (error) {
        wrong(`threw ${String(error).slice(0, 500)}`, { besides })
      }
    }
  }

  /** All rows as the ORM gives them. */
  const inMemory: Partial<Record<ModelName, readonly object[]>> = {}
  const everything = passOf(tokens.generate(scope.accessAll('read'), { expiresIn: '1h' }))
  for (const model of modelNames) {
    const wanted: Wanted = { pass: everything, permission: 'read', published: false, mutated: false }
    inMemory[model] = await engine.select(model, wanted)
  }

  return {
    seed,
    passOf: (granted) => passOf(tokens.generate(granted, { expiresIn: '1h' })),
    async run(make, { mutated }) {
      const tried: Tried = { some: 0, none: 0, all: 0, wrong: [] }
      const stream = make({ app, models, seed })[Symbol.iterator]()
      let asked = 0
      const worker = async (): Promise<void> => {
        for (let next = stream.next(); next.done !== true; next = stream.next()) {
          const { granted, narrowings } = next.value
          let token = tokens.generate(granted, { expiresIn: '1h' })
          for (const limit of narrowings) token = tokens.narrow(token, { to: limit })
          await compare({ ...next.value, token }, { mutated, thoroughly: asked++ % 20 === 0 }, tried)
          if (tried.wrong.length >= 20) return
        }
      }
      await Promise.all(Array.from({ length: engine.parallel ?? 1 }, worker))
      return tried
    },
    async longest(model) {
      const tried: Tried = { some: 0, none: 0, all: 0, wrong: [] }
      const granted = longestScope(
        model,
        tables[model].rows.map(({ key }) => key),
        (key) => scope.accessObj(reference(model, key), 'read'),
      )
      const token = tokens.generate(granted)
      await compare(
        { token, model, permission: 'read', published: true, granted, narrowings: [] },
        { mutated: false, thoroughly: true },
        tried,
      )
      if (tried.some !== 1) tried.wrong.push({ fault: 'the scope is not some of the rows', tried })
      return tried.wrong
    },
  }
}

/** Every other row, and as many other ids as there is room for: 4,096 integers, and as many of the rest as a token holds. */
function longestScope(
  model: ModelName,
  keys: readonly (readonly unknown[])[],
  access: (key: readonly unknown[]) => Scope,
): Scope {
  const most = { Post: 4096, Event: 4096, Comment: 350, Tag: 900, Member: 300 }[model]
  const made = {
    Post: (at: number) => [100_000 + at],
    Event: (at: number) => [9007199254742000n + BigInt(at)],
    Comment: (at: number) => [`3f2504e0-4f89-41d3-9a0c-0305e82c${at.toString(16).padStart(4, '0')}`],
    Tag: (at: number) => [`t${at.toString(36)}`],
    Member: (at: number) => [at, `3f2504e0-4f89-41d3-9a0c-0305e82c${at.toString(16).padStart(4, '0')}`],
  }[model]
  // The smallest and the greatest integers would leave no room for the gaps between them.
  const near = keys.filter(([id]) => typeof id !== 'bigint' || (id > 2n ** 53n - 200n && id < 2n ** 54n))
  const own = near.filter((_key, at) => at % 2 === 0).slice(0, 80)
  const others = Array.from({ length: most - own.length }, (_, at) => made(at))
  return [...own, ...others].flatMap((key) => access(key))
}
