/**
 * `latchkey lock --check`: whether the lock that is committed is the one that would be written, and what of it is not, by line.
 */
import { lockOf } from '../index.ts'
import type { AppLike } from '../index.ts'
import { changesOf } from './lock-changes.ts'
import type { Change } from './lock-changes.ts'
import { formatLock, linesOf, LockProblem } from './lock-text.ts'
import type { LockText } from './lock-text.ts'
import { escapeControls, paint, print, printJson } from './terminal.ts'
import type { ExitCode } from './command.ts'

/** What is wrong in a line; with `undefined` in the file as a whole. */
export interface Finding {
  readonly line: number | undefined
  readonly problem: string
}
export interface Findings {
  readonly file: string
  readonly problems: readonly Finding[]
  /** What mends all of them, where no problem says it. */
  readonly mending?: string
}

/** What is wrong with a lock that is whole, seen beside its apps. */
export function findMisfits(current: LockText, apps: readonly AppLike[]): readonly Finding[] {
  const next = lockOf(apps, current.lock)
  const { added, retired } = changesOf(current.lock, next)
  const end = (current.lineOf.at(-1) ?? 3) + 1
  const lineOf = ({ number }: Change): number => current.lineOf[number - 1] ?? end
  const misfits = [
    ...added.map((each) => ({ line: lineOf(each), problem: `${each.what} is not in the lock` })),
    ...retired.map((each) => ({ line: lineOf(each), problem: `${each.what} is in no app, and not retired` })),
  ]
  if (misfits.length > 0) return misfits.toSorted((one, other) => one.line - other.line)
  const written = linesOf(formatLock(next))
  const length = Math.max(written.length, current.lines.length)
  const odd = Array.from({ length }, (_, index) => index).find((at) => written[at] !== current.lines[at])
  if (odd === undefined) return []
  return [
    { line: odd + 1, problem: 'this line is not as latchkey lock writes it (by hand, or by a formatter?)' },
  ]
}

/** Makes a finding of what was thrown for a line. */
export function findingOf(error: unknown): Finding {
  if (!(error instanceof LockProblem)) throw error
  return { line: error.line, problem: error.message }
}

/** Says what was found. */
export function report({ file, problems, mending }: Findings, json: boolean | undefined): ExitCode {
  const ok = problems.length === 0
  if (json) printJson({ ok, file, problems, mending })
  else if (ok) print(`${paint('green', 'up to date:')} ${escapeControls(file)}`)
  else {
    for (const { line, problem } of problems) {
      const place = line === undefined ? file : `${file}:${line}`
      print(escapeControls(`${place}: ${problem}`))
    }
    if (mending !== undefined) print(escapeControls(mending))
  }
  return ok ? 0 : 1
}
