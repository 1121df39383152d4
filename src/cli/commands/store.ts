/**
 * `latchkey store init` and `latchkey store acknowledge`: begin a store, and begin it anew where its data were lost.
 */
import { LatchkeyError } from '../../index.ts'
import type { Epoch } from '../../index.ts'
import { newEpoch } from '../../store/opening.ts'
import { commonOptions, defineCommand } from '../command.ts'
import type { Command, ExitCode } from '../command.ts'
import { UsageError } from '../explain.ts'
import { openStore, storeNote, storeOptions } from '../stores.ts'
import type { StoreValues } from '../stores.ts'
import { print, printJson } from '../terminal.ts'

/** Seconds by which the clocks of servers that issued tokens may have been ahead. */
const margin = 5

export const storeCommand: Command = defineCommand({
  name: 'store',
  summary: 'Begins a store, or acknowledges that its data were lost',
  positionals: ['ACTION'],
  options: { ...storeOptions, ...commonOptions },
  notes: [
    'ACTION is init or acknowledge.',
    'init makes tables and the like, and begins an empty store where there is none; where there is one it changes nothing.',
    'acknowledge begins anew after a loss: tokens of limited use that were issued until then are refused for good, and what',
    'was revoked has to be revoked again where it was lost.',
    storeNote,
  ],
  examples: [
    'latchkey store init --store sqlite:latchkey.db',
    'latchkey store acknowledge --store redis://127.0.0.1:6379',
  ],
  async run(values, [action]) {
    if (action === 'init') return await initialize(values)
    if (action === 'acknowledge') return await acknowledge(values)
    throw new UsageError('store takes init or acknowledge')
  },
})

async function initialize(values: StoreValues & { json?: boolean }): Promise<ExitCode> {
  const isNew = await openStore(values).then(
    async ({ close }) => close().then(() => false),
    (error: unknown) => {
      if (error instanceof LatchkeyError && error.message.includes('store init')) return true
      throw error
    },
  )
  const { store, close } = await openStore(values, true)
  const { epoch } = await store.changes(undefined, 1)
  await close()
  if (isNew) await waitUntilAfter(epoch!)
  if (values.json) printJson({ isNew, since: new Date(epoch!.since * 1000) })
  else if (isNew) print('the store has begun')
  else print(`nothing to do: the store began at ${new Date(epoch!.since * 1000).toISOString()}`)
  return 0
}

async function acknowledge(values: StoreValues & { json?: boolean }): Promise<ExitCode> {
  const { store, close } = await openStore(values, true)
  const next = newEpoch(Date.now, margin)
  const counted = await store.acknowledge(next)
  const { revocations } = await store.changes(undefined, 1)
  await close()
  const since = new Date(next.since * 1000)
  if (values.json) printJson({ since, counted })
  else {
    print(
      `the store has begun anew: tokens of limited use that were issued up to ${since.toISOString()} are refused for good,`,
    )
    print(`whether they were used or not. The store knew of ${counted} that were used.`)
    print(
      revocations.length === 0
        ? 'It knows of no revocation: revoke again what has to stay revoked.'
        : 'The revocations that it has stay; revoke again what was lost.',
    )
  }
  return 0
}

/** So that a token of limited use that is made next is younger than the store, by whatever it is made. */
async function waitUntilAfter({ since }: Epoch): Promise<void> {
  const left = (since + 1) * 1000 - Date.now()
  if (left > 0) await new Promise((resolve) => setTimeout(resolve, Math.min(left, 1000)))
}
