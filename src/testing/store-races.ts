/**
 * The cases of the contract that race: many callers at once, in one instance and in two.
 */
import type { Store } from '../index.ts'
import { epochOf, expectSame, now, tellAll } from './store-setup.ts'
import type { Cases } from './store-setup.ts'

/** Lets `count` callers use one id at once, through each of `stores` in turn, and counts those who won. */
async function winners(
  stores: readonly Store[],
  epoch: string,
  id: string,
  limit: number,
  count: number,
): Promise<number> {
  const said = await Promise.all(
    Array.from({ length: count }, (_, caller) => stores[caller % stores.length]!.use(epoch, id, limit, now)),
  )
  return said.filter((answer) => answer === 'counted').length
}

async function race(stores: readonly Store[]): Promise<void> {
  const { id: epoch } = await epochOf(stores[0]!)
  for (let round = 0; round < 20; round++) {
    const limit = round % 2 === 0 ? 1 : 5
    const id = round.toString(16).padStart(32, '0')
    expectSame(`winners of ${limit}`, await winners(stores, epoch, id, limit, 20), limit)
  }
}

export const raceCases: Cases = {
  'of many uses at once exactly as many win as the limit says': async ({ open }) => race([await open()]),

  'of many uses at once through two instances exactly as many win as the limit says': async ({ open }) =>
    race([await open(), await open()]),

  'of a use and a new epoch at once no use is counted twice under one epoch': async ({ open }) => {
    const [one, other] = [await open(), await open()]
    for (let round = 0; round < 20; round++) {
      const before = await epochOf(one)
      const after = { id: `${round}`.padStart(32, 'a'), since: now }
      const use = (epoch: string): Promise<string> =>
        one.use(epoch, `${round}`.padStart(32, 'f'), 1, undefined)
      const [said] = await Promise.all([use(before.id), other.acknowledge(after)])
      expectSame('the use was counted before or refused', said === 'counted' || said === 'lost', true)
      expectSame('under the epoch before', await use(before.id), 'lost')
      expectSame('under the epoch after', [await use(after.id), await use(after.id)], ['counted', 'spent'])
    }
  },

  'whoever follows while two instances write misses nothing': async ({ open }) => {
    const [one, other, reader] = [await open(), await open(), await open()]
    const { id } = await epochOf(one)
    const seen = new Set<string>()
    let cursor: string | undefined
    let written = false
    const read = async (): Promise<void> => {
      const page = await reader.changes(cursor, 7)
      for (const { target } of page.revocations) seen.add(target)
      cursor = page.cursor
      // Others have to come to their turn, also where the store never waits.
      await new Promise((resolve) => setTimeout(resolve))
    }
    const follow = async (): Promise<void> => {
      while (!written) await read()
    }
    const write = async (store: Store, name: string): Promise<void> => {
      for (let round = 0; round < 20; round++) {
        const revoke = (index: number): Promise<string> =>
          store.revoke(id, { target: `${name}:${round * 10 + index}`, before: now, expiresAt: undefined })
        await Promise.all(Array.from({ length: 10 }, (_, index) => revoke(index)))
      }
    }
    const writing = Promise.all([write(one, 'blog.Post'), write(other, 'blog.Page')]).finally(() => {
      written = true
    })
    await Promise.all([writing, follow()])
    for (const { target } of (await tellAll(reader, cursor)).revocations) seen.add(target)
    expectSame('what the follower saw', seen.size, 400)
  },

  'of revocations of one target at once the greatest second and the latest expiry stay': async ({ open }) => {
    const stores = [await open(), await open()]
    const { id } = await epochOf(stores[0]!)
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        stores[index % 2]!.revoke(id, {
          target: 'blog',
          before: now + ((index * 7) % 40),
          expiresAt: now + ((index * 11) % 40),
        }),
      ),
    )
    expectSame('what is told', (await tellAll(stores[1]!)).revocations, [
      { target: 'blog', before: now + 39, expiresAt: now + 39 },
    ])
  },

  'pruning at once with uses and revocations removes nothing that lives': async ({ open }) => {
    const [one, other] = [await open(), await open()]
    const { id } = await epochOf(one)
    const living = Array.from({ length: 40 }, (_, index) => index)
    await Promise.all([
      ...living.map((index) => one.use(id, index.toString(16).padStart(32, '0'), 1, now + (index % 3))),
      ...living.map((index) =>
        one.revoke(id, { target: `blog.Post:${index}`, before: 0, expiresAt: now + (index % 3) }),
      ),
      ...living.map(() => other.prune(now)),
    ])
    expectSame('revocations', (await tellAll(other)).revocations.length, 40)
    const again = living.map((index) => other.use(id, index.toString(16).padStart(32, '0'), 1, now + 9))
    expectSame('uses', [...new Set(await Promise.all(again))], ['spent'])
  },
}
