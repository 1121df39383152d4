/**
 * From the sources to what the package exports: each name of each subpath, with its comment and its declaration.
 *
 * The compiler emits the declarations, oxfmt lays them out, and names are followed from file to file.
 */
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { parseSync } from 'rolldown/utils'

/** What stands at the top of a file under one name: an interface, a type, or all overloads of a function. */
export interface Declaration {
  /** Where it is written: `src/scope.ts`. */
  file: string
  name: string
  isType: boolean
  /** The text of its doc comment, without the marks; empty where there is none. */
  comment: string
  /** As the compiler emits it, with the comments of its members. */
  code: string
  /** The other declarations of the package that it names. */
  mentions: Declaration[]
}
/** One name of a subpath: a declaration, or, for `export * as`, all that a file exports, as `signing.dumps`. */
export interface Export {
  name: string
  declaration?: Declaration
  members?: Export[]
}
/** One subpath of the package. */
export interface Entry {
  /** What a program imports: `latchkey/express`. */
  specifier: string
  /** Its source: `src/http/express.ts`. */
  file: string
  comment: string
  exports: Export[]
  /** What it declares in modules of other packages, as code: `declare module 'fastify'`. */
  augmentations: string[]
}

interface Node {
  type: string
  start: number
  end: number
  [field: string]: unknown
}
/** A file as it is read: what it declares, and what it has of others, as `file` and `name` there; `*` is the whole file. */
interface Module {
  augmentations: string[]
  declared: Map<string, { isType: boolean; comment: string; code: string; names: Set<string> }>
  imported: Map<string, { file: string; name: string }>
  exported: Map<string, { file: string; name: string }>
}

