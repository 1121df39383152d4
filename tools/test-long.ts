/**
 * The long campaign: the property, codec and tamper suites with a hundred times the cases, 10^6 for most laws; Django's tokens, of which 10^5
 * cross; then the stores, hurt for longer.
 */
import { spawnSync } from 'node:child_process'

const suites = ['test/property', 'test/codec', 'test/tamper', 'test/django']
const env = { LATCHKEY_TEST_FACTOR: '100', LATCHKEY_DJANGO_CASES: '100000', ...process.env }
const { status } = spawnSync('vitest', ['run', '--testTimeout=36000000', ...suites], {
  env,
  stdio: 'inherit',
})
const stores = [
  '--conditions=@latchkey/source',
  '--disable-warning=ExperimentalWarning',
  'tools/stores.ts',
  '--long',
]
const hurt = spawnSync('node', stores, { stdio: 'inherit' })
process.exitCode = status === 0 ? (hurt.status ?? 1) : (status ?? 1)
