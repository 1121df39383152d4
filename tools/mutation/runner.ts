/**
 * Tries mutants on the tests of the root, all in one process: a mutant is switched on, and the tests that reach it run, the quick ones first.
 *
 * It is a test runner of Stryker, which makes the mutants, chooses the tests, and counts. Vitest would load every file anew for each of
 * thousands of mutants. Here a module of the library is loaded again only for a mutant of what runs while it is loaded, and a file of tests
 * only for a mutant that it reaches while it is loaded: that is one more test, of the name of the file.
 *
 * A test that takes long, or fails with the few random cases of such a run, is left out. So the score is never too high.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { INSTRUMENTER_CONSTANTS } from '@stryker-mutator/api/core'
import type { InstrumenterContext } from '@stryker-mutator/api/core'
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin'
import {
  determineHitLimitReached,
  DryRunStatus,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner'
import type {
  DryRunResult,
  MutantRunOptions,
  MutantRunResult,
  TestResult,
  TestRunner,
  TestRunnerCapabilities,
} from '@stryker-mutator/api/test-runner'
import { forgetLibrary, forgetTests } from './loading.ts'
import { parts, slow, testsVariable } from './scope.ts'
import { collect, runTest } from './vitest.ts'
import type { Suite, Test } from './vitest.ts'

const namespace = INSTRUMENTER_CONSTANTS.NAMESPACE
/** In the copy of the repository that is mutated. */
const costsFile = 'costs.json'
/** A test that takes more of the processor than this has no part, in milliseconds. */
const longest = 250
/** A test that waits for longer than this, for what a mutant has broken, has found it. */
const patience = 4_000

