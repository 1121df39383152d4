/**
 * The shape of src/, held: which file may import which, and what no file may do.
 *
 * A file that nobody placed fails too.
 */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { type ESTree, parseSync, Visitor } from 'rolldown/utils'
import { describe, expect, test } from 'vitest'
import manifest from '../package.json' with { type: 'json' }

/** Each file may import from its own layer and those before it. `cli/` stands for everything in that folder. */
const layers = [
  'errors store',
  'options id handle app lock lock-of registry scope grant covers normal-form notation verdict',
  'text/ codec/',
  'seal/',
  'numbers target revocations following revoked stamps generate verify pass look narrow inspect objects redact redeem revoke',
  'tokens stored latchkey index',
  'store/ http/ orm/ django/ testing/',
  'cli/',
].map((names) => names.split(' '))
/** Code that a stranger's token passes through: no regular expression, nothing evaluated. */
const verifyPath =
  'scope grant covers normal-form numbers lock target revoked revocations verify redeem pass look objects codec/ seal/ text/ http/ django/'.split(
    ' ',
  )
/** Folders whose files stand on `index.ts` alone, as a user's own would, and on what the folder shares. */
const adapters = ['store/', 'http/', 'orm/', 'django/', 'testing/']
/** What users import. Files of one folder share what is no such entry; the few that stand on an entry, and on which. */
const userEntries = new Set(
  Object.values(manifest.exports).flatMap((entry) =>
    typeof entry === 'string' ? [] : entry['@latchkey/source'].slice('./src/'.length, -'.ts'.length),
  ),
)
const standsOn: Readonly<Record<string, string>> = { 'http/next': 'http/fetch', 'http/h3': 'http/fetch' }
/** What adapters need beside `index.ts`, and why. */
const doors = Object.entries({
  // A guard checks in two steps, its options are read as everywhere, and the suite is about guards.
  'http/bearer': 'look id',
  'http/guard-options': 'options',
  'testing/http-routes': 'http/bearer store/memory',
  'testing/expect-refused': 'http/bearer',
  'testing/fixed-clock': 'options',
  // A pass and a handle are known by what nobody outside can see.
  'orm/filter': 'app errors handle id objects options pass scope verdict',
  // A second format of the same scopes: it has its own bytes, and shares what a scope is, what it covers and what a check proves.
  'django/':
    'options id grant covers normal-form registry scope pass verify text/base64url codec/body seal/chain',
}).map(([files, others]) => [files, others.split(' ')] as const)
/** The only files that may read the clock. */
const clockFiles = 'latchkey narrow following store/ testing/ django/time cli/commands/'.split(' ')
/** The only packages and modules of a platform, and the files that may import them. */
const packages: readonly (readonly [string, RegExp])[] = [
  ['seal/', /^@noble\/hashes\//],
  ['django/', /^@noble\/hashes\//],
  ['store/sqlite-file', /^node:(sqlite|fs)$/],
  ['http/hono', /^hono$/],
  ['http/fastify', /^fastify$/],
  ['http/nest', /^@nestjs\/common$/],
  ['orm/drizzle', /^drizzle-orm$/],
  ['orm/typeorm', /^typeorm$/],
  ['testing/exchange', /^node:net$/],
  ['orm/typeorm-entity', /^typeorm$/],
  ['cli/', /^(node:|a computed import$)/],
]
const mayImport = (name: string, specifier: string): boolean =>
  packages.some(([files, allowed]) => isIn([files], name) && allowed.test(specifier))

/** Stands for an import whose file is found out at run time: the command line loads the apps of its user. */
const computed = 'a computed import'

interface Source {
  /** Without `src/` and `.ts`: what the lists above name. */
  name: string
  text: string
  program: ESTree.Program
  imports: string[]
}

function read(path: string): Source {
  const text = readFileSync(path, 'utf8')
  const { program, module } = parseSync(path, text)
  const imports = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []),
    ),
    ...module.dynamicImports.map(({ moduleRequest: { start, end } }) => {
      const written = text.slice(start, end)
      return /^['"]/.test(written) ? written.slice(1, -1) : computed
    }),
  ]
  new Visitor({ TSImportType: ({ source }) => void imports.push(source.value) }).visit(program)
  return { name: path.slice('src/'.length, -'.ts'.length), text, program, imports }
}

