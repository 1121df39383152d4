/**
 * `latchkey keygen`: a new secret.
 */
import { keygen } from '../../index.ts'
import type { Secrets } from '../../index.ts'
import { commonOptions, defineCommand } from '../command.ts'
import type { Command } from '../command.ts'
import { explain } from '../explain.ts'
import { findSecrets, secretsOption } from '../secrets.ts'
import { note, print, printJson, warn } from '../terminal.ts'

export const keygenCommand: Command = defineCommand({
  name: 'keygen',
  summary: 'Prints a new secret',
  positionals: [],
  options: { 'secrets-file': secretsOption, ...commonOptions },
  notes: [
    'It can stand beside the secrets that are already in use, for a change of secrets without a break.',
  ],
  examples: [
    'export LATCHKEY_SECRETS=$(latchkey keygen)',
    'export LATCHKEY_SECRETS=$(latchkey keygen),$LATCHKEY_SECRETS   # the new one signs, both verify',
    '(umask 077; latchkey keygen > secrets)',
  ],
  async run({ 'secrets-file': file, json }) {
    const ring = await findSecrets(file)
    const key = file === undefined ? makeBeside(ring) : keygen(ring)
    if (json) printJson({ key })
    else print(key)
    if (process.stdout.isTTY) note('Keep it secret. Servers and this command read it from LATCHKEY_SECRETS.')
    return 0
  },
})

/** A variable with a bad secret says to run keygen: that must not fail for the same reason. */
function makeBeside(ring: Secrets | undefined): string {
  if (ring === undefined) return keygen()
  try {
    return keygen(ring)
  } catch (error) {
    warn(`the new secret is not compared with LATCHKEY_SECRETS: ${explain(error)}`)
    return keygen()
  }
}
