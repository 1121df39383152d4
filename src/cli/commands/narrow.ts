/**
 * `latchkey narrow [TOKEN]`: a weaker token, made without a secret.
 */
import { inspect, keygen, latchkey } from '../../index.ts'
import { appsOption, loadApps, readScope } from '../apps.ts'
import { commonOptions, defineCommand } from '../command.ts'
import type { Command } from '../command.ts'
import { UsageError } from '../explain.ts'
import { loadLock, lockOption } from '../lock-file.ts'
import { expiresAtOption, readDate, readDuration } from '../option-values.ts'
import { readToken, tokenNote } from '../read-token.ts'
import { print, printJson, warn } from '../terminal.ts'

export const narrowCommand: Command = defineCommand({
  name: 'narrow',
  summary: 'Prints a weaker token made from TOKEN; needs no secret',
  positionals: ['[TOKEN]'],
  options: {
    to: { type: 'string', value: 'SCOPE', help: 'grants at most this' },
    'expires-in': {
      type: 'string',
      value: 'DURATION',
      help: 'lives at most so long from now: 90s, 15m, 12h, 7d, or seconds',
    },
    'expires-at': expiresAtOption,
    apps: appsOption,
    lock: lockOption,
    ...commonOptions,
  },
  notes: [
    'Nothing is verified: a forged token makes a narrowed forged token, which every check refuses.',
    tokenNote,
  ],
  examples: ["latchkey narrow --to 'blog.Post:42#read' --expires-in 1h < token"],
  async run(values, [argument]) {
    const known = await loadApps(values.apps)
    const { to, 'expires-in': expiresIn, 'expires-at': expiresAt } = values
    const limits = {
      ...(to !== undefined && { to: readScope(to, known) }),
      ...(expiresIn !== undefined && { expiresIn: readDuration(expiresIn) }),
      ...(expiresAt !== undefined && { expiresAt: readDate(expiresAt) }),
    }
    if (Object.keys(limits).length === 0)
      throw new UsageError('narrow takes a limit: --to SCOPE, --expires-in DURATION or --expires-at DATE')
    const lock = await loadLock(values.lock)
    const numbering = lock === undefined ? {} : { lock }
    // What narrows by a lock comes with secrets only: these sign nothing.
    const { tokens } = latchkey({ secrets: keygen(), apps: known.apps, ...numbering })
    const token = tokens.narrow(await readToken(argument), limits)
    const made = inspect(token, numbering)
    if (!made.ok) throw new Error(made.detail)
    const { unverifiedScope, unverifiedExpiresAt, unverifiedId, numbered } = made
    if (unverifiedScope.length === 0 && !numbered)
      warn('the narrowed token grants nothing: TOKEN does not say that it grants any of --to')
    if (values.json) printJson({ token, unverifiedId, unverifiedExpiresAt })
    else print(token)
    return 0
  },
})
