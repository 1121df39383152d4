/**
 * `latchkey lock FILE`: the numbering of the apps that FILE exports, written beside it, or checked.
 *
 * Laws: it needs no secret and opens nothing but the files it is given; what has a number keeps it.
 */
import type { AppLike } from '../../index.ts'
import { loadAppsOf } from '../apps.ts'
import { commonOptions, defineCommand } from '../command.ts'
import type { Command, ExitCode } from '../command.ts'
import { UsageError } from '../explain.ts'
import { changesOf, checkGrown, likelyRenames } from '../lock-changes.ts'
import { findingOf, findMisfits, report } from '../lock-check.ts'
import { lockBeside, readText, replaceFile } from '../lock-file.ts'
import { growLock, readRenames, renameOption } from '../lock-renames.ts'
import type { Rename } from '../lock-renames.ts'
import { formatLock, linesOf, LockProblem, readLockText } from '../lock-text.ts'
import type { LockText } from '../lock-text.ts'
import { escapeControls, note, print, printJson, printRows } from '../terminal.ts'

/** The files of one call, and the call itself, to be named where something has to be run again. */
interface Call {
  readonly file: string
  readonly lockFile: string
  readonly again: string
}

export const lockCommand: Command = defineCommand({
  name: 'lock',
  summary: 'Numbers the apps that FILE exports in a latchkey.lock.json, for compact tokens',
  positionals: ['FILE'],
  options: {
    check: { type: 'boolean', help: 'write nothing; exit code 1 unless the lock is as it would be written' },
    against: {
      type: 'string',
      value: 'FILE',
      help: 'with --check: an older lock, of which nothing may have moved',
    },
    rename: renameOption,
    lock: { type: 'string', value: 'FILE', help: 'the lock; default latchkey.lock.json beside the apps' },
    ...commonOptions,
  },
  notes: [
    'The lock is committed, and only grows: what is new is numbered behind the rest, what is gone is retired.',
    'It needs no secret, and holds none. Node 22.18 and later load TypeScript; else give the compiled FILE.',
    'Exit code 0: written, or as it has to be. 1: --check found something. 2: wrong usage or a broken lock.',
  ],
  examples: [
    'latchkey lock src/apps.ts',
    'latchkey lock src/apps.ts --check',
    'latchkey lock src/apps.ts --rename blog.Post=blog.Article',
    'git show origin/main:src/latchkey.lock.json > base.json',
    'latchkey lock src/apps.ts --check --against base.json',
  ],
  async run({ check, against, rename, lock, json }, [file = '']) {
    if (against !== undefined && !check)
      throw new UsageError('--against goes with --check, which writes nothing')
    if (rename !== undefined && check)
      throw new UsageError('--rename is for the lock that is written, and does not go with --check')
    const renames = readRenames(rename ?? [])
    const lockFile = lock ?? lockBeside(file)
    const again = `latchkey lock ${file}${lock === undefined ? '' : ` --lock ${lock}`}`
    const call = { file, lockFile, again }
    const text = await readText(lockFile, 'lock')
    return check ? await checkLock(call, text, against, json) : await writeLock(call, text, renames, json)
  },
})

// ---------------------------------------------------------------- writing

async function writeLock(
  { file, lockFile, again }: Call,
  text: string | undefined,
  renames: readonly Rename[],
  json: boolean | undefined,
): Promise<ExitCode> {
  const previous = text === undefined ? undefined : readNamed(text, lockFile).lock
  const next = growLock(await readApps(file), previous, renames, file)
  const changes = changesOf(previous, next)
  const written = formatLock(next)
  const changed = text === undefined || linesOf(text).join('\n') !== written
  if (changed) await replaceFile(lockFile, written)
  const [added, retired] = [changes.added, changes.retired].map((list) => list.map(({ what }) => what))
  if (json) printJson({ file: lockFile, changed, added, retired, renamed: renames })
  else if (!changed) print(`nothing changed: ${escapeControls(lockFile)}`)
  else {
    print(`wrote ${escapeControls(lockFile)}`)
    const renamed = renames.map(({ from, to }) => `${from} to ${to}`)
    const rows = [
      ['added', added!],
      ['retired', retired!],
      ['renamed', renamed],
    ] as const
    const filled = rows.filter(([, lines]) => lines.length > 0)
    if (filled.length > 0) printRows(filled)
    else print('  nothing but the form of its lines')
  }
  if (changes.retired.length > 0) {
    const likely = [...renames.map(({ from, to }) => `${from}=${to}`), ...likelyRenames(changes)]
    const hint = `; where it was renamed, run then\n  ${again}${likely.map((each) => ` --rename '${each}'`).join('')}`
    note(
      escapeControls(
        `What is retired grants nothing, for good. If that is not meant, restore ${lockFile} as it was` +
          (likely.length > renames.length ? hint : ''),
      ),
    )
  }
  return 0
}

/** Reads the text of a lock; `file` is named with the line of what is broken. */
function readNamed(text: string, file: string): LockText {
  try {
    return readLockText(text)
  } catch (error) {
    if (!(error instanceof LockProblem)) throw error
    throw new UsageError(`${file}:${error.line}: ${error.message}`, { cause: error })
  }
}

async function readApps(file: string): Promise<readonly AppLike[]> {
  try {
    return (await loadAppsOf(file, 'lock')).apps
  } catch (error) {
    const cause = (error as Error).cause as { readonly code?: unknown } | undefined
    if (cause?.code !== 'LOCK_OUT_OF_DATE') throw error
    throw new UsageError(
      `lock: ${file} calls latchkey() with the lock that is to be written: declare the apps in a file of their own`,
      { cause: error },
    )
  }
}

// ---------------------------------------------------------------- checking

async function checkLock(
  { file, lockFile, again }: Call,
  text: string | undefined,
  against: string | undefined,
  json: boolean | undefined,
): Promise<ExitCode> {
  const mending = `run ${again}, and commit what it writes`
  const baseText = against === undefined ? undefined : await readText(against, '--against')
  if (against !== undefined && baseText === undefined)
    throw new UsageError(`--against: there is no file ${against}`)
  if (text === undefined) {
    // It is a mistake in the apps, if there is one, that has to be mended first.
    await readApps(file)
    return report(
      { file: lockFile, problems: [{ line: undefined, problem: 'there is no such file' }], mending },
      json,
    )
  }
  let current: LockText
  try {
    current = readLockText(text)
    if (baseText !== undefined) checkGrown(current, readNamed(baseText, against!), against!)
  } catch (error) {
    return report({ file: lockFile, problems: [findingOf(error)] }, json)
  }
  const problems = findMisfits(current, await readApps(file))
  return report({ file: lockFile, problems, ...(problems.length > 0 && { mending }) }, json)
}
