/**
 * The package as a user would install it: built, packed, and unpacked into a temporary node_modules, without the network.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Packed {
  /** A folder with `node_modules/latchkey` and what that depends on. It goes when the process ends. */
  folder: string
  tarball: string
  /** The paths in the package, as `npm pack` reports them. */
  files: string[]
}

/** Runs a command; throws with what it wrote if it fails. */
export function run(
  command: string,
  args: string[],
  options: { cwd?: string; input?: string; env?: NodeJS.ProcessEnv } = {},
): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    timeout: 300_000,
    ...options,
  })
  if (status === 0) return stdout
  throw new Error(`${command} ${args.join(' ')}: exit ${status}\n${stdout}${stderr}`, { cause: error })
}

export function pack(): Packed {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-package-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  run('node', ['tools/build.ts'])
  const report = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', folder])) as unknown
  // npm 10 and 11 report a list, npm 12 an object by name.
  const [packed] = Object.values(report as Record<string, { filename: string; files: { path: string }[] }>)
  const tarball = join(folder, packed!.filename)
  const modules = join(folder, 'node_modules')
  mkdirSync(modules)
  run('tar', ['-xzf', tarball, '-C', modules])
  renameSync(join(modules, 'package'), join(modules, 'latchkey'))
  cpSync('node_modules/@noble/hashes', join(modules, '@noble/hashes'), { recursive: true })
  return { folder, tarball, files: packed!.files.map(({ path }) => path) }
}
