/**
 * For folders with dependencies of their own (`tools/folders.ts`): the tests under the given root, on the sources of the library.
 */
import { defineConfig, type ViteUserConfig } from 'vitest/config'

const config: ViteUserConfig = defineConfig({
  // An adapter that calls its framework has to call the one of the folder: two copies of a class are two classes.
  resolve: { conditions: ['@latchkey/source'], dedupe: ['@nestjs/common'] },
  ssr: { resolve: { conditions: ['@latchkey/source'] } },
  test: { include: ['**/*.test.ts'], testTimeout: 120_000, hookTimeout: 120_000 },
})
export default config
