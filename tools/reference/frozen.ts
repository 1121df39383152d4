/**
 * The public interface as text without prose, a file a subpath: what a change of it shows in, and nothing else does.
 */
import type { Declaration, Entry, Export } from './exports.ts'

/** The interface of each subpath: its exports, then the types that they name and that nothing exports, by file and name. */
export function freeze(entries: readonly Entry[], publicHomes: ReadonlyMap<Declaration, string>): string[] {
  // A type that nothing exports is told once, by the first subpath that needs it.
  const homes = new Map(publicHomes)
  return entries.map((entry) => freezeOne(entry, homes))
}

function freezeOne({ specifier, exports, augmentations }: Entry, homes: Map<Declaration, string>): string {
  const declarations: Declaration[] = []
  const write = ({ name, declaration, members }: Export): string => {
    if (members !== undefined) return `export namespace ${name} {\n${members.map(write).join('\n')}\n}`
    const home = homes.get(declaration!)!
    if (home !== specifier) return `export { ${name} } from '${home}'`
    declarations.push(declaration!)
    return withoutComments(declaration!.code)
  }
  const exported = exports.map(write)
  const behind: Declaration[] = []
  for (const { mentions } of declarations)
    for (const mention of mentions)
      if (!homes.has(mention)) {
        homes.set(mention, specifier)
        behind.push(mention)
        declarations.push(mention)
      }
  const hidden = behind
    .toSorted((one, other) => compare(one.file, other.file) || compare(one.name, other.name))
    .map(({ file, code }) => `// ${file}\n${withoutComments(code).replace(/^export /, '')}`)
  const head = `// The public interface of ${specifier}, written by \`npm run reference\`: a change here is a change for users.`
  return `${[head, ...exported, ...augmentations.map(withoutComments), ...hidden].join('\n')}\n`
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}

/** Doc comments stand on lines of their own: that is how oxfmt lays them out. */
function withoutComments(code: string): string {
  return code.replaceAll(/^[ \t]*\/\*\*[^]*?\*\/\n/gm, '').replaceAll('export declare ', 'export ')
}
