/**
 * The campaigns on stores: races, crashes, faults, on real engines. `node tools/stores.ts [--long] [sqlite] [postgres] [redis]`.
 *
 * Each file in `stores/engines/` is an engine. Every count is printed; the last line is a line of JSON for `tools/test.ts`.
 */
import { globSync } from 'node:fs'
import { basename } from 'node:path'
import type { Campaign } from './stores/campaign.ts'
import { dump } from './stores/campaigns/dump.ts'
import { faults } from './stores/campaigns/faults.ts'
import { kills } from './stores/campaigns/kills.ts'
import { obey } from './stores/campaigns/obey.ts'
import { race } from './stores/campaigns/race.ts'
import type { Engine } from './stores/engine.ts'

const campaigns: readonly Campaign[] = [dump, obey, faults, kills, race]
const given = process.argv.slice(2)
const isLong = given.includes('--long')
const wanted = given.filter((word) => !word.startsWith('--'))
const [only] = given.filter((word) => word.startsWith('--only=')).map((word) => word.slice('--only='.length))
const report = { passed: 0, failed: 0, skipped: [] as string[] }

for (const path of globSync('tools/stores/engines/*.ts').toSorted()) {
  const file = basename(path, '.ts')
  if (wanted.length > 0 && !wanted.includes(file)) continue
  const { engine } = (await import(`./stores/engines/${file}.ts`)) as { engine: Engine }
  const problem = await engine.prepare()
  if (problem !== undefined) {
    report.skipped.push(`the campaigns on ${engine.name}: ${problem}`)
    continue
  }
  try {
    for (const campaign of campaigns) {
      if (only !== undefined && campaign.name !== only) continue
      if (!isLong && engine.short?.includes(campaign.name) === false) continue
      const start = performance.now()
      try {
        const figures = await campaign(engine, { isLong, file })
        report.passed++
        console.log(
          `${engine.name}, ${campaign.name}: ${figures} [${((performance.now() - start) / 1000).toFixed(0)} s]`,
        )
      } catch (error) {
        report.failed++
        console.log(
          `FAIL ${engine.name}, ${campaign.name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
        )
      }
    }
  } finally {
    await engine.stop()
  }
}
console.log(JSON.stringify(report))
// A campaign that failed may have left clients and workers behind.
process.exit(report.failed > 0 ? 1 : 0)
