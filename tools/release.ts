/**
 * Prepares a release, and stops before it is published: `npm run release`, or with `--quick` without the tests, to try the rest.
 *
 * From a clean commit to one file: what is packed comes from two fresh clones in different places, and both have to give the same bytes.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { run } from './pack.ts'

const isQuick = process.argv.includes('--quick')
const folder = mkdtempSync(join(tmpdir(), 'latchkey-release-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

function fail(message: string): never {
  console.error(`no release: ${message}`)
  process.exit(1)
}
const step = (name: string): void => console.log(`- ${name}`)
const git = (...args: string[]): string => run('git', args).trim()

step('the tree is clean')
const changed = git('status', '--porcelain')
if (changed !== '') fail(`commit or remove these first\n${changed}`)
const commit = git('rev-parse', 'HEAD')

step('the version is the same everywhere, and new')
const versionIn = (file: string): string =>
  (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
const version = versionIn('package.json')
if (versionIn('package-lock.json') !== version)
  fail(`package-lock.json does not say ${version}: run npm install`)
const [, changelogVersion, date = ''] = /^## (\S+) - (.+)$/m.exec(readFileSync('CHANGELOG.md', 'utf8')) ?? []
if (changelogVersion !== version)
  fail(`package.json says ${version}, and CHANGELOG.md begins with ${changelogVersion}`)
if (!/^\d{4}-\d{2}-\d{2}$/.test(date))
  fail(`CHANGELOG.md says '${date}' for ${version}: write the day, as 2026-01-31`)
if (git('tag', '--list', `v${version}`) !== '') fail(`the tag v${version} is there already`)

if (isQuick) step('the tests are left out')
else {
  step('the tests pass: .ci/run')
  const { status } = spawnSync('.ci/run', { stdio: 'inherit' })
  if (status !== 0) fail('the tests fail')
  if (git('status', '--porcelain') !== '') fail('the tests left changes in the tree')
}

/** Clones the commit, builds it and packs it; the tarball. What is installed is shared. */
function packed(place: string, environment: Record<string, string>): string {
  const clone = join(folder, place)
  run('git', ['clone', '--quiet', '.', clone])
  run('git', ['-C', clone, 'checkout', '--quiet', commit])
  symlinkSync(resolve('node_modules'), join(clone, 'node_modules'))
  const options = { cwd: clone, env: { ...process.env, ...environment } }
  run('node', ['tools/build.ts'], options)
  run('npm', ['pack', '--pack-destination', clone], options)
  return join(clone, `latchkey-${version}.tgz`)
}
const hash = (algorithm: string, file: string, encoding: 'hex' | 'base64'): string =>
  createHash(algorithm).update(readFileSync(file)).digest(encoding)

step('two clones give the same package')
const one = packed('one', { TZ: 'UTC', LANG: 'C' })
const other = packed('another/and/deeper', { TZ: 'Asia/Kathmandu', LANG: 'de_DE.UTF-8' })
if (hash('sha256', one, 'hex') !== hash('sha256', other, 'hex')) {
  const [first, second] = [one, other].map((tarball, index) => {
    const unpacked = join(folder, `unpacked-${index}`)
    mkdirSync(unpacked)
    run('tar', ['-xzf', tarball, '-C', unpacked])
    return unpacked
  })
  const { stdout } = spawnSync('diff', ['-rq', first!, second!], { encoding: 'utf8' })
  fail(`the two differ${stdout === '' ? ' in their order or modes' : `\n${stdout.replaceAll(folder, '')}`}`)
}

step('the package holds what it should, and programs can use it')
run('node', ['tools/check-package.ts'], { cwd: join(folder, 'one') })

const file = basename(one)
for (const stale of globSync('latchkey-*.tgz')) rmSync(stale)
copyFileSync(one, file)
console.log(`
${file}   ${statSync(file).size} bytes, of commit ${commit}
sha256     ${hash('sha256', file, 'hex')}
integrity  sha512-${hash('sha512', file, 'base64')}

Nothing is published. ${
  isQuick
    ? 'The tests were left out: run it without --quick before you go on.'
    : `If this is to be the release:
  git tag -a v${version} -m 'latchkey ${version}' && git push origin v${version}
  npm publish ${file} --access public
  npm view latchkey@${version} dist.integrity    # has to be the line above`
}`)
