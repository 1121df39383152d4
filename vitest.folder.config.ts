/**
 * For folders with dependencies of their own (`tools/folders.ts`): the tests under the given root, on the sources of the library.
 */
import { defineConfig, type ViteUserConfig } from 'vitest/config'

const config: ViteUserConfig = defineConfig({
  resolve: { conditions: ['@latchkey/source'] },
  ssr: { resolve: { conditions: ['@latchkey/source'] } },
  test: { include: ['**/*.test.ts'], testTimeout: 120_000, hookTimeout: 120_000 },
})
export default config
