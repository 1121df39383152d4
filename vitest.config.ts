import { defineConfig, type ViteUserConfig } from 'vitest/config'
import { recordOutputs } from './test/outputs/plugin.ts'

const config: ViteUserConfig = defineConfig({
  plugins: [recordOutputs()],
  resolve: { conditions: ['@latchkey/source'] },
  ssr: { resolve: { conditions: ['@latchkey/source'] } },
  test: {
    include: ['test/**/*.test.ts'],
    // Nothing that the library says during the tests holds a secret.
    setupFiles: ['test/outputs/setup.ts'],
    // Folders with dependencies of their own, which tools/folders.ts runs, and the share-links app in a browser.
    exclude: ['**/node_modules/**', 'test/frameworks/*/*', 'test/orm/*/*', 'test/share-links/**'],
    testTimeout: 60_000,
    coverage: { include: ['src/**'], exclude: ['src/cli/**'] },
  },
})
export default config
