/**
 * Runs the commands of a page: its ```sh blocks that call `npx latchkey`, one after the other in one folder, by the sources.
 *
 * The folder is a project under git with apps in src/apps.ts; LATCHKEY_SECRETS and LATCHKEY_STORE are set, the store being a SQLite file that
 * was begun. Before each block everything is committed as origin/main. A block fails where a command of it fails; `# => text` says a line
 * that its commands print, in this order, where `…` stands for anything.
 */
import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { keygen } from '../../src/index.ts'
import type { Commands } from './blocks.ts'

/** Runs the blocks of one page, and returns what is wrong with each that fails. */
export async function runShell(blocks: Commands[]): Promise<{ place: string; reason: string }[]> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-shell-'))
  try {
    const env = prepare(folder)
    const problems: { place: string; reason: string }[] = []
    for (const { place, code } of blocks) {
      spawnSync(
        'bash',
        ['-c', 'git add -A && git commit -qm x && git update-ref refs/remotes/origin/main HEAD'],
        {
          cwd: folder,
          env,
        },
      )
      const { status, output } = await run(code, folder, env)
      const missing = missingIn(output, code)
      if (status !== 0) problems.push({ place, reason: `ends with ${status}: ${output.trim().slice(-500)}` })
      else if (missing !== undefined)
        problems.push({ place, reason: `prints no '${missing}' but ${output.trim().slice(-500)}` })
    }
    return problems
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function prepare(folder: string): NodeJS.ProcessEnv {
  const main = resolve('src/cli/main.ts')
  cpSync('tools/docs/project', folder, { recursive: true })
  mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true })
  symlinkSync(resolve('.'), join(folder, 'node_modules/latchkey'))
  writeFileSync(join(folder, '.gitignore'), 'node_modules\n')
  const node = `exec node --conditions=@latchkey/source --disable-warning=ExperimentalWarning ${main} "$@"`
  const npx = join(folder, 'node_modules/.bin/npx')
  writeFileSync(npx, `#!/bin/sh\n[ "$1" = latchkey ] || exit 127\nshift\n${node}\n`)
  chmodSync(npx, 0o755)
  const env = {
    ...process.env,
    PATH: `${join(folder, 'node_modules/.bin')}${delimiter}${process.env['PATH']}`,
    LATCHKEY_SECRETS: keygen(),
    LATCHKEY_STORE: 'sqlite:latchkey.db',
    GIT_AUTHOR_NAME: 'x',
    GIT_AUTHOR_EMAIL: 'x@localhost',
    GIT_COMMITTER_NAME: 'x',
    GIT_COMMITTER_EMAIL: 'x@localhost',
  }
  const { status, stderr } = spawnSync('bash', ['-ec', 'git init -q && npx latchkey store init'], {
    cwd: folder,
    env,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`the project for commands cannot be made: ${stderr}`)
  return env
}

async function run(
  code: string,
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<{ status: number | null; output: string }> {
  const child = spawn('bash', ['-euo', 'pipefail', '-c', `exec 2>&1\n${code}`], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 300_000,
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  const status = await new Promise<number | null>((done) => child.once('close', done))
  return { status, output }
}

/** The first line that is expected and was not printed behind those before it. */
function missingIn(output: string, code: string): string | undefined {
  const lines = output.split('\n').map((line) => line.trim())
  const expected = [...code.matchAll(/(?:^|\s)# => (.*)$/gm)].map((match) => match[1]!.trim())
  return expected.find((text) => {
    const found = lines.findIndex((line) => isLike(line, text))
    if (found !== -1) lines.splice(0, found + 1)
    return found === -1
  })
}

function isLike(line: string, expected: string): boolean {
  const parts = expected.split('…').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
  return new RegExp(`^${parts.join('.*')}$`).test(line)
}
