/**
 * `latchkey revocations`: what is revoked, and until when that is kept.
 */
import type { Revocation } from '../../index.ts'
import { commonOptions, defineCommand } from '../command.ts'
import type { Command } from '../command.ts'
import { storeNote, storeOptions, withStore } from '../stores.ts'
import { note, print, printJson, quoteText } from '../terminal.ts'

const page = 5000

export const revocationsCommand: Command = defineCommand({
  name: 'revocations',
  summary: 'Lists what is revoked',
  positionals: [],
  options: { ...storeOptions, ...commonOptions },
  notes: [
    'Each line is a target, the second up to which it kills what was issued, and when the line can be pruned.',
    'A revocation of a path or a subject is kept for ever, unless the servers have a maxAge.',
    storeNote,
  ],
  examples: ['latchkey revocations --store sqlite:latchkey.db'],
  async run(values) {
    const list = await withStore(values, async (store) => {
      const all: Revocation[] = []
      let cursor: string | undefined
      for (;;) {
        const { revocations, cursor: next } = await store.changes(cursor, page)
        all.push(...revocations)
        cursor = next
        if (revocations.length < page) return all
      }
    })
    const rows = list.map(({ target, before, expiresAt }) => ({
      target,
      before: new Date(before * 1000),
      expiresAt: expiresAt === undefined ? undefined : new Date(expiresAt * 1000),
    }))
    if (values.json) printJson(rows)
    else
      for (const { target, before, expiresAt } of rows) {
        const until = expiresAt === undefined ? 'kept for ever' : `kept until ${expiresAt.toISOString()}`
        print(
          `${quoteText(target).slice(1, -1).replaceAll('\\"', '"')}  up to ${before.toISOString()}  ${until}`,
        )
      }
    const forever = rows.filter(({ expiresAt }) => expiresAt === undefined).length
    if (!values.json)
      note(
        `${rows.length} ${rows.length === 1 ? 'revocation' : 'revocations'}, ${forever} of them kept for ever`,
      )
    return 0
  },
})
