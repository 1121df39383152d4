/**
 * What the types cost a program: large schemas are written, compiled against what is built, and held to a budget.
 *
 * A budget is in instantiations, which are the same on every machine; seconds are printed, and held to five times what is promised of them. The
 * last line is a line of JSON for `tools/test.ts`.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './pack.ts'

interface Program {
  name: string
  /** How many instantiations it may take; beyond those of the program before it, where that is the same without latchkey. */
  budget: number
  isBeyond?: true
  /** How long it may take, where that is promised. */
  seconds?: number
  files: Readonly<Record<string, string>>
}
const folder = '.reports/types-cost'
/** 200 models with 20 permissions are promised to take less than one second. */
const promised = 1

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index)
const lines = (count: number, line: (index: number) => string): string => range(count).map(line).join('\n')

/** 200 models in ten apps, each with 20 permissions, and four calls a model. */
function declared(nameOf: (model: number, permission: number) => string): Program['files'] {
  const files: Record<string, string> = {}
  for (const app of range(10)) {
    const models = lines(20, (index) => {
      const names = range(20).map((permission) => `'${nameOf(app * 20 + index, permission)}'`)
      return `  Model${index}: { id: 'int', permissions: [${names.join(', ')}] },`
    })
    files[`app${app}.ts`] =
      `import { defineApp } from 'latchkey'\nexport const app${app} = defineApp('app${app}', {\n${models}\n})\n`
  }
  const calls = lines(200, (model) => {
    const app = `app${Math.floor(model / 20)}`
    const handle = `${app}.Model${model % 20}`
    const [first, second] = [nameOf(model, 3), nameOf(model, 17)]
    return `scope.accessObj(${handle}(5), '${first}', '${second}')
scope.accessModel(${handle}, '${second}')
pass.objects(${handle}, '${first}')
sql(pass, ${handle}, '${second}', { dialect: 'postgres' })`
  })
  const imports = lines(10, (app) => `import { app${app} } from './app${app}.ts'`)
  const apps = range(10).map((app) => `app${app}`)
  files['main.ts'] = `import { latchkey } from 'latchkey'
import type { Pass } from 'latchkey'
import { sql } from 'latchkey/sql'
${imports}
declare const pass: Pass
const { scope } = latchkey({ secrets: process.env['SECRETS'], apps: [${apps.join(', ')}] })
${calls}
`
  return files
}

/** Fifty tables of 16 columns; with calls to each, or without latchkey. */
function drizzle(isUsed: boolean): Program['files'] {
  const tables = lines(50, (table) => {
    const columns = range(15).map((column) => `  column${column}: text().notNull(),`)
    return `export const table${table} = pgTable('table${table}', {\n  id: integer().primaryKey(),\n${columns.join('\n')}\n})`
  })
  const schema = `import { integer, pgTable, text } from 'drizzle-orm/pg-core'\n${tables}\n`
  const queries = lines(50, (table) => {
    const condition = isUsed ? `where(pass, blog.table${table}, 'read')` : 'sql`true`'
    const row = isUsed ? `scope.accessObj(blog.table${table}(rows[0]!), 'change')` : 'rows[0]!.id'
    return `database.select().from(tables.table${table}).where(${condition}).then((rows) => ${row})`
  })
  const models = lines(
    50,
    (table) => `  table${table}: { table: tables.table${table}, permissions: ['read', 'change'] },`,
  )
  const setup = `import { latchkey } from 'latchkey'
import type { Pass } from 'latchkey'
import { drizzleApp, where } from 'latchkey/drizzle'
declare const pass: Pass
const blog = drizzleApp('blog', {\n${models}\n})
const { scope } = latchkey({ secrets: process.env['SECRETS'], apps: [blog] })`
  return {
    'schema.ts': schema,
    'main.ts': `import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/pg-proxy'
import * as tables from './schema.ts'
${isUsed ? setup : ''}
const database = drizzle(async () => ({ rows: [] }))
${queries}
`,
  }
}

