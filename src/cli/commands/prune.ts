/**
 * `latchkey prune`: forgets revocations and uses of tokens that are dead.
 */
import { commonOptions, defineCommand } from '../command.ts'
import type { Command } from '../command.ts'
import { storeNote, storeOptions, withStore } from '../stores.ts'
import { print, printJson } from '../terminal.ts'

/** Seconds: the clocks of servers may differ. */
const margin = 3600

export const pruneCommand: Command = defineCommand({
  name: 'prune',
  summary: 'Forgets what can kill nothing any more',
  positionals: [],
  options: { ...storeOptions, ...commonOptions },
  notes: [
    'What expired more than an hour ago by the clock of this machine goes; nothing that lives. Run it once a day.',
    storeNote,
  ],
  examples: ['latchkey prune --store sqlite:latchkey.db'],
  async run(values) {
    const before = Math.floor(Date.now() / 1000) - margin
    const forgotten = await withStore(values, (store) => store.prune(before))
    if (values.json) printJson({ forgotten })
    else print(`forgot ${forgotten} revocations and uses`)
    return 0
  },
})
