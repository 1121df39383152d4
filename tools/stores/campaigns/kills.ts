/**
 * Processes that write are killed at any moment: what was acknowledged is there.
 */
import { randomInt } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { hold } from '../campaign.ts'
import type { Campaign } from '../campaign.ts'
import type { Engine } from '../engine.ts'
import { startWorker } from '../processes.ts'
import type { Worker } from '../processes.ts'

/** Acknowledged by a worker, and not yet looked up. */
interface Told {
  uses: string[]
  revocations: Set<string>
}

export const kills: Campaign = async (engine, { file, isLong }) => {
  const place = await engine.place()
  const rounds = engine.kills[isLong ? 1 : 0]
  const sum = { uses: 0, revocations: 0 }
  const start = async (): Promise<{ worker: Worker; told: Told }> => {
    const told: Told = { uses: [], revocations: new Set() }
    const worker = await startWorker(file, place)
    worker.listen((report) => {
      if (report.name !== 'acknowledged') return
      told.uses.push(...report.uses)
      for (const id of report.revocations) told.revocations.add(id)
    })
    worker.give({ name: 'acknowledge' })
    return { worker, told }
  }
  const check = async (told: Told): Promise<void> => {
    sum.uses += told.uses.length
    sum.revocations += told.revocations.size
    const lost = await lookUp(engine, place, told)
    hold(lost === 0, `${lost} of ${told.uses.length + told.revocations.size} acknowledged were lost`)
  }

  if (engine.server === undefined) {
    // Two at a time, so that one writes while the other dies.
    let left = rounds
    const killAll = async (): Promise<void> => {
      while (left-- > 0) {
        const { worker, told } = await start()
        while (told.uses.length === 0) await wait(5)
        await wait(randomInt(100))
        await worker.kill()
        await check(told)
      }
    }
    await Promise.all([killAll(), killAll()])
  } else {
    const { worker, told } = await start()
    try {
      for (let round = 0; round < rounds; round++) {
        const before = told.uses.length
        while (told.uses.length === before) await wait(5)
        await wait(randomInt(300))
        await engine.server.kill()
        await engine.server.restart()
        await check({ uses: told.uses.splice(0), revocations: new Set(told.revocations) })
        told.revocations.clear()
      }
    } finally {
      await worker.kill()
    }
  }
  await engine.check?.(place)
  hold(sum.uses > rounds && sum.revocations > rounds, 'too little was acknowledged to show anything')
  return `${rounds} × kill -9: 0 lost of ${sum.uses} acknowledged uses and ${sum.revocations} acknowledged revocations`
}

/** How many of what was acknowledged cannot be found. */
async function lookUp(engine: Engine, place: string, { uses, revocations }: Told): Promise<number> {
  const { store, close } = await engine.open(place)
  let lost = 0
  let cursor: string | undefined
  const missing = new Set(revocations)
  for (;;) {
    const page = await store.changes(cursor, 5000)
    for (const { target } of page.revocations) missing.delete(target.slice('id:'.length))
    cursor = page.cursor
    if (page.revocations.length < 5000) {
      for (const id of uses) if ((await store.use(page.epoch?.id ?? '', id, 1, undefined)) !== 'spent') lost++
      await close()
      return lost + missing.size
    }
  }
}
