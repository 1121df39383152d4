/**
 * The long campaign: the property, codec and tamper suites with a hundred times the cases, 10^6 for most laws.
 */
import { spawnSync } from 'node:child_process'

const suites = ['test/property', 'test/codec', 'test/tamper']
const env = { LATCHKEY_TEST_FACTOR: '100', ...process.env }
const { status } = spawnSync('vitest', ['run', '--testTimeout=36000000', ...suites], {
  env,
  stdio: 'inherit',
})
process.exitCode = status ?? 1