/** Fifty tables of 16 columns, as Kysely's interface and as Prisma's type map. */
function structural(library: 'kysely' | 'prisma'): Program['files'] {
  const columns = range(15).map((column) => `    column${column}: string`)
  const rows = lines(
    50,
    (table) => `  export interface Row${table} {\n    id: number\n${columns.join('\n')}\n  }`,
  )
  const entry = (table: number): string =>
    library === 'kysely'
      ? `  Model${table}: Row${table}`
      : `  Model${table}: { payload: { scalars: Row${table} }; operations: { findMany: { args: { where?: Partial<Row${table}> } } } }`
  const models = lines(50, (table) => `  Model${table}: { id: 'int', permissions: ['read', 'change'] },`)
  const calls = lines(
    50,
    (table) =>
      `scope.accessObj(blog.Model${table}({} as Row${table}), 'change')\nwhere(pass, blog.Model${table}, 'read')`,
  )
  const types = `interface Database {\n${lines(50, entry)}\n}`
  const make = library === 'kysely' ? "kyselyApp<Database>('postgres')" : 'prismaApp<{ model: Database }>()'
  return {
    'main.ts': `import { latchkey } from 'latchkey'
import type { Pass } from 'latchkey'
import { ${library}App, where } from 'latchkey/${library}'
${rows}
${types}
declare const pass: Pass
const blog = ${make}('blog', {\n${models}\n})
const { scope } = latchkey({ secrets: process.env['SECRETS'], apps: [blog] })
${calls}
`,
  }
}

const programs: readonly Program[] = [
  {
    name: '200 models with the same 20 permissions',
    budget: 40_000,
    seconds: 5 * promised,
    files: declared((_model, at) => `do${at}`),
  },
  {
    name: '200 models with 4,000 permissions',
    budget: 90_000,
    files: declared((model, at) => `do${model}to${at}`),
  },
  { name: '50 tables of Drizzle alone', budget: Infinity, files: drizzle(false) },
  { name: '50 tables of Drizzle, as models', budget: 30_000, isBeyond: true, files: drizzle(true) },
  { name: '50 tables of Kysely, as models', budget: 40_000, files: structural('kysely') },
  { name: '50 models of Prisma', budget: 40_000, files: structural('prisma') },
]

const compilerOptions = {
  target: 'es2023',
  lib: ['es2023', 'dom'],
  module: 'nodenext',
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noEmit: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
}

run('node', ['tools/build.ts'])
let failed = 0
let before = 0
for (const [index, { name, budget, isBeyond, seconds: limit = Infinity, files }] of programs.entries()) {
  const project = join(folder, String(index))
  rmSync(project, { recursive: true, force: true })
  mkdirSync(project, { recursive: true })
  for (const [file, text] of Object.entries(files)) writeFileSync(join(project, file), text)
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions }))
  const output = run('tsc', ['-p', project, '--extendedDiagnostics'])
  const figure = (label: string): number =>
    Number(new RegExp(`^${label}:\\s+([\\d.]+)`, 'm').exec(output)?.[1])
  const [types, instantiations, seconds] = [figure('Types'), figure('Instantiations'), figure('Check time')]
  const own = isBeyond ? instantiations - before : instantiations
  before = instantiations
  const isWithin = own <= budget && seconds <= limit
  if (!isWithin) failed++
  const most = budget === Infinity ? '' : ` of ${budget.toLocaleString('en')}`
  console.log(
    `${isWithin ? '' : 'FAIL '}${name}: ${types.toLocaleString('en')} types, ${own.toLocaleString('en')}${most} ${isBeyond ? 'more ' : ''}instantiations, checked in ${seconds} s`,
  )
}
console.log(JSON.stringify({ passed: programs.length - failed, failed, skipped: [] }))
process.exitCode = failed > 0 ? 1 : 0
