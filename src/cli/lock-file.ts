/**
 * The file of a lock: read for the commands that make and check tokens, written by `latchkey lock`.
 *
 * Law: a lock is written whole or not at all; a crash leaves the one before.
 */
import { randomUUID } from 'node:crypto'
import { readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Lock } from '../index.ts'
import type { TextOption } from './command.ts'
import { UsageError } from './explain.ts'
import { LockProblem, readLockText } from './lock-text.ts'

/** For the commands that make, check or show tokens. */
export const lockOption: TextOption = {
  type: 'string',
  value: 'FILE',
  help: 'the latchkey.lock.json of the servers, which makes tokens compact',
}

/** Where the lock of the apps in `file` stands unless it is said. */
export function lockBeside(file: string): string {
  return join(dirname(file), 'latchkey.lock.json')
}

/**
 * The text of `file`; `undefined` where there is none.
 *
 * @throws {@link UsageError} for a file that cannot be read; `option` is what named it.
 */
export async function readText(file: string, option: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    throw new UsageError(`${option}: ${file} cannot be read (${code})`, { cause: error })
  }
}

/**
 * The lock that `--lock` names; `undefined` where it names none: no lock is picked up that nobody asked for.
 *
 * @throws {@link UsageError} for a file that is not there or broken, with its line.
 */
export async function loadLock(file: string | undefined): Promise<Lock | undefined> {
  if (file === undefined) return undefined
  const text = await readText(file, '--lock')
  if (text === undefined) throw new UsageError(`--lock: there is no file ${file}`)
  try {
    const { lock, isJson } = readLockText(text)
    if (isJson) return lock
  } catch (error) {
    if (!(error instanceof LockProblem)) throw error
    throw new UsageError(`--lock: ${file}:${error.line}: ${error.message}`, { cause: error })
  }
  throw new UsageError(`--lock: ${file} is no JSON (a comma?): run latchkey lock, which mends that`)
}

/** Writes `text` in the place of `file`. */
export async function replaceFile(file: string, text: string): Promise<void> {
  let target = file
  let temporary: string | undefined
  try {
    // Where it is a link, what it leads to is replaced.
    target = await realpath(file).catch(() => file)
    const mode = await stat(target).then(
      (found) => found.mode & 0o777,
      () => 0o666,
    )
    temporary = join(dirname(target), `.latchkey.lock.${randomUUID()}.tmp`)
    await writeFile(temporary, text, { mode, flush: true })
    await rename(temporary, target)
  } catch (error) {
    if (temporary !== undefined) await rm(temporary, { force: true })
    const { code } = error as NodeJS.ErrnoException
    throw new UsageError(`${file} cannot be written (${code})`, { cause: error })
  }
}
