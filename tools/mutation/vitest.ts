/**
 * What `vitest` is while mutants are tried: it collects the tests of each file, so that a mutant runs them without loading them again.
 *
 * It has what the tests of this repository use. `tests.ts` puts it in the place of the package.
 */
import {
  ASYMMETRIC_MATCHERS_OBJECT,
  GLOBAL_EXPECT,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
  setState,
} from '@vitest/expect'
import { fn } from '@vitest/spy'
import * as chai from 'chai'

type Run = () => unknown
type Body = (...values: never[]) => unknown

/** A file, or a `describe` in it. */
export interface Suite {
  name: string
  parent: Suite | undefined
  before: Run[]
  after: Run[]
  afterEach: Run[]
}
export interface Test {
  id: string
  suite: Suite
  run: Run
}

const suiteOf = (name: string, parent?: Suite): Suite => ({
  name,
  parent,
  before: [],
  after: [],
  afterEach: [],
})

let current = suiteOf('')
let collected: Test[] = []
let finished: Run[] = []

/** The tests of the file that `load` evaluates. */
export async function collect(file: string, load: () => Promise<unknown>): Promise<Test[]> {
  current = suiteOf(file)
  collected = []
  await load()
  return collected
}

/** Runs one test and what is to be done after it. */
export async function runTest(one: Test): Promise<void> {
  finished = []
  try {
    await one.run()
  } finally {
    for (let suite: Suite | undefined = one.suite; suite; suite = suite.parent)
      for (const after of suite.afterEach) await after()
    for (const after of finished.toReversed()) await after()
  }
}

// ---------------------------------------------------------------- what the tests import

type Each = <const Row>(
  rows: readonly Row[],
) => (name: string, body: (...values: Row extends readonly unknown[] ? Row : [Row]) => unknown) => void
interface Declare {
  (name: string, body: Body, timeout?: number): void
  each: Each
  skipIf(condition: boolean): Declare
}

function declaring(declare: (name: string, run: Run) => void): Declare {
  const each = (rows: readonly unknown[]) => (name: string, body: Body) => {
    const lists = rows.every((row) => Array.isArray(row))
    for (const [at, row] of rows.entries())
      declare(`${name} [${at}]`, () => body(...((lists ? row : [row]) as never[])))
  }
  const one = (name: string, body: Body): void => declare(name, () => body(context as never))
  const none = Object.assign(() => {}, { each: () => () => {}, skipIf: () => none }) as Declare
  const all: Declare = Object.assign(one, {
    each,
    skipIf: (condition: boolean) => (condition ? none : all),
  })
  return all
}

/** What a test is given that is not of a table. */
const context = { annotate: () => {} }

const names = (suite: Suite): string => (suite.parent ? `${names(suite.parent)} > ${suite.name}` : suite.name)

export const test: Declare = declaring((name, run) => {
  collected.push({ id: `${names(current)} > ${name} #${collected.length}`, suite: current, run })
})
export const describe: Declare = declaring((name, run) => {
  const outer = current
  current = suiteOf(name, outer)
  run()
  current = outer
})
export const beforeAll = (run: Run): number => current.before.push(run)
export const afterAll = (run: Run): number => current.after.push(run)
export const afterEach = (run: Run): number => current.afterEach.push(run)
export const onTestFinished = (run: Run): number => finished.push(run)

chai.use(JestExtend)
chai.use(JestChaiExpect)
chai.use(JestAsymmetricMatchers)
export const expect: typeof chai.expect = Object.assign(
  (value: unknown, message?: string) => chai.expect(value, message),
  chai.expect,
  (globalThis as unknown as Record<symbol, object>)[ASYMMETRIC_MATCHERS_OBJECT],
  { hasAssertions: () => {} },
)
Object.assign(globalThis, { [GLOBAL_EXPECT]: expect })
setState({ assertionCalls: 0 }, expect as never)

const stubbed = new Map<string, PropertyDescriptor>()
export const vi = {
  fn,
  // Some, as crypto, have no setter.
  stubGlobal: (name: string, value: unknown): void => {
    const descriptor = Object.getOwnPropertyDescriptor(globalThis, name)!
    if (!stubbed.has(name)) stubbed.set(name, descriptor)
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
  },
  unstubAllGlobals: (): void => {
    Object.defineProperties(globalThis, Object.fromEntries(stubbed))
    stubbed.clear()
  },
}
