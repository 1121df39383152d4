/**
 * A property that somebody put on every object, while a decision is made: which names are tried, as what, and which decisions it changed.
 */
import { globSync, readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'

/** Decisions by name, as texts that two of a kind have in common. */
export type Decisions = Readonly<Record<string, () => unknown>>
/** What came of it. */
export interface Found {
  readonly tried: number
  readonly expected: ReadonlyMap<string, string>
  readonly changed: readonly string[]
}

const everything: object = Object.prototype
const bare = (fields: PropertyDescriptor): PropertyDescriptor =>
  Object.assign(Object.create(null) as PropertyDescriptor, fields, { configurable: true })
/** Whether the property that is tried now was read, or written, where it is an accessor. */
let isRead = false
/** Of one that nobody reads two kinds are enough: `in` and a loop find the second. */
const kinds: Readonly<Record<string, PropertyDescriptor>> = {
  accessor: bare({
    get: () => {
      isRead = true
      return 'x'
    },
    set: () => {
      isRead = true
    },
  }),
  true: bare({ value: true, writable: true, enumerable: true }),
  text: bare({ value: 'x', writable: true }),
  function: bare({ value: () => 'x', writable: true, enumerable: true }),
}
/** A list itself cannot be filled where a number is an accessor, and nothing can be awaited where every object has a `then`. */
const isPossible = (name: string, kind: string): boolean =>
  !(/^\d+$/.test(name) && kind === 'accessor') && !(name === 'then' && kind === 'function')

/** The property that is tried now. */
let current: { readonly name: string; readonly kind: string } | undefined

/** Puts the property that is tried now on every object, or takes it away again. Returns what undoes that. */
function set(isThere: boolean): () => void {
  if (current === undefined) return () => {}
  const { name, kind } = current
  const before = Object.getOwnPropertyDescriptor(everything, name)
  const put = (descriptor: PropertyDescriptor | undefined): void => {
    if (descriptor === undefined) Reflect.deleteProperty(everything, name)
    else Object.defineProperty(everything, name, descriptor)
  }
  put(isThere ? kinds[kind] : natural.get(name))
  return () => put(before)
}
/** What every object has, before anybody put something there. */
const natural = new Map(Object.entries(Object.getOwnPropertyDescriptors(everything)))

function during<Result>(isThere: boolean, act: () => Result): Result {
  const undo = set(isThere)
  let result: Result
  try {
    result = act()
  } catch (error) {
    undo()
    throw error
  }
  if (result instanceof Promise) return result.finally(undo) as Result
  undo()
  return result
}

/** Runs `act` with the property that is tried now; there is none while it is found out what is expected. */
export function meanwhile<Result>(act: () => Result): Result {
  return during(true, act)
}
/** Runs `act` without it, within what runs with it: what is not ours, and would break. */
export function aside<Result>(act: () => Result): Result {
  return during(false, act)
}

/** The names that every object has or a platform asks for. */
const common =
  'get set value writable enumerable configurable then toString toJSON valueOf constructor hasOwnProperty id length size name cause status 0 1 x'

/** The names of properties in these sources, beside those that matter everywhere. */
export function namesIn(...patterns: string[]): Set<string> {
  const names = new Set(common.split(' '))
  const places = [/\.([A-Za-z_]\w*)/g, /[{,]\s*([A-Za-z_]\w*)(?=\s*[,:}=])/g, /'([@A-Za-z_]\w{1,30})'/g]
  for (const file of globSync(patterns)) {
    const code = stripTypeScriptTypes(readFileSync(file, 'utf8')).replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, '')
    for (const place of places) for (const [, name] of code.matchAll(place)) names.add(name!)
  }
  return names
}

async function answers(decisions: Decisions): Promise<Map<string, string>> {
  const told = new Map<string, string>()
  for (const name of Object.keys(decisions)) {
    try {
      told.set(name, String(await decisions[name]!()))
    } catch (error) {
      const { code, message } = error as { readonly code?: unknown; readonly message?: unknown }
      told.set(name, `throws ${String(code ?? message)}`)
    }
  }
  return told
}

/** What a platform may answer instead, where it is not ours that the property changes. */
type MayAnswer = (answer: string, property: string, decision: string) => boolean
/** Where the name of a decision ends in a star it may fail: nobody gets in, and no row is found, by an exception. */
const mayThrow: MayAnswer = (answer, _property, decision) =>
  decision.endsWith('*') && answer.startsWith('throws ')

/** Makes each decision once for each property that may be there, as long as it says by {@link meanwhile}. */
export async function findChanges(
  decisions: Decisions,
  names: Iterable<string>,
  mayAnswer: MayAnswer = mayThrow,
): Promise<Found> {
  const expected = await answers(decisions)
  const changed: string[] = []
  let tried = 0
  for (const name of names) {
    isRead = /^\d+$/.test(name)
    for (const kind of Object.keys(kinds)) {
      if (!isPossible(name, kind) || (!isRead && kind !== 'accessor' && kind !== 'true')) continue
      current = { name, kind }
      const told = await answers(decisions)
      current = undefined
      tried++
      for (const [decision, answer] of told)
        if (answer !== expected.get(decision) && !mayAnswer(answer, name, decision))
          changed.push(`${name} as ${kind}: ${decision} is ${answer}`)
    }
  }
  return { tried, expected, changed }
}

const careless = (options: { readonly maxAge?: unknown }): boolean => options.maxAge === undefined

/** Whether a decision that reads an option carelessly is found. */
export async function isSeen(): Promise<boolean> {
  const { changed } = await findChanges({ careless: () => meanwhile(() => careless({})) }, ['maxAge'])
  return changed.length > 0
}

/** An object by its own names, without JSON, which a property can change. */
export function shown(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  if (Array.isArray(value)) return `[${value.map(shown).join()}]`
  return Reflect.ownKeys(value)
    .map((name) => `${String(name)}:${shown(Reflect.get(value, name))}`)
    .join()
}