const sources = globSync('src/**/*.ts').toSorted().map(read)
const isIn = (list: string[], name: string): boolean =>
  list.some((entry) => name === entry || (entry.endsWith('/') && name.startsWith(entry)))
const layerOf = (name: string): number => layers.findIndex((layer) => isIn(layer, name))
/** The name of the file that `specifier` means in the file `name`; a package stays as it is. */
const target = (name: string, specifier: string): string =>
  specifier.startsWith('.') ? posix.join(posix.dirname(name), specifier).replace(/\.ts$/, '') : specifier

const isTag = (node: ESTree.Node): boolean => node.type === 'Identifier' && /(^t|T)ags?$/.test(node.name)

/** What a program does that some files may not do; each with the text of its place. */
function deeds({ program, text }: Source): { deed: string; at: string }[] {
  const found: { deed: string; at: string }[] = []
  const add = (deed: string, { start, end }: { start: number; end: number }): void => {
    found.push({ deed, at: `line ${text.slice(0, start).split('\n').length}: ${text.slice(start, end)}` })
  }
  const regular = new Set(['match', 'matchAll', 'replace', 'search', 'test'])
  new Visitor({
    Literal: (node) => void ('regex' in node && add('regular expression', node)),
    CallExpression(node) {
      const { callee } = node
      if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return
      if (regular.has(callee.property.name)) add('regular expression', node)
    },
    BinaryExpression(node) {
      const sides = [node.left, node.right]
      if (/^[!=]==?$/.test(node.operator) && sides.some(isTag)) add('tag compared at once', node)
    },
    NewExpression(node) {
      if (node.callee.type === 'Identifier' && node.callee.name === 'Date' && node.arguments.length === 0)
        add('clock', node)
    },
    Identifier(node) {
      if (node.name === 'RegExp') add('regular expression', node)
      if (node.name === 'eval' || node.name === 'Function') add('evaluation', node)
      if (node.name === 'console') add('console', node)
      if (node.name === 'performance') add('clock', node)
    },
    MemberExpression(node) {
      const name = text.slice(node.start, node.end)
      if (name === 'Date.now') add('clock', node)
      if (name === 'Math.random') add('weak randomness', node)
    },
  }).visit(program)
  return found
}

