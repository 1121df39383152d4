/**
 * Where secrets come from: a file, or the environment. Never the arguments, which every process of the machine can read.
 */
import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import type { TextOption } from './command.ts'
import { UsageError } from './explain.ts'
import { warn } from './terminal.ts'

/** For the commands that need a secret. */
export const secretsOption: TextOption = {
  type: 'string',
  value: 'FILE',
  help: 'read the secrets from FILE, by commas or lines, in place of LATCHKEY_SECRETS',
}

/**
 * Refuses arguments with a secret in them.
 *
 * @throws {@link UsageError} that does not repeat it.
 */
export function refuseSecrets(args: readonly string[]): void {
  if (!args.some((each) => each.includes('lksecret1_'))) return
  throw new UsageError(
    'a secret is among the arguments, where other users and the history of the shell can read it: ' +
      'replace it with a new one, and give it in LATCHKEY_SECRETS or --secrets-file FILE',
  )
}

/** The secrets of `file`, or of the environment, which must be as a server would have it; `undefined` where there are none. */
export async function findSecrets(file: string | undefined): Promise<string | readonly string[] | undefined> {
  if (file !== undefined) return await readSecretsFile(file)
  return process.env['LATCHKEY_SECRETS'] || undefined
}

/**
 * The secrets of `file`, or of the environment.
 *
 * @throws {@link UsageError} where there are none.
 */
export async function readSecrets(file: string | undefined): Promise<string | readonly string[]> {
  const secrets = await findSecrets(file)
  if (secrets !== undefined) return secrets
  const state = process.env['LATCHKEY_SECRETS'] === '' ? 'empty' : 'not set'
  throw new UsageError(
    `there is no secret: LATCHKEY_SECRETS is ${state}; set it to what 'latchkey keygen' prints, or give --secrets-file FILE`,
  )
}

async function readSecretsFile(file: string): Promise<readonly string[]> {
  const { text, mode } = await readWithMode(file)
  // Windows has no such bits. A pipe (`/dev/stdin`) is nobody else's.
  if (mode !== undefined && (mode & 0o077) !== 0 && process.platform !== 'win32') {
    warn(`${file} is open to other users (mode ${(mode & 0o777).toString(8)}): chmod 600 it`)
  }
  const secrets = text
    .split(/[,\n]/)
    .map((each) => each.trim())
    .filter((each) => each !== '')
  if (secrets.length === 0) throw new UsageError(`--secrets-file: there is no secret in ${file}`)
  return secrets
}

/** The text of a file, and its mode where it is a file in a folder. */
async function readWithMode(
  file: string,
): Promise<{ readonly text: string; readonly mode: number | undefined }> {
  let handle: FileHandle | undefined
  try {
    handle = await open(file)
    const stat = await handle.stat()
    return { text: await handle.readFile('utf8'), mode: stat.isFile() ? stat.mode : undefined }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const problem = code === 'ENOENT' ? `there is no file ${file}` : `${file} cannot be read (${code})`
    throw new UsageError(`--secrets-file: ${problem}`, { cause: error })
  } finally {
    await handle?.close()
  }
}
