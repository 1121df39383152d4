/**
 * How modules are loaded while mutants are tried: under a name with a number, since Node keeps what it has loaded by its name.
 */
import { readFileSync } from 'node:fs'
import { registerHooks, stripTypeScriptTypes } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'

let loads = 0
/** The number of the library: the first, or that of a mutant of what runs while it is loaded. */
let library = 0
let tests = 0
const sources = new Map<string, string>()
const shim = new URL('vitest.ts', import.meta.url).href
const root = pathToFileURL(`${process.cwd()}/`).href

/** The library is loaded anew from here on, or is the first one again. */
export function forgetLibrary(anew: boolean): void {
  library = anew ? ++loads : 0
}
/** The files of tests, and what they share, are loaded anew from here on. */
export function forgetTests(): number {
  return (tests = ++loads)
}

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === 'vitest') return { url: shim, format: 'module-typescript', shortCircuit: true }
    const found = next(specifier, context)
    if (!found.url.startsWith(root) || !found.url.endsWith('.ts') || found.url.includes('/node_modules/'))
      return found
    return { ...found, url: `${found.url}?${found.url.startsWith(`${root}src/`) ? library : tests}` }
  },
  load(url, context, next) {
    const at = url.indexOf('.ts?')
    if (at < 0) return next(url, context)
    const path = fileURLToPath(url.slice(0, at + 3))
    let source = sources.get(path)
    if (source === undefined) sources.set(path, (source = stripTypeScriptTypes(readFileSync(path, 'utf8'))))
    return { format: 'module', source, shortCircuit: true }
  },
})
