/**
 * Runs the real command line in a process of its own, with an environment that holds nothing but what a test says.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** What a process left behind. */
export interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}
export interface Surroundings {
  /** What is written to standard input; left out, it is empty. */
  readonly stdin?: string
  /** `LATCHKEY_SECRETS`. */
  readonly secrets?: string
  readonly env?: Readonly<Record<string, string>>
  /** Close the reading end of standard output at once. */
  readonly deaf?: boolean
  /** The folder that it runs in. */
  readonly cwd?: string
}

export const main: string = join(import.meta.dirname, '../../src/cli/main.ts')
/** Starts are three times as fast when the types need not be stripped again. */
const compileCache = join(import.meta.dirname, '../../node_modules/.cache/latchkey-cli')
export const appsFile: string = join(import.meta.dirname, 'fixtures/apps.ts')

/** Runs `latchkey` with `args`. */
export function run(
  args: readonly string[],
  { stdin = '', secrets, env = {}, deaf = false, cwd }: Surroundings = {},
): Promise<Outcome> {
  const child = spawn(process.execPath, [main, ...args], {
    cwd,
    env: {
      NODE_NO_WARNINGS: '1',
      NODE_COMPILE_CACHE: compileCache,
      ...(secrets !== undefined && { LATCHKEY_SECRETS: secrets }),
      ...env,
    },
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  if (deaf) child.stdout.destroy()
  // A command that does not read its input closes it.
  child.stdin.on('error', () => {})
  child.stdin.end(stdin)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
}

/** A folder that is removed when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-cli-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}
