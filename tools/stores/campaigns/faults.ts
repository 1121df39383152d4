/**
 * The server is paused, killed, emptied under load: nothing is wrongly granted, every answer comes in time, and all is well soon after.
 *
 * Without a server, as with SQLite, the file is taken away; that is the restart that comes back empty.
 */
import { randomInt } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { keygen } from 'latchkey'
import { blog, joined } from '../blog.ts'
import { hold, quantile } from '../campaign.ts'
import type { Campaign } from '../campaign.ts'
import type { Engine, Server } from '../engine.ts'
import { newEpoch } from '../../../src/store/opening.ts'

type Fault = 'paused' | 'killed' | 'emptied'

/** Counts of one fault. */
interface Counts {
  attempts: number
  right: number
  wrong: number
  closed: number
  readonly times: number[]
}

export const faults: Campaign = async (engine, { isLong }) => {
  const kinds: Fault[] = engine.server === undefined ? ['emptied'] : ['paused', 'killed', 'emptied']
  const lines: string[] = []
  for (const kind of kinds) {
    const { attempts, right, closed, times, recovery, before, after } = await hurt(engine, kind)
    const slow = quantile(times, 0.999)
    hold(before > 0 && after > 0, `${kind}: nothing was granted ${before > 0 ? 'after' : 'before'} the fault`)
    hold(closed > 0, `${kind}: the door was never closed`)
    hold(slow <= (isLong ? 400 : 2000), `${kind}: p99.9 of the answers took ${slow.toFixed(0)} ms`)
    hold(recovery <= (isLong ? 2000 : 10_000), `${kind}: it took ${recovery.toFixed(0)} ms to recover`)
    lines.push(
      `${kind}: 0 wrong of ${attempts} attempts (${right} right grants: ${before} before, ${after} after; ${closed} closed), p99.9 ${slow.toFixed(0)} ms, recovered in ${recovery.toFixed(0)} ms`,
    )
  }
  return lines.join('\n    ')
}

async function hurt(
  engine: Engine,
  kind: Fault,
): Promise<Counts & { recovery: number; before: number; after: number }> {
  const place = await engine.place()
  const { store, close } = await engine.open(place)
  const { tokens, read } = joined(keygen(), store, {})
  await tokens.ready()
  const asked = read(1)
  const revoked = tokens.generate(read(2))
  await tokens.revoke(blog.Post(2))
  const counts: Counts = { attempts: 0, right: 0, wrong: 0, closed: 0, times: [] }
  /** How often each token got in: more than once is wrong, whoever was told what. */
  const grants = new Map<string, number>()
  const tried: string[] = []
  let isOver = false
  let isRevokedKnown = true
  let lastRight = 0

  const attempt = async (token: string, ask: () => boolean | Promise<boolean>): Promise<void> => {
    const start = performance.now()
    counts.attempts++
    try {
      if (await ask()) {
        const already = grants.get(token) ?? 0
        grants.set(token, already + 1)
        if (already > 0) counts.wrong++
        else {
          counts.right++
          lastRight = performance.now()
        }
      }
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'STORE_UNAVAILABLE') throw error
      counts.closed++
    }
    counts.times.push(performance.now() - start)
  }
  const load = async (): Promise<void> => {
    while (!isOver) {
      const fresh = tokens.generate(asked, { singleUse: true, expiresIn: '1h' })
      await attempt(fresh, () => tokens.redeem(fresh, asked))
      tried.push(fresh)
      const replayed = tried[randomInt(tried.length)]!
      await attempt(replayed, () => tokens.redeem(replayed, asked))
      // A store that has begun anew knows of no revocation: whoever acknowledged the loss has to revoke again.
      if (isRevokedKnown) {
        grants.set(revoked, 1)
        await attempt(revoked, () => tokens.validate(revoked, read(2)))
      }
      await wait(2)
    }
  }
  const loads = Promise.all(Array.from({ length: 8 }, load))
  await wait(1000)
  const before = counts.right
  const recovered = await fault(engine, kind, place, () => (isRevokedKnown = false))
  const since = performance.now()
  while (lastRight < recovered && performance.now() - since < 20_000) await wait(5)
  const recovery = lastRight - recovered
  const atRecovery = counts.right
  await wait(1000)
  isOver = true
  await loads
  await close()
  hold(counts.wrong === 0, `${kind}: ${counts.wrong} wrong grants of ${counts.attempts} attempts`)
  return { ...counts, recovery, before, after: counts.right - atRecovery }
}

/** Hurts, waits, heals; the time from which on it could be well. */
async function fault(engine: Engine, kind: Fault, place: string, forget: () => void): Promise<number> {
  if (kind === 'emptied') {
    await engine.wipe(place)
    await wait(2000)
    forget()
    const { store, close } = await engine.open(place, true)
    // As `latchkey store acknowledge` does.
    await store.acknowledge(newEpoch(Date.now, 5))
    await close()
    return performance.now()
  }
  const server = engine.server!
  if (kind === 'paused') {
    await server.pause()
    const isHung = await hangs(server)
    await server.resume()
    hold(isHung, 'the control query of the driver did not hang: the pause shows nothing')
    return performance.now()
  }
  await server.kill()
  await wait(2000)
  await server.restart()
  return performance.now()
}

async function hangs(server: Server): Promise<boolean> {
  let isAnswered = false
  void server.ask().then(
    () => (isAnswered = true),
    () => (isAnswered = true),
  )
  await wait(2500)
  return !isAnswered
}
