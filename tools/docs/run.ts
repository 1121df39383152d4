/**
 * The one process that runs every example: each is imported in turn, and one that fails or hangs does not stop the next.
 *
 * Reads `plan.json` of the working directory, writes `results.json`: for every module what is wrong with it, or null.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { outcomes } from './checks.ts'

interface Module {
  path: string
  places: string[]
}

const modules = JSON.parse(readFileSync('plan.json', 'utf8')) as Module[]
const results: (string | null)[] = []
let stray: unknown
process.on('uncaughtException', (error) => (stray = error))

/** What went wrong, with the line of the example that its stack names: the first line of the example's own file. */
function describe(error: unknown, url: string): string {
  if (!(error instanceof Error)) return `throws ${String(error)}`
  const line = error.stack?.split(`${url}:`)[1]?.split(':')[0]
  const { code } = error as { code?: unknown }
  const text = `throws ${typeof code === 'string' ? `${code}: ` : ''}${error.message.split('\n')[0] ?? ''}`
  return line === undefined ? text : `${text} (line ${line})`
}

async function run({ path, places }: Module): Promise<string | null> {
  const url = pathToFileURL(path).href
  stray = undefined
  let thrown: unknown
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new Error('did not end within 20 s')), 20_000)
  try {
    await Promise.race([import(url), late.promise])
    await new Promise(setImmediate)
  } catch (error) {
    thrown = error
  }
  clearTimeout(timer)
  for (const place of places) {
    const outcome = outcomes.get(place)
    if (outcome !== undefined) return `${outcome} (line ${place.split(':').at(-1)})`
  }
  const error = thrown ?? stray
  if (error !== undefined) return describe(error, url)
  const missed = places.find((place) => !outcomes.has(place))
  return missed === undefined ? null : `never reaches the // => of line ${missed.split(':').at(-1)}`
}

for (const module of modules) results.push(await run(module))
writeFileSync('results.json', JSON.stringify(results))
process.exit(0)