/** Reads the entries of package.json, in its order. */
export function readEntries(): Entry[] {
  const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    exports: Record<string, string | { '@latchkey/source': string }>
  }
  const sources = Object.entries(exports).flatMap(([subpath, target]) =>
    typeof target === 'string' ? [] : [[`latchkey${subpath.slice(1)}`, target['@latchkey/source'].slice(2)]],
  )
  const folder = emit(sources.map(([, file]) => file!))
  try {
    const reader = makeReader(folder)
    return sources.map(([specifier, file]) => {
      const { augmentations, exported } = reader.module(file!)
      const comment = headerOf(file!)
      return { specifier: specifier!, file: file!, comment, exports: reader.follow(exported), augmentations }
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Writes the declarations of `files` and of what they import into a new folder, as `src/….d.ts`. */
function emit(files: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-declarations-'))
  const compilerOptions = {
    noEmit: false,
    emitDeclarationOnly: true,
    outDir: join(folder, 'src'),
    rootDir: resolve('src'),
    typeRoots: [resolve('node_modules/@types')],
  }
  const include = [...files.map((file) => resolve(file)), resolve('tools/types')]
  const config = { extends: resolve('tsconfig.json'), compilerOptions, include, exclude: [] }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  copyFileSync('.oxfmtrc.json', join(folder, '.oxfmtrc.json'))
  for (const [command, args] of [
    ['tsc', ['-p', folder, '--pretty', 'false']],
    ['oxfmt', ['src']],
  ] as const) {
    const { status, stdout, stderr } = spawnSync(resolve('node_modules/.bin', command), args, {
      cwd: folder,
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(`${command} ${args.join(' ')}: exit ${status}\n${stdout}${stderr}`)
  }
  return folder
}

function makeReader(folder: string): {
  module(file: string): Module
  follow(exported: Module['exported'], prefix?: string): Export[]
} {
  const modules = new Map<string, Module>()
  const declarations = new Map<string, Declaration>()

  function module(file: string): Module {
    let found = modules.get(file)
    if (found === undefined) {
      found = readModule(file, readFileSync(join(folder, file.replace(/\.ts$/, '.d.ts')), 'utf8'))
      modules.set(file, found)
    }
    return found
  }

  /** Where `name` of `file` is declared: through imports and re-exports. `undefined` for what comes from other packages. */
  function declaration(file: string, name: string): Declaration | undefined {
    const { declared, imported, exported } = module(file)
    const own = declared.get(name)
    if (own === undefined) {
      const elsewhere = imported.get(name) ?? exported.get(name)
      return elsewhere === undefined || elsewhere.name === '*'
        ? undefined
        : declaration(elsewhere.file, elsewhere.name)
    }
    const key = `${file} ${name}`
    let found = declarations.get(key)
    if (found === undefined) {
      const { names, ...facts } = own
      found = { file, name, ...facts, mentions: [] }
      // Before its mentions are read: types may name each other.
      declarations.set(key, found)
      const mentions = [...names].flatMap((mention) =>
        mention === name ? [] : (declaration(file, mention) ?? []),
      )
      found.mentions.push(...new Set(mentions))
    }
    return found
  }

  function follow(exported: Module['exported'], prefix = ''): Export[] {
    return [...exported].map(([plain, { file, name: there }]) => {
      const name = prefix + plain
      if (there === '*') return { name, members: follow(module(file).exported, `${name}.`) }
      const found = declaration(file, there)
      if (found === undefined) throw new Error(`${name} is not found: '${there}' of ${file}`)
      return { name, declaration: found }
    })
  }
  return { module, follow }
}

function readModule(file: string, text: string): Module {
  const { program, comments, errors } = parseSync('module.d.ts', text)
  if (errors[0] !== undefined) throw new Error(`${file}: ${errors[0].message}`)
  const found: Module = { augmentations: [], declared: new Map(), imported: new Map(), exported: new Map() }
  const docs = comments.filter(({ type, value }) => type === 'Block' && value.startsWith('*'))
  const from = ({ value }: { value: string }): string | undefined =>
    value.startsWith('.') ? join(dirname(file), value) : undefined

  for (const statement of program.body as unknown as Node[]) {
    const source = statement['source'] as { value: string } | null | undefined
    const origin = source == null ? file : from(source)
    if (statement.type === 'ImportDeclaration') {
      for (const { imported, local } of statement['specifiers'] as Record<string, { name: string }>[])
        if (origin !== undefined && imported !== undefined)
          found.imported.set(local!.name, { file: origin, name: imported.name })
    } else if (statement.type === 'ExportAllDeclaration') {
      const name = (statement['exported'] as { name: string } | null)?.name
      if (name === undefined || origin === undefined)
        throw new Error(`${file}: export * is not listed by hand`)
      found.exported.set(name, { file: origin, name: '*' })
    } else if (statement.type === 'ExportNamedDeclaration' && statement['declaration'] === null) {
      for (const { local, exported } of statement['specifiers'] as Record<string, { name: string }>[]) {
        if (origin === undefined) throw new Error(`${file} exports ${exported!.name} of another package`)
        found.exported.set(exported!.name, { file: origin, name: local!.name })
      }
    } else if (statement.type === 'TSModuleDeclaration') {
      found.augmentations.push(text.slice(statement.start, statement.end))
    } else {
      const exports = statement.type === 'ExportNamedDeclaration'
      const node = (exports ? statement['declaration'] : statement) as Node
      const names =
        node.type === 'VariableDeclaration'
          ? (node['declarations'] as { id: { name: string } }[]).map(({ id }) => id.name)
          : [(node['id'] as { name: string }).name]
      const comment = docs.findLast(
        ({ end }) => end <= statement.start && text.slice(end, statement.start).trim() === '',
      )
      for (const name of names) {
        const earlier = found.declared.get(name)
        const code = text.slice(statement.start, statement.end)
        found.declared.set(name, {
          // An interface and a function of one name are a value.
          isType:
            (earlier?.isType ?? true) &&
            (node.type === 'TSInterfaceDeclaration' || node.type === 'TSTypeAliasDeclaration'),
          comment: [earlier?.comment, comment && prose(comment.value)].filter(Boolean).join('\n\n'),
          code: earlier === undefined ? code : `${earlier.code}\n${code}`,
          names: identifiers(node, earlier?.names),
        })
        if (exports) found.exported.set(name, { file, name })
      }
    }
  }
  return found
}

/** Every identifier in a tree: more than what is meant, and what is meant is found by name. */
function identifiers(value: unknown, names = new Set<string>()): Set<string> {
  if (Array.isArray(value)) for (const item of value) identifiers(item, names)
  else if (typeof value === 'object' && value !== null) {
    const { type, name } = value as { type?: unknown; name?: unknown }
    if (type === 'Identifier' && typeof name === 'string') names.add(name)
    for (const field of Object.values(value)) identifiers(field, names)
  }
  return names
}

/** The comment that a source begins with. The compiler drops it where it drops the import behind it. */
function headerOf(file: string): string {
  const comment = /^\/\*([^]*?)\*\//.exec(readFileSync(file, 'utf8'))?.[1] ?? ''
  return prose(comment).replace(/\s*@module\s*$/, '')
}

/** The text of a doc comment. */
function prose(comment: string): string {
  return comment
    .slice(1)
    .replaceAll(/^[ \t]*\* ?/gm, '')
    .trim()
}