describe.each(sources.map((source): [string, Source] => [source.name, source]))(
  'src/%s.ts',
  (name, source) => {
    const isCli = isIn(['cli/'], name)
    const isAdapter = isIn(adapters, name)
    const folder = `${name.split('/')[0]}/`

    test('is placed in a layer, and imports only from it and those before it', () => {
      expect(layerOf(name), 'place the file in `layers`').toBeGreaterThan(-1)
      const isWrong = (other: string): boolean => {
        if (isCli) return other !== 'index' && !isIn(['cli/', 'store/'], other)
        if (isAdapter) {
          const isOwn = other.startsWith(folder) && (!userEntries.has(other) || standsOn[name] === other)
          const isDoor = doors.some(([files, others]) => isIn([files], name) && isIn(others, other))
          return other !== 'index' && !isOwn && !isDoor
        }
        return layerOf(other) === -1 || layerOf(other) > layerOf(name)
      }
      const local = source.imports.filter((specifier) => specifier.startsWith('.'))
      expect(local.filter((specifier) => isWrong(target(name, specifier)))).toEqual([])
    })

    test('imports only the packages it may', () => {
      const outside = source.imports.filter((specifier) => !specifier.startsWith('.'))
      expect(outside.filter((specifier) => !mayImport(name, specifier))).toEqual([])
    })

    test('does only what it may', () => {
      const unwanted = ['weak randomness', 'tag compared at once']
      // The clients of Redis have a method of this name.
      if (name !== 'store/redis/client') unwanted.push('evaluation')
      if (!isCli) unwanted.push('console')
      if (!isIn(clockFiles, name)) unwanted.push('clock')
      if (isIn(verifyPath, name)) unwanted.push('regular expression')
      expect(deeds(source).filter(({ deed }) => unwanted.includes(deed))).toEqual([])
    })

    test('begins with a header, and has 300 lines at most', () => {
      expect(source.text).toMatch(/^(#!.*\n)?\/\*\*/)
      expect(source.text.trimEnd().split('\n').length).toBeLessThanOrEqual(300)
    })
  },
)

test('nothing that index.ts reaches needs Node', () => {
  const reached = new Set(['index'])
  for (const name of reached) {
    const imports = sources.find((source) => source.name === name)?.imports ?? []
    for (const specifier of imports) reached.add(target(name, specifier))
  }
  const unknown = [...reached].filter((name) => !sources.some((source) => source.name === name))
  expect(unknown.filter((name) => !name.startsWith('@noble/hashes/'))).toEqual([])
})

test('no file is there for nothing, and no function or value is exported for nothing', () => {
  const users = globSync('{test,tools,bench}/**/*.{ts,mjs}', {
    exclude: (path) => path.includes('node_modules'),
  })
  /** `src/id.ts#isUuid`, and `src/id.ts#*` where a whole file is taken. */
  const taken = new Set<string>()
  const reached = new Set([...userEntries, 'cli/main'])
  for (const path of [...sources.map(({ name }) => `src/${name}.ts`), ...users]) {
    const { staticImports, staticExports } = parseSync(path, readFileSync(path, 'utf8')).module
    const take = (specifier: string | undefined, name: string): void => {
      if (specifier?.startsWith('.')) taken.add(`${posix.join(posix.dirname(path), specifier)}#${name}`)
    }
    for (const { moduleRequest, entries } of staticImports)
      for (const { importName } of entries) take(moduleRequest.value, importName.name ?? '*')
    for (const entry of staticExports.flatMap(({ entries }) => entries))
      take(entry.moduleRequest?.value, entry.importName.name ?? '*')
  }
  for (const name of reached)
    for (const specifier of sources.find((source) => source.name === name)?.imports ?? [])
      reached.add(target(name, specifier))
  expect(sources.map(({ name }) => name).filter((name) => !reached.has(name))).toEqual([])
  // Types are exported beside the functions that name them.
  const idle = sources.flatMap(({ name, text }) =>
    userEntries.has(name)
      ? []
      : parseSync(name, text, { lang: 'ts' })
          .module.staticExports.flatMap(({ entries }) =>
            entries.flatMap(({ exportName, isType }) => (isType ? [] : `src/${name}.ts#${exportName.name}`)),
          )
          .filter((used) => !taken.has(used) && !taken.has(`src/${name}.ts#*`)),
  )
  expect(idle).toEqual([])
})

test('every guard and every store is held to its suite', () => {
  const texts = globSync('test/**/*.{ts,mjs}', { exclude: (path) => path.includes('node_modules') }).map(
    (path) => readFileSync(path, 'utf8'),
  )
  const adapted = Object.entries(manifest.exports).filter(
    ([, entry]) => typeof entry !== 'string' && /\/(http|store)\//.test(entry['@latchkey/source']),
  )
  expect(adapted.length).toBeGreaterThan(10)
  const isHeld = (subpath: string): boolean =>
    texts.some(
      (text) => text.includes(`'latchkey${subpath.slice(1)}'`) && /\b(httpRoutes|storeContract)\b/.test(text),
    )
  expect(adapted.map(([subpath]) => subpath).filter((subpath) => !isHeld(subpath))).toEqual([])
})

test('every export and command of the package has a source, and names what is built from it', () => {
  const entries = Object.values(manifest.exports).filter((entry) => typeof entry !== 'string')
  for (const entry of entries) {
    const built = entry['@latchkey/source'].replace('./src/', './dist/').replace(/\.ts$/, '')
    expect([entry.types, entry.default]).toEqual([`${built}.d.ts`, `${built}.js`])
  }
  const commands = Object.values(manifest.bin).map((bin) =>
    bin.replace('./dist/', './src/').replace(/\.js$/, '.ts'),
  )
  const named = [...entries.map((entry) => entry['@latchkey/source']), ...commands]
  expect(named.filter((path) => !existsSync(path))).toEqual([])
})
