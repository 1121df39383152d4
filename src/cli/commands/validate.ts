/**
 * `latchkey validate SCOPE [TOKEN]`: whether a token is genuine, alive and grants what is required; the exit code says so too.
 */
import { latchkey } from '../../index.ts'
import type { Pass, Verdict } from '../../index.ts'
import { appsOption, loadApps, readScope, showSubject } from '../apps.ts'
import type { Known } from '../apps.ts'
import { commonOptions, defineCommand } from '../command.ts'
import type { Command } from '../command.ts'
import { loadLock, lockOption } from '../lock-file.ts'
import { bindNote, bindOption, readBindValue, readDuration, saltOption } from '../option-values.ts'
import { readToken, tokenNote } from '../read-token.ts'
import { readSecrets, secretsOption } from '../secrets.ts'
import { paint, print, printJson, printRows } from '../terminal.ts'

export const validateCommand: Command = defineCommand({
  name: 'validate',
  summary: 'Checks that TOKEN is genuine, alive and grants all of SCOPE',
  positionals: ['SCOPE', '[TOKEN]'],
  options: {
    'max-age': {
      type: 'string',
      value: 'DURATION',
      help: 'refuse a token made longer ago than 90s, 15m, 12h, 7d, or seconds',
    },
    bind: bindOption,
    salt: saltOption,
    apps: appsOption,
    lock: lockOption,
    'secrets-file': secretsOption,
    ...commonOptions,
  },
  notes: [
    'SCOPE may be the word authentic: then nothing is required but a genuine, living token.',
    bindNote,
    tokenNote,
    'Exit code 0: valid. 1: refused, with the reason. 2: wrong usage or configuration.',
  ],
  examples: [
    "latchkey validate 'blog.Post:42#read' --max-age 5m < token",
    'latchkey validate authentic --json < token',
  ],
  async run(values, [text = '', argument]) {
    const known = await loadApps(values.apps)
    const required = text === 'authentic' ? text : readScope(text, known)
    const lock = await loadLock(values.lock)
    const secrets = await readSecrets(values['secrets-file'])
    const { tokens } = latchkey({ secrets, apps: known.apps, ...(lock !== undefined && { lock }) })
    const { 'max-age': maxAge, bind, salt } = values
    const options = {
      ...(maxAge !== undefined && { maxAge: readDuration(maxAge) }),
      ...(bind !== undefined && { bind: bind.map(readBindValue) }),
      ...(salt !== undefined && { salt }),
    }
    // What is wrong with the options is said before a token is asked for.
    tokens.with(options)
    const verdict = tokens.verify(await readToken(argument), required, options)
    if (values.json) printJson(verdict)
    else printVerdict(verdict, known)
    return verdict.ok ? 0 : 1
  },
})

/** Writes a verdict for a person. */
export function printVerdict(verdict: Verdict, known: Known): void {
  if (verdict.ok) {
    print(paint('green', 'valid'))
    printPass(verdict.pass, known)
    return
  }
  print(`${paint('red', 'refused:')} ${verdict.reason}`)
  const missing = verdict.missing === undefined ? [] : known.scope.format(verdict.missing).split(' ')
  printRows([['detail', verdict.detail], ...(missing.length > 0 ? [['missing', missing] as const] : [])])
}

function printPass({ scope, issuedAt, expiresAt, subject, id }: Pass, known: Known): void {
  printRows([
    ['grants', known.scope.format(scope).split(' ')],
    ['issued', issuedAt.toISOString()],
    ['expires', expiresAt?.toISOString() ?? 'never'],
    ...(subject === undefined ? [] : [['subject', showSubject(subject, known)] as const]),
    ['id', id],
  ])
}
