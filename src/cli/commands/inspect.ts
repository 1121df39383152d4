/**
 * `latchkey inspect [TOKEN]`: what a token says, without a secret and so without a proof.
 *
 * Law: every line and every field says that it is unverified.
 */
import { inspect } from '../../index.ts'
import type { Inspected, Scope, Subject, UnverifiedGrant } from '../../index.ts'
import { appsOption, loadApps, showSubject } from '../apps.ts'
import type { Known } from '../apps.ts'
import { commonOptions, defineCommand } from '../command.ts'
import type { Command } from '../command.ts'
import { UsageError } from '../explain.ts'
import { loadLock, lockOption } from '../lock-file.ts'
import { openInspector } from '../open-inspector.ts'
import { readToken, tokenNote } from '../read-token.ts'
import { paint, print, printJson, printRows } from '../terminal.ts'
import type { Row } from '../terminal.ts'

export const inspectCommand: Command = defineCommand({
  name: 'inspect',
  summary: 'Shows what TOKEN says, unverified; needs no secret',
  positionals: ['[TOKEN]'],
  options: {
    apps: { ...appsOption, help: 'a module that exports apps: grants that they do not know are marked' },
    lock: {
      ...lockOption,
      help: 'the latchkey.lock.json of the servers, which names what stands as numbers',
    },
    open: {
      type: 'boolean',
      help: 'open the inspector, an offline page that shows all this and more, with nothing in it',
    },
    ...commonOptions,
  },
  notes: [
    'Whoever made the token chose what it says: only validate proves it.',
    tokenNote,
    'Exit code 1: it is no token.',
  ],
  examples: ['latchkey inspect < token', 'latchkey inspect --json < token', 'latchkey inspect --open'],
  async run({ apps, lock: lockFile, json, open }, [argument]) {
    if (open) {
      if ([apps, lockFile, json, argument].some((given) => given !== undefined))
        throw new UsageError('--open opens an empty page and stands alone: paste the token there')
      await openInspector()
      return 0
    }
    const known = await loadApps(apps)
    const lock = await loadLock(lockFile)
    const seen = inspect(await readToken(argument), lock === undefined ? {} : { lock })
    if (json) printJson(seen)
    else if (seen.ok) printInspected(seen, known, lock !== undefined)
    else {
      print(`${paint('red', 'no token:')} ${seen.reason}`)
      printRows([['detail', seen.detail]])
    }
    return seen.ok ? 0 : 1
  },
})

function printInspected(seen: Inspected, known: Known, hasLock: boolean): void {
  print(paint('yellow', 'unverified: whoever made this text chose what it says'))
  const { unverifiedSubject, unverifiedUses, unverifiedNarrowings } = seen
  const traits = [
    ...(seen.unverifiedUnique ? ['unique'] : []),
    ...(seen.unverifiedBound ? ['bound to values that are not in it'] : []),
    ...(seen.unverifiedNarrowable ? [] : ['cannot be narrowed']),
    ...(seen.numbered
      ? [
          hasLock
            ? 'has numbers that this lock does not have'
            : '#3 and such are numbers of a lock: --lock FILE names them',
        ]
      : []),
  ]
  const rows: Row[] = [
    ['scope', showGrants(seen.unverifiedScope, known, seen.numbered)],
    ['issued', seen.unverifiedIssuedAt.toISOString()],
    ['expires', showDate(seen.unverifiedExpiresAt)],
    ...(unverifiedSubject === undefined
      ? []
      : [['subject', showWho(unverifiedSubject, known, seen.numbered)] as const]),
    ...(unverifiedUses === undefined ? [] : [['uses', String(unverifiedUses)] as const]),
    ...(traits.length === 0 ? [] : [['traits', traits.join(', ')] as const]),
    ['id', seen.unverifiedId],
    ['key id', String(seen.unverifiedKeyId)],
  ]
  if (unverifiedNarrowings.length > 0) {
    for (const [index, part] of [seen.unverifiedRoot, ...unverifiedNarrowings].entries()) {
      const name = index === 0 ? 'made with' : `narrowing ${index}`
      const expiry =
        part.unverifiedExpiresAt === undefined ? [] : [`until ${showDate(part.unverifiedExpiresAt)}`]
      const grants =
        part.unverifiedScope === undefined ? [] : showGrants(part.unverifiedScope, known, seen.numbered)
      rows.push([name, [...grants, ...expiry]])
    }
  }
  printRows(rows.map(([label, value]) => [`unverified ${label}`, value]))
}

function showDate(date: Date | undefined): string {
  return date?.toISOString() ?? 'never'
}

/** A line for each grant. The notation has only characters that a terminal shows. */
function showGrants(
  grants: readonly UnverifiedGrant[],
  { apps, scope }: Known,
  numbered: boolean,
): readonly string[] {
  if (grants.length === 0) return ['nothing']
  return grants.map((grant) => {
    // To be shown, and never to be granted or required.
    const line = scope.format([grant] as unknown as Scope)
    if (numbered && line.includes('%23')) return showNumbers(line)
    return apps.length === 0 || isKnown(line, scope) ? line : `${line}  (not in --apps)`
  })
}

/** Where names are missing, `#3` is the number that stands for an app, or for an app and its model. */
function showNumbers(line: string): string {
  return line.replaceAll(/%23(\d+)\.%23\1(?!\d)/g, '#$1').replaceAll(/%23(?=\d)/g, '#')
}

function showWho(subject: Subject, known: Known, numbered: boolean): string {
  const shown = showSubject(subject, known)
  return numbered && typeof subject === 'object' ? showNumbers(shown) : shown
}

function isKnown(line: string, scope: Known['scope']): boolean {
  try {
    return scope.parse(line).length > 0
  } catch {
    return false
  }
}
