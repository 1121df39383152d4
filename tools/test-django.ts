/**
 * Django's tokens with all that crosses: 100,000 random tokens against a live Django, where the usual run has fewer.
 */
import { spawnSync } from 'node:child_process'

const env = { LATCHKEY_DJANGO_CASES: '100000', ...process.env }
const { status } = spawnSync('vitest', ['run', '--testTimeout=3600000', 'test/django'], {
  env,
  stdio: 'inherit',
})
process.exitCode = status ?? 1
