import { defineConfig, type ViteUserConfig } from 'vitest/config'

const config: ViteUserConfig = defineConfig({
  resolve: { conditions: ['@latchkey/source'] },
  ssr: { resolve: { conditions: ['@latchkey/source'] } },
  test: {
    include: ['test/**/*.test.ts'],
    // Folders with dependencies of their own: tools/folders.ts runs them.
    exclude: ['**/node_modules/**', 'test/frameworks/*/*', 'test/orm/*/*'],
    testTimeout: 60_000,
    coverage: { include: ['src/**'], exclude: ['src/cli/**'] },
  },
})
export default config
