/**
 * Many processes redeem the same single-use tokens: each has exactly one winner.
 */
import { keygen } from 'latchkey'
import { joined } from '../blog.ts'
import { hold } from '../campaign.ts'
import type { Campaign } from '../campaign.ts'
import { startWorker } from '../processes.ts'

const processes = 16
const count = 10_000

export const race: Campaign = async (engine, { file }) => {
  const place = await engine.place()
  const { store, close } = await engine.open(place)
  const secret = keygen()
  const { tokens, read } = joined(secret, store, { deadline: 10_000 })
  await tokens.ready()
  const made = Array.from({ length: count }, (_, index) => tokens.generate(read(index), { singleUse: true }))
  // They are stamped after the second in which the store began.
  const wins = new Uint32Array(count)
  let busy = 0
  const workers = await Promise.all(Array.from({ length: processes }, () => startWorker(file, place)))
  const start = performance.now()
  for (const worker of workers) {
    worker.listen((report) => {
      if (report.name !== 'raced') return
      busy += report.busy
      for (const index of report.won) wins[index]!++
    })
    worker.give({ name: 'race', secret, tokens: made })
  }
  await Promise.all(workers.map(({ ended }) => ended))
  const seconds = (performance.now() - start) / 1000
  await close()
  const [none, several] = [wins.filter((won) => won === 0).length, wins.filter((won) => won > 1).length]
  hold(none === 0 && several === 0, `${none} tokens without a winner, ${several} with more than one`)
  return `${processes} processes × ${count} tokens: ${count} with exactly one winner, ${busy} busy calls tried again, ${seconds.toFixed(1)} s`
}
