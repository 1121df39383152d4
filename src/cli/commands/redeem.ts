/**
 * `latchkey redeem SCOPE [TOKEN]`: uses a token of limited use once; the exit code says whether it was good.
 */
import { latchkey } from '../../index.ts'
import { appsOption, loadApps, readScope } from '../apps.ts'
import { commonOptions, defineCommand } from '../command.ts'
import type { Command } from '../command.ts'
import { loadLock, lockOption } from '../lock-file.ts'
import { bindNote, bindOption, readBindValue, readDuration, saltOption } from '../option-values.ts'
import { readToken, tokenNote } from '../read-token.ts'
import { readSecrets, secretsOption } from '../secrets.ts'
import { storeNote, storeOptions, withStore } from '../stores.ts'
import { printJson } from '../terminal.ts'
import { printVerdict } from './validate.ts'

export const redeemCommand: Command = defineCommand({
  name: 'redeem',
  summary: 'Uses up one use of TOKEN, where it is good for all of SCOPE',
  positionals: ['SCOPE', '[TOKEN]'],
  options: {
    ...storeOptions,
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
    storeNote,
    'Exit code 0: valid, and one use was counted. 1: refused, with the reason, and nothing was counted. 2: wrong usage or configuration.',
  ],
  examples: ["latchkey redeem 'blog.Post:42#read' --store sqlite:latchkey.db < token"],
  async run(values, [text = '', argument]) {
    const known = await loadApps(values.apps)
    const required = text === 'authentic' ? text : readScope(text, known)
    const lock = await loadLock(values.lock)
    const secrets = await readSecrets(values['secrets-file'])
    const { 'max-age': maxAge, bind, salt } = values
    const options = {
      ...(maxAge !== undefined && { maxAge: readDuration(maxAge) }),
      ...(bind !== undefined && { bind: bind.map(readBindValue) }),
      ...(salt !== undefined && { salt }),
    }
    latchkey({ secrets, apps: known.apps }).tokens.with(options)
    const token = await readToken(argument)
    const verdict = await withStore(values, async (store) => {
      const settings = {
        secrets,
        apps: known.apps,
        store,
        deadline: 10_000,
        ...(lock !== undefined && { lock }),
      }
      const { tokens } = latchkey(settings)
      await tokens.ready()
      return await tokens.redeemVerdict(token, required, options)
    })
    if (values.json) printJson(verdict)
    else printVerdict(verdict, known)
    return verdict.ok ? 0 : 1
  },
})
