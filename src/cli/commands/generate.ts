/**
 * `latchkey generate SCOPE`: a token.
 */
import { inspect, latchkey } from '../../index.ts'
import { appsOption, loadApps, readScope, readSubject } from '../apps.ts'
import { commonOptions, defineCommand } from '../command.ts'
import type { Command } from '../command.ts'
import { loadLock, lockOption } from '../lock-file.ts'
import {
  bindNote,
  bindOption,
  expiresAtOption,
  readBindValue,
  readCount,
  readDate,
  readDuration,
  saltOption,
} from '../option-values.ts'
import { readSecrets, secretsOption } from '../secrets.ts'
import { print, printJson, warn } from '../terminal.ts'

export const generateCommand: Command = defineCommand({
  name: 'generate',
  summary: 'Prints a token that grants SCOPE',
  positionals: ['SCOPE'],
  options: {
    'expires-in': {
      type: 'string',
      value: 'DURATION',
      help: 'how long it lives: 90s, 15m, 12h, 7d or seconds; or never',
    },
    'expires-at': expiresAtOption,
    subject: {
      type: 'string',
      value: 'WHO',
      help: 'whom it is given to: a text, or with --apps an object such as shop.User:7',
    },
    'single-use': { type: 'boolean', help: 'redeemed once, and refused by validate' },
    uses: { type: 'string', value: 'N', help: 'redeemed N times at most, and refused by validate' },
    unique: {
      type: 'boolean',
      help: 'unlike every other, so that it can be revoked alone',
    },
    bind: bindOption,
    narrowable: { type: 'boolean', negated: true, help: 'no holder can narrow it' },
    salt: saltOption,
    apps: appsOption,
    lock: lockOption,
    'secrets-file': secretsOption,
    ...commonOptions,
  },
  notes: [bindNote],
  examples: [
    "latchkey generate 'blog.Post:42#read' --expires-in 7d",
    "latchkey generate 'blog.Post:42#read blog.Comment#read' --expires-in 12h --subject alice",
    "latchkey generate 'blog.Post:42#read' --expires-at 2027-01-31 --apps src/apps.ts --secrets-file secrets",
  ],
  async run(values, [text = '']) {
    const known = await loadApps(values.apps)
    const scope = readScope(text, known)
    const lock = await loadLock(values.lock)
    const secrets = await readSecrets(values['secrets-file'])
    const { tokens } = latchkey({ secrets, apps: known.apps, ...(lock !== undefined && { lock }) })
    const {
      'expires-in': expiresIn,
      'expires-at': expiresAt,
      subject,
      uses,
      unique,
      bind,
      narrowable,
      salt,
    } = values
    const isEndless = expiresIn === 'never' && expiresAt === undefined
    const token = tokens.generate(scope, {
      ...(expiresIn !== undefined && !isEndless && { expiresIn: readDuration(expiresIn) }),
      ...(expiresAt !== undefined && { expiresAt: readDate(expiresAt) }),
      ...(subject !== undefined && { subject: readSubject(subject, known) }),
      ...(values['single-use'] !== undefined && { singleUse: values['single-use'] }),
      ...(uses !== undefined && { uses: readCount(uses) }),
      ...(unique !== undefined && { unique }),
      ...(bind !== undefined && { bind: bind.map(readBindValue) }),
      ...(narrowable !== undefined && { narrowable }),
      ...(salt !== undefined && { salt }),
    })
    if (expiresIn === undefined && expiresAt === undefined)
      warn('this token never expires; give --expires-in 7d, or --expires-in never if that is meant')
    if (values.json) printMade(token)
    else print(token)
    return 0
  },
})

/** What is read from this token needs no proof: it was made here. */
function printMade(token: string): void {
  const made = inspect(token)
  if (!made.ok) throw new Error(made.detail)
  const { unverifiedId: id, unverifiedIssuedAt: issuedAt, unverifiedExpiresAt: expiresAt } = made
  printJson({ token, id, issuedAt, expiresAt })
}
