/**
 * A process of a campaign: opens a place of an engine and does one task until it is told to stop, or killed.
 *
 * `node tools/stores/worker.ts ENGINE PLACE`; the task comes as the first message.
 */
import { randomBytes } from 'node:crypto'
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises'
import { blog, joined } from './blog.ts'
import type { Engine } from './engine.ts'

export type Task =
  /** Redeems every token once, in an order of its own; a call that failed is tried again. */
  | { readonly name: 'race'; readonly secret: string; readonly tokens: readonly string[] }
  /** Uses and revokes without end, and tells of each that was acknowledged. */
  | { readonly name: 'acknowledge' }
  /** Validates the tokens one after the other, each until it is refused, and tells when it saw that. */
  | { readonly name: 'obey'; readonly secret: string; readonly tokens: readonly string[] }
export type Report =
  | { readonly name: 'ready' }
  | { readonly name: 'raced'; readonly won: readonly number[]; readonly busy: number }
  | {
      readonly name: 'acknowledged'
      readonly uses: readonly string[]
      readonly revocations: readonly string[]
    }
  | { readonly name: 'obeyed'; readonly index: number; readonly at: bigint }

const [file = '', place = ''] = process.argv.slice(2)
const { engine } = (await import(`./engines/${file}.ts`)) as { engine: Engine }
const { store, close } = await engine.open(place)
const tell = (report: Report): void => void process.send!(report)

/** Uses and revokes, one after the other, without end. */
async function acknowledgeAll(): Promise<void> {
  for (;;) {
    const id = randomBytes(16).toString('hex')
    try {
      const { epoch } = await store.changes(undefined, 1)
      const life = epoch?.id ?? ''
      const used = (await store.use(life, id, 1, undefined)) === 'counted'
      const revocation = { target: `id:${id}`, before: 1, expiresAt: undefined }
      const revoked = (await store.revoke(life, revocation)) === 'revoked'
      tell({ name: 'acknowledged', uses: used ? [id] : [], revocations: revoked ? [id] : [] })
      await turn()
    } catch {
      await wait(10)
    }
  }
}

const tasks: { readonly [Name in Task['name']]: (task: Task & { name: Name }) => Promise<void> } = {
  async race({ secret, tokens: raced }) {
    // A use that we gave up could be counted after all, and have no winner: nobody is given up here.
    const { tokens, read } = joined(secret, store, { deadline: 60_000, staleFor: 600 })
    await tokens.ready()
    const order = raced.map((token, index) => ({ token, index, place: randomBytes(4).readUInt32BE() }))
    order.sort((one, other) => one.place - other.place)
    const won: number[] = []
    let busy = 0
    const next = order[Symbol.iterator]()
    const redeemAll = async (): Promise<void> => {
      for (const { token, index } of next) {
        for (;;) {
          try {
            if (await tokens.redeem(token, read(index))) won.push(index)
            break
          } catch (error) {
            if ((error as { code?: unknown }).code !== 'STORE_UNAVAILABLE') throw error
            busy++
            await wait(20)
          }
        }
      }
    }
    await Promise.all(Array.from({ length: 4 }, redeemAll))
    tell({ name: 'raced', won, busy })
  },

  async acknowledge() {
    await Promise.all(Array.from({ length: 2 }, acknowledgeAll))
  },

  async obey({ secret, tokens: revoked }) {
    const { tokens, scope } = joined(secret, store, {})
    await tokens.ready()
    tell({ name: 'ready' })
    for (const [index, token] of revoked.entries()) {
      const asked = scope.accessObj(blog.Post(index), 'read')
      while (tokens.validate(token, asked)) await turn()
      tell({ name: 'obeyed', index, at: process.hrtime.bigint() })
    }
  },
}

async function work(task: Task): Promise<void> {
  await tasks[task.name](task as never)
  await close()
  process.disconnect()
}
process.once('message', (task: Task) => void work(task))
// Nobody is left to hear it.
process.once('disconnect', () => process.exit())
tell({ name: 'ready' })