class InProcessRunner implements TestRunner {
  readonly #files = JSON.parse(process.env[testsVariable]!) as string[]
  readonly #context: InstrumenterContext = ((globalThis as { [namespace]?: InstrumenterContext })[
    namespace
  ] ??= {})
  /** The tests of each file. */
  readonly #tests = new Map<string, Test[]>()
  /** What each test took of the processor; those that are left out are not in it. */
  readonly #costs = new Map<string, number>()

  capabilities(): TestRunnerCapabilities {
    return { reloadEnvironment: true }
  }

  async dryRun(): Promise<DryRunResult> {
    await loadLibrary()
    const results: TestResult[] = []
    for (const file of this.#files) {
      const loading = await this.#timed(file, () => this.#load(file))
      if (loading.status === TestStatus.Failed)
        return { status: DryRunStatus.Error, errorMessage: `${file}: ${loading.failureMessage}` }
      results.push(loading)
      const suites = new Set<Suite>()
      for (const test of this.#tests.get(file)!) results.push(await this.#try(test, suites))
      await leave(suites)
    }
    const left = results.filter(({ id }) => this.#costs.has(id))
    const out = results.filter(({ id }) => !this.#costs.has(id))
    for (const { id } of out) delete this.#context.mutantCoverage?.perTest[id]
    writeFileSync(costsFile, JSON.stringify([...this.#costs]))
    const mutantCoverage = this.#context.mutantCoverage
    return { status: DryRunStatus.Complete, tests: left, ...(mutantCoverage && { mutantCoverage }) }
  }

  async mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
    const { activeMutant, hitLimit, mutantActivation, testFilter } = options
    if (this.#costs.size === 0) await this.#resume()
    this.#context.hitCount = hitLimit === undefined ? undefined : 0
    this.#context.hitLimit = hitLimit
    this.#context.activeMutant = activeMutant.id
    const tests = mutantActivation === 'static' ? await this.#runAnew() : await this.#runLoaded(testFilter)
    this.#context.activeMutant = undefined
    const hit = determineHitLimitReached(this.#context.hitCount, hitLimit)
    return toMutantRunResult(hit ?? { status: DryRunStatus.Complete, tests })
  }

  /** A process that did not come back from a mutant is replaced by a new one, which has tried no test without a mutant. */
  async #resume(): Promise<void> {
    const costs = JSON.parse(readFileSync(costsFile, 'utf8')) as [string, number][]
    for (const [id, cost] of costs) this.#costs.set(id, cost)
    await loadLibrary()
    for (const file of this.#files) await this.#load(file)
  }

  /** Tests with the library and the files as they are loaded; those that a file must be loaded anew for come last. */
  async #runLoaded(wanted: string[] | undefined): Promise<TestResult[]> {
    const chosen = new Set(wanted ?? this.#costs.keys())
    const all = [...this.#tests.values()].flat().filter(({ id }) => chosen.has(id))
    const ordered = all.toSorted((one, other) => this.#costs.get(one.id)! - this.#costs.get(other.id)!)
    const results: TestResult[] = []
    const suites = new Set<Suite>()
    for (const test of ordered) {
      results.push(await this.#try(test, suites))
      if (results.at(-1)!.status === TestStatus.Failed) break
    }
    await leave(suites)
    if (results.at(-1)?.status === TestStatus.Failed) return results
    const files = this.#files.filter((file) => chosen.has(file))
    for (const file of files) {
      const loaded = this.#tests.get(file)!
      results.push(...(await this.#runFile(file)))
      this.#tests.set(file, loaded)
      if (results.at(-1)!.status === TestStatus.Failed) break
    }
    return results
  }

  /** Tests with everything loaded while the mutant is switched on, and once more without it. */
  async #runAnew(): Promise<TestResult[]> {
    const loaded = new Map(this.#tests)
    const results: TestResult[] = []
    forgetLibrary(true)
    for (const file of this.#files.toSorted(
      (one, other) => this.#costs.get(one)! - this.#costs.get(other)!,
    )) {
      results.push(...(await this.#runFile(file)))
      if (results.at(-1)!.status === TestStatus.Failed) break
    }
    forgetLibrary(false)
    for (const [file, tests] of loaded) this.#tests.set(file, tests)
    return results
  }

  async #runFile(file: string): Promise<TestResult[]> {
    const results = [await this.#timed(file, () => this.#load(file))]
    if (results[0]!.status === TestStatus.Failed) return results
    const suites = new Set<Suite>()
    for (const test of this.#tests.get(file)!.filter(({ id }) => this.#costs.has(id))) {
      results.push(await this.#try(test, suites))
      if (results.at(-1)!.status === TestStatus.Failed) break
    }
    await leave(suites)
    return results
  }

  async #load(file: string): Promise<void> {
    const name = `${pathToFileURL(resolve(file)).href}?${forgetTests()}`
    const tests = await collect(file, () => import(name))
    this.#tests.set(
      file,
      tests.filter(({ id }) => !slow.some((part) => id.includes(part))),
    )
  }

  #try(test: Test, suites: Set<Suite>): Promise<TestResult> {
    return this.#timed(test.id, async () => {
      await enter(test.suite, suites)
      await runTest(test)
    })
  }

  async #timed(id: string, run: () => Promise<void>): Promise<TestResult> {
    const dry = this.#context.activeMutant === undefined
    if (dry) this.#context.currentTestId = id
    const before = process.cpuUsage()
    let result: TestResult = { id, name: id, status: TestStatus.Success, timeSpentMs: 0 }
    try {
      await patiently(run)
    } catch (error) {
      result = { ...result, status: TestStatus.Failed, failureMessage: String(error) }
    }
    const { user, system } = process.cpuUsage(before)
    result.timeSpentMs = (user + system) / 1000
    if (dry) this.#context.currentTestId = undefined
    const takesPart =
      result.status === TestStatus.Success && (result.timeSpentMs < longest || this.#files.includes(id))
    if (dry && takesPart) this.#costs.set(id, result.timeSpentMs)
    return result
  }
}

/** Before any test is loaded, so that what runs meanwhile belongs to no file of tests. */
async function loadLibrary(): Promise<void> {
  for (const { files } of parts) for (const file of files) await import(pathToFileURL(resolve(file)).href)
}

async function enter(suite: Suite, ready: Set<Suite>): Promise<void> {
  if (ready.has(suite)) return
  if (suite.parent) await enter(suite.parent, ready)
  ready.add(suite)
  for (const before of suite.before) await before()
}

async function leave(suites: Set<Suite>): Promise<void> {
  for (const suite of suites) for (const after of suite.after) await patiently(after).catch(() => {})
}

async function patiently(run: () => unknown): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('it waits too long')), patience)
  })
  try {
    await Promise.race([run(), late])
  } finally {
    clearTimeout(timer)
  }
}

// A promise that a mutant left behind belongs to no test any more.
process.on('unhandledRejection', () => {})

export const strykerPlugins: unknown[] = [
  declareClassPlugin(PluginKind.TestRunner, 'in-process', InProcessRunner as never),
]
