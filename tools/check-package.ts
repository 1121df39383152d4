/**
 * Checks the package that would be published: what is in it, what it says of itself, and that programs can use it.
 *
 * The programs are in test/package/. The last line is a line of JSON for `tools/test.ts`.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pack, run } from './pack.ts'

const documents = ['LICENSE', 'README.md', 'SPEC.md', 'SECURITY.md', 'CHANGELOG.md']
/** What `latchkey inspect --open` opens; built where what it needs is installed. */
const inspector = 'dist/inspector.html'
const hasInspector = existsSync('inspector/node_modules')
const skipped = hasInspector ? [] : [`${inspector}: not built (npm ci --prefix inspector)`]
/** What is in the package, and the pairs that belong together: each source is there with what was built from it. */
const built = /^dist\/(.+?)(?:\.d\.ts|\.js)$/
const source = /^src\/(.+)\.ts$/

const { folder, tarball, files } = pack()
const installed = join(folder, 'node_modules/latchkey')
const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as {
  version: string
  dependencies: Record<string, string>
  scripts?: Record<string, string>
  bin: { latchkey: string }
}
cpSync('test/package', folder, { recursive: true })
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')

function compile(module: string, moduleResolution: string): void {
  const strictness = { strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false }
  const environment = { target: 'es2023', lib: ['es2023'], types: [], module, moduleResolution }
  const compilerOptions = { ...strictness, ...environment, outDir: module }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['consumer.ts'] }))
  run('tsc', ['-p', folder])
}

const checks: Record<string, () => void> = {
  'holds the documents, the sources and what was built from them, and nothing else': () => {
    const others = files.filter((file) => !built.test(file) && !source.test(file) && file !== 'package.json')
    assert.deepEqual(others.toSorted(), [...documents, ...(hasInspector ? [inspector] : [])].toSorted())
    const names = (kind: RegExp): string[] => [
      ...new Set(files.flatMap((file) => kind.exec(file)?.[1] ?? [])),
    ]
    assert.deepEqual(names(built).toSorted(), names(source).toSorted())
  },
  'runs no script when it is installed': () => {
    const lifecycle = new Set(['preinstall', 'install', 'postinstall', 'prepublish', 'prepare'])
    assert.deepEqual(
      Object.keys(manifest.scripts ?? {}).filter((name) => lifecycle.has(name)),
      [],
    )
  },
  'depends on one package, in one version': () => {
    assert.deepEqual(Object.keys(manifest.dependencies), ['@noble/hashes'])
    assert.match(manifest.dependencies['@noble/hashes']!, /^\d+\.\d+\.\d+$/)
    const { version } = JSON.parse(readFileSync('node_modules/@noble/hashes/package.json', 'utf8')) as {
      version: string
    }
    assert.equal(version, manifest.dependencies['@noble/hashes'])
  },
  'satisfies publint': () => void run('publint', ['run', tarball, '--strict']),
  'compiles in a program with moduleResolution nodenext': () => compile('nodenext', 'nodenext'),
  'compiles in a program with moduleResolution bundler': () => compile('preserve', 'bundler'),
  'runs when imported': () => void run('node', [join(folder, 'nodenext/consumer.js')]),
  'runs when required': () => void run('node', [join(folder, 'consumer.cjs')]),
  'has a command that says its version': () => {
    const version = run(join(installed, manifest.bin.latchkey), ['--version'])
    assert.equal(version.trim(), manifest.version)
  },
  ...(hasInspector && {
    'has a command that opens the inspector, or names it where nothing opens it': () => {
      const page = join(installed, inspector)
      const args = [join(installed, manifest.bin.latchkey), 'inspect', '--open']
      const open = (path: string): string =>
        spawnSync(process.execPath, args, { encoding: 'utf8', env: { PATH: path } }).stdout
      assert.equal(open(folder), `${page}\n`)
      const opener = join(folder, 'bin/xdg-open')
      mkdirSync(join(folder, 'bin'))
      writeFileSync(opener, '#!/bin/sh\nprintf %s "$*" > "$0.given"\n', { mode: 0o755 })
      if (process.platform !== 'linux') return
      assert.equal(open(join(folder, 'bin')), '')
      assert.equal(readFileSync(`${opener}.given`, 'utf8'), page)
    },
  }),
}

let failed = 0
for (const [name, check] of Object.entries(checks)) {
  try {
    check()
  } catch (error) {
    failed++
    console.log(`FAIL the package ${name}\n${error instanceof Error ? error.message : String(error)}`)
  }
}
console.log(JSON.stringify({ passed: Object.keys(checks).length - failed, failed, skipped }))
process.exitCode = failed > 0 ? 1 : 0
